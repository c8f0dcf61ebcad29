"""Requests through CloudFront: what they are recognised by, and what is refused without it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from commerce import idempotency
from commerce.api import Api
from commerce.models.common import Model

from local.function_events import ANNA, Context, event
from tests.conftest import Configure

KEY, BEFORE = "k" * 32, "b" * 32
CLIENT = "192.0.2.9"


class Seen(Model):
    address: str


def respond(headers: dict[str, str], caller: Any = None) -> tuple[int, dict[str, Any]]:
    """Send a request from an address that is CloudFront's, and return whose a guest's idempotency key is."""
    api = Api("things")

    @api.post("/things")
    def show() -> Seen:
        return Seen(address=idempotency._holder(api.current_event.raw_event, api.medusa.caller))

    sent = event("POST /things", body={}, headers=headers, caller=caller)
    sent["requestContext"]["http"]["sourceIp"] = "198.51.100.1"
    response = api.handle(sent, Context())  # type: ignore[arg-type]
    return response["statusCode"], json.loads(response["body"])


@pytest.fixture
def mode(monkeypatch: pytest.MonkeyPatch, configure: Configure) -> Any:
    configure(EDGE_KEY=KEY)
    return lambda name: monkeypatch.setenv("EDGE", name)


@pytest.mark.parametrize("name", ["open", "closed"])
@pytest.mark.parametrize("header", ["x-edge-key", "X-Edge-Key"])
def test_the_shopper_s_address_is_the_one_that_cloudfront_names(mode: Any, name: str, header: str) -> None:
    mode(name)
    status, body = respond({header: KEY, "x-viewer-address": CLIENT})
    assert (status, body["address"]) == (200, f"address:{CLIENT}")


@pytest.mark.parametrize("name", ["none", "open"])
@pytest.mark.parametrize("key", ["", KEY[1:], KEY + "k", "ü", None])
def test_nobody_else_can_name_an_address(mode: Any, name: str, key: str | None) -> None:
    mode(name)
    status, body = respond({"x-viewer-address": CLIENT} | ({} if key is None else {"x-edge-key": key}))
    assert (status, body["address"]) == (200, "address:198.51.100.1")


def test_without_cloudfront_its_key_says_nothing(mode: Any) -> None:
    mode("none")
    assert respond({"x-edge-key": KEY, "x-viewer-address": CLIENT})[1]["address"] == "address:198.51.100.1"


@pytest.mark.parametrize("key", ["", KEY[1:], "ü", None])
@pytest.mark.parametrize("caller", [None, ANNA])
def test_a_closed_address_serves_nobody_directly(mode: Any, key: str | None, caller: Any) -> None:
    mode("closed")
    status, body = respond({} if key is None else {"x-edge-key": key}, caller)
    assert (status, body["code"]) == (403, "address_closed")


def test_a_closed_address_has_no_cached_response_either(mode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mode("closed")
    monkeypatch.setenv("CATALOGUE_CACHE_SECONDS", "60")
    api = Api("things", public=frozenset({"GET /things"}))

    @api.get("/things")
    def show() -> Seen:
        return Seen(address="-")

    def get(headers: dict[str, str]) -> int:
        return int(api.handle(event("GET /things", headers=headers), Context())["statusCode"])  # type: ignore[arg-type]

    assert [get({"x-edge-key": KEY}), get({})] == [200, 403]


def test_the_key_before_is_valid_while_it_is_set(mode: Any, configure: Configure) -> None:
    mode("closed")
    configure(EDGE_KEY=KEY, EDGE_KEY_PREVIOUS=BEFORE)
    assert [respond({"x-edge-key": key})[0] for key in (KEY, BEFORE)] == [200, 200]
    configure(EDGE_KEY=KEY)
    assert [respond({"x-edge-key": key})[0] for key in (KEY, BEFORE)] == [200, 403]


@pytest.mark.parametrize("name", ["open", "closed"])
def test_a_missing_key_lets_nobody_in(mode: Any, configure: Configure, name: str) -> None:
    mode(name)
    configure()
    status, body = respond({"x-edge-key": ""})
    assert (status, body["code"]) == (500, "not_configured")
