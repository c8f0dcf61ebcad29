"""O2S's own plugin for assets and services: what it answered, as the bundle shows it."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.caller import Caller
from commerce.deadline import Deadline
from commerce.errors import NotFoundError, NotSupportedError, UpstreamError
from commerce.mappers.products import DisplayOptions
from commerce.medusa import offers, purchases, resource_records, resources
from commerce.medusa.product_filter import ProductFilter
from commerce.medusa.resources import ResourceFilter
from commerce.medusa.transport.client import Medusa
from commerce.models.products import ReferenceType
from commerce.models.resources import PurchaseService

from tests.support.recorded import as_json, exchange, recorded
from tests.support.upstream import Upstream

Json = dict[str, Any]

ASSETS, SERVICES, PRODUCTS = "GET /admin/assets", "GET /admin/service-instances", "GET /store/products"
SHOWN = DisplayOptions("EUR")
PRICE = {"currency_code": "eur", "calculated_amount": 7}
FOREIGN_ASSETS = {"CD-2024-0002", "CS-2018-0300"}
"""What it lists of the second customer's, whoever is asked for."""


def play(shop: Upstream, *names: str) -> None:
    """Script the recorded responses to the requests that they belong to."""
    for name in names:
        shop.on(exchange(name, "o2sdev")["request"], recorded(name, "o2sdev"))


def sell(shop: Upstream, *pairs: tuple[str, str]) -> None:
    """Script a shop that sells these (product id, variant id)."""
    found: dict[str, Json] = {}
    for product, variant in pairs:
        row = found.setdefault(product, {"id": product, "title": product, "variants": []})
        row["variants"].append({"id": variant, "sku": variant, "calculated_price": PRICE})
    shop.on(PRODUCTS, {"products": list(found.values())})


def sold_as(*rows: Json) -> list[tuple[str, str]]:
    variants = [row.get("product_variant") or row.get("targetProduct") or row for row in rows]
    return list(dict.fromkeys((variant["product_id"], variant["id"]) for variant in variants))


def asked_as_recorded(shop: Upstream, *names: str) -> None:
    """Check that the recordings are of the requests that the adapter makes."""
    for name in names:
        kept = exchange(name, "o2sdev")
        [seen] = [one for one in shop.seen if one.route == kept["request"]]
        sent = {key: value for key, value in seen.queries.items() if key != "fields"}
        wanted = {
            key: [str(one) for one in (value if isinstance(value, list) else [value])]
            for key, value in kept["query"].items()
        }
        assert sent == wanted


@pytest.fixture
def anna(shop: Upstream) -> Medusa:
    """The first customer; what the plugin lists has the second one's records as well."""
    play(shop, "customer")
    return Medusa(Caller("anna.s.token", "anna", 2**31), Deadline.after(20))


def assets() -> list[Json]:
    rows: list[Json] = recorded("assets", "o2sdev")["assets"]
    return rows


def test_assets_are_the_callers_of_all_that_it_lists(anna: Medusa, shop: Upstream) -> None:
    play(shop, "assets")
    sell(shop, *sold_as(*assets()))
    listed = resources.list_assets(anna, ResourceFilter(), SHOWN)
    asked_as_recorded(shop, "assets")
    assert {row["serial_number"] for row in assets()} > FOREIGN_ASSETS
    assert [asset.serial_no for asset in listed.data] == ["RL-2019-0007", "AG-2022-0042", "CD-2024-0001"]
    assert listed.total == 3
    shown = as_json(listed.data[2])
    assert "status" not in shown
    assert shown["address"]["city"] == "Berlin"
    assert shown["product"]["price"] == {"value": 7, "currency": "EUR"}
    assert [shown[name] for name in ("model", "endOfWarranty")] == [
        "Cordless drill, workshop",
        "2027-12-31T00:00:00.000Z",
    ]


@pytest.mark.parametrize(
    ("wanted", "path"),
    [({"status": ["ACTIVE"]}, "query.status"), ({"sort": "status_DESC"}, "query.sort")],
)
def test_by_the_status_that_it_does_not_store_is_501(
    anna: Medusa, shop: Upstream, wanted: Json, path: str
) -> None:
    play(shop, "assets")
    with pytest.raises(NotSupportedError) as refused:
        resources.list_assets(anna, ResourceFilter(**wanted), SHOWN)
    assert [detail.path for detail in refused.value.details] == [path]
    assert PRODUCTS not in shop.asked


def test_who_has_no_assets_has_none_of_any_status(anna: Medusa, shop: Upstream) -> None:
    theirs = [row for row in assets() if row["serial_number"] in FOREIGN_ASSETS]
    shop.on(ASSETS, {"assets": theirs, "count": len(theirs), "limit": 1000, "offset": 0})
    assert resources.list_assets(anna, ResourceFilter(status=["ACTIVE"]), SHOWN).total == 0


def test_assets_beyond_a_page_are_found_by_the_customer(anna: Medusa, shop: Upstream) -> None:
    page = recorded("assets", "o2sdev")
    many = page | {"count": 5001, "limit": 1000}
    shop.on(ASSETS, many, {"assets": [*page["assets"], None]})
    play(shop, "customer-assets")
    sell(shop, *sold_as(*page["assets"]))
    listed = resources.list_assets(anna, ResourceFilter(), SHOWN)
    assert {asset.serial_no for asset in listed.data} & FOREIGN_ASSETS == set()
    assert listed.total == 3
    [customer] = [seen for seen in shop.seen if seen.path.startswith("/admin/customers/")]
    assert customer.query == {"fields": "assets.id"}
    first, second = [seen for seen in shop.seen if seen.route == ASSETS]
    own = [one["id"] for one in recorded("customer-assets", "o2sdev")["customer"]["assets"] if one]
    assert second.queries["id[]"] == own
    assert (first.query["limit"], second.query["limit"]) == ("1000", "3")


def test_more_assets_than_fit_into_a_url_are_read_in_parts(
    anna: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource_records, "_IDS_A_CALL", 3)
    play(shop, "service-instances")
    rows = recorded("assets-of-services", "o2sdev")["assets"]
    shop.on(ASSETS, {"assets": rows[:2]}, {"assets": rows[2:]})
    sell(shop, *sold_as(*rows, *recorded("service-instances", "o2sdev")["serviceInstances"]))
    listed = resources.list_services(anna, ResourceFilter(sort="id_ASC"), SHOWN).data
    assert sorted(len(seen.queries["id[]"]) for seen in shop.seen if seen.route == ASSETS) == [1, 3]
    assert [len(one.assets) for one in listed] == [2, 1, 0]


def test_an_asset_of_the_callers(anna: Medusa, shop: Upstream) -> None:
    row = recorded("asset", "o2sdev")["asset"]
    play(shop, "asset")
    sell(shop, *sold_as(row))
    shown = resources.get_asset(anna, row["id"], SHOWN)
    assert (shown.id, shown.serial_no) == (row["id"], "CD-2024-0001")
    assert shown.product
    assert shown.product.variant_id == row["product_variant"]["id"]


@pytest.mark.parametrize("answer", [(404, {"message": "Asset not found"}), "another's"])
def test_an_asset_that_is_not_the_callers_is_404(anna: Medusa, shop: Upstream, answer: Any) -> None:
    [theirs] = [row for row in assets() if row["serial_number"] == "CD-2024-0002"]
    shop.on(f"{ASSETS}/{theirs['id']}", {"asset": theirs} if answer == "another's" else answer)
    with pytest.raises(NotFoundError):
        resources.get_asset(anna, theirs["id"], SHOWN)
    assert PRODUCTS not in shop.asked


def test_a_services_list_shows_the_callers_assets_whole(anna: Medusa, shop: Upstream) -> None:
    rows = recorded("service-instances", "o2sdev")["serviceInstances"]
    linked = [asset for row in rows for asset in row["assets"]]
    assert all(asset.keys() == {"id", "product_variant"} for asset in linked)
    play(shop, "service-instances", "assets-of-services")
    sell(shop, *sold_as(*rows, *linked))
    listed = resources.list_services(anna, ResourceFilter(), SHOWN)
    asked_as_recorded(shop, "service-instances", "assets-of-services")
    assert [[asset.serial_no for asset in one.assets] for one in listed.data] == [
        [],
        ["RL-2019-0007"],  # the circular saw under it is the second customer's
        ["CD-2024-0001", "AG-2022-0042"],
    ]
    assert [as_json(one.contract)["status"] for one in listed.data] == ["ACTIVE", "EXPIRED", "ACTIVE"]
    assert [one.contract.price.value for one in listed.data] == [199, 150, 5]
    assert as_json(listed.data[0].contract)["endDate"] == ""
    assert all(
        asset.product and asset.product.price.value == 7 for one in listed.data for asset in one.assets
    )


def test_services_by_status(anna: Medusa, shop: Upstream) -> None:
    rows = recorded("service-instances", "o2sdev")["serviceInstances"]
    play(shop, "service-instances", "assets-of-services")
    sell(shop, *sold_as(*rows))
    [found] = resources.list_services(anna, ResourceFilter(status=["EXPIRED"]), SHOWN).data
    assert found.id == rows[1]["id"]


def test_a_service_shows_no_asset_of_another_customer(anna: Medusa, shop: Upstream) -> None:
    row = recorded("service-instance", "o2sdev")["serviceInstance"]
    assert [asset["serial_number"] for asset in row["assets"]] == ["RL-2019-0007", "CS-2018-0300"]
    assert all("customer" not in asset for asset in row["assets"])
    play(shop, "service-instance", "assets-of-service")
    sell(shop, *sold_as(row, *recorded("assets-of-service", "o2sdev")["assets"]))
    shown = resources.get_service(anna, row["id"], SHOWN)
    asked_as_recorded(shop, "assets-of-service")
    assert [asset.serial_no for asset in shown.assets] == ["RL-2019-0007"]


def test_compatible_services_at_the_shops_prices(anna: Medusa, shop: Upstream) -> None:
    offered = recorded("compatible-services", "o2sdev")["compatibleServices"]
    play(shop, "asset", "compatible-services")
    sell(shop, *sold_as(*offered))
    found = resources.compatible_services(anna, recorded("asset", "o2sdev")["asset"]["id"], SHOWN)
    assert [(one.variant_id, one.price.value) for one in found.data] == [(one["id"], 7) for one in offered]
    asked_as_recorded(shop, "compatible-services")


FAILED = (500, {"code": "unknown_error", "type": "unknown_error", "message": "An unknown error occurred."})


def test_nothing_fits_an_asset_whose_variant_was_deleted(anna: Medusa, shop: Upstream) -> None:
    """There it fails; any other failure of it is one."""
    row = recorded("asset", "o2sdev")["asset"]
    gone = {name: value for name, value in row.items() if name != "product_variant"}
    route = f"{ASSETS}/{row['id']}"
    shop.on(f"{route}/compatible-services", FAILED, FAILED)
    shop.on(route, {"asset": gone}, {"asset": row})
    assert resources.compatible_services(anna, row["id"], SHOWN).data == []
    with pytest.raises(UpstreamError):
        resources.compatible_services(anna, row["id"], SHOWN)


def test_featured_services_at_the_shops_prices(guest: Medusa, shop: Upstream) -> None:
    offered = recorded("featured-services", "o2sdev")["featuredServices"]
    play(shop, "featured-services")
    sell(shop, *sold_as(*offered))
    found = resources.featured_services(guest, SHOWN).data
    assert [(one.variant_id, one.price.value) for one in found] == [(one["id"], 7) for one in offered]


def related(guest: Medusa, request: str) -> list[tuple[str | None, ReferenceType | None]]:
    _, _, _, product, _, variant, _ = request.split("/")
    found = offers.related_products(guest, product, variant, None, ProductFilter(), SHOWN)
    return [(one.variant_id, one.reference_type) for one in found.data]


def test_related_products(guest: Medusa, shop: Upstream) -> None:
    kept = exchange("references", "o2sdev")
    rows = kept["answer"]["productReferences"]
    play(shop, "references")
    sell(shop, *sold_as(*rows))
    known = {kind.value: kind for kind in ReferenceType}  # it has ACCESSORY and TOOL as well
    assert related(guest, kept["request"]) == [
        (row["target_product_variant_id"], known.get(row["reference_type"])) for row in rows
    ]
    asked_as_recorded(shop, "references")


@pytest.mark.parametrize(
    "sold", [[], [("prod_none", "variant_other")], [("prod_other", "variant_none")]], ids=str
)
def test_related_products_of_an_unknown_variant_are_404(
    guest: Medusa, shop: Upstream, sold: list[tuple[str, str]]
) -> None:
    """There they are an empty list."""
    kept = exchange("references-unknown", "o2sdev")
    assert kept["answer"]["productReferences"] == []
    play(shop, "references-unknown")
    sell(shop, *sold)
    with pytest.raises(NotFoundError):
        related(guest, kept["request"])


def test_related_products_of_a_variant_without_any(guest: Medusa, shop: Upstream) -> None:
    play(shop, "references-unknown")
    sell(shop, ("prod_none", "variant_none"))
    assert related(guest, exchange("references-unknown", "o2sdev")["request"]) == []
    assert shop.asked == [exchange("references-unknown", "o2sdev")["request"], PRODUCTS]


def test_a_service_cannot_be_bought_with_it(anna: Medusa, shop: Upstream) -> None:
    shop.on("POST /store/services/purchase", (404, "<pre>Cannot POST /store/services/purchase</pre>"))
    with pytest.raises(NotSupportedError, match="bundle's plugin"):
        purchases.purchase_service(anna, "prod_1", PurchaseService(), SHOWN, None)
