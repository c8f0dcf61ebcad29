"""Amounts: Medusa gives numbers in major units, the contract wants them with their currency."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from commerce.errors import UpstreamError
from commerce.models.common import Price
from commerce.reading import lacks, reads_medusa

TOTALS_FIELDS = (
    "item_subtotal,shipping_subtotal,shipping_total,discount_subtotal,discount_total,tax_total,"
    "credit_line_total,total"
)
"""What `totals` reads of a cart or an order."""

LINE_TOTALS_FIELDS = "items.unit_price,items.quantity,items.is_tax_inclusive"
DELIVERY_TOTALS_FIELDS = "shipping_methods.amount,shipping_methods.is_tax_inclusive"
"""What Medusa computes totals from. Before 2.21 it has no more of the lines or deliveries than is named, and
with a field of them named and not these, it computes other totals."""

ORDER_LINE_TOTALS_FIELDS = (
    f"{LINE_TOTALS_FIELDS},items.detail.quantity,items.detail.unit_price,"
    "items.detail.return_received_quantity,items.detail.return_dismissed_quantity"
)
"""The same of an order's lines; with all fields of ``items.detail`` Medusa would compute 0."""


_NOISE = 6
"""Digits behind a currency's smallest unit that count when an amount is rounded."""


@reads_medusa
def totals(thing: Mapping[str, Any], currency: str) -> Totals:
    """Return what a cart or an order comes to, each amount rounded as its currency is.

    ``subtotal + shipping_subtotal + tax - discount_subtotal - credit = total`` holds to the last digit, in
    net and gross price modes: rounding each amount may leave a difference of a unit or two, and the tax,
    which is itself the sum of rounded rates, takes it.

    Raises
    ------
    UpstreamError
        Medusa did not return the total.
    """
    amounts = {name: amount_of(thing, field) for name, field in _TOTALS.items()}
    known = {name: decimal_of(amount) for name, amount in amounts.items() if amount is not None}
    total = price(thing, "total", currency)
    if known.keys() >= {"subtotal", "shipping_subtotal", "tax"}:
        net = known["subtotal"] + known["shipping_subtotal"] - known.get("credit", 0)
        discount = net + known["tax"] - decimal_of(thing["total"])
        if discount > -_unit(currency):  # else Medusa's totals do not add up
            known.setdefault("discount_subtotal", max(discount, Decimal(0)))  # lists of orders lack it
    rounds = {name: amount.quantize(_unit(currency), ROUND_HALF_UP) for name, amount in known.items()}
    if rounds.keys() >= {"subtotal", "shipping_subtotal", "discount_subtotal", "tax"}:
        net = rounds["subtotal"] + rounds["shipping_subtotal"] - rounds["discount_subtotal"]
        tax = decimal_of(total.value) + rounds.get("credit", 0) - net
        if abs(tax - rounds["tax"]) <= _ROUNDINGS * _unit(currency):
            rounds["tax"] = tax
    prices = {name: Price(value=_number(amount), currency=currency) for name, amount in rounds.items()}
    return Totals(total=total, **prices)


_TOTALS = {
    "subtotal": "item_subtotal",
    "shipping_subtotal": "shipping_subtotal",
    "shipping": "shipping_total",
    "discount_subtotal": "discount_subtotal",
    "discount": "discount_total",
    "tax": "tax_total",
    "credit": "credit_line_total",
}
_ROUNDINGS = 3
"""By how many of the smallest units rounded amounts may miss their sum; more than that is no rounding."""


class Totals(NamedTuple):
    """What a cart or an order comes to; subtotals are without tax, what Medusa did not return is None."""

    total: Price
    subtotal: Price | None = None
    shipping_subtotal: Price | None = None
    shipping: Price | None = None
    discount_subtotal: Price | None = None
    discount: Price | None = None
    tax: Price | None = None
    credit: Price | None = None


def price(thing: Mapping[str, Any], field: str, currency: str) -> Price:
    """Return ``thing[field]`` as a price.

    Raises
    ------
    UpstreamError
        Medusa did not return the amount: it is never shown as 0.
    """
    found = maybe_price(thing, field, currency)
    if found is None:
        raise UpstreamError if field in thing else lacks(field)
    return found


def maybe_price(thing: Mapping[str, Any], field: str, currency: str) -> Price | None:
    """Return ``thing[field]`` as a price, or None when Medusa did not return it."""
    amount = amount_of(thing, field)
    return None if amount is None else Price(value=rounded(amount, currency), currency=currency)


def amount_of(thing: Mapping[str, Any], field: str) -> int | float | None:
    """Return ``thing[field]`` when it is a finite number: JSON has no infinity."""
    amount = thing.get(field)
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return None
    return None if isinstance(amount, float) and not math.isfinite(amount) else amount


@reads_medusa
def currency_of(thing: Mapping[str, Any]) -> str:
    """Return the currency of a cart or an order, in upper case.

    Raises
    ------
    UpstreamError
        Medusa did not return it.
    """
    code = thing.get("currency_code")
    if not isinstance(code, str) or not code:
        raise UpstreamError if "currency_code" in thing else lacks("currency_code")
    return code.upper()


_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND"), 0),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Digits of the currencies' minor units (ISO 4217), where they are not two."""


def same_amount(one: float | None, other: float | None, currency: str) -> bool:
    """Whether two amounts are the same once rounded as the currency is; Medusa stores them unrounded."""
    if one is None or other is None:
        return one is other
    return rounded(one, currency) == rounded(other, currency)


def rounded(amount: float, currency: str) -> int | float:
    """Return an amount rounded half up to its currency's smallest unit, as it would be charged.

    Less than a millionth of that unit comes from adding floats: 782.4999999999999 is 782.5, in whichever
    order Medusa added the lines.
    """
    exact = Decimal(f"{amount:.{digits_of(currency) + _NOISE}f}")
    return _number(exact.quantize(_unit(currency), ROUND_HALF_UP))


def decimal_of(amount: float) -> Decimal:
    """Return an amount as it is written, so that 1.005 is not 1.00499999999999989."""
    return Decimal(str(amount))


def digits_of(currency: str) -> int:
    """Return how many digits a currency's amounts have behind the point."""
    return _DIGITS.get(currency.upper(), 2)


def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-digits_of(currency))


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
