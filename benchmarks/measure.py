"""Measures one operation three ways in turn: through the gateway, in this process, and its bare Medusa calls.

Turn by turn, so that whatever else the machine does hits all three.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from commerce import catalogue_cache

from benchmarks.calls import BareClient, Recording, recording
from benchmarks.figures import percentile, summary
from benchmarks.functions import Functions, event_of
from benchmarks.operations import LISTS, Operation
from benchmarks.world import Request, World
from tests.support.shop import Answer, Shop

WARM_UP = 2
_TIMING = re.compile(r'medusa;dur=([\d.]+);desc="\d+ requests", total;dur=([\d.]+)')


@dataclass
class Samples:
    """What was measured, in milliseconds, one entry for each repetition."""

    requests: set[int] = field(default_factory=set)
    gateway: list[float] = field(default_factory=list)
    function: list[float] = field(default_factory=list)
    share: list[float] = field(default_factory=list)
    handler: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    default: list[float] = field(default_factory=list)
    """The same call with Medusa's default fields, for the catalogue's lists."""

    def result(self) -> dict[str, Any]:
        """Give the figures that are kept."""
        floor = percentile(self.floor, 0.5)
        ours = {name: percentile(getattr(self, name), 0.5) for name in ("gateway", "function", "handler")}
        found: dict[str, Any] = {
            "requests": min(self.requests),
            "repetitions": len(self.gateway),
            "gateway_ms": summary(self.gateway),
            "function_ms": summary(self.function),
            "medusa_share": round(percentile(self.share, 0.5), 3),
            "own_work_ms": summary(self.own),
        }
        if floor:
            found["floor_ms"] = summary(self.floor)
            found |= {f"{name}_to_floor": round(value / floor, 3) for name, value in ours.items()}
        if self.default:
            default = percentile(self.default, 0.5)
            found["default_ms"] = summary(self.default)
            found |= {f"{name}_to_default": round(value / default, 3) for name, value in ours.items()}
        return found


class Measurement:
    """Runs operations in a world."""

    def __init__(self, world: World, functions: Functions) -> None:
        self._world = world
        self._functions = functions
        self._bare = BareClient()

    def run(self, operation: Operation, repetitions: int) -> Samples:
        """Do an operation so many times each way, after a few that do not count."""
        samples = Samples()
        for number in range(-WARM_UP, repetitions):
            kept = samples if number >= 0 else Samples()
            self._through_gateway(operation, kept)
            recorded = self._in_process(operation, kept)
            self._bare_calls(operation, recorded, kept)
            if operation.name in LISTS:
                kept.default.append(self._default_list(recorded) * 1000)
        return samples

    def _through_gateway(self, operation: Operation, kept: Samples) -> None:
        request = operation.ask(self._world)
        answer, seconds = timed(self._world.addresses["gateway"], operation.route, request)
        medusa, total = timing(answer)
        kept.requests.add(answer.requests)
        kept.gateway.append(seconds * 1000)
        kept.function.append(total)
        kept.share.append(medusa / total)

    def _in_process(self, operation: Operation, kept: Samples) -> Recording:
        request = operation.ask(self._world)
        event = event_of(operation.route, request)
        with recording(request.named, request.token) as recorded:
            seconds = self._functions.call(operation.route, event)
        kept.handler.append(seconds * 1000)
        kept.own.append((seconds - recorded.seconds) * 1000)
        return recorded

    def _bare_calls(self, operation: Operation, recorded: Recording, kept: Samples) -> None:
        request = operation.ask(self._world)
        kept.floor.append(self._bare.replay(recorded, request.named, request.token) * 1000)

    def _default_list(self, recorded: Recording) -> float:
        """Make a list's own call, the last after what it looks up, again as one does who names no fields."""
        call = recorded.calls[-1]
        where = urlsplit(call.url)
        query = [(name, value) for name, value in parse_qsl(where.query) if name != "fields"]
        return self._bare.timed("GET", where._replace(query=urlencode(query)).geturl(), call.headers)[0]

    def kept_answers(self, repetitions: int) -> dict[str, Any]:
        """Measure a guest's read of the catalogue when it is not kept, and when it is."""
        route = "GET /products"
        fresh: list[float] = []
        kept: list[float] = []
        far: list[float] = []
        near: list[float] = []
        for number in range(-WARM_UP, repetitions):
            catalogue_cache.forget()
            # A query of its own each time: what the gateway's functions keep cannot be dropped from here.
            request = Request(query={"limit": "12", "basePath": f"/{time.time_ns()}"})
            spent = [self._functions.call(route, event_of(route, request)) for _ in range(2)]
            asked = [timed(self._world.addresses["gateway"], route, request) for _ in range(2)]
            if number < 0:
                continue
            if not asked[0][0].requests or asked[1][0].requests:
                raise ValueError("the second of two equal requests of a guest was not answered from memory")
            fresh.append(spent[0] * 1000)
            kept.append(spent[1] * 1000)
            far.append(asked[0][1] * 1000)
            near.append(asked[1][1] * 1000)
        return {
            "handler_ms": {"asked": summary(fresh), "kept": summary(kept)},
            "gateway_ms": {"asked": summary(far), "kept": summary(near)},
            "handler_ratio": round(percentile(kept, 0.5) / percentile(fresh, 0.5), 4),
            "gateway_ratio": round(percentile(near, 0.5) / percentile(far, 0.5), 4),
        }


def timed(gateway: str, route: str, request: Request) -> tuple[Answer, float]:
    """Ask the gateway over a connection that is kept, and give the answer and the seconds it took.

    Raises
    ------
    ValueError
        It is no success.
    """
    shop = _shops.setdefault(gateway, Shop(gateway))
    shop.token = request.token
    method, path = route.partition(" ")[0], event_of(route, request)["rawPath"]
    began = time.perf_counter()
    answer = shop.call(method, path, request.body, query=request.query)
    seconds = time.perf_counter() - began
    if answer.status >= 300:
        raise ValueError(f"{route} was answered with {answer.status}: {answer.body}")
    return answer, seconds


def timing(answer: Answer) -> tuple[float, float]:
    """Read the milliseconds in Medusa and in all from an answer's server-timing."""
    found = _TIMING.search(answer.headers.get("server-timing", ""))
    if found is None:
        raise ValueError("the answer has no server-timing")
    return float(found[1]), float(found[2])


_shops: dict[str, Shop] = {}
