"""Assets, services and products as Medusa returns them, and what the bundle lists of them."""

from __future__ import annotations

from typing import Any

from commerce.mappers.products import DisplayOptions
from commerce.medusa import resources
from commerce.medusa.resources import ResourceFilter
from commerce.medusa.transport.client import Medusa

from tests.support.upstream import Upstream

PRODUCTS, ASSETS = "GET /store/products", "GET /admin/assets"
SHOWN = DisplayOptions("EUR")

Json = dict[str, Any]


def asset(number: int, owner: str = "cus_anna", **more: Any) -> Json:
    return {
        "id": f"asset_{number}",
        "name": f"Drill {number}",
        "serial_number": f"S-{9 - number}",
        "status": "ACTIVE",
        "created_at": f"2026-01-{number:02}T12:00:00.000Z",
        "customer": {"id": owner, "email": f"{owner}@lab.local"},
        "product_variant": {"id": f"v{number}", "product_id": f"prod_{number}"},
        **more,
    }


def service(number: int, owner: str = "cus_anna", **more: Any) -> Json:
    start = {"id": f"serv_{number}", "start_date": f"2026-02-{number:02}T00:00:00.000Z"}
    return asset(number, owner) | start | more


def product(number: int, kind: str = "PHYSICAL", category: str = "Tools") -> Json:
    price = {"currency_code": "eur", "calculated_amount": number}
    return {
        "id": f"prod_{number}",
        "title": f"Product {number}",
        "type": {"value": kind},
        "categories": [{"name": category}],
        "variants": [{"id": f"v{number}", "sku": f"SKU-{number}", "calculated_price": price}],
    }


def assets_of(anna: Medusa, shop: Upstream, rows: list[Json], **wanted: Any) -> tuple[list[str], int]:
    """Return the ids and the total of the assets that are listed of Medusa's rows."""
    shop.on(ASSETS, {"assets": rows, "count": len(rows), "limit": 1000})
    shop.on(PRODUCTS, {"products": [product(number) for number in range(1, 5)]})
    found = resources.list_assets(anna, ResourceFilter(**wanted), SHOWN)
    return [entry.id for entry in found.data], found.total
