"""What a shopper sees of a payment after the completion: its current status, not the one before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from commerce.errors import (
    CommerceError,
    ConflictError,
    PaymentActionError,
    PaymentFailedError,
    PaymentProviderError,
)
from commerce.medusa import payment_outcomes
from commerce.medusa.ordering import place_order
from commerce.medusa.transport.client import Medusa
from commerce.models.checkout import PlaceOrder

from tests.conftest import Configure
from tests.support.carts import NOT_AUTHORIZED, for_checkout, order, paying, ready_cart, session, sessions_of
from tests.support.upstream import Upstream

CART = "/store/carts/cart_1"
READ, STATE, COMPLETE = f"GET {CART}/checkout", f"GET {CART}", f"POST {CART}/complete"
REPORT = "GET /store/payment-sessions/payses_1"
DATA = {"redirect_url": "https://pay.example/1", "client_secret": "cs_1"}

Json = dict[str, Any]


def cart(*sessions: Json) -> Json:
    return ready_cart(**sessions_of(*sessions))


def thrown(kind: str = "payment_authorization_error", status: str = "pending") -> Json:
    """Return Medusa's response to a completion at which the provider threw an error: the cart."""
    error = {"type": kind, "name": "Error", "message": "Payment authorization failed"}
    return {"type": "cart", "cart": cart(paying(status)), "error": error}


def outcome(guest: Medusa, shop: Upstream) -> CommerceError:
    shop.on(READ, for_checkout(cart(paying("pending"))))
    with pytest.raises(CommerceError) as refused:
        place_order(guest, "cart_1", PlaceOrder())
    return refused.value


@pytest.mark.parametrize(
    ("now", "error"),
    [
        ([paying("requires_more") | {"data": DATA}], PaymentActionError),
        ([paying("pending") | {"data": DATA}], PaymentActionError),
        ([paying("error")], PaymentFailedError),
        ([paying("canceled")], PaymentFailedError),
        ([paying("error"), paying("pending", number=2)], PaymentFailedError),
        ([paying("pending", number=2)], PaymentFailedError),
        ([], PaymentFailedError),
    ],
    ids=["more", "waits", "declined", "cancelled", "another was begun", "replaced", "gone"],
)
def test_a_payment_that_the_provider_reports_as_not_made(
    guest: Medusa, shop: Upstream, now: list[Json], error: type[CommerceError]
) -> None:
    shop.on(COMPLETE, NOT_AUTHORIZED)
    shop.on(STATE, {"cart": cart(*now)})
    refused = outcome(guest, shop)
    assert type(refused) is error
    body = refused.body()
    leads_on = {"paymentRedirectUrl": DATA["redirect_url"], "clientSecret": DATA["client_secret"]}
    assert body["statusCode"] == 409
    assert (
        body.items() >= leads_on.items() if error is PaymentActionError else not leads_on.keys() & body.keys()
    )
    assert shop.asked == [READ, COMPLETE, STATE]


@pytest.mark.parametrize(
    ("report", "error"),
    [
        (session(DATA), PaymentActionError),
        (session(DATA, status="error"), PaymentFailedError),
        (session(DATA, status="canceled"), PaymentFailedError),
        ((404, {"message": "gone"}), PaymentFailedError),
    ],
    ids=["waits", "declined", "cancelled", "gone"],
)
def test_a_providers_exception_may_be_a_declined_payment(
    guest: Medusa, shop: Upstream, report: Any, error: type[CommerceError]
) -> None:
    shop.on(COMPLETE, thrown())
    shop.on(REPORT, report)
    assert type(outcome(guest, shop)) is error
    assert shop.asked == [READ, COMPLETE, REPORT]


@pytest.mark.parametrize("kind", ["payment_authorization_error", "payment_requires_more_error"])
def test_a_provider_outage_is_retried_and_not_a_client_error(
    guest: Medusa, shop: Upstream, kind: str
) -> None:
    shop.on(COMPLETE, *[thrown(kind)] * 2)
    shop.on(REPORT, *[session() | {"is_fresh": False}] * 2)
    refused = outcome(guest, shop)
    assert (refused.status, refused.code) == (502, "payment_provider_failed")
    assert shop.asked == [READ, *[COMPLETE, REPORT] * 2]
    assert guest.stats.failures == 0  # Medusa's circuit stays closed


@pytest.mark.parametrize(
    "report", [session() | {"is_fresh": False}, session(status="authorized")], ids=["was down", "is paid"]
)
def test_a_provider_that_recovers_at_once_costs_nothing(guest: Medusa, shop: Upstream, report: Json) -> None:
    shop.on(READ, for_checkout(cart(paying("pending"))))
    shop.on(COMPLETE, thrown(), order())
    shop.on(REPORT, report)
    assert place_order(guest, "cart_1", PlaceOrder()).order.id == order()["order"]["id"]


@pytest.mark.parametrize(
    ("completed", "error"),
    [
        (thrown(), PaymentProviderError),
        (thrown("payment_requires_more_error", "requires_more"), PaymentActionError),
        (thrown(status="error"), PaymentFailedError),
    ],
)
def test_without_the_plugin_the_stored_status_must_do(
    guest: Medusa, shop: Upstream, completed: Json, error: type[CommerceError]
) -> None:
    shop.on(COMPLETE, *[completed] * 2)
    shop.on(REPORT, *[(404, "<html>")] * 2)
    assert type(outcome(guest, shop)) is error


def test_a_payment_that_medusa_has_cancelled_orders_nothing(guest: Medusa, shop: Upstream) -> None:
    """Medusa itself would place the order, and no one would ever pay for it."""
    undone = paying("authorized") | {"payment": {"canceled_at": "2026-01-01T00:00:00Z"}}
    shop.on(READ, for_checkout(cart(undone)))
    with pytest.raises(PaymentFailedError):
        place_order(guest, "cart_1", PlaceOrder())
    assert shop.asked == [READ]
    assert "payment_collection.payment_sessions.payment.canceled_at" in shop.seen[0].query["fields"]


def test_what_is_missing_is_named_before_a_payment_that_failed(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, for_checkout(cart(paying("error")) | {"email": None}))
    with pytest.raises(CommerceError) as refused:
        place_order(guest, "cart_1", PlaceOrder())
    assert [detail.path for detail in refused.value.details] == ["email"]


@pytest.mark.parametrize("status", ["pending_authorization", "authorized", "captured"])
def test_an_order_leads_no_one_back_to_the_providers_page(guest: Medusa, shop: Upstream, status: str) -> None:
    """Not even while a transfer is under way: the shopper has done all, and would pay again."""
    placed = order()
    paid = paying(status) | {"data": DATA}
    placed["order"]["payment_collections"] = [{"status": "awaiting", "payment_sessions": [paid]}]
    for done in (None, "2026-01-01T00:00:00Z"):
        shop.on(READ, for_checkout(cart(paying("pending") | {"data": DATA}) | {"completed_at": done}))
        shop.on(COMPLETE, placed)
        assert place_order(guest, "cart_1", PlaceOrder()).payment_redirect_url is None


def test_a_payment_without_a_next_step_is_logged(
    guest: Medusa, shop: Upstream, configure: Configure, caplog: pytest.LogCaptureFixture
) -> None:
    """Its provider returns what the shopper needs at a place that no one has named."""
    data = {"pay_page": "https://pay.example/1"}
    for rules, leads_on in (("", False), (json.dumps({"pp_1": {"redirectUrl": ["pay_page"]}}), True)):
        configure(MEDUSAJS_BASE_URL=shop.url, PAYMENT_PROVIDERS=rules)
        shop.on(COMPLETE, NOT_AUTHORIZED)
        shop.on(STATE, {"cart": cart(paying("requires_more") | {"data": data})})
        refused = outcome(guest, shop)
        assert isinstance(refused, PaymentActionError)
        assert refused.redirect_url == (data["pay_page"] if leads_on else None)
        warned = [vars(record) for record in caplog.records if record.levelname == "WARNING"]
        assert [record["provider"] for record in warned] == ([] if leads_on else ["pp_1"])
        assert "pay.example" not in str(warned)
        caplog.clear()


def test_an_order_of_several_collections_is_paid_by_any() -> None:
    paid = {
        "payment_collections": [{"status": "canceled"}, None, {"payment_sessions": [{"status": "captured"}]}]
    }
    assert payment_outcomes.is_paid(paid)
    assert not payment_outcomes.is_paid({"payment_collections": None})


def test_an_unpaid_order_is_a_conflict_that_names_it(guest: Medusa, shop: Upstream) -> None:
    placed = order()
    undone = {"status": "authorized", "payment": {"canceled_at": "2026-01-01"}}
    placed["order"]["payment_collections"] = [{"status": "authorized", "payment_sessions": [undone]}]
    shop.on(READ, for_checkout(cart(paying("pending"))))
    shop.on(COMPLETE, placed)
    with pytest.raises(ConflictError) as refused:
        place_order(guest, "cart_1", PlaceOrder())
    assert refused.value.code == "order_unpaid"
