"""Tokens as the providers in docs/sso.md shape them, under the very settings that stand there."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from dev.places import ROOT
from dev.settings import SETTINGS
from tests.conftest import Configure
from tests.support.tokens import Provider, rsa_key, sign_with_secret

GUIDE = (ROOT / "docs/sso.md").read_text()
BLOCKS = {
    name: dict(line.split("=", 1) for line in block.strip().splitlines())
    for name, block in re.findall(r"```sso (\w+)\n(.*?)```", GUIDE, re.S)
}

PROFILE = {"sub": "auth0|6543", "email": "anna@lab.local", "email_verified": True}
FIT: dict[str, tuple[str, dict[str, Any]]] = {
    "generic, one audience of several": ("generic", PROFILE | {"aud": ["other", "storefront"]}),
    "Auth0, ID token": (
        "auth0",
        PROFILE | {"aud": "AbCdEf123ClientId", "nickname": "anna", "sid": "s", "nonce": "n"},
    ),
    "Keycloak, access token with the audience mapper": (
        "keycloak",
        PROFILE
        | {
            "aud": ["storefront", "account"],
            "typ": "Bearer",
            "azp": "shop",
            "realm_access": {"roles": ["buyer"]},
            "scope": "openid email profile",
        },
    ),
    "Cognito, ID token": (
        "cognito",
        PROFILE
        | {
            "aud": "1h57kf5cpq17m0eml12EXAMPLE",
            "token_use": "id",
            "cognito:username": "anna",
            "cognito:groups": ["buyers"],
        },
    ),
    "NextAuth, a token of the storefront's own": ("nextauth", PROFILE | {"aud": "medusa-bundle"}),
}
UNFIT: dict[str, tuple[str, dict[str, Any]]] = {
    "Auth0, access token": (
        "auth0",
        {
            "sub": "auth0|6543",
            "aud": ["https://api.shop.example", "AbCdEf123ClientId"],
            "https://shop.example/email": "anna@lab.local",
            "https://shop.example/email_verified": True,
        },
    ),
    "Auth0, without the slash": (
        "auth0",
        PROFILE | {"aud": "AbCdEf123ClientId", "iss": "https://shop.eu.auth0.com"},
    ),
    "Keycloak, without the mapper": ("keycloak", PROFILE | {"aud": "account"}),
    "Keycloak, email not verified": (
        "keycloak",
        PROFILE | {"aud": ["storefront", "account"], "email_verified": False},
    ),
    "Cognito, access token": (
        "cognito",
        {"sub": "6543", "client_id": "1h57kf5cpq17m0eml12EXAMPLE", "token_use": "access"},
    ),
}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


def ask(configure: Configure, provider: Provider, block: str, claims: dict[str, Any]) -> dict[str, str]:
    """Send a token through the authorizer that has the guide's settings; the keys are the test's own."""
    settings = BLOCKS[block]
    now = int(time.time())
    full = {"iss": settings["SSO_ISSUER"], "iat": now, "exp": now + 600} | claims
    secret = settings.get("SSO_SHARED_SECRET")
    token = sign_with_secret(full, secret.encode()) if secret else rsa_key().sign(full)
    configure(**settings, **({} if secret else {"SSO_JWKS_URL": provider.jwks_url}))
    handler = importlib.import_module("functions.authorizer.app").handler
    context: dict[str, str] = handler({"headers": {"authorization": f"Bearer {token}"}}, None)["context"]
    return context


@pytest.mark.parametrize("case", FIT)
def test_a_token_in_the_provider_s_shape_is_a_customer_s(
    configure: Configure, provider: Provider, case: str
) -> None:
    block, claims = FIT[case]
    context = ask(configure, provider, block, claims)
    assert (context["caller"], context["id"], context["email"]) == (
        "customer",
        claims["sub"],
        "anna@lab.local",
    )
    if block == "cognito":
        assert context["roles"] == "buyers"


@pytest.mark.parametrize("case", UNFIT)
def test_what_the_guide_says_does_not_fit_is_rejected(
    configure: Configure, provider: Provider, case: str
) -> None:
    assert ask(configure, provider, *UNFIT[case])["caller"] == "rejected"


def test_the_guide_s_settings_are_ones_that_make_settings_takes() -> None:
    known = {setting.name: setting.pattern for setting in SETTINGS}
    assert set(BLOCKS) == {"generic", "auth0", "keycloak", "cognito", "nextauth"}
    for block in BLOCKS.values():
        for name, value in block.items():
            assert re.fullmatch(known[name], value), name
