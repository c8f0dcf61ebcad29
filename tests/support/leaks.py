"""Looks for what no log, metric or error may hold: secrets, tokens, and what identifies a customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_KINDS: dict[str, re.Pattern[str]] = {
    "a token": re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{6,}"),
    "a bearer": re.compile(r"(?i)\bbearer +[A-Za-z0-9._~+/-]{20,}"),
    "basic credentials": re.compile(r"(?i)\bbasic +[A-Za-z0-9+/]{20,}=*"),
    "a key of Medusa's": re.compile(r"\b[ps]k_[0-9a-f]{16,}"),
    "an email": re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,60}\.[A-Za-z]{2,10}\b"),
    "an id of Medusa's": re.compile(r"\b[a-z_]{2,20}_[0-9A-Z]{26}\b"),
    "a phone number": re.compile(r"\+\d{9,14}\b"),
}


@dataclass(frozen=True)
class Leak:
    """What was found where; ``line`` counts from 1. What leaked is not repeated."""

    kind: str
    place: str
    line: int


def find(texts: Mapping[str, Iterable[str]], known: Mapping[str, str]) -> list[Leak]:
    """Search lines by the place where they stand, for all kinds and for ``known`` secrets by their name."""
    leaks = []
    values = {name: value for name, value in known.items() if value}
    for place, lines in texts.items():
        for number, line in enumerate(lines, 1):
            leaks += [Leak(kind, place, number) for kind, pattern in _KINDS.items() if pattern.search(line)]
            leaks += [Leak(name, place, number) for name, value in values.items() if value in line]
    return leaks
