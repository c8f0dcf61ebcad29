"""A customer's assets and services, through an API that shows everyone's: no other customer's may get out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from commerce.errors import (
    ConflictError,
    NotConfiguredError,
    NotFoundError,
    NotSupportedError,
    UnauthorizedError,
)
from commerce.mappers import resources as mapper
from commerce.medusa import resource_records, resources
from commerce.medusa.resource_records import Kind
from commerce.medusa.resources import ResourceFilter
from commerce.medusa.transport.client import Medusa

from tests.support.recorded import recorded
from tests.support.resources import ASSETS, PRODUCTS, SHOWN, asset, assets_of, product, service
from tests.support.upstream import Upstream

ME, SERVICES = "GET /store/customers/me", "GET /admin/service-instances"
FEATURED = f"{SERVICES}/featured"

Json = dict[str, Any]


def test_a_list_is_one_admin_and_one_store_request(anna: Medusa, shop: Upstream) -> None:
    found, total = assets_of(anna, shop, [asset(1), asset(2), asset(3)])
    assert (found, total) == (["asset_3", "asset_2", "asset_1"], 3)
    assert shop.asked == [ME, ASSETS, "GET /store/regions", PRODUCTS]
    fields = resource_records.FIELDS["assets"]
    assert shop.seen[1].query == {
        "customerId": "cus_anna",
        "limit": "1000",
        "offset": "0",
        "fields": fields,
    }
    assert sorted(shop.seen[3].queries["id[]"]) == ["prod_1", "prod_2", "prod_3"]


def test_the_callers_token_and_the_admin_key_go_their_own_ways(anna: Medusa, shop: Upstream) -> None:
    assets_of(anna, shop, [asset(1)])
    sent = [seen.headers["authorization"].split(" ")[0] for seen in shop.seen]
    assert sent == ["Bearer", "Basic", "Bearer", "Bearer"]


def test_a_plugin_that_returns_all_customers_is_filtered(anna: Medusa, shop: Upstream) -> None:
    """As deployed in the field: ``customerId`` is ignored, and a smaller limit is respected."""
    page = {"count": 5, "limit": 2}
    shop.on(SERVICES, page | {"serviceInstances": [service(1), service(2, "cus_ben")]})
    shop.on(SERVICES, page | {"serviceInstances": [service(3, "cus_ben"), service(4)]})
    shop.on(SERVICES, page | {"serviceInstances": [service(5, "")]})
    shop.on(PRODUCTS, {"products": [product(1), product(4)]})
    found = resources.list_services(anna, ResourceFilter(), SHOWN)
    assert [entry.id for entry in found.data] == ["serv_4", "serv_1"]
    assert found.total == 2
    windows = [(seen.query["offset"], seen.query["limit"]) for seen in shop.seen if seen.route == SERVICES]
    assert windows[0] == ("0", "1000")
    assert sorted(windows[1:]) == [("2", "2"), ("4", "2")]


def test_an_empty_list_requests_no_products(anna: Medusa, shop: Upstream) -> None:
    shop.on(ASSETS, {"assets": [asset(1, "cus_ben")], "count": 1})
    shop.on(SERVICES, {"serviceInstances": []})
    assert resources.list_assets(anna, ResourceFilter(), SHOWN).total == 0
    assert resources.list_services(anna, ResourceFilter(), SHOWN).data == []
    assert PRODUCTS not in shop.asked


JANUARY_2 = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "ids", "total"),
    [
        ({"limit": 1, "offset": 1}, [3], 4),
        ({"sort": "createdAt_ASC"}, [1, 2, 3, 4], 4),
        ({"sort": "serialNo_ASC"}, [4, 3, 2, 1], 4),
        ({"sort": "endOfWarranty_DESC"}, [2, 1, 3, 4], 4),
        ({"sort": "endOfWarranty_ASC"}, [1, 2, 3, 4], 4),
        ({"status": ["RETIRED"]}, [3], 1),
        ({"date_from": JANUARY_2, "limit": 2}, [4, 3], 3),
        ({"date_to": JANUARY_2}, [1], 1),
        ({"type": ["PHYSICAL"], "limit": 1, "offset": 1}, [3], 4),
        ({"type": ["VIRTUAL"]}, [], 0),
    ],
)
def test_every_filter_is_honoured_before_the_page_is_cut(
    anna: Medusa, shop: Upstream, wanted: Json, ids: list[int], total: int
) -> None:
    rows = [asset(number) for number in (1, 2, 3, 4)]
    rows[0]["end_of_warranty_date"], rows[1]["end_of_warranty_date"] = "2027-01-01", "2028-01-01"
    rows[2]["status"] = "RETIRED"
    assert assets_of(anna, shop, rows, **wanted) == ([f"asset_{number}" for number in ids], total)


def test_a_product_no_longer_sold_is_filtered_as_it_is_shown(anna: Medusa, shop: Upstream) -> None:
    row = asset(9) | {"totals": {"currency": "eur", "total_price": {"value": 5}}}
    row["product_variant"] |= {"sku": "OLD-1", "product": {"id": "prod_9", "title": "Old"}}
    assert assets_of(anna, shop, [row], type=["PHYSICAL"]) == (["asset_9"], 1)
    assert assets_of(anna, shop, [row], type=["VIRTUAL"]) == ([], 0)
    bought = service(9) | {key: row[key] for key in ("totals", "product_variant")}
    shop.on(SERVICES, {"serviceInstances": [bought]})
    shop.on(PRODUCTS, {"products": []})
    assert resources.list_services(anna, ResourceFilter(type=["VIRTUAL"]), SHOWN).total == 1


def test_services_are_filtered_by_type_category_and_start(anna: Medusa, shop: Upstream) -> None:
    rows = [service(1), service(2), service(3, start_date=None)]
    catalogue = {"products": [product(1, "VIRTUAL", "Care"), product(2, "VIRTUAL"), product(3)]}

    def found(*numbers: int, **wanted: Any) -> list[str]:
        shop.on(SERVICES, {"serviceInstances": [rows[number - 1] for number in numbers]})
        shop.on(PRODUCTS, catalogue)
        return [entry.id for entry in resources.list_services(anna, ResourceFilter(**wanted), SHOWN).data]

    assert found(1, 2, category=["care"]) == ["serv_1"]
    assert found(1, 2, type=["VIRTUAL"], sort="startDate_ASC") == ["serv_1", "serv_2"]
    assert found(1, 2, type=["PHYSICAL"]) == []
    assert found(1, 2, 3, date_from=datetime(2026, 2, 2, tzinfo=UTC)) == ["serv_2"]
    assert found(1, status=["EXPIRED"]) == []


def test_what_is_no_longer_sold_is_listed_but_of_no_type(anna: Medusa, shop: Upstream) -> None:
    rows = [asset(1, product_variant=None), asset(7)]
    assert assets_of(anna, shop, rows) == (["asset_7", "asset_1"], 2)
    assert assets_of(anna, shop, rows, type=["PHYSICAL"]) == ([], 0)


def test_two_things_of_one_variant_are_one_product_to_ask_for(anna: Medusa, shop: Upstream) -> None:
    twin = asset(2, product_variant=asset(1)["product_variant"])
    shop.on(ASSETS, {"assets": [asset(1), twin], "count": 2})
    shop.on(PRODUCTS, {"products": [product(1)]})
    found = resources.list_assets(anna, ResourceFilter(), SHOWN)
    assert [entry.product and entry.product.sku for entry in found.data] == ["SKU-1", "SKU-1"]
    assert shop.seen[-1].queries["id[]"] == ["prod_1"]


def test_an_asset_and_a_service_of_the_callers_own(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"{ASSETS}/asset_1", {"asset": asset(1)})
    shop.on(f"{SERVICES}/serv_1", {"serviceInstance": service(1)})
    shop.on(PRODUCTS, {"products": [product(1)]}, {"products": [product(1)]})
    shown = resources.get_asset(anna, "asset_1", SHOWN)
    assert shown.product
    assert shown.product.attributes is None
    assert resources.get_service(anna, "serv_1", SHOWN).product == shown.product
    assert shop.asked.count(PRODUCTS) == 2
    asked = [seen.query["fields"] for seen in shop.seen if seen.path.startswith("/admin/")]
    assert asked == [resource_records.FIELDS["assets"], resource_records.WITH_HISTORY]


def only(record: Any, fields: list[str]) -> Any:
    """Return what a record is when these fields of it are requested."""
    if isinstance(record, list):
        return [only(entry, fields) for entry in record]
    if record is None or "" in fields:
        return record
    below: dict[str, list[str]] = {}
    for field in fields:
        name, _, rest = field.partition(".")
        below.setdefault(name, []).append(rest)
    return {name: only(record[name], rest) for name, rest in below.items() if name in record}


@pytest.mark.parametrize("kind", ["assets", "service-instances"])
def test_nothing_is_read_that_is_not_requested(kind: Kind) -> None:
    name = "assets-list" if kind == "assets" else "service-instances"
    for record in recorded(name)[resource_records.KEYS[kind]]:
        lean = only(record, resource_records.FIELDS[kind].split(","))
        assert len(str(lean)) < len(str(record)) * 0.6
        assert mapper.owner(lean) == mapper.owner(record)
        assert mapper.variant_of(lean) == mapper.variant_of(record)
        if kind == "assets":
            assert mapper.asset(lean, {}, "EUR") == mapper.asset(record, {}, "EUR")
        else:
            assert mapper.service(lean, {}, "EUR") == mapper.service(record, {}, "EUR")
        for column in {*resources.ASSET_SORT.values(), *resources.SERVICE_SORT.values()} & record.keys():
            assert lean[column] == record[column]


def linked(*assets: Json | None) -> Json:
    return service(1, assets=list(assets))


def test_a_services_asset_that_was_handed_over_is_not_shown(anna: Medusa, shop: Upstream) -> None:
    mine, bens = asset(1, customer_id="cus_anna"), asset(2, "cus_ben", customer_id="cus_ben")
    nobodys = asset(3, customer=None, customer_id=None)
    row = linked(mine, bens, nobodys, None)
    shop.on(SERVICES, {"serviceInstances": [row, linked(bens)], "count": 2})
    shop.on(f"{SERVICES}/serv_1", {"serviceInstance": row})
    shop.on(PRODUCTS, *[{"products": [product(1)]}] * 2)
    listed = resources.list_services(anna, ResourceFilter(), SHOWN).data
    assert [[entry.id for entry in one.assets] for one in listed] == [["asset_1"], []]
    assert [entry.id for entry in resources.get_service(anna, "serv_1", SHOWN).assets] == ["asset_1"]
    assert "assets.customer_id" in shop.seen[1].query["fields"].split(",")
    assert ASSETS not in shop.asked


def test_assets_without_an_owner_are_read_by_their_ids(anna: Medusa, shop: Upstream) -> None:
    """As O2S's own plugin gives them: ids only, whoever owns them."""
    row = linked({"id": "asset_1"}, {"id": "asset_2"})
    shop.on(SERVICES, {"serviceInstances": [row, row], "count": 2})
    shop.on(ASSETS, {"assets": [asset(1), asset(2, "cus_ben")], "count": 2})
    shop.on(PRODUCTS, {"products": [product(1)]})
    for found in resources.list_services(anna, ResourceFilter(), SHOWN).data:
        assert [(entry.id, entry.serial_no) for entry in found.assets] == [("asset_1", "S-8")]
    [asked] = [seen.queries for seen in shop.seen if seen.route == ASSETS]
    assert (asked["id[]"], asked["limit"]) == (["asset_1", "asset_2"], ["2"])


@pytest.mark.parametrize("call", ["assets", "services", "asset", "service"])
def test_who_was_deleted_owns_nothing_any_more(anna: Medusa, shop: Upstream, call: str) -> None:
    """The caller's id is cached; Medusa leaves out a customer who was deleted."""
    gone: Json = {"customer": None, "customer_id": "cus_anna"}
    shop.on(ASSETS, {"assets": [asset(1, **gone)], "count": 1})
    shop.on(SERVICES, {"serviceInstances": [service(1, **gone)], "count": 1})
    shop.on(f"{ASSETS}/x_1", {"asset": asset(1, **gone)})
    shop.on(f"{SERVICES}/x_1", {"serviceInstance": service(1, **gone)})
    calls: dict[str, Any] = {
        "assets": lambda: resources.list_assets(anna, ResourceFilter(), SHOWN),
        "services": lambda: resources.list_services(anna, ResourceFilter(), SHOWN),
        "asset": lambda: resources.get_asset(anna, "x_1", SHOWN),
        "service": lambda: resources.get_service(anna, "x_1", SHOWN),
    }
    with pytest.raises(UnauthorizedError):
        calls[call]()
    assert PRODUCTS not in shop.asked


PAID: Json = {"totals": {"currency": "eur", "total_price": {"value": 5}}}


def services_of(anna: Medusa, shop: Upstream, rows: list[Json], **wanted: Any) -> tuple[list[str], int]:
    shop.on(SERVICES, {"serviceInstances": rows, "count": len(rows)})
    shop.on(PRODUCTS, {"products": [product(1, "VIRTUAL", "Care"), product(2, "VIRTUAL", "Rental")]})
    found = resources.list_services(anna, ResourceFilter(**wanted), SHOWN)
    return [entry.id for entry in found.data], found.total


@pytest.mark.parametrize("odd", [{"id": None}, {"start_date": None}, {"product_variant": None}], ids=str)
def test_an_odd_service_costs_a_list_that_service_only(anna: Medusa, shop: Upstream, odd: Json) -> None:
    rows = [service(1), service(2) | odd, service(3, **PAID)]
    assert services_of(anna, shop, rows) == (["serv_3", "serv_1"], 3)


def test_services_without_any_price_are_left_out_however_many(anna: Medusa, shop: Upstream) -> None:
    rows = [service(number, product_variant=None) for number in (1, 2)]
    assert services_of(anna, shop, rows) == ([], 2)
    shop.on(f"{SERVICES}/serv_1", {"serviceInstance": rows[0]})
    with pytest.raises(ConflictError, match="price"):
        resources.get_service(anna, "serv_1", SHOWN)


def test_a_service_without_a_start_is_in_no_span_of_time(anna: Medusa, shop: Upstream) -> None:
    odd = [service(2, start_date=when) for when in (None, "+010000-01-01T00:00:00Z", "soon")]
    assert services_of(anna, shop, [*odd, service(1)], date_from=JANUARY_2) == (["serv_1"], 1)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({"sort": "name_ASC"}, [3, 1, 2]),  # as shown: what is no longer sold by its former name
        ({"sort": "name_DESC"}, [2, 1, 3]),
        ({"sort": "id_ASC"}, [1, 2, 3]),
        ({"category": ["care"]}, [1]),
        ({"category": ["care", "Rental"]}, [2, 1]),
        ({"type": ["PHYSICAL", "VIRTUAL"]}, [3, 2, 1]),
        ({"status": ["EXPIRED", "INACTIVE"]}, [2, 1]),
    ],
)
def test_services_by_name_and_by_one_of_several(
    anna: Medusa, shop: Upstream, wanted: Json, numbers: list[int]
) -> None:
    former = {"id": "v9", "product_id": "prod_9", "product": {"id": "prod_9", "title": "about tools"}}
    rows = [
        service(1, status="EXPIRED"),
        service(2, status="RETIRED"),
        service(3, product_variant=former, **PAID),
    ]
    assert services_of(anna, shop, rows, **wanted) == ([f"serv_{number}" for number in numbers], len(numbers))


ONE: dict[str, Any] = {
    f"{ASSETS}/x_1": lambda medusa: resources.get_asset(medusa, "x_1", SHOWN),
    f"{SERVICES}/x_1": lambda medusa: resources.get_service(medusa, "x_1", SHOWN),
}


@pytest.mark.parametrize("route", ONE)
@pytest.mark.parametrize(
    "answer",
    [
        (404, {"message": "Asset not found"}),
        {"asset": asset(1, "cus_ben"), "serviceInstance": service(1, "cus_ben")},
        {"asset": asset(1, customer=None), "serviceInstance": service(1, customer=None)},
        {"featuredServices": [], "count": 0},
    ],
    ids=["unknown", "another's", "nobody's", "another route's"],
)
def test_what_is_not_the_callers_looks_as_if_it_were_not_there(
    anna: Medusa, shop: Upstream, route: str, answer: Any
) -> None:
    shop.on(route, answer)
    with pytest.raises(NotFoundError, match=r"^(Asset|Service) x_1 was not found$"):
        ONE[route](anna)
    assert PRODUCTS not in shop.asked


@pytest.mark.parametrize(
    "call",
    [
        *ONE.values(),
        lambda medusa: resources.list_assets(medusa, ResourceFilter(), SHOWN),
        lambda medusa: resources.list_services(medusa, ResourceFilter(), SHOWN),
    ],
)
def test_a_guest_owns_nothing_and_the_admin_key_is_not_used(guest: Medusa, shop: Upstream, call: Any) -> None:
    with pytest.raises(UnauthorizedError):
        call(guest)
    assert not any("/admin/" in route for route in shop.asked)


def test_a_missing_plugin_is_501_and_a_refused_key_500(guest: Medusa, anna: Medusa, shop: Upstream) -> None:
    page = b"<!DOCTYPE html><pre>Cannot GET /admin/assets</pre>"
    shop.on(FEATURED, (404, page.decode()), *[(401, {"message": "Unauthorized"})] * 2)
    shop.on(ASSETS, (404, page.decode()))
    with pytest.raises(NotSupportedError, match="assets & services plugin") as refused:
        resources.featured_services(guest, SHOWN)
    assert refused.value.status == 501
    with pytest.raises(NotSupportedError):
        resources.list_assets(anna, ResourceFilter(), SHOWN)
    with pytest.raises(NotConfiguredError, match="MEDUSAJS_ADMIN_API_KEY"):
        resources.featured_services(guest, SHOWN)
