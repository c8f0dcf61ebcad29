"""A product as a storefront shows it (contract: Product)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from commerce.models.catalogue import CategoryName
from commerce.models.common import (
    Link,
    Media,
    Model,
    OmitNone,
    Price,
    Timestamp,
)

ProductType = Literal["PHYSICAL", "VIRTUAL"]
PriceListType = Literal["SALE", "OVERRIDE"]


class ReferenceType(StrEnum):
    """How one product relates to another."""

    SPARE_PART = "SPARE_PART"
    REPLACEMENT = "REPLACEMENT"
    COMPATIBLE_SERVICE = "COMPATIBLE_SERVICE"


class Tag(Model):
    """A label on a product."""

    label: str
    """The tag's text."""
    variant: str = "default"
    """How to show it; always `default` so far."""


class ProductPrice(Price):
    """The price of a product, without what a cart may take off."""

    tax_included: OmitNone[bool] = None
    """Whether `value` includes tax; left out where that is not known."""
    gross_value: OmitNone[int | float] = None
    """The amount with tax, as of `country` or the region's only country; left out where it is not known."""
    price_list_type: OmitNone[PriceListType] = None
    """Kind of the price list that the price is from: `SALE`, or `OVERRIDE` for a customer's own price."""


class PriceRange(Model):
    """What the variants of a product cost."""

    min: ProductPrice
    """The lowest price."""
    max: ProductPrice
    """The highest price."""


class OptionGroup(Model):
    """One choice that a product offers, such as Size, with its values in first-seen order."""

    id: str
    """Id of the option, such as `opt_01…`."""
    title: str
    """Name of the option, such as `Color`."""
    values: list[str]
    """The values that can be bought."""


class ProductVariant(Model):
    """One of the forms in which a product can be bought; ``options`` maps an option's id to its value."""

    id: str
    """Id of the variant, such as `variant_01…`."""
    sku: str
    """SKU of the variant."""
    title: str
    """Title of the variant, such as `12V / Red`."""
    slug: str
    """Name of the variant in links, unique within its product."""
    link: Link
    """Path of the variant's page in the shop."""
    options: OmitNone[dict[str, str]] = None
    """The variant's values by the option's id; titles are in `optionGroups`."""
    price: ProductPrice
    """The variant's price."""
    original_price: OmitNone[ProductPrice] = None
    """The price before the sale; left out without one."""
    image: OmitNone[Media] = None
    """The variant's own picture."""
    in_stock: bool
    """Whether at least one can be bought now."""
    available_quantity: OmitNone[int | float] = None
    """How many pieces are left; left out where the shop does not count them."""


class LineProduct(Model):
    """A product as a line of a cart or an order stores it."""

    id: str
    """Id of the product."""
    sku: str
    """SKU of the variant that was chosen; empty if it has none."""
    name: str
    """Title of the product."""
    description: str
    """Description of the product; empty if it has none."""
    short_description: OmitNone[str] = None
    """Subtitle of the product."""
    variant_id: OmitNone[str] = None
    """Id of the variant that was chosen."""
    image: OmitNone[Media] = None
    """The product's picture."""
    price: Price
    """The price of one piece."""
    link: Link = ""
    """Path of the variant's page in the shop; empty if it has none."""
    type: ProductType
    """`VIRTUAL` for what is not shipped, such as a service."""
    category: str = ""
    """Always empty: a line does not store it."""
    tags: list[Tag] = Field(default_factory=list)
    """Tags of the product."""


class ProductCategory(CategoryName):
    """A category that a product is in."""

    path: list[CategoryName]
    """The categories above it, the topmost first."""


class Seo(Model):
    """What search engines and previews of links show of a product."""

    title: OmitNone[str] = None
    """Title of the page."""
    description: OmitNone[str] = None
    """Description of the page."""


class Product(Model):
    """A product, seen through one of its variants (its sku, price and attributes)."""

    id: str
    """Id of the product, such as `prod_01…`."""
    handle: OmitNone[str] = None
    """Name of the product in links, which `GET /products/{id}` takes; left out if it has none."""
    sku: str
    """SKU of the shown variant."""
    name: str
    """Title of the product."""
    description: str
    """Description of the product; empty if it has none."""
    short_description: OmitNone[str] = None
    """Subtitle of the product."""
    subtitle: OmitNone[str] = None
    """Subtitle of the product."""
    variant_id: OmitNone[str] = None
    """Id of the shown variant."""
    image: OmitNone[Media] = None
    """The main picture."""
    images: OmitNone[list[Media]] = None
    """All pictures."""
    price: ProductPrice
    """The shown variant's price, in the currency of `x-currency`."""
    original_price: OmitNone[ProductPrice] = None
    """The shown variant's price before the sale; left out without one."""
    price_range: OmitNone[PriceRange] = None
    """The prices of all variants for sale, if there is a choice."""
    link: Link
    """Path of the shown variant's page in the shop."""
    type: ProductType
    """`VIRTUAL` for what is not shipped, such as a service."""
    category: str
    """Name of the first category; empty if it is in none."""
    categories: OmitNone[list[ProductCategory]] = None
    """The public categories that it is in; left out where a product is part of another record."""
    tags: list[Tag] = Field(default_factory=list)
    """Tags of the product."""
    attributes: OmitNone[dict[str, str]] = None
    """Technical data by name, such as `weight` (g), `height`, `width`, `length` (mm) and `material`."""
    location: OmitNone[str] = None
    """Where the product is, such as a shelf."""
    option_groups: OmitNone[list[OptionGroup]] = None
    """The choices that the product offers, with the values that can be bought."""
    variants: OmitNone[list[ProductVariant]] = None
    """The variants for sale, if there is a choice."""
    in_stock: bool = True
    """Whether the shown variant can be bought now."""
    available_quantity: OmitNone[int | float] = None
    """How many pieces of the shown variant are left; left out where the shop does not count them."""
    updated_at: OmitNone[Timestamp] = None
    """When the product was last changed; a change of stock or prices does not count."""
    seo: OmitNone[Seo] = None
    """Texts for search engines, where the shop has some; in a single product only."""
    reference_type: OmitNone[ReferenceType] = None
    """How it relates to the product it was requested for; in lists of related products only."""


class ProductSummary(Model):
    """What a product's card or a sitemap shows of it, seen through one of its variants."""

    id: str
    """Id of the product, such as `prod_01…`."""
    name: str
    """Title of the product."""
    link: Link
    """Path of the shown variant's page in the shop."""
    image: OmitNone[Media] = None
    """The main picture."""
    price: ProductPrice
    """The shown variant's price, in the currency of `x-currency`."""
    original_price: OmitNone[ProductPrice] = None
    """The shown variant's price before the sale; left out without one."""
    lowest_price: OmitNone[int | float] = None
    """The lowest price of its variants, in major units; left out where that is the shown variant's."""
    in_stock: bool
    """Whether the shown variant can be bought now."""
    updated_at: OmitNone[Timestamp] = None
    """When the product was last changed; a change of stock or prices does not count."""


class FacetValue(Model):
    """One value that products can be filtered by."""

    value: str
    """What the filter takes: a category's or a collection's handle, a tag, an option's value."""
    label: str
    """Its text, in the language of `x-locale`."""
    count: int
    """How many products have it, of those that fit all other filters."""


class OptionFacet(Model):
    """An option of products, such as Color, with its values."""

    value: str
    """The option's title as the filter `option` takes it, before the colon."""
    label: str
    """Its title, in the language of `x-locale`."""
    values: list[FacetValue]
    """Its values, those of most products first."""


class PriceFacet(Model):
    """The lowest and the highest price."""

    min: Price
    """The lowest price of a variant."""
    max: Price
    """The highest price of a variant."""


class StockFacet(Model):
    """How many products can be bought now."""

    in_stock: int
    """Products with a variant that can be bought now."""
    out_of_stock: int
    """Products without one."""


class Facets(Model):
    """What products can be filtered by further; each facet is counted without its own filter."""

    categories: list[FacetValue]
    """Categories; a product counts in those above its own, too."""
    collections: list[FacetValue]
    """Collections."""
    tags: list[FacetValue]
    """Tags."""
    options: list[OptionFacet]
    """Options of the variants for sale."""
    price: OmitNone[PriceFacet] = None
    """The range of prices; left out where no product fits."""
    stock: StockFacet
    """Availability."""


class ProductPage(Model):
    """A page of products."""

    data: list[Product]
    """The entries of the page."""
    total: int
    """How many products match and can be shown."""
    facets: OmitNone[Facets] = None
    """What to filter by further; with `facets=true` only."""


class SummaryPage(Model):
    """A page of products with `fields=summary`."""

    data: list[ProductSummary]
    """The entries of the page."""
    total: int
    """How many products match and can be shown."""
    facets: OmitNone[Facets] = None
    """What to filter by further; with `facets=true` only."""


class Suggestion(Model):
    """A product that is suggested while its name is being typed."""

    id: str
    """Id of the product."""
    name: str
    """Title of the product."""
    handle: str
    """Name of the product in links, which `GET /products/{id}` takes."""
    image: OmitNone[Media] = None
    """The product's picture."""


class Suggestions(Model):
    """Products whose name is being typed, the best first."""

    data: list[Suggestion]
    """At most ten."""
