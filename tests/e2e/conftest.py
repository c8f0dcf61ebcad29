"""Fixtures of the end-to-end tests."""

from __future__ import annotations

import pytest

from local.shop import Shop
from tests.support.ways import MedusasWay


@pytest.fixture(params=["plugin", "medusa"])
def either(
    request: pytest.FixtureRequest, guest: Shop, addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Shop:
    """A guest whose products are listed by the plugin, and one for whom Medusa's own route lists them."""
    return guest if request.param == "plugin" else MedusasWay(addresses, monkeypatch)
