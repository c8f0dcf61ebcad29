"""A customer's assets and services by the plugin's own lists: filtered, sorted and paged in the database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from commerce.errors import NotFoundError
from commerce.mappers.products import DisplayOptions
from commerce.medusa import resources
from commerce.medusa.resource_records import Kind
from commerce.medusa.resources import ResourceFilter
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Medusa

from tests.support.resources import ASSETS, SHOWN, asset, assets_of, product, service
from tests.support.upstream import Upstream

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("kind", "name", "key", "date"),
    [
        ("assets", "assets", "assets", "created_at"),
        ("service-instances", "services", "serviceInstances", "start_date"),
    ],
)
def test_the_plugins_list_is_one_request(
    anna: Medusa, shop: Upstream, kind: Kind, name: str, key: str, date: str
) -> None:
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso,asset-lists")
    route = f"GET /store/customers/me/lists/{name}"
    row = service(2, assets=[asset(1)]) if kind == "service-instances" else asset(2)
    shop.on(route, {key: [row], "products": [product(1), product(2)], "count": 9})
    wanted = ResourceFilter(
        limit=1,
        offset=3,
        type=["PHYSICAL"],
        category=["Nuts, bolts"],
        status=["ACTIVE"],
        date_from=datetime(2026, 1, 1, tzinfo=UTC),
        sort="name_DESC",
    )
    lists: Any = resources.list_assets if kind == "assets" else resources.list_services
    found = lists(anna, wanted, SHOWN)
    assert ([entry.id for entry in found.data], found.total) == ([row["id"]], 9)
    assert found.data[0].product.sku == "SKU-2"
    if kind == "service-instances":
        assert found.data[0].assets[0].product.sku == "SKU-1"
    assert shop.asked == ["GET /store/regions", route]
    query = shop.seen[1].queries
    assert {"region_id", "product_fields"} < query.keys()
    assert {name: query[name] for name in query.keys() - {"region_id", "product_fields"}} == {
        "limit": ["1"],
        "offset": ["3"],
        "order": ["-product.name"],
        "type[]": ["PHYSICAL"],
        "category[]": ["Nuts, bolts"],
        "status[]": ["ACTIVE"],
        f"{date}[$gte]": ["2026-01-01T00:00:00+00:00"],
    }


@pytest.mark.parametrize("wanted", [{"sort": "name_ASC"}, {"category": ["Tools"]}], ids=str)
def test_translated_names_are_medusas_own(anna: Medusa, shop: Upstream, wanted: Json) -> None:
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso,asset-lists")
    anna.locale = "pl-PL"
    assert assets_of(anna, shop, [asset(1)], **wanted) == (["asset_1"], 1)
    assert ASSETS in shop.asked


def test_a_list_that_the_plugin_has_no_longer_is_the_admin_apis(anna: Medusa, shop: Upstream) -> None:
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso,asset-lists")
    shop.on("GET /store/customers/me/lists/assets", (404, "Cannot GET"))
    assert assets_of(anna, shop, [asset(1)]) == (["asset_1"], 1)


def test_a_currency_of_no_region_is_an_error_only_with_products(anna: Medusa, shop: Upstream) -> None:
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso,asset-lists")
    shop.on(ASSETS, {"assets": [], "count": 0})
    assert resources.list_assets(anna, ResourceFilter(), DisplayOptions("CHF")).total == 0


def test_one_record_is_one_request(anna: Medusa, shop: Upstream) -> None:
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso,asset-lists")
    route = "GET /store/customers/me/lists/assets"
    shop.on(route, {"assets": [asset(1)], "products": [product(1)], "count": 1})
    found = resources.get_asset(anna, "asset_1", SHOWN)
    assert found.product
    assert found.product.sku == "SKU-1"
    assert shop.asked == ["GET /store/regions", route]
    assert shop.seen[1].query["id"] == "asset_1"


def test_one_service_has_its_assets_and_its_history(anna: Medusa, shop: Upstream) -> None:
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso,asset-lists")
    happened = {"id": "servevt_1", "event": "PURCHASED", "at": "2026-01-01T00:00:00.000Z"}
    happened |= {"actor_type": "CUSTOMER", "product_variant_id": "v2", "payment_type": "YEARLY"}
    row = service(2, assets=[asset(1)]) | {"history": [happened | {"period_start": happened["at"]}]}
    answer = {"serviceInstances": [row], "products": [product(1), product(2)], "count": 1}
    shop.on("GET /store/customers/me/lists/services", answer)
    found = resources.get_service(anna, row["id"], SHOWN)
    assert [one.product and one.product.sku for one in found.assets] == ["SKU-1"]
    assert [(one.event, one.payment_period) for one in found.history or []] == [("PURCHASED", "YEARLY")]


@pytest.mark.parametrize("kind", ["assets", "services"])
def test_a_record_that_is_not_the_callers_is_404(anna: Medusa, shop: Upstream, kind: str) -> None:
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso,asset-lists")
    key = {"assets": "assets", "services": "serviceInstances"}[kind]
    shop.on(f"GET /store/customers/me/lists/{kind}", {key: [], "products": [], "count": 0})
    get: Any = resources.get_asset if kind == "assets" else resources.get_service
    with pytest.raises(NotFoundError, match="x_1 was not found"):
        get(anna, "x_1", SHOWN)
