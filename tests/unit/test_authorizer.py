"""The authorizer: who gets in as whom, what API Gateway may cache, and what a log may say of it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from commerce.caller import Caller, caller_of
from commerce.errors import NotConfiguredError, UnauthorizedError
from commerce.jwks import ProviderUnavailableError

from functions.authorizer import app
from tests.conftest import Configure
from tests.support.tokens import Provider, rsa_key, sign_with_secret


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


@pytest.fixture(autouse=True)
def _configured(provider: Provider, configure: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(SSO_ISSUER=provider.issuer)
    monkeypatch.setattr(app, "_verifier", None)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = app.logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


def ask(headers: dict[str, str] | None) -> Any:
    event = {"version": "2.0", "type": "REQUEST", "requestContext": {"requestId": "request-1"}}
    return app.handler(event if headers is None else {**event, "headers": headers}, None)


def ask_with(token: str) -> Any:
    return ask({"authorization": f"Bearer {token}"})


@pytest.mark.parametrize("headers", [None, {}, {"accept": "*/*"}], ids=str)
def test_without_a_token_a_guest_passes(provider: Provider, headers: dict[str, str] | None) -> None:
    assert ask(headers) == {"isAuthorized": True, "context": {"caller": "guest"}}
    assert provider.asked == []


def test_a_customer_passes_with_what_the_token_says(provider: Provider) -> None:
    claims = provider.claims()

    answer = ask_with(rsa_key().sign(claims))

    assert answer == {
        "isAuthorized": True,
        "context": {
            "caller": "customer",
            "id": "anna",
            "email": "anna@lab.local",
            "expiresAt": str(claims["exp"]),
        },
    }


@pytest.mark.parametrize("name", ["authorization", "Authorization"])
@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER   ", " Bearer "])
def test_the_header_may_be_written_as_rfc_6750_allows(provider: Provider, name: str, scheme: str) -> None:
    answer = ask({name: scheme + rsa_key().sign(provider.claims()) + " "})

    assert answer["context"]["caller"] == "customer"


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "Bearer",
        "Bearer ",
        "{token}",
        "Basic YW5uYTpwdw==",
        "Token {token}",
        "Bearer {token} {token}",
        "Bearer {token},Bearer {token}",
        "Bearer {token}, Basic YW5uYTpwdw==",
        "Bearer\t{token}",
        "Bearer\n{token}",
        "Bearer Bearer {token}",
        "Bearer:{token}",
        'Bearer "{token}"',
        "Bearer {token}\x00",
        "Bearer {token}\ud800",
        "Bearer {token}\xa0",
        "\x1cBearer {token}",
        "Bearer undefined",
        "Bearer null",
    ],
)
def test_any_other_header_is_a_rejected_token_and_never_a_guest(provider: Provider, value: str) -> None:
    answer = ask({"authorization": value.format(token=rsa_key().sign(provider.claims()))})

    assert answer == {"isAuthorized": True, "context": {"caller": "rejected", "reason": "malformed"}}


def test_a_header_sent_twice_is_rejected(provider: Provider) -> None:
    bearer = "Bearer " + rsa_key().sign(provider.claims())

    answer = ask({"authorization": bearer, "Authorization": bearer})

    assert answer["context"] == {"caller": "rejected", "reason": "malformed"}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"exp": 1}, "expired"),
        ({"aud": "another-client"}, "audience"),
        ({"email": None}, "claims"),
        ({"email_verified": False}, "claims"),
        ({"email_verified": None}, "claims"),
        ({"email": "\u212aim@lab.local"}, "claims"),  # the Kelvin sign: in lower case a plain k
    ],
    ids=str,
)
def test_a_token_that_is_not_good_enough_is_rejected(
    provider: Provider, changed: dict[str, Any], reason: str
) -> None:
    answer = ask_with(rsa_key().sign(provider.claims(**changed)))

    assert answer == {"isAuthorized": True, "context": {"caller": "rejected", "reason": reason}}


def test_the_functions_behind_read_the_context(provider: Provider) -> None:
    """What one side writes, the other must read: else a customer is refused or, worse, a guest."""
    token = rsa_key().sign(provider.claims())
    answer = ask_with(token)

    caller = caller_of(_passed_on(answer, token))

    assert caller == Caller(token, "anna", int(answer["context"]["expiresAt"]))
    assert caller_of(_passed_on(ask(None), "")) == Caller()
    with pytest.raises(UnauthorizedError) as caught:
        caller_of(_passed_on(ask_with("a.b.c"), "a.b.c"))
    assert caught.value.headers == {"WWW-Authenticate": 'Bearer error="invalid_token"'}


def _passed_on(answer: Any, token: str) -> dict[str, Any]:
    return {
        "headers": {"authorization": f"Bearer {token}"},
        "requestContext": {"authorizer": {"lambda": answer["context"]}},
    }


def test_keys_are_cached_from_request_to_request(provider: Provider) -> None:
    for _ in range(3):
        assert ask_with(rsa_key().sign(provider.claims()))["context"]["caller"] == "customer"

    assert provider.fetches == 1


def test_changed_settings_take_effect(provider: Provider, configure: Configure) -> None:
    token = rsa_key().sign(provider.claims())
    assert ask_with(token)["context"]["caller"] == "customer"

    configure(SSO_ISSUER=provider.issuer, SSO_AUDIENCE="another-client")

    assert ask_with(token)["context"] == {"caller": "rejected", "reason": "audience"}


def test_a_shared_secret_can_be_configured(provider: Provider, configure: Configure) -> None:
    secret = "s" * 32
    configure(SSO_ISSUER=provider.issuer, SSO_SHARED_SECRET=secret, SSO_ALGORITHMS="HS256")

    answer = ask_with(sign_with_secret(provider.claims(), secret.encode()))

    assert answer["context"]["caller"] == "customer"
    assert provider.asked == []


def test_a_provider_outage_admits_no_one_and_is_logged(provider: Provider, log: io.StringIO) -> None:
    provider.stop()

    with pytest.raises(ProviderUnavailableError):
        ask_with(rsa_key().sign(provider.claims()))

    line = json.loads(log.getvalue().splitlines()[-1])
    assert line["level"] == "ERROR"
    assert line["message"] == "Cannot verify tokens"
    assert line["cause"] == "ProviderUnavailableError"
    assert line["correlation_id"] == "request-1"
    assert ask(None)["context"] == {"caller": "guest"}


def test_a_missing_setting_admits_no_one_and_is_named(configure: Configure, log: io.StringIO) -> None:
    configure(SSO_AUDIENCE="")

    with pytest.raises(NotConfiguredError, match="SSO_AUDIENCE"):
        ask_with("a.b.c")

    assert "SSO_AUDIENCE" in log.getvalue()


def test_no_log_holds_a_token_or_an_email(provider: Provider, log: io.StringIO) -> None:
    good = rsa_key().sign(provider.claims())
    bad = rsa_key().sign(provider.claims(exp=1))
    for token in (good, bad, bad[:-5]):
        ask_with(token)
    provider.stop()
    app._verifier = None
    with pytest.raises(ProviderUnavailableError):
        ask_with(good)

    logged = log.getvalue()

    assert '"reason":"expired"' in logged
    assert not any(secret in logged for secret in (good, bad, bad[:60], "anna"))
