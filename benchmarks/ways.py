"""Medusa's way and the plugin's, where it has one of its own: measured in turns in one run.

Medusa's way is that of a Medusa whose plugin lacks the part. Both are measured in this process; SQL
statements are counted in PostgreSQL's log, processor time is that of Medusa's process.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

from commerce.medusa import product_cache
from commerce.medusa.transport import plugin

from benchmarks.calls import Functions
from benchmarks.report import write
from benchmarks.size import Collector
from benchmarks.world import Request, World
from local import postgres
from local.config import LOGS, MEDUSA, STATE, Ports

WARM_UP = 3
_STATEMENT = re.compile(rb"LOG:  (statement|execute [^:]*):")
_TICKS = os.sysconf("SC_CLK_TCK")
_SET = """
const { Client } = require("pg");
const client = new Client({ connectionString: process.env.DATABASE_URL });
(async () => {
  await client.connect();
  for (const sql of process.argv.slice(1)) await client.query(sql);
  await client.end();
})();
"""


@dataclass(frozen=True)
class Way:
    """An operation, and the plugin's part that has a way of its own for it."""

    name: str
    route: str
    query: dict[str, str]
    part: str
    at_most: float | None = None
    """What the plugin's way may take of the time of Medusa's."""


WAYS = [
    Way("list of 12 products", "GET /products", {"limit": "12"}, "product-list", 0.25),
    Way("list of 100 products", "GET /products", {"limit": "100"}, "product-list", 0.10),
    Way("products of a category", "GET /products", {"category": "power-tools"}, "product-list"),
    Way("products search", "GET /products", {"q": "drill"}, "product-list"),
    Way("products by price", "GET /products", {"sort": "price_ASC"}, "product-list"),
]
ONLY = [
    Way("products, facets", "GET /products", {"facets": "true"}, "product-list"),
    Way("products, filtered", "GET /products", {"minPrice": "20", "option": "Color:Red"}, "product-list"),
    Way("suggestions", "GET /products/suggestions", {"q": "dri"}, "product-list"),
]
"""What only the plugin can do."""


class Meter:
    """Measures requests of a customer: a guest's responses are cached."""

    def __init__(self, world: World) -> None:
        self._functions, self._token = Functions(world.addresses), world.token
        parts = {part["name"]: part for part in json.loads(STATE.read_text())["parts"]}
        self._stat = Path(f"/proc/{parts['medusa']['pid']}/stat")
        self._url = postgres.url(Ports.from_environment().database)

    def compare(self, way: Way, repetitions: int, *, has_other: bool) -> dict[str, Any]:
        """Return the figures of the plugin's way, and of Medusa's where there is one."""
        runs: dict[str, Callable[[], None]] = {"plugin": lambda: self._run(way)}
        if has_other:
            runs = {"medusa": lambda: self._run(way, without=way.part)} | runs
        times: dict[str, list[float]] = {name: [] for name in runs}
        processor: dict[str, list[float]] = {name: [] for name in runs}
        for number in range(-WARM_UP, repetitions):
            for name, run in runs.items():
                before, began = self._processor(), time.perf_counter()
                run()
                if number >= 0:
                    times[name].append((time.perf_counter() - began) * 1000)
                    processor[name].append((self._processor() - before) * 1000)
        found: dict[str, Any] = {"name": way.name, "at_most": way.at_most}
        for name, run in runs.items():
            found[name] = {
                "ms": round(median(times[name]), 1),
                "medusa_cpu_ms": round(sum(processor[name]) / repetitions, 1),
                "statements": self._statements(run),
            }
        if has_other:
            for figure in ("ms", "medusa_cpu_ms"):
                mine, other = found["plugin"][figure], found["medusa"][figure]
                found[f"{figure}_ratio"] = round(mine / other, 3) if other else None
        return found

    def _run(self, way: Way, without: str = "") -> None:
        product_cache.products.clear()  # or a page would be read by its prices only
        request = Request(query=dict(way.query), token=self._token)
        with _lacking(without):
            self._functions.call(way.route, request)

    def _processor(self) -> float:
        fields = self._stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def _statements(self, run: Callable[[], None]) -> int:
        """Count the statements of one request; PostgreSQL's own log has them."""
        log = LOGS / "postgres.log"
        with self._logged():
            size = log.stat().st_size
            run()
            time.sleep(0.2)
            with log.open("rb") as lines:
                lines.seek(size)
                return len(_STATEMENT.findall(lines.read()))

    @contextmanager
    def _logged(self) -> Iterator[None]:
        self._execute("alter system set log_statement = 'all'", "select pg_reload_conf()")
        try:
            time.sleep(0.5)
            yield
        finally:
            self._execute("alter system reset log_statement", "select pg_reload_conf()")

    def _execute(self, *statements: str) -> None:
        command = [shutil.which("node") or "node", "-e", _SET, *statements]
        subprocess.run(command, cwd=MEDUSA, env=os.environ | {"DATABASE_URL": self._url}, check=True)


@contextmanager
def _lacking(part: str) -> Iterator[None]:
    """Take it that the plugin lacks a part; an empty name: nothing."""
    known = plugin.known

    def without() -> plugin.Plugin | None:
        found = known()
        return found and replace(found, parts=found.parts - {part})

    with mock.patch.object(plugin, "known", without):
        yield


def run(repetitions: int, products: int) -> None:
    """Compare in the seed's shop, then in one of so many products; write results/ways.json."""
    world = World.running()
    meter = Meter(world)
    shops: dict[str, list[dict[str, Any]]] = {}

    def measure(name: str) -> None:
        rows = [(way, True) for way in WAYS] + [(way, False) for way in ONLY]
        if name != "seed":
            rows = [row for row in rows if row[0].name != "products by price" or not row[1]]
            rows.append((next(way for way in WAYS if way.name == "products by price"), False))
        shops[name] = []
        for way, has_other in rows:
            shops[name].append(found := meter.compare(way, repetitions, has_other=has_other))
            print(f"  {name}: {json.dumps(found)}", flush=True)

    measure("seed")
    if products:
        collector = Collector(world.addresses)
        try:
            collector.grow_products(products)
            measure(f"{products} products")
        finally:
            collector.shrink()
    write("ways", {"shops": shops})
