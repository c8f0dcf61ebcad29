"""The payment of a one-call checkout: no one pays twice, and no one pays in vain."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import BadRequestError, PaymentActionError, PaymentFailedError
from commerce.mappers.addresses import medusa_address
from commerce.medusa import payments
from commerce.medusa.ordering import complete_checkout
from commerce.medusa.ownership import OWNER_FIELDS
from commerce.medusa.transport.client import Medusa
from commerce.models.checkout import CompleteCheckout
from commerce.models.customers import AddressInput

from local.shop import ADDRESS
from tests.support.carts import (
    NOT_AUTHORIZED,
    for_checkout,
    full_cart,
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
SESSION = f"POST {CART}/payment-sessions"

Json = dict[str, Any]


def steps_of(shop: Upstream) -> list[str]:
    return [route for route in shop.asked if route != "GET /store/regions"]


@pytest.mark.parametrize("status", ["pending", "requires_more"])
def test_a_begun_payment_continues_as_it_may_be_paid(guest: Medusa, shop: Upstream, status: str) -> None:
    going_on = with_sessions(paying("canceled", number=3), paying("error", "pp_2", 2), paying(status))
    shop.on(READ, for_checkout(new_cart()))
    shop.on(STATE, going_on)
    shop.on(WRITE, with_sessions(paying(status)))
    shop.on(METHOD, going_on)
    shop.on(COMPLETE, NOT_AUTHORIZED)
    with pytest.raises(PaymentActionError) as refused:
        complete_checkout(guest, "cart_1", whole())
    assert refused.value.body()["clientSecret"] == "cs_1"
    assert steps_of(shop) == [READ, WRITE, METHOD, COMPLETE, STATE]
    assert shop.seen[-1].query == {"fields": f"{OWNER_FIELDS},{payments.CART_FIELDS}"}


@pytest.mark.parametrize("status", ["authorized", "captured", "pending_authorization"])
def test_a_payment_that_is_made_or_under_way_is_ordered_with(
    guest: Medusa, shop: Upstream, status: str
) -> None:
    shop.on(READ, for_checkout(new_cart()))
    shop.on(WRITE, with_sessions(paying(status)))
    shop.on(METHOD, with_sessions(paying(status)))
    shop.on(COMPLETE, order())
    complete_checkout(guest, "cart_1", whole())
    assert steps_of(shop) == [READ, WRITE, METHOD, COMPLETE]


def test_a_payment_ended_at_completion_is_not_returned(guest: Medusa, shop: Upstream) -> None:
    """As after a card that was declined: the next try begins another one, and would cancel what is paid."""
    shop.on(READ, for_checkout(new_cart()))
    shop.on(STATE, with_sessions(paying("error")))
    shop.on(WRITE, with_sessions(paying("pending")))
    shop.on(METHOD, with_sessions(paying("pending")))
    shop.on(COMPLETE, NOT_AUTHORIZED)
    with pytest.raises(PaymentFailedError) as refused:
        complete_checkout(guest, "cart_1", whole())
    assert "clientSecret" not in refused.value.body()
    assert shop.asked[-2:] == [COMPLETE, STATE]


def test_a_payment_that_failed_needs_a_provider_to_try_again(guest: Medusa, shop: Upstream) -> None:
    failed = full_cart(**sessions_of(paying("error")))
    shop.on(READ, for_checkout(failed))
    with pytest.raises(PaymentFailedError):
        complete_checkout(guest, "cart_1", only())
    assert steps_of(shop) == [READ]


@pytest.mark.parametrize(
    "sessions",
    [
        [],
        [paying("canceled")],
        [paying("error")],
        [paying("authorized") | {"payment": {"canceled_at": "2026-01-01"}}],
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
        "cancelled by Medusa",
        "another provider's",
        "beside another provider's",
        "one of two",
        "for less",
        "in dollars",
    ],
)
def test_a_payment_that_cannot_continue_is_begun_again(
    guest: Medusa, shop: Upstream, sessions: list[Json]
) -> None:
    shop.on(READ, for_checkout(with_sessions(paying("pending"))["cart"]))
    shop.on(WRITE, with_sessions(paying("pending")))
    shop.on(METHOD, with_sessions(*sessions))
    shop.on(SESSION, session())
    shop.on(COMPLETE, order())
    complete_checkout(guest, "cart_1", whole())
    assert steps_of(shop) == [READ, WRITE, METHOD, SESSION, COMPLETE]


def test_an_unchanged_cart_keeps_its_payment(guest: Medusa, shop: Upstream) -> None:
    cart = full_cart(**sessions_of(paying("pending")))
    shop.on(READ, *[for_checkout(cart)] * 2)
    shop.on(COMPLETE, order(), order())
    complete_checkout(guest, "cart_1", only(paymentProviderId="pp_1"))
    complete_checkout(guest, "cart_1", only())
    assert steps_of(shop) == [READ, COMPLETE] * 2


def test_a_payment_that_ended_with_the_change_needs_a_provider(guest: Medusa, shop: Upstream) -> None:
    cart = full_cart(**sessions_of(paying("pending")))
    shop.on(READ, for_checkout(cart, shipping_options=[option(), option("so_2")]))
    shop.on(METHOD, {"cart": full_cart(**sessions_of())})
    with pytest.raises(BadRequestError) as refused:
        complete_checkout(guest, "cart_1", only(shippingMethodId="so_2"))
    assert [detail.path for detail in refused.value.details] == ["body.paymentProviderId"]
    assert COMPLETE not in shop.asked


def test_what_the_cart_has_already_is_not_set_again(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, for_checkout(full_cart(payment_collection={"id": "paycol_1"})))
    shop.on(SESSION, session({"redirect_url": "https://pay.example/1", "client_secret": "cs_1"}))
    shop.on(COMPLETE, NOT_AUTHORIZED)
    shop.on(STATE, with_sessions(paying("pending")))
    wanted = CompleteCheckout(payment_provider_id="pp_1", return_url="https://shop.example/back")
    with pytest.raises(PaymentActionError) as refused:
        complete_checkout(guest, "cart_1", wanted)
    assert steps_of(shop) == [READ, SESSION, COMPLETE, STATE]
    assert next(seen.json["data"] for seen in shop.seen if seen.route == SESSION) == {}
    assert refused.value.body()["clientSecret"] == "cs_1"


def stored(**more: Any) -> Json:
    """Return a cart that has all that `whole` sends, as Medusa stores it."""
    address = medusa_address(AddressInput.model_validate(ADDRESS)) | {"id": "caaddr_1"}
    both = {"shipping_address": address, "billing_address": address}
    metadata = {"sameAsBillingAddress": True}
    return full_cart(**sessions_of(paying("pending")), **both, email="a@b.de") | {"metadata": metadata} | more


def test_the_same_body_after_paying_is_not_written_again(guest: Medusa, shop: Upstream) -> None:
    """The plugin refuses to change a cart that is paid, and its shopper would never get an order."""
    shop.on(READ, for_checkout(stored()))
    shop.on(COMPLETE, order())
    complete_checkout(guest, "cart_1", whole())
    assert steps_of(shop) == [READ, COMPLETE]


@pytest.mark.parametrize(
    ("change", "written"),
    [
        ({"email": "ada@b.de"}, {"email"}),
        ({"notes": "Ring"}, {"metadata"}),
        ({"shippingAddress": ADDRESS | {"city": "Elsewhere"}}, {"shipping_address", "billing_address"}),
        ({"shippingAddress": ADDRESS | {"taxId": "PL1"}}, {"shipping_address", "billing_address"}),
    ],
)
def test_what_is_new_is_written_and_nothing_else(
    guest: Medusa, shop: Upstream, change: Json, written: set[str]
) -> None:
    shop.on(READ, for_checkout(stored()))
    shop.on(WRITE, {"cart": stored()})
    shop.on(METHOD, {"cart": stored()})
    shop.on(COMPLETE, order())
    complete_checkout(guest, "cart_1", whole(**change))
    [write] = [seen for seen in shop.seen if seen.route == WRITE]
    assert write.json.keys() == written
    assert (METHOD in shop.asked) is ("shipping_address" in written)
