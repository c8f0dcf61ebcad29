"""Orders (contract: Order)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from commerce.models.carts import ShippingMethod
from commerce.models.common import (
    Address,
    CurrencyCode,
    ListOf,
    Model,
    OmitNone,
    Price,
    Timestamp,
)
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
    """Id of the line."""
    product_id: str
    """Id of the product."""
    quantity: int | float
    """Number of pieces; not always an integer."""
    price: Price
    """The price of one piece."""
    total: OmitNone[Price] = None
    """What the line costs, with tax and after discounts."""
    subtotal: OmitNone[Price] = None
    """What the line costs without tax and before discounts."""
    discount_total: OmitNone[Price] = None
    """The line's discount, with its tax."""
    unit: OmitNone[Literal["PCS"]] = None
    """What `quantity` counts: pieces."""
    currency: CurrencyCode
    """ISO 4217 code in upper case, such as `EUR`."""
    product: LineProduct
    """The product as it was when it was ordered."""
    variant_id: OmitNone[str] = None
    """Id of the variant that was ordered."""
    variant_title: OmitNone[str] = None
    """Title of the variant, such as `12V / Red`."""
    options: OmitNone[dict[str, str]] = None
    """What was chosen, by the option's title: ``{"Color": "Red"}``."""


class Order(Model):
    """What a shopper bought."""

    id: str
    """Id of the order, such as `order_01…`."""
    customer_id: OmitNone[str] = None
    """The customer's id in Medusa."""
    created_at: Timestamp
    """When it was placed."""
    payment_due_date: OmitNone[Timestamp] = None
    """When it has to be paid."""
    updated_at: Timestamp
    """When it was last changed."""
    total: Price
    """What the order costs, with tax, delivery and discounts."""
    subtotal: OmitNone[Price] = None
    """The items, without tax and before discounts."""
    shipping_total: OmitNone[Price] = None
    """The delivery, with tax."""
    shipping_subtotal: OmitNone[Price] = None
    """The delivery, without tax."""
    discount_total: OmitNone[Price] = None
    """All discounts, with tax."""
    discount_subtotal: OmitNone[Price] = None
    """All discounts, without tax."""
    credit_total: OmitNone[Price] = None
    """Credit that the shop gave on the order."""
    tax: OmitNone[Price] = None
    """The tax."""
    currency: CurrencyCode
    """ISO 4217 code in upper case, such as `EUR`."""
    payment_status: PaymentStatus
    """How far the payment is."""
    status: OrderStatus
    """How far the order is."""
    items: ListOf[OrderItem]
    """The lines of the order."""
    purchase_order_number: OmitNone[str] = None
    """The customer's own number for the purchase."""
    shipping_address: OmitNone[Address] = None
    """Where it is delivered."""
    billing_address: OmitNone[Address] = None
    """Where the invoice goes."""
    shipping_methods: list[ShippingMethod] = Field(default_factory=list)
    """How it is delivered."""
    customer_comment: OmitNone[str] = None
    """What the customer noted at checkout."""
    email: OmitNone[str] = None
    """Where messages about the order go."""
