"""The checkout in one request to the plugin, and in steps where the plugin leaves it."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import ConflictError, PaymentFailedError, PaymentProviderError
from commerce.medusa.ordering import complete_checkout
from commerce.medusa.transport.client import Medusa

from tests.support.carts import (
    NOT_AUTHORIZED,
    for_checkout,
    full_cart,
    new_cart,
    only,
    order,
    paying,
    session,
    sessions_of,
    whole,
)
from tests.support.recorded import recorded
from tests.support.upstream import Upstream

Json = dict[str, Any]

HEADER = {"x-storefront-plugin": "0.1.0; medusa=2.21.2; parts=checkout,payment-sessions,fast-checkout"}
CART = "/store/carts/cart_1"
READ, WRITE, COMPLETE = f"GET {CART}/checkout", f"POST {CART}", f"POST {CART}/complete"
STATE, SESSION = f"GET {CART}", f"POST {CART}/payment-sessions"
METHOD = "POST /store/storefront/carts/cart_1/shipping-methods"
AT_ONCE = "POST /store/storefront/carts/cart_1/complete"
IN_STEPS = [WRITE, METHOD, SESSION, COMPLETE]


def begins(shop: Upstream, cart: Json | None = None) -> None:
    """Script the read, by which the plugin becomes known, and the steps without it."""
    shop.replace("GET /store/regions", (200, recorded("regions"), HEADER))
    shop.on(READ, (200, for_checkout(cart or new_cart()), HEADER))
    for route, response in zip(
        IN_STEPS, ({"cart": new_cart()}, {"cart": new_cart()}, session(), order()), strict=True
    ):
        shop.on(route, (200, response, HEADER))


def steps_of(shop: Upstream) -> list[str]:
    return [route for route in shop.asked if route != "GET /store/regions"]


def test_the_plugin_does_it_in_one_request(guest: Medusa, shop: Upstream) -> None:
    begins(shop)
    shop.on(AT_ONCE, (200, order(), HEADER))
    placed = complete_checkout(guest, "cart_1", whole(metadata={"till": 4}, notes="Ring"))
    assert placed.order.id == order()["order"]["id"]
    assert placed.order.customer_comment == "Ring"
    assert steps_of(shop) == [READ, AT_ONCE]
    assert guest.stats.orders_placed == 1
    sent = shop.seen[-1].json
    assert sent["options"] == [{"id": "so_1"}]
    assert sent["payment"] == {"provider_id": "pp_1", "data": {}}
    assert sent["cart"]["email"] == "a@b.de"
    assert sent["cart"]["shipping_address"] == sent["cart"]["billing_address"]
    assert sent["cart"]["metadata"] == {"till": 4, "notes": "Ring", "sameAsBillingAddress": True}


def test_it_is_told_what_the_shopper_saw(guest: Medusa, shop: Upstream) -> None:
    cart = new_cart(promotions=[{"code": "SAVE10"}, None])
    begins(shop, cart)
    shop.on(AT_ONCE, (200, order(), HEADER))
    expected = {"value": 253.51, "currency": "EUR"}
    complete_checkout(guest, "cart_1", whole(expectedTotal=expected))
    [line] = cart["items"]
    assert shop.seen[-1].json["seen"] == {
        "items": [{"id": line["id"], "quantity": line["quantity"], "unit_price": line["unit_price"]}],
        "codes": ["SAVE10"],
        "expected": expected | {"digits": 2},
    }


def test_totals_count_where_the_request_changes_neither_address_nor_delivery(
    guest: Medusa, shop: Upstream
) -> None:
    cart = full_cart() | {"shipping_methods": [], "payment_collection": None, "item_total": 206.1}
    cart["items"][0]["requires_shipping"] = False
    begins(shop, cart)
    shop.on(AT_ONCE, (200, order(), HEADER))
    complete_checkout(guest, "cart_1", only(paymentProviderId="pp_1"))
    sent = shop.seen[-1].json
    assert "cart" not in sent
    assert [sent["seen"][name] for name in ("item_total", "total")] == [cart["item_total"], cart["total"]]


@pytest.mark.parametrize(
    "begun",
    [
        sessions_of(paying("pending")),
        {"shipping_methods": [{"shipping_option_id": "so_1"}]},
    ],
)
def test_a_checkout_that_was_begun_is_continued_in_steps(guest: Medusa, shop: Upstream, begun: Json) -> None:
    begins(shop, new_cart(**begun))
    complete_checkout(guest, "cart_1", whole())
    assert AT_ONCE not in steps_of(shop)
    assert steps_of(shop)[-1] == COMPLETE


@pytest.mark.parametrize(
    "left",
    [
        (200, {"type": "open", "step": "none"}, HEADER),
        (200, {"type": "open", "step": "prepared"}, HEADER),
        (404, "<html>", HEADER),
        (400, {"type": "invalid_data", "message": "inner words"}, HEADER),
        (409, {"type": "conflict", "message": "The same is still under way, try again later"}, HEADER),
    ],
)
def test_what_the_plugin_leaves_is_done_in_steps(guest: Medusa, shop: Upstream, left: Any) -> None:
    begins(shop)
    shop.on(AT_ONCE, left)
    shop.on(STATE, {"cart": {"id": "cart_1", "completed_at": None}})
    assert complete_checkout(guest, "cart_1", whole()).order
    assert [route for route in steps_of(shop) if route != STATE] == [READ, AT_ONCE, *IN_STEPS]


def test_a_cart_that_is_other_than_seen_is_not_ordered(guest: Medusa, shop: Upstream) -> None:
    begins(shop)
    dearer = new_cart()
    dearer["items"][0]["unit_price"] += 1
    shop.replace(METHOD, (200, {"cart": dearer}, HEADER))
    shop.on(AT_ONCE, (200, {"type": "open", "step": "prepared"}, HEADER))
    with pytest.raises(ConflictError) as refused:
        complete_checkout(guest, "cart_1", whole())
    assert refused.value.code == "cart_changed"
    assert COMPLETE not in steps_of(shop)


def test_an_order_whose_response_was_lost_is_read_again(guest: Medusa, shop: Upstream) -> None:
    begins(shop)
    shop.on(AT_ONCE, (500, {"type": "unknown_error"}, HEADER))
    shop.on(STATE, {"cart": {"id": "cart_1", "completed_at": "2026-01-01T00:00:00Z"}})
    assert complete_checkout(guest, "cart_1", whole()).order
    assert steps_of(shop)[-2:] == [STATE, COMPLETE]
    assert WRITE not in steps_of(shop)


def test_a_payment_that_was_not_made_is_named(guest: Medusa, shop: Upstream) -> None:
    begins(shop)
    shop.on(AT_ONCE, (*NOT_AUTHORIZED, HEADER))
    shop.on(STATE, {"cart": new_cart(**sessions_of(paying("error")))})
    with pytest.raises(PaymentFailedError):
        complete_checkout(guest, "cart_1", whole())
    assert WRITE not in steps_of(shop)


def test_a_failing_provider_is_asked_once_more(guest: Medusa, shop: Upstream) -> None:
    begins(shop)
    cart = new_cart(**sessions_of(paying("pending")))
    failed = {"type": "cart", "cart": cart, "error": {"type": "payment_authorization_error"}}
    shop.on(AT_ONCE, (200, failed, HEADER))
    shop.on("GET /store/payment-sessions/payses_1", session() | {"is_fresh": False})
    assert complete_checkout(guest, "cart_1", whole()).order
    assert steps_of(shop)[-1] == COMPLETE


def test_a_provider_that_begins_no_payment_is_an_error(guest: Medusa, shop: Upstream) -> None:
    begins(shop)
    refused = {"type": "conflict", "message": "The payment provider failed"}
    shop.on(AT_ONCE, (409, refused, HEADER))
    with pytest.raises(PaymentProviderError):
        complete_checkout(guest, "cart_1", whole())
    assert steps_of(shop) == [READ, AT_ONCE]
