"""`make bench`: all measures as one table; `python -m bench journal screen` for some of them."""

from __future__ import annotations

import argparse
import importlib
import sys

from .table import show

PARTS = ("journal", "library", "metronome", "orphan", "screen", "rescue")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="which measures (default: all)")
    rows = []
    for part in parser.parse_args().part or PARTS:
        print(f"measuring {part} ...", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"bench.{part}").measure()
    print(show(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
