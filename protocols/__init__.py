"""What to do: the protocols, the facts of an incident, the rules. Pure: no clock, no thread, no file but its own content."""
