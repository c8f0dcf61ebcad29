"""Regions, languages, categories and collections: what menus are made of."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import NotFoundError, UpstreamError
from commerce.medusa import catalogue, reference_data
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Medusa

from tests.support.recorded import as_json
from tests.support.upstream import Upstream

CATEGORIES = "GET /store/product-categories"
COUNTS = "GET /store/storefront/category-counts"
COLLECTIONS = "GET /store/collections"
NO_ROUTE = (404, "<html>Cannot GET</html>")

Json = dict[str, Any]


def category(number: int, parent: int | None = None, **more: Any) -> Json:
    return {
        "id": f"pcat_{number}",
        "name": f"Category {number}",
        "handle": f"category-{number}",
        "description": "",
        "rank": number,
        "parent_category_id": parent and f"pcat_{parent}",
    } | more


def page(*rows: Json, count: int | None = None) -> Json:
    return {"product_categories": list(rows), "count": count or len(rows)}


TREE = page(category(2, rank=1), category(1, rank=0), category(3, 1), category(4, 3), category(6, 5))


def test_categories_are_a_tree_with_the_products_of_each(guest: Medusa, shop: Upstream) -> None:
    shop.on(CATEGORIES, TREE)
    shop.on(COUNTS, {"counts": {"pcat_1": 18, "pcat_4": 2}})
    found = as_json(catalogue.list_categories(guest, "EUR"))
    assert found["total"] == 2
    first, second = found["data"]
    assert (first["handle"], first["productCount"], second["productCount"]) == ("category-1", 18, 0)
    below = first["children"][0]["children"][0]
    assert (below["id"], below["productCount"], below["children"]) == ("pcat_4", 2, [])
    assert [entry["id"] for entry in below["path"]] == ["pcat_1", "pcat_3"]
    assert "description" not in below
    assert sorted(shop.asked) == ["GET /store/product-categories", "GET /store/regions", COUNTS]
    query = next(seen.query for seen in shop.seen if seen.route == COUNTS)
    assert query["currency_code"] == "eur"
    assert query["region_id"].startswith("reg_")


def test_a_category_below_a_hidden_one_is_hidden(guest: Medusa, shop: Upstream) -> None:
    shop.on(CATEGORIES, TREE, TREE)
    shop.on(COUNTS, {"counts": {}}, {"counts": {}})
    assert "category-6" not in catalogue.list_categories(guest, "EUR").model_dump_json()
    with pytest.raises(NotFoundError):
        catalogue.get_category(guest, "category-6", "EUR")


def test_counts_are_left_out_when_they_are_not_known(guest: Medusa, shop: Upstream) -> None:
    plugin.clear()
    shop.on(CATEGORIES, TREE)
    shop.on(COUNTS, NO_ROUTE)
    assert "productCount" not in as_json(catalogue.list_categories(guest, "EUR"))["data"][0]


def test_counts_of_a_currency_that_is_not_sold_in_are_left_out(guest: Medusa, shop: Upstream) -> None:
    shop.on(CATEGORIES, TREE)
    assert "productCount" not in as_json(catalogue.list_categories(guest, "CHF"))["data"][0]
    assert COUNTS not in shop.asked


def test_counts_that_fail_are_no_zeros(guest: Medusa, shop: Upstream) -> None:
    shop.on(CATEGORIES, TREE)
    shop.on(COUNTS, (500, {"message": "boom"}))
    with pytest.raises(UpstreamError):
        catalogue.list_categories(guest, "EUR")


def test_more_categories_than_a_page_are_all_read(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference_data, "_PAGE", 2)
    rows = [category(number) for number in range(1, 6)]
    shop.on(CATEGORIES, *(page(*rows[start : start + 2], count=5) for start in (0, 2, 4)))
    shop.on(COUNTS, {"counts": {}})
    assert catalogue.list_categories(guest, "EUR").total == 5


@pytest.mark.parametrize("name", ["pcat_3", "category-3"])
def test_one_category_by_id_or_handle(guest: Medusa, shop: Upstream, name: str) -> None:
    shop.on(CATEGORIES, TREE)
    shop.on(COUNTS, {"counts": {}})
    found = catalogue.get_category(guest, name, "EUR")
    assert (found.id, [one.id for one in found.path], found.children[0].id) == (
        "pcat_3",
        ["pcat_1"],
        "pcat_4",
    )


def test_a_handle_with_a_slash_comes_encoded_twice(guest: Medusa, shop: Upstream) -> None:
    shop.on(CATEGORIES, page(category(1, handle="a/b")))
    shop.on(COUNTS, {"counts": {}})
    assert catalogue.get_category(guest, "a%2Fb", "EUR").handle == "a/b"


def test_collections(guest: Medusa, shop: Upstream) -> None:
    row = {"id": "pcol_1", "title": "Starter kit", "handle": "starter-kit"}
    shop.on(COLLECTIONS, {"collections": [row], "count": 7}, {"collections": [row]}, {"collections": [row]})
    found = catalogue.list_collections(guest, 1, 3)
    assert (as_json(found.data[0]), found.total) == (row, 7)
    assert (shop.seen[0].query["limit"], shop.seen[0].query["offset"]) == ("1", "3")
    assert catalogue.get_collection(guest, "starter-kit").id == "pcol_1"
    with pytest.raises(NotFoundError):  # Medusa may return others than those that are meant
        catalogue.get_collection(guest, "STARTER-KIT")


REGION = {
    "id": "reg_1",
    "name": "Europe",
    "currency_code": "eur",
    "countries": [{"iso_2": "de", "display_name": "Germany"}],
    "payment_providers": [
        {"id": "pp_stripe_stripe", "is_enabled": True},
        {"id": "pp_old", "is_enabled": False},
        None,
    ],
}


def test_regions_have_countries_and_ways_to_pay(guest: Medusa, shop: Upstream) -> None:
    shop.replace("GET /store/regions", {"regions": [REGION, REGION | {"payment_providers": None}]})
    first, second = as_json(catalogue.list_regions(guest))["data"]
    assert (first["currency"], first["countries"]) == ("EUR", [{"code": "DE", "name": "Germany"}])
    assert [entry["id"] for entry in first["paymentProviders"]] == ["pp_stripe_stripe"]
    assert "paymentProviders" not in second


def test_locales(guest: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/locales", {"locales": [{"code": "de-DE", "name": "German"}]})
    assert as_json(catalogue.list_locales(guest)) == {
        "data": [{"code": "de-DE", "name": "German"}],
        "total": 1,
    }


def test_a_shop_without_translations_has_no_locales(guest: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/locales", NO_ROUTE, (500, {"message": "boom"}))
    assert catalogue.list_locales(guest).total == 0
    with pytest.raises(UpstreamError):
        catalogue.list_locales(guest)
