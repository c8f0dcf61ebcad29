"""Totals: rounded as they are charged, and adding up to the last digit, however Medusa reckons."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from commerce.mappers import carts, checkout, money, orders
from commerce.models.common import Price
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.recorded import as_json, recorded

Json = dict[str, Any]

_UNITS = {"EUR": Decimal("0.01"), "USD": Decimal("0.01"), "JPY": Decimal(1), "KWD": Decimal("0.001")}
_SETTINGS = settings(max_examples=150, deadline=None)


@st.composite
def reckoned(draw: st.DrawFn) -> tuple[str, Json]:
    """Draw a cart's totals as Medusa reckons them: unrounded, from net or from gross prices.

    Lines and deliveries have rates of their own, discounts take off part of them, credit is taken off last.
    """
    currency = draw(st.sampled_from(list(_UNITS)))
    unit, with_tax = _UNITS[currency], draw(st.booleans())
    names = ["item"] * draw(st.integers(1, 6)) + ["shipping"] * draw(st.integers(0, 2))
    net = dict.fromkeys(("item", "shipping", "discount"), Decimal(0))
    gross = dict(net)
    for name in names:
        rate = (
            1 + Decimal(draw(st.sampled_from(["0", "5", "7", "7.7", "8.1", "9.975", "19", "21", "23"]))) / 100
        )
        amount = draw(st.integers(0, 500_000)) * unit * draw(st.integers(1, 9))
        taken = amount * draw(st.integers(0, 100)) / 100
        net[name] += amount / rate if with_tax else amount
        gross[name] += amount if with_tax else amount * rate
        net["discount"] += taken / rate if with_tax else taken
        gross["discount"] += taken if with_tax else taken * rate
    whole = gross["item"] + gross["shipping"] - gross["discount"]
    credit = whole * draw(st.integers(0, 100)) / 100 if draw(st.booleans()) else Decimal(0)
    exact = {
        "item_subtotal": net["item"],
        "shipping_subtotal": net["shipping"],
        "shipping_total": gross["shipping"],
        "discount_subtotal": net["discount"],
        "discount_total": gross["discount"],
        "tax_total": whole - (net["item"] + net["shipping"] - net["discount"]),
        "credit_line_total": credit,
        "total": whole - credit,
    }
    return currency, {name: float(amount) for name, amount in exact.items()}


def value(price: Any) -> Decimal:
    return Decimal(str(price.value))


@_SETTINGS
@given(reckoned())
def test_rounded_totals_add_up(drawn: tuple[str, Json]) -> None:
    currency, medusa = drawn
    unit = _UNITS[currency]
    sums = money.totals(medusa, currency)
    parts = {name: value(price) for name, price in sums._asdict().items()}
    assert (
        parts["subtotal"] + parts["shipping_subtotal"] + parts["tax"] - parts["discount_subtotal"]
        == parts["total"] + parts["credit"]
    )
    assert all(amount % unit == 0 for amount in parts.values())
    for name, field in {**money._TOTALS, "total": "total"}.items():
        most = unit * 4 if name == "tax" else unit / 2
        assert abs(parts[name] - Decimal(str(medusa[field]))) <= most, name


@_SETTINGS
@given(reckoned())
def test_a_cart_an_order_and_a_summary_show_the_same_totals(drawn: tuple[str, Json]) -> None:
    currency, medusa = drawn
    totals = medusa | {"currency_code": currency.lower()}
    mapped = carts.cart(recorded("cart-full")["cart"] | totals)
    cart = as_json(mapped)
    order = as_json(orders.order(recorded("order")["order"] | totals))
    same = [
        "subtotal",
        "shippingTotal",
        "shippingSubtotal",
        "discountTotal",
        "discountSubtotal",
        "creditTotal",
    ]
    for name in (*same, "total"):
        assert cart[name] == order[name], name
    assert cart["taxTotal"] == order["tax"]
    shown = as_json(checkout.summary(mapped))["totals"]
    parts = {name: Decimal(str(price["value"])) for name, price in shown.items()}
    assert parts["total"] == (
        parts["subtotal"] + parts["shipping"] + parts["tax"] - parts["discount"] - parts.get("credit", 0)
    )
    assert shown["tax"] == cart["taxTotal"]


THIRDS = {
    "item_subtotal": 0.335,
    "shipping_subtotal": 0.335,
    "discount_subtotal": 0,
    "tax_total": 0.1273,
    "total": 0.7973,
}


def test_the_tax_takes_what_rounding_leaves() -> None:
    sums = money.totals(THIRDS, "EUR")
    assert (sums.subtotal, sums.shipping_subtotal) == (price("0.34"), price("0.34"))
    assert (sums.total, sums.tax) == (price("0.80"), price("0.12"))
    assert (sums.credit, sums.discount, sums.shipping) == (None, None, None)


def price(amount: str, currency: str = "EUR") -> Price:
    return Price(value=float(amount), currency=currency)


@pytest.mark.parametrize("wrong", [0.05, 1, -7.5, 100])
def test_totals_that_do_not_add_up_are_not_changed(wrong: float) -> None:
    """They are shown, not mended: what is charged is Medusa's to say."""
    sums = money.totals(THIRDS | {"total": THIRDS["total"] + wrong}, "EUR")
    assert sums.tax == price("0.13")
    assert value(sums.total) == Decimal(str(0.7973 + wrong)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("lacking", ["item_subtotal", "shipping_subtotal"])
def test_without_all_parts_the_tax_is_medusas(lacking: str) -> None:
    sums = money.totals(THIRDS | {lacking: None}, "EUR")
    assert sums.tax == price("0.13")
    assert money.totals(THIRDS | {"tax_total": None}, "EUR").tax is None


@_SETTINGS
@given(reckoned())
def test_a_missing_discount_is_computed_from_the_other_totals(drawn: tuple[str, Json]) -> None:
    currency, medusa = drawn
    left_out = money.totals({**medusa, "discount_subtotal": None}, currency)
    known = money.totals(medusa, currency)
    assert left_out.discount_subtotal
    assert known.discount_subtotal
    assert abs(value(left_out.discount_subtotal) - value(known.discount_subtotal)) <= _UNITS[currency]
    parts = {name: value(amount) for name, amount in left_out._asdict().items() if amount}
    net = parts["subtotal"] + parts["shipping_subtotal"] - parts["discount_subtotal"]
    assert net + parts["tax"] == parts["total"] + parts["credit"]


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (15.301209677419354, "EUR", 15.3),
        (1.005, "EUR", 1.01),  # as a float it is a little less
        (2.675, "USD", 2.68),
        (-1.005, "EUR", -1.01),
        (0.5, "JPY", 1),
        (1234.49, "JPY", 1234),
        (1.0005, "KWD", 1.001),
        (10, "EUR", 10),
        (1e-9, "EUR", 0),
        (782.4999999999999, "JPY", 783),  # added in another order it is 782.5
        (1.1 + 2.2 - 3.295, "EUR", 0.01),
        (1.0049, "EUR", 1.0),
        (-2.6749999999999, "USD", -2.68),
    ],
)
def test_an_amount_is_rounded_half_up(amount: float, currency: str, shown: float) -> None:
    assert money.rounded(amount, currency) == shown
    assert money.rounded(amount, currency.lower()) == shown


def test_a_whole_amount_has_no_decimals_in_json() -> None:
    whole = money.price({"total": 12.0}, "total", "EUR").model_dump_json()
    assert whole == '{"value":12,"currency":"EUR"}'


@pytest.mark.parametrize(
    ("one", "other", "currency", "same"),
    [
        (211.939, 211.94, "EUR", True),
        (211.939, 211.93, "EUR", False),
        (211.9, 212, "JPY", True),
        (1.0004, 1.0, "KWD", True),
        (1.001, 1.0, "KWD", False),
        (None, None, "EUR", True),
        (None, 0, "EUR", False),
        (0, None, "EUR", False),
    ],
)
def test_amounts_are_the_same_when_they_are_charged_the_same(
    one: float | None, other: float | None, currency: str, same: bool
) -> None:
    assert money.same_amount(one, other, currency) is same
