"""Lists of products: the plugin's where there is one, else Medusa's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from aws_lambda_powertools import Logger

from commerce.errors import BadRequestError
from commerce.mappers.facets import facets, suggestion
from commerce.mappers.products import DisplayOptions, find_variant, listed_product, summarised_product
from commerce.mappers.rows import mapped_rows
from commerce.medusa import product_cache, products, reference_data
from commerce.medusa.price_order import ids_by_price
from commerce.medusa.product_filter import PART, ProductFilter, plugin_query
from commerce.medusa.product_names import search_query
from commerce.medusa.products import (
    LIST_FIELDS,
    MEDUSAS_LIST,
    PLUGINS_LIST,
    SORT_COLUMNS,
    SUMMARY_FIELDS,
)
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.products import (
    Facets,
    Product,
    ProductPage,
    ProductSummary,
    Suggestions,
    SummaryPage,
)
from commerce.paging import medusa_order

Entry = TypeVar("Entry", Product, ProductSummary)

logger = Logger(child=True)


def list_products(
    medusa: Medusa, wanted: ProductFilter, options: DisplayOptions
) -> ProductPage | SummaryPage:
    """List products; ``total`` is the number that match and can be shown.

    By the plugin's own list where there is one (GET /store/storefront/products), else by Medusa's
    (GET /store/products). A product that cannot be sold (no SKU, no price in the currency) is left out by the
    plugin; without it here, where ``total`` still counts it.

    Raises
    ------
    BadRequestError
        ``sort`` names a field that Medusa cannot sort by, or the range of prices is empty.
    NotSupportedError
        Medusa's own list cannot be filtered so, and there is no other.
    """
    order = medusa_order(wanted.sort, SORT_COLUMNS)
    if wanted.min_price and wanted.max_price is not None and wanted.max_price < wanted.min_price:
        raise BadRequestError("Must not be less than minPrice", path="query.maxPrice")
    categories = _category_ids(medusa, wanted.categories)
    if wanted.categories and not categories and not wanted.facets:
        return _page(medusa, wanted, options, [], 0)
    market = products.market(medusa, options)
    if wanted.needs_plugin or plugin.has(PART):
        query = plugin_query(wanted, categories or list(wanted.categories), options.currency)
        return _listed(medusa, query | market, wanted, order, options, PLUGINS_LIST)
    matching = _matching(medusa, wanted, categories)
    if matching is None:
        return _page(medusa, wanted, options, [], 0)
    query = matching | market
    medusa.sellable_in = options.currency.lower()
    if order in {"price", "-price"}:
        return _by_price(medusa, query, wanted, options)
    return _listed(medusa, query, wanted, order, options, MEDUSAS_LIST)


def _listed(
    medusa: Medusa,
    query: dict[str, Any],
    wanted: ProductFilter,
    order: str | None,
    options: DisplayOptions,
    path: tuple[str, ...],
) -> ProductPage | SummaryPage:
    start, end = wanted.offset, wanted.offset + wanted.limit
    if wanted.ids and not order:  # in the order of the ids, so all of them are read
        query |= {"limit": len(wanted.ids), "offset": 0}
    else:
        query |= {"limit": wanted.limit, "offset": wanted.offset} | ({"order": order} if order else {})
        start, end = 0, wanted.limit
    answer = _read(medusa, query, wanted, path)
    found = answer["products"]
    if wanted.ids and not order:
        found.sort(key=lambda product: wanted.ids.index(product["id"]))
    shown = facets(answer["facets"], options.currency) if wanted.facets else None
    return _page(medusa, wanted, options, found[start:end], answer["count"], shown)


def _read(medusa: Medusa, query: dict[str, Any], wanted: ProductFilter, path: tuple[str, ...]) -> Json:
    """Read a page of products with what is shown of them."""
    if wanted.is_summary:
        return medusa.get(*path, query=query | {"fields": SUMMARY_FIELDS})
    if wanted.chooses_variants or wanted.facets:
        return medusa.get(*path, query=query | {"fields": LIST_FIELDS})
    return product_cache.read_page(medusa, query, LIST_FIELDS, path)


def suggestions(medusa: Medusa, q: str, options: DisplayOptions) -> Suggestions:
    """List products whose name is being typed (GET /store/storefront/products/suggestions).

    Raises
    ------
    NotSupportedError
        Medusa has no such list without the plugin.
    """
    query = {"q": q, "region_id": products.market(medusa, options)["region_id"]}
    found = medusa.get(*PLUGINS_LIST, "suggestions", query=query)["products"]
    return Suggestions(data=mapped_rows(found, suggestion, "suggestion"))


def _by_price(
    medusa: Medusa, query: dict[str, Any], wanted: ProductFilter, options: DisplayOptions
) -> ProductPage | SummaryPage:
    ids = ids_by_price(medusa, query, options, descending=wanted.sort == "price_DESC")
    page = ids[wanted.offset : wanted.offset + wanted.limit]
    if not page:
        return _page(medusa, wanted, options, [], len(ids))
    whole = {"id[]": page, "limit": len(page), **products.market(medusa, options)}
    found = _read(medusa, whole, wanted, MEDUSAS_LIST)["products"]
    found.sort(key=lambda product: page.index(product["id"]))
    return _page(medusa, wanted, options, found, len(ids))


def _page(
    medusa: Medusa,
    wanted: ProductFilter,
    options: DisplayOptions,
    rows: list[Json],
    total: int,
    filters: Facets | None = None,
) -> ProductPage | SummaryPage:
    """Map the rows of a page, each product seen through the variant that was chosen, if one was."""
    are_chosen = wanted.chooses_variants
    if wanted.is_summary:
        summaries = _entries(rows, options, summarised_product, are_chosen=are_chosen)
        return SummaryPage(data=summaries, total=total, facets=filters)
    options = products.placed(medusa, rows, options)
    entries = _entries(rows, options, listed_product, are_chosen=are_chosen)
    return ProductPage(data=entries, total=total, facets=filters)


def _entries(
    rows: list[Json],
    options: DisplayOptions,
    mapped: Callable[[Json, DisplayOptions, Mapping[str, Any] | None], Entry | None],
    *,
    are_chosen: bool,
) -> list[Entry]:
    def entry(product: Json) -> Entry | None:
        variant = find_variant(product, product["shown_variant_id"]) if are_chosen else None
        shown = mapped(product, options, variant)
        if shown is None:
            logger.warning("A product without a SKU or a price is left out", product=product.get("id"))
        return shown

    return mapped_rows(rows, entry, "product")


def _category_ids(medusa: Medusa, wanted: Sequence[str]) -> list[str]:
    """Return the ids of the public categories that are named by name, handle or id, and of those below."""
    if not wanted:
        return []
    names = {name.strip().casefold() for name in wanted}

    def named(one: reference_data.Category) -> set[str]:
        return names & {one.name.strip().casefold(), one.handle.casefold(), one.id.casefold()}

    known = reference_data.with_all(
        partial(reference_data.categories, medusa), lambda known: names == set().union(*map(named, known))
    )
    found = [one.id for one in known if named(one)]
    for parent in found:  # grows while it is read, a category at most once
        found += [one.id for one in known if one.parent_id == parent and one.id not in found]
    return found


def _matching(medusa: Medusa, wanted: ProductFilter, categories: list[str]) -> dict[str, Any] | None:
    """Build Medusa's query; None when nothing can match."""
    query: dict[str, Any] = {}
    if wanted.q:
        query |= search_query(wanted.q)
    if categories:
        query["category_id[]"] = categories
    if wanted.ids:
        query["id[]"] = list(wanted.ids)
    if len(wanted.types) == 1:
        is_virtual = "VIRTUAL" in wanted.types

        def fitting_of(types: tuple[tuple[str, str], ...]) -> list[str]:
            return [type_id for type_id, value in types if (value == "VIRTUAL") == is_virtual]

        fitting = fitting_of(reference_data.with_all(partial(reference_data.type_ids, medusa), fitting_of))
        if not is_virtual:
            # A product without a type is physical; Medusa reads `null` as none.
            query["$or[0][type_id]"] = "null"
            query["$or[1][type_id][]"] = fitting or ["null"]
        elif fitting:
            query["type_id[]"] = fitting
        else:
            return None
    return query
