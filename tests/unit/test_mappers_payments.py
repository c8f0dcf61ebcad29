"""Payments: a shopper who is not sent where the provider wants never pays."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.mappers import payments
from commerce.models.payments import UpdateSession
from commerce.payment_providers import ProviderRule, parse_rules, rule_for

from tests.conftest import Configure
from tests.support.recorded import as_json, recorded


def test_a_recorded_provider() -> None:
    [theirs] = recorded("payment-providers")["payment_providers"]
    assert as_json(payments.provider(theirs)) == {
        "id": "pp_system_default",
        "name": "pp_system_default",
        "type": "pp_system_default",
        "isEnabled": True,
        "config": {},
    }


def test_providers_have_the_shops_names_kinds_and_order() -> None:
    custom = parse_rules(
        '{"pp_b": {"order": 2, "name": " Card ", "kind": "card"}, "pp_d": {"order": 0},'
        ' "pp_c": {"requiresRedirect": true}}'
    )
    rows = [None, *({"id": f"pp_{name}"} for name in "cbad"), {"id": "pp_system_default"}]
    found = [as_json(one) for one in payments.providers(rows, lambda name: rule_for(name, custom))]
    assert [one["id"] for one in found] == ["pp_d", "pp_b", "pp_a", "pp_c", "pp_system_default"]
    assert (found[1]["name"], found[1]["type"]) == ("Card", "card")
    redirects = {one["id"]: one.get("requiresRedirect") for one in found}
    assert redirects == {"pp_d": None, "pp_b": None, "pp_a": None, "pp_c": True, "pp_system_default": False}


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
    theirs = {"id": "payses_1", "provider_id": "pp_1", "status": "pending", "data": data}
    shown = as_json(payments.session(theirs | {"metadata": {"till": 4}}, "cart_1"))
    assert (shown["redirectUrl"], shown["clientSecret"]) == ("https://pay.example/1", "cs_1")
    assert shown["metadata"] == {"till": 4}
    assert "hidden" not in str(shown)


@pytest.mark.parametrize(
    "data",
    [None, {}, {"redirect_url": "", "client_secret": None}, {"redirect_url": 1}, {"redirect_url": "/pay"}],
)
def test_a_session_that_needs_nothing_more(data: dict[str, Any] | None) -> None:
    theirs = {"id": "payses_1", "provider_id": "pp_1", "data": data}
    assert {"redirectUrl", "clientSecret"}.isdisjoint(as_json(payments.session(theirs, "cart_1")))


TAKEN, UNDONE = {"captured_at": "2026-01-01"}, {"captured_at": None, "canceled_at": "2026-01-01"}


@pytest.mark.parametrize(
    ("theirs", "payment", "ours"),
    [
        ("pending", None, "PENDING"),
        ("requires_more", None, "PENDING"),
        ("pending_authorization", None, "PENDING"),
        ("authorized", None, "AUTHORIZED"),
        ("authorized", {"captured_at": None}, "AUTHORIZED"),
        ("authorized", TAKEN, "CAPTURED"),
        ("authorized", UNDONE, "CANCELLED"),
        ("authorized", TAKEN | UNDONE, "CANCELLED"),
        ("captured", None, "CAPTURED"),
        ("error", None, "FAILED"),
        ("canceled", None, "CANCELLED"),
        ("unheard-of", None, "PENDING"),
    ],
)
def test_a_status_is_that_of_the_session_and_its_payment(theirs: str, payment: Any, ours: str) -> None:
    data = {"redirect_url": "https://pay.example/1", "client_secret": "cs_1"}
    session = {"id": "payses_1", "provider_id": "pp_1", "status": theirs, "payment": payment, "data": data}
    shown = payments.session(session, "cart_1")
    assert shown.status == ours
    waits = ours == "PENDING" and theirs != "pending_authorization"
    assert bool(shown.redirect_url) is bool(shown.client_secret) is waits


def test_an_outdated_session_has_a_status_but_no_page() -> None:
    """A shopper who followed its URL would pay another sum than the cart's total."""
    session = {"id": "payses_1", "provider_id": "pp_1", "status": "pending", "data": {"client_secret": "cs"}}
    shown = payments.session(session, "cart_1", can_pay=False)
    assert (shown.status, shown.client_secret) == ("PENDING", None)


def test_a_provider_gets_the_urls_that_it_expects(configure: Configure) -> None:
    configure()
    wanted = UpdateSession(
        return_url="https://shop.example/ok", cancel_url="https://shop.example/no", metadata={"till": 4}
    )
    assert payments.session_data(wanted, ProviderRule()) == {}
    nested = ProviderRule(return_url="urls.success", cancel_url="urls.cancel")
    urls = {"success": "https://shop.example/ok", "cancel": "https://shop.example/no"}
    assert payments.session_data(wanted, nested) == {"urls": urls}
    assert payments.session_data(UpdateSession(metadata={"till": 4}), nested) == {}
