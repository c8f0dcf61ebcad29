"""What a snapshot of a function holds, and what its copies share: no connection, no chance, no old clock.

A warm function is the harder case: a SnapStart snapshot is taken before the first request.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support import restored
from tests.support.recorded import recorded
from tests.support.tokens import Provider, rsa_key
from tests.support.upstream import Upstream

ROOT = Path(__file__).resolve().parents[2]
COPIES = ("first", "second")


@dataclass
class Run:
    """What the process and its copies reported, and what reached Medusa."""

    told: dict[str, dict[str, Any]]
    upstream: Upstream


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    cart = {"cart": recorded("cart-guest")["cart"]}
    with Upstream() as upstream, Provider() as provider:
        upstream.on("GET /store/carts/cart_1", *[cart] * 10)
        upstream.on("POST /store/customers/me/addresses", *[{"customer": {"addresses": []}}] * 10)
        token = rsa_key().sign(provider.claims(exp=int(time.time()) + restored.TOKEN_SECONDS))
        command = [sys.executable, "-m", "tests.support.restored", upstream.url, provider.issuer, token]
        environment = {
            "PYTHONPATH": f"{ROOT}:{ROOT / 'layers/commerce'}",
            "POWERTOOLS_SERVICE_NAME": "medusa-bundle",
            "POWERTOOLS_METRICS_DISABLED": "true",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "IDEMPOTENCY_TABLE": "answers",
        }
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
        told = [json.loads(line) for line in done.stderr.splitlines() if line.startswith('{"name"')]
        yield Run({one["name"]: one for one in told}, upstream)


def test_all_of_them_respond(run: Run) -> None:
    assert list(run.told) == ["warm", "at once", "first", "second"]
    assert [one["status"] for one in run.told.values()] == [200] * 4


def test_a_snapshot_has_no_connection_and_no_setting(run: Run) -> None:
    assert run.told["warm"]["ready"] == {"sockets": 0, "boto3": True, "settings": []}


def test_no_shopper_waits_for_an_import_after_a_restore(run: Run) -> None:
    for name in COPIES:
        assert run.told[name]["imported"] == []


def test_a_copy_makes_connections_of_its_own(run: Run) -> None:
    """The warm one has one, which the first copy uses; the two that are woken later make one each."""
    assert run.upstream.connections == 1 + len(COPIES)


def test_copies_share_no_chance(run: Run) -> None:
    first, second = (run.told[name] for name in COPIES)
    assert first["shared"] == second["shared"], "copies do share the state of the random module"
    assert not set(first["jitter"]) & set(second["jitter"])
    assert not set(first["ids"]) & set(second["ids"])
    marks = [seen.json["metadata"]["ref"] for seen in run.upstream.seen if seen.method == "POST"]
    assert len(marks) == len(set(marks)) == 3


def test_settings_that_have_aged_are_read_again(run: Run) -> None:
    assert run.told["at once"]["reads"] == []
    for name in COPIES:
        assert sorted(run.told[name]["reads"]) == ["sso", "store"]
    keys = [seen.headers["x-publishable-api-key"] for seen in run.upstream.seen]
    assert keys == sorted(keys, reverse=True)  # all old ones first
    assert keys.count("pk_new") == 2 * len(COPIES)


def test_a_token_is_judged_by_the_clock_of_now(run: Run) -> None:
    for name in ("warm", "at once"):
        assert (run.told[name]["identified"], run.told[name]["short-lived"]) == ("let in", 200)
    for name in COPIES:
        assert (run.told[name]["identified"], run.told[name]["short-lived"]) == ("expired", 401)


def test_a_log_is_of_its_own_request(run: Run) -> None:
    for name in COPIES:
        lines = [json.loads(line) for line in run.told[name]["log"].splitlines()]
        assert {line["correlation_id"] for line in lines} == {f"request of {name}"}
        answered = [line for line in lines if line["message"] == "Request handled"]
        assert {line["function_request_id"] for line in answered} == {f"invocation of {name}"}
        assert len(answered) == 3
