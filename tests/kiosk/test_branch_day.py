"""The branch as data: hours, roster, kits and the order of tiles, at any moment; every mistake with its line."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import equipment, opening, tile_order
from kiosk.equipment import Kit
from kiosk.opening import Exceptional, Open, staffing
from kiosk.roster import AtPost, RosterFile, on_shift, read
from kiosk.station_file import ConfigError, load, tile_problems
from kiosk.tile_order import Season
from kiosk.walltime import BRANCH_ZONE
from protocols.authoring.config_zh import told_line
from protocols.bilingual import Words
from tests.fakes.lobby_world import EXAMPLE, PACK

WEEK = (Open("mon-fri", "08:30", "17:30"), Open("sat", "09:00", "16:00"))
OFF = (Exceptional("2027-01-01/2027-01-03", closed=True), Exceptional("2027-01-10", since="08:30", until="17:30"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRANCH_ZONE)


@pytest.mark.parametrize(
    ("moment", "staffed", "until"),
    [
        ("2026-11-26T08:29", False, "2026-11-26T08:30"),
        ("2026-11-26T08:30", True, "2026-11-26T17:30"),
        ("2026-11-26T17:29", True, "2026-11-26T17:30"),
        ("2026-11-26T17:30", False, "2026-11-27T08:30"),
        ("2026-11-28T12:00", True, "2026-11-28T16:00"),
        ("2026-11-28T16:00", False, "2026-11-30T08:30"),
        ("2026-12-31T18:00", False, "2027-01-04T08:30"),  # over the holiday and the Sunday in it
        ("2027-01-01T10:00", False, "2027-01-04T08:30"),
        ("2027-01-10T10:00", True, "2027-01-10T17:30"),  # a Sunday on which everybody works
    ],
)
def test_whether_staff_are_here_and_when_that_changes(moment: str, staffed: bool, until: str) -> None:
    found = staffing(WEEK, OFF, at(moment))
    assert found is not None and (found.staffed, found.until) == (staffed, at(until))


def test_hours_over_midnight_are_one_time_and_a_lobby_that_never_shuts_says_none() -> None:
    night = (Open("fri", "20:00", "24:00"), Open("sat", "0:00", "06:00"))
    assert opening.wrong(night, ()) == []
    found = staffing(night, (), at("2026-11-27T23:00"))
    assert found is not None and found.until == at("2026-11-28T06:00")
    always = staffing((Open("mon-sun", "00:00", "24:00"),), (), at("2026-11-27T23:00"))
    assert always is not None and always.staffed and always.until is None
    assert staffing((), (), at("2026-11-27T23:00")) is None


_minutes = st.integers(0, 1439)
_opens = st.lists(
    st.tuples(st.sampled_from(opening.DAYS), _minutes, st.integers(1, 600)).map(
        lambda x: Open(x[0], opening.clock_text(x[1]), opening.clock_text(min(1440, x[1] + x[2])))
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(_opens, st.integers(0, 60 * 24 * 14))
def test_until_is_the_first_moment_at_which_it_is_otherwise(hours: list[Open], after_min: int) -> None:
    moment = at("2026-11-23T00:00") + timedelta(minutes=after_min)
    found = staffing(hours, (), moment)
    assert found is not None and opening.wrong(hours, ()) == []
    if found.until is not None:
        just_before, then = staffing(hours, (), found.until - timedelta(minutes=1)), staffing(hours, (), found.until)
        assert just_before is not None and just_before.staffed is found.staffed
        assert then is not None and then.staffed is not found.staffed


def test_the_week_in_words() -> None:
    assert opening.week_text(WEEK, "zh") == "周一至周五 8:30–17:30，周六 9:00–16:00"
    assert opening.week_text(WEEK, "en") == "Mon-Fri 8:30-17:30, Sat 9:00-16:00"
    two = (Open("mon, wed", "8:30", "12:00"), Open("mon, wed", "13:30", "17:00"), Open("wed", "12:00", "13:30"))
    assert opening.week_text(two, "zh") == "周一 8:30–12:00、13:30–17:00，周三 8:30–17:00"


ROSTER = """# a comment
role_zh,role_en,who,certificate_until,shift
大堂,Lobby,甲,2026-11,mon-fri 08:30-17:30
大堂,Lobby,乙,2026-11-26,"mon-fri 08:30-17:30; sat 09:00-16:00"
柜台,Counter,丙,2026-10,mon-sun 00:00-24:00
保安,Security,丁,2030-01,mon-sun 20:00-08:00
"""


@pytest.mark.parametrize(
    ("moment", "posts"),
    [
        ("2026-11-26T09:00", [("Lobby", 2)]),  # the counter's certificate lapsed in October
        ("2026-11-27T09:00", [("Lobby", 1)]),  # to the end of the month, but not past a day
        ("2026-12-01T09:00", []),
        ("2026-11-26T23:00", [("Security", 1)]),
        ("2026-11-26T07:59", [("Security", 1)]),
        ("2026-11-26T08:00", []),
    ],
)
def test_only_the_certified_on_shift_are_counted(tmp_path: Path, moment: str, posts: list[tuple[str, int]]) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    people, problems = read(tmp_path / "roster.csv")
    assert problems == []
    assert [(p.role.en, p.count) for p in on_shift(people, at(moment))] == posts


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("大堂,Lobby,王 13800138000,2027-03,mon 08:30-17:30", "telephone number"),
        (",Lobby,甲,2027-03,mon 08:30-17:30", "role_zh"),
        ("大堂,Lobby,甲,2027-13,mon 08:30-17:30", "certificate_until"),
        ("大堂,Lobby,甲,2027-03,monday", "shift"),
        ("大堂,Lobby,甲,2027-03,mon 25:00-26:00", "shift"),
        ("大堂,Lobby,甲", "3 fields"),
    ],
)
def test_a_bad_row_of_the_roster_is_told_with_its_line_and_the_others_count(
    tmp_path: Path, row: str, says: str
) -> None:
    file = tmp_path / "roster.csv"
    lines = ROSTER.splitlines()
    file.write_text("\n".join([*lines[:3], row, *lines[3:]]), encoding="utf-8")
    people, problems = read(file)
    assert len(people) == 4 and len(problems) == 1
    assert problems[0].startswith(f"{file}:4: ") and says in problems[0]


def test_a_roster_is_read_again_when_it_changes_and_a_broken_one_leaves_the_last(tmp_path: Path) -> None:
    now = [0.0]
    file = tmp_path / "roster.csv"
    roster = RosterFile(str(file), lambda: now[0])
    assert roster.people() == ()
    for text, count in ((ROSTER, 4), ("nonsense", 4), (ROSTER.replace("保安", "#"), 3)):
        file.write_text(text, encoding="utf-8")
        now[0] += 61
        people = roster.people()
        assert people is not None and len(people) == count
    assert RosterFile("").people() is None


KITS = (
    Kit("aed", Words("门口", "door"), pads_until="2026-10", battery_until="2026-11-26", looked="2026-10-22"),
    Kit("first_aid", Words("台下", "desk"), contents_until="2027-01"),
)


def test_what_has_lapsed_is_told_once_a_day_and_when_it_is_put_right() -> None:
    watch = equipment.Watch(KITS)
    first = watch.noted(date(2026, 11, 26))
    assert first is not None and (first.item, first.ok, first.detail) == ("kit", False, "aed pads 2026-10")
    assert watch.noted(date(2026, 11, 26)) is None
    second = watch.noted(date(2026, 11, 27))
    assert second is not None and second.detail == "aed pads 2026-10, aed battery 2026-11-26, aed look 2026-10-22"
    watch = equipment.Watch(KITS[1:])
    assert [watch.noted(date(2027, 2, 1)) is not None, watch.noted(date(2027, 1, 1))] == [
        True,
        equipment.HealthNoted("kit", True, ""),
    ]


def test_a_season_goes_before_the_branch_and_nothing_goes_before_the_killers() -> None:
    step = PACK.protocols["what_is_wrong"].steps["tiles"]
    tiles = [a for a in step.answers if a.mark == "tile"]
    assert tile_order.ordered(tiles, ()) == tuple(tiles)
    seasons = (Season("06-01", "09-30", ("heat",)), Season("12-01", "02-28", ("fall",)))
    assert tile_order.first_now(seasons, ("stroke", "heat"), date(2027, 7, 1)) == ("heat", "stroke")
    assert tile_order.first_now(seasons, (), date(2027, 1, 5)) == ("fall",)
    names = [a.id for a in tile_order.ordered(tiles, ("heat", "stroke"))]
    assert names[:4] == ["collapse", "choking", "heat", "stroke"] and sorted(names) == sorted(a.id for a in tiles)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('days = "mon-fri"', 'days = "monday"', "mon-fri"),
        ('days = "sat"\nfrom = "09:00"', 'days = "sat"\nfrom = "9 am"', "08:30"),
        ('to = "16:00"', 'to = "08:00"', "later than"),
        ('date = "2027-01-09"', 'date = "2027-01-02"', "another exception"),
        ('date = "2027-01-09"', 'date = "9 January"', "2027-02-16/2027-02-22"),
        ('pads_until = "2028-03"', 'pads_until = "soon"', "2027-03"),
        ('contents_until = "2028-01"', 'contents_until = "2028-00"', "2027-03"),
        ('kind = "first_aid"', 'kind = "bandage"', "kit"),
        ("dim_after_min = 10", "dim_after_min = -1", "dim_after_min"),
    ],
)
def test_a_mistake_in_the_branch_is_told_with_its_own_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file = tmp_path / "kiosk.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + old.count("\n") + 1
    with pytest.raises(ConfigError) as caught:
        load(file, {})
    assert caught.value.problems[0].startswith(f"{file}:{line}: ") and says in caught.value.problems[0]


def test_tiles_and_a_silent_protocol_that_do_not_exist_are_told_with_their_lines(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    changes = [
        ('first = ["heat"]', 'first = ["heat", "dragon"]'),
        ("tiles_first = []", 'tiles_first = ["collapse"]'),
        ('silent_protocol = "robbery"', 'silent_protocol = "fire"'),
    ]
    broken = text
    for old, new in changes:
        assert broken.count(old) == 1
        broken = broken.replace(old, new)
    file = tmp_path / "kiosk.toml"
    file.write_text(broken, encoding="utf-8")
    lines = [text[: text.index(old)].count("\n") + 1 for old, _ in changes]
    found = tile_problems(file, load(file, {}), PACK)
    assert [p.split(": ")[0] for p in found] == [f"{file}:{line}" for line in lines]
    assert "dragon" in found[0] and "always stands first" in found[1] and "fraud_silent" in found[2]
    assert tile_problems(EXAMPLE, load(EXAMPLE, {}), PACK) == []


def test_posts_keep_the_order_of_the_list() -> None:
    people, _ = read(EXAMPLE.parent / "roster.example.csv")
    assert on_shift(people, at("2026-11-26T10:00")) == (
        AtPost(Words("大堂", "Lobby"), 1),
        AtPost(Words("柜台", "Counter"), 1),
    )


def test_every_mistake_of_the_branch_is_told_in_chinese_too(tmp_path: Path) -> None:
    """Whoever fills these files in works in the branch."""
    wrong = [*opening.wrong((Open("x", "9", "8"), Open("mon", "9:00", "8:00")), ())]
    bad = Exceptional("2027", since="x")
    closed = Exceptional("2027-01-01", closed=True, since="8:00")
    wrong += [*opening.wrong((), (bad, closed, closed)), *equipment.wrong((Kit("aed", Words("a", "a"), looked="x"),))]
    wrong += tile_order.wrong((Season("x", "06-01", ("collapse", "dragon")),), (), PACK)
    lines = [f"file:1: {what}" for _, what in wrong]
    for text in (
        "",
        "a,b",
        ROSTER.splitlines()[1] + "\n大堂",
        ROSTER + "\n,,,,x\n大堂,,,2,x\n大堂,,,,x\n大堂,,13800138000,,x",
    ):
        (tmp_path / "roster.csv").write_text(text, encoding="utf-8")
        lines += read(tmp_path / "roster.csv")[1]
    lines += read(tmp_path / "none.csv")[1]
    assert len(lines) > 15
    for line in lines:
        message = line.partition(": ")[2]
        told = told_line(line).partition(": ")[2]
        assert told.endswith(f" / {message}") and any("一" <= c <= "鿿" for c in told.removesuffix(message)), line
