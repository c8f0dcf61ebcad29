"""Orders placed while requests to Medusa fail at random, and what came of them."""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.world import World
from local.database import Database
from local.tokens import token_with
from tests.chaos.ledger import Ledger
from tests.chaos.shoppers import SECONDS, Instances, Shopper, Tally
from tests.support import faults
from tests.support.proxy import Fault, Proxy

RATE = 0.1
"""The share of the requests to Medusa that fail."""
SHOPPERS = 6
INSTANCES = 7
OUTAGE_EVERY = 10
"""After so many shoppers Medusa refuses connections for a moment."""
WEIGHTS: dict[Fault, int] = {
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


class Chaos:
    """Shoppers on a running platform whose functions reach Medusa through ``proxy``.

    A seed fixes each shopper's choices; which request fails still depends on the order of arrival.
    """

    def __init__(self, world: World, proxy: Proxy, database: Database, seed: int) -> None:
        self._world, self._proxy, self._database, self._seed = world, proxy, database, seed
        self._skus = [str(row["sku"]) for row in database.rows(_STOCKED)]
        self._tally = Tally()
        self._outage = threading.Lock()

    def run(self, orders: int) -> dict[str, Any]:
        """Place that many orders, and return the figures."""
        instances = Instances(self._world.addresses, INSTANCES)
        ledger = Ledger(self._database)
        self._proxy.use(faults.by_chance(self._seed, RATE, WEIGHTS))
        began = time.monotonic()
        try:
            with ThreadPoolExecutor(SHOPPERS) as threads:
                shoppers = list(threads.map(lambda number: self._shop(number, instances), range(orders)))
        finally:
            self._proxy.heal()
            instances.stop()
        seconds = time.monotonic() - began
        time.sleep(SECONDS / 2)  # Medusa may still work on requests that were given up
        reported = {order for shopper in shoppers for order in shopper.orders}
        figures = ledger.figures([shopper.cart for shopper in shoppers])
        figures["shoppers with other than one order"] = sum(len(shopper.orders) != 1 for shopper in shoppers)
        figures["orders in responses"] = len(reported)
        return {"seed": self._seed, "seconds": round(seconds), "ledger": figures, **self._seen()}

    def _shop(self, number: int, instances: Instances) -> Shopper:
        token = None
        if number % 3 == 0:
            token = token_with(self._world.addresses, f"chaos-{secrets.token_hex(6)}@lab.local")
        if number % OUTAGE_EVERY == OUTAGE_EVERY - 1:
            self._outage_of_medusa()
        dice = random.Random(f"{self._seed} {number}")
        shopper = Shopper(instances, self._tally, dice, self._skus, self._world.option, token)
        shopper.shop()
        return shopper

    def _outage_of_medusa(self) -> None:
        with self._outage:
            self._tally.count("outages of Medusa")
            self._proxy.refuse()
            time.sleep(0.15)
            self._proxy.listen()

    def _seen(self) -> dict[str, Any]:
        kinds = Counter(passed.fault for passed in self._proxy.passed if passed.fault)
        tally = self._tally
        return {
            "requests_to_medusa": len(self._proxy.passed),
            "faults": dict(kinds.most_common()),
            "shoppers": dict(tally.actions.most_common()),
            "responses": dict(sorted(tally.responses.items())),
            "late_responses": tally.late,
            "slowest_response_s": round(tally.slowest, 1),
        }
