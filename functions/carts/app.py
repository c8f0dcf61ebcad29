"""A shopper's cart."""

from http import HTTPStatus
from typing import Annotated

from commerce.api import Api
from commerce.medusa import cart_items, carts, customer_carts, replays
from commerce.models.carts import AddItem, ApplyPromotion, Cart, CreateCart, UpdateCart, UpdateItem
from commerce.models.common import ListOf
from commerce.paging import Limit, Offset, sorted_by

api = Api("carts", prove_replay=replays.prove_owner)
handler = api.handle


@api.get("/carts/current")
def current_cart() -> Cart:
    """Get the current cart.

    The caller's newest open cart, in the currency of `x-currency` if it is sent. 404 if there is none.
    """
    return customer_carts.current_cart(api.medusa, api.currency)


@api.get("/carts")
def list_carts(
    limit: Limit = 10,
    offset: Offset = 0,
    sort: Annotated[str | None, sorted_by(customer_carts.SORT_COLUMNS)] = None,
) -> ListOf[Cart]:
    """List open carts.

    The caller's carts that are not orders yet, newest first unless `sort` is sent.
    """
    return customer_carts.list_carts(api.medusa, limit, offset, sort)


@api.post("/carts", status_code=HTTPStatus.CREATED)
def create_cart(body: CreateCart) -> Cart:
    """Create an empty cart.

    It belongs to the caller, or to no one: a guest's cart is open to anyone with its id.
    """
    return carts.create_cart(api.medusa, body)


@api.get("/carts/<id>")
def get_cart(id: str) -> Cart:
    """Get a cart.

    A cart that became an order has `completedAt` and `orderId`, and can no longer be changed.
    """
    return carts.get_cart(api.medusa, id)


@api.patch("/carts/<id>")
def update_cart(id: str, body: UpdateCart) -> Cart:
    """Update a cart.

    Fields that are not named stay as they are; metadata is merged key by key.
    """
    return carts.update_cart(api.medusa, id, body)


@api.delete("/carts/<id>", status_code=HTTPStatus.NO_CONTENT)
def delete_cart(id: str) -> None:
    """Delete a cart.

    It is in no list from then on, and cannot be read or restored.
    """
    customer_carts.delete_cart(api.medusa, id)


@api.post("/carts/<id>/customer")
def claim_cart(id: str) -> Cart:
    """Claim a guest's cart after sign-in.

    If the caller has an open cart already, the lines are moved there: the response is that cart, and `merged`
    reports what became of the claimed one. Continue with the id in the response.
    """
    return customer_carts.claim_cart(api.medusa, id)


@api.post("/carts/items", status_code=HTTPStatus.CREATED)
def add_item(body: AddItem) -> Cart:
    """Add an item, or several.

    To the cart `cartId`; without it to the caller's current cart of the currency, or to a new cart. The same
    variant with the same metadata adds up in one line. Of several `items` all are added, or none.
    """
    return cart_items.add_item(api.medusa, body, api.currency)


@api.patch("/carts/<cartId>/items/<itemId>")
def update_item(cartId: str, itemId: str, body: UpdateItem) -> Cart:
    """Update a line.

    A quantity of 0 removes it.
    """
    return cart_items.update_item(api.medusa, cartId, itemId, body)


@api.delete("/carts/<cartId>/items/<itemId>")
def remove_item(cartId: str, itemId: str) -> Cart:
    """Remove a line.

    The response is the cart without it.
    """
    return cart_items.remove_item(api.medusa, cartId, itemId)


@api.post("/carts/<cartId>/promotions")
def apply_promotion(cartId: str, body: ApplyPromotion) -> Cart:
    """Apply a promotion code.

    In addition to those that apply already.
    """
    return carts.apply_promotion(api.medusa, cartId, body.code)


@api.delete("/carts/<cartId>/promotions/<code>")
def remove_promotion(cartId: str, code: str) -> Cart:
    """Remove a promotion code.

    One that the shop applies automatically may come back with the next change of the cart.
    """
    return carts.remove_promotion(api.medusa, cartId, code)
