"""Everything from the addresses to the order in one call: nothing written too early, nothing paid in vain."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import (
    BadRequestError,
    CommerceError,
    ConflictError,
    UnauthorizedError,
    UpstreamError,
)
from commerce.mappers.addresses import medusa_address
from commerce.mappers.checkout import COMPARED_FIELDS
from commerce.medusa import payments
from commerce.medusa.ordering import complete_checkout
from commerce.medusa.ownership import OWNER_FIELDS
from commerce.medusa.transport.client import Medusa
from commerce.models.checkout import CompleteCheckout

from local.shop import ADDRESS
from tests.support.carts import (
    facts_line,
    for_checkout,
    full_cart,
    line,
    new_cart,
    only,
    option,
    order,
    paying,
    session,
    sessions_of,
    whole,
    with_sessions,
)
from tests.support.upstream import Upstream

CART = "/store/carts/cart_1"
READ, WRITE, COMPLETE = f"GET {CART}/checkout", f"POST {CART}", f"POST {CART}/complete"
STATE, METHOD = f"GET {CART}", f"POST {CART}/shipping-methods"
SAVED = "GET /store/customers/me/addresses"
SESSION = f"POST {CART}/payment-sessions"
WRITTEN = f"{OWNER_FIELDS},{COMPARED_FIELDS},{payments.CART_FIELDS}"

Json = dict[str, Any]


def steps_of(shop: Upstream) -> list[str]:
    return [route for route in shop.asked if route != "GET /store/regions"]


def test_everything_in_one_call_is_five_requests(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, for_checkout(new_cart()))
    shop.on(WRITE, {"cart": new_cart()})
    shop.on(METHOD, {"cart": new_cart()})
    shop.on(SESSION, session())
    shop.on(COMPLETE, order())
    placed = complete_checkout(guest, "cart_1", whole(metadata={"till": 4}, notes="Ring"))
    assert placed.order.id == order()["order"]["id"]
    assert placed.order.customer_comment == "Ring"
    assert steps_of(shop) == [READ, WRITE, METHOD, SESSION, COMPLETE]
    assert shop.seen[0].queries["shipping_option_id[]"] == ["so_1"]
    [write] = [seen for seen in shop.seen if seen.route == WRITE]
    assert write.json["metadata"] == {"till": 4, "notes": "Ring", "sameAsBillingAddress": True}
    assert write.json["shipping_address"] == write.json["billing_address"]
    assert [seen.query["fields"] for seen in shop.seen[2:4]] == [WRITTEN, WRITTEN]


@pytest.mark.parametrize("overtaken", [WRITE, METHOD, SESSION])
def test_a_second_click_gets_the_order_of_the_first(guest: Medusa, shop: Upstream, overtaken: str) -> None:
    shop.on(READ, for_checkout(new_cart()))
    steps = {WRITE: {"cart": new_cart()}, METHOD: {"cart": new_cart()}, SESSION: session()}
    gone = (400, {"type": "not_allowed", "message": "Cart cart_1 is already completed"})
    for route, response in steps.items():
        shop.on(route, gone if route == overtaken else response)
    shop.on(STATE, {"cart": new_cart(completed_at="2026-01-01T00:00:00Z")})
    shop.on(COMPLETE, order())
    assert complete_checkout(guest, "cart_1", whole()).order.id == order()["order"]["id"]
    assert steps_of(shop)[-1] == COMPLETE
    assert guest.stats.orders_placed == 0


def test_one_call_chooses_a_delivery_for_each_profile(guest: Medusa, shop: Upstream) -> None:
    cart = new_cart(items=[line(1), line(2)])
    lines = [facts_line(), facts_line("item_2", shipping_profile_id="sp_2")]
    facts = {"lines": lines, "shipping_options": [option(), option("so_2", "sp_2")]}
    shop.on(READ, *[for_checkout(cart, **facts)] * 2)
    with pytest.raises(BadRequestError) as refused:
        complete_checkout(guest, "cart_1", whole())
    assert [detail.path for detail in refused.value.details] == ["shippingMethod"]
    assert steps_of(shop) == [READ]
    shop.on(WRITE, {"cart": cart})
    shop.on(METHOD, *[{"cart": cart | sessions_of(paying("pending"))}] * 2)
    shop.on(COMPLETE, order())
    complete_checkout(guest, "cart_1", whole(shippingMethodId=None, shippingMethodIds=["so_1", "so_2"]))
    assert steps_of(shop)[1:] == [READ, WRITE, METHOD, METHOD, COMPLETE]
    chosen = [seen.json["option_id"] for seen in shop.seen if seen.route == METHOD]
    assert chosen == ["so_1", "so_2"]


def test_the_delivery_of_another_profile_stays_the_carts(guest: Medusa, shop: Upstream) -> None:
    cart = full_cart(items=[line(1), line(2)], **sessions_of(paying("pending")))
    cart["shipping_methods"] = [{"shipping_option_id": "so_2"}]
    lines = [facts_line(), facts_line("item_2", shipping_profile_id="sp_2")]
    shop.on(READ, for_checkout(cart, lines=lines, shipping_options=[option(), option("so_2", "sp_2")]))
    shop.on(METHOD, {"cart": cart | {"total": 220}})
    shop.on(COMPLETE, order())
    complete_checkout(guest, "cart_1", only(shippingMethodId="so_1"))
    assert steps_of(shop) == [READ, METHOD, COMPLETE]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"shippingMethodId": "so_x"}, "body.shippingMethodId"),
        ({"shippingMethodIds": ["so_1", "so_x"]}, "body.shippingMethodIds.1"),
    ],
)
def test_an_unknown_option_is_named_before_the_first_write(
    guest: Medusa, shop: Upstream, body: Json, path: str
) -> None:
    shop.on(READ, for_checkout(new_cart()))
    with pytest.raises(BadRequestError) as refused:
        complete_checkout(guest, "cart_1", whole(**body))
    assert [detail.path for detail in refused.value.details] == [path]
    assert steps_of(shop) == [READ]


@pytest.mark.parametrize(
    "refused",
    [
        (400, {"message": "Shipping Options are invalid for cart."}),
        (400, {"message": "Shipping options with IDs so_2 do not have a price"}),
        (400, {"message": "inner words"}),
    ],
)
def test_an_option_that_medusa_refuses_is_named_by_its_place(
    guest: Medusa, shop: Upstream, refused: Any
) -> None:
    shop.on(READ, (404, "<html>"))
    shop.on(STATE, {"cart": new_cart()})
    shop.on(WRITE, {"cart": new_cart()})
    shop.on(METHOD, {"cart": new_cart()}, refused)
    with pytest.raises(BadRequestError) as raised:
        complete_checkout(guest, "cart_1", whole(shippingMethodIds=["so_2"]))
    assert [detail.path for detail in raised.value.details] == ["body.shippingMethodIds.0"]


PARTIAL = {"first_name": "Ada", "country_code": "de", "address_1": None, "city": "", "postal_code": "1"}


def test_an_incomplete_saved_address_is_refused_before_writing(anna: Medusa, shop: Upstream) -> None:
    shop.on(READ, for_checkout(new_cart()))
    shop.on(SAVED, {"addresses": [PARTIAL | {"id": "cuaddr_1", "customer_id": "cus_anna"}], "count": 1})
    wanted = whole(
        shippingAddress=None,
        sameAsBillingAddress=None,
        shippingAddressId="cuaddr_1",
        billingAddressId="cuaddr_1",
    )
    with pytest.raises(BadRequestError) as refused:
        complete_checkout(anna, "cart_1", wanted)
    kinds = ("shippingAddress", "billingAddress")
    expected = [f"{kind}.{part}" for kind in kinds for part in ("streetName", "city")]
    assert [detail.path for detail in refused.value.details] == expected
    assert sorted(steps_of(shop)) == sorted([READ, SAVED])


@pytest.mark.parametrize("body", [{}, {"paymentProviderId": "pp_1"}])
def test_what_costs_nothing_is_ordered_without_a_payment(guest: Medusa, shop: Upstream, body: Json) -> None:
    free = full_cart(total=0, payment_collection=None)
    shop.on(READ, for_checkout(free))
    shop.on(COMPLETE, {"type": "order", "order": order()["order"] | {"total": 0, "payment_collections": []}})
    assert complete_checkout(guest, "cart_1", only(**body)).order.total.value == 0
    assert steps_of(shop) == [READ, COMPLETE]


def test_a_service_has_no_delivery_and_the_billing_addresss_tax(guest: Medusa, shop: Upstream) -> None:
    cart = new_cart(items=[line(1, requires_shipping=False)])
    shop.on(READ, for_checkout(cart))
    shop.on(WRITE, {"cart": cart | sessions_of(paying("pending"))})
    shop.on(COMPLETE, order())
    wanted = whole(
        shippingAddress=None, billingAddress=ADDRESS, sameAsBillingAddress=None, shippingMethodId=None
    )
    complete_checkout(guest, "cart_1", wanted)
    assert steps_of(shop) == [READ, WRITE, COMPLETE]
    [write] = [seen for seen in shop.seen if seen.route == WRITE]
    assert write.json["shipping_address"] == write.json["billing_address"]


def test_metadata_that_the_cart_had_is_the_orders_too(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, for_checkout(new_cart(metadata={"notes": "Ring"})))
    shop.on(WRITE, with_sessions(paying("pending")))
    shop.on(METHOD, with_sessions(paying("pending")))
    shop.on(COMPLETE, order())
    placed = complete_checkout(guest, "cart_1", whole(metadata={"till": 4}))
    [write] = [seen for seen in shop.seen if seen.route == WRITE]
    assert write.json["metadata"] == {"till": 4, "sameAsBillingAddress": True}
    assert placed.order.customer_comment == "Ring"


@pytest.mark.parametrize(
    ("failing", "refused", "error"),
    [
        (WRITE, (400, {"message": "x"}), BadRequestError),
        (METHOD, (400, {"message": "x"}), BadRequestError),
        (SESSION, (500, {}), UpstreamError),
        (SESSION, (400, {"message": "x"}), BadRequestError),
    ],
)
def test_a_step_that_fails_is_the_last(
    guest: Medusa, shop: Upstream, failing: str, refused: Any, error: type[CommerceError]
) -> None:
    steps = [READ, WRITE, METHOD, SESSION]
    written = {"cart": new_cart()}
    good = [for_checkout(new_cart()), written, written, session()]
    for step, response in zip(steps, good, strict=True):
        shop.on(step, refused if step == failing else response)
    with pytest.raises(error):
        complete_checkout(guest, "cart_1", whole())
    assert steps_of(shop) == steps[: steps.index(failing) + 1]


THEIRS = {"customer_id": "cus_ben", "customer": {"id": "cus_ben", "has_account": True}}


@pytest.mark.parametrize("claimed_at", [READ, WRITE, METHOD])
def test_a_cart_claimed_meanwhile_is_neither_shown_nor_ordered(
    guest: Medusa, shop: Upstream, claimed_at: str
) -> None:
    steps = [READ, WRITE, METHOD]
    for step in steps:
        cart = new_cart(**(THEIRS if step == claimed_at else {}))
        shop.on(step, for_checkout(cart))
    with pytest.raises(UnauthorizedError):
        complete_checkout(guest, "cart_1", whole())
    assert steps_of(shop) == steps[: steps.index(claimed_at) + 1]


@pytest.mark.parametrize(
    ("changed", "body", "path"),
    [
        ({"promotions": []}, whole(), "promotions"),
        ({"items": [line(1, unit_price=120)]}, whole(), "items.item_1"),
        ({"items": []}, whole(), "items.item_1"),
        ({"item_total": 1}, only(shippingMethodId="so_2", paymentProviderId="pp_1"), "total"),
        ({"total": 1}, only(email="a@b.de", paymentProviderId="pp_1"), "total"),
    ],
    ids=["code", "price", "line", "other delivery", "email"],
)
def test_nothing_is_ordered_or_paid_if_the_cart_changes(
    guest: Medusa, shop: Upstream, changed: Json, body: CompleteCheckout, path: str
) -> None:
    cart = full_cart(item_total=206.108)
    shop.on(READ, for_checkout(cart, shipping_options=[option(), option("so_2")]))
    for step in (WRITE, METHOD):
        shop.on(step, {"cart": cart | changed})
    with pytest.raises(ConflictError) as refused:
        complete_checkout(guest, "cart_1", body)
    assert path in [detail.path for detail in refused.value.details]
    assert not {SESSION, COMPLETE} & set(shop.asked)


def test_another_delivery_or_country_may_change_what_it_costs(guest: Medusa, shop: Upstream) -> None:
    cart = full_cart(**sessions_of(paying("pending")))
    abroad = ADDRESS | {"country": "PL"}
    shop.on(READ, *[for_checkout(cart, shipping_options=[option(), option("so_2")])] * 2)
    shop.on(METHOD, {"cart": cart | {"total": 220}})
    shop.on(WRITE, {"cart": cart | {"total": 230, "item_total": 210}})
    shop.on(COMPLETE, order(), order())
    complete_checkout(guest, "cart_1", only(shippingMethodId="so_2"))
    complete_checkout(guest, "cart_1", only(shippingAddress=abroad))
    assert shop.asked.count(COMPLETE) == 2


@pytest.mark.parametrize(
    ("expected", "is_ordered"),
    [
        ({"value": 220.45, "currency": "EUR"}, True),
        ({"value": 220.46, "currency": "EUR"}, False),
        ({"value": 220.45, "currency": "USD"}, False),
        ({"value": 211.94, "currency": "EUR"}, False),  # what it cost before this call
    ],
)
def test_the_expected_total_is_that_of_the_cart_as_it_is_ordered(
    guest: Medusa, shop: Upstream, expected: Json, is_ordered: bool
) -> None:
    cart = full_cart(**sessions_of(paying("pending")))
    shop.on(READ, for_checkout(cart, shipping_options=[option(), option("so_2")]))
    shop.on(METHOD, {"cart": cart | {"total": 220.447}})
    shop.on(COMPLETE, order())
    wanted = only(shippingMethodId="so_2", expectedTotal=expected)
    if is_ordered:
        complete_checkout(guest, "cart_1", wanted)
    else:
        with pytest.raises(ConflictError) as refused:
            complete_checkout(guest, "cart_1", wanted)
        assert [detail.path for detail in refused.value.details] == ["body.expectedTotal"]
    assert (COMPLETE in shop.asked) is is_ordered


def test_a_cart_that_is_an_order_gives_that_order_again(guest: Medusa, shop: Upstream) -> None:
    done = new_cart(completed_at="2026-01-01T00:00:00Z", items=[])
    shop.on(READ, {"cart": done, "order": {"id": "order_1"}})
    shop.on(COMPLETE, order())
    complete_checkout(guest, "cart_1", whole())
    assert shop.asked == [READ, COMPLETE]


BILLING_ONLY = {"shippingAddress": None, "billingAddress": ADDRESS, "sameAsBillingAddress": False}
NO_ADDRESS = {"shippingAddress": None, "sameAsBillingAddress": None}


@pytest.mark.parametrize(
    ("cart", "body", "lacks"),
    [
        ({"items": []}, {}, "items"),
        ({}, {"email": None}, "email"),
        ({}, {"shippingMethodId": None}, "shippingMethod"),
        ({}, {"paymentProviderId": None}, "paymentMethod"),
        ({}, {"sameAsBillingAddress": False}, "billingAddress"),
        ({}, BILLING_ONLY, "shippingAddress"),
        ({}, NO_ADDRESS, "shippingAddress, billingAddress"),
        ({"shipping_address": {"country_code": "us"}}, NO_ADDRESS, "shippingAddress, billingAddress"),
    ],
)
def test_what_is_missing_is_named_before_anything_is_written(
    guest: Medusa, shop: Upstream, cart: Json, body: Json, lacks: str
) -> None:
    shop.on(READ, for_checkout(new_cart(**cart)))
    with pytest.raises(BadRequestError, match=f"^Still missing: {lacks}$"):
        complete_checkout(guest, "cart_1", whole(**body))
    assert steps_of(shop) == [READ]


def test_all_that_is_read_of_a_cart_is_requested(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, for_checkout(new_cart(items=[])))
    with pytest.raises(BadRequestError):
        complete_checkout(guest, "cart_1", whole())
    fields = set(shop.seen[0].query["fields"].split(","))
    assert {"total", "item_total", "promotions.code", "items.unit_price", "items.requires_shipping"} <= fields
    assert {"*customer", "customer_id", "*shipping_address", "*billing_address", "email"} <= fields


_PAID = 409, {"type": "conflict", "message": "The cart is paid: it can only be completed"}


def _written() -> Json:
    """Return a cart that has all that `whole` names, with a payment that Medusa takes for pending."""
    address = medusa_address(whole().shipping_address or pytest.fail("no address"))
    has = {"email": "a@b.de", "shipping_address": address, "billing_address": address}
    return full_cart(**has, **sessions_of(paying("pending"))) | {"metadata": {"sameAsBillingAddress": True}}


def test_a_paid_cart_that_has_what_is_wanted_is_ordered(guest: Medusa, shop: Upstream) -> None:
    cart = _written()
    shop.on(READ, for_checkout(cart))
    shop.on(COMPLETE, order())
    same = whole(shippingMethodId=cart["shipping_methods"][0]["shipping_option_id"])
    assert complete_checkout(guest, "cart_1", same).order
    assert steps_of(shop) == [READ, COMPLETE]


@pytest.mark.parametrize(
    "other",
    [
        {"email": "c@d.de"},
        {"shippingAddress": ADDRESS | {"city": "Bonn"}},
        {"metadata": {"till": 4}},
        {"shippingMethodId": "so_2"},
    ],
)
def test_a_paid_cart_is_not_ordered_otherwise(guest: Medusa, shop: Upstream, other: Json) -> None:
    cart = _written()
    shop.on(READ, for_checkout(cart, shipping_options=[option(), option("so_2")]))
    shop.on(WRITE, _PAID)
    shop.on(METHOD, _PAID)
    same = {"shippingMethodId": cart["shipping_methods"][0]["shipping_option_id"]}
    with pytest.raises(ConflictError) as refused:
        complete_checkout(guest, "cart_1", whole(**same | other))
    assert refused.value.code == "cart_paid"
    assert steps_of(shop) == [READ, METHOD if "shippingMethodId" in other else WRITE]
