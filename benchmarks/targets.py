"""What the project holds itself to, and whether a run met it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.operations import LISTS

OWN_WORK_MS = 3.0
COMPLETE_TO_FLOOR = 1.1
LIST_TO_DEFAULT = 0.6
KEPT_TO_ASKED = 1 / 20

Results = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Target:
    """One of them: ``measured`` may be ``limit`` at most."""

    name: str
    limit: float
    measured: float
    unit: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it was."""
        return self.measured <= self.limit

    def row(self) -> dict[str, Any]:
        """Give it as it is written down."""
        measured = round(self.measured, 4)
        return {"target": self.name, "at_most": self.limit, "measured": measured, "met": self.is_met}


def targets(operations: Results, kept: Mapping[str, Any]) -> list[Target]:
    """Judge a run: its operations by name, and what keeping a guest's answer saves."""
    slowest = max(operations, key=lambda name: operations[name]["own_work_ms"]["p50"])
    own = operations[slowest]["own_work_ms"]["p50"]
    complete = operations["complete in one call"]
    found = [
        Target(f"own work of every operation, p50 in ms (the most: {slowest})", OWN_WORK_MS, own),
        Target(
            "complete in one call, through the gateway, to its bare calls",
            COMPLETE_TO_FLOOR,
            complete["gateway_to_floor"],
        ),
    ]
    found += [
        Target(f"{name}, in the function, to the same call with default fields", LIST_TO_DEFAULT, ratio)
        for name in LISTS
        for ratio in [operations[name]["function_to_default"]]
    ]
    ratio = kept["handler_ratio"]
    found.append(Target("a guest's kept list to one that is asked for", KEPT_TO_ASKED, ratio))
    return found
