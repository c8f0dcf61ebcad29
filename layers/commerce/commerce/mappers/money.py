"""Amounts: Medusa gives numbers in major units, the contract wants them with their currency."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from commerce.errors import MedusaFailedError
from commerce.models.common import Price
from commerce.reading import reads_medusa


def price(thing: Mapping[str, Any], field: str, currency: str) -> Price:
    """Give ``thing[field]`` as a price.

    Raises
    ------
    MedusaFailedError
        Medusa did not return the amount: it is never shown as 0.
    """
    found = maybe_price(thing, field, currency)
    if found is None:
        raise MedusaFailedError("The commerce server did not say an amount")
    return found


def maybe_price(thing: Mapping[str, Any], field: str, currency: str) -> Price | None:
    """Give ``thing[field]`` as a price, or None when Medusa did not return it."""
    amount = amount_of(thing, field)
    return None if amount is None else Price(value=amount, currency=currency)


def amount_of(thing: Mapping[str, Any], field: str) -> int | float | None:
    """Give ``thing[field]`` when it is a number that can be sent on: JSON knows no infinity."""
    amount = thing.get(field)
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return None
    return None if isinstance(amount, float) and not math.isfinite(amount) else amount


@reads_medusa
def currency_of(thing: Mapping[str, Any]) -> str:
    """Give the currency of a cart or an order, in upper case.

    Raises
    ------
    MedusaFailedError
        Medusa did not return it.
    """
    code = thing.get("currency_code")
    if not isinstance(code, str) or not code:
        raise MedusaFailedError("The commerce server did not say a currency")
    return code.upper()
