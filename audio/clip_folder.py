"""A folder of clips is written so that a power cut leaves the old or the new of each file, never half of one."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from audio.voice import MANIFEST_NAME, Manifest


def write_whole(path: Path, content: bytes) -> None:
    """Beside the old one, then in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(part, path)


def write_manifest(out: Path, manifest: Manifest) -> None:
    """In the order of the keys, so that two makers of the same clips have the same file."""
    ordered = msgspec.structs.replace(manifest, clips=dict(sorted(manifest.clips.items())))
    write_whole(out / MANIFEST_NAME, msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n")
