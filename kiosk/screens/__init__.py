"""What is drawn: a view in, pixels and actions out; nothing here decides anything."""
