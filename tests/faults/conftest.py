"""The real handlers, the real Medusa, and a proxy between them that makes faults."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
import urllib3

from benchmarks.world import World
from local import process
from local.config import LOCAL, ROOT
from local.database import Database
from tests.support.instance import PATH, Instance, put_settings
from tests.support.proxy import Proxy

LIMIT = 6
"""Seconds that the second gateway's functions have; on AWS they have 20."""


@pytest.fixture(scope="session")
def world(addresses: dict[str, str], seed: dict[str, Any]) -> World:
    return World(addresses, seed)


@pytest.fixture(scope="session")
def database(addresses: dict[str, str]) -> Iterator[Database]:
    with Database(addresses["database"]) as asked:
        yield asked


@pytest.fixture(scope="session")
def _between(addresses: dict[str, str]) -> Iterator[Proxy]:
    with Proxy(addresses["medusa"]) as between:
        yield between


@pytest.fixture
def proxy(_between: Proxy) -> Iterator[Proxy]:
    """What lies between the functions and Medusa; complete again after each test."""
    yield _between
    _between.heal()


@pytest.fixture(scope="module")
def _instance(addresses: dict[str, str], settings_in_ssm: None) -> Iterator[Instance]:
    with pytest.MonkeyPatch.context() as patch:
        yield Instance(addresses, patch)


@pytest.fixture
def instance(_instance: Instance, proxy: Proxy) -> Iterator[Instance]:
    """A new instance of the functions, which finds Medusa behind the proxy."""
    _instance.clear()
    yield _instance
    _instance.clear()


@pytest.fixture(scope="session")
def settings_in_ssm(addresses: dict[str, str], _between: Proxy, _sso_between: Proxy) -> None:
    """Put settings that lead to the proxies where only these tests' functions look for them."""
    keys = _between_keys(addresses["sso"], _sso_between.url)
    put_settings(addresses, MEDUSAJS_BASE_URL=_between.url, SSO_JWKS_URL=keys)


@pytest.fixture(scope="session")
def _ssm_between(addresses: dict[str, str]) -> Iterator[Proxy]:
    with Proxy(addresses["aws"]) as between:
        yield between


@pytest.fixture
def ssm(_ssm_between: Proxy) -> Iterator[Proxy]:
    """What lies between the second gateway's functions and SSM."""
    yield _ssm_between
    _ssm_between.heal()


@pytest.fixture(scope="session")
def _sso_between(addresses: dict[str, str]) -> Iterator[Proxy]:
    with Proxy(addresses["sso"]) as between:
        yield between


@pytest.fixture
def sso(_sso_between: Proxy) -> Iterator[Proxy]:
    """What lies between the second gateway's authorizer and the sign-in provider."""
    yield _sso_between
    _sso_between.heal()


@pytest.fixture(scope="session")
def second_gateway(settings_in_ssm: None, _ssm_between: Proxy) -> Iterator[str]:
    """A gateway with functions of its own, which find everything behind proxies and have `LIMIT` seconds."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    python = str(LOCAL / "sam/bin/python")
    module = ["-m", "tests.support.second_gateway"]
    arguments = [str(port), str(_ssm_between.port), PATH, str(LIMIT)]
    running = process.launch(
        "gateway-of-faults", [python, *module, *arguments], env={"PYTHONPATH": str(ROOT)}
    )
    url = f"http://127.0.0.1:{port}"
    process.wait_for("gateway-of-faults", lambda: process.responds(url, 404), running)
    yield url
    process.stop(running)


def _between_keys(provider: str, between: str) -> str:
    """Return the address of the provider's keys, by way of the proxy."""
    document = urllib3.request("GET", f"{provider}/.well-known/openid-configuration").json()
    return str(document["jwks_uri"]).replace(provider, between)
