"""Orders (contract: Order)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from commerce.models.carts import Cart, ShippingMethod
from commerce.models.common import (
    Address,
    CurrencyCode,
    Link,
    ListOf,
    Model,
    OmitNone,
    Price,
    Timestamp,
)
from commerce.models.products import LineProduct
from commerce.models.returns import Return

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
FulfilmentStatus = Literal["PACKED", "SHIPPED", "DELIVERED", "CANCELLED"]


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
    returnable_quantity: OmitNone[int | float] = None
    """How many pieces can still be returned; only in `GET /orders/{id}` and `GET /orders/lookup`."""


class LineQuantity(Model):
    """A line of an order and a number of its pieces."""

    item_id: str
    """Id of the line."""
    quantity: int | float
    """Number of pieces."""


class Tracking(Model):
    """How a parcel can be followed."""

    number: str
    """The carrier's number of the parcel."""
    url: OmitNone[Link] = None
    """The carrier's page about it."""


class Fulfilment(Model):
    """What was packed together; a time that has not come is left out."""

    id: str
    """Id of the fulfilment, such as `ful_01…`."""
    status: FulfilmentStatus
    """How far it is."""
    packed_at: OmitNone[Timestamp] = None
    """When it was packed."""
    shipped_at: OmitNone[Timestamp] = None
    """When it left the shop."""
    delivered_at: OmitNone[Timestamp] = None
    """When it arrived."""
    cancelled_at: OmitNone[Timestamp] = None
    """When it was cancelled."""
    items: OmitNone[list[LineQuantity]] = None
    """What is in it; left out if Medusa does not say."""
    tracking: OmitNone[list[Tracking]] = None
    """Its parcels; left out if Medusa does not say."""


class Refund(Model):
    """Money that was paid back."""

    id: str
    """Id of the refund, such as `ref_01…`."""
    amount: Price
    """How much."""
    created_at: Timestamp
    """When it was paid back."""


class CreditLine(Model):
    """Credit that the shop gave on the order."""

    id: str
    """Id of the credit line."""
    amount: Price
    """How much; all of them add up to `creditTotal`."""


class Order(Model):
    """What a shopper bought."""

    id: str
    """Id of the order, such as `order_01…`."""
    number: OmitNone[int] = None
    """The number that shoppers know it by, such as 1042."""
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
    fulfilments: OmitNone[list[Fulfilment]] = None
    """What was packed and sent; only in `GET /orders/{id}` and `GET /orders/lookup`, as all that follows."""
    returns: OmitNone[list[Return]] = None
    """What was sent back; left out if Medusa does not say."""
    refunds: OmitNone[list[Refund]] = None
    """What was paid back; left out if Medusa does not say."""
    refunded_total: OmitNone[Price] = None
    """What was paid back, all together."""
    credit_lines: OmitNone[list[CreditLine]] = None
    """Credit that the shop gave on the order."""


class UnavailableItem(Model):
    """A line of an earlier order that cannot be bought as it was."""

    item_id: str
    """Id of the line in the order."""
    sku: str
    """SKU of the variant; empty if it has none."""
    name: str
    """Name of the product."""
    quantity: int | float
    """How many pieces of it are not in the new cart."""
    code: Literal["not_for_sale", "out_of_stock", "no_price"]
    """Why."""
    available: OmitNone[int | float] = None
    """How many pieces are left, and in the new cart, where there are not enough."""


class Reordered(Model):
    """A new cart with what can still be bought of an order, at today's prices."""

    cart: Cart
    """The new cart."""
    unavailable: list[UnavailableItem]
    """What is not in it, and why."""
