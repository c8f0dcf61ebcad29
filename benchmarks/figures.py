"""The arithmetic of the benchmarks: percentiles, and the time that calls side by side take together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

Span = tuple[float, float]
"""A beginning and an end, in seconds on one clock."""


def percentile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that at least ``share`` of the values do not exceed (nearest rank).

    Raises
    ------
    ValueError
        There are no values, or the share is not above 0 and at most 1.
    """
    if not values or not 0 < share <= 1:
        raise ValueError(f"no percentile {share} of {len(values)} values")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def summary(values: Sequence[float]) -> dict[str, float]:
    """Give p50 and p95 of milliseconds, rounded to hundredths."""
    return {"p50": round(percentile(values, 0.5), 2), "p95": round(percentile(values, 0.95), 2)}


def groups(spans: Sequence[Span]) -> list[list[int]]:
    """Put what ran at the same time together: lists of indexes, in the order in which they began."""
    found: list[list[int]] = []
    until = -math.inf
    for index in sorted(range(len(spans)), key=lambda index: spans[index]):
        began, ended = spans[index]
        if began >= until:
            found.append([])
        found[-1].append(index)
        until = max(until, ended)
    return found


def covered(spans: Iterable[Span]) -> float:
    """Give the seconds in which at least one of the spans ran."""
    total, until = 0.0, -math.inf
    for began, ended in sorted(spans):
        total += max(0.0, ended - max(began, until))
        until = max(until, ended)
    return total
