"""The Medusa calls that an operation makes: recorded once, then made again with nothing around them.

A write's calls cannot be made again as they were, since they name a cart that is an order by now. So each id
in a recorded call is traced to where it came from, the request or an earlier answer, and the replay takes the
id that stands there for it.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import urllib3
from commerce.medusa.client import Medusa

from benchmarks.figures import Span, covered, groups

_ID = re.compile(r"[a-z][a-z_]*_[0-9A-HJKMNP-TV-Z]{26}")
_attempt = Medusa._attempt

Place = tuple[int, tuple[str | int, ...]]
"""Where an id came from: the request (0) or the answer to a call (from 1 on), and the way to it there."""


@dataclass
class Call:
    """One request to Medusa, and what came back."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    span: Span
    status: int
    answer: bytes


@dataclass
class Recording:
    """The calls of one operation, and the request that led to them."""

    request: Any
    """What the request named: its path's values, its query, its body."""
    token: str | None
    calls: list[Call] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long Medusa was waited for; calls side by side count once."""
        return covered(call.span for call in self.calls)


@contextlib.contextmanager
def recording(request: Any, token: str | None) -> Iterator[Recording]:
    """Record the calls that are made in this process."""
    made = Recording(request, token)

    def attempt(
        self: Medusa, method: Any, url: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        began = time.perf_counter()
        status, received, answer = _attempt(self, method, url, headers, body)
        span = (began, time.perf_counter())
        made.calls.append(Call(method, url, dict(headers), body, span, status, answer))
        return status, received, answer

    with mock.patch.object(Medusa, "_attempt", attempt):
        yield made
    made.calls.sort(key=lambda call: call.span)


class BareClient:
    """Makes recorded calls again: a keep-alive client, no mapping, no checks."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(maxsize=8, retries=False, timeout=30)
        self._threads = ThreadPoolExecutor(8)

    def timed(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> tuple[float, bytes]:
        """Make one call and give its seconds and its answer.

        Raises
        ------
        ValueError
            Medusa did not answer with success: what is measured would not be the work.
        """
        began = time.perf_counter()
        answer = self._pool.request(method, url, headers=headers, body=body)
        seconds = time.perf_counter() - began
        if answer.status >= 300:
            raise ValueError(f"{method} {url} was answered with {answer.status}: {answer.data[:200]!r}")
        return seconds, answer.data

    def replay(self, recorded: Recording, request: Any, token: str | None) -> float:
        """Make the calls of a recording for another request of the same kind and give their seconds.

        What ran side by side runs side by side again. Tracing ids is not counted.
        """
        known: list[Any] = [recorded.request]
        fresh: list[Any] = [request]
        seconds = 0.0
        for group in groups([call.span for call in recorded.calls]):
            calls = [recorded.calls[index] for index in group]
            sent = [_renewed(call, known, fresh, (recorded.token, token)) for call in calls]
            began = time.perf_counter()
            if len(sent) == 1:
                answers = [self.timed(*sent[0])[1]]
            else:
                futures = [self._threads.submit(self.timed, *one) for one in sent]
                answers = [future.result()[1] for future in futures]
            seconds += time.perf_counter() - began
            known += [json.loads(call.answer or b"null") for call in calls]
            fresh += [json.loads(answer or b"null") for answer in answers]
        return seconds


def _renewed(
    call: Call, known: list[Any], fresh: list[Any], tokens: tuple[str | None, str | None]
) -> tuple[str, str, dict[str, str], bytes | None]:
    """Give a call with the ids and the token of the new request in place of the recorded ones."""
    body = (call.body or b"").decode()
    url = call.url
    for old in set(_ID.findall(url + body)):
        place = origin(old, known)
        if place is not None:
            new = str(at(place, fresh))
            url, body = url.replace(old, new), body.replace(old, new)
    headers = dict(call.headers)
    recorded, token = tokens
    if recorded and token and "authorization" in headers:
        headers["authorization"] = headers["authorization"].replace(recorded, token)
    return call.method, url, headers, body.encode() if call.body is not None else None


def origin(identifier: str, known: list[Any]) -> Place | None:
    """Tell where an id first stood: None when it was known before the request, as a region's is."""
    for source, tree in enumerate(known):
        for path, value in _leaves(tree, ()):
            if value == identifier:
                return source, path
    return None


def at(place: Place, trees: list[Any]) -> Any:
    """Give what stands at a place."""
    source, path = place
    found = trees[source]
    for step in path:
        found = found[step]
    return found


def _leaves(tree: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _leaves(value, (*path, name))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _leaves(value, (*path, index))
    else:
        yield path, tree
