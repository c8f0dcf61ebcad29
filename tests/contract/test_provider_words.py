"""Medusa's own Stripe provider: nothing of what a client says of a session reaches Stripe."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.shop import Shop
from tests.support.payments import STRIPE, Checkout, Payments

METADATA = {"nested": {"deep": ["our-word", 1]}, "list": ["our-word"], "long": "our-word" * 112, "n": 1.5}
URLS = {"returnUrl": "https://our-word.example/ok", "cancelUrl": "https://our-word.example/no"}
THEIRS = {"amount", "currency", "metadata", "automatic_payment_methods", "capture_method"}
SOME_VERSIONS = {"expand"}


@pytest.fixture(params=["guest", "anna"])
def shop(request: pytest.FixtureRequest) -> Shop:
    found: Shop = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize(
    "route", ["/payments/sessions", "/checkout/{cart}/payment", "/checkout/{cart}/complete"]
)
def test_no_data_of_the_bundle_reaches_stripe(
    route: str, shop: Shop, seed: dict[str, Any], addresses: dict[str, str]
) -> None:
    payments = Payments(addresses["payments"])
    checkout = Checkout(shop, seed, STRIPE)
    body: dict[str, Any] = URLS | {"providerId": STRIPE, "metadata": METADATA}
    if route == "/payments/sessions":
        body["cartId"] = checkout.cart
    elif route.endswith("complete"):
        body = URLS | {"paymentProviderId": STRIPE, "notes": "our-word"}
    made = shop.post(route.format(cart=checkout.cart), body)
    assert made.status in {201, 409}, made.body
    assert made.body["clientSecret"].startswith("pi_")
    session = shop.get(f"/carts/{checkout.cart}").body["paymentSessionId"]
    if made.status == 201:
        assert made.body["metadata"] == METADATA
        changed = shop.patch(
            f"/payments/sessions/{session}", {"metadata": METADATA | {"more": "our-word"}} | URLS
        )
        assert changed.body["metadata"] == METADATA | {"more": "our-word"}
        assert changed.body["clientSecret"] == made.body["clientSecret"]

    requests = payments.requests()
    assert "our-word" not in json.dumps(requests)
    theirs = [entry["sent"] for entry in requests if entry["path"] == "/v1/payment_intents"]
    [created] = [sent for sent in theirs if session in json.dumps(sent)]
    assert created.keys() - SOME_VERSIONS - ({"customer"} if shop.token else set()) == THEIRS
    assert created["metadata"] == {"session_id": session}
