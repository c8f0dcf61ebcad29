"""Placing an order: never two orders for one cart, never none for a payment that went through."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import (
    BadRequestError,
    ConflictError,
    ForbiddenError,
    UnauthorizedError,
    UpstreamError,
    UpstreamTimeoutError,
)
from commerce.mappers.checkout import COMPARED_FIELDS
from commerce.medusa.ordering import place_order
from commerce.medusa.ownership import OWNER_FIELDS
from commerce.medusa.transport.client import Medusa
from commerce.models.checkout import PlaceOrder
from commerce.models.common import Amount

from tests.support.carts import facts_line, for_checkout, ready_cart
from tests.support.recorded import as_json, recorded
from tests.support.upstream import Upstream, hang_up, reset

CART = "/store/carts/cart_1"
READ, WRITE, COMPLETE = f"GET {CART}/checkout", f"POST {CART}", f"POST {CART}/complete"
STATE = f"GET {CART}"
REFUSED = (400, {"message": "some inner words"})
LINKED = (400, {"message": "Cannot create multiple links between 'order' and 'cart'"})
NOTHING, ADA = PlaceOrder(), PlaceOrder(email="ada@lab.local")
TRANSFER = {"status": "pending_authorization", "provider_id": "pp_1"}
CANCELLED = {"status": "authorized", "payment": {"canceled_at": "2026-01-01T00:00:00Z"}}

Json = dict[str, Any]


@pytest.fixture
def cart() -> Json:
    return ready_cart()


@pytest.fixture
def order() -> Json:
    found: Json = recorded("order-completed")
    found["order"] |= {"customer_id": None, "customer": None}
    return found


def test_an_order_is_one_lean_read_and_medusas_own_completion(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    shop.on(READ, for_checkout(cart))
    shop.on(COMPLETE, order)
    placed = as_json(place_order(guest, "cart_1", NOTHING))
    assert shop.asked == [READ, COMPLETE]
    assert placed["order"]["id"] == order["order"]["id"]
    assert placed["order"]["paymentStatus"] == "PENDING"
    assert "paymentRedirectUrl" not in placed
    assert "payment_collections.status" in shop.seen[1].query["fields"]
    assert (guest.stats.orders_placed, guest.stats.orders_unpaid) == (1, 0)


def test_the_order_hides_the_guests_record_and_has_the_notes(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    shop.on(READ, for_checkout(cart))
    shop.on(COMPLETE, order)
    shown = as_json(place_order(guest, "cart_1", NOTHING))["order"]
    assert "customerId" not in shown
    assert shown["customerComment"] == "Ring twice"


def test_a_customers_order_names_the_customer(anna: Medusa, shop: Upstream, cart: Json, order: Json) -> None:
    mine = {"customer_id": "cus_anna", "customer": {"id": "cus_anna", "has_account": True}}
    shop.on(READ, for_checkout(cart | mine))
    shop.on(COMPLETE, {"type": "order", "order": order["order"] | mine})
    assert place_order(anna, "cart_1", NOTHING).order.customer_id == "cus_anna"


THEIRS = {"customer_id": "cus_ben", "customer": {"id": "cus_ben", "has_account": True}}


def test_a_guest_never_learns_to_whom_an_email_belongs(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    without = cart | {"email": None}
    by_email = {"customer_id": "cus_ben", "customer": {"id": "cus_ben", "has_account": False}}
    shop.on(READ, for_checkout(without))
    shop.on(WRITE, {"cart": cart | by_email})
    shop.on(COMPLETE, {"type": "order", "order": order["order"] | by_email})
    assert place_order(guest, "cart_1", ADA).order.customer_id is None


def test_a_cart_claimed_meanwhile_is_neither_shown_nor_ordered(
    guest: Medusa, shop: Upstream, cart: Json
) -> None:
    shop.on(READ, for_checkout(cart | {"email": None}))
    shop.on(WRITE, {"cart": cart | THEIRS})
    with pytest.raises(UnauthorizedError):
        place_order(guest, "cart_1", ADA)
    assert shop.asked == [READ, WRITE]


@pytest.mark.parametrize("done", [None, "2026-01-01T00:00:00Z"], ids=["claimed in the end", "handed over"])
def test_an_order_of_another_customer_is_not_shown(
    guest: Medusa, shop: Upstream, cart: Json, order: Json, done: str | None
) -> None:
    """Its cart was the guest's when it was read."""
    shop.on(READ, for_checkout(cart | {"completed_at": done}))
    shop.on(COMPLETE, {"type": "order", "order": order["order"] | THEIRS})
    with pytest.raises(UnauthorizedError):
        place_order(guest, "cart_1", NOTHING)


def test_an_email_is_set_where_the_cart_has_none(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    shop.on(READ, for_checkout(cart | {"email": None}), for_checkout(cart))
    shop.on(WRITE, {"cart": cart})
    shop.on(COMPLETE, order, order)
    place_order(guest, "cart_1", ADA)
    assert shop.asked == [READ, WRITE, COMPLETE]
    assert shop.seen[1].json == {"email": "ada@lab.local"}
    assert shop.seen[1].query == {"fields": f"{OWNER_FIELDS},{COMPARED_FIELDS}"}
    place_order(guest, "cart_1", PlaceOrder(email="other@lab.local"))
    assert shop.asked[3:] == [READ, COMPLETE]


def test_a_second_click_gets_the_order_of_the_first(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    shop.on(READ, for_checkout(cart | {"email": None}))
    shop.on(WRITE, (400, {"type": "not_allowed", "message": "Cart cart_1 is already completed"}))
    shop.on(COMPLETE, order)
    assert place_order(guest, "cart_1", ADA).order.id == order["order"]["id"]
    assert guest.stats.orders_placed == 0


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"promotions": []}, "promotions"),
        ({"total": 1}, "total"),
        ({"items": []}, "items.item_1"),
    ],
)
def test_a_cart_that_changes_with_the_email_is_not_ordered(
    guest: Medusa, shop: Upstream, cart: Json, change: Json, path: str
) -> None:
    """As when a code of one use for each customer was used with this email before."""
    shop.on(READ, for_checkout(cart | {"email": None}))
    shop.on(WRITE, {"cart": cart | change})
    with pytest.raises(ConflictError) as refused:
        place_order(guest, "cart_1", ADA)
    assert path in [detail.path for detail in refused.value.details]
    assert shop.asked == [READ, WRITE]


def test_an_order_with_an_unexpected_total_is_not_placed(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    shop.on(READ, *[for_checkout(cart | {"email": None})] * 2, for_checkout(cart))
    for value, currency in ((211.9, "EUR"), (211.94, "USD")):
        expected = Amount(value=value, currency=currency)
        with pytest.raises(ConflictError) as refused:
            place_order(guest, "cart_1", PlaceOrder(email="a@b.de", expected_total=expected))
        assert refused.value.details[0].path == "body.expectedTotal"
    assert shop.asked == [READ, READ]
    shop.on(COMPLETE, order)
    place_order(guest, "cart_1", PlaceOrder(expected_total=Amount(value=211.94, currency="EUR")))
    assert shop.asked[2:] == [READ, COMPLETE]


def test_what_costs_nothing_is_ordered_without_a_payment(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    unpaid = {"total": 0, "payment_collections": None}
    shop.on(READ, for_checkout(cart | {"total": 0, "payment_collection": None}))
    shop.on(COMPLETE, {"type": "order", "order": order["order"] | unpaid})
    assert place_order(guest, "cart_1", NOTHING).order.total.value == 0


@pytest.mark.parametrize(
    ("collections", "is_paid"),
    [
        ([{"status": "authorized"}], True),
        ([{"status": "completed"}], True),
        ([{"status": "partially_authorized"}], True),
        ([{"status": "canceled"}, {"status": "authorized"}], True),
        ([{"status": "awaiting", "payment_sessions": [None, TRANSFER]}], True),
        ([{"status": "not_paid", "payment_sessions": [{"status": "captured"}]}], True),
        ([{"status": "not_paid", "payment_sessions": [{"status": "pending"}]}], False),
        ([{"status": "awaiting", "payment_sessions": [{"status": "canceled"}]}], False),
        ([{"status": "authorized", "payment_sessions": [CANCELLED]}], False),
        ([{"status": "canceled"}], False),
        ([], False),
        (None, False),
    ],
)
def test_an_order_is_placed_only_if_paid_or_being_paid(
    guest: Medusa, shop: Upstream, cart: Json, order: Json, collections: Any, is_paid: bool
) -> None:
    """Medusa's own undoing of a failed completion may die half-way, and leave the order behind."""
    shop.on(READ, for_checkout(cart))
    shop.on(COMPLETE, {"type": "order", "order": order["order"] | {"payment_collections": collections}})
    if is_paid:
        place_order(guest, "cart_1", NOTHING)
    else:
        with pytest.raises(ConflictError, match=order["order"]["id"]):
            place_order(guest, "cart_1", NOTHING)
    assert guest.stats.orders_unpaid == (0 if is_paid else 1)


def test_an_order_edited_since_is_returned_whatever_its_payment(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    """Medusa cancels the payment of an order that an operator edits; the shopper still has the order."""
    edited = order["order"] | {"payment_collections": [{"status": "canceled"}, {"status": "not_paid"}]}
    shop.on(READ, for_checkout(cart | {"completed_at": "2026-01-01T00:00:00Z"}))
    shop.on(COMPLETE, {"type": "order", "order": edited})
    assert place_order(guest, "cart_1", NOTHING).order.id == edited["id"]
    assert guest.stats.orders_unpaid == 0


def test_everything_missing_is_named_and_nothing_is_written(
    guest: Medusa, shop: Upstream, cart: Json
) -> None:
    shop.on(READ, for_checkout(cart | {"email": None, "shipping_methods": []}))
    with pytest.raises(BadRequestError) as refused:
        place_order(guest, "cart_1", NOTHING)
    assert [detail.path for detail in refused.value.details] == ["shippingMethod", "email"]
    assert shop.asked == [READ]


def test_an_unsellable_line_is_named_and_nothing_is_written(
    guest: Medusa, shop: Upstream, cart: Json
) -> None:
    shop.on(READ, for_checkout(cart | {"email": None}, lines=[facts_line(available_quantity=0)]))
    with pytest.raises(ConflictError) as refused:
        place_order(guest, "cart_1", ADA)
    assert [detail.path for detail in refused.value.details] == ["items.item_1"]
    assert shop.asked == [READ]


def test_another_customers_cart_is_not_completed(anna: Medusa, shop: Upstream, cart: Json) -> None:
    ben = {"customer_id": "cus_ben", "customer": {"has_account": True}, "completed_at": "2026-01-01"}
    shop.on(READ, for_checkout(cart | ben))
    with pytest.raises(ForbiddenError):
        place_order(anna, "cart_1", NOTHING)
    assert COMPLETE not in shop.asked


def test_an_ordered_cart_returns_its_order_whatever_it_lacks(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    done = {"completed_at": "2026-01-01T00:00:00Z", "email": None, "payment_collection": None}
    shop.on(READ, for_checkout(cart | done))
    shop.on(COMPLETE, order)
    assert place_order(guest, "cart_1", ADA).order.id == order["order"]["id"]
    assert shop.asked == [READ, COMPLETE]


@pytest.mark.parametrize(
    "lost",
    [reset, hang_up, (500, {"message": "x"}), (502, {}), (409, {}), b"<html>", LINKED],
    ids=["reset", "cut off", "500", "502", "409", "no JSON", "linked"],
)
def test_a_completion_whose_response_is_lost_is_requested_again(
    guest: Medusa, shop: Upstream, cart: Json, order: Json, lost: Any
) -> None:
    shop.on(READ, for_checkout(cart))
    shop.on(COMPLETE, lost, order)
    assert place_order(guest, "cart_1", NOTHING).order.id == order["order"]["id"]
    assert shop.asked == [READ, COMPLETE, COMPLETE]


def test_a_completion_is_requested_twice_and_no_more(guest: Medusa, shop: Upstream, cart: Json) -> None:
    shop.on(READ, for_checkout(cart))
    shop.on(COMPLETE, reset, reset)
    with pytest.raises(UpstreamError):
        place_order(guest, "cart_1", NOTHING)
    assert shop.asked == [READ, COMPLETE, COMPLETE]


def test_a_completion_that_took_too_long_is_not_waited_for_again(
    guest: Medusa, shop: Upstream, cart: Json
) -> None:
    shop.on(READ, for_checkout(cart))
    shop.on(COMPLETE, (504, {}))
    with pytest.raises(UpstreamTimeoutError):
        place_order(guest, "cart_1", NOTHING)
    assert shop.asked == [READ, COMPLETE]


def test_a_completion_that_lost_the_race_returns_the_order(
    guest: Medusa, shop: Upstream, cart: Json, order: Json
) -> None:
    shop.on(READ, for_checkout(cart))
    shop.on(STATE, {"cart": {"id": "cart_1", "completed_at": "2026-01-01T00:00:00Z"}})
    shop.on(COMPLETE, REFUSED, order)
    assert place_order(guest, "cart_1", NOTHING).order.id == order["order"]["id"]
    assert shop.asked == [READ, COMPLETE, STATE, COMPLETE]
    assert shop.seen[2].query == {"fields": "id,completed_at"}


OPEN = {"cart": {"id": "cart_1", "completed_at": None}}


def test_a_refused_completion_of_an_open_cart_stays_refused(
    guest: Medusa, shop: Upstream, cart: Json
) -> None:
    shop.on(READ, for_checkout(cart))
    shop.on(STATE, OPEN)
    shop.on(COMPLETE, REFUSED)
    with pytest.raises(BadRequestError):
        place_order(guest, "cart_1", NOTHING)
    assert shop.asked == [READ, COMPLETE, STATE]


@pytest.mark.parametrize(
    ("words", "facts", "path"),
    [
        ("Some variant does not have the required inventory", {"available_quantity": 1}, "items.item_1"),
        (
            "Variant variant_1 does not have any inventory items associated with it.",
            {"available_quantity": 0},
            "items.item_1",
        ),
        (
            "Variants variant_1 do not exist or belong to a product that is not published",
            {"is_for_sale": False},
            "items.item_1",
        ),
        ("Promotion usage exceeds the limit.", {}, "promotions"),
        ("The cart items require shipping profiles that are not satisfied", {}, "shippingMethod"),
    ],
)
def test_what_only_the_completion_finds_is_named(
    guest: Medusa, shop: Upstream, cart: Json, words: str, facts: Json, path: str
) -> None:
    shop.on(READ, for_checkout(cart), for_checkout(cart, lines=[facts_line(**facts)]))
    shop.on(STATE, OPEN)
    shop.on(COMPLETE, (400, {"message": words}))
    with pytest.raises(BadRequestError if path == "shippingMethod" else ConflictError) as refused:
        place_order(guest, "cart_1", NOTHING)
    details = [(detail.path, detail.message) for detail in refused.value.details]
    assert {path} == {found for found, _ in details}
    if path == "promotions":
        assert [code for _, code in details] == ["SAVE10", "TAKE5"]


def test_missing_stock_without_a_line_is_reported_without_one(
    guest: Medusa, shop: Upstream, cart: Json
) -> None:
    """As where two variants share one stock, or without the bundle's plugin."""
    shop.on(READ, for_checkout(cart), (404, "<html>"))
    shop.on(STATE, OPEN, {"cart": cart})
    shop.on(COMPLETE, (400, {"code": "insufficient_inventory"}))
    with pytest.raises(ConflictError) as refused:
        place_order(guest, "cart_1", NOTHING)
    assert (refused.value.code, refused.value.details) == ("out_of_stock", ())


@pytest.mark.parametrize(
    "words",
    ["Payment sessions are required to complete cart", "PaymentSession with id: payses_1 was not found"],
)
def test_a_payment_that_was_lost_meanwhile_is_a_conflict(
    guest: Medusa, shop: Upstream, cart: Json, words: str
) -> None:
    shop.on(READ, for_checkout(cart))
    shop.on(STATE, OPEN)
    shop.on(COMPLETE, (400, {"message": words}))
    with pytest.raises(ConflictError, match="payment is not ready"):
        place_order(guest, "cart_1", NOTHING)
