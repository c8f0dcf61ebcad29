"""How a cart can be delivered: offered is what can be chosen, and a price is no guess."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import BadRequestError, ConflictError, UnauthorizedError, UpstreamError
from commerce.medusa import checkout
from commerce.medusa.transport.client import Medusa

from tests.support.carts import for_checkout
from tests.support.recorded import recorded
from tests.support.upstream import Upstream

CART = "/store/carts/cart_1"
READ, CHECKOUT = f"GET {CART}", f"GET {CART}/checkout"
METHOD, OPTIONS = f"POST {CART}/shipping-methods", "GET /store/shipping-options"
PLACE = {"country_code": "de", "address_1": "Torstrasse", "city": "Berlin", "postal_code": "10119"}
THEIRS = {"customer_id": "cus_ben", "customer": {"id": "cus_ben", "has_account": True}}

Json = dict[str, Any]


def open_cart(**more: Any) -> Json:
    return {"cart": {"id": "cart_1", "items": [{"id": "item_1"}], **more}}


FLAT, EXPRESS = recorded("shipping-options")["shipping_options"]
PRICED = recorded("calculated-option")["shipping_option"]
ADDRESSED = {"currency_code": "eur", "shipping_address": PLACE}


def price(option_id: str) -> str:
    return f"POST /store/shipping-options/{option_id}/calculate"


def options_of(shop: Upstream, cart: Json, *options: Json, **facts: Any) -> None:
    shop.on(CHECKOUT, for_checkout(open_cart(**cart)["cart"], **facts))
    shop.on(OPTIONS, {"shipping_options": options})


def test_options_are_read_with_the_cart_and_prices_in_parallel(guest: Medusa, shop: Upstream) -> None:
    third = EXPRESS | {"id": "so_third"}
    methods = [{"shipping_option_id": "so_third", "tax_lines": [{"rate": 19}]}]
    options_of(shop, ADDRESSED | {"shipping_methods": methods}, FLAT, EXPRESS, third)
    for option, amount in ((EXPRESS, 5.5), (third, 10)):
        shop.on(price(option["id"]), {"shipping_option": PRICED | {"id": option["id"], "amount": amount}})
    found = checkout.shipping_options(guest, "cart_1")
    shown = [(entry.id, entry.subtotal and entry.subtotal.value) for entry in found.data]
    assert shown == [(FLAT["id"], 4.9), (EXPRESS["id"], 5.5), ("so_third", 10)]
    # The tax is known only of the chosen option.
    assert [entry.total and entry.total.value for entry in found.data] == [None, None, 11.9]
    assert sorted(shop.asked[:2]) == [CHECKOUT, OPTIONS]
    assert [seen.json for seen in shop.seen[2:]] == [{"cart_id": "cart_1"}] * 2


@pytest.mark.parametrize("failure", [(500, {}), (400, {"message": "x"}), (504, {})])
def test_an_option_whose_carrier_fails_costs_only_that_option(
    guest: Medusa, shop: Upstream, failure: Any
) -> None:
    options_of(shop, ADDRESSED, FLAT, EXPRESS)
    shop.on(price(EXPRESS["id"]), failure)
    found = checkout.shipping_options(guest, "cart_1")
    assert (found.total, [entry.id for entry in found.data]) == (1, [FLAT["id"]])


def test_a_failure_is_no_empty_list(guest: Medusa, shop: Upstream) -> None:
    options_of(shop, ADDRESSED, EXPRESS)
    shop.on(price(EXPRESS["id"]), (500, {}))
    with pytest.raises(UpstreamError):
        checkout.shipping_options(guest, "cart_1")


@pytest.mark.parametrize(
    ("cart", "deliverable", "shown"),
    [
        ({}, [FLAT["id"]], [FLAT["id"]]),
        ({}, None, [FLAT["id"], EXPRESS["id"]]),
        ({}, [], []),
        ({"shipping_address": {"country_code": None}}, [EXPRESS["id"]], [EXPRESS["id"]]),
        ({"shipping_address": PLACE}, [FLAT["id"]], [FLAT["id"], EXPRESS["id"]]),
    ],
    ids=["region's", "any", "none", "no country", "Medusa has looked"],
)
def test_without_a_country_other_regions_options_are_left_out(
    guest: Medusa, shop: Upstream, cart: Json, deliverable: Any, shown: list[str]
) -> None:
    options_of(shop, {"currency_code": "eur"} | cart, FLAT, EXPRESS, deliverable_option_ids=deliverable)
    shop.on(price(EXPRESS["id"]), {"shipping_option": PRICED})
    assert [entry.id for entry in checkout.shipping_options(guest, "cart_1").data] == shown
    assert (price(EXPRESS["id"]) in shop.asked) is (EXPRESS["id"] in shown)


def test_without_the_plugin_an_options_price_shows_its_region(guest: Medusa, shop: Upstream) -> None:
    foreign = FLAT | {"id": "so_usd", "amount": None, "calculated_price": None}
    shop.on(CHECKOUT, (404, "<html>"))
    shop.on(READ, open_cart(currency_code="eur"))
    shop.on(OPTIONS, {"shipping_options": [FLAT, EXPRESS, foreign]})
    assert [entry.id for entry in checkout.shipping_options(guest, "cart_1").data] == [FLAT["id"]]
    assert price(EXPRESS["id"]) not in shop.asked


@pytest.mark.parametrize(
    ("change", "error"), [(THEIRS, UnauthorizedError), ({"completed_at": "2026-01-01"}, ConflictError)]
)
def test_options_are_shown_for_an_open_cart_of_the_callers(
    guest: Medusa, shop: Upstream, change: Json, error: type[Exception]
) -> None:
    options_of(shop, ADDRESSED | change, EXPRESS)
    shop.on(READ, open_cart(order=None))
    with pytest.raises(error):
        checkout.shipping_options(guest, "cart_1")
    assert price(EXPRESS["id"]) not in shop.asked


@pytest.mark.parametrize(
    "words",
    [
        "inner words",
        "Shipping Options are invalid for cart.",
        "Shipping options with IDs so_x do not have a price",
        "Shipping option with ID so_x do not have a price",
    ],
)
def test_an_option_that_does_not_deliver_the_cart_is_named(guest: Medusa, shop: Upstream, words: str) -> None:
    shop.on(CHECKOUT, for_checkout(open_cart(shipping_address=PLACE)["cart"]))
    shop.on(METHOD, (400, {"message": words}))
    with pytest.raises(BadRequestError) as refused:
        checkout.set_shipping_method(guest, "cart_1", "so_x")
    assert refused.value.details[0].path == "body.shippingOptionId"
    assert refused.value.message == "This shipping option is not available for the cart"
    assert shop.seen[1].json == {"option_id": "so_x"}


def test_a_refusal_for_another_reason_keeps_it(guest: Medusa, shop: Upstream) -> None:
    shop.on(CHECKOUT, for_checkout(open_cart(shipping_address=PLACE)["cart"]))
    shop.on(METHOD, (400, {"message": "Variants with IDs variant_1 do not have a price"}))
    with pytest.raises(ConflictError) as refused:
        checkout.set_shipping_method(guest, "cart_1", "so_1")
    assert refused.value.code == "no_price"


def test_an_option_is_chosen_with_one_read_and_one_write(guest: Medusa, shop: Upstream) -> None:
    shop.on(CHECKOUT, for_checkout(open_cart(shipping_address=PLACE)["cart"]))
    shop.on(METHOD, recorded("cart-full"))
    checkout.set_shipping_method(guest, "cart_1", "so_1")
    assert shop.asked == [CHECKOUT, METHOD]


def test_an_option_is_chosen_by_the_plugin_where_it_can(guest: Medusa, shop: Upstream) -> None:
    header = {"x-storefront-plugin": "0.2.0; medusa=2.21.2; parts=checkout,fast-checkout"}
    place = "POST /store/storefront/carts/cart_1/shipping-methods"
    shop.on(CHECKOUT, (200, for_checkout(open_cart(**ADDRESSED)["cart"]), header))
    shop.on(place, (200, recorded("cart-full"), header))
    checkout.set_shipping_method(guest, "cart_1", FLAT["id"])
    assert shop.asked == [CHECKOUT, place]
    assert shop.seen[-1].json == {"options": [{"id": FLAT["id"]}]}


@pytest.mark.parametrize(
    ("deliverable", "is_chosen"), [(["so_1"], True), (["so_2"], False), ([], False), (None, True)]
)
def test_without_a_country_no_other_regions_option_is_chosen(
    guest: Medusa, shop: Upstream, deliverable: Any, is_chosen: bool
) -> None:
    shop.on(CHECKOUT, for_checkout(open_cart()["cart"], deliverable_option_ids=deliverable))
    shop.on(METHOD, recorded("cart-full"))
    if is_chosen:
        checkout.set_shipping_method(guest, "cart_1", "so_1")
    else:
        with pytest.raises(BadRequestError) as refused:
            checkout.set_shipping_method(guest, "cart_1", "so_1")
        assert [detail.path for detail in refused.value.details] == ["body.shippingOptionId"]
    assert (METHOD in shop.asked) is is_chosen
