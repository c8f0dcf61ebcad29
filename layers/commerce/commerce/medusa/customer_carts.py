"""A customer's carts, and the end of a cart.

They need the bundle's plugin in Medusa: Medusa itself lists and closes no carts.
"""

from __future__ import annotations

from typing import Any

from commerce.errors import NotFoundError, NotSupportedError
from commerce.medusa.carts import CART_FIELDS, must_be_open, owned_cart, shown
from commerce.medusa.ownership import OWNER_FIELDS, prove_owner
from commerce.medusa.transport.client import Medusa
from commerce.models.carts import Cart, MergeResult
from commerce.models.common import ListOf
from commerce.paging import medusa_order

SORT_COLUMNS = {"createdAt": "created_at", "updatedAt": "updated_at"}

_QUERY = {"fields": CART_FIELDS}


def list_carts(medusa: Medusa, limit: int, offset: int, sort: str | None) -> ListOf[Cart]:
    """List the caller's open carts, newest first (GET /store/customers/me/carts).

    Raises
    ------
    NotSupportedError
        The Medusa server lacks the bundle's plugin.
    BadRequestError
        ``sort`` names a field that cannot be sorted by.
    """
    order = medusa_order(sort, SORT_COLUMNS) or "-created_at"
    # The plugin takes pages of one and more; for a page of none only the total is read.
    query: dict[str, Any] = {"limit": max(limit, 1), "offset": offset, "order": order, "fields": CART_FIELDS}
    answer = medusa.get("customers", "me", "carts", query=query)
    return ListOf(data=[shown(entry) for entry in answer["carts"][:limit]], total=answer["count"])


def current_cart(medusa: Medusa, currency: str | None) -> Cart:
    """Return the caller's newest open cart, in the currency where one is named.

    Raises
    ------
    NotFoundError
        There is none.
    NotSupportedError
        The Medusa server lacks the bundle's plugin.
    """
    query: dict[str, Any] = {"limit": 1, "order": "-created_at", "fields": CART_FIELDS}
    query |= {"currency_code": currency.lower()} if currency else {}
    found = medusa.get("customers", "me", "carts", query=query)["carts"]
    if not found:
        raise NotFoundError(f"You have no open cart in {currency}" if currency else "You have no open cart")
    return shown(prove_owner(medusa, found[0], "cart"))


def delete_cart(medusa: Medusa, cart_id: str) -> None:
    """Close a cart for good: it is in no list, and a later read does not find it.

    Raises
    ------
    ConflictError
        The cart is an order by now.
    """
    must_be_open(medusa, owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at"))
    medusa.delete("carts", cart_id)


def claim_cart(medusa: Medusa, cart_id: str) -> Cart:
    """Assign a guest's cart to the caller, as at sign-in; a retry changes nothing.

    When the caller has an open cart already, the lines go there and that cart is given. The bundle's plugin
    proves the owner itself, under its lock: a read before it would not find a cart that was merged by now.
    Without the plugin Medusa still assigns the cart to the caller, in addition to the caller's others.
    """
    try:
        answer = medusa.post("carts", cart_id, "claim", query=_QUERY)
    except NotSupportedError:
        must_be_open(medusa, owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at"))
        answer = medusa.post("carts", cart_id, "customer", query=_QUERY)
    except NotFoundError:
        raise NotFoundError(f"Cart {cart_id} was not found") from None
    cart = shown(prove_owner(medusa, answer["cart"], "cart"))
    if cart.id == cart_id:
        return cart
    applied = {promotion.code for promotion in cart.promotions or []}
    left = [code for code in answer.get("merged_codes") or [] if code not in applied]
    return cart.model_copy(update={"merged": MergeResult(from_cart_id=cart_id, promotions_left=left)})
