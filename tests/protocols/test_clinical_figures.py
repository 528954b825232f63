"""The figures of the fact sheets, by name and source: a slip of a digit in the content is caught here."""

from __future__ import annotations

import pytest

from protocols.content import load

PACK = load()

BURN_COOLING_S = 20 * 60
COLD_PACK_S = 20 * 60
CHEMICAL_RINSE_S = 20 * 60
NOSE_PINCH_S = 15 * 60
SUGAR_RECHECK_S = 15 * 60
SECOND_PEN_S = 5 * 60
SEIZURE_EMERGENCY_S, SEIZURE_DAZED_S = 5 * 60, 60 * 60
FAINT_LYING_S, FAINT_SITTING_S = 10 * 60, 5 * 60
FLOOR_TOLD_S = (10 * 60, 30 * 60, 60 * 60)
REFUSAL_ASKED_AGAIN_S = 5 * 60
HOME_VISIT_CHECK_IN_S = 30 * 60
RECOVERY_RECHECK_S = 60
HEAD_RECHECK_S = 5 * 60
TIMERS = [  # P-proposal and G-unverified are no guideline: those figures are ours, for a clinician to confirm
    ("burns", "burn_cool", BURN_COOLING_S, "M25b"),
    ("electric_shock", "electric_cooling", BURN_COOLING_S, "M25b"),
    ("poisoning", "poison_rinse", CHEMICAL_RINSE_S, "M25a"),
    ("injury", "injury_cold", COLD_PACK_S, "G-unverified"),
    ("nosebleed", "nose_pinch", NOSE_PINCH_S, "M26"),
    ("nosebleed", "nose_again", NOSE_PINCH_S, "M26"),
    ("low_sugar", "sugar_first", SUGAR_RECHECK_S, "M22"),
    ("low_sugar", "sugar_second", SUGAR_RECHECK_S, "M22"),
    ("anaphylaxis", "ana_second", SECOND_PEN_S, "S24"),
    ("seizure", "seizure_5", SEIZURE_EMERGENCY_S, "M19"),
    ("seizure", "seizure_time", SEIZURE_DAZED_S, "M19"),
    ("fainting", "faint_lie", FAINT_LYING_S, "M12d"),
    ("fainting", "faint_sit", FAINT_SITTING_S, "P-proposal"),
    ("refusal", "refusal_again", REFUSAL_ASKED_AGAIN_S, "P-proposal"),
    ("home_visit", "visit_checkin", HOME_VISIT_CHECK_IN_S, "P-proposal"),
    ("recovery_position", "recheck", RECOVERY_RECHECK_S, "S37"),
    ("infant_collapse", "infant_recheck", RECOVERY_RECHECK_S, "S37"),
    ("head_injury", "head_wait", HEAD_RECHECK_S, "P-proposal"),
]

BACK_BLOWS = "5 下"
CHILD_DEPTH, INFANT_DEPTH = "5 厘米", "4 厘米"
SHOWN = [
    ("choking", "blows", BACK_BLOWS, "S19"),
    ("choking_infant", "blows", BACK_BLOWS, "S19"),
    ("child_collapse", "depth", CHILD_DEPTH, "S2b"),
    ("infant_collapse", "depth", INFANT_DEPTH, "S2b"),
]
TOURNIQUET_ABOVE, TOURNIQUET_SOURCE = "5–7.5 厘米", "S53h"
PUFFS_MAX, PUFFS_SOURCE = 10, "S30"


@pytest.mark.parametrize(("protocol", "timer", "seconds", "source"), TIMERS, ids=[t[1] for t in TIMERS])
def test_a_timer_runs_as_long_as_the_source_of_its_step_says(
    protocol: str, timer: str, seconds: float, source: str
) -> None:
    assert PACK.protocols[protocol].timers[timer].after_s == seconds
    assert source in {x for s in PACK.protocols[protocol].steps.values() if timer in s.timers for x in s.sources}


@pytest.mark.parametrize(("protocol", "step", "figure", "source"), SHOWN, ids=[f"{x[0]}/{x[1]}" for x in SHOWN])
def test_a_step_shows_the_figure_of_its_source(protocol: str, step: str, figure: str, source: str) -> None:
    shown = PACK.protocols[protocol].steps[step]
    assert figure in shown.title["zh"] + (shown.detail or {}).get("zh", "")
    assert source in shown.sources


def test_the_floor_clock_is_told_at_its_stages() -> None:
    timers = PACK.protocols["elderly_fall"].timers
    assert (timers["floor_10"].after_s, timers["floor_30"].after_s, timers["floor"].after_s) == FLOOR_TOLD_S
    assert timers["floor"].stages == FLOOR_TOLD_S


def test_the_tourniquet_sits_above_the_wound_and_its_time_runs_on() -> None:
    bleeding = PACK.protocols["bleeding"]
    (place,) = (s for s in bleeding.steps.values() if TOURNIQUET_ABOVE in (s.detail or {}).get("zh", ""))
    assert TOURNIQUET_SOURCE in place.sources
    assert bleeding.timers["bleed_tourniquet"].lasting and bleeding.timers["bleed_tourniquet"].scope == "incident"
    assert not any("bleed_tourniquet" in s.stops for p in PACK.protocols.values() for s in p.steps.values())


def test_there_are_ten_puffs_and_no_eleventh() -> None:
    puffs = [step for id, step in PACK.protocols["asthma"].steps.items() if id.startswith("puff_")]
    assert len(puffs) == PUFFS_MAX and all(PUFFS_SOURCE in step.sources for step in puffs)


def test_every_beat_is_between_100_and_120() -> None:
    assert {p.rate_bpm for p in PACK.protocols.values()} == {110}
