"""Whatever Medusa returns within its types: a mapper returns a valid model, or raises the contract's error.

The examples are the real server's (`tests.support.recorded`), varied: other values, fields that are null or
left out, lists that are empty or longer. `tests.support.varied.ALWAYS` names the fields that a mapper may
rely on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from commerce.errors import CommerceError
from commerce.mappers import addresses, carts, checkout, money, orders, payments, products, resources
from commerce.mappers.lines import by_creation
from commerce.models.common import Model, Price
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.recorded import as_json, recorded
from tests.support.varied import ALWAYS, varied

Json = dict[str, Any]
Mapper = Callable[[Json], Model | None]

VIEW = products.DisplayOptions("EUR", "/shop")

MAPPERS: dict[str, tuple[Json, Mapper]] = {
    "cart": (recorded("cart-full")["cart"], carts.cart),
    "guest's cart": (recorded("cart-guest")["cart"], carts.cart),
    "order": (recorded("order")["order"], orders.order),
    "order of a list": (recorded("orders-list")["orders"][0], orders.order),
    "completed order": (recorded("order-completed")["order"], orders.order),
    "address": (recorded("addresses-list")["addresses"][0], addresses.customer_address),
    "cart's address": (recorded("cart-full")["cart"]["shipping_address"], addresses.address),
    "product of a list": (
        recorded("product-list")["products"][0],
        lambda one: products.listed_product(one, VIEW),
    ),
    "product": (recorded("product-detail")["products"][0], lambda one: products.detailed_product(one, VIEW)),
    "provider": (recorded("payment-providers")["payment_providers"][0], payments.provider),
    "session": (
        recorded("payment-session")["payment_collection"]["payment_sessions"][0],
        lambda one: payments.session(one, "cart_1"),
    ),
    "asset": (recorded("asset")["asset"], lambda one: resources.asset(one, {}, "EUR")),
    "service": (
        recorded("service-instance")["serviceInstance"],
        lambda one: resources.service(one, {}, "EUR"),
    ),
    "shipping option": (
        recorded("shipping-options")["shipping_options"][0],
        lambda one: checkout.shipping_option(one, "EUR", 19),
    ),
}

_SETTINGS = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", MAPPERS)
def test_what_has_all_it_always_has_is_shown(name: str) -> None:
    example, mapper = MAPPERS[name]

    @_SETTINGS
    @given(varied(example, required=frozenset(ALWAYS)))
    def shown(answer: Json) -> None:
        try:
            model = mapper(answer)
        except CommerceError:
            return
        if model is not None:
            _check(model)

    shown()


@pytest.mark.parametrize("name", MAPPERS)
def test_a_missing_field_is_left_out_or_an_upstream_error(name: str) -> None:
    example, mapper = MAPPERS[name]
    lacking = set()

    @_SETTINGS
    @given(varied(example))
    def shown(answer: Json) -> None:
        try:
            model = mapper(answer)
        except CommerceError as failed:
            if isinstance(missing := failed.__cause__, KeyError):
                lacking.add(missing.args[0])
            return
        if model is not None:
            _check(model)

    shown()
    assert lacking <= ALWAYS


def _check(model: Model) -> None:
    """See that a client could read it: the contract's names, nothing null, JSON that is JSON."""
    text = json.dumps(as_json(model), allow_nan=False)
    assert json.loads(text) == as_json(model)


_UNITS = {"EUR": Decimal("0.01"), "JPY": Decimal(1), "KWD": Decimal("0.001")}
_NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12), st.floats(-1e12, 1e12, allow_nan=False, allow_infinity=False)
)


@_SETTINGS
@given(_NUMBERS, st.sampled_from(list(_UNITS)))
def test_an_amount_is_rounded_half_up_to_its_currencys_digits(amount: float, currency: str) -> None:
    told = json.loads(json.dumps({"total": amount}))
    shown = json.loads(money.price(told, "total", currency).model_dump_json())["value"]
    exact, unit = Decimal(repr(shown)), _UNITS[currency]
    assert exact % unit == 0
    assert abs(exact - Decimal(repr(amount))) <= unit / 2
    assert money.rounded(shown, currency) == shown


@_SETTINGS
@given(st.decimals(0, 10**7, places=2), st.sampled_from([0, 5, 7, 7.7, 8.1, 19, 20, 23]), st.booleans())
def test_no_cent_is_lost_between_net_and_gross(amount: Decimal, rate: float, with_tax: bool) -> None:
    option = {"id": "so_1", "name": "x", "amount": float(amount), "is_tax_inclusive": with_tax}
    shown = checkout.shipping_option(option, "EUR", rate)
    assert shown.subtotal
    assert shown.total
    kept, other = (shown.total, shown.subtotal) if with_tax else (shown.subtotal, shown.total)
    assert Decimal(str(kept.value)) == amount
    factor = 1 + Decimal(str(rate)) / 100
    exact = amount / factor if with_tax else amount * factor
    assert abs(Decimal(str(other.value)) - exact) <= Decimal("0.0050001")


@_SETTINGS
@given(varied(recorded("cart-full")["cart"], required=frozenset(ALWAYS)))
def test_a_carts_totals_are_those_of_its_lines(answer: Json) -> None:
    answer["currency_code"] = "eur"
    cart = carts.cart(answer)
    lines = by_creation(answer.get("items"))
    assert cart.items.total == len(cart.items.data) == len(lines)
    for line, item in zip(lines, cart.items.data, strict=True):
        assert (item.quantity, item.price.value, item.total.value) == (
            line["quantity"],
            money.rounded(line["unit_price"], "EUR"),
            money.rounded(line["total"], "EUR"),
        )
        assert item.currency == item.price.currency == cart.currency
    assert cart.total == Price(value=money.rounded(answer["total"], "EUR"), currency=cart.currency)


def test_nothing_that_is_not_a_number_is_an_amount() -> None:
    nothing: list[Any] = [True, "1", None, [], {}, {"value": "1"}, math.inf, -math.inf, math.nan]
    for value in nothing:
        assert money.maybe_price({"total": value}, "total", "EUR") is None


@pytest.mark.parametrize("amount", [math.inf, math.nan, "12", True], ids=str)
def test_an_invalid_amount_is_no_price(amount: Any) -> None:
    product = recorded("product-list")["products"][0]
    for variant in product["variants"]:
        variant["calculated_price"] = {"currency_code": "eur", "calculated_amount": amount}
    assert products.listed_product(product, VIEW) is None
    shown = checkout.shipping_option({"id": "so_1", "amount": amount}, "EUR", 19)
    assert (shown.total, shown.subtotal) == (None, None)
