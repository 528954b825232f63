"""Every screen of the kiosk as staff will see it, and pictures of all of them."""
