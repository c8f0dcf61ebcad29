"""What a storefront's menus show: categories with true counts, collections, regions, languages."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from local.shop import Shop
from tests.support.shopkeeper import Shopkeeper

Json = dict[str, Any]


def category(keeper: Shopkeeper, **more: Any) -> Json:
    body = {"name": f"Test {secrets.token_hex(4)}", "is_active": True, "is_internal": False} | more
    return keeper._make("/product-categories", "product_category", body)


def flat(tree: list[Json]) -> dict[str, Json]:
    return {one["id"]: one for entry in tree for one in (entry, *flat(entry["children"]).values())}


def test_a_tree_with_what_is_for_sale_in_each(keeper: Shopkeeper, anna: Shop) -> None:
    top = category(keeper)
    below = category(keeper, parent_category_id=top["id"])
    hidden = category(keeper, is_active=False)
    lost = category(keeper, parent_category_id=hidden["id"])
    internal = category(keeper, is_internal=True)
    here = [{"id": below["id"]}]
    shown = keeper.product(categories=[*here, {"id": lost["id"]}, {"id": internal["id"]}])
    keeper.product(categories=here, status="draft")
    keeper.product(categories=here, sales_channels=[{"id": keeper.channel()}])
    keeper.product(categories=here, prices={"usd": 5})
    answer = anna.get("/categories")
    found = flat(answer.expect(200)["data"])
    assert not {hidden["id"], lost["id"], internal["id"]} & set(found)
    assert [entry["id"] for entry in found[top["id"]]["children"]] == [below["id"]]
    # A function's list of categories may be older than those made here.
    for entry in [entry for entry in found.values() if entry["id"] not in {top["id"], below["id"]}]:
        listed = anna.get("/products", query={"category": entry["id"], "limit": 0}).expect(200)
        assert entry["productCount"] == listed["total"], entry["name"]
    assert (found[top["id"]]["productCount"], found[below["id"]]["productCount"]) == (1, 1)
    dollars = anna.get(f"/categories/{below['handle']}", headers={"x-currency": "USD"}).expect(200)
    assert (dollars["productCount"], dollars["path"][0]["id"]) == (1, top["id"])
    assert anna.get(f"/categories/{lost['handle']}").status == 404
    product = anna.get(f"/products/{shown['product_id']}").expect(200)
    listed = anna.get("/products", query={"ids": shown["product_id"]}).expect(200)["data"][0]
    for one in (product, listed):
        assert [(own["id"], [up["id"] for up in own["path"]]) for own in one["categories"]] == [
            (below["id"], [top["id"]])
        ]


def test_collections_by_id_and_handle(guest: Shop) -> None:
    found = guest.get("/collections").expect(200)
    kit = next(entry for entry in found["data"] if entry["handle"] == "starter-kit")
    for name in (kit["id"], kit["handle"]):
        assert guest.get(f"/collections/{name}").expect(200) == kit
    assert guest.get("/collections/nothing").status == 404


def test_regions_and_languages(guest: Shop, seed: Json) -> None:
    regions = {entry["id"]: entry for entry in guest.get("/regions").expect(200)["data"]}
    europe = regions[seed["regions"]["EUR"]["id"]]
    assert {entry["code"]: entry["name"] for entry in europe["countries"]} == {
        "DE": "Germany",
        "PL": "Poland",
    }
    assert "pp_system_default" in [entry["id"] for entry in europe["paymentProviders"]]
    assert guest.get("/locales").expect(200) == {"data": [], "total": 0}


@pytest.mark.parametrize("path", ["/categories", "/collections", "/regions", "/locales"])
def test_a_guests_response_may_be_cached_and_a_customers_not(guest: Shop, anna: Shop, path: str) -> None:
    first = guest.get(path)
    assert "public" in first.headers["cache-control"]
    assert guest.get(path, headers={"if-none-match": first.headers["etag"]}).status == 304
    assert anna.get(path).headers["cache-control"] == "no-store"
