"""The caller's own address book (Store API, the caller's own token)."""

from __future__ import annotations

import secrets
from typing import Any

from commerce.errors import NotFoundError, UnauthorizedError, UpstreamError
from commerce.mappers.addresses import customer_address, medusa_address
from commerce.mappers.rows import mapped_rows
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.common import ListOf
from commerce.models.customers import CreateAddress, CustomerAddress, UpdateAddress

_FIELDS = (
    "id,customer_id,address_name,is_default_shipping,is_default_billing,created_at,updated_at,first_name,"
    "last_name,company,country_code,province,address_1,address_2,city,postal_code,phone,metadata"
)
_NESTED = ",".join(f"addresses.{name}" for name in _FIELDS.split(","))
_MARK = "ref"
"""The key in an address's metadata by which the one just created is known among its twins."""


def list_addresses(medusa: Medusa, limit: int, offset: int) -> ListOf[CustomerAddress]:
    """List the caller's addresses (GET /store/customers/me/addresses)."""
    query: dict[str, Any] = {"fields": _FIELDS, "limit": limit, "offset": offset, "order": "id"}
    answer = _my(medusa).get("customers", "me", "addresses", query=query)
    data = mapped_rows(answer["addresses"], customer_address, "address")
    return ListOf(data=data, total=answer["count"])


def get_address(medusa: Medusa, address_id: str) -> CustomerAddress:
    """Get one of the caller's addresses; `NotFoundError` for another customer's."""
    return customer_address(_read(medusa, address_id))


def create_address(medusa: Medusa, wanted: CreateAddress) -> CustomerAddress:
    """Save an address, as a new one even when an identical one is there."""
    mark = secrets.token_hex(8)
    body = medusa_address(wanted.address) | _label_and_default(wanted)
    body["metadata"] = body.get("metadata", {}) | {_MARK: mark}
    answer = _my(medusa).post("customers", "me", "addresses", body=body, query={"fields": f"id,{_NESTED}"})
    for entry in _entries(answer):
        if (entry.get("metadata") or {}).get(_MARK) == mark:
            return customer_address(entry)
    raise UpstreamError


def update_address(medusa: Medusa, address_id: str, wanted: UpdateAddress) -> CustomerAddress:
    """Change what ``wanted`` names of one of the caller's addresses; Medusa merges its metadata."""
    body = _label_and_default(wanted)
    if wanted.address:
        body |= medusa_address(wanted.address)
    return _write(medusa, address_id, body)


def make_default(medusa: Medusa, address_id: str) -> CustomerAddress:
    """Set one of the caller's addresses as default for shipping and billing."""
    return _write(medusa, address_id, {"is_default_shipping": True, "is_default_billing": True})


def delete_address(medusa: Medusa, address_id: str) -> None:
    """Delete one of the caller's addresses; `NotFoundError` when it is not there."""
    try:
        _my(medusa).delete("customers", "me", "addresses", address_id)
    except NotFoundError:
        raise _not_there(address_id) from None


def saved_addresses(medusa: Medusa, wanted: dict[str, str]) -> dict[str, Json]:
    """Read several of the caller's addresses in one call: field of the request → address id.

    Raises
    ------
    NotFoundError
        One of them is not the caller's.
    """
    query: dict[str, Any] = {"fields": _FIELDS, "limit": 1000}
    answer = _my(medusa).get("customers", "me", "addresses", query=query)
    mine = {entry["id"]: entry for entry in answer["addresses"]}
    for address_id in wanted.values():
        if address_id not in mine:
            raise _not_there(address_id)
    return {field: mine[address_id] for field, address_id in wanted.items()}


def _write(medusa: Medusa, address_id: str, body: Json) -> CustomerAddress:
    path = ("customers", "me", "addresses", address_id)
    try:
        answer = _my(medusa).post(*path, body=body, query={"fields": f"id,{_NESTED}"})
    except NotFoundError:
        raise _not_there(address_id) from None
    for entry in _entries(answer):
        if entry["id"] == address_id:
            return customer_address(entry)
    raise _not_there(address_id)


def _read(medusa: Medusa, address_id: str) -> Json:
    try:
        answer = _my(medusa).get("customers", "me", "addresses", address_id, query={"fields": _FIELDS})
    except NotFoundError:
        raise _not_there(address_id) from None
    address: Json = answer["address"]
    return address


def _label_and_default(wanted: CreateAddress | UpdateAddress) -> Json:
    body: Json = {}
    if "label" in wanted.model_fields_set:
        body["address_name"] = wanted.label or ""
    if wanted.is_default is not None:
        body |= {"is_default_shipping": wanted.is_default, "is_default_billing": wanted.is_default}
    return body


def _entries(answer: Json) -> list[Json]:
    return (answer.get("customer") or {}).get("addresses") or []


def _not_there(address_id: str) -> NotFoundError:
    return NotFoundError(f"Address {address_id} was not found")


def _my(medusa: Medusa) -> Medusa:
    if not medusa.caller.is_customer:
        raise UnauthorizedError
    return medusa
