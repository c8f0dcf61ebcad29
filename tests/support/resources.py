"""Assets, services and products as Medusa returns them."""

from __future__ import annotations

from typing import Any

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
