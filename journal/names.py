"""Names of logs: unique for ever, sorted by birth, never chosen by a person."""

from __future__ import annotations

import secrets
import time

from protocols.events import Channel, LogId, Moment


def new_log(kiosk: str, channel: Channel, moment: Moment) -> LogId:
    """`<K>/live/<uuid7>` for an incident, `<K>/ops/<YYYY-MM>-<tail>` for what goes on all month."""
    if channel in ("ops", "deskops"):
        return LogId(f"{kiosk}/{channel}/{month(moment)}-{secrets.token_hex(4)}")
    return LogId(f"{kiosk}/{channel}/{uuid7(moment.at_ms)}")


def month(moment: Moment) -> str:
    return time.strftime("%Y-%m", time.gmtime(moment.at_ms / 1000))


def uuid7(at_ms: int) -> str:
    """RFC 9562: 48 bits of time, then chance; the clock of a kiosk may be wrong, the chance may not."""
    value = (at_ms & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
