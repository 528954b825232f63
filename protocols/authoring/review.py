"""The review booklet: all that a clinician has to read before signing, both languages side by side, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..model import Pack, Protocol, Step, Text
from .leads import lead, number
from .paper import page
from .sign import HASH_SHOWN, Signature, signature

UNREAD = ("P-proposal", "G-unverified", "D-derived")
"""Sources that are no guideline: what stands on them alone is for the reviewer to decide."""

KINDS: dict[str, Text] = {
    "tiles": {"zh": "选事由", "en": "tiles"},
    "question": {"zh": "问题", "en": "question"},
    "action": {"zh": "要做的事", "en": "action"},
    "compressions": {"zh": "按压", "en": "compressions"},
    "aed": {"zh": "AED", "en": "AED"},
    "call": {"zh": "电话", "en": "call"},
    "handover": {"zh": "交接", "en": "handover"},
}
FAMILIES: dict[str, Text] = {
    "medical": {"zh": "伤病", "en": "medical"},
    "danger": {"zh": "危险", "en": "danger"},
    "crime": {"zh": "治安、诈骗", "en": "crime"},
    "service": {"zh": "服务", "en": "service"},
}
MARKS: dict[str, tuple[str, Text]] = {
    "no": ("×", {"zh": "否", "en": "no"}),
    "unsure": ("?", {"zh": "不确定", "en": "unsure"}),
    "yes": ("✓", {"zh": "是", "en": "yes"}),
    "go": ("→", {"zh": "下一步", "en": "next"}),
    "aed": ("AED", {"zh": "AED", "en": "AED"}),
    "stop": ("!", {"zh": "危险", "en": "danger"}),
    "tile": ("■", {"zh": "事由", "en": "tile"}),
}
"""The mark of an answer as it stands on the key, and what it means."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One protocol as the booklet shows it."""

    protocol: Protocol
    signature: Signature

    @property
    def short(self) -> str:
        return self.signature.now[:HASH_SHOWN]

    @property
    def sources(self) -> dict[str, list[int]]:
        """Each source with the numbers of the steps that rest on it; 0 stands for what belongs to no step."""
        found: dict[str, list[int]] = {}
        for step in self.protocol.steps.values():
            for id in step.sources:
                found.setdefault(id, []).append(number(self.protocol, step.id))
        for id in self._beside():
            if 0 not in found.setdefault(id, []):
                found[id].insert(0, 0)
        return dict(sorted(found.items()))

    def _beside(self) -> Iterable[str]:
        for target in self.protocol.targets:
            yield from target.sources
        if self.protocol.key is not None:
            yield from self.protocol.key.sources

    def unread(self, step: Step) -> bool:
        """This step rests on no source that anybody read."""
        return step.clinical and all(id in UNREAD for id in step.sources)


def booklet(pack: Pack, protocols: Sequence[Protocol]) -> str:
    """The booklet as one HTML document."""
    return page(
        "review.html",
        pack,
        chapters=[Chapter(p, signature(p)) for p in protocols],
        whole=len(protocols) == len(pack.protocols),
        kinds=KINDS,
        families=FAMILIES,
        marks=MARKS,
        proposals=UNREAD,
        lead=lambda protocol, goto: lead(pack, protocol, goto),
        number=number,
        hash_shown=HASH_SHOWN,
    )
