"""Placing an order: never two orders for one cart, never none for a payment that went through."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import (
    BadRequestError,
    CommerceError,
    ConflictError,
    ForbiddenError,
    MedusaFailedError,
    MedusaTimeoutError,
    PaymentActionError,
)
from commerce.medusa.ordering import place_order
from commerce.medusa.client import Medusa

from tests.support.recorded import as_json, recorded
from tests.support.upstream import Upstream, hang_up, reset

CART = "/store/carts/cart_1"
READ, WRITE, COMPLETE = f"GET {CART}", f"POST {CART}", f"POST {CART}/complete"
REFUSED = (400, {"message": "Cannot create multiple links between 'order' and 'cart'"})
DATA = {"redirect_url": "https://pay.example/1", "client_secret": "cs_1"}

Json = dict[str, Any]


@pytest.fixture
def cart() -> Json:
    found: Json = recorded("cart-full")["cart"]
    found["id"] = "cart_1"
    return found


@pytest.fixture
def order() -> Json:
    found: Json = recorded("order-completed")
    return found


def waiting(cart: Json, status: str = "pending") -> Json:
    session = {"id": "payses_1", "provider_id": "pp_stripe", "status": status, "data": DATA}
    return cart | {"payment_collection": {"payment_sessions": [session]}}


def test_an_order_is_one_lean_read_and_medusas_own_completion(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    shop.on(READ, {"cart": cart})
    shop.on(COMPLETE, order)
    placed = as_json(place_order(guest, "cart_1", None))
    assert shop.asked == [READ, COMPLETE]
    assert placed["order"]["id"] == order["order"]["id"]
    assert placed["order"]["paymentStatus"] == "PENDING"
    assert "paymentRedirectUrl" not in placed
    assert "*payment_collections" in shop.seen[1].query["fields"]


def test_the_order_hides_the_guests_record_and_has_the_notes(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    shop.on(READ, {"cart": cart})
    shop.on(COMPLETE, order)
    shown = as_json(place_order(guest, "cart_1", None))["order"]
    assert "customerId" not in shown
    assert shown["customerComment"] == "Ring twice"


def test_a_customers_order_names_the_customer(anna: Medusa, shop: Upstream, cart: Json, order: Json) -> None:
    mine = {"customer_id": "cus_anna", "customer": {"id": "cus_anna", "has_account": True}}
    shop.on(READ, {"cart": cart | mine})
    shop.on(COMPLETE, {"type": "order", "order": order["order"] | {"customer_id": "cus_anna"}})
    assert place_order(anna, "cart_1", None).order.customer_id == "cus_anna"


def test_a_guest_never_learns_to_whom_an_email_belongs(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    nobody = {"customer_id": None, "customer": None, "email": None}
    shop.on(READ, {"cart": cart | nobody})
    shop.on(WRITE, {"cart": {"id": "cart_1"}})
    shop.on(COMPLETE, {"type": "order", "order": order["order"] | {"customer_id": "cus_ben"}})
    assert place_order(guest, "cart_1", "ben@lab.local").order.customer_id is None


def test_an_email_is_set_where_the_cart_has_none(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    shop.on(READ, {"cart": cart | {"email": None}}, {"cart": cart})
    shop.on(WRITE, {"cart": {"id": "cart_1"}})
    shop.on(COMPLETE, order, order)
    place_order(guest, "cart_1", "ada@lab.local")
    assert shop.asked == [READ, WRITE, COMPLETE]
    assert (shop.seen[1].json, shop.seen[1].query) == ({"email": "ada@lab.local"}, {"fields": "id"})
    place_order(guest, "cart_1", "other@lab.local")
    assert shop.asked[3:] == [READ, COMPLETE]


def test_what_is_missing_is_named_at_once_and_nothing_is_written(
    guest: Medusa, shop: Upstream, cart: Json
) -> None:
    shop.on(READ, {"cart": cart | {"email": None, "shipping_methods": []}})
    with pytest.raises(BadRequestError) as refused:
        place_order(guest, "cart_1", None)
    assert refused.value.message == "Still missing: shippingMethod, email"
    assert [detail.path for detail in refused.value.details] == ["shippingMethod", "email"]
    assert shop.asked == [READ]


def test_somebody_elses_cart_is_not_completed(anna: Medusa, shop: Upstream, cart: Json) -> None:
    ben = {"customer_id": "cus_ben", "customer": {"has_account": True}, "completed_at": "2026-01-01"}
    shop.on(READ, {"cart": cart | ben})
    with pytest.raises(ForbiddenError):
        place_order(anna, "cart_1", None)
    assert COMPLETE not in shop.asked


def test_a_cart_that_is_an_order_gives_that_order_again_whatever_it_lacks(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    done = {"completed_at": "2026-01-01T00:00:00Z", "email": None, "payment_collection": None}
    shop.on(READ, {"cart": cart | done})
    shop.on(COMPLETE, order)
    assert place_order(guest, "cart_1", "ada@lab.local").order.id == order["order"]["id"]
    assert shop.asked == [READ, COMPLETE]


@pytest.mark.parametrize(
    "lost",
    [reset, hang_up, (500, {"message": "x"}), (502, {}), (409, {}), b"<html>"],
    ids=["reset", "cut off", "500", "502", "409", "no JSON"],
)
def test_a_completion_whose_answer_is_lost_is_asked_for_again(
    guest: Medusa, shop: Upstream, cart: Json, order: Json, lost: Any
) -> None:
    shop.on(READ, {"cart": cart})
    shop.on(COMPLETE, lost, order)
    assert place_order(guest, "cart_1", None).order.id == order["order"]["id"]
    assert shop.asked == [READ, COMPLETE, COMPLETE]


def test_a_completion_is_asked_for_twice_and_no_more(guest: Medusa, shop: Upstream, cart: Json) -> None:
    shop.on(READ, {"cart": cart})
    shop.on(COMPLETE, reset, reset)
    with pytest.raises(MedusaFailedError):
        place_order(guest, "cart_1", None)
    assert shop.asked == [READ, COMPLETE, COMPLETE]


def test_a_completion_that_took_too_long_is_not_waited_for_again(
    guest: Medusa, shop: Upstream, cart: Json
) -> None:
    shop.on(READ, {"cart": cart})
    shop.on(COMPLETE, (504, {}))
    with pytest.raises(MedusaTimeoutError):
        place_order(guest, "cart_1", None)
    assert shop.asked == [READ, COMPLETE]


def test_a_completion_refused_because_another_one_won_gives_that_order(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    shop.on(READ, {"cart": cart}, {"cart": {"id": "cart_1", "completed_at": "2026-01-01T00:00:00Z"}})
    shop.on(COMPLETE, REFUSED, order)
    assert place_order(guest, "cart_1", None).order.id == order["order"]["id"]
    assert shop.asked == [READ, COMPLETE, READ, COMPLETE]
    assert shop.seen[2].query == {"fields": "id,completed_at"}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (REFUSED[1], "The commerce server refused this request"),
        ({"code": "insufficient_inventory"}, "There is not enough stock for this quantity"),
    ],
)
def test_a_completion_refused_for_a_cart_that_stays_open_is_refused(
    guest: Medusa, shop: Upstream, cart: Json, said: Json, message: str
) -> None:
    shop.on(READ, {"cart": cart}, {"cart": {"id": "cart_1", "completed_at": None}})
    shop.on(COMPLETE, (400, said))
    with pytest.raises(BadRequestError, match=message):
        place_order(guest, "cart_1", None)
    assert shop.asked == [READ, COMPLETE, READ]


@pytest.mark.parametrize("status", ["pending", "requires_more"])
def test_a_payment_that_needs_the_shopper_is_409_with_the_way_on(
    guest: Medusa, shop: Upstream, cart: Json, status: str
) -> None:
    shop.on(READ, {"cart": waiting(cart, status)})
    error = {"type": "payment_requires_more_error", "message": "More information is required"}
    shop.on(COMPLETE, {"type": "cart", "cart": {"id": "cart_1"}, "error": error})
    with pytest.raises(PaymentActionError) as refused:
        place_order(guest, "cart_1", None)
    body = refused.value.body()
    assert body["statusCode"] == 409
    assert body["paymentRedirectUrl"] == DATA["redirect_url"]
    assert body["clientSecret"] == DATA["client_secret"]
    assert "More information" not in body["message"]
    assert shop.asked == [READ, COMPLETE]
    assert "payment_collection.payment_sessions.data" in shop.seen[0].query["fields"].split(",")


def test_a_payment_that_needs_the_shopper_and_gives_no_way_on(
    guest: Medusa, shop: Upstream, cart: Json
) -> None:
    shop.on(READ, {"cart": cart})
    shop.on(COMPLETE, {"type": "cart", "cart": {"id": "cart_1"}})
    with pytest.raises(PaymentActionError) as refused:
        place_order(guest, "cart_1", None)
    assert {"paymentRedirectUrl", "clientSecret"}.isdisjoint(refused.value.body())


def test_an_order_that_was_paid_elsewhere_says_where(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    shop.on(READ, {"cart": waiting(cart)})
    shop.on(COMPLETE, order)
    assert place_order(guest, "cart_1", None).payment_redirect_url == DATA["redirect_url"]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"message": "Payment sessions are required to complete cart"}, ConflictError),
        ({"message": "Payment collection has not been initiated for cart"}, ConflictError),
    ],
)
def test_a_payment_that_was_lost_meanwhile_is_a_conflict(
    guest: Medusa, shop: Upstream, cart: Json, said: Json, error: type[CommerceError]
) -> None:
    shop.on(READ, {"cart": cart})
    shop.on(COMPLETE, (400, said), (400, said))
    with pytest.raises(error, match="payment is not ready"):
        place_order(guest, "cart_1", None)
