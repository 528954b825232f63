"""Broker, desk and kiosk together on one machine, for whoever wants to see it, and for whoever wants to judge it."""
