"""Where this kiosk stands, in the words that are read to the ambulance."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Text

CHINA_UTC_OFFSET_MIN = 480
"""China has one time zone and no summer time."""


@dataclass(frozen=True, slots=True)
class StationCard:
    """The station's address and numbers. Texts hold `zh` and `en`; an empty text is left out."""

    kiosk: str
    name: Text
    address: Text
    floor: Text
    entrance: Text
    landmark: Text
    phone: str
    """The number that is called back, grouped as it is read: "0755 0000 0120"."""
    aed_place: Text
    utc_offset_min: int = CHINA_UTC_OFFSET_MIN
