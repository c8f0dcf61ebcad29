"""The version of a cart: another one after each change, the same otherwise, and heeded by each write."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from commerce import cache
from commerce.api import _version
from commerce.caller import Caller
from commerce.deadline import Deadline
from commerce.errors import CartCompletedError, ConflictError, PreconditionFailedError
from commerce.mappers import carts as mapper
from commerce.medusa import cart_items, carts, checkout, customer_carts, ordering, payments, replays
from commerce.medusa.transport.client import Medusa
from commerce.models.carts import AddItem, UpdateCart, UpdateItem
from commerce.models.checkout import PlaceOrder, SetAddresses
from commerce.models.payments import SetPayment

from local.shop import ADDRESS
from tests.support.carts import facts_line, for_checkout, full_cart, line, new_cart, order, session, whole
from tests.support.recorded import recorded
from tests.support.upstream import Upstream

Json = dict[str, Any]

CART = "/store/carts/cart_1"
VARIANT = "GET /store/product-variants/variant_1"
OTHER = "0" * 24


def version(cart: Json) -> str:
    return mapper.cart(cart).version


def rich() -> Json:
    """Return a cart that shows all that a cart can show."""
    second = {
        "variant": {
            "options": [{"option_id": "opt_1", "value": "12V"}, {"option_id": "opt_2", "value": "Red"}]
        },
        "product": {"options": [{"id": "opt_1", "title": "Voltage"}, {"id": "opt_2", "title": "Colour"}]},
    }
    cart: Json = recorded("cart-full")["cart"] | {"completed_at": None}
    cart["items"] = [
        cart["items"][0] | {"variant_option_values": {"Size": "L", "Colour": "Blue"}},
        line(2, **second, metadata={"a": 1, "b": [1, 2]}),
        line(3),
    ]
    [method] = cart["shipping_methods"]
    cart["shipping_methods"] = [method, method | {"id": "casm_2", "shipping_option_id": "so_2"}]
    return cart


CHANGES: dict[str, Callable[[Json], object]] = {
    "quantity": lambda cart: cart["items"][0].update(quantity=3),
    "price": lambda cart: cart["items"][0].update(unit_price=98),
    "line": lambda cart: cart["items"].pop(),
    "another variant": lambda cart: cart["items"][1].update(variant_id="variant_9"),
    "option": lambda cart: cart["items"][1]["variant"]["options"][0].update(value="18V"),
    "variant's title": lambda cart: cart["items"][0].update(variant_title="Other"),
    "line's metadata": lambda cart: cart["items"][1].update(metadata={"a": 2}),
    "total": lambda cart: cart.update(total=cart["total"] + 0.01),
    "tax": lambda cart: cart.update(tax_total=cart["tax_total"] + 1),
    "credit": lambda cart: cart.update(credit_line_total=5),
    "region": lambda cart: cart.update(region_id="reg_9"),
    "email": lambda cart: cart.update(email="other@lab.local"),
    "notes": lambda cart: cart.update(metadata={**cart["metadata"], "notes": "Other"}),
    "address": lambda cart: cart["shipping_address"].update(address_1="Other"),
    "billing address": lambda cart: cart["billing_address"].update(metadata={"taxId": "other"}),
    "delivery": lambda cart: cart["shipping_methods"].pop(),
    "promotion": lambda cart: cart["promotions"].pop(),
    "payment": lambda cart: cart["payment_collection"]["payment_sessions"][0].update(provider_id="pp_other"),
    "session": lambda cart: cart["payment_collection"]["payment_sessions"][0].update(id="payses_other"),
    "no payment": lambda cart: cart.update(payment_collection=None),
    "customer": lambda cart: cart.update(customer_id="cus_other"),
    "Medusa's own date": lambda cart: cart.update(updated_at="2027-01-01T00:00:00.000Z"),
    "completed": lambda cart: cart.update(completed_at="2027-01-01T00:00:00.000Z"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_change_that_is_shown_makes_another_version(change: Callable[[Json], object]) -> None:
    before = rich()
    after = copy.deepcopy(before)
    change(after)
    assert version(after) != version(before)


def test_the_versions_of_different_changes_differ() -> None:
    made = []
    for change in CHANGES.values():
        cart = rich()
        change(cart)
        made.append(version(cart))
    assert len(set(made)) == len(made)


def shuffled(value: Any, rng: random.Random) -> Any:
    """Return the same JSON with its rows and fields in another order."""
    if isinstance(value, dict):
        names = list(value)
        rng.shuffle(names)
        return {name: shuffled(value[name], rng) for name in names}
    if isinstance(value, list):
        rows = [shuffled(row, rng) for row in value]
        if all(isinstance(row, dict) for row in rows):
            rng.shuffle(rows)
        return rows
    return value


def test_a_version_ignores_order_and_what_is_not_shown() -> None:
    cart = rich()
    for seed in range(30):
        again = shuffled(cart, random.Random(seed))
        again["items"][0] |= {"raw_unit_price": {"value": str(seed)}}
        again |= {"shipping_tax_total": seed}
        assert version(again) == version(cart), seed


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ({}, None),
        ({"if-match": ""}, None),
        ({"if-match": "*"}, None),
        ({"if-match": " * "}, None),
        ({"if-match": '"*"'}, None),
        ({"if-match": "abc"}, "abc"),
        ({"if-match": '"abc"'}, "abc"),
        ({"if-match": 'W/"abc"'}, "abc"),
        ({"if-match": ' W/"abc" '}, "abc"),
    ],
)
def test_a_version_is_taken_as_an_etag_or_bare(header: dict[str, str], named: str | None) -> None:
    assert _version(header) == named


@pytest.fixture
def seen(guest: Medusa, shop: Upstream) -> Json:
    """A guest's cart that lacks nothing, whichever way it is read."""
    return full_cart(promotions=[{"id": "promo_1", "code": "SAVE10"}], completed_at=None)


def served(shop: Upstream, cart: Json, *, completed: bool = False) -> None:
    """Return this cart to each read, and to each write the cart as it is then."""
    shop.on(f"GET {CART}", *[{"cart": cart}] * 2)
    shop.on(f"GET {CART}/checkout", *[for_checkout(cart)] * 2)
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    after = cart | {"updated_at": "2027-01-01T00:00:00.000Z", "metadata": {"notes": "after"}}
    written = {"cart": after, "parent": after}
    for path in ("", "/line-items", "/line-items/item_1", "/promotions", "/shipping-methods"):
        shop.on(f"POST {CART}{path}", *[written] * 2)
    shop.on(f"DELETE {CART}/line-items/item_1", written)
    shop.on(f"DELETE {CART}/promotions", written)
    shop.on(f"DELETE {CART}", {"id": "cart_1"})
    shop.on(f"POST {CART}/complete", {"type": "order"} | order())
    shop.on(f"POST {CART}/payment-sessions", session())


ONE = UpdateItem(quantity=1)
ITEM = AddItem(sku="A", quantity=1, cart_id="cart_1", variant_id="variant_1")
ADDRESSES = SetAddresses.model_validate({"shippingAddress": ADDRESS, "notes": "x"})
WRITES: dict[str, Callable[[Medusa], object]] = {
    "change": lambda medusa: carts.update_cart(medusa, "cart_1", UpdateCart(notes="x")),
    "add": lambda medusa: cart_items.add_item(medusa, ITEM, None),
    "change a line": lambda medusa: cart_items.update_item(
        medusa, "cart_1", "item_1", UpdateItem(quantity=1)
    ),
    "remove a line": lambda medusa: cart_items.remove_item(medusa, "cart_1", "item_1"),
    "apply a code": lambda medusa: carts.apply_promotion(medusa, "cart_1", "SAVE10"),
    "take a code off": lambda medusa: carts.remove_promotion(medusa, "cart_1", "SAVE10"),
    "delete": lambda medusa: customer_carts.delete_cart(medusa, "cart_1"),
    "addresses": lambda medusa: checkout.set_addresses(medusa, "cart_1", ADDRESSES),
    "delivery": lambda medusa: checkout.set_shipping_method(medusa, "cart_1", "so_1"),
    "payment": lambda medusa: checkout.set_payment(medusa, "cart_1", SetPayment(provider_id="pp_1")),
    "session": lambda medusa: payments.create_session(medusa, "cart_1", SetPayment(provider_id="pp_1")),
    "order": lambda medusa: ordering.place_order(medusa, "cart_1", PlaceOrder()),
    "checkout": lambda medusa: ordering.complete_checkout(medusa, "cart_1", whole()),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_is_refused_when_the_cart_is_another_by_now(
    guest: Medusa, shop: Upstream, seen: Json, write: Callable[[Medusa], object]
) -> None:
    served(shop, seen)
    guest.if_match = OTHER
    with pytest.raises(PreconditionFailedError) as refused:
        write(guest)
    assert (refused.value.status, refused.value.code) == (412, "version_mismatch")
    assert {one.method for one in shop.seen} == {"GET"}


@pytest.mark.parametrize("named", ["the version", None])
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_is_done_to_the_version_that_it_names(
    guest: Medusa, shop: Upstream, seen: Json, write: Callable[[Medusa], object], named: str | None
) -> None:
    served(shop, seen)
    guest.if_match = named and carts.shown(seen).version
    write(guest)
    assert {one.method for one in shop.seen} - {"GET"}


PLUGIN_PROVES = {"payment", "session"}
"""Writes before which nothing is read, as the plugin proves the owner: the version is a request more."""


@pytest.mark.parametrize("name", WRITES)
def test_a_version_costs_fields_only_where_it_is_named(
    guest: Medusa, shop: Upstream, seen: Json, name: str
) -> None:
    write = WRITES[name]
    served(shop, seen)
    write(guest)
    lean = [one.query["fields"] for one in shop.seen if one.method == "GET" and "fields" in one.query]
    requests = len(shop.seen)
    shop.seen.clear()
    cache.clear()
    served(shop, seen)
    shop.on("GET /store/regions", recorded("regions"))
    guest.if_match = carts.shown(seen).version
    write(guest)
    whole_fields = [one.query["fields"] for one in shop.seen if one.method == "GET" and "fields" in one.query]
    assert len(shop.seen) == requests + (name in PLUGIN_PROVES)
    assert any(carts.CART_FIELDS in fields for fields in whole_fields)
    assert sum(map(len, lean)) < sum(map(len, whole_fields))


def test_a_read_shows_the_version_that_a_write_compares(guest: Medusa, shop: Upstream, seen: Json) -> None:
    shop.on(f"GET {CART}", *[{"cart": seen}] * 2)
    shop.on(f"POST {CART}", {"cart": seen})
    guest.if_match = None
    guest.if_match = carts.get_cart(guest, "cart_1").version
    carts.update_cart(guest, "cart_1", UpdateCart(notes="x"))
    assert shop.asked[-1] == f"POST {CART}"


def test_a_retried_order_is_the_same_whatever_the_version(guest: Medusa, shop: Upstream, seen: Json) -> None:
    done = seen | {"completed_at": "2026-01-01T00:00:00.000Z"}
    for again in ("order", "checkout"):
        served(shop, done)
        guest.if_match = carts.shown(seen).version
        assert WRITES[again](guest).order.id == order()["order"]["id"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("write", [name for name in WRITES if name not in {"order", "checkout"}])
def test_a_write_to_an_order_names_it_not_the_version(
    guest: Medusa, shop: Upstream, seen: Json, write: str
) -> None:
    done = seen | {"completed_at": "2026-01-01T00:00:00.000Z"}
    shop.on(f"GET {CART}", {"cart": done}, {"cart": {"order": {"id": "order_1", "customer_id": None}}})
    shop.on(f"GET {CART}/checkout", for_checkout(done))
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    if write in {"delivery"}:
        shop.on(f"GET {CART}", {"cart": {"order": {"id": "order_1", "customer_id": None}}})
    guest.if_match = OTHER
    with pytest.raises(CartCompletedError):
        WRITES[write](guest)


def test_what_a_request_itself_changed_is_no_other_version(guest: Medusa, shop: Upstream, seen: Json) -> None:
    """The cart is read again to name the lines that a completion found sold out."""
    no_email = seen | {"email": None}
    sold_out = for_checkout(seen, lines=[facts_line(available_quantity=0)])
    shop.on(f"GET {CART}/checkout", for_checkout(no_email), sold_out)
    shop.on(f"POST {CART}", {"cart": seen})
    said = {"type": "not_allowed", "code": "insufficient_inventory", "message": "x"}
    shop.on(f"POST {CART}/complete", *[(400, said)] * 2)
    shop.on(f"GET {CART}", {"cart": {"id": "cart_1", "completed_at": None}})
    guest.if_match = carts.shown(no_email).version
    with pytest.raises(ConflictError) as refused:
        ordering.place_order(guest, "cart_1", PlaceOrder(email="a@b.de"))
    assert refused.value.code == "out_of_stock"
    assert [detail.line_id for detail in refused.value.details] == ["item_1"]


def test_a_stored_response_is_replayed_whatever_the_version(
    guest: Medusa, shop: Upstream, seen: Json
) -> None:
    """A repetition names the version of before the write that it repeats."""
    shop.on(f"GET {CART}", {"cart": seen})
    guest.if_match = OTHER
    replays.prove_owner(guest, {"id": "cart_1"})


def customer(shop: Upstream) -> Medusa:
    shop.on("GET /store/customers/me", {"customer": {"id": "cus_anna"}})
    return Medusa(Caller("anna.s.token", "anna", 2**31), Deadline.after(20))


@pytest.mark.parametrize("is_same", [True, False])
def test_an_item_for_the_current_cart_names_its_version(shop: Upstream, is_same: bool) -> None:
    anna = customer(shop)
    mine = new_cart(customer_id="cus_anna", customer={"id": "cus_anna", "has_account": True})
    shop.on("GET /store/customers/me/carts", {"carts": [mine]})
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    shop.on(f"POST {CART}/line-items", {"cart": mine})
    anna.if_match = carts.shown(mine).version if is_same else OTHER
    item = ITEM.model_copy(update={"cart_id": None})
    if is_same:
        assert cart_items.add_item(anna, item, "EUR").id == "cart_1"
    else:
        with pytest.raises(PreconditionFailedError):
            cart_items.add_item(anna, item, "EUR")
        assert not any(route.startswith("POST") for route in shop.asked)


def test_a_named_version_prevents_a_new_cart(shop: Upstream) -> None:
    anna = customer(shop)
    shop.on("GET /store/customers/me/carts", {"carts": []})
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    anna.if_match = OTHER
    with pytest.raises(PreconditionFailedError):
        cart_items.add_item(anna, ITEM.model_copy(update={"cart_id": None}), "EUR")
    assert not any(route.startswith("POST") for route in shop.asked)
