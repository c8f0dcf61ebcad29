"""A storefront's requests to `sam local start-api`, as a guest and as a customer."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.world import World
from local.config import LOGS
from local.process import responds
from tests.containers.conftest import sam_local

_START_SECONDS = 120
_STOREFRONT = Path(__file__).parent / "storefront.mjs"


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """The address of `sam local start-api`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with (LOGS / "start-api.log").open("w") as log:
        serving = sam_local("start-api", "--port", port, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not responds(f"http://127.0.0.1:{port}/", 403):
            ended = serving.poll() is not None or time.monotonic() > deadline
            assert not ended, (LOGS / "start-api.log").read_text()
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        # As Ctrl-C: it removes its containers.
        os.killpg(serving.pid, signal.SIGINT)
        serving.wait(60)


def fetched(api: str, world: World, token: str) -> dict[str, object]:
    """Return the statuses that a storefront sees, by what it did."""
    ran = subprocess.run(
        ["node", str(_STOREFRONT)],
        env={**os.environ, "API": api, "TOKEN": token, "SKU": world.item["sku"]},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, object] = json.loads(ran.stdout)
    return found


def test_a_guest_shops(api: str, world: World) -> None:
    assert fetched(api, world, "") == {
        "list": 200, "product": 200, "cart": 201, "read": 200, "carts": 401, "current": 401, "orders": 401,
    }  # fmt: skip


def test_a_customer_shops(api: str, world: World) -> None:
    assert fetched(api, world, world.token) == {
        "list": 200, "product": 200, "cart": 201, "read": 200, "carts": 200, "current": 200, "orders": 200,
    }  # fmt: skip


def test_a_token_of_no_one_is_refused(api: str, world: World) -> None:
    assert set(fetched(api, world, "a.b.c").values()) == {401}
