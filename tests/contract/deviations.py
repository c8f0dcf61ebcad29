"""Where our answers differ from the recorded ones on purpose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Deviation:
    """A difference, why it is meant, and the recorded answers that have it."""

    what: str
    why: str
    names: frozenset[str]


DEVIATIONS: list[Deviation] = []
