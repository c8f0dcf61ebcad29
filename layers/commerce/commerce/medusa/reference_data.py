"""Small lists that hardly change, cached in the warm instance: regions, categories, product types.

What a cached list lacks may be new in Medusa: `with_all` reads the list again then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from commerce import settings
from commerce.cache import Cache
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.catalogue import CategoryName
from commerce.models.products import ProductCategory
from commerce.reading import reads_medusa

MAX_AGE = 300.0
"""Seconds for which a list is used before it is read again."""
RECENT = 5.0
"""The same where something is not in the list, so that unknown names do not cost a call each."""

_PAGE = 1000

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
        return tuple(
            Category(entry["id"], entry["name"], entry["handle"], entry.get("parent_category_id"))
            for entry in read_all(medusa, "product-categories", "id,name,handle,parent_category_id")
        )

    return _keep(_categories, medusa.locale, at_most, read)


def read_all(medusa: Medusa, resource: str, fields: str, *, translated: bool = True) -> list[Json]:
    """Read ``fields`` of all records of a list of the Store API, by id: ``product-categories``."""

    def page(offset: int) -> Json:
        query = {"fields": fields, "limit": _PAGE, "offset": offset, "order": "id"}
        return medusa.get(resource, query=query, translated=translated)

    first = page(0)
    rest = [partial(page, offset) for offset in range(_PAGE, first["count"], _PAGE)]
    name = resource.replace("-", "_")
    return [row for answer in [first, *medusa.gather(*rest)] for row in answer[name]]


def categories_by_id(medusa: Medusa, ids: Set[str]) -> dict[str, ProductCategory]:
    """Return public categories by id, each with those above it; one that is below a hidden one is hidden."""
    if not ids:
        return {}
    known = with_all(
        partial(categories, medusa), lambda all_known: ids <= {category.id for category in all_known}
    )
    by_id = {category.id: category for category in known}
    return {category_id: found for category_id in ids if (found := _with_path(by_id, category_id))}


def _with_path(by_id: Mapping[str, Category], category_id: str) -> ProductCategory | None:
    """Return a category with those above it; None if one of them is hidden."""
    names: list[CategoryName] = []
    at: str | None = category_id
    while at is not None:
        category = by_id.get(at)
        if category is None or len(names) > len(by_id):
            return None
        names.insert(0, CategoryName(id=category.id, name=category.name, handle=category.handle))
        at = category.parent_id
    *path, last = names
    return ProductCategory(id=last.id, name=last.name, handle=last.handle, path=path)


def type_ids(medusa: Medusa, at_most: float = MAX_AGE) -> tuple[tuple[str, str], ...]:
    """Return all product types as (id, value in upper case), not translated (GET /store/product-types)."""

    def read() -> tuple[tuple[str, str], ...]:
        found = read_all(medusa, "product-types", "id,value", translated=False)
        return tuple((entry["id"], entry["value"].upper()) for entry in found)

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
