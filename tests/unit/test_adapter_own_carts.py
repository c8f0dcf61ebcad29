"""A customer's carts, sessions by their id, purchases: with the bundle's plugin in Medusa, and without it."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from commerce.errors import (
    BadRequestError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    NotSupportedError,
    PaymentActionError,
    PaymentFailedError,
    UnauthorizedError,
)
from commerce.mappers.products import DisplayOptions
from commerce.medusa import customer_carts, payments, purchases
from commerce.medusa.carts import CART_FIELDS
from commerce.medusa.ownership import OWNER_FIELDS
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.payments import UpdateSession
from commerce.models.resources import PurchaseService

from tests.support.recorded import recorded
from tests.support.upstream import Upstream

CART = "/store/carts/cart_1"
MINE = "GET /store/customers/me/carts"
SESSION = "/store/payment-sessions/payses_1"
PURCHASE = "POST /store/services/purchase"


def no_route(connection: socket.socket) -> None:
    """Respond as Medusa does for a route that it does not have: 404, and no JSON."""
    connection.sendall(b"HTTP/1.1 404 Not Found\r\ncontent-length: 6\r\n\r\n<html>")
    connection.close()


def cart(owner: str | None = None, **more: Any) -> Json:
    found: Json = recorded("cart-guest")["cart"] | {"id": "cart_1", "customer_id": owner}
    return found | ({"customer": {"id": owner, "has_account": True}} if owner else {"customer": None}) | more


def session(owner: str | None = None, *, current: bool = True, **of_cart: Any) -> Json:
    return {
        "payment_session": {
            "id": "payses_1",
            "provider_id": "pp_system_default",
            "status": "pending",
            "data": {"metadata": {"theirs": 1}},
            "metadata": {"till": 4},
        },
        "cart": {
            "id": "cart_1",
            "customer_id": owner,
            "customer": {"id": owner, "has_account": True} if owner else None,
            "completed_at": None,
        }
        | of_cart,
        "current": current,
        "is_fresh": True,
    }


def test_the_carts_of_a_customer_newest_first(anna: Medusa, shop: Upstream) -> None:
    shop.on(MINE, {"carts": [cart("cus_anna")], "count": 3, "limit": 1, "offset": 2})
    found = customer_carts.list_carts(anna, 1, 2, None)
    assert (found.total, [entry.id for entry in found.data]) == (3, ["cart_1"])
    query = shop.seen[0].query
    assert (query["order"], query["limit"], query["offset"]) == ("-created_at", "1", "2")
    assert query["fields"] == CART_FIELDS
    with pytest.raises(BadRequestError):
        customer_carts.list_carts(anna, 10, 0, "total_ASC")


def test_a_page_of_nothing_still_has_its_total(anna: Medusa, shop: Upstream) -> None:
    shop.on(MINE, {"carts": [cart("cus_anna")], "count": 1})
    found = customer_carts.list_carts(anna, 0, 0, "createdAt_ASC")
    assert (found.total, found.data) == (1, [])
    assert (shop.seen[0].query["order"], shop.seen[0].query["limit"]) == ("created_at", "1")


def test_the_current_cart_is_the_newest_or_404(anna: Medusa, shop: Upstream) -> None:
    shop.on(MINE, {"carts": [cart("cus_anna")], "count": 1}, {"carts": [], "count": 0})
    assert customer_carts.current_cart(anna, None).id == "cart_1"
    with pytest.raises(NotFoundError):
        customer_carts.current_cart(anna, None)
    fields = {"order": "-created_at", "limit": "1", "fields": CART_FIELDS}
    assert [seen.query for seen in shop.seen if seen.route == MINE] == [fields, fields]


def test_the_current_cart_of_a_currency(anna: Medusa, shop: Upstream) -> None:
    shop.on(MINE, {"carts": [cart("cus_anna")]}, {"carts": []})
    assert customer_carts.current_cart(anna, "USD").id == "cart_1"
    with pytest.raises(NotFoundError, match="USD"):
        customer_carts.current_cart(anna, "USD")
    assert [seen.query["currency_code"] for seen in shop.seen if seen.route == MINE] == ["usd", "usd"]


def test_a_current_cart_that_is_anothers_by_now_is_not_shown(anna: Medusa, shop: Upstream) -> None:
    shop.on(MINE, {"carts": [cart("cus_ben")]})
    with pytest.raises(ForbiddenError):
        customer_carts.current_cart(anna, None)


def test_without_the_plugin_no_one_knows_the_current_cart(anna: Medusa, shop: Upstream) -> None:
    shop.script(no_route)
    with pytest.raises(NotSupportedError):
        customer_carts.current_cart(anna, "EUR")


def test_without_the_plugin_a_list_is_501(anna: Medusa, shop: Upstream) -> None:
    shop.script(no_route)
    with pytest.raises(NotSupportedError, match="plugin"):
        customer_carts.list_carts(anna, 10, 0, None)


def test_a_cart_is_closed_only_by_its_owner(anna: Medusa, guest: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {CART}", *[{"cart": cart("cus_anna")}] * 2, {"cart": cart("cus_ben")})
    shop.on("GET /store/customers/me", {"customer": {"id": "cus_anna"}})  # read again before it is refused
    shop.on(f"DELETE {CART}", {"id": "cart_1", "deleted": True})
    customer_carts.delete_cart(anna, "cart_1")
    with pytest.raises(UnauthorizedError):
        customer_carts.delete_cart(guest, "cart_1")
    with pytest.raises(ForbiddenError):
        customer_carts.delete_cart(anna, "cart_1")
    assert shop.asked.count(f"DELETE {CART}") == 1
    assert shop.seen[0].query["fields"] == f"{OWNER_FIELDS},completed_at"


def test_an_order_is_not_closed(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {CART}", {"cart": cart(completed_at="2026-01-01T00:00:00Z")}, {"cart": cart(order=None)})
    with pytest.raises(ConflictError):
        customer_carts.delete_cart(anna, "cart_1")


def test_a_guests_cart_becomes_the_callers(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"POST {CART}/claim", {"cart": cart("cus_anna", id="cart_2")}, (404, {"message": "x"}))
    assert customer_carts.claim_cart(anna, "cart_1").id == "cart_2"
    assert shop.seen[0].query["fields"] == CART_FIELDS
    with pytest.raises(NotFoundError, match="Cart cart_1 was not found"):
        customer_carts.claim_cart(anna, "cart_1")


def test_without_the_plugin_medusa_still_hands_it_over(anna: Medusa, shop: Upstream) -> None:
    shop.script(no_route, {"cart": cart()}, {"cart": cart("cus_anna")})
    assert customer_carts.claim_cart(anna, "cart_1").customer_id == "cus_anna"
    assert shop.asked[:3] == [f"POST {CART}/claim", f"GET {CART}", f"POST {CART}/customer"]
    assert shop.asked[3:] == ["GET /store/customers/me"]
    assert shop.seen[1].query["fields"] == f"{OWNER_FIELDS},completed_at"
    assert shop.seen[2].query["fields"] == CART_FIELDS


def test_another_customers_cart_is_not_claimed(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"POST {CART}/claim", (403, {"type": "forbidden", "message": "x"}))
    with pytest.raises(ForbiddenError):
        customer_carts.claim_cart(anna, "cart_1")
    shop.script(no_route, {"cart": cart("cus_ben")})
    with pytest.raises(ForbiddenError):
        customer_carts.claim_cart(anna, "cart_1")
    assert f"POST {CART}/customer" not in shop.asked


def test_a_session_is_read_by_the_owner_of_its_cart(anna: Medusa, guest: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {SESSION}", *[session("cus_anna")] * 2, session("cus_ben"), session())
    shop.on("GET /store/customers/me", {"customer": {"id": "cus_anna"}})  # read again before it is refused
    found = payments.get_session(anna, "payses_1")
    assert (found.cart_id, found.status, found.metadata) == ("cart_1", "PENDING", {"till": 4})
    with pytest.raises(UnauthorizedError, match="This payment session belongs"):
        payments.get_session(guest, "payses_1")
    with pytest.raises(ForbiddenError):
        payments.get_session(anna, "payses_1")
    assert payments.get_session(guest, "payses_1").id == "payses_1"


def test_a_replaced_session_is_gone(guest: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {SESSION}", (404, {"message": "gone"}))
    with pytest.raises(NotFoundError, match="replaced"):
        payments.get_session(guest, "payses_1")


def test_a_sessions_metadata_is_merged(guest: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {SESSION}", session())
    shop.on(f"POST {SESSION}", session())
    payments.update_session(guest, "payses_1", UpdateSession(metadata={"x": 1}))
    assert shop.asked == [f"GET {SESSION}", f"POST {SESSION}"]
    assert shop.seen[-1].json == {"session_metadata": {"x": 1}}


def test_a_url_does_not_change_a_session_that_takes_none(guest: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {SESSION}", session())
    payments.update_session(guest, "payses_1", UpdateSession(return_url="https://shop.example/ok"))
    assert shop.asked == [f"GET {SESSION}"]


@pytest.mark.parametrize("write", ["update", "cancel"])
def test_a_session_of_an_order_or_of_another_customer_stays(anna: Medusa, shop: Upstream, write: str) -> None:
    def act() -> None:
        if write == "update":
            payments.update_session(anna, "payses_1", UpdateSession(cancel_url="https://shop.example/no"))
        else:
            payments.cancel_session(anna, "payses_1")

    shop.on(f"GET {SESSION}", session(completed_at="2026-01-01T00:00:00Z"), session("cus_ben"))
    shop.on(f"GET {CART}", *[{"cart": cart(order=None)}] * 2)
    with pytest.raises(ConflictError):
        act()
    with pytest.raises(ForbiddenError):
        act()
    assert {seen.method for seen in shop.seen} == {"GET"}


def test_a_session_is_cancelled(guest: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {SESSION}", session())
    shop.on(f"DELETE {SESSION}", {"id": "payses_1", "deleted": True})
    payments.cancel_session(guest, "payses_1")
    assert shop.asked[-1] == f"DELETE {SESSION}"


def bought() -> Json:
    anna = {"customer_id": "cus_anna", "customer": {"id": "cus_anna"}}
    service = recorded("service-instances")["serviceInstances"][0] | anna
    return {"order": recorded("order")["order"] | anna, "service_instance": service}


def test_a_service_is_bought_in_one_call(anna: Medusa, shop: Upstream) -> None:
    shop.on(PURCHASE, bought())
    shop.on("GET /store/products", {"products": [], "count": 0})
    wanted = PurchaseService(asset_id="asset_1")
    made = purchases.purchase_service(anna, "variant_1", wanted, DisplayOptions("EUR"), "key-12345678")
    assert made.service.id == bought()["service_instance"]["id"]
    sent = next(seen for seen in shop.seen if seen.route == PURCHASE).json
    assert sent == {
        "id": "variant_1",
        "currency_code": "eur",
        "asset_id": "asset_1",
        "idempotency_key": "key-12345678",
    }


BEN = {"customer_id": "cus_ben", "customer": {"id": "cus_ben"}}


@pytest.mark.parametrize(
    "foreign",
    [
        {"order": recorded("order")["order"] | BEN},
        {"service_instance": {**recorded("service-instance")["serviceInstance"], **BEN}},
    ],
)
def test_a_purchase_that_changed_owners_is_not_replayed(anna: Medusa, shop: Upstream, foreign: Json) -> None:
    shop.on(PURCHASE, bought() | foreign)
    shop.on("GET /store/customers/me", {"customer": {"id": "cus_anna"}})
    with pytest.raises((ForbiddenError, UnauthorizedError)):
        purchases.purchase_service(
            anna, "variant_1", PurchaseService(), DisplayOptions("EUR"), "key-12345678"
        )


def test_a_purchase_that_needs_the_shopper_says_where(anna: Medusa, shop: Upstream) -> None:
    waiting = {
        "id": "payses_1",
        "provider_id": "pp_1",
        "data": {"redirect_url": "https://pay.example/1", "client_secret": "cs"},
    }
    shop.on(PURCHASE, (409, {"type": "conflict", "message": "m", "payment_session": waiting}))
    with pytest.raises(PaymentActionError) as raised:
        purchases.purchase_service(anna, "variant_1", PurchaseService(), DisplayOptions("EUR"), None)
    assert raised.value.body()["paymentRedirectUrl"] == "https://pay.example/1"


def test_a_purchase_whose_payment_failed_says_so(anna: Medusa, shop: Upstream) -> None:
    over = {"id": "payses_1", "provider_id": "pp_1", "status": "error", "data": {"client_secret": "cs"}}
    shop.on(PURCHASE, (409, {"type": "conflict", "message": "m", "payment_session": over}))
    with pytest.raises(PaymentFailedError) as raised:
        purchases.purchase_service(anna, "variant_1", PurchaseService(), DisplayOptions("EUR"), None)
    assert "clientSecret" not in raised.value.body()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((404, {"type": "not_found", "message": "x"}), NotFoundError),
        ((400, {"type": "invalid_data", "message": "x"}), BadRequestError),
        ((400, {"type": "not_allowed", "code": "insufficient_inventory", "message": "x"}), BadRequestError),
        ((409, {"type": "conflict", "message": "x"}), ConflictError),
    ],
)
def test_a_purchase_that_cannot_be(anna: Medusa, shop: Upstream, answer: Any, error: type[Exception]) -> None:
    shop.on(PURCHASE, answer)
    with pytest.raises(error):
        purchases.purchase_service(anna, "variant_1", PurchaseService(), DisplayOptions("EUR"), None)


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("Variants variant_1 do not exist or belong to a product that is not published", "path.id"),
        ("Variants with IDs variant_1 do not have a price", "path.id"),
        ("Some variant does not have the required inventory", "path.id"),
        ("Care is not a service", "path.id"),
        ("The payment provider pp_x is not enabled in the region, only: pp_y", "body.paymentProviderId"),
    ],
)
def test_a_purchase_that_is_refused_names_its_field(
    anna: Medusa, shop: Upstream, words: str, path: str
) -> None:
    shop.on(PURCHASE, (400, {"type": "invalid_data", "message": words}))
    with pytest.raises(BadRequestError) as refused:
        purchases.purchase_service(anna, "variant_1", PurchaseService(), DisplayOptions("EUR"), None)
    assert [detail.path for detail in refused.value.details] == [path]


def test_without_the_plugin_nothing_is_bought(anna: Medusa, shop: Upstream) -> None:
    shop.script(no_route)
    with pytest.raises(NotSupportedError, match="plugin"):
        purchases.purchase_service(anna, "variant_1", PurchaseService(), DisplayOptions("EUR"), None)
