"""The Medusa calls of a whole journey, made again with nothing around them, by many callers at once.

As `benchmarks.calls` does it, but where each id comes from is found out once: under load the search for it
would take more of the machine than the calls.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import urllib3

from benchmarks.calls import _ID, Call, Place, Recording, at, origin
from benchmarks.figures import groups


@dataclass(frozen=True)
class Step:
    """A call to make, with the ids in it that an earlier answer gives anew."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: str | None
    renewed: tuple[tuple[str, Place], ...]


@dataclass(frozen=True)
class Script:
    """A journey's calls: those of one group run side by side, the groups one after the other."""

    groups: tuple[tuple[Step, ...], ...]
    read: frozenset[int]
    """Which answers give ids, by their number from 1 on: no other is parsed."""

    @property
    def calls(self) -> int:
        """How many calls it makes."""
        return sum(map(len, self.groups))


def script(recorded: Recording) -> Script:
    """Find out where each id of a recording comes from."""
    known: list[Any] = [None]
    made: list[tuple[Step, ...]] = []
    for group in groups([call.span for call in recorded.calls]):
        calls = [recorded.calls[index] for index in group]
        made.append(tuple(_step(call, known) for call in calls))
        known += [json.loads(call.answer or b"null") for call in calls]
    places = (place for steps in made for step in steps for _, place in step.renewed)
    return Script(tuple(made), frozenset(source for source, _ in places))


def _step(call: Call, known: list[Any]) -> Step:
    body = None if call.body is None else call.body.decode()
    ids = sorted(set(_ID.findall(call.url + (body or ""))))
    renewed = tuple((old, place) for old in ids if (place := origin(old, known)) is not None)
    return Step(call.method, call.url, dict(call.headers), body, renewed)


class Caller:
    """One shopper's client of Medusa, its connections kept."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(maxsize=8, retries=False, timeout=60)
        self._threads = ThreadPoolExecutor(8)

    def run(self, wanted: Script, ends: float) -> Iterator[list[float]]:
        """Make a journey's calls, none after a moment on the monotonic clock; gives each group's seconds.

        Raises
        ------
        ValueError
            Medusa did not answer with success.
        """
        answers: list[Any] = [None]
        for group in wanted.groups:
            if time.monotonic() > ends:
                return
            if len(group) == 1:
                found = [self._send(group[0], answers)]
            else:
                futures = [self._threads.submit(self._send, step, answers) for step in group]
                found = [future.result() for future in futures]
            yield [seconds for _, seconds in found]
            for raw, _ in found:
                answers.append(json.loads(raw) if len(answers) in wanted.read else None)

    def _send(self, step: Step, answers: list[Any]) -> tuple[bytes, float]:
        url, body = step.url, step.body
        for old, place in step.renewed:
            new = str(at(place, answers))
            url, body = url.replace(old, new), body and body.replace(old, new)
        payload = None if body is None else body.encode()
        began = time.perf_counter()
        answer = self._pool.request(step.method, url, headers=step.headers, body=payload)
        if answer.status >= 300:
            raise ValueError(f"{step.method} {url} was answered with {answer.status}")
        return answer.data, time.perf_counter() - began
