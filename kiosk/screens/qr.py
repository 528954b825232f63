"""The handover as a code to scan: dark on white even at night, with its quiet zone."""

from __future__ import annotations

from functools import lru_cache

import segno

QUIET_MODULES = 4
LEVEL = "m"
MAX_BYTES = 1200  # more would make modules too small for a telephone at arm's length


@lru_cache(maxsize=8)
def qr_svg(text: str) -> str:
    """An SVG document of square modules; over-long words are cut, never refused."""
    raw = text.encode("utf-8")
    if len(raw) > MAX_BYTES:
        text = raw[:MAX_BYTES].decode("utf-8", "ignore")
    code = segno.make(text, error=LEVEL, micro=False, boost_error=False)
    size = len(code.matrix) + 2 * QUIET_MODULES
    path: list[str] = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            if row[x]:
                end = x
                while end < len(row) and row[end]:
                    end += 1
                path.append(f"M{x + QUIET_MODULES} {y + QUIET_MODULES}h{end - x}v1h-{end - x}z")
                x = end
            else:
                x += 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path d="M0 0h{size}v{size}H0z" fill="#FFFFFF"/><path d="{"".join(path)}" fill="#000000"/></svg>'
    )
