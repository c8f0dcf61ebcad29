"""Prices of the catalogue: of each variant, before a sale, with tax; the same by both ways."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from local.shop import Shop
from tests.support.admin import Admin
from tests.support.shopkeeper import Shopkeeper

Json = dict[str, Any]

MARK = secrets.token_hex(4)
PICTURE = "https://example.com/m.jpg"


@pytest.fixture(scope="module")
def reduced(addresses: dict[str, str], seed: Json) -> Iterator[Json]:
    """A product of two variants: the first costs 80 of 100 in a sale, the second 50; Anna pays 40 for it."""
    keeper = Shopkeeper(Admin(addresses["medusa"], seed["adminKey"]), seed)
    try:
        yield _reduced(keeper, seed["customers"][0]["id"])
    finally:
        keeper.tidy_up()


def _reduced(keeper: Shopkeeper, member: str) -> Json:
    sizes = ["S", "M"]
    rows = [
        {
            "title": size,
            "sku": f"{MARK}-{size}",
            "options": {"Size": size},
            "variant_rank": rank,
            "prices": [{"currency_code": "eur", "amount": amount}, {"currency_code": "usd", "amount": 10}],
        }
        for rank, (size, amount) in enumerate(zip(sizes, (100, 50), strict=True))
    ]
    first = keeper.product(options=[{"title": "Size", "values": sizes}], variants=rows)
    product: Json = keeper.admin.call("GET", f"/products/{first['product_id']}")["product"]
    by_sku = {one["sku"][-1]: one["id"] for one in product["variants"]}
    keeper.admin.call("POST", f"/products/{product['id']}/variants/{by_sku['M']}", {"thumbnail": PICTURE})
    group = keeper._make("/customer-groups", "customer_group", {"name": f"Dealers {MARK}"})
    keeper.admin.call("POST", f"/customer-groups/{group['id']}/customers", {"add": [member]})
    for kind, size, amount, rules in [
        ("sale", "S", 80, {}),
        ("override", "M", 40, {"customer.groups.id": [group["id"]]}),
    ]:
        price = {"variant_id": by_sku[size], "currency_code": "eur", "amount": amount}
        body = {"title": kind, "description": kind, "type": kind, "status": "active", "prices": [price]}
        keeper._make("/price-lists", "price_list", body | ({"rules": rules} if rules else {}))
    return product


def seen(shop: Shop, product: Json, **more: Any) -> list[Json]:
    """Return a product as its page and as a list show it."""
    page = shop.get(f"/products/{product['id']}", **more)
    listed = shop.get("/products", query={"ids": product["id"]} | more.pop("query", {}), **more)
    assert listed.expect(200)["total"] == 1
    return [page.expect(200), listed.body["data"][0]]


def test_each_variant_has_its_own_price_sale_and_picture(either: Shop, reduced: Json) -> None:
    for one in seen(either, reduced):
        small, medium = one["variants"]
        assert (one["sku"], one["price"]) == (small["sku"], small["price"])
        assert small["price"] == {
            "value": 80,
            "currency": "EUR",
            "taxIncluded": False,
            "priceListType": "SALE",
        }
        assert small["originalPrice"] == one["originalPrice"]
        assert one["originalPrice"] == {"value": 100, "currency": "EUR", "taxIncluded": False}
        assert medium["price"] == {"value": 50, "currency": "EUR", "taxIncluded": False}
        assert "originalPrice" not in medium
        assert (medium["image"]["url"], "image" in small) == (PICTURE, False)
        assert one["priceRange"] == {"min": medium["price"], "max": small["price"]}


def test_a_customer_s_price_is_the_price(anna: Shop, reduced: Json) -> None:
    for one in seen(anna, reduced):
        medium = one["variants"][1]
        assert (medium["price"]["value"], medium["price"]["priceListType"]) == (40, "OVERRIDE")
        assert "originalPrice" not in medium
        assert one["priceRange"]["min"] == medium["price"]


def test_a_country_adds_its_tax(either: Shop, reduced: Json) -> None:
    for country, rate in [("de", 1.19), ("PL", 1.23)]:
        for one in seen(either, reduced, query={"country": country}):
            assert one["price"]["grossValue"] == pytest.approx(80 * rate)
            assert one["originalPrice"]["grossValue"] == pytest.approx(100 * rate)
            assert one["variants"][1]["price"]["grossValue"] == pytest.approx(50 * rate)
            assert one["price"]["value"] == 80


def test_the_only_country_of_a_region_needs_no_naming(either: Shop, reduced: Json) -> None:
    for one in seen(either, reduced, headers={"x-currency": "USD"}):
        assert one["price"] == {"value": 10, "currency": "USD", "taxIncluded": False, "grossValue": 10.8}


def test_a_country_that_is_not_delivered_to_is_refused(either: Shop, reduced: Json) -> None:
    for country, code in [("US", "country_not_in_region"), ("X1", "invalid_request")]:
        refused = either.get(f"/products/{reduced['id']}", query={"country": country})
        assert (refused.status, refused.body["code"]) == (400, code)
        assert refused.body["details"][0]["path"] == "query.country"
