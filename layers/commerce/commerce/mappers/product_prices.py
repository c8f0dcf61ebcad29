"""Prices of variants, as Medusa calculates them for a shopper (contract: ProductPrice)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from commerce.mappers.money import amount_of, rounded
from commerce.models.products import PriceListType, PriceRange, ProductPrice
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]

_LIST_TYPES: dict[str, PriceListType] = {"sale": "SALE", "override": "OVERRIDE"}


@reads_medusa
def amount_in(variant: MedusaJson, currency: str) -> int | float | None:
    """Return a variant's amount in a currency, unrounded; None when it has none.

    Raises
    ------
    UpstreamError
        Medusa did not return prices, or not their currency: that is no variant without a price.
    """
    calculated = variant["calculated_price"] or {}
    amount = amount_of(calculated, "calculated_amount")
    if amount is None:
        return None
    return amount if str(calculated["currency_code"]).upper() == currency else None


@reads_medusa
def price_of(variant: MedusaJson, currency: str) -> ProductPrice | None:
    """Return a variant's price in a currency; None when it has none."""
    if amount_in(variant, currency) is None:
        return None
    chosen = variant["calculated_price"].get("calculated_price") or {}
    kind = _LIST_TYPES.get(str(chosen.get("price_list_type")))
    return _price(variant["calculated_price"], "calculated", currency, kind)


@reads_medusa
def original_price(variant: MedusaJson, price: ProductPrice) -> ProductPrice | None:
    """Return what a variant cost before a sale; None when its ``price`` is not less than that.

    Nor where one includes tax and the other does not, and the tax is not known.
    """
    calculated = variant["calculated_price"]
    if amount_of(calculated, "original_amount") is None:
        return None
    original = _price(calculated, "original", price.currency)
    if original.gross_value is not None and price.gross_value is not None:
        is_less = price.gross_value < original.gross_value
    else:
        is_less = price.tax_included == original.tax_included and price.value < original.value
    return original if is_less else None


def price_range(prices: Sequence[ProductPrice]) -> PriceRange:
    """Return the lowest and the highest of some prices."""
    return PriceRange(min=min(prices, key=_value), max=max(prices, key=_value))


def _value(price: ProductPrice) -> float:
    return price.value


def _price(
    calculated: MedusaJson,
    which: Literal["calculated", "original"],
    currency: str,
    price_list_type: PriceListType | None = None,
) -> ProductPrice:
    includes_tax = calculated.get(f"is_{which}_price_tax_inclusive")
    gross = amount_of(calculated, f"{which}_amount" if includes_tax is True else f"{which}_amount_with_tax")
    return ProductPrice(
        value=rounded(calculated[f"{which}_amount"], currency),
        currency=currency,
        tax_included=includes_tax if isinstance(includes_tax, bool) else None,
        gross_value=None if gross is None else rounded(gross, currency),
        price_list_type=price_list_type,
    )
