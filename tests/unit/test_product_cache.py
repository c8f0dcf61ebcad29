"""A page that was read a moment ago is read again only for its prices, and no one is shown an old price."""

from __future__ import annotations

import time
from typing import Any

import pytest
from commerce.caller import Caller
from commerce.medusa import product_cache
from commerce.medusa.products import PRICE_FIELDS
from commerce.medusa.transport.client import Medusa

from tests.support.upstream import Upstream

PRODUCTS = "GET /store/products"
QUERY = {"limit": 12, "offset": 0, "region_id": "reg_1"}
FIELDS = "id,title,variants.id"
PRICES = f"id,variants.id,{PRICE_FIELDS}"

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def _kept_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOGUE_CACHE_SECONDS", "60")


def product(number: int, amount: int | None = None, *variants: str) -> Json:
    """Return a product in full, or with ``amount`` what Medusa returns when only prices are requested."""
    price = {"calculated_price": {"calculated_amount": amount or 10}}
    whole: Json = {"title": f"Product {number}"} if amount is None else {}
    ids = variants or (f"variant_{number}",)
    return {"id": f"prod_{number}", **whole, "variants": [{"id": name, **price} for name in ids]}


def page(*products: Json, count: int = 2) -> Json:
    return {"products": list(products), "count": count}


def read(medusa: Medusa, **query: Any) -> Json:
    return product_cache.read_page(medusa, QUERY | query, FIELDS)


def customer(name: str = "ben", locale: str = "") -> Medusa:
    return Medusa(Caller(token=name, subject=name, expires_at=2**31), locale=locale)


def fields(shop: Upstream) -> list[str]:
    return [seen.query["fields"] for seen in shop.seen if seen.route == PRODUCTS]


def test_a_cached_page_reads_only_prices_and_shows_the_new_ones(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, page(product(1), product(2)), page(product(2, 25), product(1, 15), count=3))
    read(guest)
    again = read(customer())
    assert fields(shop) == [FIELDS, PRICES]
    assert again["count"] == 3
    assert [found["title"] for found in again["products"]] == ["Product 2", "Product 1"]
    amounts = [found["variants"][0]["calculated_price"]["calculated_amount"] for found in again["products"]]
    assert amounts == [25, 15]


def test_what_one_customer_pays_is_not_shown_to_the_next(guest: Medusa, shop: Upstream) -> None:
    """A customer's group may have prices of its own: they are requested with that customer's token."""
    shop.on(PRODUCTS, page(product(1)), page(product(1, 5)), page(product(1, 8)))
    read(guest)
    assert read(customer("ben"))["products"][0]["variants"][0]["calculated_price"] == {"calculated_amount": 5}
    assert read(customer("eva"))["products"][0]["variants"][0]["calculated_price"] == {"calculated_amount": 8}
    asked = [seen.headers.get("authorization") for seen in shop.seen if seen.route == PRODUCTS]
    assert asked == [None, "Bearer ben", "Bearer eva"]


def test_a_guests_page_is_read_in_full_as_it_is_cached(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, page(product(1)), page(product(1)))
    read(guest)
    read(guest)
    assert fields(shop) == [FIELDS, FIELDS]


def test_a_price_that_is_gone_is_not_replaced_by_the_old_one(guest: Medusa, shop: Upstream) -> None:
    gone = {"id": "prod_1", "variants": [{"id": "variant_1", "calculated_price": None}]}
    shop.on(PRODUCTS, page(product(1)), page(gone))
    read(guest)
    assert read(customer())["products"][0]["variants"][0]["calculated_price"] is None


@pytest.mark.parametrize(
    "changed", [{"offset": 12}, {"q": "drill"}, {"region_id": "reg_2"}, {"order": "title"}]
)
def test_another_page_is_read_in_full(guest: Medusa, shop: Upstream, changed: dict[str, Any]) -> None:
    shop.on(PRODUCTS, page(product(1)), page(product(1)))
    read(guest)
    read(customer(), **changed)
    assert fields(shop) == [FIELDS, FIELDS]


def test_each_language_has_texts_of_its_own(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, page(product(1)), page(product(1)))
    read(guest)
    read(customer(locale="de-DE"))
    assert fields(shop) == [FIELDS, FIELDS]


def test_a_product_that_came_onto_a_known_page_is_read_in_full(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, page(product(1)), page(product(3, 30), product(1, 10)), page(product(3)))
    read(guest)
    assert [found["title"] for found in read(customer())["products"]] == ["Product 3", "Product 1"]
    assert fields(shop) == [FIELDS, PRICES, FIELDS]
    assert shop.seen[-1].queries["id[]"] == ["prod_3"]
    assert shop.seen[-1].query["region_id"] == "reg_1"


def test_a_product_with_changed_variants_is_read_in_full(guest: Medusa, shop: Upstream) -> None:
    whole = product(1, None, "variant_1", "variant_2")
    shop.on(PRODUCTS, page(product(1)), page(product(1, 10, "variant_1", "variant_2")), page(whole))
    read(guest)
    assert read(customer())["products"] == [whole]


def test_a_product_that_left_the_shop_meanwhile_is_not_shown(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, page(product(1)), page(product(3, 30), product(1, 10)), page())
    read(guest)
    assert [found["id"] for found in read(customer())["products"]] == ["prod_1"]


@pytest.mark.parametrize(("age", "asked"), [(59, PRICES), (61, FIELDS), (-5, FIELDS)])
def test_cached_products_live_as_long_as_guests_responses(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch, age: int, asked: str
) -> None:
    shop.on(PRODUCTS, page(product(1)), page(product(1, 10)), page(product(1)))
    read(guest)
    later = time.time() + age
    monkeypatch.setattr(time, "time", lambda: later)
    read(customer())
    assert fields(shop)[1] == asked


def test_nothing_is_known_where_nothing_may_be_stored(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOGUE_CACHE_SECONDS", "0")
    shop.on(PRODUCTS, page(product(1)), page(product(1)))
    read(guest)
    read(customer())
    assert fields(shop) == [FIELDS, FIELDS]


def test_what_was_used_longest_ago_is_dropped_first(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product_cache.products, "capacity", 1)
    monkeypatch.setattr(product_cache._pages, "capacity", 1)
    shop.on(PRODUCTS, page(product(1)), page(product(2)), page(product(1)))
    read(guest)
    read(guest, offset=12)
    read(customer())
    assert fields(shop) == [FIELDS, FIELDS, FIELDS]
    assert len(product_cache.products) == len(product_cache._pages) == 1


def test_a_kept_product_is_not_changed_by_who_reads_it(guest: Medusa, shop: Upstream) -> None:
    shop.on(
        PRODUCTS,
        page(product(1)),
        page(product(1, 15)),
        page({"id": "prod_1", "variants": [{"id": "variant_1", "calculated_price": None}]}),
    )
    first = read(guest)["products"][0]
    read(customer())
    read(customer())
    assert first == product(1)


def test_no_price_is_stored(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, page(product(1)))
    read(guest)
    kept = product_cache.products.get(("", "prod_1"))
    assert kept
    assert [variant["calculated_price"] for variant in kept["variants"]] == [None]
