"""The records of a customer's assets and services, their owner proven: Medusa's plugin shows everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

from commerce.errors import Detail, NotFoundError, NotSupportedError
from commerce.mappers import resources as mapper
from commerce.medusa.ownership import my_id, owner_deleted
from commerce.medusa.transport.client import Json, Medusa

PAGE = 1000
"""How many records a call reads."""
_IDS_A_CALL = 100
"""How many ids fit into a URL."""

Kind = Literal["assets", "service-instances"]
KEYS: dict[Kind, str] = {"assets": "assets", "service-instances": "serviceInstances"}
NAMES: dict[Kind, str] = {"assets": "Asset", "service-instances": "Service"}

_OF_BOTH = ["id", "name", "status", "totals"]
_OF_BOTH += [f"product_variant.{field}" for field in ("id", "sku", "product_id")]
_OF_BOTH += [f"product_variant.product.{field}" for field in ("id", "title", "description")]
_OF_BOTH += ["product_variant.prices.amount", "product_variant.prices.currency_code"]
_OF_ASSETS = [*_OF_BOTH, "serial_number", "end_of_warranty_date", "address", "confirmation"]
_OF_SERVICES = [
    *_OF_BOTH,
    "payment_type",
    "start_date",
    "end_date",
    "cancelled_at",
    *(f"assets.{field}" for field in [*_OF_ASSETS, "customer_id", "customer.id"]),
]
_OWNED = ["customer_id", "customer.id", "created_at", "updated_at"]
FIELDS: dict[Kind, str] = {
    "assets": ",".join(_OF_ASSETS + _OWNED),
    "service-instances": ",".join(_OF_SERVICES + _OWNED),
}
"""What the mappers, the filters and the proof of the owner read.

O2S's own plugin returns all fields, whatever is requested.
"""

_HISTORY = ["id", "event", "at", "actor_type", "order_id", "product_variant_id", "payment_type"]
_HISTORY += ["period_start", "period_end"]
WITH_HISTORY = ",".join([FIELDS["service-instances"], *(f"history.{field}" for field in _HISTORY)])
"""The same of one service, with what became of it."""


def with_own_assets(medusa: Medusa, services: list[Json]) -> list[Json]:
    """Return services with those of their assets that are the caller's: one may be another customer's by now.

    O2S's own plugin does not return the owners of a service's assets: they are read by id, one more call.
    """
    me = my_id(medusa)
    linked = [asset for row in services for asset in row.get("assets") or [] if asset]
    mine = {asset["id"]: asset for asset in linked if mapper.owner(asset) == me}
    unproven = [asset["id"] for asset in linked if "customer_id" not in asset and "customer" not in asset]
    mine |= {asset["id"]: asset for asset in _assets(medusa, unproven) if mapper.owner(asset) == me}

    def own(row: Json) -> list[Json]:
        # Medusa returns them in any order.
        ids = sorted(asset["id"] for asset in row.get("assets") or [] if asset)
        return [mine[asset_id] for asset_id in ids if asset_id in mine]

    return [row | {"assets": own(row)} for row in services]


def own_records(medusa: Medusa, kind: Kind) -> list[Json]:
    """Read all records of a kind that are the caller's.

    O2S's own plugin returns the assets of all customers: they are filtered here, and if they take more than a
    page, the caller's are read by the ids that the customer's record has.
    """
    me = my_id(medusa)

    def read(offset: int, limit: int) -> Json:
        query = {"customerId": me, "limit": limit, "offset": offset, "fields": FIELDS[kind]}
        return medusa.admin_get(kind, query=query)

    first = read(0, PAGE)
    rows, size = list(first[KEYS[kind]]), int(first.get("limit") or PAGE)
    offsets = range(size, int(first.get("count") or 0), size)
    if kind == "assets" and offsets and any(row and mapper.owner(row) != me for row in rows):
        customer = medusa.admin_get("customers", me, query={"fields": "assets.id"})["customer"]
        rows, offsets = _assets(medusa, [asset["id"] for asset in customer["assets"] if asset]), range(0)
    for answer in medusa.gather(*[partial(read, offset, size) for offset in offsets]):
        rows += answer[KEYS[kind]]
    rows = [row for row in rows if row and mapper.owner(row) == me]
    if any(not row.get("customer") for row in rows):
        raise owner_deleted(medusa, NAMES[kind].lower())
    return rows


def _assets(medusa: Medusa, ids: Sequence[str]) -> list[Json]:
    """Read assets by id, of any owner; more than fit into a URL are read in parallel."""
    unique = list(dict.fromkeys(ids))
    chunks = [unique[start : start + _IDS_A_CALL] for start in range(0, len(unique), _IDS_A_CALL)]
    queries = [{"id[]": chunk, "limit": len(chunk), "fields": FIELDS["assets"]} for chunk in chunks]
    answers = medusa.gather(*[partial(medusa.admin_get, "assets", query=query) for query in queries])
    return [row for answer in answers for row in answer["assets"] if row]


def require_status(assets: list[Json], path: str) -> None:
    """Refuse what needs the status of assets where the plugin stores none; ``path`` asked for it."""
    if any("status" not in row for row in assets):
        message = "The assets & services plugin in Medusa stores no status of assets: leave out status"
        raise NotSupportedError(message, details=(Detail(path, message),))


def own_record(medusa: Medusa, kind: Kind, record_id: str) -> Json:
    """Read one of the caller's records; `NotFoundError` for another customer's."""
    me = my_id(medusa)
    name = NAMES[kind]
    try:
        fields = FIELDS[kind] if kind == "assets" else WITH_HISTORY
        answer = medusa.admin_get(kind, record_id, query={"fields": fields})
    except NotFoundError:
        raise NotFoundError(f"{name} {record_id} was not found") from None
    # Not there for FEATURED: Medusa's routes ignore case, and that one returns something else.
    row: Json = answer.get("asset" if kind == "assets" else "serviceInstance") or {}
    if mapper.owner(row) != me:
        raise NotFoundError(f"{name} {record_id} was not found")
    if not row.get("customer"):
        raise owner_deleted(medusa, name.lower())
    return row
