"""Well-known names: what the rules, the content, the readers of facts all call the same."""

from __future__ import annotations

DOCK_CPR, CHANGED, CALL_CARD, HANDOVER = "dock_cpr", "changed", "call_card", "handover_card"
"""Choices that are on every screen: recorded as answers, so that a wrong tap is undone like any other."""

DANGER_GATE, CALL_120, HANDOVER_CARD = "danger_gate", "call_120", "handover"
"""Shared protocols that the dock reaches from everywhere."""

SAFE = "safe"
"""The reply of a silent protocol that leads to what the lobby does afterwards."""

CALLED = "120"
"""The number that a lane's call item stands for."""
