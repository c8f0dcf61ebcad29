"""The way to an order: what delivery costs, with and without tax, and what is still missing."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.mappers import carts, checkout

from tests.support.recorded import as_json, recorded

Json = dict[str, Any]


@pytest.fixture
def full() -> Json:
    found: Json = recorded("cart-full")["cart"]
    return found


def eur(amount: float) -> Json:
    return {"value": amount, "currency": "EUR"}


def rates(*values: float) -> list[Json]:
    return [{"tax_lines": [{"rate": value}]} for value in values]


@pytest.mark.parametrize(
    ("cart", "rate"),
    [
        ({"shipping_methods": rates(7), "items": rates(19)}, 7),
        ({"shipping_methods": rates(7, 19)}, 7),
        ({"shipping_methods": [{"tax_lines": [{"rate": 5}, {"rate": 9.975}]}]}, 14.975),
        ({"shipping_methods": [], "items": rates(19, 19)}, 19),
        ({"items": rates(19, 7)}, None),
        ({"items": [{"tax_lines": []}]}, 0),
        ({"items": [{"tax_lines": [{"rate": None}]}]}, 0),
        ({"items": []}, None),
        ({}, None),
    ],
)
def test_the_tax_on_delivery_is_the_chosen_methods_or_else_all_items(cart: Json, rate: float | None) -> None:
    assert checkout.shipping_tax_rate(cart) == rate


def option(**changed: Any) -> Json:
    return {"id": "so_1", "name": "Standard", "amount": 10, **changed}


@pytest.mark.parametrize(
    ("changed", "rate", "net", "gross"),
    [
        ({}, 19, 10, 11.9),
        ({"amount": 4.9}, 23, 4.9, 6.027),
        ({"amount": 11.9, "is_tax_inclusive": True}, 19, 10, 11.9),
        ({}, 0, 10, 10),
        ({}, None, 10, None),
        ({"is_tax_inclusive": True}, None, None, 10),
        ({"amount": 0}, 19, 0, 0),
        ({"amount": None}, 19, None, None),
    ],
)
def test_an_option_is_priced_net_and_gross_as_far_as_can_be_told(
    changed: Json, rate: float | None, net: float | None, gross: float | None
) -> None:
    shown = as_json(checkout.shipping_option(option(**changed), "EUR", rate))
    assert shown.get("subtotal") == (None if net is None else eur(net))
    assert shown.get("total") == (None if gross is None else eur(gross))


def test_recorded_options_say_when_they_deliver() -> None:
    flat, calculated = recorded("shipping-options")["shipping_options"]
    shown = as_json(checkout.shipping_option(flat, "EUR", 19))
    assert shown == {
        "id": flat["id"],
        "name": "Standard delivery",
        "description": "Three to five working days",
        "total": eur(5.831),
        "subtotal": eur(4.9),
    }
    assert "total" not in as_json(checkout.shipping_option(calculated, "EUR", 19))
    priced = calculated | recorded("calculated-option")["shipping_option"]
    shown = as_json(checkout.shipping_option(priced, "EUR", 19))
    assert shown["subtotal"] == eur(5.5)
    assert shown["description"] == "Tomorrow, priced by weight"


def test_an_option_without_a_description_goes_by_its_name() -> None:
    assert checkout.shipping_option(option(type=None), "EUR", None).description == "Standard"
    nameless = checkout.shipping_option(option(name=None), "EUR", None)
    assert (nameless.name, nameless.description) == ("", "")


def test_the_price_of_an_option_is_what_the_cart_then_shows(full: Json) -> None:
    flat = recorded("shipping-options")["shipping_options"][0]
    promised = checkout.shipping_option(flat, "EUR", 19)
    chosen = carts.cart(full).shipping_method
    assert chosen
    assert (chosen.id, chosen.total, chosen.subtotal) == (promised.id, promised.total, promised.subtotal)


def test_a_full_cart_lacks_nothing(full: Json) -> None:
    assert checkout.missing(carts.cart(full)) == []


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"items": []}, "items"),
        ({"shipping_address": None}, "shippingAddress"),
        ({"shipping_address": {"country_code": "us", "address_1": None}}, "shippingAddress"),
        ({"billing_address": None}, "billingAddress"),
        ({"shipping_methods": []}, "shippingMethod"),
        ({"payment_collection": {"payment_sessions": []}}, "paymentMethod"),
        ({"email": None}, "email"),
        ({"email": ""}, "email"),
    ],
)
def test_each_missing_thing_is_named(full: Json, change: Json, lacks: str) -> None:
    assert checkout.missing(carts.cart(full | change)) == [lacks]


def test_a_new_cart_is_told_everything_at_once() -> None:
    new = carts.cart(recorded("cart-guest")["cart"])
    assert checkout.missing(new) == [
        "shippingAddress",
        "billingAddress",
        "shippingMethod",
        "paymentMethod",
        "email",
    ]


def test_a_summary_is_the_cart_and_what_it_comes_to(full: Json) -> None:
    shown = as_json(checkout.summary(carts.cart(full)))
    assert shown["cart"] == as_json(carts.cart(full))
    for part in ("shippingAddress", "billingAddress", "shippingMethod", "paymentMethod", "notes", "email"):
        assert shown[part] == shown["cart"][part]
    assert shown["totals"] == {
        "subtotal": eur(full["item_subtotal"]),
        "shipping": eur(full["shipping_total"]),
        "tax": eur(full["tax_total"]),
        "discount": eur(full["discount_total"]),
        "total": eur(full["total"]),
    }


def test_a_summary_of_a_cart_with_nothing_to_add_up(full: Json) -> None:
    full |= dict.fromkeys(["item_subtotal", "shipping_total", "tax_total", "discount_total", "metadata"])
    shown = as_json(checkout.summary(carts.cart(full)))
    assert "notes" not in shown
    assert shown["totals"]["tax"] == eur(0)
    assert shown["totals"]["total"] == eur(full["total"])
