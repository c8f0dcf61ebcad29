"""What every operation costs: requests to Medusa, milliseconds, and how far that is from the least possible.

``make bench`` runs it against the local platform. ``REPETITIONS`` (20) says how often reads are done; what
needs fresh things each time is done half as often.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from benchmarks import functions, tables
from benchmarks.chart import chart
from benchmarks.facts import facts
from benchmarks.measure import Measurement
from benchmarks.operations import OPERATIONS
from benchmarks.targets import targets
from benchmarks.world import World
from dev import places

FOLDER = Path(__file__).parent
HEAD = (
    "operation",
    "requests",
    "gateway p50",
    "p95",
    "function p50",
    "in Medusa",
    "floor p50",
    "gateway/floor",
    "function/floor",
    "own work p50",
)


def row(name: str, found: dict[str, Any]) -> tuple[object, ...]:
    """Give an operation's line of the table; milliseconds."""
    floor = found.get("floor_ms", {}).get("p50")
    return (
        name,
        found["requests"],
        f"{found['gateway_ms']['p50']:.1f}",
        f"{found['gateway_ms']['p95']:.1f}",
        f"{found['function_ms']['p50']:.1f}",
        f"{found['medusa_share']:.0%}",
        f"{floor:.1f}" if floor else "-",
        f"{found['gateway_to_floor']:.2f}" if floor else "-",
        f"{found['function_to_floor']:.2f}" if floor else "-",
        f"{found['own_work_ms']['p50']:.2f}",
    )


def measure(repetitions: int) -> dict[str, Any]:
    """Measure everything on the running platform."""
    running = places.running()
    functions.prepare(running)
    world = World(running, json.loads(places.SEED.read_text()))
    measurement = Measurement(world, functions.Functions())
    found: dict[str, Any] = {}
    for operation in OPERATIONS:
        times = max(1, repetitions // 2) if operation.fresh else repetitions
        found[operation.name] = measurement.run(operation, times).result()
        print(f"  {operation.name:28} {found[operation.name]['gateway_ms']['p50']:8.1f} ms", flush=True)
    kept = measurement.kept_answers(repetitions)
    world.tidy()
    judged = [target.row() for target in targets(found, kept)]
    return {"facts": facts(), "targets": judged, "kept_answers": kept, "operations": found}


def report(results: dict[str, Any], draw: Any = tables.text) -> str:
    """Give a run's tables."""
    rows = [row(name, found) for name, found in results["operations"].items()]
    said = [
        (one["target"], f"{one['at_most']:g}", f"{one['measured']:.3f}", "met" if one["met"] else "NOT MET")
        for one in results["targets"]
    ]
    kept = [
        (name, *(f"{results['kept_answers'][key][which]['p50']:.2f}" for which in ("asked", "kept")))
        for name, key in (("in process", "handler_ms"), ("through the gateway", "gateway_ms"))
    ]
    return "\n\n".join(
        [
            draw(HEAD, rows),
            draw(("a guest's products list, p50 in ms", "asked for", "kept"), kept),
            draw(("target", "at most", "measured", ""), said),
        ]
    )


def main() -> None:
    """Measure, write results.json and results.svg beside this file, and print the tables."""
    repetitions = int(os.environ.get("REPETITIONS") or 20)
    print(f"{len(OPERATIONS)} operations, {repetitions} times each, fresh ones {repetitions // 2} times:")
    results = measure(repetitions)
    (FOLDER / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (FOLDER / "results.svg").write_text(chart(results["operations"]))
    print(f"\n{report(results)}\n\nWritten: benchmarks/results.json, benchmarks/results.svg")


if __name__ == "__main__":
    try:
        main()
    except ValueError as problem:
        sys.exit(f"error: {problem}")
