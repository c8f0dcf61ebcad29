"""The floor must be made of the same calls, for a cart of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.calls import BareClient, Call, Recording, at, covered, groups, origin
from benchmarks.world import Request
from tests.support.upstream import Upstream


def identifier(kind: str, letter: str) -> str:
    return f"{kind}_{letter * 26}"


CART, OTHER_CART = identifier("cart", "A"), identifier("cart", "B")
PAYMENT, OTHER_PAYMENT = identifier("pay_col", "A"), identifier("pay_col", "B")
REGION = identifier("reg", "A")


def call(upstream: Upstream, path: str, response: Any, began: float, body: Any = None) -> Call:
    sent = None if body is None else json.dumps(body).encode()
    headers = {"authorization": "Bearer old", "content-type": "application/json"}
    return Call("POST", upstream.url + path, headers, sent, (began, began + 1), json.dumps(response).encode())


def test_an_id_is_traced_to_the_request_before_any_response() -> None:
    known = [[[CART], None, {"cartId": CART}], {"cart": {"id": CART, "payments": [{"id": PAYMENT}]}}]
    assert origin(CART, known) == (0, (0, 0))
    place = origin(PAYMENT, known)
    assert place == (1, ("cart", "payments", 0, "id"))
    assert at(place, known) == PAYMENT
    assert origin(REGION, known) is None


def test_calls_are_replayed_with_new_ids_and_the_new_token(upstream: Upstream) -> None:
    upstream.on("POST /store/payment-collections", {"payment_collection": {"id": OTHER_PAYMENT}})
    upstream.on(f"POST /store/payment-collections/{OTHER_PAYMENT}/sessions", {})
    made = {"payment_collection": {"id": PAYMENT}}
    recorded = Recording(
        [[CART], None, None],
        "old",
        [
            call(upstream, "/store/payment-collections", made, 0, {"cart_id": CART, "region": REGION}),
            call(upstream, f"/store/payment-collections/{PAYMENT}/sessions", {}, 2, {"cart": CART}),
        ],
    )
    seconds = BareClient().replay(recorded, Request((OTHER_CART,), token="new"))
    first, second = upstream.seen
    assert (first.json, second.json) == ({"cart_id": OTHER_CART, "region": REGION}, {"cart": OTHER_CART})
    assert {first.headers["authorization"], second.headers["authorization"]} == {"Bearer new"}
    assert seconds > 0
    assert recorded.seconds == 2


def test_a_secret_of_a_request_is_replaced(upstream: Upstream) -> None:
    upstream.on("POST /store/accept", {})
    old, new = "a" * 32, "b" * 32
    recorded = Recording(
        [[], None, {"token": old}], None, [call(upstream, "/store/accept", {}, 0, {"token": old})]
    )
    BareClient().replay(recorded, Request(body={"token": new}))
    assert upstream.seen[0].json == {"token": new}


def test_an_error_is_no_floor(upstream: Upstream) -> None:
    upstream.on("POST /store/carts", (400, {"message": "no"}))
    recorded = Recording([[], None, None], None, [call(upstream, "/store/carts", {}, 0)])
    with pytest.raises(ValueError, match="400"):
        BareClient().replay(recorded, Request())


def test_a_call_that_was_an_error_may_be_one_again(upstream: Upstream) -> None:
    """As for a list that this Medusa does not have; the function responds well all the same."""
    upstream.on("POST /store/locales", (404, "Cannot GET /store/locales"))
    lacking = replace(call(upstream, "/store/locales", {}, 0), status=404, response=b"<html>")
    assert BareClient().replay(Recording([[], None, None], None, [lacking]), Request()) > 0


def test_parallel_time_counts_once() -> None:
    one_by_one, parallel, within = [(0, 1), (2, 4)], [(0, 3), (1, 4)], [(0, 5), (1, 2)]
    assert [covered(spans) for spans in (one_by_one, parallel, within, [])] == [3, 4, 5, 0]


def test_overlapping_calls_are_one_group() -> None:
    assert groups([(5, 6), (0, 3), (1, 2), (2.5, 4), (4, 5)]) == [[1, 2, 3], [4], [0]]
