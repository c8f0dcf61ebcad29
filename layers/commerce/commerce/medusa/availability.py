"""What of some products can be bought now: for sale here, with a price, in stock."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from typing import Any, Literal

from commerce.mappers.money import amount_of
from commerce.medusa.transport.client import Json, Medusa

Reason = Literal["not_for_sale", "no_price", "out_of_stock"]

SAID: dict[Reason, str] = {
    "not_for_sale": "is no longer for sale here",
    "out_of_stock": "is sold out",
    "no_price": "has no price in this currency",
}
"""Why something cannot be bought, in words."""

_FIELDS = (
    "id,variants.id,variants.manage_inventory,variants.allow_backorder,variants.inventory_quantity,"
    "variants.calculated_price.calculated_amount"
)


def variants_of(medusa: Medusa, product_ids: Iterable[str], region_id: str) -> dict[str, Json]:
    """Read what the shop still sells of products (GET /store/products), by the variant's id."""
    ids = list(dict.fromkeys(product_ids))
    if not ids:
        return {}
    query: dict[str, Any] = {"id[]": ids, "region_id": region_id, "fields": _FIELDS, "limit": len(ids)}
    products = medusa.get("products", query=query)["products"]
    return {variant["id"]: variant for product in products for variant in product.get("variants") or []}


def unsellable(variant: Json | None) -> Reason | None:
    """Return why no piece of a variant can be bought, whatever its stock."""
    if variant is None:
        return "not_for_sale"
    if amount_of(variant.get("calculated_price") or {}, "calculated_amount") is None:
        return "no_price"
    return None


def in_stock(variant: Json) -> int:
    """Return how many pieces can be bought: any number where Medusa does not count them, or does not say."""
    quantity = amount_of(variant, "inventory_quantity")
    if not variant.get("manage_inventory") or variant.get("allow_backorder") or quantity is None:
        return sys.maxsize
    return max(math.floor(quantity), 0)
