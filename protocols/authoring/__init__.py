"""Tools for the people who write, read and sign protocols: `main.py protocols`. Nothing in a lobby needs them."""
