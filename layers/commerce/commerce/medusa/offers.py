"""Variants that are offered beside something else: what a variant refers to, and services."""

from __future__ import annotations

from typing import Any, NamedTuple

from commerce.errors import NotFoundError, NotSupportedError
from commerce.mappers.products import DisplayOptions, reference_type
from commerce.mappers.resources import variant_of
from commerce.mappers.rows import mapped_rows
from commerce.medusa import reference_data
from commerce.medusa.product_filter import ProductFilter
from commerce.medusa.product_names import find_ids, ids_of
from commerce.medusa.products import SORT_COLUMNS, list_query, products_of_variants, seen_through
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.common import ListOf
from commerce.models.products import Product, ReferenceType
from commerce.paging import medusa_order

PART = "asset-lists"
"""The plugin's part that reads assets, services and offers with their products."""

Pair = tuple[str, str]
"""A product's id and its variant's."""


class Offers(NamedTuple):
    """What is offered, and what it is in the shop."""

    rows: dict[Pair, Json]
    """By product and variant; one that is offered in several ways is there once, by the first."""
    products: list[Product]


def from_plugin(
    medusa: Medusa,
    path: tuple[str, ...],
    options: DisplayOptions,
    query: dict[str, Any] | None = None,
    *,
    order: str | None = None,
    with_categories: bool = False,
) -> Offers | None:
    """Read offers and their products in one request; None where Medusa's own routes must do."""
    if not plugin.has(PART) or reference_data.region_for(medusa, options.currency) is None:
        return None
    shown = list_query(medusa, options)
    fields = {"product_fields": shown.pop("fields"), **shown} | ({"product_order": order} if order else {})
    try:
        answer = medusa.get(*path, query=fields | (query or {}))
    except NotSupportedError:  # the plugin is another one by now
        return None
    rows: dict[Pair, Json] = {}
    for row in answer["offers"]:
        rows.setdefault((row["product_id"], row["variant_id"]), row)
    products = seen_through(
        medusa, answer["products"], list(rows), options, order=order, with_categories=with_categories
    )
    return Offers(rows, products)


def related_products(
    medusa: Medusa,
    product_id: str,
    variant_id: str,
    reference: ReferenceType | None,
    page: ProductFilter,
    options: DisplayOptions,
) -> ListOf[Product]:
    """List what a variant refers to: one request to the bundle's plugin.

    Without it, one Admin call of O2S's own plugin, and one Store call for all the products.

    Raises
    ------
    NotFoundError
        There is no such variant.
    NotSupportedError
        The Medusa server has no plugin for product references.
    """
    order = medusa_order(page.sort, SORT_COLUMNS)
    named = (product_id, variant_id)
    source = ids_of(medusa, *named)
    by_price = order in {"price", "-price"}
    column = None if by_price else order
    path = ("storefront", "variants", source[1], "references")
    query = {"product_id": source[0]} | ({"reference_type": reference.value} if reference else {})
    try:
        found = from_plugin(medusa, path, options, query, order=column, with_categories=True)
        rows, entries = found or _from_admin(medusa, named, source, reference, options, column)
    except NotFoundError:
        raise NotFoundError(f"Product {source[0]} has no variant {source[1]}") from None
    if by_price:
        entries = sorted(entries, key=lambda entry: entry.price.value, reverse=order == "-price")
    page_of = [
        entry.model_copy(update={"reference_type": reference_type(rows[entry.id, entry.variant_id or ""])})
        for entry in entries[page.offset : page.offset + page.limit]
    ]
    return ListOf(data=page_of, total=len(entries))


def _from_admin(
    medusa: Medusa,
    named: Pair,
    source: Pair,
    reference: ReferenceType | None,
    options: DisplayOptions,
    order: str | None,
) -> Offers:
    query: dict[str, str | int] = {"limit": 1000}
    if reference:
        query["referenceType"] = reference.value
    path = ("products", source[0], "variants", source[1], "references")
    references = medusa.admin_get(*path, query=query).get("productReferences") or []
    if not references and source == named and not plugin.has("assets-services"):
        find_ids(medusa, *source)  # O2S's own plugin lists nothing for a variant that is not there

    def target(row: Json) -> Pair | None:
        return variant_of({"product_variant": row.get("targetProduct")})

    rows: dict[Pair, Json] = {}
    for row in references:
        for pair in mapped_rows([row], target, "product reference"):
            rows.setdefault(pair, row)
    return Offers(rows, products_of_variants(medusa, list(rows), options, order=order, with_categories=True))
