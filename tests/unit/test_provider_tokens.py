"""Tokens in the shapes that common providers document, verified under the settings that docs/sso.md names.

The claims are written down here as the provider makes them; the settings are read out of the document. So a
reader who follows it gets customers in, and what it says to be unfit is refused.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from commerce import jwks, settings
from commerce.jwks import ProviderUnavailableError
from commerce.sso import Claims, TokenRejectedError, TokenVerifier

from functions.authorizer import app
from tests.conftest import Configure
from tests.support.tokens import part, rsa_key

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "sso.md"
KEYS = "https://keys.example/jwks.json"
EMAIL = "anna@shop.example"
PERSON = {"sub": "b1f7c2", "email": EMAIL, "email_verified": True}

GENERIC = {"iss": "https://id.shop.example", "aud": "storefront", **PERSON}
AUTH0 = {
    "iss": "https://shop.eu.auth0.com/",
    "sub": "auth0|507f1f77bcf86cd799439011",
    "aud": ["https://api.shop.example", "https://shop.eu.auth0.com/userinfo"],
    "azp": "my_client_id",
    "scope": "openid email",
}
AUTH0_ACTION = {"email": EMAIL, "email_verified": True, "https://shop.example/roles": ["buyer"]}
KEYCLOAK = {
    "iss": "https://id.shop.example/realms/shop",
    "typ": "Bearer",
    "azp": "storefront-web",
    "realm_access": {"roles": ["offline_access"]},
    "scope": "openid email profile",
    "preferred_username": "anna",
    **PERSON,
}
COGNITO = {
    "iss": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf123",
    "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
}
COGNITO_ID = {
    "aud": "1h57kf5cpq17m0eml12EXAMPLE",
    "token_use": "id",
    "cognito:username": "anna",
    "cognito:groups": ["buyer"],
    "email": EMAIL,
    "email_verified": True,
}
COGNITO_ACCESS = {
    "client_id": "1h57kf5cpq17m0eml12EXAMPLE",
    "token_use": "access",
    "username": "anna",
    "scope": "aws.cognito.signin.user.admin openid email",
}
NEXTAUTH = {"iss": "https://shop.example", "aud": "medusa-bundle", **PERSON}

Use = Callable[..., dict[str, str]]


def documented(section: str) -> dict[str, str]:
    """Read the settings in the first block of the document's section."""
    text = re.split(r"^## ", DOCUMENT.read_text(), flags=re.M)
    found = next(part for part in text if part.startswith(section + "\n"))
    block = re.search(r"```ini\n(.*?)```", found, re.S)
    assert block, f"{section} names no settings"
    return dict(line.split("=", 1) for line in block[1].splitlines())


@pytest.fixture
def use(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> Use:
    """Set what the document's section says; the provider it speaks of publishes `rsa_key`."""
    groups = configure()
    monkeypatch.setattr(app, "_verifier", None)

    def apply(section: str, published: str | None = None, **changed: str) -> dict[str, str]:
        said = documented(section)
        if "SSO_SHARED_SECRET" in said:
            assert said["SSO_SHARED_SECRET"].startswith("…"), "a secret in a document is none"
            said["SSO_SHARED_SECRET"] = secrets.token_urlsafe(48)
        groups["sso"] = {**said, **changed}
        issuer = published or said["SSO_ISSUER"]
        documents: dict[str, Any] = {
            issuer.rstrip("/") + "/.well-known/openid-configuration": {"issuer": issuer, "jwks_uri": KEYS},
            KEYS: {"keys": [rsa_key().jwk]},
        }
        monkeypatch.setattr(jwks, "_get", documents.__getitem__)
        return groups["sso"]

    return apply


def times() -> dict[str, int]:
    now = int(time.time())
    return {"iat": now, "exp": now + 300}


def signed(claims: dict[str, Any]) -> str:
    return rsa_key().sign({**claims, **times()})


def verify(token: str) -> Claims:
    return TokenVerifier(settings.sso()).verify(token)


def context_for(token: str) -> dict[str, str]:
    event = {"requestContext": {"requestId": "r"}, "headers": {"authorization": f"Bearer {token}"}}
    return app.handler(event, None)["context"]


@pytest.mark.parametrize(
    ("section", "claims", "roles"),
    [
        ("Generic OpenID provider", GENERIC, ()),
        ("Generic OpenID provider", {**GENERIC, "aud": ["else", "storefront"]}, ()),
        ("Generic OpenID provider", {**GENERIC, "email_verified": "true"}, ()),
        ("Auth0", AUTH0 | AUTH0_ACTION, ("buyer",)),
        ("Keycloak", {**KEYCLOAK, "aud": ["storefront", "account"]}, ()),
        ("Keycloak", {**KEYCLOAK, "aud": "storefront", "roles": ["buyer"]}, ("buyer",)),
        ("Amazon Cognito", COGNITO | COGNITO_ID, ("buyer",)),
    ],
)
def test_a_token_as_the_document_wants_it_signs_a_customer_in(
    use: Use, section: str, claims: dict[str, Any], roles: tuple[str, ...]
) -> None:
    use(section)
    token = signed(claims)

    found = verify(token)
    context = context_for(token)

    assert (found.id, found.email, found.roles) == (claims["sub"], EMAIL, roles)
    assert (context["caller"], context["email"]) == ("customer", EMAIL)


def test_a_token_that_the_shop_signs_itself_signs_a_customer_in(use: Use) -> None:
    secret = use("NextAuth (Auth.js)")["SSO_SHARED_SECRET"]
    token = jwt.encode(NEXTAUTH | times(), secret, algorithm="HS256")

    assert verify(token).email == EMAIL
    assert context_for(token)["caller"] == "customer"


@pytest.mark.parametrize(
    ("section", "claims", "reason"),
    [
        ("Generic OpenID provider", {**GENERIC, "email_verified": False}, "claims"),
        ("Generic OpenID provider", {**GENERIC, "iss": "https://id.shop.example/"}, "issuer"),
        ("Auth0", AUTH0, "claims"),
        ("Auth0", {**AUTH0, "email": EMAIL, "https://shop.example/email_verified": True}, "claims"),
        ("Auth0", {**AUTH0, **AUTH0_ACTION, "aud": "my_client_id"}, "audience"),
        ("Keycloak", {**KEYCLOAK, "aud": "account"}, "audience"),
        ("Keycloak", KEYCLOAK, "claims"),
        ("Amazon Cognito", COGNITO | COGNITO_ACCESS, "claims"),
        ("Amazon Cognito", {**COGNITO, **COGNITO_ID, "email_verified": False}, "claims"),
    ],
)
def test_a_token_that_the_document_calls_unfit_is_refused(
    use: Use, section: str, claims: dict[str, Any], reason: str
) -> None:
    use(section)

    assert context_for(signed(claims)) == {"caller": "rejected", "reason": reason}


def test_an_issuer_without_the_slash_that_the_provider_has_lets_nobody_in(use: Use) -> None:
    use("Auth0", published="https://shop.eu.auth0.com/", SSO_ISSUER="https://shop.eu.auth0.com")

    with pytest.raises(ProviderUnavailableError):
        verify(signed(AUTH0 | AUTH0_ACTION))


def test_the_roles_inside_an_object_are_not_found(use: Use) -> None:
    use("Keycloak", SSO_CLAIM_ROLES="realm_access.roles")

    assert verify(signed({**KEYCLOAK, "aud": "storefront"})).roles == ()


def test_a_session_of_nextauth_is_no_token_of_ours(use: Use) -> None:
    use("NextAuth (Auth.js)")
    session = f"{part({'alg': 'dir', 'enc': 'A256CBC-HS512', 'kid': 'k'})}..aXY.Y2lwaGVydGV4dA.dGFn"

    with pytest.raises(TokenRejectedError):
        verify(session)


def test_somebody_elses_secret_or_a_public_key_opens_nothing(use: Use) -> None:
    use("NextAuth (Auth.js)")

    foreign = jwt.encode(NEXTAUTH | times(), secrets.token_bytes(48), algorithm="HS256")

    assert context_for(foreign) == {"caller": "rejected", "reason": "signature"}
    assert context_for(signed(NEXTAUTH)) == {"caller": "rejected", "reason": "algorithm"}


def test_each_section_of_a_provider_is_tried_here() -> None:
    sections = re.findall(r"^## (.+)\n\n(?:(?!^## ).*\n)*?```ini", DOCUMENT.read_text(), re.M)
    assert sections == [
        "Generic OpenID provider",
        "Auth0",
        "Keycloak",
        "Amazon Cognito",
        "NextAuth (Auth.js)",
    ]
