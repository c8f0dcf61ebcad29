"""Routes 1–3: the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from aws_lambda_powertools import Logger

from commerce import settings
from commerce.errors import BadRequestError, NotFoundError
from commerce.mappers.products import View, detailed_product, find_variant, listed_product
from commerce.medusa import known_products, lookups
from commerce.medusa.client import Json, Medusa
from commerce.models.common import ListOf
from commerce.models.products import Product, ProductType, ReferenceType
from commerce.paging import medusa_order, sorted_rows

_VARIANT_FIELDS = (
    "variants.id,variants.title,variants.sku,variants.manage_inventory,variants.allow_backorder,"
    "variants.inventory_quantity,*variants.options,variants.calculated_price.calculated_amount"
)
_LIST_FIELDS = (
    "id,title,handle,description,subtitle,thumbnail,images.url,type.value,*categories,tags.value,"
    + _VARIANT_FIELDS
)
_DETAIL_FIELDS = (
    _LIST_FIELDS
    + ",weight,height,width,length,material,origin_country,hs_code,mid_code,options.id,options.title,"
    + ",".join(
        f"variants.{name}"
        for name in [
            "weight",
            "height",
            "width",
            "length",
            "material",
            "origin_country",
            "hs_code",
            "mid_code",
        ]
    )
)
SORT_COLUMNS = {"createdAt": "created_at", "updatedAt": "updated_at", "title": "title", "name": "title"}

_IDS_A_CALL = 100
"""So many ids fit into a URL."""

logger = Logger(child=True)


@dataclass(frozen=True)
class ProductFilter:
    """Which products, in which order (query of route 1)."""

    limit: int = 12
    offset: int = 0
    type: ProductType | None = None
    category: str | None = None
    q: str | None = None
    sort: str | None = None


@dataclass(frozen=True)
class Shown:
    """How to show products: in ``currency`` (None: the shop's default), links below ``base_path``."""

    currency: str | None = None
    base_path: str | None = None

    def view(self) -> View:
        """Fill in the shop's settings."""
        shop = settings.store()
        path = shop.products_base_path if self.base_path is None else self.base_path.rstrip("/")
        return View(currency=self.currency or shop.default_currency, base_path=path)


def list_products(medusa: Medusa, wanted: ProductFilter, shown: Shown) -> ListOf[Product]:
    """List products (GET /store/products); ``total`` is the number that match.

    A product that cannot be sold (no SKU, no price in the currency) is left out of ``data`` and logged.

    Raises
    ------
    BadRequestError
        ``sort`` names a field that Medusa cannot sort by.
    """
    view = shown.view()
    query = _matching(medusa, wanted)
    if query is None:
        return ListOf(data=[], total=0)
    query |= {"limit": wanted.limit, "offset": wanted.offset, "region_id": _region_id(medusa, view)}
    answer = known_products.read_page(medusa, query, _LIST_FIELDS)
    return ListOf(data=_entries(answer["products"], view), total=answer["count"])


def get_product(medusa: Medusa, id_or_handle: str, variant: str | None, shown: Shown) -> Product:
    """Get a product by id or handle, seen through ``variant`` (an id or a slug), in one Medusa call.

    Raises
    ------
    NotFoundError
        There is no such product or variant for sale here, or it has no price in the currency.
    """
    view = shown.view()
    key = "id" if id_or_handle.startswith("prod_") else "handle"
    query = {key: id_or_handle, "limit": 1} | _priced(medusa, view, _DETAIL_FIELDS)
    found = medusa.get("products", query=query)["products"]
    if not found:
        raise NotFoundError(f"Product {id_or_handle} was not found")
    chosen = find_variant(found[0], variant) if variant else None
    if variant and chosen is None:
        raise NotFoundError(f"Product {id_or_handle} has no variant {variant}")
    product = detailed_product(found[0], view, chosen)
    if product is None:
        raise NotFoundError(f"Product {id_or_handle} is not for sale in {view.currency}")
    return product


def related_products(
    medusa: Medusa,
    product_id: str,
    variant_id: str,
    reference: ReferenceType | None,
    page: ProductFilter,
    shown: Shown,
) -> ListOf[Product]:
    """List what a variant refers to: one Admin call of the plugin, one Store call for all the products.

    Raises
    ------
    NotFoundError
        There is no such variant.
    NotSupportedError
        The Medusa server has no plugin for product references.
    """
    view = shown.view()
    order = medusa_order(page.sort, SORT_COLUMNS)
    query: dict[str, str | int] = {"limit": 1000}
    if reference:
        query["referenceType"] = reference.value
    try:
        answer = medusa.admin_get("products", product_id, "variants", variant_id, "references", query=query)
    except NotFoundError:
        raise NotFoundError(f"Product {product_id} has no variant {variant_id}") from None
    targets = [_target(entry) for entry in answer.get("productReferences") or []]
    entries = products_of_variants(medusa, [target for target in targets if target], view, order=order)
    return ListOf(data=entries[page.offset : page.offset + page.limit], total=len(entries))


def products_of_variants(
    medusa: Medusa,
    variants: Sequence[tuple[str, str]],
    view: View,
    *,
    order: str | None = None,
    detailed: bool = False,
) -> list[Product]:
    """Fetch the products of (product id, variant id) pairs in one Store call, each seen through its variant.

    In the order of the pairs, or sorted by a column when ``order`` names one. What nobody sells is left out.
    """
    if not variants:
        return []
    ids = list(dict.fromkeys(product_id for product_id, _ in variants))
    fields = _DETAIL_FIELDS if detailed else _LIST_FIELDS
    query: dict[str, Any] = _priced(medusa, view, fields)
    if order:
        query |= {"order": order, "fields": f"{fields},{order.removeprefix('-')}"}
    products = _products_by_id(medusa, ids, query)
    if order and len(ids) > _IDS_A_CALL:  # else Medusa has sorted them
        products = sorted_rows(products, order)
    found = {product["id"]: product for product in products}
    if order:
        ranks = {product_id: rank for rank, product_id in enumerate(found)}
        variants = sorted(variants, key=lambda pair: ranks.get(pair[0], len(ranks)))
    mapped = detailed_product if detailed else listed_product
    entries = (
        mapped(found[product_id], view, variant)
        for product_id, variant_id in variants
        if product_id in found and (variant := find_variant(found[product_id], variant_id))
    )
    return [entry for entry in entries if entry]


def _products_by_id(medusa: Medusa, ids: list[str], query: dict[str, Any]) -> list[Json]:
    """Read products by id; more than a URL takes are read side by side."""
    chunks = [ids[start : start + _IDS_A_CALL] for start in range(0, len(ids), _IDS_A_CALL)]
    calls = [
        partial(medusa.get, "products", query=query | {"id[]": chunk, "limit": len(chunk)})
        for chunk in chunks
    ]
    return [product for answer in medusa.side_by_side(*calls) for product in answer["products"]]


def _target(reference: Json) -> tuple[str, str] | None:
    variant = reference.get("targetProduct") or {}
    product_id = variant.get("product_id") or (variant.get("product") or {}).get("id")
    return (product_id, variant["id"]) if product_id and variant.get("id") else None


def _entries(products: list[Json], view: View) -> list[Product]:
    entries = []
    for product in products:
        entry = listed_product(product, view)
        if entry is None:
            logger.warning("A product without a SKU or a price is left out", product=product.get("id"))
        else:
            entries.append(entry)
    return entries


def _priced(medusa: Medusa, view: View, fields: str) -> dict[str, str]:
    """Ask for ``fields`` with prices."""
    return {"fields": fields, "region_id": _region_id(medusa, view)}


def _region_id(medusa: Medusa, view: View) -> str:
    """Find the region whose prices are shown: Medusa knows a price only where a region sells in it."""
    region = lookups.region_for(medusa, view.currency)
    if region is None:
        raise BadRequestError(f"No region sells in {view.currency}", path="header.x-currency")
    return region.id


def _matching(medusa: Medusa, wanted: ProductFilter) -> dict[str, Any] | None:
    """Make Medusa's query; None when nothing can match."""
    query: dict[str, Any] = {}
    if wanted.q:
        query["q"] = wanted.q
    if order := medusa_order(wanted.sort, SORT_COLUMNS):
        query["order"] = order
    if wanted.category:
        name = wanted.category.casefold()
        ids = [
            category.id
            for category in lookups.categories(medusa)
            if name in {category.name.casefold(), category.handle.casefold(), category.id.casefold()}
        ]
        if not ids:
            return None
        query["category_id[]"] = ids
    if wanted.type:
        types = lookups.type_ids(medusa)
        fitting = [type_id for type_id, value in types if (value == "VIRTUAL") == (wanted.type == "VIRTUAL")]
        if wanted.type == "PHYSICAL":
            # A product without a type is physical; Medusa reads the word null as none.
            query["$or[0][type_id]"] = "null"
            query["$or[1][type_id][]"] = fitting or ["null"]
        elif fitting:
            query["type_id[]"] = fitting
        else:
            return None
    return query
