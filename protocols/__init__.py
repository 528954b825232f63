"""What to do: the protocols, the facts of an incident, the rules. Pure: no clock, no thread, only its own content."""
