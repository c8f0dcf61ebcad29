"""Small lists that hardly change, kept for the warm instance: regions, categories, product types."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from commerce import settings
from commerce.medusa.client import Medusa
from commerce.reading import reads_medusa

MAX_AGE = 300.0
"""Seconds for which a list is used before it is read again."""

_MOST = 20
"""How many lists are kept: there is one of categories for each language that anybody names."""

T = TypeVar("T")


@dataclass(frozen=True)
class Region:
    """Where Medusa sells, in which currency (upper case), to which countries (alpha-2, upper case)."""

    id: str
    currency: str
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Category:
    """A product category."""

    id: str
    name: str
    handle: str


_MOST_SKUS = 1000
"""How many variants' SKUs are cached, those used last."""

_kept: dict[str, tuple[float, tuple[object, ...]]] = {}
_skus: OrderedDict[str, tuple[float, str | None]] = OrderedDict()


def forget() -> None:
    """Drop what was kept, so that the next use reads again."""
    _kept.clear()
    _skus.clear()


def regions(medusa: Medusa) -> tuple[Region, ...]:
    """Give all regions (GET /store/regions)."""

    def read() -> tuple[Region, ...]:
        query = {"fields": "id,currency_code,countries.iso_2", "limit": 200}
        return tuple(
            Region(
                id=region["id"],
                currency=region["currency_code"].upper(),
                countries=tuple(country["iso_2"].upper() for country in region.get("countries") or []),
            )
            for region in medusa.get("regions", query=query).get("regions") or []
        )

    return _keep("regions", read)


def categories(medusa: Medusa) -> tuple[Category, ...]:
    """Give all public categories (GET /store/product-categories), named in the caller's language."""

    def read() -> tuple[Category, ...]:
        answer = medusa.get("product-categories", query={"fields": "id,name,handle", "limit": 1000})
        found = answer.get("product_categories") or []
        return tuple(Category(entry["id"], entry["name"], entry["handle"]) for entry in found)

    name = f"categories {medusa.locale}"
    while len(_kept) >= _MOST and name not in _kept:
        others = [known for known in _kept if known.startswith("categories")]
        _kept.pop(others[0], None)
    return _keep(name, read)


def type_ids(medusa: Medusa) -> tuple[tuple[str, str], ...]:
    """Give all product types as (id, value in upper case), not translated (GET /store/product-types)."""

    def read() -> tuple[tuple[str, str], ...]:
        query = {"fields": "id,value", "limit": 1000}
        answer = medusa.get("product-types", query=query, translated=False)
        return tuple((entry["id"], entry["value"].upper()) for entry in answer.get("product_types") or [])

    return _keep("types", read)


def sku_of(medusa: Medusa, variant_id: str) -> str | None:
    """Return a variant's SKU (GET /store/product-variants/{id}), None when it has none.

    Raises
    ------
    NotFoundError
        The shop does not sell it: it is not published, or in no sales channel of our key.
    """
    read_at, sku = _skus.get(variant_id, (0.0, None))
    if not 0 <= time.time() - read_at < MAX_AGE:
        variant = medusa.get("product-variants", variant_id, query={"fields": "id,sku"})["variant"]
        read_at, sku = time.time(), variant.get("sku")
    _skus[variant_id] = (read_at, sku)
    _skus.move_to_end(variant_id)
    while len(_skus) > _MOST_SKUS:
        _skus.popitem(last=False)
    return sku


def region_for(medusa: Medusa, currency: str) -> Region | None:
    """Find a currency's region: the configured default where it fits, else the first that sells in it."""
    fitting = [region for region in regions(medusa) if region.currency == currency]
    preferred = settings.store().default_region_id
    return next((region for region in fitting if region.id == preferred), fitting[0] if fitting else None)


def _keep(name: str, read: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
    read_at, kept = _kept.get(name, (0.0, ()))
    if kept and 0 <= time.time() - read_at < MAX_AGE:
        return kept  # type: ignore[return-value]
    fresh = reads_medusa(read)()
    _kept[name] = (time.time(), fresh)
    return fresh
