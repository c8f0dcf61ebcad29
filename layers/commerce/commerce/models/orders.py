"""Orders (contract: Order)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from commerce.models.carts import ShippingMethod
from commerce.models.common import Address, ListOf, Maybe, Model, Price
from commerce.models.products import LineProduct

OrderStatus = Literal[
    "PENDING", "COMPLETED", "SHIPPED", "CANCELLED", "ARCHIVED", "REQUIRES_ACTION", "UNKNOWN"
]
PaymentStatus = Literal[
    "PENDING",
    "PAID",
    "FAILED",
    "REFUNDED",
    "NOT_PAID",
    "CAPTURED",
    "PARTIALLY_REFUNDED",
    "REQUIRES_ACTION",
    "UNKNOWN",
]


class OrderItem(Model):
    """One line of an order; an edited one may hold a part of a piece, as 2.5 of something sold by length."""

    id: str
    product_id: str
    quantity: int | float
    price: Price
    total: Maybe[Price] = None
    subtotal: Maybe[Price] = None
    discount_total: Maybe[Price] = None
    unit: Maybe[Literal["PCS"]] = None
    currency: str
    product: LineProduct
    variant_id: Maybe[str] = None
    variant_title: Maybe[str] = None
    options: Maybe[dict[str, str]] = None
    """What was chosen, by the option's title: ``{"Colour": "Red"}``."""


class Order(Model):
    """What a shopper bought."""

    id: str
    customer_id: Maybe[str] = None
    created_at: str
    payment_due_date: Maybe[str] = None
    updated_at: str
    total: Price
    subtotal: Maybe[Price] = None
    shipping_total: Maybe[Price] = None
    shipping_subtotal: Maybe[Price] = None
    discount_total: Maybe[Price] = None
    discount_subtotal: Maybe[Price] = None
    credit_total: Maybe[Price] = None
    tax: Maybe[Price] = None
    currency: str
    payment_status: PaymentStatus
    status: OrderStatus
    items: ListOf[OrderItem]
    purchase_order_number: Maybe[str] = None
    shipping_address: Maybe[Address] = None
    billing_address: Maybe[Address] = None
    shipping_methods: list[ShippingMethod] = Field(default_factory=list)
    customer_comment: Maybe[str] = None
    email: Maybe[str] = None
