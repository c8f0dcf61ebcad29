"""Routes 4, 5, 9, 32–34, 41 and 42: a customer's carts, sessions by their id, buying a service."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.shop import ADDRESS, Shop

RETURN = {"providerId": "pp_system_default", "returnUrl": "http://localhost/ok"}


def lines(cart: Any) -> dict[str, int]:
    return {line["sku"]: line["quantity"] for line in cart["items"]["data"]}


def test_a_customers_carts_are_listed_newest_first_and_closed(newcomer: Shop, guest: Shop) -> None:
    assert newcomer.get("/carts/current").status == 404
    assert newcomer.get("/carts").body == {"data": [], "total": 0}
    made = [newcomer.cart_with()["id"] for _ in range(3)]
    assert newcomer.get("/carts/current").body == newcomer.get(f"/carts/{made[-1]}").body
    listed = newcomer.get("/carts", query={"limit": 2})
    assert [cart["id"] for cart in listed.body["data"]] == made[:0:-1]
    assert listed.body["total"] == 3
    oldest = newcomer.get("/carts", query={"sort": "createdAt_ASC", "limit": 1, "offset": 1}).body["data"]
    assert [cart["id"] for cart in oldest] == made[1:2]
    assert newcomer.delete(f"/carts/{made[-1]}").status == 204
    assert newcomer.get(f"/carts/{made[-1]}").status == 404
    assert newcomer.delete(f"/carts/{made[-1]}").status == 404
    assert newcomer.get("/carts/current").body["id"] == made[1]
    mine = guest.cart_with()["id"]
    assert guest.delete(f"/carts/{mine}").status == 204
    assert guest.get(f"/carts/{mine}").status == 404


def test_an_order_is_in_no_list_of_carts_and_is_not_deleted(newcomer: Shop, seed: dict[str, Any]) -> None:
    cart = newcomer.cart_with()["id"]
    body = {
        "shippingAddress": ADDRESS,
        "sameAsBillingAddress": True,
        "shippingMethodId": seed["shippingOptions"]["EUR"]["flat"],
        "paymentProviderId": "pp_system_default",
    }
    assert newcomer.post(f"/checkout/{cart}/complete", body).status == 201
    assert newcomer.get("/carts").body["total"] == 0
    assert newcomer.delete(f"/carts/{cart}").status == 409


def test_logging_in_while_shopping_loses_and_doubles_nothing(newcomer: Shop, guest: Shop) -> None:
    first = guest.cart_with(quantity=2)["id"]
    claimed = newcomer.post(f"/carts/{first}/customer")
    assert (claimed.status, claimed.body["id"], lines(claimed.body)) == (
        200,
        first,
        {"CORDLESS-DRILL-12V-RED": 2},
    )
    assert guest.get(f"/carts/{first}").status == 401

    second = guest.cart_with(quantity=1)["id"]
    guest.post("/carts/items", {"cartId": second, "sku": "CORDLESS-DRILL-12V-BLUE", "quantity": 4})
    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(lambda _: newcomer.post(f"/carts/{second}/customer"), range(3)))
    assert 200 in {answer.status for answer in answers}
    merged = newcomer.get("/carts/current").body
    assert merged["id"] == first
    assert lines(merged) == {"CORDLESS-DRILL-12V-RED": 3, "CORDLESS-DRILL-12V-BLUE": 4}
    assert newcomer.get("/carts").body["total"] == 1
    for again in (first, second):
        assert newcomer.post(f"/carts/{again}/customer").body["id"] == first


@pytest.mark.parametrize("who", ["guest", "anna"])
def test_a_session_is_read_changed_and_cancelled(request: pytest.FixtureRequest, who: str) -> None:
    shop: Shop = request.getfixturevalue(who)
    cart = shop.cart_with()["id"]
    made = shop.post("/payments/sessions", RETURN | {"cartId": cart, "metadata": {"till": 4}}).body
    path = f"/payments/sessions/{made['id']}"
    assert shop.get(path).body == made
    changed = shop.patch(path, {"cancelUrl": "http://localhost/no", "metadata": {"x": 1}})
    assert (changed.status, changed.body["metadata"]) == (200, {"till": 4, "x": 1})
    assert shop.get(path).body == changed.body
    assert shop.delete(path).status == 204
    assert shop.get(path).status == 404
    assert "paymentSessionId" not in shop.get(f"/carts/{cart}").body


def test_an_outdated_session_is_not_shown_as_valid(guest: Shop) -> None:
    cart = guest.cart_with()["id"]
    made = guest.post("/payments/sessions", RETURN | {"cartId": cart}).body
    guest.post("/carts/items", {"cartId": cart, "sku": "CORDLESS-DRILL-12V-BLUE", "quantity": 1})
    after = guest.get(f"/payments/sessions/{made['id']}")
    assert after.status == 404 or after.body["status"] == "CANCELLED"
    assert guest.get("/payments/sessions/payses_none").status == 404


def test_a_service_is_bought_for_an_asset_once(anna: Shop, ben: Shop, seed: dict[str, Any]) -> None:
    plan = next(p for p in seed["products"] if p["handle"] == "extended-warranty")["variants"][0]
    asset = seed["customers"][0]["assets"][0]
    anna.post(f"/customers/addresses/{seed['customers'][0]['addresses'][0]}/default")
    once = {"idempotency-key": secrets.token_hex(16)}
    path, body = f"/resources/{plan['id']}/purchase", {"assetId": asset}
    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(lambda _: anna.post(path, body, headers=once), range(3)))
    assert {answer.status for answer in answers} <= {201, 409}, [answer.body for answer in answers]
    bought = next(answer.body for answer in answers if answer.status == 201)
    again = anna.post(path, body, headers=once)
    assert again.body == bought
    assert bought["service"]["contract"]["status"] == "ACTIVE"
    assert bought["service"]["product"]["sku"] == plan["sku"]
    assert [entry["id"] for entry in bought["service"]["assets"]] == [asset]
    services = [entry["id"] for entry in anna.get("/resources/services?limit=100").body["data"]]
    assert services.count(bought["service"]["id"]) == 1
    orders = [entry["id"] for entry in anna.get("/orders?limit=100").body["data"]]
    assert orders.count(bought["order"]["id"]) == 1
    theirs = [entry["id"] for entry in ben.get("/resources/services?limit=100").body["data"]]
    assert bought["service"]["id"] not in theirs


@pytest.mark.parametrize(
    ("handle", "asset", "status"),
    [("cordless-drill", None, 400), ("extended-warranty", "asset_none", 404), (None, None, 404)],
)
def test_what_cannot_be_bought(
    anna: Shop, seed: dict[str, Any], handle: str | None, asset: str | None, status: int
) -> None:
    found = [product for product in seed["products"] if product["handle"] == handle]
    variant = found[0]["variants"][0]["id"] if found else "variant_none"
    body = {"assetId": asset} if asset else None
    answer = anna.post(f"/resources/{variant}/purchase", body)
    assert (answer.status, answer.body["statusCode"]) == (status, status)
