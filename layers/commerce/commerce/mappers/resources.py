"""Assets and services of the plugin into the contract's (contract: Asset, Service)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.mappers.addresses import address
from commerce.mappers.money import maybe_price
from commerce.models.common import Price
from commerce.models.products import Product
from commerce.models.resources import (
    Asset,
    AssetStatus,
    Contract,
    ContractStatus,
    PaymentPeriod,
    Service,
)
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]

_ASSET_STATUSES: dict[str, AssetStatus] = {
    "ACTIVE": "ACTIVE",
    "INACTIVE": "INACTIVE",
    "RETIRED": "RETIRED",
}
_CONTRACT_STATUSES: dict[str, ContractStatus] = {
    "ACTIVE": "ACTIVE",
    "EXPIRED": "EXPIRED",
    "INACTIVE": "INACTIVE",
    "RETIRED": "INACTIVE",
}
_PERIODS: dict[str, PaymentPeriod] = {
    "ONE_TIME": "ONE_TIME",
    "MONTHLY": "MONTHLY",
    "YEARLY": "YEARLY",
    "WEEKLY": "WEEKLY",
}


@reads_medusa
def owner(record: MedusaJson) -> str | None:
    """Give the id of the customer to whom an asset or a service belongs."""
    return (record.get("customer") or {}).get("id") or record.get("customer_id")


@reads_medusa
def variant_of(record: MedusaJson) -> tuple[str, str] | None:
    """Give (product id, variant id) of what an asset or a service is; None when it is not told."""
    variant = record.get("product_variant") or {}
    product_id = variant.get("product_id") or (variant.get("product") or {}).get("id")
    return (product_id, variant["id"]) if product_id and variant.get("id") else None


@reads_medusa
def product_of(record: MedusaJson, products: Mapping[str, Product]) -> Product | None:
    """Find what an asset or a service is among ``products``, by variant id."""
    pair = variant_of(record)
    return products.get(pair[1]) if pair else None


@reads_medusa
def shown_product(record: MedusaJson, products: Mapping[str, Product]) -> Product | None:
    """Give what an asset or a service is as it is shown: as it is sold now, else as it was bought."""
    return product_of(record, products) or _former_product(record)


@reads_medusa
def asset_status(record: MedusaJson) -> AssetStatus | None:
    """Map an asset's status."""
    return _ASSET_STATUSES.get(str(record.get("status") or "").upper())


@reads_medusa
def contract_status(record: MedusaJson) -> ContractStatus:
    """Map a service's status; one that is not known counts as active."""
    return _CONTRACT_STATUSES.get(str(record.get("status") or "").upper(), "ACTIVE")


@reads_medusa
def asset(record: MedusaJson, product: Product | None) -> Asset:
    """Map an asset; ``product`` is what it is, as it is sold now."""
    return Asset(
        id=record["id"],
        model=record.get("name") or None,
        serial_no=record.get("serial_number") or None,
        status=asset_status(record),
        product=product or _former_product(record),
        address=address(record.get("address")),
        end_of_warranty=record.get("end_of_warranty_date") or None,
    )


@reads_medusa
def service(record: MedusaJson, product: Product | None, products: Mapping[str, Product]) -> Service:
    """Map a service instance; its contract is the instance itself, its assets are found in ``products``."""
    return Service(
        id=record["id"],
        product=product or _former_product(record),
        contract=Contract(
            id=record["id"],
            status=contract_status(record),
            start_date=record["start_date"],
            end_date=record.get("end_date") or None,
            payment_period=_PERIODS.get(str(record.get("payment_type") or "").upper()),
            price=_paid(record),
        ),
        assets=[asset(entry, product_of(entry, products)) for entry in record.get("assets") or [] if entry],
    )


def _paid(record: MedusaJson) -> Price | None:
    totals = record.get("totals") or {}
    currency = str(totals.get("currency") or "").upper()
    return maybe_price(totals.get("total_price") or {}, "value", currency) if currency else None


def _former_product(record: MedusaJson) -> Product | None:
    """Show what is no longer sold by what the plugin remembers of it, at the price that was paid."""
    variant = record.get("product_variant") or {}
    product, paid = variant.get("product") or {}, _paid(record)
    if not product.get("id") or not product.get("title") or not variant.get("sku") or paid is None:
        return None
    return Product(
        id=product["id"],
        sku=variant["sku"],
        name=product["title"],
        description=product.get("description") or "",
        variant_id=variant["id"],
        price=paid,
        link="",
        type="VIRTUAL" if "start_date" in record else "PHYSICAL",  # a service, or a thing
        category="",
    )
