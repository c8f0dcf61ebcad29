"""Orders placed while what lies between the functions and Medusa fails at random, and what came of it.

``make faults`` runs it on the local platform; ``ORDERS`` (500) says how many, ``SEED`` (1) which chances.
Which request meets which fault hangs on the order in which they come, so that a seed gives like runs, not
the same. Interrupted, it gives the figures of the orders so far.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import signal
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import functions, tables
from benchmarks.facts import facts
from benchmarks.ledger import Ledger
from benchmarks.shoppers import SECONDS, Instances, Shopper, Tally
from benchmarks.world import World
from dev import places
from tests.support import faults
from tests.support.database import Database
from tests.support.instance import put_settings
from tests.support.platform import token_with
from tests.support.proxy import Fault, Proxy

FOLDER = Path(__file__).parent
RATE = 0.1
"""One of ten requests to Medusa fails."""
AT_ONCE = 6
INSTANCES = 7
OUTAGE_EVERY = 10
"""After so many shoppers Medusa is gone for a moment."""
SOME_OF_EACH: dict[Fault, int] = {
    faults.RESET_BEFORE: 2,
    faults.STALE_RESET: 2,
    faults.ERROR_BEFORE: 2,
    faults.GATEWAY_BEFORE: 2,
    faults.HTML_BEFORE: 1,
    faults.HANG_BEFORE: 1,
    faults.RESET_AFTER: 3,
    faults.RESET_INSIDE: 2,
    faults.CUT: 2,
    faults.ERROR_AFTER: 2,
    faults.GATEWAY_AFTER: 2,
    faults.HALF_JSON: 2,
    faults.HTML_AFTER: 1,
    faults.HANG_AFTER: 1,
    faults.STALE: 1,
}
_STOCKED = """
    select i.sku from inventory_item i join inventory_level l on l.inventory_item_id = i.id
    where l.stocked_quantity - l.reserved_quantity > 500 and i.deleted_at is null order by i.sku"""


class Storm:
    """Shoppers on a running platform whose functions find Medusa behind ``proxy``."""

    def __init__(self, world: World, proxy: Proxy, database: Database, seed: int) -> None:
        self._world, self._proxy, self._database, self._seed = world, proxy, database, seed
        self._skus = [str(row["sku"]) for row in database.rows(_STOCKED)]
        self._tally = Tally()
        self._outage = threading.Lock()
        self.enough = threading.Event()
        """Set, it has nobody begin any more; who has begun goes on."""

    def run(self, orders: int) -> dict[str, Any]:
        """Have that many orders placed, and give what was seen."""
        instances = Instances(self._world.addresses, INSTANCES)
        ledger = Ledger(self._database)
        self._proxy.use(faults.by_chance(self._seed, RATE, SOME_OF_EACH))
        began = time.monotonic()
        try:
            with ThreadPoolExecutor(AT_ONCE) as threads:
                came = threads.map(lambda number: self._shop(number, instances), range(orders))
                shoppers = [shopper for shopper in came if shopper]
        finally:
            self._proxy.heal()
            instances.stop()
        seconds = time.monotonic() - began
        time.sleep(SECONDS / 2)  # for what Medusa still does after nobody waits for it
        told = {order for shopper in shoppers for order in shopper.orders}
        figures = ledger.figures([shopper.cart for shopper in shoppers])
        more = sum(len(shopper.orders) != 1 for shopper in shoppers)
        figures |= {"shoppers told of other than one order": more, "orders told of": len(told)}
        return {"seconds": round(seconds), "ledger": figures, **self._seen()}

    def _shop(self, number: int, instances: Instances) -> Shopper | None:
        if self.enough.is_set():
            return None
        dice = random.Random(f"{self._seed} {number}")  # noqa: S311
        token = None
        if number % 3 == 0:
            token = token_with(self._world.addresses, f"storm-{secrets.token_hex(6)}@lab.local")
        if number % OUTAGE_EVERY == OUTAGE_EVERY - 1:
            self._be_gone()
        shopper = Shopper(instances, self._tally, dice, self._skus, self._world.option, token)
        shopper.shop()
        if (number + 1) % 50 == 0:
            print(f"  about {number + 1} orders", flush=True)
        return shopper

    def _be_gone(self) -> None:
        with self._outage:
            self._tally.count("times that Medusa was gone")
            self._proxy.refuse()
            time.sleep(0.15)
            self._proxy.listen()

    def _seen(self) -> dict[str, Any]:
        kinds = Counter(passed.fault for passed in self._proxy.passed if passed.fault)
        tally = self._tally
        return {
            "requests_to_medusa": len(self._proxy.passed),
            "faults": dict(kinds.most_common()),
            "shoppers": dict(tally.did.most_common()),
            "answers": dict(sorted(tally.answers.items())),
            "answers_too_late": tally.late,
            "slowest_answer_s": round(tally.slowest, 1),
        }


def report(results: dict[str, Any], draw: Any = tables.text) -> str:
    """Give a run's tables."""
    made = sum(results["faults"].values())
    said = {
        "seconds": results["seconds"],
        "requests to Medusa": results["requests_to_medusa"],
        "faults": made,
    }
    late = {"answers too late": results["answers_too_late"], "slowest answer, s": results["slowest_answer_s"]}
    answers = {f"answers {status}": number for status, number in results["answers"].items()}
    return "\n\n".join(
        draw((title, "number"), list(rows.items()))
        for title, rows in (
            ("what came of it", results["ledger"]),
            ("what happened", said | results["shoppers"] | answers | late),
            ("faults", results["faults"]),
        )
    )


def main() -> None:
    """Run it, write faults.json beside this file, and print the tables."""
    orders, seed = (int(os.environ.get(name) or usual) for name, usual in (("ORDERS", 500), ("SEED", 1)))
    running = places.running()
    functions.prepare(running)
    world = World(running, json.loads(places.SEED.read_text()))
    with Proxy(running["medusa"]) as proxy, Database(running["database"]) as database:
        put_settings(running, MEDUSAJS_BASE_URL=proxy.url)
        storm = Storm(world, proxy, database, seed)
        signal.signal(signal.SIGINT, lambda *_: storm.enough.set())
        found = storm.run(orders)
    results = {"facts": facts(), "seed": seed, "rate": RATE, "at_once": AT_ONCE, **found}
    (FOLDER / "faults.json").write_text(json.dumps(results, indent=1) + "\n")
    print(f"{report(results)}\n\nWritten: benchmarks/faults.json")


if __name__ == "__main__":
    try:
        main()
    except ValueError as problem:
        sys.exit(f"error: {problem}")
