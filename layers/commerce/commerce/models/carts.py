"""A cart and what a client may ask of it (contract: Cart)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from commerce.models.common import (
    Address,
    Currency,
    Email,
    Id,
    ListOf,
    LongText,
    Maybe,
    Metadata,
    Model,
    Price,
    Request,
    Text,
)
from commerce.models.products import LineProduct

PromotionType = Literal["PERCENTAGE", "FIXED_AMOUNT", "FREE_SHIPPING"]

Quantity = Annotated[int, Field(gt=0, le=1_000_000)]


class CartItem(Model):
    """One line of a cart."""

    id: str
    sku: str
    quantity: int
    price: Price
    subtotal: Maybe[Price] = None
    discount_total: Maybe[Price] = None
    total: Price
    unit: Literal["PCS"] = "PCS"
    currency: str
    product: LineProduct
    variant_id: Maybe[str] = None
    variant_title: Maybe[str] = None
    options: Maybe[dict[str, str]] = None
    """What was chosen, by the option's title: ``{"Colour": "Red"}``."""
    metadata: Maybe[dict[str, Any]] = None


class Promotion(Model):
    """A promotion that applies to a cart; ``value`` is a percentage or an amount, as text."""

    id: str
    code: str
    name: Maybe[str] = None
    description: Maybe[str] = None
    type: Maybe[PromotionType] = None
    value: Maybe[str] = None


class ShippingMethod(Model):
    """A way of delivery; ``id`` is the shipping option's."""

    id: str
    name: str
    description: Maybe[str] = None
    total: Maybe[Price] = None
    subtotal: Maybe[Price] = None


class PaymentMethod(Model):
    """How a cart is to be paid: the provider of its payment session."""

    id: str
    name: str
    description: Maybe[str] = None


class MergeResult(Model):
    """What became of the cart that was claimed, where the caller had an open cart already."""

    from_cart_id: str
    """The cart that was claimed; its lines are in the cart of the response now, and it is gone."""
    promotions_left: list[str]
    """Codes of the claimed cart that do not apply to the cart of the response."""


class Cart(Model):
    """A cart with its totals."""

    id: str
    customer_id: Maybe[str] = None
    name: Maybe[str] = None
    created_at: str
    updated_at: str
    expires_at: Maybe[str] = None
    region_id: Maybe[str] = None
    currency: str
    items: ListOf[CartItem]
    subtotal: Maybe[Price] = None
    discount_total: Maybe[Price] = None
    tax_total: Maybe[Price] = None
    shipping_total: Maybe[Price] = None
    shipping_subtotal: Maybe[Price] = None
    discount_subtotal: Maybe[Price] = None
    credit_total: Maybe[Price] = None
    total: Price
    shipping_address: Maybe[Address] = None
    billing_address: Maybe[Address] = None
    shipping_method: Maybe[ShippingMethod] = None
    """The first of `shipping_methods`."""
    shipping_methods: Maybe[list[ShippingMethod]] = None
    """One for each shipping profile that the goods need."""
    payment_method: Maybe[PaymentMethod] = None
    promotions: Maybe[list[Promotion]] = None
    metadata: Maybe[dict[str, Any]] = None
    notes: Maybe[str] = None
    email: Maybe[str] = None
    payment_session_id: Maybe[str] = None
    completed_at: Maybe[str] = None
    """When the cart became an order, ISO 8601; such a cart can no longer be changed."""
    order_id: Maybe[str] = None
    """The order that the cart became."""
    merged: Maybe[MergeResult] = None
    """In the response to a claim only, where two carts became one."""
    version: str = ""
    """Another one after each change of the cart; to be sent back in `if-match`."""


class CreateCart(Request):
    """POST /carts."""

    currency: Currency
    region_id: Id | None = None
    name: Text | None = None
    metadata: Metadata | None = None


class UpdateCart(Request):
    """PATCH /carts/{id}: what is not named stays as it is; metadata is merged.

    ``currency`` cannot be changed: it follows the region, and is taken only when it is the cart's already.
    """

    currency: Currency | None = None
    region_id: Id | None = None
    email: Email | None = None
    notes: LongText | None = None
    name: Text | None = None
    metadata: Metadata | None = None


class AddItem(Request):
    """POST /carts/items: into the cart ``cartId``, else into a new one (which needs ``currency``)."""

    cart_id: Id | None = None
    sku: Annotated[Text, Field(min_length=1)]
    variant_id: Id | None = None
    quantity: Quantity
    currency: Currency | None = None
    region_id: Id | None = None
    metadata: Metadata | None = None


class UpdateItem(Request):
    """PATCH /carts/{cartId}/items/{itemId}: a quantity of 0 removes the line; metadata is merged."""

    quantity: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    metadata: Metadata | None = None


class ApplyPromotion(Request):
    """POST /carts/{cartId}/promotions."""

    code: Annotated[Text, Field(min_length=1)]
