"""Payments: a session is made in the cart's own collection, for a provider that is there."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import BadRequestError, ConflictError, MedusaFailedError
from commerce.medusa import payments
from commerce.medusa.client import Medusa
from commerce.medusa.customers import OWNER_FIELDS
from commerce.models.payments import CreateSession, SetPayment

from tests.support.recorded import recorded
from tests.support.upstream import Upstream, reset

READ = "GET /store/carts/cart_1"
PROVIDERS = "GET /store/payment-providers"
COLLECTION = "POST /store/payment-collections"
SESSION = f"{COLLECTION}/paycol_1/payment-sessions"
PAYMENT = SetPayment(provider_id="pp_system_default", metadata={"till": 4})

Json = dict[str, Any]


def cart(**more: Any) -> Json:
    return {"cart": {"id": "cart_1", "items": [{"id": "item_1"}], **more}}


def test_providers_of_a_region(guest: Medusa, shop: Upstream) -> None:
    shop.on(PROVIDERS, recorded("payment-providers"))
    found = payments.list_providers(guest, "reg_1")
    assert (found.total, found.data[0].id) == (1, "pp_system_default")
    assert shop.asked == [PROVIDERS]
    assert shop.seen[0].query == {"region_id": "reg_1", "fields": "id,is_enabled", "limit": "100"}


def test_a_region_without_providers_is_not_an_unknown_region(guest: Medusa, shop: Upstream) -> None:
    region = recorded("regions")["regions"][0]["id"]
    shop.on(PROVIDERS, {"payment_providers": []}, {"payment_providers": []})
    assert payments.list_providers(guest, region).total == 0
    with pytest.raises(BadRequestError, match="There is no such region") as refused:
        payments.list_providers(guest, "reg_x")
    assert refused.value.details[0].path == "query.regionId"


def test_a_failing_medusa_is_not_an_empty_list(guest: Medusa, shop: Upstream) -> None:
    shop.on(PROVIDERS, (500, {}))
    with pytest.raises(MedusaFailedError):
        payments.list_providers(guest, "reg_1")


def test_a_first_session_makes_the_collection_too(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, cart())
    shop.on(COLLECTION, {"payment_collection": {"id": "paycol_1"}})
    shop.on(SESSION, recorded("payment-session"))
    wanted = CreateSession(
        cart_id="cart_1", provider_id="pp_system_default", return_url="https://shop.example/back"
    )
    made = payments.create_session(guest, "cart_1", wanted)
    assert (made.cart_id, made.status) == ("cart_1", "PENDING")
    assert shop.asked == [READ, COLLECTION, SESSION]
    read = f"{OWNER_FIELDS},completed_at,items.id,payment_collection.id"
    assert shop.seen[0].query == {"fields": read}
    assert shop.seen[1].json == {"cart_id": "cart_1"}
    assert shop.seen[1].query == {"fields": "id"}
    assert shop.seen[2].query == {"fields": ",".join(payments._COLLECTION)}
    assert shop.seen[2].json == {
        "provider_id": "pp_system_default",
        "data": {"return_url": "https://shop.example/back"},
    }


def test_a_later_session_uses_the_collection_that_is_there(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, cart(payment_collection={"id": "paycol_1"}))
    shop.on(SESSION, recorded("payment-session"))
    payments.create_session(guest, "cart_1", PAYMENT)
    assert shop.asked == [READ, SESSION]
    assert shop.seen[1].json["data"] == {"metadata": {"till": 4}}


def test_the_session_shown_is_the_newest_of_the_asked_provider(guest: Medusa, shop: Upstream) -> None:
    sessions = [
        {"id": "old", "provider_id": "pp_system_default", "created_at": "2026-01-01"},
        {"id": "new", "provider_id": "pp_system_default", "created_at": "2026-01-02"},
        {"id": "other", "provider_id": "pp_other", "created_at": "2026-01-03"},
    ]
    shop.on(SESSION, {"payment_collection": {"payment_sessions": sessions}})
    assert payments.start_session(guest, "cart_1", "paycol_1", PAYMENT)["id"] == "new"


@pytest.mark.parametrize("sessions", [None, [], [{"id": "x", "provider_id": "pp_other"}]])
def test_an_answer_without_the_session_is_a_failure(guest: Medusa, shop: Upstream, sessions: Any) -> None:
    shop.on(SESSION, {"payment_collection": {"payment_sessions": sessions}})
    with pytest.raises(MedusaFailedError):
        payments.start_session(guest, "cart_1", "paycol_1", PAYMENT)


def test_a_provider_that_is_not_there_is_named(guest: Medusa, shop: Upstream) -> None:
    words = "Payment provider pp_x is not enabled in the cart's region reg_1."
    shop.on(SESSION, (400, {"message": words}))
    with pytest.raises(BadRequestError) as refused:
        payments.start_session(guest, "cart_1", "paycol_1", PAYMENT)
    assert refused.value.details[0].path == "body.providerId"
    assert refused.value.code == "payment_provider_unavailable"
    assert "reg_1" not in refused.value.message


@pytest.mark.parametrize(
    ("change", "said"), [({"completed_at": "2026-01-01"}, "already an order"), ({"items": []}, "is empty")]
)
def test_nothing_to_pay_for(guest: Medusa, shop: Upstream, change: Json, said: str) -> None:
    shop.on(READ, cart(**change), cart(order=None))
    with pytest.raises(ConflictError, match=said):
        payments.create_session(guest, "cart_1", PAYMENT)
    assert set(shop.asked) == {READ}


def test_a_lost_session_is_not_made_twice(guest: Medusa, shop: Upstream) -> None:
    shop.on(SESSION, reset, recorded("payment-session"))
    with pytest.raises(MedusaFailedError):
        payments.start_session(guest, "cart_1", "paycol_1", PAYMENT)
    assert shop.asked == [SESSION]


@pytest.mark.parametrize(
    ("status", "completed", "current", "shown"),
    [
        ("pending", False, True, "PENDING"),
        ("authorized", False, False, "CANCELLED"),
        ("pending", True, False, "CANCELLED"),
        ("authorized", True, False, "AUTHORIZED"),
        ("captured", True, False, "CAPTURED"),
    ],
)
def test_a_session_that_has_paid_for_an_order_is_not_shown_as_cancelled(
    guest: Medusa, shop: Upstream, status: str, completed: bool, current: bool, shown: str
) -> None:
    """The provider's webhook may complete the cart before the shopper is back: she would pay again."""
    paid = {
        "payment_session": {"id": "payses_1", "provider_id": "pp_1", "status": status},
        "cart": {"id": "cart_1", "completed_at": "2026-01-01" if completed else None},
        "current": current,
    }
    shop.on("GET /store/payment-sessions/payses_1", paid)
    shop.on(READ, cart(order={"id": "order_1", "customer_id": None}))
    assert payments.get_session(guest, "payses_1").status == shown
