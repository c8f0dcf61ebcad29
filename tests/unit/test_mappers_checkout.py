"""The way to an order: what delivery costs, with and without tax, and what a cart comes to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from commerce.mappers import carts, checkout, money
from commerce.mappers.money import TOTALS_FIELDS
from commerce.medusa.carts import CART_FIELDS
from commerce.medusa.orders import ORDER_FIELDS

from tests.support.carts import ready_cart
from tests.support.recorded import as_json, recorded

Json = dict[str, Any]


@pytest.fixture
def full() -> Json:
    found: Json = recorded("cart-full")["cart"]
    return found


def eur(amount: float) -> Json:
    return {"value": amount, "currency": "EUR"}


def method(option_id: str | None, *rates: float | str) -> Json:
    return {"shipping_option_id": option_id, "tax_lines": [{"rate": rate} for rate in rates]}


@pytest.mark.parametrize(
    ("methods", "rates"),
    [
        ([method("so_1", 7)], {"so_1": 7}),
        ([method("so_1", 7), method("so_2", 19)], {"so_1": 7, "so_2": 19}),
        ([method("so_1", 5, 9.975)], {"so_1": 14.975}),
        ([method("so_1", "19.5")], {"so_1": 19.5}),
        ([method("so_1", 0)], {"so_1": 0}),
        ([method("so_1")], {}),  # no tax is known: that is no tax of 0
        ([{"shipping_option_id": "so_1", "tax_lines": None}], {}),
        ([{"shipping_option_id": "so_1"}], {}),
        ([method(None, 7)], {}),
        ([], {}),
        (None, {}),
    ],
)
def test_a_deliverys_tax_is_known_once_it_is_chosen(
    methods: list[Json] | None, rates: dict[str, float]
) -> None:
    cart = {"shipping_methods": methods, "items": [{"tax_lines": [{"rate": 19}]}]}
    assert checkout.shipping_tax_rates(cart) == rates


def option(**changed: Any) -> Json:
    return {"id": "so_1", "name": "Standard", "amount": 10, **changed}


@pytest.mark.parametrize(
    ("changed", "rate", "net", "gross"),
    [
        ({}, 19, 10, 11.9),
        ({"amount": 4.9}, 23, 4.9, 6.03),
        ({"amount": 11.9, "is_tax_inclusive": True}, 19, 10, 11.9),
        ({}, 0, 10, 10),
        ({}, None, 10, None),
        ({"is_tax_inclusive": True}, None, None, 10),
        ({"amount": 0}, 19, 0, 0),
        ({"amount": None}, 19, None, None),
    ],
)
def test_an_option_is_priced_net_and_gross_as_far_as_is_known(
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
        "total": eur(5.83),
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


@pytest.fixture
def ready() -> Json:
    return ready_cart()


def test_a_summary_is_the_cart_and_what_it_comes_to(ready: Json) -> None:
    shown = as_json(checkout.summary(carts.cart(ready)))
    assert shown["cart"] == as_json(carts.cart(ready))
    parts = ("shippingAddress", "billingAddress", "shippingMethod", "shippingMethods", "paymentMethod")
    for part in (*parts, "notes", "email"):
        assert shown[part] == shown["cart"][part]
    assert shown["totals"] == {
        "subtotal": eur(198),
        "shipping": eur(4.9),
        "tax": eur(33.84),
        "discount": eur(24.8),
        "total": eur(211.94),
    }
    assert comes_to(shown["totals"]) == Decimal("211.94")


def comes_to(totals: Json) -> Decimal:
    """Add up as the contract says, to the last digit."""
    parts = {name: Decimal(str(entry["value"])) for name, entry in totals.items()}
    return parts["subtotal"] + parts["shipping"] + parts["tax"] - parts["discount"] - parts.get("credit", 0)


def test_what_the_shop_gave_is_shown_where_it_gave_something(ready: Json) -> None:
    ready |= {"credit_line_total": 11.939, "total": 200}
    shown = as_json(checkout.summary(carts.cart(ready)))
    assert shown["totals"]["credit"] == eur(11.94)
    assert comes_to(shown["totals"]) == 200
    ready |= {"credit_line_total": 0, "total": 211.939}
    assert "credit" not in as_json(checkout.summary(carts.cart(ready)))["totals"]


def test_a_summary_of_a_cart_with_nothing_to_add_up(ready: Json) -> None:
    nothing = ["item_subtotal", "shipping_subtotal", "tax_total", "discount_subtotal", "metadata"]
    ready |= dict.fromkeys([*nothing, "shipping_methods", "payment_collection", "credit_line_total"])
    shown = as_json(checkout.summary(carts.cart(ready)))
    assert {"notes", "shippingMethod", "shippingMethods", "paymentMethod"}.isdisjoint(shown)
    assert {name: shown["totals"][name]["value"] for name in ("subtotal", "shipping", "tax", "discount")} == {
        "subtotal": 0,
        "shipping": 0,
        "tax": 0,
        "discount": 0,
    }
    assert shown["totals"]["total"] == eur(211.94)


def test_all_that_totals_are_made_of_is_requested() -> None:
    named = TOTALS_FIELDS.split(",")
    assert set(named) == {*money._TOTALS.values(), "total"}
    assert set(named) <= set(CART_FIELDS.split(",")) & set(ORDER_FIELDS.split(","))
