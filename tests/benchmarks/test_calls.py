"""A floor is only one when it is made of the very same calls, for things of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.calls import BareClient, Call, Recording, at, origin
from tests.support.upstream import Upstream


def identifier(kind: str, letter: str) -> str:
    return f"{kind}_{letter * 26}"


CART, OTHER_CART = identifier("cart", "A"), identifier("cart", "B")
PAYMENT, OTHER_PAYMENT = identifier("pay_col", "A"), identifier("pay_col", "B")
REGION = identifier("reg", "A")


def call(upstream: Upstream, path: str, answer: Any, began: float, body: Any = None) -> Call:
    sent = None if body is None else json.dumps(body).encode()
    headers = {"authorization": "Bearer old", "content-type": "application/json"}
    answered = json.dumps(answer).encode()
    return Call("POST", upstream.url + path, headers, sent, (began, began + 1), 200, answered)


def test_an_id_is_traced_to_the_request_before_any_answer() -> None:
    known = [[[CART], None, {"cartId": CART}], {"cart": {"id": CART, "payments": [{"id": PAYMENT}]}}]
    assert origin(CART, known) == (0, (0, 0))
    place = origin(PAYMENT, known)
    assert place == (1, ("cart", "payments", 0, "id"))
    assert at(place, known) == PAYMENT
    assert origin(REGION, known) is None


def test_calls_are_made_again_with_new_ids_and_the_new_token(upstream: Upstream) -> None:
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
    seconds = BareClient().replay(recorded, [[OTHER_CART], None, None], "new")
    first, second = upstream.seen
    assert (first.json, second.json) == ({"cart_id": OTHER_CART, "region": REGION}, {"cart": OTHER_CART})
    assert {first.headers["authorization"], second.headers["authorization"]} == {"Bearer new"}
    assert seconds > 0
    assert recorded.seconds == 2


def test_a_refused_call_is_no_floor(upstream: Upstream) -> None:
    upstream.on("POST /store/carts", (400, {"message": "no"}))
    recorded = Recording([[], None, None], None, [call(upstream, "/store/carts", {}, 0)])
    with pytest.raises(ValueError, match="400"):
        BareClient().replay(recorded, [[], None, None], None)
