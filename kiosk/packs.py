"""Keeps the content that open incidents began with, so that a change of content never moves a step under a rescuer."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from protocols.content import ContentError, load
from protocols.model import Pack

logger = logging.getLogger(__name__)

KEEP = 3
"""The present content and the last two; those that an open incident names stay as well."""


class PackShelf:
    """`<data>/packs/<hash>/`: one directory of content files a version."""

    def __init__(self, directory: Path, present: Pack, source: Path) -> None:
        self._directory, self._present = directory, present
        self._keep(present.hash, source)

    def get(self, wanted: str) -> Pack | None:
        """Content by its hash; None when it is not here or no longer what its hash says."""
        if wanted == self._present.hash:
            return self._present
        if not wanted.isalnum():
            return None
        try:
            pack = load(self._directory / wanted)
        except (ContentError, OSError) as trouble:
            logger.error("content %s cannot be read: %s", wanted[:12], trouble)
            return None
        return pack if pack.hash == wanted else None

    def prune(self, named: set[str]) -> None:
        """Drop what neither an open incident nor the last versions need."""
        if not self._directory.is_dir():
            return
        kept = sorted(
            (p for p in self._directory.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True
        )
        for path in kept[KEEP:]:
            if path.name not in named and path.name != self._present.hash:
                shutil.rmtree(path, ignore_errors=True)

    def _keep(self, name: str, source: Path) -> None:
        target = self._directory / name
        if target.is_dir():
            return
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(source, part, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
            part.rename(target)
        except OSError as trouble:  # a full disk must not stop the guidance; the present content is in memory
            logger.error("content could not be kept: %s", trouble)
