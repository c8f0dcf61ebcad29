"""Payments: a session is made in the cart's own collection, for a provider that is there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from commerce.errors import (
    BadRequestError,
    CartCompletedError,
    ConflictError,
    ForbiddenError,
    PaymentProviderError,
    UpstreamError,
)
from commerce.medusa import payments
from commerce.medusa.ownership import OWNER_FIELDS
from commerce.medusa.transport.client import Medusa
from commerce.models.payments import CreateSession, SetPayment, UpdateSession

from tests.conftest import Configure
from tests.support.carts import session
from tests.support.recorded import recorded
from tests.support.upstream import Upstream, reset

READ = "GET /store/carts/cart_1"
CREATE = "POST /store/carts/cart_1/payment-sessions"
NO_ROUTE = (404, "<html>")
PROVIDERS = "GET /store/payment-providers"
REGIONS = "GET /store/regions"
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
    with pytest.raises(UpstreamError):
        payments.list_providers(guest, "reg_1")


def test_a_session_is_one_request_without_our_data_in_it(guest: Medusa, shop: Upstream) -> None:
    """Stripe refuses a return URL for a payment that is not confirmed immediately."""
    metadata = {"till": [4, {"shelf": "x" * 900}]}
    shop.on(CREATE, session({"client_secret": "cs_1"}, metadata=metadata))
    wanted = CreateSession(
        cart_id="cart_1", provider_id="pp_stripe_stripe", return_url="https://shop.example", metadata=metadata
    )
    made = payments.create_session(guest, "cart_1", wanted)
    assert (made.cart_id, made.status, made.client_secret) == ("cart_1", "PENDING", "cs_1")
    assert made.metadata == metadata
    assert shop.asked == [CREATE]
    sent = {"provider_id": "pp_stripe_stripe", "data": {}, "session_metadata": metadata}
    assert shop.seen[0].json == sent


def test_a_provider_that_expects_urls_gets_them(guest: Medusa, shop: Upstream, configure: Configure) -> None:
    rules = {"pp_hosted": {"returnUrl": "return_url", "cancelUrl": "urls.cancel", "redirectUrl": "page.0"}}
    configure(MEDUSAJS_BASE_URL=shop.url, PAYMENT_PROVIDERS=json.dumps(rules))
    shop.on(CREATE, session({"page": ["https://pay.example/1"]}, provider_id="pp_hosted_one"))
    urls = {"return_url": "https://shop.example/ok", "cancel_url": "https://shop.example/no"}
    made = payments.create_session(guest, "cart_1", SetPayment(provider_id="pp_hosted_one", **urls))
    assert made.redirect_url == "https://pay.example/1"
    data = {"return_url": urls["return_url"], "urls": {"cancel": urls["cancel_url"]}}
    assert shop.seen[0].json["data"] == data


@pytest.mark.parametrize(
    ("provider_id", "data", "is_logged"),
    [
        ("pp_new_new", {"pay_here": "https://pay.example/1"}, True),
        ("pp_new_new", {"redirect_url": "https://pay.example/1"}, False),
        ("pp_new_new", {"client_secret": "cs_1"}, False),
        ("pp_hosted_one", {"client_secret": "cs_1"}, True),
        ("pp_system_default", {}, False),
    ],
)
def test_a_session_that_leads_the_shopper_nowhere_is_logged(
    guest: Medusa,
    shop: Upstream,
    configure: Configure,
    caplog: pytest.LogCaptureFixture,
    provider_id: str,
    data: Json,
    is_logged: bool,
) -> None:
    rules = {"pp_hosted": {"requiresRedirect": True}}
    configure(MEDUSAJS_BASE_URL=shop.url, PAYMENT_PROVIDERS=json.dumps(rules))
    shop.on(CREATE, session(data, provider_id=provider_id))
    payments.create_session(guest, "cart_1", SetPayment(provider_id=provider_id))
    logged = [vars(record)["provider"] for record in caplog.records if record.levelname == "WARNING"]
    assert logged == ([provider_id] if is_logged else [])


def test_a_session_of_another_customers_cart_is_not_shown(anna: Medusa, shop: Upstream) -> None:
    """The plugin proves the owner; a cart that has changed hands since is proven here."""
    bens = {"customer_id": "cus_ben", "customer": {"id": "cus_ben", "has_account": True}}
    shop.on(CREATE, session() | {"cart": {"id": "cart_1"} | bens})
    with pytest.raises(ForbiddenError):
        payments.create_session(anna, "cart_1", PAYMENT)


def test_without_the_plugin_medusas_own_routes_create_it(guest: Medusa, shop: Upstream) -> None:
    shop.on(CREATE, NO_ROUTE)
    shop.on(READ, cart())
    shop.on(COLLECTION, {"payment_collection": {"id": "paycol_1"}})
    shop.on(SESSION, recorded("payment-session"))
    wanted = CreateSession(
        cart_id="cart_1",
        provider_id="pp_system_default",
        return_url="https://shop.example",
        metadata={"a": 1},
    )
    made = payments.create_session(guest, "cart_1", wanted)
    assert (made.cart_id, made.status, made.metadata) == ("cart_1", "PENDING", {})
    assert shop.asked == [CREATE, READ, REGIONS, COLLECTION, SESSION]
    read = f"{OWNER_FIELDS},completed_at,region_id,items.id,payment_collection.id"
    assert shop.seen[1].query == {"fields": read}
    assert shop.seen[3].json == {"cart_id": "cart_1"}
    assert shop.seen[3].query == {"fields": "id"}
    assert shop.seen[4].query == {"fields": ",".join(payments._COLLECTION)}
    assert shop.seen[4].json == {"provider_id": "pp_system_default", "data": {}}


def test_without_the_plugin_a_collection_that_is_there_is_used(guest: Medusa, shop: Upstream) -> None:
    shop.on(CREATE, NO_ROUTE)
    shop.on(READ, cart(payment_collection={"id": "paycol_1"}))
    shop.on(SESSION, recorded("payment-session"))
    payments.create_session(guest, "cart_1", PAYMENT)
    assert shop.asked == [CREATE, READ, REGIONS, SESSION]


def test_without_the_plugin_the_newest_session_is_shown(guest: Medusa, shop: Upstream) -> None:
    sessions = [
        {"id": "old", "provider_id": "pp_system_default", "created_at": "2026-01-01"},
        {"id": "new", "provider_id": "pp_system_default", "created_at": "2026-01-02"},
        {"id": "other", "provider_id": "pp_other", "created_at": "2026-01-03"},
    ]
    shop.on(CREATE, NO_ROUTE)
    shop.on(SESSION, {"payment_collection": {"payment_sessions": sessions}})
    assert payments.start_session(guest, "cart_1", "paycol_1", PAYMENT, "body.providerId")["id"] == "new"


@pytest.mark.parametrize("sessions", [None, [], [{"id": "x", "provider_id": "pp_other"}]])
def test_a_response_without_the_session_is_a_failure(guest: Medusa, shop: Upstream, sessions: Any) -> None:
    shop.on(CREATE, NO_ROUTE)
    shop.on(SESSION, {"payment_collection": {"payment_sessions": sessions}})
    with pytest.raises(UpstreamError):
        payments.start_session(guest, "cart_1", "paycol_1", PAYMENT, "body.providerId")


@pytest.mark.parametrize("has_plugin", [True, False])
def test_a_provider_that_is_not_there_is_named(guest: Medusa, shop: Upstream, has_plugin: bool) -> None:
    refusal = (400, {"message": "Payment provider pp_x is not enabled in the cart's region reg_1."})
    shop.on(CREATE, refusal if has_plugin else NO_ROUTE)
    shop.on(SESSION, refusal)
    with pytest.raises(BadRequestError) as refused:
        payments.start_session(guest, "cart_1", "paycol_1", PAYMENT, "body.paymentProviderId")
    assert refused.value.details[0].path == "body.paymentProviderId"
    assert refused.value.code == "payment_provider_unavailable"
    assert "reg_1" not in refused.value.message


def test_a_provider_that_fails_is_not_medusas_failure(guest: Medusa, shop: Upstream) -> None:
    """Else its outage would look like Medusa's, and no one would try another way to pay."""
    shop.on(CREATE, (409, {"message": "The payment provider failed"}))
    with pytest.raises(PaymentProviderError) as refused:
        payments.create_session(guest, "cart_1", PAYMENT)
    assert (refused.value.status, refused.value.code) == (502, "payment_provider_failed")
    assert guest.stats.failures == 0


def test_an_order_is_named_to_whoever_would_pay_for_its_cart(guest: Medusa, shop: Upstream) -> None:
    shop.on(CREATE, (409, {"message": "Cart cart_1 is already completed."}))
    shop.on(READ, cart(completed_at="2026-01-01"), cart(order={"id": "order_1", "customer_id": None}))
    with pytest.raises(CartCompletedError) as refused:
        payments.create_session(guest, "cart_1", PAYMENT)
    assert refused.value.order_id == "order_1"


def test_a_cart_without_items_has_nothing_to_pay_for(guest: Medusa, shop: Upstream) -> None:
    shop.on(CREATE, (400, {"message": "Cannot pay for a cart with no items"}))
    with pytest.raises(ConflictError) as refused:
        payments.create_session(guest, "cart_1", PAYMENT)
    assert refused.value.code == "cart_empty"


@pytest.mark.parametrize(
    ("change", "said"), [({"completed_at": "2026-01-01"}, "already an order"), ({"items": []}, "is empty")]
)
def test_without_the_plugin_nothing_to_pay_for(
    guest: Medusa, shop: Upstream, change: Json, said: str
) -> None:
    shop.on(CREATE, NO_ROUTE)
    shop.on(READ, cart(**change), cart(order=None))
    with pytest.raises(ConflictError, match=said):
        payments.create_session(guest, "cart_1", PAYMENT)
    assert set(shop.asked) == {CREATE, READ}


def test_a_lost_session_is_not_made_twice(guest: Medusa, shop: Upstream) -> None:
    shop.on(CREATE, reset, session())
    with pytest.raises(UpstreamError):
        payments.create_session(guest, "cart_1", PAYMENT)
    assert shop.asked == [CREATE]


@pytest.mark.parametrize(
    ("status", "completed", "current", "shown", "leads_on"),
    [
        ("pending", False, True, "PENDING", True),
        ("requires_more", False, True, "PENDING", True),
        ("pending_authorization", False, True, "PENDING", False),
        ("pending_authorization", True, False, "PENDING", False),
        ("pending", False, False, "PENDING", False),
        ("pending", True, False, "PENDING", False),
        ("authorized", False, False, "AUTHORIZED", False),
        ("authorized", True, False, "AUTHORIZED", False),
        ("captured", True, False, "CAPTURED", False),
        ("error", False, False, "FAILED", False),
    ],
)
def test_a_sessions_status_does_not_depend_on_its_cart(
    guest: Medusa, shop: Upstream, status: str, completed: bool, current: bool, shown: str, leads_on: bool
) -> None:
    """The provider's webhook may complete the cart before the shopper is back: she would pay again."""
    found = session({"client_secret": "cs_1"}, status=status) | {"current": current}
    found["cart"]["completed_at"] = "2026-01-01" if completed else None
    shop.on("GET /store/payment-sessions/payses_1", found)
    shop.on(READ, cart(order={"id": "order_1", "customer_id": None}))
    read = payments.get_session(guest, "payses_1")
    assert (read.status, read.client_secret is not None) == (shown, leads_on)


def test_new_urls_go_to_a_provider_that_expects_them(
    guest: Medusa, shop: Upstream, configure: Configure
) -> None:
    configure(MEDUSAJS_BASE_URL=shop.url, PAYMENT_PROVIDERS='{"pp_1": {"returnUrl": "return_url"}}')
    shop.on("GET /store/payment-sessions/payses_1", session())
    shop.on("POST /store/payment-sessions/payses_1", session())
    payments.update_session(guest, "payses_1", UpdateSession(return_url="https://shop.example/2"))
    assert shop.seen[-1].json == {"data": {"return_url": "https://shop.example/2"}}


def offered(shop: Upstream, *providers: Any) -> None:
    """Set the payment providers of the region."""
    region = {"id": "reg_1", "currency_code": "eur", "payment_providers": list(providers)}
    shop.replace(REGIONS, {"regions": [region]})


@pytest.mark.parametrize("has_plugin", [True, False])
def test_a_provider_that_the_region_does_not_have_is_refused_before_the_provider_is_called(
    guest: Medusa, shop: Upstream, has_plugin: bool
) -> None:
    offered(
        shop, {"id": "pp_b", "is_enabled": True}, {"id": "pp_off", "is_enabled": False}, {"id": "pp_a"}, None
    )
    shop.on(CREATE, (400, {"type": "invalid_data", "message": "Payment provider pp_off is not enabled"}))
    if not has_plugin:
        shop.replace(CREATE, NO_ROUTE)
    shop.on(READ, cart(region_id="reg_1"))
    with pytest.raises(BadRequestError) as refused:
        payments.create_session(guest, "cart_1", SetPayment(provider_id="pp_off"))
    assert [detail.path for detail in refused.value.details] == ["body.providerId"]
    assert refused.value.code == "payment_provider_unavailable"
    assert "pp_a, pp_b" in refused.value.message
    assert sorted(shop.asked) == sorted([CREATE, READ, REGIONS])


def test_a_provider_of_the_region_costs_no_request_where_the_plugin_checks_it(
    guest: Medusa, shop: Upstream
) -> None:
    shop.on(CREATE, {"payment_session": SESSION_OF_PLUGIN, "cart": {"id": "cart_1"}, "current": True})
    payments.create_session(guest, "cart_1", PAYMENT)
    assert shop.asked == [CREATE]


SESSION_OF_PLUGIN = recorded("payment-session")["payment_collection"]["payment_sessions"][0]
