"""The caller: a mistake lets a stranger in, or sends a customer to the sign-in page again and again."""

from __future__ import annotations

import time
from typing import Any

import pytest
from commerce.caller import GUEST, LEEWAY, caller_of
from commerce.errors import UnauthorizedError

NOW = 1_795_000_000


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: float(NOW))


def event(context: Any, authorization: str = "Bearer a.b.c", header: str = "authorization") -> dict[str, Any]:
    return {"requestContext": {"authorizer": {"lambda": context}}, "headers": {header: authorization}}


def customer(expires_at: int = NOW + 1) -> dict[str, Any]:
    return {"caller": "customer", "id": "anna", "expiresAt": str(expires_at)}


def refusal(request: dict[str, Any]) -> UnauthorizedError:
    with pytest.raises(UnauthorizedError) as caught:
        caller_of(request)
    assert "invalid_token" in caught.value.headers["WWW-Authenticate"]
    return caught.value


@pytest.mark.parametrize("header", ["authorization", "Authorization"])
@pytest.mark.parametrize("sent", ["Bearer a.b.c", "bearer  a.b.c ", "Bearer a.b.c\t"])
def test_a_customer_comes_only_with_the_token(header: str, sent: str) -> None:
    caller = caller_of(event(customer(), sent, header))

    assert (caller.token, caller.subject, caller.expires_at) == ("a.b.c", "anna", NOW + 1)
    assert (caller.is_customer, caller.kind) == (True, "customer")


def test_a_guest_has_no_token_even_if_one_was_sent() -> None:
    assert caller_of(event({"caller": "guest"})) == GUEST
    assert (GUEST.token, GUEST.expires_at, GUEST.is_customer, GUEST.kind) == (None, 0, False, "guest")


@pytest.mark.parametrize("expires_at", [NOW, NOW - 1, NOW - LEEWAY + 1])
def test_a_token_within_the_leeway_is_a_customers(expires_at: int) -> None:
    assert caller_of(event(customer(expires_at))).is_customer


@pytest.mark.parametrize("expires_at", [NOW - LEEWAY, NOW - LEEWAY - 1, 0])
def test_a_token_that_expired_in_the_gateways_cache_is_refused(expires_at: int) -> None:
    assert refusal(event(customer(expires_at))).message == "The token has expired, sign in again"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("expired", "The token has expired, sign in again"),
        ("not-yet-valid", "The token is not valid yet"),
        ("signature", "The token is not valid, sign in again"),
        (None, "The token is not valid, sign in again"),
    ],
)
def test_a_rejected_token_gets_a_helpful_message(reason: str | None, said: str) -> None:
    context = {"caller": "rejected"} | ({"reason": reason} if reason else {})

    assert refusal(event(context)).message == said


@pytest.mark.parametrize(
    "request_context",
    [{}, {"authorizer": {}}, {"authorizer": {"lambda": None}}, {"authorizer": {"lambda": {}}}],
)
def test_what_passed_no_authorizer_is_no_ones(request_context: dict[str, Any]) -> None:
    refusal({"requestContext": request_context, "headers": {"authorization": "Bearer a.b.c"}})
    refusal({"headers": {"authorization": "Bearer a.b.c"}})


def test_a_caller_is_shown_without_the_token_and_the_name() -> None:
    shown = repr(caller_of(event(customer())))

    assert "a.b.c" not in shown
    assert "anna" not in shown
