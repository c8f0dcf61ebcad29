"""Orders placed while faults come at random and shoppers repeat what failed: one order for each cart."""

from __future__ import annotations

from benchmarks.storm import Storm, report
from benchmarks.world import World
from tests.support import reports
from tests.support.database import Database
from tests.support.proxy import Proxy

ORDERS = 20
"""`make faults` has 500."""


def test_every_cart_becomes_one_order(
    settings_in_ssm: None, world: World, proxy: Proxy, database: Database
) -> None:
    found = Storm(world, proxy, database, seed=1).run(ORDERS)
    reports.text("Orders placed in a storm", report(found))
    ledger = found["ledger"]
    first = {"carts": ORDERS, "orders": ORDERS, "orders told of": ORDERS}
    wrong = {name: number for name, number in ledger.items() if number and name not in first}
    assert {name: ledger[name] for name in first} == first
    assert set(wrong) <= {"lines", "pieces reserved"}, wrong
    assert found["answers_too_late"] == 0
    assert sum(found["faults"].values()) > ORDERS / 2
