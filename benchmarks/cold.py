"""What a start from nothing costs: init, first answer, imports, memory.

``make bench-cold`` runs it. Each function is started ``STARTS`` (15) times under Lambda's own runtime
interface emulator, with and without compiled files, in turns with a handler that does nothing.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from benchmarks import functions, imports, packages, starts, tables
from benchmarks.facts import facts
from benchmarks.figures import percentile, summary
from benchmarks.functions import event_of
from benchmarks.operations import OPERATIONS
from benchmarks.packages import BARE, FUNCTIONS, LIBRARIES, YARDSTICKS, Package
from benchmarks.world import World
from dev import places
from tests.support.events import event

FOLDER = Path(__file__).parent
CEILINGS = dict.fromkeys(FUNCTIONS, 230) | {"authorizer": 110}
"""Milliseconds that a function's init may take above a bare handler's, with compiled files."""

_FURTHER = 20
_READS = {
    "carts": "carts list",
    "checkout": "shipping options",
    "customers": "addresses list",
    "orders": "orders list",
    "payments": "payment providers",
    "products": "products of a category",
    "resources": "assets list",
}
_WRITES = {
    "carts": "create cart",
    "checkout": "set payment",
    "customers": "create address",
    "payments": "create payment session",
    "resources": "buy a service",
}
"""What is done with an Idempotency-Key as well, before the memory is looked at."""


def events(name: str, world: World) -> list[str]:
    """Give the events that a function is asked with: a read, and a write that is kept."""
    if name in YARDSTICKS:
        return ["{}"]
    if name == "authorizer":
        made = event("GET /orders") | {"routeArn": "arn:aws:execute-api:::"}
        made["headers"]["authorization"] = f"Bearer {world.token}"
        return [json.dumps(made)]
    by_name = {operation.name: operation for operation in OPERATIONS}
    wanted = [by_name[_READS[name]]] + ([by_name[_WRITES[name]]] if name in _WRITES else [])
    made_all = [event_of(operation.route, operation.ask(world)) for operation in wanted]
    for made in made_all[1:]:
        made["headers"]["idempotency-key"] = f"bench-{made['rawPath']}"[:200]
    return [json.dumps(made) for made in made_all]


def environment() -> dict[str, str]:
    """Give what a function finds in its environment."""
    functions.prepare(places.running())
    wanted = ("AWS_", "POWERTOOLS_", "SETTINGS_", "IDEMPOTENCY_", "CATALOGUE_")
    return {name: value for name, value in os.environ.items() if name.startswith(wanted)}


def measure_starts(shipped: dict[str, Package], asked: dict[str, list[str]], times: int) -> dict[str, Any]:
    """Start everything in turns."""
    samples: dict[str, dict[str, list[starts.Start]]] = {
        kind: {name: [] for name in asked} for kind in shipped
    }
    found = environment()
    for number in range(times):
        for kind, package in shipped.items():
            for name, sent in asked.items():
                samples[kind][name].append(starts.start(name, package, found, sent))
        print(f"  started {number + 1} of {times} times", flush=True)
    return {
        name: {
            kind: {
                "init_ms": summary([one.init for one in samples[kind][name]]),
                "first_answer_ms": summary([one.first for one in samples[kind][name]]),
                "init_over_bare_ms": round(
                    percentile([one.init for one in samples[kind][name]], 0.5)
                    - percentile([one.init for one in samples[kind][BARE]], 0.5),
                    1,
                ),
            }
            for kind in shipped
        }
        for name in asked
    }


def measure(times: int) -> dict[str, Any]:
    """Measure everything on the running platform."""
    found = environment()
    world = World(places.running(), json.loads(places.SEED.read_text()))
    packages.compile_runtime()
    shipped = {"with_pyc": packages.make(compiled=True), "without_pyc": packages.make(compiled=False)}
    compiled = shipped["with_pyc"]
    asked = {name: events(name, world) for name in (*YARDSTICKS, *FUNCTIONS)}
    functions_found = measure_starts(shipped, asked, times)
    for name, sent in asked.items():
        memory = starts.start(name, compiled, found, sent, further=_FURTHER).memory
        functions_found[name]["memory_mib"] = dict(
            zip(("first", "further"), (round(one) for one in memory), strict=True)
        )
        if name not in YARDSTICKS:
            functions_found[name]["imports_ms"] = imports.at_start(name, compiled)
    late = imports.at_first_request("carts", compiled, found, times)
    world.tidy()
    return {"facts": facts(), "functions": functions_found, "first_request_ms": late}


def report(results: dict[str, Any], draw: Any = tables.text) -> str:
    """Give a run's tables."""
    head = (
        *("function", "init", "over bare", "at most", "", "over libraries"),
        *("first answer", "init, no pyc", "first answer"),
    )
    libraries = results["functions"][LIBRARIES]["with_pyc"]["init_ms"]["p50"]
    rows, memory, packages_rows = [], [], []
    for name, found in results["functions"].items():
        ours, plain = found["with_pyc"], found["without_pyc"]
        limit = CEILINGS.get(name)
        met = "-" if limit is None else "met" if ours["init_over_bare_ms"] <= limit else "NOT MET"
        figures = [ours["init_ms"]["p50"], ours["init_over_bare_ms"], limit or 0, met]
        figures.append("-" if limit is None else ours["init_ms"]["p50"] - libraries)
        figures += [ours["first_answer_ms"]["p50"], plain["init_ms"]["p50"], plain["first_answer_ms"]["p50"]]
        rows.append((name, *(one if isinstance(one, str) else f"{one:.0f}" for one in figures)))
        memory.append((name, *found["memory_mib"].values()))
        top = list(found.get("imports_ms", {}).items())[:6]
        packages_rows.append((name, ", ".join(f"{module} {ms:.0f}" for module, ms in top) or "-"))
    late = list(results["first_request_ms"].items())
    return "\n\n".join(
        [
            draw(head, rows),
            draw(("function", "MiB after the first answer", f"after {_FURTHER} more of each"), memory),
            draw(("function", "imports, ms of each package's own"), packages_rows),
            draw(("carts, in a fresh process", "ms"), late),
        ]
    )


def main() -> None:
    """Measure, write cold.json beside this file, and print the tables."""
    times = int(os.environ.get("STARTS") or 15)
    print(f"{len(FUNCTIONS)} functions and a bare handler, with and without compiled files:")
    results = measure(times)
    (FOLDER / "cold.json").write_text(json.dumps(results, indent=1) + "\n")
    print(f"\nMilliseconds, p50 of {times}.\n\n{report(results)}\n\nWritten: benchmarks/cold.json")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, places.PlatformError) as problem:
        sys.exit(f"error: {problem}")
