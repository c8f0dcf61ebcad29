"""A product as a storefront shows it (contract: Product)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from commerce.models.common import Maybe, Media, Model, Price

ProductType = Literal["PHYSICAL", "VIRTUAL"]


class ReferenceType(StrEnum):
    """How one product relates to another."""

    SPARE_PART = "SPARE_PART"
    REPLACEMENT = "REPLACEMENT"
    COMPATIBLE_SERVICE = "COMPATIBLE_SERVICE"


class Tag(Model):
    """A label on a product."""

    label: str
    variant: str = "default"


class OptionGroup(Model):
    """One choice that a product offers, such as Size, with its values in first-seen order."""

    id: str
    title: str
    values: list[str]


class ProductVariant(Model):
    """One of the things that a product can be bought as; ``options`` maps an option's id to its value."""

    id: str
    title: str
    slug: str
    link: str
    options: Maybe[dict[str, str]] = None
    in_stock: bool
    available_quantity: Maybe[int | float] = None
    """How many pieces are left; left out where the shop does not count them."""


class LineProduct(Model):
    """A product as a line of a cart or an order stores it; what is not known is left out."""

    id: str
    sku: str
    name: str
    description: str
    short_description: Maybe[str] = None
    variant_id: Maybe[str] = None
    image: Maybe[Media] = None
    price: Price
    link: Maybe[str] = None
    type: ProductType
    category: Maybe[str] = None
    tags: list[Tag] = Field(default_factory=list)


class Product(Model):
    """A product, seen through one of its variants (its sku, price and attributes)."""

    id: str
    sku: str
    name: str
    description: str
    short_description: Maybe[str] = None
    subtitle: Maybe[str] = None
    variant_id: Maybe[str] = None
    image: Maybe[Media] = None
    images: Maybe[list[Media]] = None
    price: Price
    link: str
    type: ProductType
    category: str
    tags: list[Tag] = Field(default_factory=list)
    attributes: Maybe[dict[str, str]] = None
    location: Maybe[str] = None
    option_groups: Maybe[list[OptionGroup]] = None
    variants: Maybe[list[ProductVariant]] = None
    in_stock: bool = True
    """Whether the shown variant can be bought now."""
    available_quantity: Maybe[int | float] = None
    """How many pieces of the shown variant are left; left out where the shop does not count them."""
    reference_type: Maybe[ReferenceType] = None
    """How it relates to the product it was requested for; in lists of related products only."""
