"""A new cart with what can still be bought of an order."""

from __future__ import annotations

import math
from typing import Any

from commerce.errors import ConflictError, Detail
from commerce.mappers.lines import by_creation
from commerce.mappers.money import currency_of
from commerce.medusa import availability, reference_data
from commerce.medusa.carts import create_with
from commerce.medusa.orders import owned_order
from commerce.medusa.ownership import ORDER_OWNER_FIELDS
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.orders import Reordered, UnavailableItem
from commerce.reading import reads_medusa

_ORDER_FIELDS = (
    f"{ORDER_OWNER_FIELDS},currency_code,region_id,items.id,items.created_at,items.title,items.product_title,"
    "items.product_id,items.variant_id,items.variant_sku,items.quantity,items.detail.quantity"
)


def reorder(medusa: Medusa, order_id: str) -> Reordered:
    """Create a cart of an order's lines at today's prices, the owner of the order proven.

    Three calls: the order, its products, the cart. Discounts and what a client stored are not taken over.

    Raises
    ------
    ConflictError
        Nothing of it can be bought; details name the lines.
    """
    order = owned_order(medusa, order_id, _ORDER_FIELDS)
    currency, region_id = currency_of(order), _region_id(medusa, order)
    products = [item["product_id"] for item in order["items"] or [] if item["product_id"]]
    variants = availability.variants_of(medusa, products, region_id) if region_id else {}
    chosen, unavailable = _split(order, variants)
    if not chosen or region_id is None:
        details = tuple(
            Detail(f"items.{item.item_id}", availability.SAID[item.code], item.code, line_id=item.item_id)
            for item in unavailable
        )
        message = "Nothing of this order can be bought at the moment"
        raise ConflictError(message, details=details, code="lines_unavailable")
    items = [{"variant_id": variant_id, "quantity": quantity} for variant_id, quantity in chosen.items()]
    cart = create_with(medusa, currency, region_id, {"items": items})
    return Reordered(cart=cart, unavailable=unavailable)


def _region_id(medusa: Medusa, order: Json) -> str | None:
    """Return the order's region, or, if that is gone, another that sells in its currency."""
    currency = currency_of(order)
    region = reference_data.region_of(medusa, order.get("region_id"))
    if region and region.currency == currency:
        return region.id
    other = reference_data.region_for(medusa, currency)
    return other.id if other else None


@reads_medusa
def _split(order: Json, variants: dict[str, Json]) -> tuple[dict[str, int], list[UnavailableItem]]:
    """Divide the order's lines into pieces that can be bought, by variant, and those that cannot."""
    left = {variant_id: availability.in_stock(variant) for variant_id, variant in variants.items()}
    chosen: dict[str, int] = {}
    unavailable: list[UnavailableItem] = []
    for item in by_creation(order["items"]):
        # A cart takes pieces only.
        variant_id, wanted = item["variant_id"] or "", math.ceil(item["quantity"])
        if wanted <= 0:
            continue
        code = availability.unsellable(variants.get(variant_id))
        if code:
            unavailable.append(_unavailable(item, wanted, code))
            continue
        taken = min(wanted, left[variant_id])
        left[variant_id] -= taken
        if taken:
            chosen[variant_id] = chosen.get(variant_id, 0) + taken
        if taken < wanted:
            unavailable.append(_unavailable(item, wanted - taken, "out_of_stock", taken))
    return chosen, unavailable


def _unavailable(item: Any, quantity: int, code: Any, available: int | None = None) -> UnavailableItem:
    return UnavailableItem(
        item_id=item["id"],
        sku=item["variant_sku"] or item["variant_id"] or "",
        name=item["product_title"] or item["title"] or "",
        quantity=quantity,
        code=code,
        available=available,
    )
