"""Carts and the bodies of their requests."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from commerce.limits import LINES_AT_ONCE
from commerce.models.common import (
    Address,
    Currency,
    CurrencyCode,
    Email,
    Id,
    ListOf,
    LongText,
    Metadata,
    Model,
    OmitNone,
    Price,
    Request,
    Text,
    Timestamp,
)
from commerce.models.products import LineProduct

PromotionType = Literal["PERCENTAGE", "FIXED_AMOUNT", "FREE_SHIPPING"]

Quantity = Annotated[int, Field(gt=0, le=1_000_000)]


class LineDiscount(Model):
    """What a promotion takes off a line."""

    code: str
    """The code of the promotion."""
    amount: Price
    """How much, with its tax."""


class CartItem(Model):
    """One line of a cart."""

    id: str
    """Id of the line, such as `cali_01…`."""
    sku: str
    """SKU of the variant; empty if it has none."""
    quantity: int
    """How many pieces."""
    price: Price
    """The price of one piece."""
    subtotal: OmitNone[Price] = None
    """What the line costs without tax and before discounts."""
    discount_total: OmitNone[Price] = None
    """The line's discount, with its tax."""
    discounts: OmitNone[list[LineDiscount]] = None
    """Of which promotions it is; left out if there is none."""
    total: Price
    """What the line costs, with tax and after discounts."""
    unit: Literal["PCS"] = "PCS"
    """What `quantity` counts: pieces."""
    currency: CurrencyCode
    """ISO 4217 code in upper case, such as `EUR`."""
    product: LineProduct
    """The product as the line stores it."""
    variant_id: OmitNone[str] = None
    """Id of the variant."""
    variant_title: OmitNone[str] = None
    """Title of the variant, such as `12V / Red`."""
    options: OmitNone[dict[str, str]] = None
    """What was chosen, by the option's title: ``{"Color": "Red"}``."""
    metadata: OmitNone[dict[str, Any]] = None
    """What the client stored with the line."""


class Promotion(Model):
    """A promotion that applies to a cart; ``value`` is a percentage or an amount, as text."""

    id: str
    """Id of the promotion."""
    code: str
    """The code that applies it."""
    name: OmitNone[str] = None
    """Name of the promotion."""
    description: OmitNone[str] = None
    """What it gives."""
    type: OmitNone[PromotionType] = None
    """What `value` is."""
    value: OmitNone[str] = None
    """A percentage or an amount in major units, as text: `10`."""
    amount: OmitNone[Price] = None
    """What it takes off this cart, lines and delivery, with its tax."""


class ShippingMethod(Model):
    """A way of delivery; ``id`` is the shipping option's."""

    id: str
    """Id of the shipping option, as in `shippingOptionId`."""
    name: str
    """Name of the option."""
    description: OmitNone[str] = None
    """The shop's text about it."""
    total: OmitNone[Price] = None
    """What it costs with tax; left out until it is chosen."""
    subtotal: OmitNone[Price] = None
    """What it costs without tax."""


class PaymentMethod(Model):
    """How a cart is to be paid: the provider of its payment session."""

    id: str
    """Id of the payment provider."""
    name: str
    """Name of the payment provider."""
    description: OmitNone[str] = None
    """The shop's text about it."""


class MergeResult(Model):
    """What became of the cart that was claimed, where the caller had an open cart already."""

    from_cart_id: str
    """The cart that was claimed; its lines are in the cart of the response now, and it is gone."""
    promotions_left: list[str]
    """Codes of the claimed cart that do not apply to the cart of the response."""


class Cart(Model):
    """A cart with its totals."""

    id: str
    """Id of the cart, such as `cart_01…`. A guest's cart is open to anyone who has it: treat it as a
    secret.
    """
    customer_id: OmitNone[str] = None
    """The customer's id in Medusa."""
    name: OmitNone[str] = None
    """A name that the client gave it."""
    created_at: Timestamp
    """When it was created."""
    updated_at: Timestamp
    """When Medusa last changed the cart itself; see `version` for all it shows."""
    expires_at: OmitNone[Timestamp] = None
    """When it ends."""
    region_id: OmitNone[str] = None
    """The region that it is sold in."""
    currency: CurrencyCode
    """ISO 4217 code in upper case, such as `EUR`."""
    items: ListOf[CartItem]
    """The lines of the cart."""
    subtotal: OmitNone[Price] = None
    """The items, without tax and before discounts."""
    discount_total: OmitNone[Price] = None
    """All discounts, with tax."""
    tax_total: OmitNone[Price] = None
    """The tax."""
    shipping_total: OmitNone[Price] = None
    """The delivery, with tax."""
    shipping_subtotal: OmitNone[Price] = None
    """The delivery, without tax."""
    discount_subtotal: OmitNone[Price] = None
    """All discounts, without tax."""
    credit_total: OmitNone[Price] = None
    """Credit that the shop gave on the cart."""
    total: Price
    """What the cart costs: `subtotal + shippingSubtotal + taxTotal - discountSubtotal - creditTotal`."""
    shipping_address: OmitNone[Address] = None
    """Where it is to be delivered."""
    billing_address: OmitNone[Address] = None
    """Where the invoice is to go."""
    shipping_method: OmitNone[ShippingMethod] = None
    """The first of `shipping_methods`."""
    shipping_methods: OmitNone[list[ShippingMethod]] = None
    """One for each shipping profile that the goods need."""
    payment_method: OmitNone[PaymentMethod] = None
    """How it is to be paid."""
    promotions: OmitNone[list[Promotion]] = None
    """The promotions that apply."""
    metadata: OmitNone[dict[str, Any]] = None
    """What the client stored with the cart."""
    notes: OmitNone[str] = None
    """What the shopper noted."""
    email: OmitNone[str] = None
    """Where messages about the order will go."""
    payment_session_id: OmitNone[str] = None
    """The payment session that was begun."""
    completed_at: OmitNone[Timestamp] = None
    """When the cart became an order; such a cart can no longer be changed."""
    order_id: OmitNone[str] = None
    """The order that the cart became, where the caller may see it."""
    merged: OmitNone[MergeResult] = None
    """In the response to a claim only, where two carts became one."""
    version: str = ""
    """Another one after each change of the cart; to be sent back in `if-match`."""


class CreateCart(Request):
    """Body of POST /carts."""

    currency: Currency
    """The currency of the cart, in any case; a region must sell in it."""
    region_id: Id | None = None
    """A region that sells in the currency; the first one if it is not named."""
    name: Text | None = None
    """A name, to distinguish several carts."""
    metadata: Metadata | None = None
    """Any JSON object to store with the cart."""


class UpdateCart(Request):
    """Body of PATCH /carts/{id}: what is not named stays as it is; metadata is merged.

    ``currency`` cannot be changed: it follows the region, and is taken only when it is the cart's already.
    """

    currency: Currency | None = None
    """Only the cart's own currency, or the one of the new region."""
    region_id: Id | None = None
    """Another region to sell the cart in."""
    email: Email | None = None
    """Where messages about the order will go."""
    notes: LongText | None = None
    """A note for the shop; an empty text removes it."""
    name: Text | None = None
    """A name for the cart; an empty text removes it."""
    metadata: Metadata | None = None
    """Any JSON object to store with the cart; merged with what is stored."""


class NewLine(Request):
    """What is to be added to a cart."""

    sku: Annotated[Text, Field(min_length=1)]
    """SKU of the variant."""
    variant_id: Id | None = None
    """Id of the variant, whose SKU `sku` must be."""
    quantity: Quantity
    """How many pieces to add."""
    metadata: Metadata | None = None
    """Any JSON object to store with the line."""


class AddItem(Request):
    """Body of POST /carts/items: into the cart ``cartId``, else into a new one (which needs ``currency``).

    ``sku`` and ``quantity`` name one variant, ``items`` several.
    """

    cart_id: Id | None = None
    """The cart; without it the caller's current cart of the currency, or a new one."""
    items: Annotated[list[NewLine], Field(min_length=1, max_length=LINES_AT_ONCE)] | None = None
    """Several variants in place of one: all of them are added, or none."""
    sku: Annotated[Annotated[Text, Field(min_length=1)] | None, Field(validate_default=True)] = None
    """SKU of the variant."""
    variant_id: Id | None = None
    """Id of the variant, whose SKU `sku` must be."""
    quantity: Annotated[Quantity | None, Field(validate_default=True)] = None
    """How many pieces to add."""
    metadata: Metadata | None = None
    """Any JSON object to store with the line."""
    currency: Currency | None = None
    """The cart's currency; needed for a new cart unless `x-currency` is sent."""
    region_id: Id | None = None
    """The cart's region."""

    @field_validator("sku", "variant_id", "quantity", "metadata")
    @classmethod
    def _of_one_line(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse what one variant lacks, and what is sent with several."""
        several = info.data.get("items") is not None
        if several and value is not None:
            raise PydanticCustomError("with_items", "must be left out with items")
        if value is None and "items" in info.data and not several and info.field_name in {"sku", "quantity"}:
            raise PydanticCustomError("missing", "Field required")
        return value


class UpdateItem(Request):
    """Body of PATCH /carts/{cartId}/items/{itemId}: a quantity of 0 removes the line; metadata is merged."""

    quantity: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """How many pieces the line is to have; 0 removes it."""
    metadata: Metadata | None = None
    """Any JSON object to store with the line; merged with what is stored."""


class ApplyPromotion(Request):
    """Body of POST /carts/{cartId}/promotions."""

    code: Annotated[Text, Field(min_length=1)]
    """The promotion code, as the shop wrote it."""
