"""The crew's sheet goes to its printer, unless that stands still: `python -m kiosk.to_printer PRINTER FILE`."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

EXIT_STOPPED = 3
ASK_S = 5.0
STOPPED = "printer-state=5"
"""As IPP numbers it. CUPS would take the sheet all the same, and print it hours later for whoever stands there."""


def main(argv: list[str]) -> int:
    printer, file = argv[1:]
    asked = ""
    command = ["lpoptions", "-p", printer]
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):  # then `lp` is the one to say what is wrong
        asked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=ASK_S).stdout
    if STOPPED in asked.split():
        return EXIT_STOPPED
    os.execvp("lp", ["lp", "-d", printer, "--", file])  # the same process: who kills this one kills it


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
