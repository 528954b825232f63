"""Rows of medians and p99 beside the floor measured in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measure. `floor`: the least that the same machine needs for the same job, taken in the same run."""

    name: str
    values: Sequence[float]
    unit: str = "ms"
    floor_name: str = ""
    floor: Sequence[float] = ()


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p99(values: Sequence[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))]


def _ratio(value: float) -> str:
    return f"{value:.1f}" if value >= 0.95 else f"{value:.2g}"


def show(rows: Sequence[Row]) -> str:
    """A Markdown table."""
    lines = ["| measure | n | median | p99 | floor | floor median | ratio |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        floor = f"{median(row.floor):.3g} {row.unit}" if row.floor else "-"
        ratio = _ratio(median(row.values) / median(row.floor)) if row.floor and median(row.floor) else "-"
        lines.append(
            f"| {row.name} | {len(row.values)} | {median(row.values):.3g} {row.unit} "
            f"| {p99(row.values):.3g} {row.unit} | {row.floor_name or '-'} | {floor} | {ratio} |"
        )
    return "\n".join(lines)
