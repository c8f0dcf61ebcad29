"""Small lists that hardly change, cached in the warm instance: regions, categories, product types.

What a cached list lacks may be new in Medusa: `with_all` reads the list again then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from commerce import settings
from commerce.cache import Cache
from commerce.medusa.transport.client import Medusa
from commerce.reading import reads_medusa

MAX_AGE = 300.0
"""Seconds for which a list is used before it is read again."""
RECENT = 5.0
"""The same where something is not in the list, so that unknown names do not cost a call each."""

_MOST = 20
"""How many lists of categories are cached, those used last: one for each language."""

T = TypeVar("T")


@dataclass(frozen=True)
class Region:
    """Where Medusa sells, in which currency (upper case), to which countries (alpha-2, upper case)."""

    id: str
    currency: str
    countries: tuple[str, ...]
    providers: tuple[str, ...] | None = None
    """Ids of the payment providers that can be chosen; None when Medusa does not say."""


@dataclass(frozen=True)
class Category:
    """A product category."""

    id: str
    name: str
    handle: str
    parent_id: str | None = None


_MOST_SKUS = 1000
"""How many variants' SKUs are cached, those used last."""

_lists: Cache[tuple[Any, ...]] = Cache(2, lambda: MAX_AGE)
_categories: Cache[tuple[Category, ...]] = Cache(_MOST, lambda: MAX_AGE)
_skus: Cache[tuple[str | None]] = Cache(_MOST_SKUS, lambda: MAX_AGE)


_REGION_FIELDS = "id,currency_code,countries.iso_2,payment_providers.id,payment_providers.is_enabled"


def with_all(read: Callable[[float], T], has_all: Callable[[T], object]) -> T:
    """Return what ``read`` returns, read again where it lacks something and is not `RECENT`.

    ``read`` takes how many seconds old a list may be.
    """
    known = read(MAX_AGE)
    return known if has_all(known) else read(RECENT)


def regions(medusa: Medusa, at_most: float = MAX_AGE) -> tuple[Region, ...]:
    """Return all regions (GET /store/regions)."""

    def read() -> tuple[Region, ...]:
        query = {"fields": _REGION_FIELDS, "limit": 200}
        return tuple(
            Region(
                id=region["id"],
                currency=region["currency_code"].upper(),
                countries=tuple(country["iso_2"].upper() for country in region.get("countries") or []),
                providers=_providers(region),
            )
            for region in medusa.get("regions", query=query).get("regions") or []
        )

    return _keep(_lists, "regions", at_most, read)


def _providers(region: Mapping[str, Any]) -> tuple[str, ...] | None:
    found = region.get("payment_providers")
    if found is None:
        return None
    return tuple(sorted(one["id"] for one in found if one and one.get("is_enabled") is not False))


def categories(medusa: Medusa, at_most: float = MAX_AGE) -> tuple[Category, ...]:
    """Return all public categories (GET /store/product-categories), named in the caller's language."""

    def read() -> tuple[Category, ...]:
        answer = medusa.get(
            "product-categories", query={"fields": "id,name,handle,parent_category_id", "limit": 1000}
        )
        found = answer.get("product_categories") or []
        return tuple(
            Category(entry["id"], entry["name"], entry["handle"], entry.get("parent_category_id"))
            for entry in found
        )

    return _keep(_categories, medusa.locale, at_most, read)


def type_ids(medusa: Medusa, at_most: float = MAX_AGE) -> tuple[tuple[str, str], ...]:
    """Return all product types as (id, value in upper case), not translated (GET /store/product-types)."""

    def read() -> tuple[tuple[str, str], ...]:
        query = {"fields": "id,value", "limit": 1000}
        answer = medusa.get("product-types", query=query, translated=False)
        return tuple((entry["id"], entry["value"].upper()) for entry in answer.get("product_types") or [])

    return _keep(_lists, "types", at_most, read)


def sku_of(medusa: Medusa, variant_id: str) -> str | None:
    """Return a variant's SKU (GET /store/product-variants/{id}), None when it has none.

    Raises
    ------
    NotFoundError
        The shop does not sell it: it is not published, or in no sales channel of our key.
    """
    cached = _skus.get(variant_id)
    if cached is None:
        variant = medusa.get("product-variants", variant_id, query={"fields": "id,sku"})["variant"]
        cached = _skus.put(variant_id, (variant.get("sku"),))
    return cached[0]


def region_for(medusa: Medusa, currency: str, country: str | None = None) -> Region | None:
    """Find the region of a currency, and of a country if one is named.

    The configured default where it fits, else the first that does.
    """

    def fitting(known: tuple[Region, ...]) -> list[Region]:
        return [one for one in known if one.currency == currency and country in {None, *one.countries}]

    found = fitting(with_all(partial(regions, medusa), fitting))
    preferred = settings.store().default_region_id
    return next((region for region in found if region.id == preferred), found[0] if found else None)


def region_of(medusa: Medusa, region_id: str | None) -> Region | None:
    """Return a region by its id, None when there is no such region."""

    def same(known: tuple[Region, ...]) -> Region | None:
        return next((region for region in known if region.id == region_id), None)

    return same(with_all(partial(regions, medusa), same))


def _keep(
    cache: Cache[tuple[T, ...]], name: str, at_most: float, read: Callable[[], tuple[T, ...]]
) -> tuple[T, ...]:
    """Return the cached list, or read it; an empty one is used while it is `RECENT`."""
    known = cache.get(name, at_most) or cache.get(name, RECENT)
    return cache.put(name, reads_medusa(read)()) if known is None else known
