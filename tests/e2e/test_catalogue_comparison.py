"""The plugin's product list has the values of Medusa's own, in the seed and in a shop made at random.

By hand, with another shop: `make compare-catalogue SEED=7 PRODUCTS=200`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from commerce.mappers.products import DisplayOptions, detailed_product
from commerce.medusa.products import PAGE_FIELDS as FIELDS
from commerce.reading import parse

from local.shop import Shop
from tests.support.admin import Admin
from tests.support.medusa import Medusa
from tests.support.random_shop import RandomShop

Json = dict[str, Any]
Read = Callable[..., Json]

SEED = int(os.environ.get("SEED", "1"))
PRODUCTS = int(os.environ.get("PRODUCTS", "25"))

_PRODUCT = ["id", "title", "handle", "description", "subtitle", "thumbnail", "weight", "height", "width"]
_PRODUCT += ["type_id", "length", "material", "origin_country", "hs_code", "mid_code", "metadata"]
_VARIANT = ["id", "title", "sku", "manage_inventory", "allow_backorder", "variant_rank", "inventory_quantity"]
_VARIANT += [
    "thumbnail",
    "weight",
    "height",
    "width",
    "length",
    "material",
    "origin_country",
    "hs_code",
    "mid_code",
]

_PRICES = ["currency_code"]
_PRICES += [f"{one}_amount{tax}" for one in ("calculated", "original") for tax in ("", "_with_tax")]
_PRICES += [f"is_{one}_price_tax_inclusive" for one in ("calculated", "original")]


@pytest.fixture(scope="module", autouse=True)
def shop(addresses: dict[str, str], seed: Json) -> Iterator[RandomShop]:
    made = RandomShop(Admin(addresses["medusa"], seed["adminKey"]), seed, SEED, PRODUCTS)
    try:
        made.create(seed["customers"][0]["id"])
        yield made
    finally:
        made.tidy_up()


COUNTRIES = {"EUR": "de", "EUR elsewhere": "it"}
"""Whose tax is added to prices; none in the region of dollars."""


@pytest.fixture(scope="module", params=["EUR", "USD", "EUR elsewhere"])
def market(shop: RandomShop, request: pytest.FixtureRequest) -> dict[str, str]:
    country = {"country_code": COUNTRIES[request.param]} if request.param in COUNTRIES else {}
    return {"region_id": shop.regions[request.param], **country}


@pytest.fixture(scope="module", params=["guest", "member"])
def read(medusa: Medusa, anna: Shop, market: dict[str, str], request: pytest.FixtureRequest) -> Read:
    """Read a page, as a guest or as a customer who is in a group."""
    headers = {"authorization": f"Bearer {anna.token}"} if request.param == "member" else {}

    def page(path: str, **query: Any) -> Json:
        text = urlencode({**market, "limit": 100, **query}, doseq=True)
        status, body = medusa.store("GET", f"{path}?{text}", **headers)
        assert status == 200, body
        found: Json = body
        return found

    return page


def every(read: Read, path: str, **query: Any) -> list[Json]:
    """Read all pages of a list."""
    found: list[Json] = []
    while True:
        page = read(path, offset=len(found), **query)
        found += page["products"]
        if not page["products"]:
            assert len(found) == page["count"]
            return found


def ours(read: Read, **query: Any) -> list[Json]:
    return every(read, "storefront/products", fields=FIELDS, **query)


def amount(variant: Json) -> float | None:
    price = variant.get("calculated_price") or {}
    value: float | None = price.get("calculated_amount")
    return value


def by_rank(variant: Json) -> tuple[float, str, str]:
    rank = variant.get("variant_rank")
    return (float("inf") if rank is None else rank, variant["created_at"], variant["id"])


def sold(product: Json) -> list[Json]:
    """The variants that can be sold, in the shop's order."""
    fit = [one for one in product["variants"] if one.get("sku") and amount(one) is not None]
    return sorted(fit, key=by_rank)


@pytest.fixture(scope="module")
def theirs(read: Read) -> list[Json]:
    """What Medusa's own route lists of what can be sold."""
    return [
        one for one in every(read, "products", fields=f"{FIELDS},*collection,*tags", order="id") if sold(one)
    ]


def plain(product: Json) -> Json:
    """Return what a mapper reads of a product, in an order of its own."""

    def pick(row: Json | None, *names: str) -> Json:
        return {name: (row or {}).get(name) for name in names}

    used = {one["option_id"] for variant in product["variants"] for one in variant["options"]}
    public = [
        one for one in product["categories"] if one.get("is_active", True) and not one.get("is_internal")
    ]
    return pick(product, *_PRODUCT) | {
        "type": (product.get("type") or {}).get("value"),
        "images": sorted((one["rank"], one["id"], one["url"]) for one in product["images"]),
        "categories": sorted((one["rank"], one["id"], one["name"], one["handle"]) for one in public),
        "tags": sorted(one["value"] for one in product["tags"]),
        "options": sorted((one["id"], one["title"]) for one in product["options"] if one["id"] in used),
        "variants": [
            pick(variant, *_VARIANT)
            | {
                "options": sorted((one["option_id"], one["value"]) for one in variant["options"]),
                "price": pick(variant["calculated_price"], *_PRICES) if variant["calculated_price"] else None,
                "list": ((variant["calculated_price"] or {}).get("calculated_price") or {}).get(
                    "price_list_type"
                ),
            }
            for variant in sorted(product["variants"], key=by_rank)
        ],
    }


def test_every_value_is_that_of_medusas_own_list(read: Read, theirs: list[Json]) -> None:
    found = ours(read)
    assert [one["id"] for one in found] == [one["id"] for one in theirs]
    for mine, reference in zip(found, theirs, strict=True):
        assert plain(mine) == plain(reference)
    assert len(found) > len([one for one in found if len(one["variants"]) > 1]) > 0


def test_a_page_is_found_by_id_and_by_handle(read: Read, theirs: list[Json]) -> None:
    for product in theirs[::4]:
        for name in ("id", "handle"):
            page = read("storefront/products", fields=FIELDS, **{"name[]": product[name]})
            assert [plain(one) for one in page["products"]] == [plain(product)]


def test_the_mapper_shows_the_same(
    read: Read, theirs: list[Json], shop: RandomShop, market: dict[str, str]
) -> None:
    options = DisplayOptions("USD" if market["region_id"] == shop.regions["USD"] else "EUR")

    def shown(products: list[Json]) -> list[Any]:
        return [detailed_product(parse(json.dumps(one).encode()), options) for one in products]

    assert shown(ours(read)) == shown(theirs)


def test_prices_sort_and_filter_as_they_are_shown(read: Read, theirs: list[Json]) -> None:
    shown = {one["id"]: amount(sold(one)[0]) or 0 for one in theirs}
    rising = sorted(shown, key=lambda one: (shown[one], one))
    falling = sorted(shown, key=lambda one: (-shown[one], one))
    assert [one["id"] for one in ours(read, order="price")] == rising
    assert [one["id"] for one in ours(read, order="-price")] == falling
    for low, high in [(5, 20), (0, 9.99), (20, 1000)]:
        fit = [
            (one["id"], next(each["id"] for each in sold(one) if low <= (amount(each) or 0) <= high))
            for one in theirs
            if any(low <= (amount(each) or 0) <= high for each in sold(one))
        ]
        found = ours(read, min_price=low, max_price=high)
        assert [(one["id"], one["shown_variant_id"]) for one in found] == fit


def values_of(variant: Json, title: str, titles: dict[str, str]) -> set[str]:
    return {one["value"] for one in variant["options"] if titles.get(one["option_id"]) == title}


def ancestors(category: str, parents: dict[str, str | None]) -> list[str]:
    parent = parents.get(category)
    return [category, *(ancestors(parent, parents) if parent else [])]


def counted(
    theirs: list[Json], parents: dict[str, str | None], chosen: Json, left_out: str = ""
) -> list[Any]:
    """Return (product, variant) pairs that fit the chosen filters without one of them, by brute force."""
    found = []
    for product in theirs:
        titles = {one["id"]: one["title"] for one in product["options"]}
        own = {
            one["id"]
            for one in product["categories"]
            if one.get("is_active", True) and not one.get("is_internal")
        }
        fits = {
            "categories": not chosen["categories"] or bool(own & chosen["categories"]),
            "tags": not chosen["tags"] or any(one["value"] in chosen["tags"] for one in product["tags"]),
            "collections": not chosen["collections"]
            or (product.get("collection") or {}).get("id") in chosen["collections"],
        }
        if not all(fit for name, fit in fits.items() if name != left_out):
            continue
        for variant in sold(product):
            stock = variant.get("inventory_quantity") or 0
            is_counted = variant["manage_inventory"] and not variant["allow_backorder"]
            is_counted &= variant.get("inventory_quantity") is not None
            fits = {
                "price": chosen["low"] <= (amount(variant) or 0) <= chosen["high"],
                "stock": not chosen["in_stock"] or not is_counted or stock > 0,
            }
            fits |= {
                title: bool(values & values_of(variant, title, titles))
                for title, values in chosen["options"].items()
            }
            if all(fit for name, fit in fits.items() if name != left_out):
                found.append((product, variant, titles, not is_counted or stock > 0, own))
    return found


@pytest.mark.parametrize("choice", range(4))
def test_filters_and_facets_count_as_by_hand(
    read: Read, theirs: list[Json], shop: RandomShop, choice: int
) -> None:
    child, parent = shop.categories[1], shop.categories[0]
    chosen: Json = {"categories": set(), "tags": set(), "collections": set(), "options": {}}
    chosen |= {"low": 0, "high": float("inf"), "in_stock": False}
    choices: list[Json] = [
        {},
        {"options": {"Colour": {"Red", "Blue"}, "Size": {"M"}}, "in_stock": True},
        {"categories": {parent, child}, "low": 5, "high": 100},
        {"tags": {f"a {shop.mark}"}, "collections": set(shop.collections), "options": {"Colour": {"Green"}}},
    ]
    chosen |= choices[choice]
    query: Json = {"facets": "true"}
    if chosen["low"]:
        query |= {"min_price": chosen["low"], "max_price": chosen["high"]}
    query |= {"in_stock": "true"} if chosen["in_stock"] else {}
    query |= {"category_id[]": sorted(chosen["categories"])} if chosen["categories"] else {}
    query |= {"tag[]": sorted(chosen["tags"])} if chosen["tags"] else {}
    query |= {"collection[]": sorted(chosen["collections"])} if chosen["collections"] else {}
    options = [f"{title}:{value}" for title, values in chosen["options"].items() for value in values]
    query |= {"option[]": options} if options else {}
    parents: dict[str, str | None] = {child: parent}

    page = read("storefront/products", fields="id", **query)
    facets = page["facets"]
    fit = counted(theirs, parents, chosen)
    assert page["count"] == len({product["id"] for product, *_ in fit})
    assert {one["id"] for one in ours(read, **query)} == {product["id"] for product, *_ in fit}

    def tally(left_out: str, keys: Callable[..., Any]) -> dict[Any, int]:
        pairs = {
            (key, row[0]["id"]) for row in counted(theirs, parents, chosen, left_out) for key in keys(*row)
        }
        return {key: sum(1 for one, _ in pairs if one == key) for key, _ in pairs}

    assert {one["id"]: one["count"] for one in facets["categories"]} == tally(
        "categories", lambda _p, _v, _t, _s, own: {up for one in own for up in ancestors(one, parents)}
    )
    assert {one["id"]: one["count"] for one in facets["collections"]} == tally(
        "collections", lambda product, *_: {(product.get("collection") or {}).get("id")} - {None}
    )
    assert {one["key"]: one["count"] for one in facets["tags"]} == tally(
        "tags", lambda product, *_: {one["value"] for one in product["tags"]}
    )
    shown = {(one["option_key"], one["key"]): one["count"] for one in facets["options"]}
    for title in {title for title, _ in shown}:
        of_title = {value: count for (one, value), count in shown.items() if one == title}
        assert of_title == tally(
            title, lambda _p, variant, titles, *_, t=title: values_of(variant, t, titles)
        )
    prices = [amount(variant) or 0 for _, variant, *_ in counted(theirs, parents, chosen, "price")]
    lowest, highest = facets["price"]["min"], facets["price"]["max"]
    assert (lowest, highest) == ((min(prices), max(prices)) if prices else (None, None))
    everything = counted(theirs, parents, chosen, "stock")
    assert facets["stock"] == {
        "all": len({product["id"] for product, *_ in everything}),
        "in_stock": len({product["id"] for product, _v, _t, is_in_stock, _o in everything if is_in_stock}),
    }
