"""The commands for paper: draw, card, review, sign, diff."""

from __future__ import annotations

import argparse
from typing import Any


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add these commands to `main.py protocols`."""
