"""Who the caller is and what is the caller's: a mistake opens a customer's cart or order to a stranger."""

from __future__ import annotations

import time
from typing import Any

import pytest
from commerce.caller import Caller
from commerce.errors import ForbiddenError, MedusaFailedError, NotFoundError, UnauthorizedError
from commerce.medusa import customers
from commerce.medusa.client import Medusa
from commerce.medusa.customers import my_id, prove_order_owner, prove_owner

from tests.support.upstream import Upstream

ME = "GET /store/customers/me"
CART = "GET /store/carts/cart_1"

Json = dict[str, Any]


def thing(customer_id: str | None = None, **customer: Any) -> Json:
    return {"id": "x", "customer_id": customer_id, "customer": customer or None}


def test_my_id_is_asked_with_the_callers_own_token_once(anna: Medusa, shop: Upstream) -> None:
    assert [my_id(anna), my_id(anna)] == ["cus_anna", "cus_anna"]
    assert shop.asked == [ME]
    assert shop.seen[0].query == {"fields": "id"}
    assert shop.seen[0].headers["authorization"] == "Bearer anna.s.token"


def test_another_token_is_another_customer(anna: Medusa, shop: Upstream) -> None:
    my_id(anna)
    shop.on(ME, {"customer": {"id": "cus_ben"}})
    assert my_id(Medusa(Caller("ben.s.token", "ben", 2**31))) == "cus_ben"
    assert my_id(anna) == "cus_anna"


def test_my_id_is_kept_no_longer_than_the_token_lives(
    shop: Upstream, anna: Medusa, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = int(time.time()) + 60
    brief = Medusa(Caller("brief.s.token", "anna", ends))
    assert my_id(brief) == "cus_anna"
    monkeypatch.setattr(time, "time", lambda: float(ends))
    shop.on(ME, {"customer": {"id": "cus_other"}})
    assert my_id(brief) == "cus_other"


def test_what_is_kept_is_bounded_and_holds_no_token(
    anna: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "_MAX_KNOWN", 3)
    my_id(anna)
    shop.on(ME, *[{"customer": {"id": f"cus_{number}"}} for number in range(4)])
    for number in range(3):
        my_id(Medusa(Caller(f"token.{number}", "x", 2**31)))
    assert len(customers._known) == 3
    assert not any("token" in key for key in customers._known)
    assert my_id(anna) == "cus_3"  # the oldest went first


@pytest.mark.parametrize("answer", [{}, {"customer": None}, {"customer": {}}, {"customer": {"id": 5}}])
def test_a_customer_without_an_id_is_nobody(shop: Upstream, answer: Json) -> None:
    shop.on(ME, answer, answer)
    caller = Medusa(Caller("a.b.c", "anna", 2**31))
    for _ in range(2):
        with pytest.raises(MedusaFailedError):
            my_id(caller)
    assert len(shop.seen) == 2


def test_a_refused_token_is_not_remembered(shop: Upstream) -> None:
    shop.on(ME, (401, {"message": "Unauthorized"}), {"customer": {"id": "cus_anna"}})
    caller = Medusa(Caller("a.b.c", "anna", 2**31))
    with pytest.raises(UnauthorizedError):
        my_id(caller)
    assert my_id(caller) == "cus_anna"


def test_a_guest_is_nobody_and_medusa_is_not_asked(guest: Medusa, shop: Upstream) -> None:
    with pytest.raises(UnauthorizedError):
        my_id(guest)
    assert shop.seen == []


@pytest.mark.parametrize("free", [thing(), thing("cus_1", id="cus_1", has_account=False), {}])
def test_a_guests_thing_is_open_to_who_holds_its_id(
    guest: Medusa, anna: Medusa, shop: Upstream, free: Json
) -> None:
    prove_owner(guest, free, "cart")
    prove_owner(anna, free, "cart")
    assert shop.seen == []


@pytest.mark.parametrize("customer", [{"has_account": True}, {"has_account": None}, {"email": "x"}, {}])
def test_a_registered_customers_thing_is_that_customers_alone(
    guest: Medusa, anna: Medusa, customer: Json
) -> None:
    prove_owner(anna, thing("cus_anna", **customer), "cart")
    with pytest.raises(ForbiddenError, match="This cart belongs to somebody else"):
        prove_owner(anna, thing("cus_ben", **customer), "cart")
    with pytest.raises(UnauthorizedError, match="sign in"):
        prove_owner(guest, thing("cus_anna", **customer), "cart")


def order(customer_id: str | None, cart_id: str | None = "cart_1") -> Json:
    return {"id": "order_1", "customer_id": customer_id, "cart": {"id": cart_id} if cart_id else None}


def owned(customer_id: str, has_account: bool | None) -> Json:
    return {"cart": {"customer_id": customer_id, "customer": {"has_account": has_account}}}


def test_the_callers_own_order_takes_no_call_more(anna: Medusa, shop: Upstream) -> None:
    assert prove_order_owner(anna, order("cus_anna")) == order("cus_anna")
    prove_order_owner(anna, order("cus_anna"))
    assert shop.asked == [ME]


def test_an_order_without_a_customer_is_open(guest: Medusa, shop: Upstream) -> None:
    assert prove_order_owner(guest, order(None)) == order(None)
    assert shop.seen == []


def test_a_guests_order_is_known_by_the_cart_it_came_from_and_that_is_kept(
    guest: Medusa, anna: Medusa, shop: Upstream
) -> None:
    shop.on(CART, owned("cus_guest", False))
    for caller in (guest, guest, anna):
        proven = prove_order_owner(caller, order("cus_guest"))
        assert proven["customer"] == {"has_account": False}
    assert shop.asked == [CART, ME]
    assert shop.seen[0].query == {"fields": customers.OWNER_FIELDS}


@pytest.mark.parametrize("has_account", [True, None])
def test_a_registered_customers_order_is_closed_to_everybody_else(
    guest: Medusa, anna: Medusa, shop: Upstream, has_account: bool | None
) -> None:
    shop.on(CART, owned("cus_ben", has_account))
    with pytest.raises(UnauthorizedError, match="This order belongs"):
        prove_order_owner(guest, order("cus_ben"))
    shop.on(CART, owned("cus_ben", has_account))
    with pytest.raises(ForbiddenError, match="This order belongs"):
        prove_order_owner(anna, order("cus_ben"))
    assert shop.asked == ([CART, ME] if has_account else [CART, ME, CART])


def test_what_cannot_be_told_of_a_customer_is_not_kept(guest: Medusa, shop: Upstream) -> None:
    """Else one order that an admin made would shut a guest's others for as long as the instance lives."""
    shop.on(CART, owned("cus_other", False), owned("cus_guest", False))
    for closed in (order("cus_guest", cart_id=None), order("cus_guest")):
        with pytest.raises(UnauthorizedError):
            prove_order_owner(guest, closed)
    assert prove_order_owner(guest, order("cus_guest"))["id"] == "order_1"


def test_an_order_without_a_cart_is_closed(guest: Medusa, anna: Medusa) -> None:
    with pytest.raises(UnauthorizedError):
        prove_order_owner(guest, order("cus_ben", cart_id=None))
    with pytest.raises(ForbiddenError):
        prove_order_owner(anna, order("cus_ben", cart_id=None))


def test_a_cart_of_somebody_else_says_nothing_about_the_order(guest: Medusa, shop: Upstream) -> None:
    shop.on(CART, owned("cus_guest", False))
    with pytest.raises(UnauthorizedError):
        prove_order_owner(guest, order("cus_ben"))


def test_an_order_whose_cart_is_gone_is_closed(guest: Medusa, shop: Upstream) -> None:
    shop.on(CART, (404, {"message": "x"}))
    with pytest.raises(NotFoundError):
        prove_order_owner(guest, order("cus_ben"))
