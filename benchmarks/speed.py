"""The cost of every operation: Medusa calls, milliseconds, and the distance to the least possible.

Each operation is measured three ways in turn, so that other load on the machine affects all three: through
the gateway, in this process, and as its bare Medusa calls (the floor).
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from statistics import median
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from commerce import catalogue_cache
from commerce.medusa import product_cache

from benchmarks.calls import BareClient, Functions, Recording, without
from benchmarks.operations import LISTS, OPERATIONS, Operation
from benchmarks.report import summary, write
from benchmarks.world import Meter, Request, World, event_of
from local.shop import Answer, Shop

WARM_UP = 2
OWN_WORK_MS = 3.0
COMPLETE_TO_FLOOR = 1.1
LIST_TO_DEFAULT = 0.6
CACHED_TO_FRESH = 1 / 20
_MEDUSAS = {"limit", "offset", "order", "q", "region_id", "category_id", "category_id[]"}
"""What Medusa's own list of products takes as well as the plugin's."""
_TIMING = re.compile(r'medusa;dur=([\d.]+);desc="\d+ requests", total;dur=([\d.]+)')

Results = dict[str, dict[str, Any]]


class Measurement:
    """Measures operations on a running platform."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._shop = Shop(world.addresses["gateway"])
        self._functions = Functions(world.addresses)
        self._bare = BareClient()
        self._meter = Meter(world.addresses)

    def run(self, operation: Operation, repetitions: int) -> dict[str, Any]:
        """Return an operation's figures."""
        samples: dict[str, list[float]] = {}
        for number in range(-WARM_UP, repetitions):
            if number <= 0:
                samples = defaultdict(list)
            response, seconds = self._gateway(operation.route, operation.request(self._world))
            samples["requests"].append(response.requests)
            samples["gateway"].append(seconds * 1000)
            samples["function"].append(_function_ms(response))
            request = operation.request(self._world)
            _, seconds, recorded = self._functions.call(operation.route, request)
            samples["own_work"].append((seconds - recorded.seconds) * 1000)
            request = operation.request(self._world)
            samples["floor"].append(self._bare.replay(recorded, request) * 1000)
            if operation.name in LISTS:
                samples["default"].append(self._default_list(recorded) * 1000)
        found: dict[str, Any] = {"requests": round(min(samples.pop("requests"))), "repetitions": repetitions}
        found |= {f"{name}_ms": summary(values) for name, values in samples.items()}
        function = median(samples["function"])
        if found["requests"]:
            found["gateway_to_floor"] = round(median(samples["gateway"]) / median(samples["floor"]), 3)
            found["function_to_floor"] = round(function / median(samples["floor"]), 3)
        if operation.name in LISTS:
            found["function_to_default"] = round(function / median(samples["default"]), 3)
        return found

    def cached_list(self, repetitions: int) -> dict[str, Any]:
        """Measure a guest's product list when it is not in the cache, and when it is."""
        route = "GET /products"
        samples: dict[str, list[float]] = {}
        for number in range(-WARM_UP, repetitions):
            if number <= 0:
                samples = defaultdict(list)
            catalogue_cache.responses.clear()
            # A new query: the cache of the gateway's functions cannot be cleared from here.
            request = Request(query={"limit": "12", "basePath": f"/{time.time_ns()}"})
            for name in ("fresh", "cached"):
                samples[f"{name}_handler"].append(self._functions.call(route, request)[1] * 1000)
                response, seconds = self._gateway(route, request)
                samples[f"{name}_gateway"].append(seconds * 1000)
            if response.requests:
                raise ValueError("a guest's second equal request was not served from the cache")
        found: dict[str, Any] = {f"{name}_ms": summary(values) for name, values in samples.items()}
        found["ratio"] = round(median(samples["cached_handler"]) / median(samples["fresh_handler"]), 4)
        return found

    def both_ways(self, operation: Operation, repetitions: int) -> dict[str, Any]:
        """Measure an operation with and without parts of the plugin, in turns: requests, time, Medusa's work.

        The statements are counted afterwards, as their log takes time.
        """
        ways: dict[str, tuple[str, ...]] = {"medusa": operation.parts, "plugin": ()}
        samples: dict[str, list[float]] = defaultdict(list)
        found: dict[str, Any] = {way: {"cpu_ms": 0.0} for way in ways}
        for number in range(-WARM_UP, repetitions):  # the first lets the functions know the plugin
            for way, missing in ways.items():
                request = operation.request(self._world)
                product_cache.products.clear()  # or a page would be read by its prices only
                with without(*missing), self._meter.measured() as cost:
                    _, seconds, recorded = self._functions.call(operation.route, request)
                if number >= 0:
                    samples[way].append(seconds * 1000)
                    found[way]["cpu_ms"] += cost.cpu_ms / repetitions
                    found[way]["requests"] = len(recorded.calls)
        with self._meter.statements_logged():
            for way, missing in ways.items():
                request = operation.request(self._world)
                product_cache.products.clear()
                with without(*missing), self._meter.measured() as cost:
                    self._functions.call(operation.route, request)
                found[way]["statements"] = cost.statements
        for way in ways:
            found[way] |= {"ms": summary(samples[way]), "cpu_ms": round(found[way]["cpu_ms"], 1)}
        found["ms_ratio"] = round(median(samples["plugin"]) / median(samples["medusa"]), 3)
        found["cpu_ratio"] = round(found["plugin"]["cpu_ms"] / max(found["medusa"]["cpu_ms"], 0.1), 3)
        return found

    def _gateway(self, route: str, request: Request) -> tuple[Answer, float]:
        method, path = route.partition(" ")[0], event_of(route, request)["rawPath"]
        self._shop.token = request.token
        began = time.perf_counter()
        response = self._shop.call(method, path, request.body, query=request.query)
        seconds = time.perf_counter() - began
        if response.status >= 300:
            raise ValueError(f"{route}: {response.status}: {response.body}")
        return response, seconds

    def _default_list(self, recorded: Recording) -> float:
        """Make a list's own call, the last one, to Medusa's own route and without field names."""
        call = recorded.calls[-1]
        where = urlsplit(call.url)
        query = [(name, value) for name, value in parse_qsl(where.query) if name in _MEDUSAS]
        url = where._replace(path="/store/products", query=urlencode(query)).geturl()
        return self._bare.timed("GET", url, call.headers)[0]


def _function_ms(response: Answer) -> float:
    found = _TIMING.search(response.headers.get("server-timing", ""))
    if found is None:
        raise ValueError("the response has no server-timing")
    return float(found[2])


def targets(operations: Results, cached: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the project's own limits with what was measured."""
    slowest = max(operations, key=lambda name: operations[name]["own_work_ms"]["p50"])
    complete = operations["complete in one call"]["gateway_to_floor"]
    found = [
        (
            f"own work of any operation, ms (most: {slowest})",
            OWN_WORK_MS,
            operations[slowest]["own_work_ms"]["p50"],
        ),
        ("complete in one call, gateway to floor", COMPLETE_TO_FLOOR, complete),
    ]
    for name in LISTS:
        ratio = operations[name]["function_to_default"]
        found.append((f"{name}, function to Medusa's default list", LIST_TO_DEFAULT, ratio))
    found.append(("a guest's cached list to a fresh one", CACHED_TO_FRESH, cached["ratio"]))
    return [
        {"target": name, "at_most": limit, "measured": measured, "met": measured <= limit}
        for name, limit, measured in found
    ]


def ways(repetitions: int) -> None:
    """Measure the operations that the plugin has a way of its own for, and write results/ways.json."""
    world = World.running()
    measurement = Measurement(world)
    found: Results = {}
    for operation in OPERATIONS:
        if operation.parts:
            times = max(2, repetitions // 2) if operation.fresh else repetitions
            found[operation.name] = measurement.both_ways(operation, times)
            print(f"  {operation.name:28} {found[operation.name]['ms_ratio']:6.3f}", flush=True)
    world.tidy()
    write("ways", {"repetitions": repetitions, "operations": found})


def run(repetitions: int) -> None:
    """Measure every operation, and write results/speed.json."""
    world = World.running()
    measurement = Measurement(world)
    operations: Results = {}
    for operation in OPERATIONS:
        times = max(2, repetitions // 2) if operation.fresh else repetitions
        found = operations[operation.name] = measurement.run(operation, times)
        print(f"  {operation.name:28} {found['gateway_ms']['p50']:8.1f} ms", flush=True)
    cached = measurement.cached_list(repetitions)
    world.tidy()
    judged = targets(operations, cached)
    write("speed", {"targets": judged, "cached_list": cached, "operations": operations})
