"""Orders placed while requests fail at random and shoppers retry: one order for each cart.

`make test` places 20 orders. `make chaos` places 500 (``ORDERS``, ``SEED``) and writes
benchmarks/results/chaos.json.
"""

from __future__ import annotations

import json
import os
from typing import Any

from benchmarks import report
from benchmarks.world import World
from local.database import Database
from tests.chaos.chaos import Chaos
from tests.chaos.shoppers import PATH
from tests.support import reports
from tests.support.instance import put_settings
from tests.support.proxy import Proxy


def test_every_cart_becomes_one_order(addresses: dict[str, str], seed: dict[str, Any]) -> None:
    orders = int(os.environ.get("ORDERS") or 20)
    with Proxy(addresses["medusa"]) as proxy, Database(addresses["database"]) as database:
        put_settings(addresses, PATH, MEDUSAJS_BASE_URL=proxy.url)
        chaos = Chaos(World(addresses, seed), proxy, database, int(os.environ.get("SEED") or 1))
        found = chaos.run(orders)
    if "ORDERS" in os.environ and "medusa-2" not in addresses:
        report.write("chaos", found)
    reports.text("Orders among faults", json.dumps(found, indent=1))
    ledger = found["ledger"]
    first = {"carts": orders, "orders": orders, "orders in responses": orders}
    wrong = {name: number for name, number in ledger.items() if number and name not in first}
    assert {name: ledger[name] for name in first} == first
    assert set(wrong) <= {"lines", "pieces reserved"}, wrong
    assert found["late_responses"] == 0
    assert sum(found["faults"].values()) > orders / 2
