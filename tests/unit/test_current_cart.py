"""One cart: an item without `cartId` goes into the caller's current cart of that currency and region."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from commerce.errors import BadRequestError, CartCompletedError, ForbiddenError
from commerce.limits import CART_LINES
from commerce.medusa import cart_items, carts, customer_carts
from commerce.medusa.cart_items import _ROOM_FIELDS
from commerce.medusa.transport.client import Medusa
from commerce.models.carts import AddItem, UpdateCart

from tests.support.recorded import recorded
from tests.support.upstream import Upstream

Json = dict[str, Any]

MINE = "GET /store/customers/me/carts"
VARIANT = "GET /store/product-variants/variant_1"
INTO_MINE = "POST /store/carts/cart_1/line-items"
ITEM = AddItem(sku="A", quantity=1, variant_id="variant_1")


def mine(**more: Any) -> Json:
    anna = {"customer_id": "cus_anna", "customer": {"id": "cus_anna", "has_account": True}}
    cart: Json = recorded("cart-full")["cart"]
    return cart | anna | {"id": "cart_1", "currency_code": "eur", "completed_at": None} | more


@pytest.fixture(autouse=True)
def _variant(shop: Upstream) -> None:
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    shop.on(INTO_MINE, {"cart": mine()})


@pytest.mark.parametrize(
    ("named", "shown_currency", "query"),
    [
        ({}, "EUR", {"currency_code": "eur"}),
        ({"currency": "EUR"}, None, {"currency_code": "eur"}),
        ({"currency": "EUR", "region_id": "reg_1"}, "EUR", {"currency_code": "eur", "region_id": "reg_1"}),
    ],
)
def test_an_item_goes_into_the_newest_fitting_open_cart(
    anna: Medusa, shop: Upstream, named: Json, shown_currency: str | None, query: Json
) -> None:
    shop.on(MINE, {"carts": [mine(region_id="reg_1")]})
    assert cart_items.add_item(anna, ITEM.model_copy(update=named), shown_currency).id == "cart_1"
    [asked] = [seen for seen in shop.seen if seen.route == MINE]
    assert asked.query == {"limit": "1", "order": "-created_at", "fields": _ROOM_FIELDS} | query
    assert [route for route in shop.asked if route.startswith("POST")] == [INTO_MINE]


def no_route(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 404 Not Found\r\ncontent-length: 6\r\n\r\n<html>")
    connection.close()


@pytest.mark.parametrize("answer", [{"carts": []}, no_route], ids=["none of that currency", "no plugin"])
def test_without_a_current_cart_a_new_one_is_made(anna: Medusa, shop: Upstream, answer: Any) -> None:
    shop.on(MINE, answer)
    shop.on("POST /store/carts", {"cart": mine(id="cart_new")})
    assert cart_items.add_item(anna, ITEM, "EUR").id == "cart_new"
    assert [route for route in shop.asked if route.startswith("POST")] == ["POST /store/carts"]


def test_a_guest_has_no_current_cart_and_none_is_requested(guest: Medusa, shop: Upstream) -> None:
    shop.on("POST /store/carts", recorded("cart-guest"))
    cart_items.add_item(guest, ITEM, "EUR")
    assert MINE not in shop.asked
    assert "POST /store/carts" in shop.asked


def test_a_cart_that_is_named_is_used_and_no_other_is_looked_for(anna: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/carts/cart_1", {"cart": mine()})
    cart_items.add_item(anna, ITEM.model_copy(update={"cart_id": "cart_1"}), None)
    assert MINE not in shop.asked


def test_a_current_cart_has_no_more_room_than_any_other(anna: Medusa, shop: Upstream) -> None:
    lines = [{"id": f"item_{number}", "variant_id": f"other_{number}"} for number in range(CART_LINES)]
    shop.on(MINE, {"carts": [mine(items=lines)]})
    with pytest.raises(BadRequestError) as refused:
        cart_items.add_item(anna, ITEM, "EUR")
    assert refused.value.code == "too_many_lines"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"customer_id": "cus_ben", "customer": {"id": "cus_ben", "has_account": True}}, ForbiddenError),
        ({"completed_at": "2026-01-01"}, CartCompletedError),
    ],
)
def test_a_current_cart_is_proven_as_any_other(
    anna: Medusa, shop: Upstream, change: Json, error: type[Exception]
) -> None:
    shop.on(MINE, {"carts": [mine(**change)]})
    shop.on("GET /store/carts/cart_1", {"cart": {"order": None}})
    with pytest.raises(error):
        cart_items.add_item(anna, ITEM, "EUR")
    assert not any(route.startswith("POST") for route in shop.asked)


@pytest.mark.parametrize("cart_id", ["cart_1", None])
def test_two_currencies_are_refused_before_anything_is_read(
    anna: Medusa, shop: Upstream, cart_id: str | None
) -> None:
    with pytest.raises(BadRequestError) as refused:
        cart_items.add_item(anna, ITEM.model_copy(update={"cart_id": cart_id, "currency": "USD"}), "EUR")
    assert refused.value.code == "currency_mismatch"
    assert all(currency in refused.value.message for currency in ("EUR", "USD"))
    assert shop.seen == []


@pytest.mark.parametrize(("currency", "is_taken"), [("EUR", True), ("USD", False)])
def test_a_carts_currency_cannot_be_changed(
    guest: Medusa, shop: Upstream, currency: str, is_taken: bool
) -> None:
    cart = recorded("cart-guest")["cart"] | {"id": "cart_1", "currency_code": "eur"}
    shop.on("GET /store/carts/cart_1", {"cart": cart})
    shop.on("POST /store/carts/cart_1", {"cart": cart})
    wanted = UpdateCart(currency=currency, notes="x")
    if is_taken:
        carts.update_cart(guest, "cart_1", wanted)
        assert "currency_code" not in shop.seen[-1].json
        return
    with pytest.raises(BadRequestError) as refused:
        carts.update_cart(guest, "cart_1", wanted)
    assert (refused.value.code, refused.value.details[0].path) == ("currency_mismatch", "body.currency")
    assert [seen.method for seen in shop.seen] == ["GET"]


def test_a_completed_cart_says_when_and_which_order_it_became(guest: Medusa, shop: Upstream) -> None:
    cart = recorded("cart-guest")["cart"] | {"id": "cart_1", "customer_id": None, "customer": None}
    done = cart | {"completed_at": "2026-01-02T03:04:05.000Z"}
    order = {"id": "order_1", "customer_id": None}
    shop.on("GET /store/carts/cart_1", {"cart": done}, {"cart": {"order": order}}, {"cart": cart})
    shown = carts.get_cart(guest, "cart_1")
    assert (shown.completed_at, shown.order_id) == ("2026-01-02T03:04:05.000Z", "order_1")
    still_open = carts.get_cart(guest, "cart_1")
    assert (still_open.completed_at, still_open.order_id) == (None, None)
    assert len(shop.seen) == 3


def test_an_order_that_nothing_identifies_is_left_out(guest: Medusa, shop: Upstream) -> None:
    done = recorded("cart-guest")["cart"] | {"id": "cart_1", "completed_at": "2026-01-02T03:04:05.000Z"}
    done |= {"customer_id": None, "customer": None}
    shop.on("GET /store/carts/cart_1", {"cart": done}, {"cart": {"order": None}})
    shown = carts.get_cart(guest, "cart_1")
    assert (shown.completed_at, shown.order_id) == ("2026-01-02T03:04:05.000Z", None)


def test_a_claim_gives_the_cart_as_it_is_then_and_no_order(anna: Medusa, shop: Upstream) -> None:
    shop.on("POST /store/carts/cart_9/claim", {"cart": mine()})
    claimed = customer_carts.claim_cart(anna, "cart_9")
    assert (claimed.id, claimed.customer_id, claimed.order_id) == ("cart_1", "cus_anna", None)
    assert claimed.version == carts.shown(mine()).version
