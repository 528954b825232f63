"""Keeps the content that open incidents began with, so that a change of content never moves a step under a rescuer."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

from protocols.content import ContentError, load
from protocols.model import Pack

logger = logging.getLogger(__name__)

KEEP = 3
"""The present content and the last two; those that an open incident names stay as well."""


class PackShelf:
    """`<data>/packs/<hash>/`: one directory of content files a version.

    Content that cannot be read never keeps a kiosk dark: the newest kept version stands in for it.
    Raises ContentError only if there is none at all.
    """

    def __init__(self, directory: Path, source: Path) -> None:
        self._directory = directory
        try:
            self.present = load(source)
        except ContentError as broken:
            stand_in = self._newest_kept()
            if stand_in is None:
                raise
            logger.error("the content cannot be read, an older one stands in: %s", broken)
            self.present = stand_in
        else:
            self._keep(self.present.hash, source)

    def get(self, wanted: str) -> Pack | None:
        """Content by its hash; None when it is not here or no longer what its hash says."""
        if wanted == self.present.hash:
            return self.present
        if not wanted.isalnum():
            return None
        try:
            pack = load(self._directory / wanted)
        except (ContentError, OSError) as trouble:
            logger.error("content %s cannot be read: %s", wanted[:12], trouble)
            return None
        return pack if pack.hash == wanted else None

    def _newest_kept(self) -> Pack | None:
        for path in self._kept():
            try:
                return load(path)
            except (ContentError, OSError):
                continue
        return None

    def _kept(self) -> list[Path]:
        """What lies on the shelf, the newest first."""
        if not self._directory.is_dir():
            return []
        return sorted((p for p in self._directory.iterdir() if p.is_dir()), key=lambda p: -p.stat().st_mtime)

    def prune(self, named: set[str]) -> None:
        """Drop what neither an open incident nor the last versions need."""
        for path in self._kept()[KEEP:]:
            if path.name not in named and path.name != self.present.hash:
                shutil.rmtree(path, ignore_errors=True)

    def _keep(self, name: str, source: Path) -> None:
        target = self._directory / name
        try:
            if target.is_dir():
                os.utime(target)  # used now: the newest on the shelf
                return
            self._directory.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(source, part, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
            os.utime(part)  # a copy carries the age of what it was copied from
            part.rename(target)
        except OSError as trouble:  # a full disk must not stop the guidance; the present content is in memory
            logger.error("content could not be kept: %s", trouble)
