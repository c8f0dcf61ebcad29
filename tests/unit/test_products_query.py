"""The catalogue's query: what a client may write in it, and what must never reach Medusa or a link."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from functions.products import app
from local.function_events import Context, event
from tests.conftest import Configure
from tests.support.upstream import Upstream


def call(query: Mapping[str, str | list[str]]) -> tuple[int, list[str]]:
    answer = app.handler(event("GET /products", query=query), Context(seconds=5))  # type: ignore[arg-type]
    body = json.loads(answer["body"])
    return answer["statusCode"], [detail["path"] for detail in body.get("details", [])]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"q": "\x00"}, "query.q"),
        ({"category": "a\r\nb"}, "query.category"),
        ({"q": "a" * 256}, "query.q"),
        ({"category": ["a", "a\r\nb"]}, "query.category"),
        ({"type": ["PHYSICAL", "OTHER"]}, "query.type"),
        ({"limit": ["1", "2"]}, "query.limit"),
        ({"sort": ["title_ASC", "title_ASC"]}, "query.sort"),
        ({"basePath": "//evil.example"}, "query.basePath"),
        ({"basePath": "/a//b"}, "query.basePath"),
        ({"basePath": "https://evil.example"}, "query.basePath"),
    ],
)
def test_what_is_no_filter_and_no_path_is_400(query: dict[str, str], path: str) -> None:
    assert call(query) == (400, [path])


@pytest.mark.parametrize("path", ["", "/", "/shop", "shop", "/de/shop/", "/a.b/c~d"])
def test_a_path_of_this_site_passes(path: str, configure: Configure) -> None:
    configure()
    assert call({"basePath": path, "q": "drill, 18V"}) == (502, [])


PRODUCTS = "GET /store/products"


def asked(shop: Upstream, query: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    shop.on("GET /store/product-categories", {"product_categories": CATEGORIES, "count": len(CATEGORIES)})
    shop.on(PRODUCTS, {"products": [], "count": 0})
    assert call(query)[0] == 200
    return shop.seen[-1].queries


CATEGORIES: list[dict[str, Any]] = [
    {"id": f"pcat_{number}", "name": name, "handle": name.lower()}
    for number, name in enumerate(["Saws", "Drills", "Saws, Drills", "null"])
]


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u00a0"])
def test_a_parameter_without_a_value_counts_as_not_sent(shop: Upstream, blank: str) -> None:
    names = ["limit", "offset", "type", "category", "q", "sort", "basePath"]
    assert asked(shop, dict.fromkeys(names, blank)) == asked(shop, {})
    assert asked(shop, {"limit": [blank, "3"]})["limit"] == ["3"]


@pytest.mark.parametrize(
    ("category", "ids"),
    [
        (["Saws", "Drills"], ["pcat_0", "pcat_1"]),
        ("Saws, Drills", ["pcat_2"]),
        (["Saws, Drills", "saws"], ["pcat_0", "pcat_2"]),
        ("null", ["pcat_3"]),
    ],
)
def test_categories_are_repeated_and_may_have_commas(
    shop: Upstream, category: str | list[str], ids: list[str]
) -> None:
    assert asked(shop, {"category": category})["category_id[]"] == ids


def test_a_comma_in_a_search_is_the_clients(shop: Upstream) -> None:
    assert asked(shop, {"q": "drill, 18V"})["q"] == ["drill, 18V"]
