"""The kiosk's configuration: every mistake is told with its place, and none of it reaches the lobby."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.station import recordings
from kiosk.station_file import ConfigError, file_problems, load
from protocols.authoring.config_zh import told_line

EXAMPLE = Path(__file__).resolve().parents[2] / "kiosk" / "kiosk.example.toml"


def _problems(path: Path, env: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(path, env)
    return caught.value.problems


def test_the_example_works_as_it_stands() -> None:
    config = load(EXAMPLE, {})
    assert not config.production and config.line.brokers
    assert file_problems(EXAMPLE, config, {}) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('lang = "zh"', 'lang = "fr"', "'fr'"),
        ("volume = 0.9", "volume = 9.0", "volume must be"),
        ("buffer_ms = 120", 'buffer_ms = "x"', "$.sound.buffer_ms"),
        ('brokers = ["127.0.0.1:1883"]', 'brokers = ["127.0.0.1:99999"]', "host:port"),
        ('brokers = ["127.0.0.1:1883"]', "brokers = []", "one broker or more"),
        ("width_px = 1080", "width_px = 1000000000000", "width_px must be 480 to 16384"),
        ('cert = ""', 'cert = "a.crt"', "cert and key go together"),
        ('id = "FT03"', 'id = "ft-3"', "capital letters"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file = tmp_path / "kiosk.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    first = _problems(file, {})[0]
    assert first.startswith(f"{file}:{line}: ") and says in first


def test_all_mistakes_are_told_at_once_and_a_bad_word_with_the_allowed_ones(tmp_path: Path) -> None:
    file, text = tmp_path / "kiosk.toml", EXAMPLE.read_text(encoding="utf-8")
    text = text.replace('lang = "zh"', 'lang = "fr"').replace("buffer_ms = 120", 'buffer_ms = "x"\nloud = 1')
    file.write_text(text, encoding="utf-8")
    found = _problems(file, {})
    assert len(found) == 3
    assert any("'fr': write one of zh, en, yue" in one for one in found)
    assert any("unknown field `loud`" in one for one in found) and any("$.sound.buffer_ms" in one for one in found)
    assert all(any("\u4e00" <= c <= "\u9fff" for c in told_line(one)) for one in found)


def test_the_environment_overrides_the_file() -> None:
    env = {
        "FRK_KIOSK_SOUND__DEVICE": "none",
        "FRK_KIOSK_SOUND__VOLUME": "0.5",
        "FRK_KIOSK_PRODUCTION": "true",
        "FRK_KIOSK_STATION__ID": "12",
        "FRK_KIOSK_STATION__PHONE": "13800138000",
        "FRK_KIOSK_LINE__BROKERS": "127.0.0.1:1883,127.0.0.1:1884",
        "FRK_KIOSK_LINE__SECOND_CARRIER": '"https://desk.example:8470"',
    }
    config = load(EXAMPLE, env)
    assert (config.sound.device, config.sound.volume, config.production) == ("none", 0.5, True)
    assert (config.station.id, config.station.phone) == ("12", "13800138000")
    assert config.line.brokers == ("127.0.0.1:1883", "127.0.0.1:1884")
    assert config.line.second_carrier == "https://desk.example:8470"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FRK_KIOSK_SOUND__VOLUME", "7"),
        ("FRK_KIOSK_SOUND__BUFFER_MS", "abc"),
        ("FRK_KIOSK_LANG", "fr"),
        ("FRK_KIOSK_LANG__X", "zh"),
        ("FRK_KIOSK_SOUNDD__VOLUME", "0.5"),
        ("FRK_KIOSK_LINE__BROKERS", "somewhere"),
    ],
)
def test_a_mistake_in_the_environment_is_told_with_its_variable(name: str, value: str) -> None:
    assert _problems(EXAMPLE, {name: value})[0].startswith(f"{name}: ")


def test_a_certificate_is_never_carried_over_a_plain_line() -> None:
    env = {"FRK_KIOSK_LINE__CERT": "a.crt", "FRK_KIOSK_LINE__KEY": "a.key"}
    assert any("over TLS" in problem for problem in _problems(EXAMPLE, env))


@pytest.mark.parametrize("broken", [None, b"\xff\xfe"])
def test_a_missing_file_of_the_line_is_told_and_stops_no_kiosk(tmp_path: Path, broken: bytes | None) -> None:
    secret = tmp_path / "secret"
    if broken is not None:
        secret.write_bytes(broken)
    env = {"FRK_KIOSK_LINE__SECOND_CARRIER": "https://desk.example", "FRK_KIOSK_LINE__SECRET_FILE": str(secret)}
    config = load(EXAMPLE, env)
    assert [p.split(": ")[0] for p in file_problems(EXAMPLE, config, env)] == ["FRK_KIOSK_LINE__SECRET_FILE"]


def test_a_folder_without_recordings_is_told_and_an_hour_that_is_none_refused(tmp_path: Path) -> None:
    env = {"FRK_KIOSK_SOUND__RECORDINGS": str(tmp_path)}
    config = load(EXAMPLE, env)
    assert recordings(config) == tmp_path
    told = file_problems(EXAMPLE, config, env)
    assert len(told) == 1 and told[0].startswith("FRK_KIOSK_SOUND__RECORDINGS: ") and "voice import" in told[0]
    (tmp_path / "manifest.json").write_text("{}")
    assert file_problems(EXAMPLE, config, env) == []
    assert recordings(load(EXAMPLE, {"FRK_KIOSK_DATA": "somewhere"})) == Path("somewhere/recordings")
    for hour in ("24:00", "7:4", "soon"):
        with pytest.raises(ConfigError, match="time of day"):
            load(EXAMPLE, {"FRK_KIOSK_SOUND__SELFTEST": hour})
