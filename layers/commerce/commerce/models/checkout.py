"""The way from a cart to an order (contract: routes 15–21)."""

from __future__ import annotations

from commerce.models.carts import Cart, PaymentMethod, ShippingMethod
from commerce.models.common import Address, Email, Id, LongText, Maybe, Metadata, Model, Price, Request
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
        return any(
            (self.shipping_address_id, self.shipping_address, self.billing_address_id, self.billing_address)
        )


class SetShippingMethod(Request):
    """POST /checkout/{cartId}/shipping-method."""

    shipping_option_id: Id


class PlaceOrder(Request):
    """POST /checkout/{cartId}/place-order."""

    email: Email | None = None


class CompleteCheckout(SetAddresses):
    """POST /checkout/{cartId}/complete: all steps in one."""

    shipping_method_id: Id | None = None
    payment_provider_id: Id
    return_url: ReturnUrl | None = None
    cancel_url: ReturnUrl | None = None
    metadata: Metadata | None = None


class Totals(Model):
    """What a cart comes to."""

    subtotal: Price
    shipping: Price
    tax: Price
    discount: Price
    total: Price


class CheckoutSummary(Model):
    """A cart that is ready to be ordered."""

    cart: Cart
    shipping_address: Address
    billing_address: Address
    shipping_method: ShippingMethod
    payment_method: PaymentMethod
    totals: Totals
    notes: Maybe[str] = None
    email: Maybe[str] = None


class PlacedOrder(Model):
    """An order that was placed; a redirect URL where the payment wants one."""

    order: Order
    payment_redirect_url: Maybe[str] = None
