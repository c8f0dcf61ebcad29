"""The functions in this process, the Medusa calls that they make, and the same calls alone (the floor).

A recorded write cannot be replayed as it is: it names a cart that has become an order. So each id in a
recorded call is traced to its source, the request or an earlier response, and the replay uses the id there.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

import urllib3
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Medusa

from benchmarks.world import Request, event_of
from local import aws
from local.config import SETTINGS_PATH
from local.function_events import Context
from tools.routes import routes

_ID = re.compile(r"[a-z][a-z_]*_[0-9A-HJKMNP-TV-Z]{26}")
_LONG = 20
"""A text of a request with so many characters may be a secret, such as a transfer's token: it is replaced."""
_attempt = Medusa._attempt

Span = tuple[float, float]
"""Begin and end in seconds."""
Place = tuple[int, tuple[str | int, ...]]
"""Where an id came from: the request (0) or a response (from 1), and the path to it there."""


@dataclass
class Call:
    """A request to Medusa and its response."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    span: Span
    response: bytes
    status: int = 200


@dataclass
class Recording:
    """The Medusa calls of one request, which named the ids in ``ids``."""

    ids: Any
    token: str | None
    calls: list[Call] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The time spent waiting for Medusa; parallel calls count once."""
        return covered(call.span for call in self.calls)


class Functions:
    """The handlers by route, with the platform's settings; their logs are discarded."""

    def __init__(self, running: Mapping[str, str]) -> None:
        os.environ.update(environment(running))
        self._devnull = Path(os.devnull).open("w")  # noqa: SIM115 - stays open
        with contextlib.redirect_stdout(self._devnull):
            self._handlers = {
                route.key: importlib.import_module(f"functions.{route.module}.app").handler
                for route in routes()
            }

    def call(self, route: str, request: Request) -> tuple[str, float, Recording]:
        """Return a response's body, its seconds, and the Medusa calls.

        Raises
        ------
        ValueError
            The response is an error.
        """
        event = event_of(route, request)
        with contextlib.redirect_stdout(self._devnull), recording(request) as recorded:
            began = time.perf_counter()
            response = self._handlers[route](event, Context(20))
            seconds = time.perf_counter() - began
        if response["statusCode"] >= 300:
            raise ValueError(f"{route}: {response['statusCode']}: {response['body']}")
        return response.get("body") or "", seconds, recorded


def environment(running: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables of the functions; must be set before they are imported."""
    aws.isolate()
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")} | {
        "SETTINGS_PATH": SETTINGS_PATH,
        "AWS_ENDPOINT_URL_SSM": running["aws"],
        "AWS_ENDPOINT_URL_DYNAMODB": running["aws"],
        "IDEMPOTENCY_TABLE": "IdempotencyTable",
        "CATALOGUE_CACHE_SECONDS": "60",
        "POWERTOOLS_SERVICE_NAME": "medusa-bundle",
        "POWERTOOLS_METRICS_NAMESPACE": "MedusaBundle",
    }


@contextlib.contextmanager
def recording(request: Request) -> Iterator[Recording]:
    """Record the Medusa calls that this process makes."""
    recorded = Recording(request.ids, request.token)

    def attempt(
        self: Medusa, method: Any, url: str, headers: dict[str, str], body: bytes | None, *limit: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        began = time.perf_counter()
        status, received, response = _attempt(self, method, url, headers, body, *limit)
        span = (began, time.perf_counter())
        recorded.calls.append(Call(method, url, dict(headers), body, span, response, status))
        return status, received, response

    with mock.patch.object(Medusa, "_attempt", attempt):
        yield recorded
    recorded.calls.sort(key=lambda call: call.span)


@contextlib.contextmanager
def without(*parts: str) -> Iterator[None]:
    """Let the functions in this process take parts of the bundle's plugin as missing: Medusa's own way.

    What is known of the plugin stays known.
    """
    remember, known = plugin.remember, plugin.known()
    latest: list[str | None] = []

    def without_parts(header: str | None) -> None:
        latest[:] = [header]
        head, found, named = (header or "").rpartition("parts=")
        left = [part for part in named.split(",") if part.strip() not in parts]
        remember(f"{head}{found}{','.join(left)}")

    with mock.patch.object(plugin, "remember", without_parts):
        if known:
            plugin._cache.put(plugin.HEADER, replace(known, parts=known.parts - {*parts}))
        try:
            yield
        finally:
            if latest:
                remember(latest[0])
            elif known:
                plugin._cache.put(plugin.HEADER, known)


class BareClient:
    """Makes recorded calls again over keep-alive connections, without mapping or checks."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(maxsize=8, retries=False, timeout=30)
        self._threads = ThreadPoolExecutor(8)

    def timed(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None, status: int = 200
    ) -> tuple[float, bytes]:
        """Make one call; return its seconds and the response's body.

        Raises
        ------
        ValueError
            The response is an error and not the ``status`` of the recorded one, such as the 404 of a route
            that this Medusa does not have: its time says nothing about the work.
        """
        began = time.perf_counter()
        response = self._pool.request(method, url, headers=headers, body=body)
        seconds = time.perf_counter() - began
        if response.status >= 300 and response.status != status:
            raise ValueError(f"{method} {url}: {response.status}: {response.data[:200]!r}")
        return seconds, response.data

    def replay(self, recorded: Recording, request: Request) -> float:
        """Make a recording's calls for another request of its kind; return their seconds.

        Calls that ran in parallel do so again. Tracing ids is not counted.
        """
        known: list[Any] = [recorded.ids]
        fresh: list[Any] = [request.ids]
        seconds = 0.0
        for group in groups([call.span for call in recorded.calls]):
            calls = [recorded.calls[index] for index in group]
            tokens = recorded.token, request.token
            sent = [(*_renewed(call, known, fresh, tokens), call.status) for call in calls]
            began = time.perf_counter()
            if len(sent) == 1:
                responses = [self.timed(*sent[0])[1]]
            else:
                futures = [self._threads.submit(self.timed, *one) for one in sent]
                responses = [future.result()[1] for future in futures]
            seconds += time.perf_counter() - began
            known += [_tree(call.status, call.response) for call in calls]
            fresh += [_tree(call.status, response) for call, response in zip(calls, responses, strict=True)]
        return seconds


def _tree(status: int, response: bytes) -> Any:
    """Return a response's JSON; None for an error's, which is no source of ids."""
    return json.loads(response) if response and status < 300 else None


def _renewed(
    call: Call, known: list[Any], fresh: list[Any], tokens: tuple[str | None, str | None]
) -> tuple[str, str, dict[str, str], bytes | None]:
    """Return a call with the ids, the secrets and the token of the new request."""
    body = (call.body or b"").decode()
    url = call.url
    for path, old in _leaves(known[0], ()):
        if isinstance(old, str) and len(old) >= _LONG:
            new = str(at((0, path), fresh))
            url, body = url.replace(old, new), body.replace(old, new)
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
    """Return where an id first appeared; None when it was known before the request, as a region's is."""
    for source, tree in enumerate(known):
        for path, value in _leaves(tree, ()):
            if value == identifier:
                return source, path
    return None


def at(place: Place, trees: list[Any]) -> Any:
    """Return the value at a place."""
    source, path = place
    found = trees[source]
    for step in path:
        found = found[step]
    return found


def _leaves(tree: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _leaves(value, (*path, name))
    elif isinstance(tree, list | tuple):
        for index, value in enumerate(tree):
            yield from _leaves(value, (*path, index))
    else:
        yield path, tree


def groups(spans: Sequence[Span]) -> list[list[int]]:
    """Return the indexes of spans that overlap together, in the order in which they began."""
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
    """Return the seconds in which at least one of the spans ran."""
    total, until = 0.0, -math.inf
    for began, ended in sorted(spans):
        total += max(0.0, ended - max(began, until))
        until = max(until, ended)
    return total
