"""A shopper's cart: routes 4–14 and 42 of the contract."""

from http import HTTPStatus

from commerce.api import Api
from commerce.medusa import carts, own_carts, replays
from commerce.models.carts import AddItem, ApplyPromotion, Cart, CreateCart, UpdateCart, UpdateItem
from commerce.models.common import ListOf
from commerce.paging import Limit, Offset, Sort

api = Api("carts", prove_replay=replays.prove_owner)
handler = api.handle


@api.get("/carts/current")
def current_cart() -> Cart:
    """Get the caller's newest open cart, in the currency of x-currency if one is sent (route 4)."""
    return own_carts.current_cart(api.medusa, api.currency)


@api.get("/carts")
def list_carts(limit: Limit = 10, offset: Offset = 0, sort: Sort = None) -> ListOf[Cart]:
    """List the caller's open carts (route 5)."""
    return own_carts.list_carts(api.medusa, limit, offset, sort)


@api.post("/carts", status_code=HTTPStatus.CREATED)
def create_cart(body: CreateCart) -> Cart:
    """Make an empty cart (route 6)."""
    return carts.create_cart(api.medusa, body)


@api.get("/carts/<id>")
def get_cart(id: str) -> Cart:
    """Get a cart (route 7)."""
    return carts.get_cart(api.medusa, id)


@api.patch("/carts/<id>")
def update_cart(id: str, body: UpdateCart) -> Cart:
    """Change a cart's region, email, notes, name or metadata (route 8)."""
    return carts.update_cart(api.medusa, id, body)


@api.delete("/carts/<id>", status_code=HTTPStatus.NO_CONTENT)
def delete_cart(id: str) -> None:
    """Close a cart for good (route 9)."""
    own_carts.delete_cart(api.medusa, id)


@api.post("/carts/<id>/customer")
def claim_cart(id: str) -> Cart:
    """Make a guest's cart the caller's, as at log-in (route 42)."""
    return own_carts.claim_cart(api.medusa, id)


@api.post("/carts/items", status_code=HTTPStatus.CREATED)
def add_item(body: AddItem) -> Cart:
    """Put a product into a cart, or into a new one (route 10)."""
    return carts.add_item(api.medusa, body, api.currency)


@api.patch("/carts/<cartId>/items/<itemId>")
def update_item(cartId: str, itemId: str, body: UpdateItem) -> Cart:
    """Change a line of a cart (route 11)."""
    return carts.update_item(api.medusa, cartId, itemId, body)


@api.delete("/carts/<cartId>/items/<itemId>")
def remove_item(cartId: str, itemId: str) -> Cart:
    """Take a line out of a cart (route 12)."""
    return carts.remove_item(api.medusa, cartId, itemId)


@api.post("/carts/<cartId>/promotions")
def apply_promotion(cartId: str, body: ApplyPromotion) -> Cart:
    """Apply a promotion code (route 13)."""
    return carts.apply_promotion(api.medusa, cartId, body.code)


@api.delete("/carts/<cartId>/promotions/<code>")
def remove_promotion(cartId: str, code: str) -> Cart:
    """Take a promotion code off a cart (route 14)."""
    return carts.remove_promotion(api.medusa, cartId, code)
