"""What a run of the load is told by: what callers got, what bare Medusa gave, and who took the machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Draw = Callable[[Sequence[str], Sequence[Sequence[object]]], str]

HEAD = (
    "mix, callers",
    "requests",
    "a second",
    "p50 ms",
    "p95 ms",
    "errors",
    "Medusa requests each",
    "connections to Medusa",
    "bare: a second",
    "bare: connections",
    "to bare",
)
_PARTS = ("client", "gateway", "functions", "medusa", "database")
CPU_HEAD = ("CPU ms a request", *_PARTS, "cores in all")


def report(results: Mapping[str, Any], draw: Draw) -> str:
    """Give the three tables of a run."""
    runs = results["runs"]
    names = sorted({name for one in runs for name in one["instances"]})
    busy = [(_name(one), *(one["instances"].get(name, 0) for name in names)) for one in runs]
    cpu = [row for one in runs for row in (_cpu(one, "ours"), _cpu(one, "bare"))]
    return "\n\n".join(
        [
            draw(HEAD, [_row(one) for one in runs]),
            draw(("instances afterwards", *names), busy),
            draw(CPU_HEAD, cpu),
        ]
    )


def said(errors: Mapping[str, int]) -> str:
    """Say which errors there were, as in ``2 × 504``."""
    return ", ".join(f"{count} × {status}" for status, count in errors.items()) or "0"


def _name(one: Mapping[str, Any]) -> str:
    return f"{one['mix']}, {one['callers']}"


def _row(one: Mapping[str, Any]) -> tuple[object, ...]:
    ours, bare = one["ours"], one["bare"]
    return (
        _name(one),
        ours["requests"],
        f"{ours['per_second']:.1f}",
        f"{ours['ms']['p50']:.0f}",
        f"{ours['ms']['p95']:.0f}",
        said(ours["errors"]),
        f"{ours['medusa_requests']:.2f}",
        ours["connections"].get("medusa", 0),
        f"{bare['per_second']:.1f}",
        bare["connections"].get("medusa", 0),
        f"{one['throughput_to_bare']:.2f}",
    )


def _cpu(one: Mapping[str, Any], whose: str) -> tuple[object, ...]:
    spent = one[whose]["cpu_ms_a_request"]
    parts = (f"{spent.get(name, 0):.1f}" for name in _PARTS)
    return (f"{_name(one)}, {whose}", *parts, f"{one[whose]['cpu_cores']:.2f}")
