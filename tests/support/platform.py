"""The running local platform, its seed and its callers."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
import urllib3
from commerce.medusa.transport import plugin

from local import config, tokens
from local.shop import Shop
from local.tokens import token_with
from tests.support.medusa import Medusa


@pytest.fixture(scope="session")
def addresses() -> dict[str, str]:
    running = config.running()
    if not running:
        pytest.fail("The local platform is not up: run `make up` first, or `make test`, which does")
    return running


@pytest.fixture(scope="session")
def gateway(addresses: dict[str, str]) -> str:
    return addresses["gateway"]


@pytest.fixture(scope="session")
def seed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(config.SEED.read_text())
    return found


@pytest.fixture(scope="session")
def medusa(addresses: dict[str, str], seed: dict[str, Any]) -> Medusa:
    return Medusa(addresses["medusa"], seed["publishableKey"], seed["adminKey"])


@pytest.fixture(scope="session")
def parts(medusa: Medusa) -> frozenset[str]:
    """The plugin's parts in this Medusa: in another version some may be left out."""
    headers = {"x-publishable-api-key": medusa.publishable_key}
    response = urllib3.request("GET", f"{medusa.url}/store/regions", headers=headers)
    plugin.remember(response.headers.get(plugin.HEADER))
    known = plugin.known()
    plugin.clear()
    return known.parts if known else frozenset()


def skip_without(part: str, parts: frozenset[str]) -> None:
    """Skip tests of a part that the plugin leaves out in another version of Medusa than the main one."""
    if config.MEDUSA_VERSION and part not in parts:
        pytest.skip(f"the plugin leaves out {part} in Medusa {config.MEDUSA_VERSION}")


def signed_in(addresses: dict[str, str], seed: dict[str, Any], number: int) -> Shop:
    email = seed["customers"][number]["email"]
    return Shop(addresses["gateway"], tokens.token(email, addresses["sso"]))


@pytest.fixture(scope="session")
def guest(gateway: str) -> Shop:
    return Shop(gateway)


@pytest.fixture(scope="session")
def anna(addresses: dict[str, str], seed: dict[str, Any]) -> Shop:
    return signed_in(addresses, seed, 0)


@pytest.fixture(scope="session")
def ben(addresses: dict[str, str], seed: dict[str, Any]) -> Shop:
    return signed_in(addresses, seed, 1)


@pytest.fixture(scope="session")
def drill(seed: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(
        product for product in seed["products"] if product["handle"] == "cordless-drill"
    )
    return found


@pytest.fixture
def newcomer(addresses: dict[str, str]) -> Shop:
    """A user who signs in for the first time."""
    return Shop(addresses["gateway"], token_with(addresses, f"new-{secrets.token_hex(4)}@lab.local"))
