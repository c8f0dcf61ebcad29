"""Payments: a shopper who is not sent where the provider wants never pays."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.mappers import checkout, payments
from commerce.models.payments import UpdateSession

from tests.conftest import Configure
from tests.support.recorded import as_json, recorded


def test_a_recorded_provider() -> None:
    [theirs] = recorded("payment-providers")["payment_providers"]
    assert as_json(payments.provider(theirs)) == {
        "id": "pp_system_default",
        "name": "pp_system_default",
        "type": "pp_system_default",
        "isEnabled": True,
        "requiresRedirect": False,
        "config": {},
    }


@pytest.mark.parametrize(
    ("provider", "redirects"),
    [
        ("pp_stripe_stripe", True),
        ("pp_stripe-ideal_stripe", True),
        ("pp_PayPal", True),
        ("pp_system_default", False),
    ],
)
def test_which_providers_send_the_shopper_away(provider: str, redirects: bool) -> None:
    assert payments.provider({"id": provider}).requires_redirect is redirects


def test_a_provider_that_is_switched_off() -> None:
    assert payments.provider({"id": "x", "is_enabled": False}).is_enabled is False
    assert payments.provider({"id": "x"}).is_enabled is True


def test_a_recorded_session() -> None:
    [theirs] = recorded("payment-session")["payment_collection"]["payment_sessions"]
    assert as_json(payments.session(theirs, "cart_1")) == {
        "id": theirs["id"],
        "cartId": "cart_1",
        "providerId": "pp_system_default",
        "status": "PENDING",
        "metadata": {},
    }


def test_a_session_says_where_the_shopper_goes_on() -> None:
    data = {"redirect_url": "https://pay.example/1", "client_secret": "cs_1", "other": "hidden"}
    data["metadata"] = {"till": 4}  # type: ignore[assignment]
    theirs = {"id": "payses_1", "provider_id": "pp_1", "status": "pending", "data": data}
    shown = as_json(payments.session(theirs, "cart_1"))
    assert (shown["redirectUrl"], shown["clientSecret"]) == ("https://pay.example/1", "cs_1")
    assert shown["metadata"] == {"till": 4}
    assert "hidden" not in str(shown)


@pytest.mark.parametrize("data", [None, {}, {"redirect_url": "", "client_secret": None}, {"redirect_url": 1}])
def test_a_session_that_needs_nothing_more(data: dict[str, Any] | None) -> None:
    theirs = {"id": "payses_1", "provider_id": "pp_1", "data": data}
    assert {"redirectUrl", "clientSecret"}.isdisjoint(as_json(payments.session(theirs, "cart_1")))
    assert checkout.redirect_url(theirs) is checkout.client_secret(theirs) is None


def test_no_session_leads_nowhere() -> None:
    assert checkout.redirect_url(None) is checkout.client_secret(None) is None


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("pending", "PENDING"),
        ("requires_more", "PENDING"),
        ("pending_authorization", "PENDING"),
        ("authorized", "AUTHORIZED"),
        ("captured", "CAPTURED"),
        ("error", "FAILED"),
        ("canceled", "CANCELLED"),
        ("unheard-of", "PENDING"),
    ],
)
def test_status(theirs: str, ours: str) -> None:
    session = {"id": "payses_1", "provider_id": "pp_1", "status": theirs}
    assert payments.session(session, "cart_1").status == ours


def test_the_provider_learns_where_to_send_the_shopper_back_and_nothing_that_was_not_said(
    configure: Configure,
) -> None:
    configure()
    urls = {"return_url": "https://shop.example/ok", "cancel_url": "https://shop.example/no"}
    till = {"metadata": {"till": 4}}
    assert payments.session_data(UpdateSession(**urls, **till)) == urls | till
    assert payments.session_data(UpdateSession(**till)) == till
