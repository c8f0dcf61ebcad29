"""The lines of a cart: add, change, remove.

Each write is one request to the bundle's plugin, which proves the owner and writes under the cart's lock. A
write that it refuses, and each one without it, is preceded by one lean read, which proves the owner and shows
the reason for a refusal.
"""

from __future__ import annotations

from typing import Any

from commerce.errors import (
    BadRequestError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    NotSupportedError,
    UnauthorizedError,
)
from commerce.limits import CART_LINES, check_merged_metadata
from commerce.medusa import new_lines
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
from commerce.models.carts import AddItem, Cart, NewLine, UpdateItem

_ROOM_FIELDS = (
    f"{OWNER_FIELDS},currency_code,region_id,completed_at,"
    "items.id,items.variant_id,items.metadata,items.quantity"
)


def add_item(medusa: Medusa, wanted: AddItem, shown_currency: str | None) -> Cart:
    """Add variants to a cart, all or none; the same variant adds up in one line.

    Without ``cart_id`` it is the signed-in customer's current cart of the currency, else a new one, which
    Medusa creates with its items in one call. The plugin finds the variants of a cart that is named. Else
    they are looked up in parallel: by their SKUs, or by their ids, whose SKUs they must be.
    ``shown_currency`` is that of the prices that the client sees (``x-currency``).

    Raises
    ------
    BadRequestError
        Without a cart, no currency is named; the cart has another currency or region; the SKU is unknown or
        another variant's; the product is not for sale here; stock is short; the cart has too many lines.
    PreconditionFailedError
        The client named another version of the cart than it is now.
    NotSupportedError
        Several variants for a cart that is there, and the Medusa server lacks the bundle's plugin.
    """
    lines = new_lines.lines_of(wanted)
    currency = wanted.currency or shown_currency
    if shown_currency not in {None, currency}:
        message = f"body.currency is {wanted.currency}, x-currency {shown_currency}: name one"
        raise BadRequestError(message, path="body.currency", code="currency_mismatch")
    if wanted.cart_id is None and currency is None:
        raise BadRequestError("Currency is required when creating a new cart", path="body.currency")
    if wanted.cart_id:
        place = {"currency_code": currency and currency.lower(), "region_id": wanted.region_id}
        named = {name: value for name, value in place.items() if value}
        body = {"items": [_of_plugin(line) for _, line in lines]} | named
        if cart_written := _in_one_request(medusa, wanted.cart_id, body=body):
            return cart_written

    def target() -> Json | None:
        if wanted.cart_id:
            return owned_cart(medusa, wanted.cart_id, _ROOM_FIELDS)
        fields = with_version(medusa, _ROOM_FIELDS)
        cart = current_cart(medusa, currency, wanted.region_id, fields)
        if cart is None and medusa.if_match:  # the one that the client has seen is no longer the current one
            raise changed()
        return must_match(medusa, cart) if cart else None

    cart, found = medusa.both(target, lambda: new_lines.find(medusa, lines))
    items = new_lines.added_up(found)
    if cart is None:
        sold_in = {"currency_code": currency, "region_id": wanted.region_id}
        with new_lines.blamed(medusa, found, sold_in):
            return create_with(medusa, str(currency), wanted.region_id, {"items": items})
    must_be_open(medusa, cart)
    must_be_currency(cart, wanted.currency, "body.currency")
    must_be_currency(cart, shown_currency, "header.x-currency")
    if wanted.region_id not in {None, cart.get("region_id")}:
        message = f"The cart is in the region {cart.get('region_id')}, not in {wanted.region_id}"
        raise BadRequestError(message, path="body.regionId", code="region_mismatch")
    _must_have_room(cart, items, new_lines.room_path(found))
    with new_lines.blamed(medusa, found, cart):
        response = _added(medusa, cart["id"], items)
    return written(medusa, response)


def _of_plugin(line: NewLine) -> Json:
    """Return a line as the plugin takes it, which finds its variant."""
    named = {"variant_id": line.variant_id, "sku": line.sku, "metadata": line.metadata}
    return {"quantity": line.quantity} | {name: value for name, value in named.items() if value}


def _in_one_request(medusa: Medusa, cart_id: str, *line_id: str, body: Json) -> Cart | None:
    """Write lines in one request to the plugin; None, and nothing written, if it lacks the part or refuses.

    A request with ``if-match`` is not sent: the plugin cannot compare versions of a cart.
    """
    if medusa.if_match or not plugin.has("fast-checkout"):
        return None
    path = ("storefront", "carts", cart_id, "line-items", *line_id)
    try:
        response = medusa.post(*path, body=body, query=CART_QUERY)
    except (BadRequestError, UnauthorizedError, ForbiddenError, NotFoundError):
        return None
    except ConflictError as refused:
        if refused.retry_after:  # to wait for the lock once more would take as long again
            raise
        return None
    return written(medusa, response)


def _added(medusa: Medusa, cart_id: str, items: list[Json]) -> Json:
    """Add lines: Medusa's own route takes one, the plugin's several."""
    if len(items) > 1 or plugin.has("fast-checkout"):
        path = ("storefront", "carts", cart_id, "line-items")
        return medusa.post(*path, body={"items": items}, query=CART_QUERY)
    return medusa.post("carts", cart_id, "line-items", body=items[0], query=CART_QUERY)


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
    if wanted.quantity is not None:
        given = wanted.model_dump(include={"quantity", "metadata"}, exclude_none=True)
        if cart_written := _in_one_request(medusa, cart_id, item_id, body=given):
            return cart_written
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
    if cart_written := _in_one_request(medusa, cart_id, item_id, body={"quantity": 0}):
        return cart_written
    cart = owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at,items.id")
    must_be_open(medusa, cart)
    _line_of(cart, item_id)
    response = medusa.delete("carts", cart_id, "line-items", item_id, query=CART_QUERY)
    return written(medusa, {"cart": response["parent"]})


def _must_have_room(cart: Json, items: list[Json], path: str) -> None:
    """Refuse a line too many; what adds up in a line that is there needs no room."""
    lines = cart.get("items") or []
    known = set(map(new_lines.kind, lines))
    added = [item for item in items if new_lines.kind(item) not in known]
    if added and len(lines) + len(added) > CART_LINES:
        message = f"A cart has at most {CART_LINES} lines: remove one first"
        raise BadRequestError(message, path=path, code="too_many_lines")


def _line_of(cart: Json, item_id: str) -> Json:
    lines: list[Json] = cart.get("items") or []
    for line in lines:
        if line["id"] == item_id:
            return line
    raise NotFoundError(f"The cart has no item {item_id}")
