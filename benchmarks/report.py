"""The result files, and the tables of docs/performance.md that are generated from them."""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any

from local.config import MEDUSA, ROOT

RESULTS = Path(__file__).parent / "results"
PAGE = ROOT / "docs" / "performance.md"
_BLOCK = re.compile(r"<!-- (?P<name>\w+) -->\n.*?<!-- end -->", re.DOTALL)
_OPERATIONS = (
    *("products list, first read", "products list", "product by handle", "assets list", "orders list"),
    *(
        "get cart",
        "add item, existing cart",
        "place order",
        "complete in one call",
        "complete, saved address",
    ),
)
_READS = (
    *("products, first page", "products, last page", "products search", "products of an option"),
    *("products sorted by price", "products with facets", "orders, first page", "orders since a date"),
    *("orders of a payment status", "orders sorted by total", "assets, first page", "assets of a type"),
    *("carts, last page", "payment providers"),
)
"""What the page shows; the files have all."""

Results = Mapping[str, Any]


def write(name: str, results: Results) -> None:
    """Write a result file with the date and the versions, update the page, and print the tables."""
    wanted = json.loads((MEDUSA / "shop/package.json").read_text())["dependencies"]
    facts = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "python": platform.python_version(),
        "medusa": wanted["@medusajs/medusa"],
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
    }
    written = {"facts": facts, **results}
    (RESULTS / f"{name}.json").write_text(json.dumps(written, indent=1) + "\n")
    PAGE.write_text(updated(PAGE.read_text()))
    print(f"\n{TABLES[name](written)}\n\nWritten: benchmarks/results/{name}.json, docs/performance.md")


def updated(text: str) -> str:
    """Return the page with each block generated from its result file."""

    def block(place: re.Match[str]) -> str:
        name = place["name"]
        results = json.loads((RESULTS / f"{name}.json").read_text())
        facts = results["facts"]
        source = (
            f"[{name}.json](../benchmarks/results/{name}.json), {facts['date']}: Medusa {facts['medusa']}, "
            f"Python {facts['python']}, {facts['architecture']}, {facts['cores']} cores."
        )
        return f"<!-- {name} -->\n{source}\n\n{TABLES[name](results)}\n<!-- end -->"

    return _BLOCK.sub(block, text)


def summary(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return p50 and p95."""
    points = quantiles(milliseconds, n=20, method="inclusive")
    return {"p50": round(points[9], 2), "p95": round(points[18], 2)}


def table(head: str, rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; ``head`` separates its columns by ``|``."""
    columns = [name.strip() for name in head.split("|")]
    ruler = ["---", *["---:"] * (len(columns) - 1)]
    return "\n".join(" | ".join(map(str, row)) for row in (columns, ruler, *rows))


def _ways(results: Results) -> str:
    rows = []
    for name, found in results["operations"].items():
        medusa, plugin = found["medusa"], found["plugin"]
        counts = [f"{medusa[key]} → {plugin[key]}" for key in ("requests", "statements")]
        ms = f"{medusa['ms']['p50']:.0f} → {plugin['ms']['p50']:.0f}"
        rows.append((name, *counts, ms, f"{found['ms_ratio']:.2f}", f"{found['cpu_ratio']:.2f}"))
    return table(
        "Medusa's way → the plugin's | Medusa calls | SQL statements | p50, ms | ratio | CPU, ratio", rows
    )


def _speed(results: Results) -> str:
    operations = results["operations"]
    rows = []
    for name in _OPERATIONS:
        found = operations[name]
        ms = [f"{found[key]['p50']:.1f}" for key in ("gateway_ms", "function_ms", "floor_ms")]
        rows.append(
            (name, found["requests"], *ms, f"{found['function_to_floor']:.2f}", found["own_work_ms"]["p50"])
        )
    missed = [
        (one["target"], one["at_most"], one["measured"]) for one in results["targets"] if not one["met"]
    ]
    return "\n\n".join(
        [
            table("p50, ms | Medusa calls | gateway | function | floor | function/floor | own work", rows),
            table("missed target | at most | measured", missed),
        ]
    )


def _cold(results: Results) -> str:
    rows = []
    for name, found in results["functions"].items():
        init, first = (round(found[key]["p50"]) for key in ("init_ms", "first_response_ms"))
        over = round(found["init_over_bare_ms"])
        rows.append((name, init, over, found.get("at_most", "-"), first, found["memory_mib"]))
    return table("function | init, ms | over bare | at most | first response, ms | memory, MiB", rows)


def _size(results: Results) -> str:
    rows = []
    for name in _READS:
        small, large = (results["lists"][name][size] for size in ("small", "large"))
        sizes = [f"{small[key]}→{large[key]}" for key in ("total", "requests")]
        kilobytes = "→".join(f"{one['medusa_bytes'] / 1000:.0f}" for one in (small, large))
        found = results["lists"][name]
        ms = f"{small['ms']:.0f}→{large['ms']:.0f}"
        rows.append((name, *sizes, kilobytes, ms, found["ms_ratio"], found.get("to_own_way", "-")))
    head = "list | entries | Medusa calls | kB from Medusa | p50, ms | large/small"
    return table(f"{head} | time to Medusa's own way, large", rows)


def _load(results: Results) -> str:
    rows = []
    for run in results["runs"]:
        cpu = [
            f"{run['cpu_ms_a_request'][name]:.0f}" for name in ("medusa", "database", "functions", "gateway")
        ]
        ms = [f"{run['ms'][name]:.0f}" for name in ("p50", "p95")]
        counts = [run[name] for name in ("requests", "failures", "per_second")]
        rows.append((f"{run['mix']}, {run['callers']}", *counts, *ms, run["medusa_calls"], "/".join(cpu)))
    head = "mix, callers | requests | failures | a second | p50, ms | p95 | Medusa calls each"
    return table(f"{head} | CPU ms a request: Medusa/PostgreSQL/functions/gateway", rows)


def _chaos(results: Results) -> str:
    ledger, failed = results["ledger"], sum(results["faults"].values())
    rows = [
        ("carts / orders", f"{ledger['carts']} / {ledger['orders']}"),
        ("Medusa requests / of these failed", f"{results['requests_to_medusa']} / {failed}"),
        ("lost or duplicate orders, payments, reservations", _wrong(ledger)),
        ("responses after the time limit", results["late_responses"]),
    ]
    return table("what | number", rows)


def _wrong(ledger: Mapping[str, int]) -> int:
    expected = {"carts", "orders", "lines", "pieces reserved", "orders in responses"}
    return sum(abs(number) for name, number in ledger.items() if name not in expected)


TABLES: dict[str, Callable[[Results], str]] = {
    "speed": _speed,
    "ways": _ways,
    "cold": _cold,
    "size": _size,
    "load": _load,
    "chaos": _chaos,
}
