"""Routes 35–40 through the gateway: a customer's assets and services."""

from __future__ import annotations

from typing import Any

import pytest

from local.shop import ADDRESS, Shop


def test_assets_are_the_callers_own_with_their_own_variant(
    anna: Shop, ben: Shop, seed: dict[str, Any]
) -> None:
    for number, shop in enumerate((anna, ben)):
        answer = shop.get("/resources/assets", query={"limit": 100})
        shown = {asset["id"] for asset in answer.body["data"]}
        assert shown >= set(seed["customers"][number]["assets"])  # other tests may register more
        assert not shown & set(seed["customers"][1 - number]["assets"])
        assert answer.body["total"] == len(answer.body["data"])
        for asset in answer.body["data"]:
            assert asset["__typename"] == "Asset"
            assert asset["serialNo"]
            assert asset["product"]["price"]["value"] > 0
            assert shop.get(f"/resources/assets/{asset['id']}").body == asset
    drill = next(
        a
        for a in anna.get("/resources/assets", query={"limit": 100}).body["data"]
        if a["serialNo"] == "CD-2024-0001"
    )
    assert drill["product"]["sku"] == "CORDLESS-DRILL-18V-RED"
    assert drill["endOfWarranty"]
    assert drill["address"]["country"] == "PL"


def test_services_are_the_callers_own_with_contract_and_assets(
    anna: Shop, ben: Shop, seed: dict[str, Any]
) -> None:
    for number, shop in enumerate((anna, ben)):
        answer = shop.get("/resources/services", query={"limit": 100})
        assert {entry["id"] for entry in answer.body["data"]} >= set(seed["customers"][number]["services"])
        for service in answer.body["data"]:
            assert service["__typename"] == "Service"
            assert service["contract"]["price"]["value"] > 0
            assert service["product"]["type"] == "VIRTUAL"
            alone = shop.get(f"/resources/services/{service['id']}").body
            assert isinstance(alone.pop("history"), list)
            assert alone == service
    every = anna.get("/resources/services", query={"limit": 100}).body["data"]
    linked = [asset for service in every for asset in service["assets"]]
    assert {asset["id"] for asset in linked} <= set(seed["customers"][0]["assets"])
    assert linked


@pytest.mark.parametrize("kind", ["assets", "services"])
def test_another_customers_are_not_there(anna: Shop, ben: Shop, seed: dict[str, Any], kind: str) -> None:
    for thing in seed["customers"][0][kind]:
        assert ben.get(f"/resources/{kind}/{thing}").status == 404
        assert ben.get(f"/resources/{kind}/{thing}").body == {
            "statusCode": 404,
            "error": "Not Found",
            "code": "not_found",
            "message": f"{'Asset' if kind == 'assets' else 'Service'} {thing} was not found",
        }
    assert anna.get(f"/resources/{kind}/none").status == 404


def test_filters_sort_and_pages(anna: Shop) -> None:
    assets = anna.get("/resources/assets", query={"sort": "serialNo_ASC"}).body["data"]
    assert [a["serialNo"] for a in assets] == sorted(a["serialNo"] for a in assets)
    second = anna.get("/resources/assets", query={"sort": "serialNo_ASC", "limit": 1, "offset": 1}).body
    assert (second["data"], second["total"]) == (assets[1:2], len(assets))
    for status in ("ACTIVE", "INACTIVE", "RETIRED"):
        found = anna.get("/resources/assets", query={"status": status}).body
        assert {a["status"] for a in found["data"]} == {status}
    assert anna.get("/resources/assets", query={"type": "VIRTUAL"}).body == {"data": [], "total": 0}
    assert anna.get("/resources/assets", query={"type": "PHYSICAL"}).body["total"] == len(assets)
    assert anna.get("/resources/assets", query={"dateTo": "2020-01-01"}).body["total"] == 0
    services = anna.get("/resources/services", query={"limit": 100}).body["data"]
    for status in ("ACTIVE", "EXPIRED", "INACTIVE"):
        found = anna.get("/resources/services", query={"status": status, "limit": 100}).body["data"]
        assert {s["id"] for s in found} == {s["id"] for s in services if s["contract"]["status"] == status}
    in_category = anna.get("/resources/services", query={"category": "featured services"}).body
    assert in_category["total"] == len(services)
    assert anna.get("/resources/services", query={"category": "none"}).body == {"data": [], "total": 0}
    for kind in ("assets", "services"):
        assert anna.get(f"/resources/{kind}", query={"sort": "price_ASC"}).status == 400
        assert anna.get(f"/resources/{kind}", query={"limit": -1}).status == 400


def test_compatible_services_have_real_prices(anna: Shop, ben: Shop) -> None:
    drill = next(
        a
        for a in anna.get("/resources/assets", query={"limit": 100}).body["data"]
        if a["serialNo"] == "CD-2024-0001"
    )
    path = f"/resources/assets/{drill['id']}/compatible-services"
    euros, dollars = anna.get(path), anna.get(path, headers={"x-currency": "USD"})
    assert euros.body["total"] == len(euros.body["data"]) > 0
    assert {entry["price"]["currency"] for entry in dollars.body["data"]} == {"USD"}
    assert all(entry["price"]["value"] > 0 and entry["name"] for entry in euros.body["data"])
    assert ben.get(path).status == 404


def test_featured_is_no_id_and_has_prices(guest: Shop, anna: Shop) -> None:
    for shop in (guest, anna):
        answer = shop.get("/resources/services/featured", headers={"x-currency": "USD"})
        assert answer.status == 200
        assert answer.body["total"] == len(answer.body["data"]) > 0
        assert all(entry["price"]["value"] > 0 for entry in answer.body["data"])
        assert {entry["price"]["currency"] for entry in answer.body["data"]} == {"USD"}


def test_a_customer_with_nothing_has_empty_lists(newcomer: Shop) -> None:
    for path in ("/resources/assets", "/resources/services", "/orders", "/customers/addresses"):
        answer = newcomer.get(path)
        assert (answer.status, answer.body) == (200, {"data": [], "total": 0}), path


def test_a_service_is_bought_with_an_address_and_a_page_to_return_to(
    newcomer: Shop, seed: dict[str, Any]
) -> None:
    service = next(product for product in seed["products"] if product["handle"] == "calibration")
    path = f"/resources/{service['variants'][0]['id']}/purchase"
    assert newcomer.post(path, {}).body["code"] == "address_missing"
    hosted = {"paymentProviderId": "pp_hosted_hosted", "returnUrl": "http://localhost/ok"}
    waits = newcomer.post(path, {"billingAddress": ADDRESS} | hosted)
    assert (waits.status, waits.body["code"]) == (409, "payment_action_required")
    assert waits.body["paymentRedirectUrl"]
    saved = newcomer.post("/customers/addresses", {"address": ADDRESS | {"city": "Potsdam"}}).body["id"]
    bought = newcomer.post(path, {"billingAddressId": saved, "paymentProviderId": "pp_system_default"})
    assert bought.expect(201)["order"]["billingAddress"]["city"] == "Potsdam"
