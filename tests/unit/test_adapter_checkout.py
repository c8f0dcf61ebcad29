"""The steps to an order: what each asks of Medusa, and what stops before anything is written."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import (
    BadRequestError,
    CommerceError,
    ConflictError,
    MedusaFailedError,
    NotFoundError,
    PaymentActionError,
    UnauthorizedError,
)
from commerce.medusa import checkout, payments
from commerce.medusa.client import Medusa
from commerce.models.checkout import CompleteCheckout, SetAddresses
from commerce.models.payments import SetPayment

from tests.support.recorded import recorded
from tests.support.shop import ADDRESS
from tests.support.upstream import Upstream

CART = "/store/carts/cart_1"
READ, WRITE, COMPLETE = f"GET {CART}", f"POST {CART}", f"POST {CART}/complete"
METHOD, OPTIONS = f"POST {CART}/shipping-methods", "GET /store/shipping-options"
SAVED = "GET /store/customers/me/addresses"
COLLECTION = "POST /store/payment-collections"
SESSION = f"{COLLECTION}/paycol_1/payment-sessions"
EUROPE = recorded("regions")["regions"][0]["id"]
PLACE = {"country_code": "de", "address_1": "Torstrasse"}

Json = dict[str, Any]


def open_cart(**more: Any) -> Json:
    return {"cart": {"id": "cart_1", "region_id": EUROPE, "items": [{"id": "item_1"}], **more}}


def addresses(**body: Any) -> SetAddresses:
    return SetAddresses.model_validate(body)


def test_addresses_notes_and_email_are_one_write(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, open_cart(metadata={"kept": 1}))
    shop.on(WRITE, recorded("cart-full"))
    wanted = addresses(shippingAddress=ADDRESS, sameAsBillingAddress=True, notes="Ring", email="a@b.c")
    checkout.set_addresses(guest, "cart_1", wanted)
    assert shop.asked == [READ, "GET /store/regions", WRITE]
    body = shop.seen[2].json
    assert body["shipping_address"] == body["billing_address"]
    assert body["shipping_address"]["country_code"] == "de"
    assert (body["email"], body["metadata"]) == ("a@b.c", {"notes": "Ring"})


def test_each_address_may_differ(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, open_cart())
    shop.on(WRITE, recorded("cart-full"))
    other = ADDRESS | {"city": "Paris", "country": "FR"}
    checkout.set_addresses(guest, "cart_1", addresses(shippingAddress=ADDRESS, billingAddress=other))
    body = shop.seen[-1].json
    assert (body["shipping_address"]["city"], body["billing_address"]["city"]) == ("Berlin", "Paris")
    assert set(body) == {"shipping_address", "billing_address"}


def test_saved_addresses_are_the_callers_own_and_are_read_beside_the_cart(
    anna: Medusa, shop: Upstream
) -> None:
    saved = recorded("addresses-list")
    one, two, *_ = saved["addresses"]
    shop.on(READ, open_cart())
    shop.on(SAVED, saved)
    shop.on(WRITE, recorded("cart-full"))
    wanted = addresses(shippingAddressId=one["id"], billingAddressId=two["id"])
    checkout.set_addresses(anna, "cart_1", wanted)
    assert sorted(shop.asked[:2]) == [READ, SAVED]
    body = shop.seen[-1].json
    assert body["shipping_address"]["address_1"] == one["address_1"]
    assert body["billing_address"]["address_1"] == two["address_1"]
    assert {"id", "customer_id", "address_name"}.isdisjoint(body["shipping_address"])
    assert None not in body["shipping_address"].values()


def test_a_saved_address_that_is_not_the_callers_is_404(anna: Medusa, shop: Upstream) -> None:
    shop.on(READ, open_cart())
    shop.on(SAVED, recorded("addresses-list"))
    with pytest.raises(NotFoundError, match="Address cuaddr_ben was not found"):
        checkout.set_addresses(anna, "cart_1", addresses(shippingAddressId="cuaddr_ben"))
    assert WRITE not in shop.asked


def test_a_guest_has_no_saved_addresses(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, open_cart())
    with pytest.raises(UnauthorizedError):
        checkout.set_addresses(guest, "cart_1", addresses(shippingAddressId="cuaddr_1"))
    assert SAVED not in shop.asked


@pytest.mark.parametrize("body", [{}, {"notes": "x"}, {"email": "a@b.c", "sameAsBillingAddress": True}])
def test_no_address_at_all_is_refused(guest: Medusa, shop: Upstream, body: Json) -> None:
    with pytest.raises(BadRequestError):
        checkout.set_addresses(guest, "cart_1", addresses(**body))
    assert shop.seen == []


def test_a_country_that_the_region_does_not_deliver_to_is_refused(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, open_cart())
    with pytest.raises(BadRequestError, match="does not deliver to FR, but to DE, PL"):
        checkout.set_addresses(guest, "cart_1", addresses(shippingAddress=ADDRESS | {"country": "fr"}))
    assert WRITE not in shop.asked


def test_options_are_read_beside_the_cart_and_open_prices_asked_for_at_once(
    guest: Medusa, shop: Upstream
) -> None:
    flat, express = recorded("shipping-options")["shipping_options"]
    third = express | {"id": "so_third"}
    priced = recorded("calculated-option")["shipping_option"]
    shop.on(READ, open_cart(currency_code="eur", items=[{"tax_lines": [{"rate": 19}]}]))
    shop.on(OPTIONS, {"shipping_options": [flat, express, third]})
    for option, amount in ((express, 5.5), (third, 10)):
        answer = {"shipping_option": priced | {"id": option["id"], "amount": amount}}
        shop.on(f"POST /store/shipping-options/{option['id']}/calculate", answer)
    found = checkout.shipping_options(guest, "cart_1")
    shown = [(entry.id, entry.subtotal and entry.subtotal.value) for entry in found.data]
    assert shown == [(flat["id"], 4.9), (express["id"], 5.5), ("so_third", 10)]
    assert found.data[2].total
    assert found.data[2].total.value == 11.9
    assert sorted(shop.asked[:2]) == [READ, OPTIONS]
    assert [seen.json for seen in shop.seen[2:]] == [{"cart_id": "cart_1"}] * 2


def test_an_option_that_is_not_there_is_named(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, open_cart())
    shop.on(METHOD, (400, {"message": "inner words"}))
    with pytest.raises(BadRequestError) as refused:
        checkout.set_shipping_method(guest, "cart_1", "so_x")
    assert refused.value.details[0].path == "body.shippingOptionId"
    assert shop.seen[1].json == {"option_id": "so_x"}


def test_a_summary_is_one_read(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, recorded("cart-full"), {"cart": recorded("cart-full")["cart"] | {"email": None}})
    assert checkout.summary(guest, "cart_1").email == "ada@lab.local"
    assert shop.asked == [READ]
    with pytest.raises(BadRequestError, match="Still missing: email"):
        checkout.summary(guest, "cart_1")


@pytest.mark.parametrize(
    "step",
    [
        lambda medusa: checkout.set_addresses(medusa, "cart_1", addresses(shippingAddress=ADDRESS)),
        lambda medusa: checkout.set_shipping_method(medusa, "cart_1", "so_1"),
        lambda medusa: checkout.set_payment(medusa, "cart_1", SetPayment(provider_id="pp_1")),
    ],
    ids=["addresses", "shipping method", "payment"],
)
def test_a_cart_that_is_an_order_is_not_touched(guest: Medusa, shop: Upstream, step: Any) -> None:
    shop.on(READ, open_cart(completed_at="2026-01-01T00:00:00Z"))
    with pytest.raises(ConflictError, match="already an order"):
        step(guest)
    assert shop.asked == [READ]


def whole(**more: Any) -> CompleteCheckout:
    body = {
        "shippingAddress": ADDRESS,
        "sameAsBillingAddress": True,
        "shippingMethodId": "so_1",
        "paymentProviderId": "pp_1",
        "email": "a@b.c",
    }
    return CompleteCheckout.model_validate(body | more)


def session(data: Json | None = None) -> Json:
    entry = {"id": "payses_1", "provider_id": "pp_1", "status": "pending", "data": data}
    return {"payment_collection": {"id": "paycol_1", "payment_sessions": [entry]}}


def test_everything_in_one_call_is_six_requests(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, open_cart())
    shop.on(WRITE, {"cart": {"id": "cart_1"}})
    shop.on(METHOD, {"cart": {"id": "cart_1"}})
    shop.on(COLLECTION, {"payment_collection": {"id": "paycol_1"}})
    shop.on(SESSION, session())
    shop.on(COMPLETE, recorded("order-completed"))
    placed = checkout.complete_checkout(guest, "cart_1", whole(metadata={"till": 4}, notes="Ring"))
    assert placed.order.id == recorded("order-completed")["order"]["id"]
    assert placed.order.customer_comment == "Ring"
    steps = [READ, WRITE, METHOD, COLLECTION, SESSION, COMPLETE]
    assert [route for route in shop.asked if route != "GET /store/regions"] == steps
    assert shop.seen[2].json["metadata"] == {"till": 4, "notes": "Ring"}
    written = f"id,{payments.CART_FIELDS}"
    assert [seen.query["fields"] for seen in shop.seen[2:5]] == [written, written, "id"]


def paying(status: str, provider: str = "pp_1", number: int = 1) -> Json:
    return {
        "id": f"payses_{number}",
        "provider_id": provider,
        "status": status,
        "data": {"client_secret": f"cs_{number}"},
        "created_at": f"2026-01-0{number}",
        "amount": 5,
        "currency_code": "eur",
    }


def with_sessions(*sessions: Json) -> Json:
    collection = {"id": "paycol_1", "amount": 5, "currency_code": "eur", "payment_sessions": sessions}
    return {"cart": {"id": "cart_1", "payment_collection": collection}}


@pytest.mark.parametrize("status", ["pending", "requires_more", "captured", "pending_authorization"])
def test_a_payment_that_was_begun_goes_on_for_the_shopper_may_have_paid(
    guest: Medusa, shop: Upstream, status: str
) -> None:
    going_on = with_sessions(paying("canceled", number=3), paying("error", "pp_2"), paying(status))
    shop.on(READ, open_cart(), going_on)
    shop.on(WRITE, with_sessions(paying(status)))
    shop.on(METHOD, going_on)
    shop.on(COMPLETE, {"type": "cart"})
    with pytest.raises(PaymentActionError) as refused:
        checkout.complete_checkout(guest, "cart_1", whole())
    assert refused.value.body()["clientSecret"] == "cs_1"
    steps = [READ, WRITE, METHOD, COMPLETE, READ]
    assert [route for route in shop.asked if route != "GET /store/regions"] == steps
    assert shop.seen[-1].query == {"fields": f"id,{payments.CART_FIELDS}"}


def test_a_payment_that_the_provider_ends_at_the_completion_is_not_handed_out(
    guest: Medusa, shop: Upstream
) -> None:
    """As after a card that was declined: the next try would cancel what is paid with the old secret."""
    shop.on(READ, open_cart(), with_sessions(paying("error")))
    shop.on(WRITE, with_sessions(paying("pending")))
    shop.on(METHOD, with_sessions(paying("pending")))
    shop.on(COMPLETE, {"type": "cart"})
    shop.on(SESSION, with_sessions(paying("pending", number=2))["cart"])
    with pytest.raises(PaymentActionError) as refused:
        checkout.complete_checkout(guest, "cart_1", whole())
    assert refused.value.body()["clientSecret"] == "cs_2"
    assert shop.asked[-3:] == [COMPLETE, READ, SESSION]


@pytest.mark.parametrize(
    ("answer", "begins"),
    [
        ({"payment_session": {}, "cart": {}, "current": True}, False),
        ({"payment_session": {}, "cart": {}, "current": False}, True),
        ((404, {"message": "not found"}), True),
        ((404, "<html>"), False),  # without the module the status must do
    ],
)
def test_an_authorized_payment_may_have_been_cancelled_and_the_module_knows(
    guest: Medusa, shop: Upstream, answer: Any, begins: bool
) -> None:
    shop.on(READ, open_cart())
    shop.on(WRITE, with_sessions(paying("authorized")))
    shop.on(METHOD, with_sessions(paying("authorized")))
    shop.on("GET /store/payment-sessions/payses_1", answer)
    shop.on(SESSION, session())
    shop.on(COMPLETE, recorded("order-completed"))
    checkout.complete_checkout(guest, "cart_1", whole())
    assert (SESSION in shop.asked) is begins


@pytest.mark.parametrize(
    "sessions",
    [
        [],
        [paying("canceled")],
        [paying("error")],
        [paying("pending", "pp_2")],
        [paying("pending"), paying("pending", "pp_2")],
        [paying("pending"), paying("pending", number=2)],
        [paying("pending") | {"amount": 4}],
        [paying("pending") | {"currency_code": "usd"}],
    ],
    ids=[
        "dropped by Medusa",
        "cancelled",
        "failed",
        "another provider's",
        "beside another provider's",
        "one of two",
        "for less",
        "in dollars",
    ],
)
def test_a_payment_that_cannot_go_on_is_begun_anew(
    guest: Medusa, shop: Upstream, sessions: list[Json]
) -> None:
    shop.on(READ, {"cart": open_cart()["cart"] | with_sessions(paying("pending"))["cart"]})
    shop.on(WRITE, with_sessions(paying("pending")))
    shop.on(METHOD, with_sessions(*sessions))
    shop.on(SESSION, session())
    shop.on(COMPLETE, recorded("order-completed"))
    checkout.complete_checkout(guest, "cart_1", whole())
    steps = [READ, WRITE, METHOD, SESSION, COMPLETE]
    assert [route for route in shop.asked if route != "GET /store/regions"] == steps


def test_a_cart_that_stays_as_it_is_keeps_the_payment_that_was_read(guest: Medusa, shop: Upstream) -> None:
    has = {"shipping_methods": [{"id": "sm_1"}], "email": "a@b.c"}
    has |= with_sessions(paying("pending"))["cart"]
    shop.on(READ, open_cart(shipping_address=PLACE, billing_address=PLACE, **has))
    shop.on(COMPLETE, recorded("order-completed"))
    checkout.complete_checkout(guest, "cart_1", CompleteCheckout(payment_provider_id="pp_1"))
    assert shop.asked == [READ, COMPLETE]


def test_metadata_that_the_cart_had_is_the_orders_too(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, open_cart(metadata={"notes": "Ring"}))
    shop.on(WRITE, with_sessions(paying("pending")))
    shop.on(METHOD, with_sessions(paying("pending")))
    shop.on(COMPLETE, recorded("order-completed"))
    placed = checkout.complete_checkout(guest, "cart_1", whole(metadata={"till": 4}))
    assert shop.seen[2].json["metadata"] == {"till": 4}
    assert placed.order.customer_comment == "Ring"


@pytest.mark.parametrize(
    ("failing", "refused", "error"),
    [
        (WRITE, (400, {"message": "x"}), BadRequestError),
        (METHOD, (400, {"message": "x"}), BadRequestError),
        (COLLECTION, (500, {}), MedusaFailedError),
        (SESSION, (400, {"message": "x"}), BadRequestError),
    ],
)
def test_a_step_that_fails_is_the_last(
    guest: Medusa, shop: Upstream, failing: str, refused: Any, error: type[CommerceError]
) -> None:
    steps = [READ, WRITE, METHOD, COLLECTION, SESSION]
    good = [open_cart(), {"cart": {}}, {"cart": {}}, {"payment_collection": {"id": "paycol_1"}}, session()]
    for step, answer in zip(steps, good, strict=True):
        shop.on(step, refused if step == failing else answer)
    with pytest.raises(error):
        checkout.complete_checkout(guest, "cart_1", whole())
    asked = [route for route in shop.asked if route != "GET /store/regions"]
    assert asked == steps[: steps.index(failing) + 1]


def test_what_the_cart_has_already_is_not_set_again(guest: Medusa, shop: Upstream) -> None:
    has = {"shipping_methods": [{"id": "sm_1"}], "email": "a@b.c", "payment_collection": {"id": "paycol_1"}}
    shop.on(READ, open_cart(shipping_address=PLACE, billing_address=PLACE, **has))
    shop.on(SESSION, session({"redirect_url": "https://pay.example/1", "client_secret": "cs_1"}))
    shop.on(COMPLETE, {"type": "cart"})
    wanted = CompleteCheckout(payment_provider_id="pp_1", return_url="https://shop.example/back")
    with pytest.raises(PaymentActionError) as refused:
        checkout.complete_checkout(guest, "cart_1", wanted)
    assert shop.asked == [READ, SESSION, COMPLETE]
    assert shop.seen[1].json["data"] == {"return_url": "https://shop.example/back"}
    assert refused.value.body()["clientSecret"] == "cs_1"


def test_a_cart_that_is_an_order_gives_that_order_again(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, open_cart(completed_at="2026-01-01T00:00:00Z", items=[]))
    shop.on(COMPLETE, recorded("order-completed"))
    checkout.complete_checkout(guest, "cart_1", whole())
    assert shop.asked == [READ, COMPLETE]


BILLING_ONLY = {"shippingAddress": None, "billingAddress": ADDRESS, "sameAsBillingAddress": False}
US_ONLY = {"country_code": "us", "address_1": None}


@pytest.mark.parametrize(
    ("cart", "body", "lacks"),
    [
        ({"items": []}, {}, "items"),
        ({}, {"email": None}, "email"),
        ({}, {"shippingMethodId": None}, "shippingMethod"),
        ({}, {"sameAsBillingAddress": False}, "billingAddress"),
        ({}, BILLING_ONLY, "shippingAddress"),
        ({}, {"shippingAddress": None}, "shippingAddress, billingAddress"),
        ({"shipping_address": US_ONLY}, {"shippingAddress": None}, "shippingAddress, billingAddress"),
    ],
)
def test_what_is_missing_is_named_before_anything_is_written(
    guest: Medusa, shop: Upstream, cart: Json, body: Json, lacks: str
) -> None:
    shop.on(READ, open_cart(**cart))
    with pytest.raises(BadRequestError, match=f"^Still missing: {lacks}$"):
        checkout.complete_checkout(guest, "cart_1", whole(**body))
    assert shop.asked == [READ]
    fields = shop.seen[0].query["fields"].split(",")
    assert {"shipping_address.address_1", "billing_address.address_1"} <= set(fields)
