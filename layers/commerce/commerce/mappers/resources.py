"""Assets and services of the plugin into the contract's (contract: Asset, Service)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from commerce.mappers.addresses import address
from commerce.mappers.money import amount_of, rounded
from commerce.mappers.rows import mapped_rows
from commerce.models.products import Product, ProductPrice
from commerce.models.resources import (
    Asset,
    AssetStatus,
    Contract,
    ContractStatus,
    PaymentPeriod,
    Service,
    ServiceEvent,
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
_CONFIRMATIONS: dict[str, Literal["PENDING", "CONFIRMED"]] = {"PENDING": "PENDING", "CONFIRMED": "CONFIRMED"}
_PERIODS: dict[str, PaymentPeriod] = {
    "ONE_TIME": "ONE_TIME",
    "MONTHLY": "MONTHLY",
    "YEARLY": "YEARLY",
    "WEEKLY": "WEEKLY",
}


@reads_medusa
def owner(record: MedusaJson) -> str | None:
    """Return the id of the customer to whom an asset or a service belongs."""
    return (record.get("customer") or {}).get("id") or record.get("customer_id")


@reads_medusa
def variant_of(record: MedusaJson) -> tuple[str, str] | None:
    """Return (product id, variant id) of what an asset or a service is; None when it is not known."""
    variant = record.get("product_variant") or {}
    product_id = variant.get("product_id") or (variant.get("product") or {}).get("id")
    return (product_id, variant["id"]) if product_id and variant.get("id") else None


@reads_medusa
def product_of(record: MedusaJson, products: Mapping[str, Product]) -> Product | None:
    """Find what an asset or a service is among ``products``, by variant id."""
    pair = variant_of(record)
    return products.get(pair[1]) if pair else None


@reads_medusa
def shown_product(record: MedusaJson, products: Mapping[str, Product], currency: str) -> Product | None:
    """Return what an asset or a service is as it is shown: as it is sold now, else as it was bought."""
    return product_of(record, products) or _former_product(record, _former_price(record, currency))


@reads_medusa
def asset_status(record: MedusaJson) -> AssetStatus | None:
    """Map an asset's status."""
    return _ASSET_STATUSES.get(str(record.get("status") or "").upper())


@reads_medusa
def contract_status(record: MedusaJson) -> ContractStatus:
    """Map a service's status; an unknown one counts as active, as a cancelled service does until its end."""
    status = _CONTRACT_STATUSES.get(str(record.get("status") or "").upper(), "ACTIVE")
    if status == "ACTIVE" and record.get("cancelled_at") and _is_past(record.get("end_date")):
        return "EXPIRED"
    return status


def _is_past(moment: object) -> bool:
    try:
        end = datetime.fromisoformat(str(moment))
    except ValueError:
        return False
    return (end if end.tzinfo else end.replace(tzinfo=UTC)) <= datetime.now(UTC)


@reads_medusa
def asset(record: MedusaJson, products: Mapping[str, Product], currency: str) -> Asset:
    """Map an asset; its product is found in ``products``, as they are sold now."""
    return Asset(
        id=record["id"],
        model=record.get("name") or "",
        serial_no=record.get("serial_number") or "",
        status=asset_status(record),
        confirmation=_CONFIRMATIONS.get(str(record.get("confirmation") or "").upper()),
        product=shown_product(record, products, currency),
        address=address(record.get("address")),
        end_of_warranty=record.get("end_of_warranty_date") or None,
    )


@reads_medusa
def service(record: MedusaJson, products: Mapping[str, Product], currency: str) -> Service | None:
    """Map a service instance; its contract is the instance itself, its assets are found in ``products``.

    The price is what was paid, else the product's price now, else the variant's in ``currency`` or, when it
    has none, in another one. None when no price is known, as of a deleted variant without a stored payment:
    it is never shown as 0.
    """
    product = product_of(record, products)
    price = _paid(record) or (product.price if product else _former_price(record, currency))
    if price is None:
        return None
    return Service(
        id=record["id"],
        product=product or _former_service(record, price),
        contract=Contract(
            id=record["id"],
            status=contract_status(record),
            start_date=record["start_date"],
            end_date=record.get("end_date") or "",
            payment_period=_PERIODS.get(str(record.get("payment_type") or "").upper()),
            price=price,
            cancelled_at=record.get("cancelled_at") or None,
        ),
        assets=mapped_rows(
            [entry for entry in record.get("assets") or [] if entry],
            lambda entry: asset(entry, products, currency),
            "asset",
        ),
    )


@reads_medusa
def with_history(shown: Service, record: MedusaJson) -> Service:
    """Add what became of a service, the oldest first; O2S's own plugin stores none of it."""
    if not isinstance(rows := record.get("history"), list):
        return shown
    rows = sorted((row for row in rows if row), key=lambda row: (str(row.get("at")), str(row.get("id"))))
    return shown.model_copy(update={"history": mapped_rows(rows, _event, "event of a service")})


def _event(row: MedusaJson) -> ServiceEvent:
    return ServiceEvent(
        event=row["event"],
        at=row["at"],
        by=row["actor_type"],
        order_id=row.get("order_id") or None,
        variant_id=row["product_variant_id"],
        payment_period=_PERIODS.get(str(row.get("payment_type") or "").upper()),
        start_date=row["period_start"],
        end_date=row.get("period_end") or "",
    )


def _paid(record: MedusaJson) -> ProductPrice | None:
    totals = record.get("totals")
    if not isinstance(totals, dict) or not isinstance(totals.get("total_price"), dict):
        return None
    currency = str(totals.get("currency") or "").upper()
    found = _price(totals["total_price"], "value", currency) if currency else None
    # Known of what was bought in the shop only, not of what the shop entered.
    if found is None or totals.get("tax_included") is not True:
        return found
    return found.model_copy(update={"tax_included": True, "gross_value": found.value})


def _price(thing: MedusaJson, field: str, currency: str) -> ProductPrice | None:
    amount = amount_of(thing, field)
    return None if amount is None else ProductPrice(value=rounded(amount, currency), currency=currency)


def _former_price(record: MedusaJson, currency: str) -> ProductPrice | None:
    """Return what was paid, else a price that the variant of something no longer sold still has."""
    listed = (record.get("product_variant") or {}).get("prices") or []
    prices = [
        found
        for entry in listed
        if entry and (code := str(entry.get("currency_code") or "").upper())
        if (found := _price(entry, "amount", code))
    ]
    preferred = [price for price in prices if price.currency == currency]
    return _paid(record) or next(iter(preferred + prices), None)


def _former_product(record: MedusaJson, price: ProductPrice | None) -> Product | None:
    """Show what is no longer sold by what the plugin remembers of it; None when that is too little."""
    if price is None:
        return None
    former = _former_service(record, price)
    if "start_date" in record:
        return former
    return former.model_copy(update={"type": "PHYSICAL"}) if former.name else None


def _former_service(record: MedusaJson, price: ProductPrice) -> Product:
    variant = record.get("product_variant") or {}
    product = variant.get("product") or {}
    return Product(
        id=product.get("id") or variant.get("product_id") or "",
        sku=variant.get("sku") or "",
        name=product.get("title") or record.get("name") or "",
        description=product.get("description") or "",
        variant_id=variant.get("id") or record.get("product_variant_id"),
        price=price,
        link="",
        type="VIRTUAL",
        category="",
    )
