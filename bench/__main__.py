"""`make bench`: all measures as one table; `python -m bench journal screen` for some of them.

`python -m bench intelligibility` listens to the voice; it needs `deploy/setup.sh asr` and is only run by hand.
"""

from __future__ import annotations

import argparse
import importlib
import sys

from .table import show

PARTS = ("journal", "library", "metronome", "sound", "drawing", "orphan", "screen", "rescue")
EXIT_NOT_INSTALLED = 3
BY_HAND = ("intelligibility",)
"""These need more than the tests have, and print a table of their own."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description="Measures beside their floors, as Markdown tables.")
    parser.add_argument(
        "part", nargs="*", choices=[*PARTS, *BY_HAND, []], help=f"which measures (default: all but {BY_HAND[0]})"
    )
    rows = []
    tables = []
    for part in parser.parse_args().part or PARTS:
        print(f"measuring {part} ...", file=sys.stderr, flush=True)
        module = importlib.import_module(f"bench.{part}")
        if part in BY_HAND:
            try:
                tables.append(module.report())
            except module.NotInstalled as missing:
                print(missing, file=sys.stderr)
                return EXIT_NOT_INSTALLED
        else:
            rows += module.measure()
    print("\n\n".join([*([show(rows)] if rows else []), *tables]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
