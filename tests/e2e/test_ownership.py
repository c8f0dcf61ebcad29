"""Every route × every kind of caller: what each may do with a thing that is Anna's.

A route of the template without a row here fails the first test.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
import urllib3

from dev import tokens
from tests.support.shop import Shop
from tests.support.template import routes

CALLERS = ("guest", "owner", "other", "bad", "expired")
Things = dict[str, str]


@dataclass(frozen=True)
class Row:
    """What the callers get, in the order of `CALLERS`."""

    statuses: tuple[int, int, int, int, int]
    body: Callable[[Things], Any] = field(default=lambda things: None)
    query: str = ""


def public(success: int = 200, **rest: Any) -> Row:
    """Make a row for what everybody may do; a token that is sent must be valid all the same."""
    return Row((success, success, success, 401, 401), **rest)


def owned(success: int = 200, **rest: Any) -> Row:
    """Make a row for what Anna alone may do with a thing of hers that guests may have as well."""
    return Row((401, success, 403, 401, 401), **rest)


ROWS: dict[str, Row] = {
    "GET /products": public(),
    "GET /products/{id}": public(),
    "GET /products/{id}/variants/{variantId}/related-products": public(),
    "POST /carts": public(201, body=lambda things: {"currency": "EUR"}),
    "GET /carts/{id}": owned(),
    "PATCH /carts/{id}": owned(body=lambda things: {"notes": "mine"}),
    "POST /carts/items": owned(
        201,
        body=lambda things: {"cartId": things["cartId"], "sku": "CORDLESS-DRILL-12V-RED", "quantity": 1},
    ),
    "PATCH /carts/{cartId}/items/{itemId}": owned(body=lambda things: {"quantity": 2}),
    "DELETE /carts/{cartId}/items/{itemId}": owned(),
    "POST /carts/{cartId}/promotions": owned(body=lambda things: {"code": "SAVE10"}),
    "DELETE /carts/{cartId}/promotions/{code}": owned(),
}


def expired_token(addresses: dict[str, str]) -> str:
    """Get a token from the provider whose time is over."""
    claims = {"email": "late@lab.local", "email_verified": True, "exp": 1_700_000_000}
    urllib3.request("PUT", f"{addresses['sso']}/users/late@lab.local", json=claims)
    return tokens.token("late@lab.local", addresses["sso"])


@pytest.fixture(scope="module")
def callers(addresses: dict[str, str], guest: Shop, anna: Shop, ben: Shop) -> dict[str, Shop]:
    forged = jwt.encode(jwt.decode(anna.token or "", options={"verify_signature": False}), "x" * 32)
    expired = expired_token(addresses)
    assert jwt.decode(expired, options={"verify_signature": False})["exp"] == 1_700_000_000
    return {
        "guest": guest,
        "owner": anna,
        "other": ben,
        "bad": Shop(guest.url, forged),
        "expired": Shop(guest.url, expired),
    }


def things_of(anna: Shop, drill: dict[str, Any]) -> Things:
    """Make what the routes are about, all of it Anna's."""
    cart = anna.cart_with()
    anna.post(f"/carts/{cart['id']}/promotions", {"code": "SAVE10"})
    return {
        "cartId": cart["id"],
        "itemId": cart["items"]["data"][0]["id"],
        "code": "SAVE10",
        "productId": drill["id"],
        "variantId": drill["variants"][0]["id"],
    }


def path_of(route: str, things: Things) -> str:
    template = route.split(" ")[1]
    kind = template.split("/")[1]
    names = {"id": {"products": "productId", "carts": "cartId"}.get(kind, "")}
    return re.sub(r"{(\w+)}", lambda match: things[names.get(match[1], match[1])], template)


def test_each_route_has_a_row() -> None:
    assert set(ROWS) == set(routes())


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("route", ROWS)
def test_who_may_do_what(
    route: str, caller: str, callers: dict[str, Shop], anna: Shop, drill: dict[str, Any]
) -> None:
    row, things = ROWS[route], things_of(anna, drill)
    before = anna.get(f"/carts/{things['cartId']}").body
    shop = callers[caller]
    answer = shop.call(route.split(" ", maxsplit=1)[0], path_of(route, things) + row.query, row.body(things))
    expected = row.statuses[CALLERS.index(caller)]
    assert answer.status == expected, answer.body
    if expected >= 400:
        assert set(answer.body) <= {"statusCode", "error", "message", "details"}
        assert anna.get(f"/carts/{things['cartId']}").body == before


def test_a_guests_cart_is_open_to_who_holds_its_id(guest: Shop, anna: Shop, ben: Shop) -> None:
    cart = guest.cart_with()
    guest.patch(f"/carts/{cart['id']}", {"email": "somebody@example.com"})
    for shop in (guest, anna, ben):
        assert shop.patch(f"/carts/{cart['id']}", {"notes": "x"}).status == 200


def test_a_token_of_nobody_known_makes_a_customer_once(addresses: dict[str, str], guest: Shop) -> None:
    email = f"new-{jwt.encode({}, 'x' * 32)[-8:].lower()}@lab.local"
    urllib3.request("PUT", f"{addresses['sso']}/users/{email}", json={"email": email, "email_verified": True})
    shop = Shop(guest.url, tokens.token(email, addresses["sso"]))
    first, second = (shop.post("/carts", {"currency": "EUR"}).body for _ in range(2))
    assert first["customerId"] == second["customerId"]


def test_an_email_that_nobody_verified_is_nobody(addresses: dict[str, str], guest: Shop) -> None:
    claims = {"email": "anna@lab.local", "email_verified": False}
    urllib3.request("PUT", f"{addresses['sso']}/users/mallory", json=claims)
    shop = Shop(guest.url, tokens.token("mallory", addresses["sso"]))
    assert shop.get("/products").status == 401
