"""Fixtures of the end-to-end tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from local.shop import Shop
from tests.support.admin import Admin
from tests.support.shopkeeper import Shopkeeper
from tests.support.ways import MedusasWay


@pytest.fixture(params=["plugin", "medusa"])
def either(
    request: pytest.FixtureRequest, guest: Shop, addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Shop:
    """A guest whose products are listed by the plugin, and one for whom Medusa's own route lists them."""
    return guest if request.param == "plugin" else MedusasWay(addresses, monkeypatch)


@pytest.fixture
def keeper(addresses: dict[str, str], seed: dict[str, Any]) -> Iterator[Shopkeeper]:
    """What makes things as an operator does; they are gone after the test."""
    made = Shopkeeper(Admin(addresses["medusa"], seed["adminKey"]), seed)
    yield made
    made.tidy_up()
