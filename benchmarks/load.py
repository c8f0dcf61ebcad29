"""What many callers at once get: a browse mix and a shop mix through the gateway, and bare Medusa beside it.

``make bench-load`` runs it against the local platform: 1, 4, 16 and 64 callers, each with connections of its
own, do one journey after the other through the gateway for ``SECONDS_EACH`` (12), and then the same as bare
Medusa calls for as long. Writes load.json.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import urllib3
from commerce import catalogue_cache
from commerce.medusa import known_products

from benchmarks import functions, loadtables, mixes, tables
from benchmarks.calls import recording
from benchmarks.facts import facts
from benchmarks.figures import summary
from benchmarks.functions import event_of
from benchmarks.machine import Watch, instances
from benchmarks.mixes import Journey
from benchmarks.replay import Caller, Script, script
from benchmarks.world import Request, World
from dev import places
from tests.support.shop import Answer, Shop

FOLDER = Path(__file__).parent
LEVELS = (1, 4, 16, 64)
DISTINCT = {"browse": 60, "shop": 10}
"""So many different journeys there are of each mix; they are done in turns."""


class EndError(Exception):
    """The journey is over before its last step: an answer was no success, or the time is up."""


@dataclass
class Tally:
    """What one caller got, or all of them."""

    times: list[float] = field(default_factory=list)
    """Seconds of each request through the gateway, or of each bare call."""
    done: float = 0
    """Requests that were answered; a bare call is the part of one that the journey's calls make it."""
    errors: Counter[str] = field(default_factory=Counter)
    medusa: int = 0

    def add(self, other: Tally) -> None:
        """Take another's in."""
        self.times += other.times
        self.done += other.done
        self.errors += other.errors
        self.medusa += other.medusa

    def result(self, seconds: float, watch: Watch) -> dict[str, Any]:
        """Give the figures that are kept."""
        return {
            "requests": round(self.done),
            "per_second": round(self.done / seconds, 1),
            "ms": summary([value * 1000 for value in self.times]),
            "errors": dict(sorted(self.errors.items())),
            "medusa_requests": round(self.medusa / self.done, 2),
            "connections": watch.most,
            "cpu_ms_a_request": {
                name: round(value * 1000 / self.done, 2) for name, value in watch.spent.items()
            },
            "cpu_cores": round(sum(watch.spent.values()) / seconds, 2),
        }


Do = Callable[[Journey, Tally, float], None]
"""Does a journey as one caller, and begins no step of it after a moment on the monotonic clock."""


def together(callers: Sequence[Do], journeys: Sequence[Journey], seconds: float) -> tuple[Tally, float]:
    """Have all callers at once do journeys for so long; gives what they got, and when the last one had it."""
    turns = itertools.cycle(journeys)
    began = time.monotonic()
    ends = began + seconds
    tallies = [Tally() for _ in callers]

    def go(do: Do, tally: Tally) -> None:
        while time.monotonic() < ends:
            do(next(turns), tally, ends)

    threads = [
        threading.Thread(target=go, args=(do, tally)) for do, tally in zip(callers, tallies, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total, time.monotonic() - began


def shopper(gateway: str) -> Do:
    """Give who does journeys through the gateway."""
    shop = Shop(gateway)

    def ask(tally: Tally, ends: float, route: str, request: Request) -> Any:
        if time.monotonic() > ends:
            raise EndError
        method, path = route.partition(" ")[0], event_of(route, request)["rawPath"]
        shop.token = request.token
        began = time.perf_counter()
        try:
            answer = shop.call(method, path, request.body, query=request.query)
        except (urllib3.exceptions.HTTPError, OSError) as failure:
            answer = Answer(0, type(failure).__name__, {})
        tally.times.append(time.perf_counter() - began)
        tally.done += 1
        tally.medusa += answer.requests
        if not 200 <= answer.status < 300:
            tally.errors[str(answer.status or answer.body)] += 1
            raise EndError
        return answer.body

    def go(journey: Journey, tally: Tally, ends: float) -> None:
        try:
            journey.go(lambda route, request: ask(tally, ends, route, request))
        except EndError:
            return

    return go


def bare(scripts: Mapping[int, tuple[Script, int]]) -> Do:
    """Give who makes the journeys' Medusa calls, with nothing around them."""
    caller = Caller()

    def go(journey: Journey, tally: Tally, ends: float) -> None:
        wanted, requests = scripts[id(journey)]
        try:
            for times in caller.run(wanted, ends):
                tally.times += times
                tally.medusa += len(times)
                tally.done += len(times) * requests / wanted.calls
        except (ValueError, urllib3.exceptions.HTTPError, OSError) as failure:
            tally.errors[type(failure).__name__] += 1

    return go


class Load:
    """Both mixes, at all levels."""

    def __init__(self, world: World, seconds: float) -> None:
        self._gateway = world.addresses["gateway"]
        self._seconds = seconds
        self._ports = {name: int(world.addresses[name].rpartition(":")[2]) for name in ("medusa", "database")}
        self._journeys = {
            "browse": mixes.browse(world, DISTINCT["browse"]),
            "shop": mixes.shop(world, in_stock(world), DISTINCT["shop"]),
        }
        self._scripts = {
            id(journey): one
            for journeys in self._journeys.values()
            for journey, one in zip(journeys, recorded(journeys, world.token), strict=True)
        }

    def run(self, mix: str) -> list[dict[str, Any]]:
        """Measure a mix at each level, ours and bare in turn; before that enough to start instances."""
        journeys = self._journeys[mix]
        together([shopper(self._gateway) for _ in range(16)], journeys, self._seconds / 2)
        found = []
        for count in LEVELS:
            ours = self._measure([shopper(self._gateway) for _ in range(count)], journeys)
            running = instances()
            theirs = self._measure([bare(self._scripts) for _ in range(count)], journeys)
            print(f"  {mix}, {count}: {ours['per_second']} a second, bare {theirs['per_second']}", flush=True)
            found.append(
                {
                    "mix": mix,
                    "callers": count,
                    "ours": ours,
                    "instances": running,
                    "bare": theirs,
                    "throughput_to_bare": round(ours["per_second"] / theirs["per_second"], 2),
                }
            )
        return found

    def _measure(self, callers: Sequence[Do], journeys: Sequence[Journey]) -> dict[str, Any]:
        with Watch(self._ports) as watch:
            tally, seconds = together(callers, journeys, self._seconds)
        return tally.result(seconds, watch)


def in_stock(world: World) -> list[str]:
    """Give SKUs of products of which every variant is in stock, and which have several: only those tell."""
    listed = world.guest.get("/products", query={"limit": 100, "type": "PHYSICAL"}).body["data"]
    told = [(entry["sku"], entry.get("variants") or []) for entry in listed]
    return [sku for sku, variants in told if variants and all(one["inStock"] for one in variants)]


def recorded(journeys: Sequence[Journey], token: str) -> list[tuple[Script, int]]:
    """Do each journey once in this process: its Medusa calls, and how many requests of ours it takes.

    Nothing that was kept saves a call, but settings and lookups, which are kept for minutes.
    """
    ours = functions.Functions()
    asked = 0

    def ask(route: str, request: Request) -> Any:
        nonlocal asked
        asked += 1
        catalogue_cache.forget()
        known_products.forget()
        return json.loads(ours.answer(route, event_of(route, request))[0])

    journeys[0].go(ask)
    found = []
    for journey in journeys:
        asked = 0
        with recording(None, token) as calls:
            journey.go(ask)
        found.append((script(calls), asked))
    return found


def measure(seconds: float) -> dict[str, Any]:
    """Measure both mixes on the running platform."""
    running = places.running()
    functions.prepare(running)
    world = World(running, json.loads(places.SEED.read_text()))
    load = Load(world, seconds)
    found = [one for mix in DISTINCT for one in load.run(mix)]
    world.tidy()
    return {"facts": facts(), "seconds_each": seconds, "runs": found}


def report(results: Mapping[str, Any], draw: loadtables.Draw = tables.text) -> str:
    """Give a run's tables."""
    return loadtables.report(results, draw)


def main() -> None:
    """Measure, write load.json beside this file, and print the tables."""
    results = measure(float(os.environ.get("SECONDS_EACH") or 12))
    (FOLDER / "load.json").write_text(json.dumps(results, indent=1) + "\n")
    print(f"\n{report(results)}\n\nWritten: benchmarks/load.json")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, places.PlatformError) as problem:
        sys.exit(f"error: {problem}")
