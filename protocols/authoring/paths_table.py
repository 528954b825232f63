"""What a walk over all paths found, as lines that an author reads."""

from __future__ import annotations

from collections.abc import Iterator

from .paths import COUNT_MAX, Measure, Walked

NAMES = {
    "zh": {
        "paths": "条路",
        "places": "个位置",
        "to": "到",
        "taps": "次按键",
        "limit": "限",
        "slowest": "最慢的路",
        "alone": "没人按时停在",
        "uncovered": "只能从别处进来的步",
        "many": "超过 {} 条路，不再往下数；下面的次数和秒数仍是走遍所有路得出的",
        "unproved": "（回路太多，没走遍，可能更长）",
    },
    "en": {
        "paths": "paths",
        "places": "places",
        "to": "to",
        "taps": "taps",
        "limit": "limit",
        "slowest": "slowest way",
        "alone": "if nobody taps it stays at",
        "uncovered": "steps entered only from elsewhere",
        "many": "more than {} paths, not counted further; taps and seconds below still hold for every one",
        "unproved": "(too many loops, not all tried: may be longer)",
    },
}


def table(walked: Walked, lang: str, *, ways: bool = False) -> Iterator[str]:
    """The lines for one protocol. `ways`: also the slowest way to each mark, tap by tap."""
    say = NAMES[lang]
    protocol = walked.protocol
    count = f"{walked.paths:>8} {say['paths']}" if walked.counted else say["many"].format(COUNT_MAX)
    yield f"{protocol.id:<20} {count}, {walked.places} {say['places']}"
    for measure in walked.measures.values():
        own = protocol.key is not None and protocol.key.mark == measure.mark
        limit = f"  [{say['limit']} {protocol.key.taps}, {protocol.key.seconds:g} s]" if own and protocol.key else ""
        yield f"    {say['to']} {measure.mark:<20} {_span(measure, say)}{limit}"
        if ways:
            yield f"        {say['slowest']}: {' > '.join(measure.slowest) or '-'}"
    at, waited = walked.alone[-1]
    yield f"    {say['alone']} {at}" + ("" if waited is None else f" ({waited.seconds:g} s)")
    if walked.uncovered:
        yield f"    {say['uncovered']}: {', '.join(walked.uncovered)}"


def _span(measure: Measure, say: dict[str, str]) -> str:
    taps, seconds = measure.taps, measure.seconds
    proved = "" if measure.proved else f" {say['unproved']}"
    return f"{taps[0]}-{taps[1]} {say['taps']}, {seconds[0]:.0f}-{seconds[1]:.0f} s{proved}"
