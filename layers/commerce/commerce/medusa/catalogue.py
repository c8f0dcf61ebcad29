"""What a storefront's menus are made of: regions, languages, categories, collections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from commerce import settings
from commerce.errors import NotFoundError, NotSupportedError
from commerce.ids import spellings
from commerce.mappers import catalogue as mapper
from commerce.mappers.rows import mapped_rows
from commerce.medusa import reference_data
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.catalogue import Category, Collection, Locale, Region
from commerce.models.common import ListOf

_REGION_FIELDS = (
    "id,name,currency_code,countries.iso_2,countries.display_name,"
    "payment_providers.id,payment_providers.is_enabled"
)
_CATEGORY_FIELDS = "id,name,handle,description,rank,parent_category_id"
_COLLECTION_FIELDS = "id,title,handle"


def list_regions(medusa: Medusa) -> ListOf[Region]:
    """List the regions (GET /store/regions), each with its countries and payment providers."""
    answer = medusa.get("regions", query={"fields": _REGION_FIELDS, "limit": 200, "order": "name"})
    data = mapped_rows(answer["regions"], partial(mapper.region, rule_of=settings.provider_rule), "region")
    return ListOf(data=data, total=len(data))


def list_locales(medusa: Medusa) -> ListOf[Locale]:
    """List the languages that the shop's texts are translated into (GET /store/locales).

    None when translations are switched off in Medusa, which has no such route then.
    """
    try:
        found = medusa.get("locales")["locales"] or []
    except NotSupportedError:
        found = []
    data = mapped_rows(found, mapper.locale, "locale")
    return ListOf(data=data, total=len(data))


def list_categories(medusa: Medusa, currency: str | None) -> ListOf[Category]:
    """List the public and active categories as a tree; ``total`` is the number of the topmost."""
    tree = _tree(medusa, currency)
    return ListOf(data=tree, total=len(tree))


def get_category(medusa: Medusa, id_or_handle: str, currency: str | None) -> Category:
    """Get a category with those below it; `NotFoundError` when it is not there, or not shown."""
    found = list(_flat(_tree(medusa, currency)))
    for name in spellings(id_or_handle):
        for category in found:
            if name in {category.id, category.handle}:
                return category
    raise NotFoundError(f"Category {id_or_handle} was not found")


def list_collections(medusa: Medusa, limit: int, offset: int) -> ListOf[Collection]:
    """List the collections by title (GET /store/collections)."""
    query: dict[str, Any] = {"fields": _COLLECTION_FIELDS, "limit": limit, "offset": offset, "order": "title"}
    answer = medusa.get("collections", query=query)
    data = mapped_rows(answer["collections"], mapper.collection, "collection")
    return ListOf(data=data, total=answer["count"])


def get_collection(medusa: Medusa, id_or_handle: str) -> Collection:
    """Get a collection by id or handle in one call (GET /store/collections)."""
    names = spellings(id_or_handle)
    query = {
        "$or[0][id]": id_or_handle,
        "$or[1][handle][]": names,
        "fields": _COLLECTION_FIELDS,
        "limit": 1 + len(names),
    }
    rows: list[Json] = medusa.get("collections", query=query)["collections"]
    for key, name in [("id", id_or_handle), *(("handle", name) for name in names)]:
        for row in rows:
            if row.get(key) == name:
                return mapper.collection(row)
    raise NotFoundError(f"Collection {id_or_handle} was not found")


def _tree(medusa: Medusa, currency: str | None) -> list[Category]:
    rows, counts = medusa.both(
        lambda: reference_data.read_all(medusa, "product-categories", _CATEGORY_FIELDS),
        lambda: _counts(medusa, currency or settings.store().default_currency),
    )
    return mapper.category_tree(rows, counts)


def _counts(medusa: Medusa, currency: str) -> dict[str, int] | None:
    """Read how many products of each category are for sale, which only the bundle's plugin counts."""
    region = reference_data.region_for(medusa, currency)
    if region is None:
        return None
    query = {"currency_code": currency.lower(), "region_id": region.id}
    try:
        return dict(medusa.get("storefront", "category-counts", query=query)["counts"])
    except NotSupportedError:
        return None


def _flat(tree: Iterable[Category]) -> Iterator[Category]:
    for category in tree:
        yield category
        yield from _flat(category.children)
