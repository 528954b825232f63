"""The same words in Chinese and English, as a configuration or a fact gives them."""

from __future__ import annotations

import msgspec


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in Chinese and English; where a fact left one out, `words[lang]` is the other's, not nothing."""

    zh: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return (self.en or self.zh) if lang == "en" else (self.zh or self.en)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


NOTHING = Words("", "")
