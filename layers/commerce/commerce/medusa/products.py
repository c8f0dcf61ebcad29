"""The product catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from commerce import settings
from commerce.errors import BadRequestError, NotFoundError
from commerce.mappers.products import (
    DisplayOptions,
    detailed_product,
    find_variant,
    listed_product,
    seo_of,
)
from commerce.mappers.rows import mapped_rows
from commerce.medusa import reference_data
from commerce.medusa.product_filter import PART
from commerce.medusa.product_names import exactly, named_query, named_query_of_plugin
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.products import Product
from commerce.paging import sorted_rows

_PRICE = "variants.calculated_price"
PRICE_FIELDS = (
    f"{_PRICE}.currency_code,{_PRICE}.calculated_price,"
    f"{_PRICE}.calculated_amount,{_PRICE}.calculated_amount_with_tax,{_PRICE}.is_calculated_price_tax_inclusive,"
    f"{_PRICE}.original_amount,{_PRICE}.original_amount_with_tax,{_PRICE}.is_original_price_tax_inclusive,type_id"
)
"""Prices of variants, and the product's type, by which Medusa finds their tax."""

# With all columns of the variants: by name the Store API does not return variant_rank.
LIST_FIELDS = (
    "id,title,handle,description,subtitle,thumbnail,images.id,images.url,images.rank,type.value,*categories,"
    "tags.value,options.id,options.title,updated_at,*variants,variants.inventory_quantity,*variants.options,"
    f"{PRICE_FIELDS}"
)
SUMMARY_FIELDS = (
    "id,title,handle,thumbnail,images.id,images.url,images.rank,updated_at,*variants,"
    f"variants.inventory_quantity,{PRICE_FIELDS}"
)
DETAIL_FIELDS = f"{LIST_FIELDS},weight,height,width,length,material,origin_country,hs_code,mid_code"
PAGE_FIELDS = f"{DETAIL_FIELDS},metadata"
"""Of a single product; its metadata has the texts for search engines."""

SORT_COLUMNS = {"createdAt": "created_at", "updatedAt": "updated_at", "title": "title", "name": "title"}
SORT_COLUMNS |= {"price": "price"}
"""Medusa has no column for the price, as it depends on region and customer: lists are sorted by it here."""

MEDUSAS_LIST: tuple[str, ...] = ("products",)
PLUGINS_LIST: tuple[str, ...] = ("storefront", "products")

_IDS_A_CALL = 100
"""So many ids fit into a URL."""


def display_options(
    currency: str | None = None, base_path: str | None = None, country: str | None = None
) -> DisplayOptions:
    """Return how to show products; without a currency or base path, as the shop's settings say."""
    shop = settings.store()
    path = shop.products_base_path if base_path is None else base_path.rstrip("/")
    return DisplayOptions(currency or shop.default_currency, path, country.upper() if country else None)


def get_product(medusa: Medusa, id_or_handle: str, variant: str | None, options: DisplayOptions) -> Product:
    """Get a product by id or handle in one Medusa call.

    Seen through ``variant`` (an id or a slug), or through its first variant for sale when there is no such
    variant for sale (any more): a link outlives what it leads to. The product's ``variantId`` says which.

    Raises
    ------
    NotFoundError
        There is no such product, or no variant of it has a SKU and a price in the currency.
    """
    query = _priced(medusa, options, PAGE_FIELDS)
    if plugin.has(PART):
        path, named = PLUGINS_LIST, named_query_of_plugin(id_or_handle)
    else:
        path, named = MEDUSAS_LIST, named_query(id_or_handle)
    found = exactly(medusa.get(*path, query=query | named)["products"], id_or_handle)
    product = _page_of(medusa, found, variant, options) if found else None
    if found is None or product is None:
        raise NotFoundError(f"There is no product {id_or_handle} for sale in {options.currency}")
    return product.model_copy(update={"seo": seo_of(found)})


def _page_of(medusa: Medusa, found: Json, variant: str | None, options: DisplayOptions) -> Product | None:
    """Map a product, seen through a variant or else its first one for sale; None when it has none."""
    options = placed(medusa, [found], options)
    chosen = find_variant(found, variant) if variant else None
    return (detailed_product(found, options, chosen) if chosen else None) or detailed_product(found, options)


def placed(medusa: Medusa, rows: Sequence[Json], options: DisplayOptions) -> DisplayOptions:
    """Return the options with the public categories that products are in, and those above them."""
    wanted = {
        category["id"]
        for row in rows
        for category in row.get("categories") or []
        if not category.get("is_internal") and category.get("is_active") is not False
    }
    return replace(options, categories=reference_data.categories_by_id(medusa, wanted))


def products_of_variants(
    medusa: Medusa,
    variants: Sequence[tuple[str, str]],
    options: DisplayOptions,
    *,
    order: str | None = None,
    detailed: bool = False,
    with_categories: bool = False,
) -> list[Product]:
    """Fetch the products of (product id, variant id) pairs in one Store call, each seen through its variant.

    In the order of the pairs, or sorted by a column when ``order`` names one. Products that are not for
    sale are left out.
    """
    if not variants:
        return []
    ids = list(dict.fromkeys(product_id for product_id, _ in variants))
    fields = DETAIL_FIELDS if detailed else LIST_FIELDS
    query: dict[str, Any] = _priced(medusa, options, fields)
    if order:
        query |= {"order": order, "fields": f"{fields},{order.removeprefix('-')}"}
    products = _products_by_id(medusa, ids, query)
    if order and len(ids) > _IDS_A_CALL:  # else Medusa has sorted them
        products = sorted_rows(products, order)
    return seen_through(
        medusa, products, variants, options, order=order, detailed=detailed, with_categories=with_categories
    )


def seen_through(
    medusa: Medusa,
    products: Sequence[Json],
    variants: Sequence[tuple[str, str]],
    options: DisplayOptions,
    *,
    order: str | None = None,
    detailed: bool = False,
    with_categories: bool = False,
) -> list[Product]:
    """Map products, each seen through its variant; those not for sale are left out.

    In the order of the (product id, variant id) pairs, or of the products when ``order`` sorted them.
    """
    if with_categories:
        options = placed(medusa, products, options)
    found = {product["id"]: product for product in products}
    if order:
        ranks = {product_id: rank for rank, product_id in enumerate(found)}
        variants = sorted(variants, key=lambda pair: ranks.get(pair[0], len(ranks)))
    mapped = detailed_product if detailed else listed_product

    def entry(pair: tuple[str, str]) -> Product | None:
        product = found.get(pair[0])
        variant = find_variant(product, pair[1]) if product else None
        return mapped(product, options, variant) if product and variant else None

    return mapped_rows(variants, entry, "product")


def list_query(medusa: Medusa, options: DisplayOptions) -> dict[str, str]:
    """Return the query of listed products with prices; `BadRequestError` when no region sells."""
    return _priced(medusa, options, LIST_FIELDS)


def detail_query(medusa: Medusa, options: DisplayOptions) -> dict[str, str]:
    """Return the query of a product's details with prices; `BadRequestError` when no region sells."""
    return _priced(medusa, options, DETAIL_FIELDS)


def _products_by_id(medusa: Medusa, ids: list[str], query: dict[str, Any]) -> list[Json]:
    """Read products by id; more than fit into a URL are read in parallel."""
    chunks = [ids[start : start + _IDS_A_CALL] for start in range(0, len(ids), _IDS_A_CALL)]
    path = PLUGINS_LIST if plugin.has(PART) else MEDUSAS_LIST
    calls = [
        partial(medusa.get, *path, query=query | {"id[]": chunk, "limit": len(chunk)}) for chunk in chunks
    ]
    return [product for answer in medusa.gather(*calls) for product in answer["products"]]


def _priced(medusa: Medusa, options: DisplayOptions, fields: str) -> dict[str, str]:
    """Return the query for ``fields`` with prices."""
    return {"fields": fields, **market(medusa, options)}


def market(medusa: Medusa, options: DisplayOptions) -> dict[str, str]:
    """Return the query for prices: the region's, and with the tax of the country if one is known.

    Raises
    ------
    BadRequestError
        No region sells in the currency, or none that does has the country.
    """
    region = reference_data.region_for(medusa, options.currency, options.country)
    if region is None and reference_data.region_for(medusa, options.currency):
        message = f"No region that sells in {options.currency} delivers to {options.country}"
        raise BadRequestError(message, path="query.country", code="country_not_in_region")
    if region is None:
        message = f"No region sells in {options.currency}"
        raise BadRequestError(message, path="header.x-currency", code="region_missing")
    country = options.country or (region.countries[0] if len(region.countries) == 1 else None)
    return {"region_id": region.id} | ({"country_code": country.lower()} if country else {})
