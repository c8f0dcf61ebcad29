"""Addresses, Medusa's into the contract's and back; a round trip loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.models.common import Address
from commerce.models.customers import AddressChange, CustomerAddress
from commerce.reading import reads_medusa

_FIELDS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "company_name": "company",
    "street_name": "address_1",
    "street_number": "address_2",
    "city": "city",
    "postal_code": "postal_code",
    "phone": "phone",
}
_EXTRA = {"tax_id": "taxId", "apartment": "apartment", "district": "district", "email": "email"}


@reads_medusa
def address(medusa: Mapping[str, Any] | None) -> Address | None:
    """Map a Medusa address; None when there is none, or none that a parcel would find.

    Medusa gives a cart in a region of one country an address that is that country and nothing else.
    """
    if not isinstance(medusa, Mapping) or not _text(medusa, "country_code") or not _text(medusa, "address_1"):
        return None
    return _address(medusa)


_NEEDED = {
    "country": "country_code",
    "streetName": "address_1",
    "city": "city",
    "postalCode": "postal_code",
}
"""What a parcel needs to arrive: the same parts as an address of a request must have."""


@reads_medusa
def missing_parts(medusa: Mapping[str, Any]) -> list[str]:
    """Return the contract's names of the fields that an address in Medusa lacks for a delivery."""
    return [part for part, theirs in _NEEDED.items() if not _text(medusa, theirs)]


def _address(medusa: Mapping[str, Any]) -> Address:
    extra = medusa.get("metadata")
    extra = extra if isinstance(extra, Mapping) else {}
    return Address(
        first_name=_text(medusa, "first_name"),
        last_name=_text(medusa, "last_name"),
        company_name=_text(medusa, "company"),
        tax_id=_text(extra, "taxId"),
        country=(_text(medusa, "country_code") or "").upper(),
        district=_text(extra, "district"),
        region=_text(medusa, "province"),
        street_name=_text(medusa, "address_1") or "",
        street_number=_text(medusa, "address_2"),
        apartment=_text(extra, "apartment"),
        city=_text(medusa, "city") or "",
        postal_code=_text(medusa, "postal_code") or "",
        email=_text(extra, "email"),
        phone=_text(medusa, "phone"),
    )


def _text(thing: Mapping[str, Any], field: str) -> str | None:
    value = thing.get(field)
    return value.strip() or None if isinstance(value, str) else None


def medusa_address(ours: AddressChange) -> dict[str, Any]:
    """Map what ``ours`` names into a Medusa address; an empty text takes a part away.

    Medusa has no field for taxId, apartment, district and email: they live in the address's metadata.
    """
    named = ours.model_dump(exclude_unset=True)
    body = {theirs: named[field] or "" for field, theirs in _FIELDS.items() if field in named}
    if named.get("country"):
        body["country_code"] = named["country"].lower()
    if "region" in named:
        body["province"] = named["region"] or ""
    extra = {theirs: named[field] or "" for field, theirs in _EXTRA.items() if field in named}
    if extra:
        body["metadata"] = extra
    return body


@reads_medusa
def customer_address(medusa: Mapping[str, Any]) -> CustomerAddress:
    """Map an address that a customer saved; one that never got a country has an empty one."""
    full_name = " ".join(part for part in (_text(medusa, "first_name"), _text(medusa, "last_name")) if part)
    return CustomerAddress(
        id=medusa["id"],
        customer_id=medusa["customer_id"],
        label=_text(medusa, "address_name") or full_name or None,
        is_default=bool(medusa.get("is_default_shipping") or medusa.get("is_default_billing")),
        address=_address(medusa),
        created_at=medusa["created_at"],
        updated_at=medusa["updated_at"],
    )
