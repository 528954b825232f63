"""What the responder sees: the web desk, fed by the journal."""
