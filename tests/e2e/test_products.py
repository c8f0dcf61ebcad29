"""Routes 1–3 through the gateway: what a guest finds in the catalogue."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
import urllib3

from local.shop import Shop


def test_a_category_has_its_first_page_and_its_true_total(either: Shop, seed: dict[str, Any]) -> None:
    for category in seed["categories"]:
        for name in (category["name"], category["handle"]):
            answer = either.get("/products", query={"category": name})
            assert answer.status == 200
            assert answer.body["total"] == category["productCount"]
            assert len(answer.body["data"]) == min(12, category["productCount"])
            assert {entry["category"] for entry in answer.body["data"]} == {category["name"]}


def test_pages_neither_repeat_nor_lose_a_product(either: Shop, seed: dict[str, Any]) -> None:
    seen: list[str] = []
    while True:
        page = either.get("/products", query={"limit": 25, "offset": len(seen)}).body
        if not page["data"]:
            break
        seen += [entry["id"] for entry in page["data"]]
    assert len(seen) == len(set(seen)) == page["total"]
    assert set(seen) >= {product["id"] for product in seed["products"]}


def test_types_divide_the_catalogue(either: Shop) -> None:
    totals = {}
    for kind in ("PHYSICAL", "VIRTUAL"):
        answer = either.get("/products", query={"type": kind, "limit": 100})
        assert {entry["type"] for entry in answer.body["data"]} == {kind}
        totals[kind] = answer.body["total"]
    assert sum(totals.values()) == either.get("/products", query={"limit": 1, "type": ""}).body["total"]
    assert all(totals.values())


def test_sorting_is_by_title_and_date(either: Shop) -> None:
    names = [
        entry["name"]
        for entry in either.get("/products", query={"sort": "title_ASC", "limit": 100}).body["data"]
    ]
    assert names == sorted(names)
    falling = either.get("/products", query={"sort": "name_DESC", "limit": 100}).body["data"]
    assert [entry["name"] for entry in falling] == names[::-1]
    assert either.get("/products", query={"sort": "createdAt_DESC"}).status == 200


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"sort": "sku_ASC"}, "query.sort"),
        ({"sort": "title"}, "query.sort"),
        ({"limit": "-1"}, "query.limit"),
        ({"limit": "ten"}, "query.limit"),
        ({"offset": "-1"}, "query.offset"),
        ({"type": "SOFT"}, "query.type"),
        ({"basePath": "javascript:x"}, "query.basePath"),
    ],
)
def test_a_wrong_query_names_its_parameter(guest: Shop, query: dict[str, str], path: str) -> None:
    answer = guest.get("/products", query=query)
    assert answer.status == 400
    assert answer.body["details"][0]["path"] == path


def test_what_matches_nothing_is_an_empty_list(either: Shop) -> None:
    for query in ({"category": "no such"}, {"q": "zzzzzz"}, {"offset": 5000}):
        answer = either.get("/products", query=query)
        assert answer.status == 200
        assert answer.body["data"] == []


def test_search_finds_by_name_and_by_sku(either: Shop, drill: dict[str, Any]) -> None:
    assert (
        either.get("/products", query={"q": drill["variants"][0]["sku"]}).body["data"][0]["id"] == drill["id"]
    )
    assert either.get("/products", query={"q": "cordless"}).body["total"] >= 1


def test_a_product_opens_by_handle_by_id_and_by_variant(guest: Shop, drill: dict[str, Any]) -> None:
    by_handle = guest.get("/products/cordless-drill")
    assert by_handle.status == 200
    assert by_handle.body == guest.get(f"/products/{drill['id']}").body
    assert by_handle.body["sku"] == "CORDLESS-DRILL-12V-RED"
    assert by_handle.body["category"] == "Power tools"
    assert by_handle.body["price"] == {"value": 99, "currency": "EUR", "taxIncluded": False}
    other = drill["variants"][-1]
    by_slug = guest.get("/products/cordless-drill", query={"variantId": other["sku"].lower()}).body
    by_id = guest.get(f"/products/{drill['id']}", query={"variantId": other["id"]}).body
    assert by_slug == by_id
    assert by_slug["sku"] == other["sku"]
    assert by_slug["link"] == f"/cordless-drill/{other['sku'].lower()}"


def test_cards_have_what_the_products_have_and_are_small(either: Shop) -> None:
    query = {"limit": "24", "sort": "title_ASC"}
    whole = either.get("/products", query=query).expect(200)
    cards = either.get("/products", query=query | {"fields": "summary"}).expect(200)
    assert cards["total"] == whole["total"]
    for card, product in zip(cards["data"], whole["data"], strict=True):
        lowest = card.pop("lowestPrice", product["price"]["value"])
        assert lowest == product.get("priceRange", {"min": product["price"]})["min"]["value"]
        assert card == {name: product[name] for name in card}
        assert {"id", "name", "link", "image", "price", "inStock", "updatedAt"} <= card.keys()
    assert len(json.dumps(cards, separators=(",", ":"))) <= 8192


def test_a_long_response_is_compressed_and_kept_apart(gateway: str) -> None:
    def read(**headers: str) -> urllib3.BaseHTTPResponse:
        return urllib3.request("GET", f"{gateway}/products?limit=24", headers=headers, decode_content=False)

    plain, small = read(), read(**{"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in small.headers["vary"]
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 4
    tag = plain.headers["etag"]
    assert (small.headers["etag"], read(**{"if-none-match": tag}).status) == (tag, 304)


def test_prices_follow_the_currency(either: Shop) -> None:
    euros = either.get("/products/cordless-drill").body["price"]
    dollars = either.get("/products/cordless-drill", headers={"x-currency": "usd"}).body["price"]
    assert (euros["currency"], dollars["currency"]) == ("EUR", "USD")
    assert euros["value"] != dollars["value"]
    listed = either.get("/products", headers={"x-currency": "USD"}).body["data"]
    assert {entry["price"]["currency"] for entry in listed} == {"USD"}
    assert either.get("/products", headers={"x-currency": "GBP"}).status == 400


def test_a_customers_page_is_the_same_twice_and_as_the_guests(guest: Shop, anna: Shop) -> None:
    """Cached products with current prices make the same page as one read in full."""
    query = {"limit": 7, "offset": 3, "sort": "title_DESC"}
    pages = [shop.get("/products", query=query).body for shop in (anna, anna, guest)]
    assert pages[0] == pages[1] == pages[2]
    assert len(pages[0]["data"]) == 7


def test_what_is_not_there_is_404(guest: Shop) -> None:
    for path in (
        "/products/no-such-handle",
        "/products/prod_nosuch",
    ):
        answer = guest.get(path)
        assert (answer.status, answer.body["statusCode"]) == (404, 404)


def test_stock_shows(either: Shop) -> None:
    entries = either.get("/products", query={"limit": 100}).body["data"]
    stock = {choice["inStock"] for entry in entries for choice in entry.get("variants", [])}
    assert stock == {True, False}


@pytest.mark.parametrize("kind", ["SPARE_PART", "REPLACEMENT", "COMPATIBLE_SERVICE"])
def test_related_products_have_names_prices_and_categories(
    either: Shop, drill: dict[str, Any], kind: str
) -> None:
    path = f"/products/{drill['id']}/variants/{drill['variants'][0]['id']}/related-products"
    answer = either.get(path, query={"type": kind})
    assert answer.status == 200
    assert answer.body["total"] == len(answer.body["data"]) > 0
    for entry in answer.body["data"]:
        assert entry["price"]["value"] > 0
        assert entry["category"]
        assert either.get(f"/products/{entry['id']}").body["name"] == entry["name"]


def test_related_products_page_and_sort(either: Shop, drill: dict[str, Any]) -> None:
    path = f"/products/{drill['id']}/variants/{drill['variants'][0]['id']}/related-products"
    everything = either.get(path, query={"sort": "title_ASC"}).body
    names = [entry["name"] for entry in everything["data"]]
    assert names == sorted(names)
    page = either.get(path, query={"sort": "title_ASC", "limit": 1, "offset": 1}).body
    assert page["data"] == everything["data"][1:2]
    assert page["total"] == everything["total"]
    unknown = either.get(f"/products/{drill['id']}/variants/variant_none/related-products")
    assert unknown.status == 404
