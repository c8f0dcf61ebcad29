"""Requests that come again: writes with an Idempotency-Key, reads of the public catalogue."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.database import Database
from local.shop import ADDRESS, Shop

ITEM = {"sku": "CORDLESS-DRILL-12V-RED", "quantity": 1, "currency": "EUR"}


@pytest.fixture
def once() -> dict[str, str]:
    return {"idempotency-key": secrets.token_hex(16)}


@pytest.mark.parametrize("who", ["guest", "newcomer"])
def test_a_cart_is_made_once(request: pytest.FixtureRequest, who: str, once: dict[str, str]) -> None:
    shop: Shop = request.getfixturevalue(who)
    first, second = (shop.post("/carts/items", ITEM, headers=once) for _ in range(2))
    assert (first.status, second.status) == (201, 201)
    assert first.body == second.body
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert 1 <= second.requests <= 2  # the owner, proven again; who the customer is may be cached
    assert shop.post("/carts/items", ITEM | {"quantity": 2}, headers=once).status == 422
    # Without the key it is done again: in a guest's new cart, in a customer's current one.
    again = shop.post("/carts/items", ITEM).body
    assert (again["id"] == first.body["id"]) == (who == "newcomer")


def test_a_key_replays_no_cart_that_another_customer_claimed(
    guest: Shop, newcomer: Shop, ben: Shop, seed: dict[str, Any], once: dict[str, str]
) -> None:
    cart = guest.cart_with()["id"]
    payment = {"providerId": "pp_system_default", "returnUrl": "http://localhost/ok"}
    writes = [
        ("PATCH", f"/carts/{cart}", {"notes": "Ring twice"}),
        ("POST", "/carts/items", ITEM | {"cartId": cart}),
        ("POST", f"/checkout/{cart}/addresses", {"shippingAddress": ADDRESS}),
        ("POST", f"/checkout/{cart}/payment", payment),
        ("POST", "/payments/sessions", payment | {"cartId": cart}),
    ]
    for shop in (guest, ben):
        for write in writes:
            assert shop.call(*write, headers=once).status < 300
    assert guest.call(*writes[0], headers=once).headers["idempotency-replayed"] == "true"
    assert newcomer.post(f"/carts/{cart}/customer").status == 200
    for shop, refused in ((guest, 401), (ben, 403)):
        for write in writes:
            assert shop.call(*write, headers=once).status == refused, write


def test_a_key_replays_no_order_that_another_customer_owns(
    guest: Shop, addresses: dict[str, str], newcomer: Shop, seed: dict[str, Any], once: dict[str, str]
) -> None:
    cart = guest.cart_with()["id"]
    body = {
        "shippingAddress": ADDRESS,
        "sameAsBillingAddress": True,
        "email": f"guest-{secrets.token_hex(4)}@lab.local",
        "shippingMethodId": seed["shippingOptions"]["EUR"]["flat"],
        "paymentProviderId": "pp_system_default",
    }
    placed, replayed = (guest.post(f"/checkout/{cart}/complete", body, headers=once) for _ in range(2))
    assert (placed.status, placed.body) == (201, replayed.body)
    owner = newcomer.post("/carts", {"currency": "EUR"}).body["customerId"]
    order = placed.body["order"]["id"]
    with Database(addresses["database"]) as database:
        database.rows('UPDATE "order" SET customer_id = $1 WHERE id = $2', owner, order)
    assert guest.get(f"/orders/{order}").status == 401
    assert guest.post(f"/checkout/{cart}/complete", body, headers=once).status == 401


def test_a_key_does_not_reach_across_callers(
    guest: Shop, anna: Shop, ben: Shop, once: dict[str, str]
) -> None:
    made = [shop.post("/carts", {"currency": "EUR"}, headers=once).body["id"] for shop in (guest, anna, ben)]
    assert len(set(made)) == 3


def test_a_failed_write_may_be_repeated(anna: Shop, once: dict[str, str]) -> None:
    cart = anna.cart_with()["id"]
    assert anna.post(f"/checkout/{cart}/place-order", {}, headers=once).status == 400
    assert anna.post(f"/checkout/{cart}/place-order", {}, headers=once).status == 400
    short = anna.post("/carts", {"currency": "EUR"}, headers={"idempotency-key": "short"})
    assert short.body["details"][0]["path"] == "header.idempotency-key"


def test_racing_writes_are_done_once(anna: Shop, once: dict[str, str]) -> None:
    def save(_: int) -> Any:
        return anna.post("/customers/addresses", {"address": ADDRESS, "label": "Raced"}, headers=once)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(save, range(4)))
    made = {answer.body["id"] for answer in answers if answer.status == 201}
    assert len(made) == 1
    assert {answer.status for answer in answers} <= {201, 409}
    assert save(0).body["id"] in made
    anna.delete(f"/customers/addresses/{made.pop()}")


def test_guests_share_a_catalogue_that_others_may_cache(guest: Shop, anna: Shop) -> None:
    path = f"/products?category=measuring&limit=3&basePath=/{secrets.token_hex(4)}"
    first = guest.get(path)
    assert first.headers["cache-control"].startswith("public, max-age=")
    known = {"if-none-match": first.headers["etag"]}
    again = guest.get(path, headers=known)
    assert (again.status, again.body) == (304, None)
    mine = anna.get(path, headers=known)
    assert (mine.status, mine.body) == (200, first.body)
    assert mine.headers["cache-control"] == "no-store"
    assert "etag" not in mine.headers
    dollars = guest.get(path, headers=known | {"x-currency": "USD"})
    assert (dollars.status, dollars.body["data"][0]["price"]["currency"]) == (200, "USD")
    cart = guest.cart_with()["id"]
    assert guest.get(f"/carts/{cart}").headers["cache-control"] == "no-store"


def test_the_document_of_all_routes_is_there(guest: Shop) -> None:
    answer = guest.get("/openapi.json")
    assert (answer.status, answer.body["openapi"], answer.requests) == (200, "3.1.0", 0)
