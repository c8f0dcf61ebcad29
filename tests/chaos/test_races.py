"""Concurrent requests about the same thing end as if one had come after the other.

`make chaos` runs each race 10 times (``ROUNDS``), on as many Medusas as the platform has. With one Medusa
tests/e2e has races of its own.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from benchmarks.world import World
from local.database import Database
from tests.chaos.races import Races
from tests.chaos.shoppers import PATH, Instances
from tests.support import reports
from tests.support.admin import Admin
from tests.support.instance import put_settings
from tests.support.shopkeeper import Shopkeeper

ABREAST = 4


@pytest.mark.skipif("ORDERS" not in os.environ, reason="make chaos runs it")
def test_no_race_does_anything_twice_or_loses_it(addresses: dict[str, str], seed: dict[str, Any]) -> None:
    rounds = int(os.environ.get("ROUNDS") or 10)
    put_settings(addresses, PATH)
    keeper = Shopkeeper(Admin(addresses["medusa"], seed["adminKey"]), seed)
    instances = Instances(addresses, ABREAST)
    rows: list[tuple[str, int, int, int]] = []
    with Database(addresses["database"]) as database:
        races = Races(addresses, World(addresses, seed).option, instances, database, keeper)
        try:
            for name, race in races.all().items():
                before = len(races.failures)
                wrong = sum(race() > 0 for _ in range(rounds))
                rows.append((name, rounds, wrong, len(races.failures) - before))
        finally:
            keeper.tidy_up()
            instances.stop()
    servers = sum(name.startswith("medusa-") for name in addresses) or 1
    shared = ", Redis" if "redis" in addresses else ""
    title = f"Races, Medusas {servers}{shared}"
    reports.table(title, ("race", "rounds", "wrong", "errors of the server"), rows)
    assert [row for row in rows if row[2] or row[3]] == [], races.failures[:5]
