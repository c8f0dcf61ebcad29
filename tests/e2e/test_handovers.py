"""An asset or a service that an operator hands to another customer takes nothing of the other one along."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.shop import Shop
from local.tokens import token_with
from tests.support.medusa import Medusa

Make = Callable[[int], tuple[str, str]]


@pytest.fixture(scope="module")
def owners(addresses: dict[str, str], medusa: Medusa) -> list[tuple[Shop, str]]:
    """Two customers of these tests' own, each with the id in Medusa."""
    found = []
    for _ in range(2):
        email = f"owner-{secrets.token_hex(4)}@lab.local"
        shop = Shop(addresses["gateway"], token_with(addresses, email))
        found.append((shop, medusa.as_customer(shop, "GET", "customers/me")[1]["customer"]["id"]))
    return found


@pytest.fixture
def make(medusa: Medusa, owners: list[tuple[Shop, str]], drill: dict[str, Any]) -> Make:
    """Create an asset and a service of one customer's, the one under the other; their ids."""
    variant = drill["variants"][0]["id"]

    def create(number: int) -> tuple[str, str]:
        owner = owners[number][1]
        serial = f"SECRET-{secrets.token_hex(4)}"
        address = {"address_1": "Ring 1", "city": "Bonn", "postal_code": "53111", "country_code": "de"}
        asset = {
            "serial_number": serial,
            "customer_id": owner,
            "product_variant_id": variant,
            "address": address,
        }
        made = medusa.admin("POST", "assets", asset)[1]["asset"]["id"]
        answer = medusa.admin("POST", "service-instances", service_of(owner, variant, [made]))[1]
        return made, answer["serviceInstance"]["id"]

    return create


def service_of(owner: str, variant: str, assets: list[str]) -> dict[str, Any]:
    return {
        "payment_type": "MONTHLY",
        "start_date": "2026-01-01",
        "totals": {"currency": "eur", "total_price": {"value": 5}},
        "product_variant_id": variant,
        "customer_id": owner,
        "assets": assets,
    }


def linked(medusa: Medusa, service: str) -> list[str]:
    found = medusa.admin("GET", f"service-instances/{service}")[1]["serviceInstance"]["assets"]
    return [asset["id"] for asset in found]


@pytest.mark.parametrize("handed", ["asset", "service"])
def test_a_hand_over_unlinks(medusa: Medusa, owners: list[tuple[Shop, str]], make: Make, handed: str) -> None:
    asset, service = make(0)
    (first, _), (second, other) = owners
    path = f"assets/{asset}" if handed == "asset" else f"service-instances/{service}"

    assert medusa.admin("PATCH", path, {"name": "same owner"})[0] == 200
    assert linked(medusa, service) == [asset]
    assert medusa.admin("PATCH", path, {"customer_id": other})[0] == 200

    assert linked(medusa, service) == []
    holder = first if handed == "asset" else second
    shown = holder.get(f"/resources/services/{service}")
    assert shown.status == 200
    assert asset not in json.dumps(shown.body)


def test_a_hand_over_to_the_services_owner_keeps_the_link(
    medusa: Medusa, owners: list[tuple[Shop, str]], make: Make
) -> None:
    asset, service = make(0)
    assert medusa.admin("PATCH", f"assets/{asset}", {"customer_id": owners[0][1]})[0] == 200
    assert linked(medusa, service) == [asset]


def test_an_asset_goes_under_no_strangers_service(
    medusa: Medusa, owners: list[tuple[Shop, str]], drill: dict[str, Any], make: Make
) -> None:
    asset, service = make(0)
    foreign, _ = make(1)
    assert medusa.admin("POST", f"service-instances/{service}/assets/{foreign}/link", {})[0] == 400
    body = service_of(owners[0][1], drill["variants"][0]["id"], [asset, foreign])
    assert medusa.admin("POST", "service-instances", body)[0] == 400
    assert linked(medusa, service) == [asset]


def test_concurrent_links_and_transfers_leave_no_other_asset(
    medusa: Medusa, owners: list[tuple[Shop, str]], make: Make
) -> None:
    (first, service), (second, _) = make(0), make(0)
    calls: list[tuple[str, str, Any]] = []
    for turn in range(3):
        to, back = owners[turn % 2][1], owners[(turn + 1) % 2][1]
        calls += [("PATCH", f"assets/{asset}", {"customer_id": to}) for asset in (first, second)]
        calls += [
            ("POST", f"service-instances/{service}/assets/{asset}/link", {}) for asset in (first, second)
        ]
        calls += [("PATCH", f"service-instances/{service}", {"customer_id": back})]
    with ThreadPoolExecutor(6) as threads:
        statuses = {answer[0] for answer in threads.map(lambda call: medusa.admin(*call), calls)}
    assert statuses <= {200, 400}
    fields = "id,customer_id,assets.id,assets.customer_id"
    found = medusa.admin("GET", f"service-instances/{service}?fields={fields}")[1]["serviceInstance"]
    assert {asset["customer_id"] for asset in found["assets"]} <= {found["customer_id"]}
