"""What a storefront's menus are made of: regions, languages, categories, collections."""

from __future__ import annotations

from commerce.models.common import CurrencyCode, Model, OmitNone
from commerce.models.payments import PaymentProvider


class Country(Model):
    """A country that a region delivers to."""

    code: str
    """ISO 3166-1 alpha-2 code in upper case, such as `DE`."""
    name: OmitNone[str] = None
    """English name of the country, such as `Germany`."""


class Region(Model):
    """Where the shop sells, in which currency."""

    id: str
    """Id of the region, such as `reg_01…`."""
    name: str
    """Name of the region, such as `Europe`."""
    currency: CurrencyCode
    """ISO 4217 code in upper case, such as `EUR`."""
    countries: list[Country]
    """The countries that belong to it."""
    payment_providers: OmitNone[list[PaymentProvider]] = None
    """How shoppers can pay there; left out if Medusa does not say."""


class Locale(Model):
    """A language that the shop's texts are translated into."""

    code: str
    """What to send as `x-locale`, such as `de-DE`."""
    name: str
    """Name of the language, such as `German (Germany)`."""


class CategoryName(Model):
    """A category, as in a breadcrumb."""

    id: str
    """Id of the category, such as `pcat_01…`."""
    name: str
    """Name of the category."""
    handle: str
    """What identifies it in URLs, such as `power-tools`."""


class Category(CategoryName):
    """A category with those below it."""

    description: OmitNone[str] = None
    """What it contains."""
    path: list[CategoryName]
    """The categories above it, the topmost first."""
    product_count: OmitNone[int] = None
    """How many products `GET /products?category=` lists, without those below it; left out if not known."""
    children: list[Category]
    """The categories below it."""


class Collection(Model):
    """A collection of products."""

    id: str
    """Id of the collection, such as `pcol_01…`."""
    title: str
    """Title of the collection."""
    handle: str
    """What identifies it in URLs, such as `starter-kit`."""
