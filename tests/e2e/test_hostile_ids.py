"""Ids that are none: each is 400 (or no route at all) and reaches nothing of Medusa's."""

from __future__ import annotations

import re

import pytest

from local.shop import Shop
from tests.support.text_parameters import TEXTS
from tools.routes import routes

HOSTILE = [
    "..",
    "%2E%2E",
    "..%2F..%2F..%2Fadmin%2Fcustomers",
    "..%5C..%5Cadmin",
    "%252E%252E%252Fadmin",
    "x%2Fy",
    "x%3Ffields%3D*customer",
    "x%26limit%3D1",
    "x%23y",
    "x%00y",
    "x%0D%0Ay",
    "%C3%A4",
    "x%20y",
    "x" * 200,
]

WITH_IDS = sorted(route.key for route in routes() if route.parameters)


@pytest.mark.parametrize("route", WITH_IDS)
def test_what_is_no_id_is_refused_before_medusa(anna: Shop, route: str) -> None:
    method, template = route.split(" ")
    for name in re.findall(r"{(\w+)}", template):
        for hostile in HOSTILE:
            if (route, name) in TEXTS and "%00" not in hostile and "%0D" not in hostile:
                continue  # a handle or a code may be any line of text: it travels in a query or a body
            values = dict.fromkeys(re.findall(r"{(\w+)}", template), "x_1") | {name: hostile}
            path = template.format(**values)
            answer = anna.raw(method, path, {"quantity": 1} if method in {"POST", "PATCH"} else None)
            assert answer.status in {400, 404}, (path, answer.status, answer.body)
            assert answer.requests == 0, (path, answer.body)
            if "%2F" in hostile:  # for API Gateway, a slash: another route
                assert answer.status == 404, (path, answer.body)
            elif "/.." not in path:  # the gateway itself may find no route below a dot segment
                assert answer.status == 400, (path, answer.body)
                assert answer.body["details"][0]["path"] == f"path.{name}"


@pytest.mark.parametrize("hostile", ["../x", "a/b", "a?b", "a b", "%2F", ""])
def test_ids_in_bodies_are_checked_too(guest: Shop, hostile: str) -> None:
    item = {"cartId": hostile, "sku": "A", "quantity": 1}
    answer = guest.post("/carts/items", item)
    assert (answer.status, answer.requests) == (400, 0)
    assert answer.body["details"][0]["path"] == "body.cartId"
