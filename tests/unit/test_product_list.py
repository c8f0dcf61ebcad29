"""The plugin's list of products where there is one, and what only it can do."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from commerce import api
from commerce.errors import BadRequestError, NotSupportedError
from commerce.mappers.products import DisplayOptions
from commerce.medusa import product_list, products, reference_data
from commerce.medusa.product_filter import ProductFilter
from commerce.medusa.transport.client import Medusa
from commerce.medusa.transport.plugin import HEADER

from functions.products import app
from local.function_events import Context, event
from tests.support.recorded import recorded
from tests.support.upstream import Upstream

LIST = "GET /store/storefront/products"
MEDUSAS = "GET /store/products"
SUGGESTIONS = f"{LIST}/suggestions"
EUR = DisplayOptions("EUR")

Json = dict[str, Any]


@pytest.fixture
def shop(shop: Upstream) -> Upstream:
    """A Medusa whose plugin has the list."""
    return with_parts(shop, "product-list")


def with_parts(shop: Upstream, parts: str) -> Upstream:
    header = {HEADER: f"0.2.0; medusa=2.21.2; parts={parts}"}
    shop.replace("GET /store/regions", (200, recorded("regions"), header))
    return shop


def priced(product: str, *variants: str, amount: float = 1, **more: Any) -> Json:
    price = {"currency_code": "eur", "calculated_amount": amount}
    rows = [{"id": one, "sku": one, "calculated_price": price} for one in variants]
    return {"id": product, "title": product, "variants": rows} | more


def answer(shop: Upstream, *rows: Json, route: str = LIST, count: int | None = None, **more: Any) -> None:
    header = {HEADER: "0.2.0; medusa=2.21.2; parts=product-list"}
    found = {"products": list(rows), "count": len(rows) if count is None else count}
    shop.on(route, (200, found | more, header))


def listed(guest: Medusa, **wanted: Any) -> Any:
    return product_list.list_products(guest, ProductFilter(**wanted), EUR)


def test_a_list_is_one_request_to_the_plugin(guest: Medusa, shop: Upstream) -> None:
    answer(shop, priced("prod_1", "v1"), count=41)
    found = listed(guest, limit=5, offset=10, q="drill", sort="price_DESC", types=frozenset({"PHYSICAL"}))
    assert (found.total, [one.id for one in found.data], found.facets) == (41, ["prod_1"], None)
    assert shop.asked == ["GET /store/regions", LIST]
    query = shop.seen[-1].query
    fields = query.pop("fields").split(",")
    assert "variants.calculated_price.calculated_amount" in fields
    assert query == {
        "limit": "5",
        "offset": "10",
        "q": "drill",
        "order": "-price",
        "is_virtual": "false",
        "region_id": recorded("regions")["regions"][0]["id"],
    }


def test_each_filter_reaches_the_plugin(guest: Medusa, shop: Upstream) -> None:
    answer(shop)
    listed(
        guest,
        collections=("summer",),
        tags=("new", "a,b"),
        options=("Color:Red", "Size:M"),
        min_price=1.5,
        max_price=20,
        in_stock=True,
    )
    query = shop.seen[-1].queries
    assert query["collection[]"] == ["summer"]
    assert query["tag[]"] == ["new", "a,b"]
    assert query["option[]"] == ["Color:Red", "Size:M"]
    assert (query["min_price"], query["max_price"], query["digits"]) == (["1.5"], ["20"], ["2"])
    assert query["in_stock"] == ["true"]


def test_a_category_includes_those_below_it(guest: Medusa, shop: Upstream) -> None:
    names = [("tools", None), ("saws", "tools"), ("bow-saws", "saws"), ("toys", None)]
    rows = [{"id": name, "name": name, "handle": name, "parent_category_id": up} for name, up in names]
    shop.on("GET /store/product-categories", {"product_categories": rows, "count": len(rows)})
    answer(shop)
    listed(guest, categories=("Tools",))
    assert shop.seen[-1].queries["category_id[]"] == ["tools", "saws", "bow-saws"]


def test_a_product_is_shown_through_the_variant_that_fits(guest: Medusa, shop: Upstream) -> None:
    answer(shop, priced("prod_1", "v1", "v2", shown_variant_id="v2"))
    [shown] = listed(guest, options=("Color:Red",)).data
    assert shown.variant_id == "v2"


def test_ids_are_listed_in_their_order_and_paged(guest: Medusa, shop: Upstream) -> None:
    rows = [priced(f"prod_{number}", f"v{number}") for number in (1, 2, 3)]
    answer(shop, *rows)
    found = listed(guest, ids=("prod_3", "prod_1", "prod_2", "prod_9"), limit=2, offset=1)
    assert ([one.id for one in found.data], found.total) == (["prod_1", "prod_2"], 3)
    assert shop.seen[-1].queries["id[]"] == ["prod_3", "prod_1", "prod_2", "prod_9"]


def test_ids_are_listed_by_medusa_alone(guest: Medusa, shop: Upstream) -> None:
    with_parts(shop, "sso")
    shop.on(MEDUSAS, {"products": [priced("prod_1", "v1"), priced("prod_2", "v2")], "count": 2})
    assert [one.id for one in listed(guest, ids=("prod_2", "prod_1")).data] == ["prod_2", "prod_1"]


FACETS: Json = {
    "categories": [{"id": "pcat_1", "name": "Werkzeug", "handle": "tools", "count": 4}],
    "collections": [{"id": "pcol_1", "title": "Sommer", "handle": "summer", "count": 3}],
    "tags": [{"id": "ptag_1", "value": "neu", "key": "new", "count": 2}],
    "options": [
        {"title": "Farbe", "option_key": "Color", "value": "Rot", "key": "Red", "count": 2},
        {"title": "Size", "option_key": "Size", "value": "M", "key": "M", "count": 1},
        {"title": "Farbe", "option_key": "Color", "value": "Blau", "key": "Blue", "count": 1},
    ],
    "price": {"min": 1.005, "max": 20},
    "stock": {"all": 5, "in_stock": 3},
}


def test_facets_name_what_a_filter_takes_and_what_to_show(guest: Medusa, shop: Upstream) -> None:
    answer(shop, facets=FACETS)
    shown = json.loads(listed(guest, facets=True).model_dump_json(by_alias=True))["facets"]
    assert shown == {
        "categories": [{"value": "tools", "label": "Werkzeug", "count": 4}],
        "collections": [{"value": "summer", "label": "Sommer", "count": 3}],
        "tags": [{"value": "new", "label": "neu", "count": 2}],
        "options": [
            {
                "value": "Color",
                "label": "Farbe",
                "values": [
                    {"value": "Red", "label": "Rot", "count": 2},
                    {"value": "Blue", "label": "Blau", "count": 1},
                ],
            },
            {"value": "Size", "label": "Size", "values": [{"value": "M", "label": "M", "count": 1}]},
        ],
        "price": {"min": {"value": 1.01, "currency": "EUR"}, "max": {"value": 20, "currency": "EUR"}},
        "stock": {"inStock": 3, "outOfStock": 2},
    }


def test_without_a_product_there_is_no_range_of_prices(guest: Medusa, shop: Upstream) -> None:
    answer(shop, facets=FACETS | {"price": {"min": None, "max": None}})
    assert listed(guest, facets=True).facets.price is None


@pytest.mark.parametrize(
    "wanted",
    [
        {"collections": ("a",)},
        {"tags": ("a",)},
        {"options": ("a:b",)},
        {"min_price": 0},
        {"max_price": 1},
        {"in_stock": True},
        {"facets": True},
    ],
    ids=str,
)
def test_what_medusa_cannot_do_names_the_part(guest: Medusa, shop: Upstream, wanted: Json) -> None:
    with_parts(shop, "sso,carts")
    with pytest.raises(NotSupportedError, match="product-list"):
        listed(guest, **wanted)
    assert shop.asked == ["GET /store/regions"]


def test_an_empty_range_of_prices_is_refused(guest: Medusa, shop: Upstream) -> None:
    with pytest.raises(BadRequestError) as refused:
        listed(guest, min_price=2, max_price=1)
    assert refused.value.details[0].path == "query.maxPrice"
    assert not shop.seen


def test_related_products_are_read_from_the_plugin(guest: Medusa, shop: Upstream) -> None:
    answer(shop, priced("prod_1", "v1", "v2"))
    [shown] = products.products_of_variants(guest, [("prod_1", "v2"), ("prod_2", "v3")], EUR)
    assert (shown.id, shown.variant_id) == ("prod_1", "v2")
    assert shop.asked == ["GET /store/regions", LIST]


def test_suggestions_are_one_request(guest: Medusa, shop: Upstream) -> None:
    row = {"id": "prod_1", "title": "Drill", "handle": "drill", "thumbnail": None}
    answer(shop, row, row | {"thumbnail": "https://x/1.jpg"}, route=SUGGESTIONS)
    first, second = product_list.suggestions(guest, "dri", EUR).data
    assert (first.id, first.name, first.handle, first.image) == ("prod_1", "Drill", "drill", None)
    assert second.image is not None
    assert shop.seen[-1].query["q"] == "dri"


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"option": "Color"}, "query.option"),
        ({"option": ":Red"}, "query.option"),
        ({"minPrice": "1e3"}, "query.minPrice"),
        ({"maxPrice": "-1"}, "query.maxPrice"),
        ({"maxPrice": "NaN"}, "query.maxPrice"),
        ({"inStock": "yes"}, "query.inStock"),
        ({"facets": "1"}, "query.facets"),
        ({"ids": [f"prod_{number}" for number in range(101)]}, "query.ids"),
        ({"ids": "a/b"}, "query.ids"),
    ],
)
def test_a_wrong_filter_is_named(query: dict[str, Any], path: str) -> None:
    response = app.handler(event("GET /products", query=query), Context(seconds=5))  # type: ignore[arg-type]
    details = json.loads(response["body"])["details"]
    assert (response["statusCode"], {one["path"] for one in details}) == (400, {path})


def wide(place: int, variants: int) -> Json:
    """A product as the plugin lists one of two options."""
    rows = [
        {
            "id": f"variant_{place:013}{number:013}",
            "title": f"{number} / Red",
            "sku": f"CORDLESS-DRILL-12V-RED-{place}-{number}",
            "manage_inventory": True,
            "inventory_quantity": 999,
            "options": [
                {"id": f"optval_{one:026}", "option_id": f"opt_{one:026}", "value": f"Value {number}"}
                for one in (1, 2)
            ],
            "calculated_price": {"currency_code": "eur", "calculated_amount": 99, "original_amount": 109},
        }
        for number in range(variants)
    ]
    return {"id": f"prod_{place:026}", "handle": f"drill-{place}", "title": "Drill", "variants": rows}


@pytest.mark.parametrize(("variants", "code"), [(100, None), (250, "response_too_large")])
def test_a_page_of_wide_products_fits_or_is_400(
    shop: Upstream, monkeypatch: pytest.MonkeyPatch, variants: int, code: str | None
) -> None:
    """A hundred products of a hundred variants fit; here it is four, and as much less room."""
    monkeypatch.setattr(api, "MAX_RESPONSE", api.MAX_RESPONSE // 25)
    answer(shop, *(wide(place, variants) for place in range(4)))
    response = app.handler(event("GET /products"), Context(seconds=20))  # type: ignore[arg-type]
    assert (response["statusCode"], json.loads(response["body"]).get("code")) == (400 if code else 200, code)


def test_suggestions_need_a_text() -> None:
    response = app.handler(event("GET /products/suggestions"), Context(seconds=5))  # type: ignore[arg-type]
    assert response["statusCode"] == 400


def test_prices_have_the_tax_of_the_country(guest: Medusa, shop: Upstream) -> None:
    answer(shop)
    answer(shop)
    product_list.list_products(guest, ProductFilter(), DisplayOptions("EUR", country="PL"))
    assert shop.seen[-1].query["country_code"] == "pl"
    product_list.list_products(guest, ProductFilter(), EUR)
    assert "country_code" not in shop.seen[-1].query


def test_the_only_country_of_a_region_is_the_one_whose_tax_is_added(guest: Medusa, shop: Upstream) -> None:
    answer(shop)
    product_list.list_products(guest, ProductFilter(), DisplayOptions("USD"))
    assert shop.seen[-1].query["country_code"] == "us"
    assert shop.seen[-1].query["region_id"] == recorded("regions")["regions"][1]["id"]


@pytest.mark.parametrize(("currency", "country"), [("EUR", "US"), ("USD", "DE"), ("EUR", "XX")])
def test_a_country_that_no_region_of_the_currency_has_is_refused(
    guest: Medusa, shop: Upstream, currency: str, country: str
) -> None:
    with pytest.raises(BadRequestError) as refused:
        product_list.list_products(guest, ProductFilter(), DisplayOptions(currency, country=country))
    assert (refused.value.code, refused.value.details[0].path) == ("country_not_in_region", "query.country")


@pytest.mark.parametrize("parts", ["product-list", "sso"])
def test_a_category_that_is_new_in_medusa_is_found(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch, parts: str
) -> None:
    with_parts(shop, parts)
    old = {"id": "pcat_1", "name": "Tools", "handle": "tools", "parent_category_id": None}
    new = {"id": "pcat_2", "name": "Toys", "handle": "toys", "parent_category_id": None}
    categories = "GET /store/product-categories"
    before = {"product_categories": [old], "count": 1}
    shop.on(categories, before, {"product_categories": [old, new], "count": 2})
    product = priced("prod_1", "v1")
    shop.on(MEDUSAS, {"products": [product], "count": 1})
    answer(shop, product)
    assert listed(guest, categories=("toys",)).total == 0
    later = time.time() + reference_data.RECENT
    monkeypatch.setattr(time, "time", lambda: later)
    assert listed(guest, categories=("Toys", "tools")).total == 1
    assert shop.seen[-1].queries["category_id[]"] == ["pcat_1", "pcat_2"]
    for number in range(5):
        assert listed(guest, categories=(f"unknown {number}",)).total == 0
    assert shop.asked.count(categories) == 2
