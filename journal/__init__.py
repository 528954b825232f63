"""What happened: the append-only log of facts, kept in SQLite, shared over MQTT."""
