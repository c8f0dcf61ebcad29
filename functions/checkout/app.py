"""From a cart to an order: routes 15–21 of the contract."""

from http import HTTPStatus

from commerce.api import Api
from commerce.medusa import checkout, ordering, replays
from commerce.models.carts import Cart, ShippingMethod
from commerce.models.checkout import (
    CheckoutSummary,
    CompleteCheckout,
    PlacedOrder,
    PlaceOrder,
    SetAddresses,
    SetShippingMethod,
)
from commerce.models.common import ListOf
from commerce.models.payments import PaymentSession, SetPayment

api = Api("checkout", prove_replay=replays.prove_owner)
handler = api.handle


@api.post("/checkout/<cartId>/addresses")
def set_addresses(cartId: str, body: SetAddresses) -> Cart:
    """Set a cart's addresses, notes and email (route 15)."""
    return checkout.set_addresses(api.medusa, cartId, body)


@api.get("/checkout/<cartId>/shipping-options")
def shipping_options(cartId: str) -> ListOf[ShippingMethod]:
    """List how a cart can be delivered, and for how much (route 16)."""
    return checkout.shipping_options(api.medusa, cartId)


@api.post("/checkout/<cartId>/shipping-method")
def set_shipping_method(cartId: str, body: SetShippingMethod) -> Cart:
    """Choose a shipping option (route 17)."""
    return checkout.set_shipping_method(api.medusa, cartId, body.shipping_option_id)


@api.post("/checkout/<cartId>/payment", status_code=HTTPStatus.CREATED)
def set_payment(cartId: str, body: SetPayment) -> PaymentSession:
    """Start the payment of a cart (route 18)."""
    return checkout.set_payment(api.medusa, cartId, body)


@api.get("/checkout/<cartId>/summary")
def summary(cartId: str) -> CheckoutSummary:
    """Show a cart that is ready to be ordered (route 19)."""
    return checkout.summary(api.medusa, cartId)


@api.post("/checkout/<cartId>/place-order", status_code=HTTPStatus.CREATED)
def place_order(cartId: str, body: PlaceOrder | None = None) -> PlacedOrder:
    """Turn a cart into an order (route 20)."""
    return ordering.place_order(api.medusa, cartId, body or PlaceOrder())


@api.post("/checkout/<cartId>/complete", status_code=HTTPStatus.CREATED)
def complete(cartId: str, body: CompleteCheckout) -> PlacedOrder:
    """Do everything from the addresses to the order in one call (route 21)."""
    return ordering.complete_checkout(api.medusa, cartId, body)
