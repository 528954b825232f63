"""Measures, each beside its floor of the same run: ratios travel between machines, milliseconds do not."""
