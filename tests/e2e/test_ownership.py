"""Every route × every kind of caller: what each may do with a thing that is Anna's.

A route of the template without a row here fails the first test.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest

from local.shop import ADDRESS, Shop
from local.tokens import token_with
from tools.routes import routes

CALLERS = ("guest", "other", "bad", "expired", "owner")
"""The owner comes last: what the others are refused is still there."""
Things = dict[str, str]
_RUN = secrets.token_hex(8)


@dataclass(frozen=True)
class Row:
    """What the callers get, in the order of `CALLERS`."""

    statuses: tuple[int, int, int, int, int]
    body: Callable[[Things], Any] = field(default=lambda things: None)
    query: str = ""


def public(success: int = 200, **rest: Any) -> Row:
    """Create a row for what everyone may do; a token that is sent must be valid all the same."""
    return Row((success, success, 401, 401, success), **rest)


def owned(success: int = 200, **rest: Any) -> Row:
    """Create a row for what only Anna may do with a thing of hers that guests may have as well."""
    return Row((401, 403, 401, 401, success), **rest)


def private(success: int = 200, other: int = 404, **rest: Any) -> Row:
    """Create a row for what needs a customer; the other one does not find what is Anna's."""
    return Row((401, other, 401, 401, success), **rest)


ROWS: dict[str, Row] = {
    "GET /products": public(),
    "GET /products/suggestions": public(query="?q=drill"),
    "GET /products/{id}": public(),
    "GET /products/{id}/variants/{variantId}/related-products": public(),
    "GET /categories": public(),
    "GET /categories/{id}": public(),
    "GET /collections": public(),
    "GET /collections/{id}": public(),
    "GET /regions": public(),
    "GET /locales": public(),
    "GET /openapi.json": public(),
    "GET /health": public(),
    "POST /carts": public(201, body=lambda things: {"currency": "EUR"}),
    "GET /carts/current": private(other=200),
    "GET /carts": private(other=200),
    "DELETE /carts/{id}": owned(204),
    "POST /carts/{id}/customer": private(other=403),
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
    "POST /checkout/{cartId}/addresses": owned(
        body=lambda things: {"shippingAddress": ADDRESS, "sameAsBillingAddress": True}
    ),
    "GET /checkout/{cartId}/shipping-options": owned(),
    "POST /checkout/{cartId}/shipping-method": owned(
        body=lambda things: {"shippingOptionId": things["shippingOptionId"]}
    ),
    "POST /checkout/{cartId}/payment": owned(201, body=lambda things: {"providerId": "pp_system_default"}),
    "GET /checkout/{cartId}/summary": owned(),
    "POST /checkout/{cartId}/place-order": owned(201),
    "POST /checkout/{cartId}/complete": owned(
        201, body=lambda things: {"paymentProviderId": "pp_system_default"}
    ),
    "GET /customers/me": private(other=200),
    "PATCH /customers/me": private(other=200, body=lambda things: {"companyName": ""}),
    "GET /customers/addresses": private(other=200),
    "GET /customers/addresses/{id}": private(),
    "POST /customers/addresses": private(201, other=201, body=lambda things: {"address": ADDRESS}),
    "PATCH /customers/addresses/{id}": private(body=lambda things: {"label": "x"}),
    "DELETE /customers/addresses/{id}": private(204),
    "POST /customers/addresses/{id}/default": private(),
    "GET /orders": private(other=200),
    "GET /orders/{id}": owned(),
    # Her order has her email: an account holder's is found by no one, herself included.
    "GET /orders/lookup": Row((404, 404, 401, 401, 404), query="?number={number}&email=anna@lab.local"),
    "POST /orders/{id}/reorder": owned(201),
    "GET /return-reasons": public(),
    "GET /orders/{id}/return-options": owned(),
    "GET /orders/{id}/returns": owned(),
    # What is refused for other reasons is refused to its owner only: the first order was cancelled.
    "POST /orders/{id}/returns": owned(
        409, body=lambda things: {"items": [{"itemId": "ordli_1", "quantity": 1}]}
    ),
    "POST /orders/{id}/transfer": private(409, other=403),
    "POST /orders/{id}/transfer/accept": public(400, body=lambda things: {"token": "wrong"}),
    "POST /orders/{id}/transfer/decline": public(400, body=lambda things: {"token": "wrong"}),
    "GET /payments/providers": public(query="?regionId={regionId}"),
    "POST /payments/sessions": owned(
        201,
        body=lambda things: {
            "cartId": things["cartId"],
            "providerId": "pp_system_default",
            "returnUrl": "http://localhost/ok",
        },
    ),
    "GET /payments/sessions/{id}": owned(),
    "PATCH /payments/sessions/{id}": owned(body=lambda things: {"cancelUrl": "http://localhost/no"}),
    "DELETE /payments/sessions/{id}": owned(204),
    "POST /resources/{id}/purchase": private(201, body=lambda things: {"assetId": things["assets"]}),
    "GET /resources/assets": private(other=200),
    "GET /resources/assets/{id}": private(),
    "GET /resources/assets/{id}/compatible-services": private(),
    "POST /resources/assets": private(
        400, other=400, body=lambda things: {"serialNo": "X-1", "sku": "NO-SUCH-SKU"}
    ),
    "POST /resources/services/{id}/renew": private(201),
    "POST /resources/services/{id}/upgrade": private(201, body=lambda things: {"variantId": things["plan"]}),
    "POST /resources/services/{id}/cancel": private(),
    "GET /resources/services": private(other=200),
    "GET /resources/services/{id}": private(),
    "GET /resources/services/featured": public(),
}


@pytest.fixture(scope="module")
def callers(addresses: dict[str, str], guest: Shop, anna: Shop, ben: Shop) -> dict[str, Shop]:
    forged = jwt.encode(jwt.decode(anna.token or "", options={"verify_signature": False}), "x" * 32)
    expired = token_with(addresses, "late@lab.local", exp=1_700_000_000)
    assert jwt.decode(expired, options={"verify_signature": False})["exp"] == 1_700_000_000
    return {
        "guest": guest,
        "owner": anna,
        "other": ben,
        "bad": Shop(guest.url, forged),
        "expired": Shop(guest.url, expired),
    }


def things_of(anna: Shop, seed: dict[str, Any], drill: dict[str, Any], route: str) -> Things:
    """Create what the routes are about, all of it Anna's."""
    cart = anna.cart_with()
    service = next(product for product in seed["products"] if product["handle"] == "calibration")
    option = seed["shippingOptions"]["EUR"]["flat"]
    anna.post(f"/carts/{cart['id']}/promotions", {"code": "SAVE10"})
    if "/checkout/" in route:
        path = f"/checkout/{cart['id']}"
        anna.post(f"{path}/addresses", {"shippingAddress": ADDRESS, "sameAsBillingAddress": True})
        anna.post(f"{path}/shipping-method", {"shippingOptionId": option})
        anna.post(f"{path}/payment", {"providerId": "pp_system_default"})
    things = {
        "carts": cart["id"],
        "cartId": cart["id"],
        "itemId": cart["items"]["data"][0]["id"],
        "code": "SAVE10",
        "products": drill["id"],
        "variantId": drill["variants"][0]["id"],
        "shippingOptionId": option,
        "categories": "power-tools",
        "collections": "starter-kit",
        "orders": seed["customers"][0]["orders"][2 if route.endswith("{id}/returns") else 0],
        "number": "1",
        "assets": seed["customers"][0]["assets"][0],
        "services": seed["customers"][0]["services"][0],
        "regionId": seed["regions"]["EUR"]["id"],
        "resources": service["variants"][0]["id"],
    }
    if "/payments/sessions/" in route:
        body = {"cartId": cart["id"], "providerId": "pp_system_default", "returnUrl": "http://localhost/ok"}
        things["sessions"] = anna.post("/payments/sessions", body).body["id"]
    if "/resources/services/{id}/" in route and route.startswith("POST"):
        anna.post(f"/customers/addresses/{seed['customers'][0]['addresses'][0]}/default")
        plans = {variant["sku"]: variant["id"] for variant in service["variants"]}
        body = {"paymentProviderId": "pp_system_default"}
        bought = anna.post(
            f"/resources/{plans['CALIBRATION-MONTHLY']}/purchase",
            body,
            headers={"idempotency-key": f"ownership-{_RUN}"},
        )
        things |= {"services": bought.body["service"]["id"], "plan": plans["CALIBRATION-YEARLY"]}
    if "/purchase" in route:
        anna.post(f"/customers/addresses/{seed['customers'][0]['addresses'][0]}/default")
    if "/customers/" in route:
        things["addresses"] = anna.post("/customers/addresses", {"address": ADDRESS}).body["id"]
    return things


def path_of(route: str, things: Things) -> str:
    """Fill a route's path; ``{id}`` is of the kind that the segment before it names."""
    template = route.split(" ")[1]
    template = re.sub(r"(\w+)/{id}", r"\1/{\1}", template)
    return re.sub(r"{(\w+)}", lambda match: things[match[1]], template)


def test_each_route_has_a_row() -> None:
    assert set(ROWS) == {route.key for route in routes()}


@pytest.fixture(scope="module", params=ROWS)
def route(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def things(route: str, anna: Shop, seed: dict[str, Any], drill: dict[str, Any]) -> Iterator[Things]:
    """Anna's, created once for all callers of a route."""
    made = things_of(anna, seed, drill, route)
    yield made
    if "addresses" in made:
        anna.delete(f"/customers/addresses/{made['addresses']}")


@pytest.mark.parametrize("caller", CALLERS)
def test_who_may_do_what(
    route: str, caller: str, things: Things, callers: dict[str, Shop], anna: Shop
) -> None:
    row = ROWS[route]
    expected = row.statuses[CALLERS.index(caller)]
    watched = [f"/carts/{things['cartId']}"]
    if "addresses" in things:
        watched.append(f"/customers/addresses/{things['addresses']}")
    before = [anna.get(path).body for path in watched] if expected >= 400 else []
    path = path_of(route, things) + row.query.format(**things)
    answer = callers[caller].call(route.split(" ", maxsplit=1)[0], path, row.body(things))
    assert answer.status == expected, answer.body
    if expected >= 400:
        assert set(answer.body) <= {"statusCode", "error", "code", "message", "details", "orderId"}
        assert [anna.get(path).body for path in watched] == before


def test_a_guests_cart_is_open_to_who_holds_its_id(guest: Shop, anna: Shop, ben: Shop) -> None:
    cart = guest.cart_with()
    guest.patch(f"/carts/{cart['id']}", {"email": "somebody@example.com"})
    for shop in (guest, anna, ben):
        assert shop.patch(f"/carts/{cart['id']}", {"notes": "x"}).status == 200


def test_who_signs_in_for_the_first_time_is_a_customer_once(newcomer: Shop) -> None:
    first, second = (newcomer.post("/carts", {"currency": "EUR"}).body for _ in range(2))
    assert first["customerId"] == second["customerId"]


def test_an_email_that_no_one_verified_is_no_ones(addresses: dict[str, str], guest: Shop) -> None:
    token = token_with(addresses, "mallory", email="anna@lab.local", email_verified=False)
    assert Shop(guest.url, token).get("/products").status == 401


def test_an_email_of_an_account_stays_off_other_peoples_carts(guest: Shop, ben: Shop, anna: Shop) -> None:
    for shop in (guest, ben):
        cart = shop.cart_with()["id"]
        for email in ("anna@lab.local", "Anna@LAB.local"):
            refused = shop.patch(f"/carts/{cart}", {"email": email})
            assert (refused.status, refused.body["details"][0]["path"]) == (409, "body.email")
        planted = {"shippingAddress": ADDRESS, "sameAsBillingAddress": True, "email": "anna@lab.local"}
        assert shop.post(f"/checkout/{cart}/addresses", planted).status == 409
        assert shop.get(f"/carts/{cart}").status == 200
        assert cart not in [entry["id"] for entry in anna.get("/carts?limit=100").body["data"]]
    mine = anna.cart_with()["id"]
    assert anna.patch(f"/carts/{mine}", {"email": "anna@lab.local"}).status == 200
