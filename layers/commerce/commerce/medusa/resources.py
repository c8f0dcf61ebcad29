"""A customer's assets and services, and the services that are offered.

The bundle's plugin returns the caller's own records, with their products. Without its part they come through
the Admin API of an assets & services plugin, which shows everybody's; so each record's owner is proven
(`resource_records`), whatever the plugin filters by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aws_lambda_powertools import Logger

from commerce.errors import ConflictError, NotFoundError, NotSupportedError, UpstreamError
from commerce.mappers import resources as mapper
from commerce.mappers.products import DisplayOptions
from commerce.mappers.rows import mapped_rows
from commerce.medusa import offers, reference_data
from commerce.medusa.products import detail_query, products_of_variants, seen_through
from commerce.medusa.resource_records import (
    KEYS,
    NAMES,
    PAGE,
    Kind,
    own_record,
    own_records,
    require_status,
    with_own_assets,
)
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.common import ListOf
from commerce.models.products import Product, ProductType
from commerce.models.resources import Asset, AssetStatus, ContractStatus, Service
from commerce.paging import date_range, is_within, medusa_order, sorted_rows

_PRODUCT_NAME = "product.name"
"""The name that is shown, which Medusa's rows do not have: the products are read first."""

ASSET_SORT = {
    "id": "id",
    "name": _PRODUCT_NAME,
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "model": "name",
    "serialNo": "serial_number",
    "status": "status",
    "endOfWarranty": "end_of_warranty_date",
}
SERVICE_SORT = {
    "id": "id",
    "name": _PRODUCT_NAME,
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "startDate": "start_date",
    "endDate": "end_date",
    "status": "status",
}

logger = Logger(child=True)

_LISTS: dict[Kind, tuple[str, str]] = {"assets": ("assets", "created_at")}
_LISTS |= {"service-instances": ("services", "start_date")}
"""The plugin's list of each kind, and the date that it is filtered by."""
_Found = tuple[list[Json], dict[str, Product], int]
"""A page's records, what they are by variant id, and how many match."""


@dataclass(frozen=True)
class ResourceFilter:
    """Which of the caller's assets or services; dates are inclusive.

    Dates are of an asset's creation and of a service's start; type and category are the product's. Of several
    types, categories or statuses a record has one.
    """

    limit: int = 10
    offset: int = 0
    type: Sequence[ProductType] = ()
    category: Sequence[str] = ()
    status: Sequence[AssetStatus | ContractStatus] = ()
    date_from: datetime | None = None
    date_to: datetime | None = None
    sort: str | None = None


def list_assets(medusa: Medusa, wanted: ResourceFilter, options: DisplayOptions) -> ListOf[Asset]:
    """List the caller's assets, newest first.

    The bundle's plugin filters, sorts and cuts them in the database and adds the page's products, in one
    request; without it one Admin call reads them all, and one Store call their products.

    A record that cannot be shown is left out of its page; ``total`` counts it, so that offsets hold.

    Raises
    ------
    NotSupportedError
        By status, which O2S's own plugin does not store of assets.
    """
    order = medusa_order(wanted.sort, ASSET_SORT) or "-created_at"
    page, products, total = _from_plugin(medusa, "assets", order, wanted, options) or _assets_from_admin(
        medusa, order, wanted, options
    )
    data = mapped_rows(page, lambda row: mapper.asset(row, products, options.currency), "asset")
    return ListOf(data=data, total=total)


def _assets_from_admin(medusa: Medusa, order: str, wanted: ResourceFilter, options: DisplayOptions) -> _Found:
    mine = own_records(medusa, "assets")
    if wanted.status or order.endswith("status"):
        require_status(mine, "query.status" if wanted.status else "query.sort")
    rows = [
        row
        for row in mine
        if (not wanted.status or mapper.asset_status(row) in wanted.status)
        and is_within(row, "created_at", wanted.date_from, wanted.date_to)
    ]
    return _page(medusa, rows, order, wanted, options)


def get_asset(medusa: Medusa, asset_id: str, options: DisplayOptions) -> Asset:
    """Get one of the caller's assets; `NotFoundError` for another customer's."""
    row, products = _one(medusa, "assets", asset_id, options)
    return mapper.asset(row, products, options.currency)


def compatible_services(medusa: Medusa, asset_id: str, options: DisplayOptions) -> ListOf[Product]:
    """List the services that fit one of the caller's assets, at the prices that a customer would pay.

    The bundle's plugin proves the owner and returns the products, too. Without it, the owner is proven in
    parallel with the lookup; a Store call then returns the products.
    """
    path = ("customers", "me", "assets", asset_id, "compatible-services")
    try:
        if found := offers.from_plugin(medusa, path, options):
            return ListOf(data=found.products, total=len(found.products))
    except NotFoundError:
        raise NotFoundError(f"Asset {asset_id} was not found") from None

    def fitting() -> list[Json] | UpstreamError:
        query = {"limit": PAGE}
        try:
            found = medusa.admin_get("assets", asset_id, "compatible-services", query=query)
        except UpstreamError as error:
            return error
        services: list[Json] = found["compatibleServices"]
        return services

    asset, services = medusa.both(lambda: own_record(medusa, "assets", asset_id), fitting)
    if isinstance(services, UpstreamError):
        # O2S's own plugin fails where the asset's variant was deleted: nothing fits.
        if mapper.variant_of(asset):
            raise services
        services = []
    return _offered(medusa, services, options)


def list_services(medusa: Medusa, wanted: ResourceFilter, options: DisplayOptions) -> ListOf[Service]:
    """List the caller's services, in the same requests as `list_assets`.

    A record that cannot be shown is left out of its page; ``total`` counts it, so that offsets hold.
    """
    order = medusa_order(wanted.sort, SERVICE_SORT) or "-created_at"
    found = _from_plugin(medusa, "service-instances", order, wanted, options)
    page, products, total = found or _services_from_admin(medusa, order, wanted, options)
    data = mapped_rows(page, lambda row: _shown_service(row, products, options), "service")
    return ListOf(data=data, total=total)


def _services_from_admin(
    medusa: Medusa, order: str, wanted: ResourceFilter, options: DisplayOptions
) -> _Found:
    rows = [
        row
        for row in own_records(medusa, "service-instances")
        if (not wanted.status or mapper.contract_status(row) in wanted.status)
        and is_within(row, "start_date", wanted.date_from, wanted.date_to)
    ]
    page, products, total = _page(medusa, rows, order, wanted, options)
    return with_own_assets(medusa, page), products, total


def _from_plugin(
    medusa: Medusa,
    kind: Kind,
    order: str,
    wanted: ResourceFilter,
    options: DisplayOptions,
    record_id: str | None = None,
) -> _Found | None:
    """Read a page, its products and the total in one request; None where Medusa's own routes must do.

    With ``record_id`` it is that record alone, a service with its history.

    The plugin proves the owner, also of a service's assets. It filters and sorts by names in the shop's own
    language only.
    """
    by_text = bool(wanted.category) or order.removeprefix("-") == _PRODUCT_NAME
    if not plugin.has(offers.PART) or (medusa.locale and by_text):
        return None
    if reference_data.region_for(medusa, options.currency) is None:  # an error only where there are products
        return None
    name, date = _LISTS[kind]
    query = detail_query(medusa, options)
    fields = {"product_fields": query.pop("fields"), **query}
    filters = {"status[]": wanted.status, "type[]": wanted.type, "category[]": wanted.category}
    page = {"limit": wanted.limit, "offset": wanted.offset, "order": order}
    page |= {"id": record_id} if record_id else {}
    dates = date_range(date, wanted.date_from, wanted.date_to)
    try:
        answer = medusa.get("customers", "me", "lists", name, query=fields | filters | page | dates)
    except NotSupportedError:  # the plugin is another one by now
        return None
    rows: list[Json] = answer[KEYS[kind]]
    products = seen_through(medusa, answer["products"], _variants_of(rows), options, detailed=True)
    return rows, _by_variant(products), answer["count"]


def get_service(medusa: Medusa, service_id: str, options: DisplayOptions) -> Service:
    """Get one of the caller's services.

    Raises
    ------
    NotFoundError
        It is not there, or another customer's.
    ConflictError
        Its price is not known.
    """
    row, products = _one(medusa, "service-instances", service_id, options)
    service = _shown_service(row, products, options)
    if service is None:
        raise ConflictError("This service cannot be shown, because its price is not known: contact the shop")
    return mapper.with_history(service, row)


def _one(
    medusa: Medusa, kind: Kind, record_id: str, options: DisplayOptions
) -> tuple[Json, dict[str, Product]]:
    """Read one of the caller's records, and its products: in one request, or by Medusa's own routes."""
    found = _from_plugin(medusa, kind, "-created_at", ResourceFilter(limit=1), options, record_id)
    if found is None:
        row = own_record(medusa, kind, record_id)
        [row] = with_own_assets(medusa, [row]) if kind == "service-instances" else [row]
        return row, products_of(medusa, [row], options)
    rows, products, _ = found
    if not rows:
        raise NotFoundError(f"{NAMES[kind]} {record_id} was not found")
    return rows[0], products


def _shown_service(row: Json, products: dict[str, Product], options: DisplayOptions) -> Service | None:
    service = mapper.service(row, products, options.currency)
    if service is None:
        logger.warning("A service without a known price is left out")
    return service


def featured_services(medusa: Medusa, options: DisplayOptions) -> ListOf[Product]:
    """List the services that the shop features, at the prices that a customer would pay.

    The bundle's plugin returns them with their products; without it these are a second call.
    """
    if found := offers.from_plugin(medusa, ("storefront", "featured-services"), options):
        return ListOf(data=found.products, total=len(found.products))
    return _offered(medusa, medusa.admin_get("service-instances", "featured")["featuredServices"], options)


def _offered(medusa: Medusa, variants: list[Json], options: DisplayOptions) -> ListOf[Product]:
    """Show variants that the plugin offers as the shop sells them, which the plugin does not know."""
    pairs = [mapper.variant_of({"product_variant": variant}) for variant in variants]
    entries = products_of_variants(medusa, [pair for pair in pairs if pair], options)
    return ListOf(data=entries, total=len(entries))


def _page(
    medusa: Medusa, rows: list[Json], order: str, wanted: ResourceFilter, options: DisplayOptions
) -> _Found:
    """Cut the requested page and fetch its products; by type, category or name needs all products first."""
    by_name = order.removeprefix("-") == _PRODUCT_NAME
    if not (wanted.type or wanted.category or by_name):
        rows = sorted_rows(rows, order)
        page = rows[wanted.offset : wanted.offset + wanted.limit]
        return page, products_of(medusa, page, options), len(rows)
    products = products_of(medusa, rows, options)
    found = [(row, mapper.shown_product(row, products, options.currency)) for row in rows]
    rows = [
        row | {_PRODUCT_NAME: product.name.casefold() if product else None}
        for row, product in found
        if _is_wanted(product, wanted)
    ]
    rows = sorted_rows(rows, order)
    return rows[wanted.offset : wanted.offset + wanted.limit], products, len(rows)


def products_of(medusa: Medusa, rows: list[Json], options: DisplayOptions) -> dict[str, Product]:
    """Fetch what the rows and their assets are, in one Store call: variant id → product seen through it."""
    return _by_variant(products_of_variants(medusa, _variants_of(rows), options, detailed=True))


def _variants_of(rows: list[Json]) -> list[tuple[str, str]]:
    things = [thing for row in rows for thing in (row, *(row.get("assets") or [])) if thing]
    return list(dict.fromkeys(pair for pair in map(mapper.variant_of, things) if pair))


def _by_variant(products: list[Product]) -> dict[str, Product]:
    return {product.variant_id: product for product in products if product.variant_id}


def _is_wanted(product: Product | None, wanted: ResourceFilter) -> bool:
    if not (wanted.type or wanted.category):
        return True
    if product is None:
        return False
    categories = [category.casefold() for category in wanted.category]
    return (not wanted.type or product.type in wanted.type) and (
        not categories or product.category.casefold() in categories
    )
