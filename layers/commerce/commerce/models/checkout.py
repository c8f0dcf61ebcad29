"""Bodies and responses of the checkout."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from commerce.models.carts import Cart, PaymentMethod, ShippingMethod
from commerce.models.common import (
    Address,
    Amount,
    Email,
    Id,
    Link,
    LongText,
    Metadata,
    Model,
    OmitNone,
    Price,
    Request,
)
from commerce.models.customers import AddressInput
from commerce.models.orders import Order
from commerce.models.payments import Url


class SetAddresses(Request):
    """Body of POST /checkout/{cartId}/addresses: each address inline or by the id of a saved one."""

    shipping_address_id: Id | None = None
    """A saved address of the caller's to deliver to."""
    shipping_address: AddressInput | None = None
    """An address to deliver to."""
    billing_address_id: Id | None = None
    """A saved address of the caller's for the invoice."""
    billing_address: AddressInput | None = None
    """An address for the invoice."""
    same_as_billing_address: bool | None = None
    """Deliver to the billing address."""
    notes: LongText | None = None
    """A note for the shop; an empty text removes it."""
    email: Email | None = None
    """Where messages about the order will go."""

    @property
    def has_address(self) -> bool:
        """Whether any address is named."""
        named = (
            self.shipping_address_id,
            self.shipping_address,
            self.billing_address_id,
            self.billing_address,
            self.same_as_billing_address,
        )
        return any(named)


class SetShippingMethod(Request):
    """Body of POST /checkout/{cartId}/shipping-method."""

    shipping_option_id: Id
    """Id of one of the cart's shipping options."""


class PlaceOrder(Request):
    """Body of POST /checkout/{cartId}/place-order."""

    email: Email | None = None
    """Where messages about the order will go, if the cart has no email yet."""
    expected_total: Amount | None = None
    """The total that the shopper has seen: nothing is ordered at another."""


class CompleteCheckout(SetAddresses):
    """Body of POST /checkout/{cartId}/complete: all steps in one.

    One shipping option for each shipping profile of the cart's goods; a payment provider unless nothing is
    to be paid or the cart has a payment already.
    """

    shipping_method_id: Id | None = None
    """Id of a shipping option."""
    shipping_method_ids: Annotated[list[Id], Field(max_length=20)] | None = None
    """Ids of shipping options, one for each shipping profile of the items."""
    payment_provider_id: Id | None = None
    """How to pay; not needed if nothing is to be paid, or a payment has begun."""
    expected_total: Amount | None = None
    """The total that the shopper has seen: nothing is ordered at another."""
    return_url: Url | None = None
    """Where the provider sends the shopper after the payment."""
    cancel_url: Url | None = None
    """Where the provider sends a shopper who gives up."""
    metadata: Metadata | None = None
    """Any JSON object to store with the cart; merged with what is stored."""

    @property
    def option_ids(self) -> dict[str, str]:
        """The shipping options that are named, each with its field of the request."""
        named = {self.shipping_method_id: "body.shippingMethodId"} if self.shipping_method_id else {}
        for place, option_id in enumerate(self.shipping_method_ids or []):
            named.setdefault(option_id, f"body.shippingMethodIds.{place}")
        return named


class Totals(Model):
    """What a cart comes to: ``subtotal + shipping + tax - discount - credit = total``.

    The first two and the discount are without tax; ``credit`` is there where the shop gave some.
    """

    subtotal: Price
    """The items, without tax and before discounts."""
    shipping: Price
    """The delivery, without tax."""
    tax: Price
    """The tax."""
    discount: Price
    """All discounts, without tax."""
    credit: OmitNone[Price] = None
    """Credit that the shop gave on the cart."""
    total: Price
    """What is to be paid."""


class CheckoutSummary(Model):
    """A cart that is ready to be ordered; without a delivery or a payment where it needs none."""

    cart: Cart
    """The cart."""
    shipping_address: OmitNone[Address] = None
    """Where it is delivered."""
    billing_address: OmitNone[Address] = None
    """Where the invoice goes."""
    shipping_method: OmitNone[ShippingMethod] = None
    """The first of `shippingMethods`."""
    shipping_methods: OmitNone[list[ShippingMethod]] = None
    """One for each shipping profile that the items need."""
    payment_method: OmitNone[PaymentMethod] = None
    """How it is paid."""
    totals: Totals
    """What it comes to."""
    notes: OmitNone[str] = None
    """What the shopper noted."""
    email: OmitNone[str] = None
    """Where messages about the order will go."""


class PlacedOrder(Model):
    """An order that was placed; a redirect URL where the payment wants one."""

    order: Order
    """The order."""
    payment_redirect_url: OmitNone[Link] = None
    """Where to send the shopper to pay. Left out so far: an order is placed only once its payment waits for
    nothing that the shopper could do; before, it is in the error `payment_action_required`.
    """
