"""What size does to lists: 10,000 products and a customer with 2,000 orders and 500 assets, and few of both.

``make bench-size`` runs it against the local platform, whose shop grows for the time of the run. Each list is
asked for in process ``REPETITIONS`` (15) times, small first, then large; writes size.json.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from commerce.medusa import known_products

from benchmarks import functions, tables
from benchmarks.calls import recording
from benchmarks.facts import facts
from benchmarks.figures import percentile
from benchmarks.functions import event_of
from benchmarks.growing import LARGE, SMALL, Collector, Size
from benchmarks.lists import CONTROL, List, lists
from benchmarks.world import Request, World
from dev import places

FOLDER = Path(__file__).parent
HEAD = (
    "list",
    "total",
    "large",
    "requests",
    "large",
    "kB from Medusa",
    "large",
    "p50 ms",
    "large",
    "large/small",
)
WARM_UP = 2


class Measurement:
    """Asks for lists, as one customer, in this process."""

    def __init__(self, token: str, repetitions: int) -> None:
        self._token = token
        self._repetitions = repetitions
        self._functions = functions.Functions()

    def run(self, one: List) -> dict[str, Any]:
        """Give a list's total, Medusa requests, bytes and milliseconds."""
        request = one.request(self._token, self._total(one) if one.deep else 0)
        event = event_of(one.route, request)
        counts, times, own = [], [], []
        for number in range(-WARM_UP, self._repetitions):
            known_products.forget()  # A page that is known is read by its prices alone.
            with recording(request.named, self._token) as recorded:
                body, seconds = self._functions.answer(one.route, event)
            counts.append(len(recorded.calls))
            if number >= 0:
                times.append(seconds * 1000)
                own.append((seconds - recorded.seconds) * 1000)
        answer = json.loads(body)
        return {
            "total": answer.get("total"),
            "entries": len(answer["data"]) if "data" in answer else None,
            "requests": min(counts),
            "medusa_bytes": sum(len(call.answer) for call in recorded.calls),
            "answer_bytes": len(body),
            "ms": round(percentile(times, 0.5), 2),
            "own_work_ms": round(percentile(own, 0.5), 2),
        }

    def _total(self, one: List) -> int:
        first = Request(one.values, dict(one.query), token=self._token)
        body, _ = self._functions.answer(one.route, event_of(one.route, first))
        return int(json.loads(body)["total"])


def compared(small: Mapping[str, Any], large: Mapping[str, Any], grows: str) -> dict[str, Any]:
    """Put a list's two sizes side by side, and say whether it takes as many requests as before."""
    return {
        "small": small,
        "large": large,
        "ms_ratio": round(large["ms"] / small["ms"], 2),
        "bytes_ratio": round(large["medusa_bytes"] / max(1, small["medusa_bytes"]), 2),
        "flat": large["requests"] <= small["requests"],
        **({"grows": grows} if grows else {}),
    }


def unexpected(results: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Name the lists that take more requests in a large shop and should not."""
    return [name for name, found in results.items() if not found["flat"] and "grows" not in found]


def row(name: str, found: Mapping[str, Any]) -> tuple[object, ...]:
    """Give a list's line of the table."""
    small, large = found["small"], found["large"]
    return (
        name,
        *("-" if size["total"] is None else size["total"] for size in (small, large)),
        *(size["requests"] for size in (small, large)),
        *(f"{size['medusa_bytes'] / 1000:.1f}" for size in (small, large)),
        *(f"{size['ms']:.1f}" for size in (small, large)),
        f"{found['ms_ratio']:.2f}",
    )


def report(results: Mapping[str, Any], draw: Any = tables.text) -> str:
    """Give a run's table, and what grows by design."""
    found = results["lists"]
    said = [(name, one["grows"]) for name, one in found.items() if "grows" in one]
    parts = [
        draw(HEAD, [row(name, one) for name, one in found.items()]),
        f"{CONTROL} does not depend on the size: by its ratio the machine was faster or slower.",
        draw(("more requests by design", "why"), said),
    ]
    return "\n\n".join(parts)


@contextmanager
def _grown(collector: Collector) -> Iterator[None]:
    """Have the shop small again afterwards, whatever happens."""
    collector.shrink()
    try:
        yield
    finally:
        print("  taking it all back", flush=True)
        collector.shrink()
        collector.tidy()


def measure(repetitions: int) -> dict[str, Any]:
    """Measure everything small, grow, and measure it again."""
    running = places.running()
    functions.prepare(running)
    world = World(running, json.loads(places.SEED.read_text()))
    collector = Collector(running)
    found: dict[str, dict[str, Any]] = {"small": {}, "large": {}}
    with _grown(collector):
        collector.sign_in()
        measurement = Measurement(collector.token, repetitions)
        wanted: list[List] = []
        for name, size in (("small", SMALL), ("large", LARGE)):
            print(f"  {name}: {size.said}", flush=True)
            collector.grow(size)
            wanted = wanted or lists(world, collector.asset())
            found[name] = {one.name: measurement.run(one) for one in wanted}
            _check(found[name], size)
    return {
        "facts": facts(),
        "repetitions": repetitions,
        "sizes": {"small": SMALL.said, "large": LARGE.said},
        "lists": {
            one.name: compared(found["small"][one.name], found["large"][one.name], one.grows)
            for one in wanted
        },
    }


def _check(found: Mapping[str, Mapping[str, Any]], size: Size) -> None:
    totals = {"orders, first page": size.orders, "assets, first page": size.resources}
    if size.products:
        totals["products, first page"] = size.products
    for name, total in totals.items():
        if found[name]["total"] != total:
            raise ValueError(f"{name}: {found[name]['total']} in all where there should be {total}")


def main() -> None:
    """Measure, write size.json beside this file, and print the table."""
    results = measure(int(os.environ.get("REPETITIONS") or 15))
    (FOLDER / "size.json").write_text(json.dumps(results, indent=1) + "\n")
    print(f"\n{report(results)}\n\nWritten: benchmarks/size.json")
    if names := unexpected(results["lists"]):
        sys.exit(f"error: more requests in a large shop: {', '.join(names)}")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, places.PlatformError) as problem:
        sys.exit(f"error: {problem}")
