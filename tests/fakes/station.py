"""A branch that does not exist, for cards."""

from __future__ import annotations

from protocols.station_card import StationCard

STATION = StationCard(
    kiosk="FT03",
    name={"zh": "莲花路支行", "en": "Lianhua Road Branch"},
    address={"zh": "福田区莲花路 88 号", "en": "88 Lianhua Road, Futian District"},
    floor={"zh": "1 层大堂", "en": "1st floor lobby"},
    entrance={"zh": "正门，朝莲花路", "en": "main door, facing Lianhua Road"},
    landmark={"zh": "门口有人挥手", "en": "someone waves at the door"},
    phone="0755 0000 0120",
    aed_place={"zh": "大门左侧墙上", "en": "wall left of the main door"},
)
