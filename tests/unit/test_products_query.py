"""The catalogue's query: what a client may write in it, and what must never reach Medusa or a link."""

from __future__ import annotations

import json

import pytest

from functions.products import app
from tests.conftest import Configure
from tests.support.events import Context, event


def call(query: dict[str, str]) -> tuple[int, list[str]]:
    answer = app.handler(event("GET /products", query=query), Context(seconds=5))  # type: ignore[arg-type]
    body = json.loads(answer["body"])
    return answer["statusCode"], [detail["path"] for detail in body.get("details", [])]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"q": "\x00"}, "query.q"),
        ({"category": "a\r\nb"}, "query.category"),
        ({"q": "a" * 101}, "query.q"),
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
