"""From a cart to an order."""

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
    """Set addresses, notes and email.

    Each address is written out or is the id of a saved one.
    """
    return checkout.set_addresses(api.medusa, cartId, body)


@api.get("/checkout/<cartId>/shipping-options")
def shipping_options(cartId: str) -> ListOf[ShippingMethod]:
    """List shipping options.

    Only those that can deliver the cart's items to its address. `total` is left out until an option is
    chosen.
    """
    return checkout.shipping_options(api.medusa, cartId)


@api.post("/checkout/<cartId>/shipping-method")
def set_shipping_method(cartId: str, body: SetShippingMethod) -> Cart:
    """Choose a shipping option.

    It replaces the option for the same shipping profile; options for other items stay.
    """
    return checkout.set_shipping_method(api.medusa, cartId, body.shipping_option_id)


@api.post("/checkout/<cartId>/payment", status_code=HTTPStatus.CREATED)
def set_payment(cartId: str, body: SetPayment) -> PaymentSession:
    """Start the payment.

    It replaces the cart's earlier payment session. Send the shopper to `redirectUrl` if there is one.
    """
    return checkout.set_payment(api.medusa, cartId, body)


@api.get("/checkout/<cartId>/summary")
def summary(cartId: str) -> CheckoutSummary:
    """Get the checkout summary.

    The cart as it would be ordered now. Everything that is missing is named together: 400 `cart_incomplete`.
    """
    return checkout.summary(api.medusa, cartId)


@api.post("/checkout/<cartId>/place-order", status_code=HTTPStatus.CREATED)
def place_order(cartId: str, body: PlaceOrder | None = None) -> PlacedOrder:
    """Place the order.

    A cart becomes one order, however often this is called: later calls return that order. Nothing is ordered
    if the cart costs other than `expectedTotal`, or if a price, a quantity or a promotion has changed.
    """
    return ordering.place_order(api.medusa, cartId, body or PlaceOrder())


@api.post("/checkout/<cartId>/complete", status_code=HTTPStatus.CREATED)
def complete(cartId: str, body: CompleteCheckout) -> PlacedOrder:
    """Complete the checkout in one call.

    Sets the addresses and the shipping options, starts the payment and places the order. Everything is
    checked before the first write. A payment that has begun is used as long as the total stays the same.
    """
    return ordering.complete_checkout(api.medusa, cartId, body)
