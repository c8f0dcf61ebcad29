"""The lines of a cart: add, change, remove.

Each write is preceded by one lean read that proves the owner.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from commerce.errors import BadRequestError, NotFoundError, NotSupportedError
from commerce.limits import CART_LINES, check_merged_metadata
from commerce.medusa import reference_data
from commerce.medusa.carts import (
    CART_QUERY,
    changed,
    create_with,
    must_be_currency,
    must_be_open,
    must_match,
    owned_cart,
    with_version,
    written,
)
from commerce.medusa.ownership import OWNER_FIELDS, prove_owner
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Json, Medusa
from commerce.medusa.transport.error_mapping import blamed_on
from commerce.models.carts import AddItem, Cart, UpdateItem

_ROOM_FIELDS = f"{OWNER_FIELDS},currency_code,region_id,completed_at,items.id,items.variant_id,items.metadata"


def add_item(medusa: Medusa, wanted: AddItem, shown_currency: str | None) -> Cart:
    """Add a variant to a cart; the same variant adds up in one line.

    Without ``cart_id`` it is the signed-in customer's current cart of the currency, else a new one, which
    Medusa creates with its item in one call. The variant is looked up in parallel: by its SKU, or by its id,
    whose SKU it must be. ``shown_currency`` is that of the prices that the client sees (``x-currency``).

    Raises
    ------
    BadRequestError
        Without a cart, no currency is named; the cart has another currency or region; the SKU is unknown or
        another variant's; the product is not for sale here; stock is short; the cart has too many lines.
    PreconditionFailedError
        The client named another version of the cart than it is now.
    """
    currency = wanted.currency or shown_currency
    if shown_currency not in {None, currency}:
        message = f"body.currency is {wanted.currency}, x-currency {shown_currency}: name one"
        raise BadRequestError(message, path="body.currency", code="currency_mismatch")
    if wanted.cart_id is None and currency is None:
        raise BadRequestError("Currency is required when creating a new cart", path="body.currency")

    def target() -> Json | None:
        if wanted.cart_id:
            return owned_cart(medusa, wanted.cart_id, _ROOM_FIELDS)
        fields = with_version(medusa, _ROOM_FIELDS)
        cart = current_cart(medusa, currency, wanted.region_id, fields)
        if cart is None and medusa.if_match:  # the one that the client has seen is no longer the current one
            raise changed()
        return must_match(medusa, cart) if cart else None

    cart, variant_id = medusa.both(target, lambda: _variant_id(medusa, wanted))
    item = _line(variant_id, wanted)
    if cart is None:
        with _blamed_on_item(wanted):
            return create_with(medusa, str(currency), wanted.region_id, {"items": [item]})
    must_be_open(medusa, cart)
    must_be_currency(cart, wanted.currency, "body.currency")
    must_be_currency(cart, shown_currency, "header.x-currency")
    if wanted.region_id not in {None, cart.get("region_id")}:
        message = f"The cart is in the region {cart.get('region_id')}, not in {wanted.region_id}"
        raise BadRequestError(message, path="body.regionId", code="region_mismatch")
    _must_have_room(cart, variant_id, wanted)
    with _blamed_on_item(wanted):
        response = _added(medusa, cart["id"], item)
    return written(medusa, response)


def _added(medusa: Medusa, cart_id: str, item: Json) -> Json:
    if plugin.has("fast-checkout"):
        path = ("storefront", "carts", cart_id, "line-items")
        return medusa.post(*path, body={"items": [item]}, query=CART_QUERY)
    return medusa.post("carts", cart_id, "line-items", body=item, query=CART_QUERY)


def current_cart(medusa: Medusa, currency: str | None, region_id: str | None, fields: str) -> Json | None:
    """Read ``fields`` of the caller's newest open cart (GET /store/customers/me/carts); None without one.

    ``currency`` and ``region_id`` are the cart's, where they are named. A guest has no current cart, and a
    Medusa without the bundle's plugin lists none.
    """
    if not medusa.caller.is_customer:
        return None
    query: dict[str, Any] = {"limit": 1, "order": "-created_at", "fields": fields}
    query |= {"currency_code": currency.lower()} if currency else {}
    query |= {"region_id": region_id} if region_id else {}
    try:
        carts = medusa.get("customers", "me", "carts", query=query)["carts"]
    except NotSupportedError:
        return None
    return prove_owner(medusa, carts[0], "cart") if carts else None


def update_item(medusa: Medusa, cart_id: str, item_id: str, wanted: UpdateItem) -> Cart:
    """Change a line's quantity (0 removes it) or metadata, which Medusa merges.

    Raises
    ------
    NotFoundError
        The line is not in the cart.
    BadRequestError
        Neither quantity nor metadata is named, or there is not enough stock.
    """
    if wanted.quantity is None and wanted.metadata is None:
        raise BadRequestError("quantity or metadata is required", path="body.quantity")
    fields = f"{OWNER_FIELDS},completed_at,items.id,items.quantity,items.metadata"
    cart = owned_cart(medusa, cart_id, fields)
    must_be_open(medusa, cart)
    line = _line_of(cart, item_id)
    body: dict[str, Any] = {"quantity": line["quantity"] if wanted.quantity is None else wanted.quantity}
    if wanted.metadata is not None:
        check_merged_metadata(line.get("metadata"), wanted.metadata)
        body["metadata"] = wanted.metadata
    place = ("storefront", "carts") if plugin.has("fast-checkout") else ("carts",)
    with blamed_on(out_of_stock="body.quantity"):
        response = medusa.post(*place, cart_id, "line-items", item_id, body=body, query=CART_QUERY)
    return written(medusa, response)


def remove_item(medusa: Medusa, cart_id: str, item_id: str) -> Cart:
    """Remove a line from the cart; `NotFoundError` when it is not there."""
    cart = owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at,items.id")
    must_be_open(medusa, cart)
    _line_of(cart, item_id)
    response = medusa.delete("carts", cart_id, "line-items", item_id, query=CART_QUERY)
    return written(medusa, {"cart": response["parent"]})


def _must_have_room(cart: Json, variant_id: str, wanted: AddItem) -> None:
    """Refuse a line too many; what adds up in a line that is there needs no room."""
    lines = cart.get("items") or []
    adds_up = any(
        line.get("variant_id") == variant_id and (line.get("metadata") or {}) == (wanted.metadata or {})
        for line in lines
    )
    if len(lines) >= CART_LINES and not adds_up:
        message = f"A cart has at most {CART_LINES} lines: remove one first"
        raise BadRequestError(message, path="body.sku", code="too_many_lines")


def _blamed_on_item(wanted: AddItem) -> AbstractContextManager[None]:
    product = "body.sku" if wanted.variant_id is None else "body.variantId"
    return blamed_on(out_of_stock="body.quantity", not_for_sale=product, no_price=product)


def _variant_id(medusa: Medusa, wanted: AddItem) -> str:
    """Find what is to be bought: the variant that is named, if the SKU is its own, else the SKU's variant.

    Medusa returns only what the shop sells here: published, in the sales channel of our key.
    """
    if wanted.variant_id is None:
        return _variant_of_sku(medusa, wanted.sku)
    try:
        sku = reference_data.sku_of(medusa, wanted.variant_id)
    except NotFoundError:
        message = "This product is not for sale here"
        raise BadRequestError(message, path="body.variantId", code="not_for_sale") from None
    if wanted.sku not in {sku, wanted.variant_id}:  # carts show a variant without a SKU by its id
        message = f"The SKU of this variant is {sku}, not {wanted.sku}"
        raise BadRequestError(message, path="body.sku", code="sku_mismatch")
    return wanted.variant_id


def _variant_of_sku(medusa: Medusa, sku: str) -> str:
    query = {"variants[sku]": sku, "fields": "id,variants.id,variants.sku", "limit": 1}
    for product in medusa.get("products", query=query)["products"]:
        for variant in product.get("variants") or []:
            if variant.get("sku") == sku:
                return str(variant["id"])
    raise BadRequestError(f"There is no product with the SKU {sku}", path="body.sku", code="sku_unknown")


def _line(variant_id: str, wanted: AddItem) -> Json:
    line: Json = {"variant_id": variant_id, "quantity": wanted.quantity}
    return line | ({"metadata": wanted.metadata} if wanted.metadata else {})


def _line_of(cart: Json, item_id: str) -> Json:
    lines: list[Json] = cart.get("items") or []
    for line in lines:
        if line["id"] == item_id:
            return line
    raise NotFoundError(f"The cart has no item {item_id}")
