"""The way from a cart to an order (contract: routes 15–21)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from commerce.models.carts import Cart, PaymentMethod, ShippingMethod
from commerce.models.common import (
    Address,
    Amount,
    Email,
    Id,
    LongText,
    Maybe,
    Metadata,
    Model,
    Price,
    Request,
)
from commerce.models.customers import AddressInput
from commerce.models.orders import Order
from commerce.models.payments import ReturnUrl


class SetAddresses(Request):
    """POST /checkout/{cartId}/addresses: each address inline or by the id of a saved one."""

    shipping_address_id: Id | None = None
    shipping_address: AddressInput | None = None
    billing_address_id: Id | None = None
    billing_address: AddressInput | None = None
    same_as_billing_address: bool | None = None
    notes: LongText | None = None
    email: Email | None = None

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
    """POST /checkout/{cartId}/shipping-method."""

    shipping_option_id: Id


class PlaceOrder(Request):
    """POST /checkout/{cartId}/place-order: with ``expectedTotal``, only if the order costs just that."""

    email: Email | None = None
    expected_total: Amount | None = None


class CompleteCheckout(SetAddresses):
    """POST /checkout/{cartId}/complete: all steps in one.

    One shipping option for each shipping profile of the cart's goods; a payment provider unless nothing is
    to be paid or the cart has a payment already.
    """

    shipping_method_id: Id | None = None
    shipping_method_ids: Annotated[list[Id], Field(max_length=20)] | None = None
    payment_provider_id: Id | None = None
    expected_total: Amount | None = None
    return_url: ReturnUrl | None = None
    cancel_url: ReturnUrl | None = None
    metadata: Metadata | None = None

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
    shipping: Price
    tax: Price
    discount: Price
    credit: Maybe[Price] = None
    total: Price


class CheckoutSummary(Model):
    """A cart that is ready to be ordered; without a delivery or a payment where it needs none."""

    cart: Cart
    shipping_address: Maybe[Address] = None
    billing_address: Maybe[Address] = None
    shipping_method: Maybe[ShippingMethod] = None
    shipping_methods: Maybe[list[ShippingMethod]] = None
    payment_method: Maybe[PaymentMethod] = None
    totals: Totals
    notes: Maybe[str] = None
    email: Maybe[str] = None


class PlacedOrder(Model):
    """An order that was placed; a redirect URL where the payment wants one."""

    order: Order
    payment_redirect_url: Maybe[str] = None
