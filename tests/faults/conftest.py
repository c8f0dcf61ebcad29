"""The real handlers, the real Medusa, and a proxy between them that makes faults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.world import World
from tests.support.database import Database
from tests.support.instance import Instance, put_settings
from tests.support.proxy import Proxy


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
        put_settings(addresses, MEDUSAJS_BASE_URL=between.url)
        yield between


@pytest.fixture
def proxy(_between: Proxy) -> Iterator[Proxy]:
    """What lies between the functions and Medusa; whole again after each test."""
    yield _between
    _between.heal()


@pytest.fixture(scope="module")
def _instance(addresses: dict[str, str], _between: Proxy) -> Iterator[Instance]:
    with pytest.MonkeyPatch.context() as patch:
        yield Instance(addresses, patch)


@pytest.fixture
def instance(_instance: Instance, proxy: Proxy) -> Iterator[Instance]:
    """A new instance of the functions, which finds Medusa behind the proxy."""
    _instance.forget()
    yield _instance
    _instance.forget()
