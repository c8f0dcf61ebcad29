"""Who the caller is and what is the caller's: a mistake opens a customer's cart or order to a stranger."""

from __future__ import annotations

import time
from typing import Any

import pytest
from commerce.caller import Caller
from commerce.errors import ForbiddenError, UnauthorizedError, UpstreamError
from commerce.medusa import ownership
from commerce.medusa.ownership import my_id, prove_order_owner, prove_ordered_cart, prove_owner
from commerce.medusa.transport.client import Medusa

from tests.support.upstream import Upstream

ME = "GET /store/customers/me"
CART = "GET /store/carts/cart_1"

Json = dict[str, Any]


def thing(customer_id: str | None = None, **customer: Any) -> Json:
    return {"id": "x", "customer_id": customer_id, "customer": customer or None}


def test_my_id_is_requested_with_the_callers_own_token_once(anna: Medusa, shop: Upstream) -> None:
    assert [my_id(anna), my_id(anna)] == ["cus_anna", "cus_anna"]
    assert shop.asked == [ME]
    assert shop.seen[0].query == {"fields": "id"}
    assert shop.seen[0].headers["authorization"] == "Bearer anna.s.token"


def test_another_token_is_another_customer(anna: Medusa, shop: Upstream) -> None:
    my_id(anna)
    shop.on(ME, {"customer": {"id": "cus_ben"}})
    assert my_id(Medusa(Caller("ben.s.token", "ben", 2**31))) == "cus_ben"
    assert my_id(anna) == "cus_anna"


def test_my_id_is_cached_no_longer_than_the_token_lives(
    shop: Upstream, anna: Medusa, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = int(time.time()) + 60
    brief = Medusa(Caller("brief.s.token", "anna", ends))
    assert my_id(brief) == "cus_anna"
    monkeypatch.setattr(time, "time", lambda: float(ends))
    shop.on(ME, {"customer": {"id": "cus_other"}})
    assert my_id(brief) == "cus_other"


def test_the_cache_is_bounded_and_holds_no_token(
    anna: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ownership._known, "capacity", 3)
    my_id(anna)
    shop.on(ME, *[{"customer": {"id": f"cus_{number}"}} for number in range(4)])
    for number in range(3):
        my_id(Medusa(Caller(f"token.{number}", "x", 2**31)))
    assert len(ownership._known) == 3
    assert "token" not in repr(vars(ownership._known))
    assert my_id(anna) == "cus_3"  # the oldest went first


@pytest.mark.parametrize("answer", [{}, {"customer": None}, {"customer": {}}, {"customer": {"id": 5}}])
def test_a_customer_without_an_id_is_no_one(shop: Upstream, answer: Json) -> None:
    shop.on(ME, answer, answer)
    caller = Medusa(Caller("a.b.c", "anna", 2**31))
    for _ in range(2):
        with pytest.raises(UpstreamError):
            my_id(caller)
    assert len(shop.seen) == 2


def test_a_refused_token_is_not_cached(shop: Upstream) -> None:
    shop.on(ME, (401, {"message": "Unauthorized"}), {"customer": {"id": "cus_anna"}})
    caller = Medusa(Caller("a.b.c", "anna", 2**31))
    with pytest.raises(UnauthorizedError):
        my_id(caller)
    assert my_id(caller) == "cus_anna"


def test_a_guest_is_no_one_and_medusa_is_not_called(guest: Medusa, shop: Upstream) -> None:
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


@pytest.mark.parametrize("customer", [{"has_account": True}, {"has_account": None}, {"email": "x"}])
def test_a_registered_customers_thing_is_only_that_customers(
    guest: Medusa, anna: Medusa, shop: Upstream, customer: Json
) -> None:
    assert prove_owner(anna, thing("cus_anna", **customer), "cart") == thing("cus_anna", **customer)
    shop.on(ME, {"customer": {"id": "cus_anna"}})
    with pytest.raises(ForbiddenError, match="This cart belongs to another customer"):
        prove_owner(anna, thing("cus_ben", **customer), "cart")
    with pytest.raises(UnauthorizedError, match="sign in"):
        prove_owner(guest, thing("cus_anna", **customer), "cart")


@pytest.mark.parametrize("gone", [{"customer_id": "cus_anna"}, thing("cus_anna")])
def test_who_was_deleted_owns_nothing_any_more(
    anna: Medusa, guest: Medusa, shop: Upstream, gone: Json
) -> None:
    """Medusa leaves out a customer who was deleted, and gives the token's holder a new account."""
    prove_owner(anna, thing("cus_anna", has_account=True), "cart")
    shop.on(ME, {"customer": {"id": "cus_anna_2"}})
    with pytest.raises(UnauthorizedError, match="was deleted"):
        prove_owner(anna, gone, "cart")
    with pytest.raises(UnauthorizedError, match="was deleted"):
        prove_order_owner(anna, gone)
    with pytest.raises(UnauthorizedError):
        prove_owner(guest, gone, "cart")
    prove_owner(anna, thing("cus_anna_2", has_account=True), "cart")


def test_a_recreated_account_is_used_immediately(anna: Medusa, shop: Upstream) -> None:
    my_id(anna)
    shop.on(ME, {"customer": {"id": "cus_anna_2"}})
    prove_owner(anna, thing("cus_anna_2", has_account=True), "cart")
    assert shop.asked == [ME, ME]


def test_my_id_is_read_again_after_a_while(
    anna: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    my_id(anna)
    later = time.time() + ownership.MAX_AGE
    monkeypatch.setattr(time, "time", lambda: later)
    shop.on(ME, {"customer": {"id": "cus_anna_2"}})
    assert my_id(anna) == "cus_anna_2"


def order(customer_id: str | None, cart_id: str | None = "cart_1", **customer: Any) -> Json:
    """An order as plain Medusa returns it, without whether its customer has an account."""
    who = {"id": customer_id, **customer} if customer_id else None
    return {
        "id": "order_1",
        "customer_id": customer_id,
        "customer": who,
        "cart": {"id": cart_id} if cart_id else None,
    }


def owned(customer_id: str, has_account: bool | None) -> Json:
    return {"cart": {"customer_id": customer_id, "customer": {"has_account": has_account}}}


def test_the_callers_own_order_takes_no_call_more(anna: Medusa, shop: Upstream) -> None:
    assert prove_order_owner(anna, order("cus_anna")) == order("cus_anna")
    prove_order_owner(anna, order("cus_anna"))
    assert shop.asked == [ME]


def test_an_order_without_a_customer_is_open(guest: Medusa, shop: Upstream) -> None:
    assert prove_order_owner(guest, order(None)) == order(None)
    assert shop.seen == []


def test_a_guests_order_without_a_cart_needs_the_plugin(guest: Medusa, anna: Medusa, shop: Upstream) -> None:
    drafted = order("cus_guest", cart_id=None, has_account=False)
    assert prove_order_owner(guest, drafted) == prove_order_owner(anna, drafted) == drafted
    assert shop.seen == []


def test_a_customers_order_is_closed_where_the_module_says_so(
    guest: Medusa, anna: Medusa, shop: Upstream
) -> None:
    with pytest.raises(UnauthorizedError, match="This order belongs"):
        prove_order_owner(guest, order("cus_ben", has_account=True))
    with pytest.raises(ForbiddenError, match="This order belongs"):
        prove_order_owner(anna, order("cus_ben", has_account=True))
    assert shop.asked == [ME]


def test_a_guests_order_is_identified_by_its_cart_and_cached(
    guest: Medusa, anna: Medusa, shop: Upstream
) -> None:
    shop.on(CART, owned("cus_guest", False))
    for caller in (guest, guest, anna):
        proven = prove_order_owner(caller, order("cus_guest"))
        assert proven["customer"] == {"id": "cus_guest", "has_account": False}
    assert shop.asked == [CART, ME]
    assert shop.seen[0].query == {"fields": ownership.OWNER_FIELDS}


def test_a_cart_that_was_read_before_says_it_as_well(guest: Medusa, shop: Upstream) -> None:
    prove_order_owner(guest, order("cus_guest"), owned("cus_guest", False)["cart"])
    assert shop.seen == []


def test_an_order_that_changed_hands_is_not_proven_by_its_cart(guest: Medusa, shop: Upstream) -> None:
    cart = owned("cus_guest", False)
    shop.on(CART, cart)
    with pytest.raises(UnauthorizedError):
        prove_order_owner(guest, order("cus_ben"), cart["cart"])


@pytest.mark.parametrize("has_account", [True, None])
def test_a_registered_customers_order_is_closed_to_everyone_else(
    guest: Medusa, anna: Medusa, shop: Upstream, has_account: bool | None
) -> None:
    shop.on(CART, owned("cus_ben", has_account))
    with pytest.raises(UnauthorizedError, match="sign in"):
        prove_order_owner(guest, order("cus_ben"))
    shop.on(CART, owned("cus_ben", has_account))
    shop.on(ME, {"customer": {"id": "cus_anna"}})
    with pytest.raises(ForbiddenError):
        prove_order_owner(anna, order("cus_ben"))
    assert shop.asked == ([CART, ME, ME] if has_account else [CART, ME, CART])


def test_what_is_not_known_of_a_customer_is_not_cached(guest: Medusa, shop: Upstream) -> None:
    """Else one order that an admin made would shut a guest's others for as long as the instance lives."""
    shop.on(CART, owned("cus_other", False), owned("cus_guest", False))
    for closed in (order("cus_guest", cart_id=None), order("cus_guest")):
        with pytest.raises(UnauthorizedError):
            prove_order_owner(guest, closed)
    assert prove_order_owner(guest, order("cus_guest"))["id"] == "order_1"


@pytest.mark.parametrize("cart_id", [None, "cart_1"], ids=["no cart", "a cart that is gone"])
def test_an_order_whose_owner_nothing_identifies_is_closed(
    guest: Medusa, anna: Medusa, shop: Upstream, cart_id: str | None
) -> None:
    shop.on(CART, *[(404, {"message": "x"})] * 2)
    with pytest.raises(UnauthorizedError, match="not known"):
        prove_order_owner(guest, order("cus_ben", cart_id))
    with pytest.raises(ForbiddenError, match="not known"):
        prove_order_owner(anna, order("cus_ben", cart_id))


ORDERED = {"id": "cart_1", "completed_at": "2026-01-01T00:00:00Z"} | owned("cus_guest", False)["cart"]


def test_an_ordered_cart_is_shown_to_who_may_see_the_order(guest: Medusa, shop: Upstream) -> None:
    guests = {
        "id": "order_1",
        "customer_id": "cus_guest",
        "customer": {"id": "cus_guest", "has_account": False},
    }
    bens = {"id": "order_1", "customer_id": "cus_ben", "customer": {"id": "cus_ben", "has_account": True}}
    shop.on(CART, {"cart": {"id": "cart_1", "order": guests}}, {"cart": {"id": "cart_1", "order": bens}})
    prove_ordered_cart(guest, ORDERED)
    with pytest.raises(UnauthorizedError):
        prove_ordered_cart(guest, ORDERED)
    assert "order.customer.has_account" in shop.seen[0].query["fields"]


def test_an_open_cart_takes_no_call_more(guest: Medusa, shop: Upstream) -> None:
    prove_ordered_cart(guest, ORDERED | {"completed_at": None})
    assert shop.seen == []
    shop.on(CART, {"cart": {"id": "cart_1"}})  # a Medusa without the plugin
    prove_ordered_cart(guest, ORDERED)
