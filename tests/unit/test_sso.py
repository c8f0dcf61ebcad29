"""Token verification: who gets past it is a customer.

What a token must be is in `tests.sign_in`, row by row for both verifiers; here is what concerns only the
authorizer's: what it returns, the reasons that it logs, and settings made by hand.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from commerce.errors import NotConfiguredError
from commerce.settings import SsoSettings
from commerce.sso import (
    LATEST,
    LEEWAY,
    MAX_LENGTH,
    Claims,
    ProviderUnavailableError,
    TokenRejectedError,
    TokenVerifier,
)

from tests.support.tokens import (
    AUDIENCE,
    Provider,
    ec_key,
    part,
    rsa_key,
    sign_with_secret,
    unsigned,
)

SECRET = "a secret of thirty-two bytes, or more"
NESTED = base64.urlsafe_b64encode(b"[" * 4800).decode()

Make = Callable[[Provider], str]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


@pytest.fixture
def verifier(provider: Provider) -> TokenVerifier:
    return TokenVerifier(SsoSettings(provider.issuer, AUDIENCE))


def named(changed: Any) -> str:
    """Name a case by what it changes: the moment of a run is no name, it is another one in the next."""
    return "-".join(changed) if isinstance(changed, dict) else str(changed)


def rejection(verifier: TokenVerifier, token: str) -> str:
    with pytest.raises(TokenRejectedError) as caught:
        verifier.verify(token)
    assert "sign in again" in caught.value.message
    assert "invalid_token" in caught.value.headers["WWW-Authenticate"]
    return caught.value.reason


@pytest.mark.parametrize("key", [rsa_key(), ec_key()], ids=lambda key: key.algorithm)
def test_a_customers_token_tells_who_it_is(provider: Provider, verifier: TokenVerifier, key: Any) -> None:
    claims = provider.claims()

    verified = verifier.verify(key.sign(claims))

    assert verified == Claims("anna", "anna@lab.local", claims["exp"])


@pytest.mark.parametrize("key", [rsa_key(), ec_key()], ids=lambda key: key.algorithm)
def test_a_token_without_kid_uses_the_only_fitting_key(
    provider: Provider, verifier: TokenVerifier, key: Any
) -> None:
    assert verifier.verify(key.sign(provider.claims(), kid=None)).id == "anna"


def test_claims_may_have_other_names(provider: Provider) -> None:
    verifier = TokenVerifier(
        SsoSettings(
            provider.issuer,
            AUDIENCE,
            claim_id="oid",
            claim_email="upn",
            claim_email_verified="upn_verified",
        )
    )
    changed = {"sub": None, "email": None, "oid": "7", "upn": "anna@corp.example"}
    claims = provider.claims(**changed, upn_verified=True)

    verified = verifier.verify(rsa_key().sign(claims))

    assert (verified.id, verified.email) == ("7", "anna@corp.example")
    # The flag of another claim vouches for nothing.
    assert rejection(verifier, rsa_key().sign(provider.claims(**changed))) == "claims"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": [AUDIENCE, "account"]},
        {"exp": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 5},
        {"iat": int(time.time()) + 3600},
        {"jti": 7},
        {"email_verified": "true"},
    ],
    ids=named,
)
def test_what_providers_do_differently_is_accepted(
    provider: Provider, verifier: TokenVerifier, changed: dict[str, Any]
) -> None:
    assert verifier.verify(rsa_key().sign(provider.claims(**changed))).id == "anna"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"exp": int(time.time()) - 60}, "expired"),
        ({"exp": None}, "claims"),
        ({"exp": "soon"}, "malformed"),
        ({"exp": str(int(time.time()) + 86400)}, "malformed"),
        ({"exp": 10**400}, "malformed"),
        ({"exp": 1e300}, "malformed"),
        ({"nbf": str(int(time.time()) - 60)}, "malformed"),
        ({"iat": str(int(time.time()) - 60)}, "malformed"),
        ({"exp": float("inf")}, "malformed"),
        ({"nbf": int(time.time()) + 3600}, "not-yet-valid"),
        ({"nbf": "later"}, "malformed"),
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": None}, "claims"),
        ({"aud": "another-client"}, "audience"),
        ({"aud": ["another-client"]}, "audience"),
        ({"aud": {"storefront": True}}, "audience"),
        ({"aud": []}, "audience"),
        ({"aud": None}, "claims"),
        ({"sub": None}, "claims"),
        ({"sub": " "}, "claims"),
        ({"sub": 7}, "claims"),
    ],
    ids=named,
)
def test_wrong_claims_are_rejected(
    provider: Provider, verifier: TokenVerifier, changed: dict[str, Any], reason: str
) -> None:
    assert rejection(verifier, rsa_key().sign(provider.claims(**changed))) == reason


@pytest.mark.parametrize(("claim", "seconds"), [("exp", -LEEWAY + 5), ("nbf", LEEWAY - 5)])
def test_clocks_may_differ_by_seconds(
    provider: Provider, verifier: TokenVerifier, claim: str, seconds: int
) -> None:
    token = rsa_key().sign(provider.claims(**{claim: int(time.time()) + seconds}))

    assert verifier.verify(token).id == "anna"


def test_a_token_may_last_to_the_end_of_time(provider: Provider, verifier: TokenVerifier) -> None:
    assert verifier.verify(rsa_key().sign(provider.claims(exp=LATEST))).expires_at == LATEST
    assert rejection(verifier, rsa_key().sign(provider.claims(exp=LATEST + 1))) == "malformed"


@pytest.mark.parametrize(("more", "reason"), [(0, "algorithm"), (1, "malformed")])
def test_a_token_may_be_as_long_as_the_limit(verifier: TokenVerifier, more: int, reason: str) -> None:
    header = part({"alg": "none"})
    payload = "e30" + "A" * (MAX_LENGTH - len(header) - len("e30") - 2 + more)

    assert rejection(verifier, f"{header}.{payload}.") == reason


def test_a_part_of_a_second_ends_no_token_early(provider: Provider, verifier: TokenVerifier) -> None:
    ends = int(time.time()) + 300.5

    assert verifier.verify(rsa_key().sign(provider.claims(exp=ends))).expires_at == int(ends) + 1


def test_an_issuer_with_a_slash_more_is_another(provider: Provider, verifier: TokenVerifier) -> None:
    assert rejection(verifier, rsa_key().sign(provider.claims(iss=provider.issuer + "/"))) == "issuer"


FORGED: dict[str, tuple[Make, str]] = {
    "no signature, alg none": (lambda p: unsigned(p.claims()), "algorithm"),
    "no signature, alg None": (lambda p: unsigned(p.claims(), "None"), "algorithm"),
    "no signature, alg RS256": (lambda p: unsigned(p.claims(), "RS256", kid="rsa-1"), "signature"),
    "no alg": (lambda p: f"{part({'kid': 'rsa-1'})}.{part(p.claims())}.", "algorithm"),
    "alg a list": (lambda p: f"{part({'alg': ['RS256']})}.{part(p.claims())}.", "algorithm"),
    "HMAC by the public key's PEM": (
        lambda p: sign_with_secret(p.claims(), rsa_key().public_pem, kid="rsa-1"),
        "algorithm",
    ),
    "HMAC by nothing": (lambda p: sign_with_secret(p.claims(), b""), "algorithm"),
    "HMAC that says RS256": (
        lambda p: sign_with_secret(p.claims(), rsa_key().public_pem, kid="rsa-1", alg="RS256"),
        "signature",
    ),
    "another algorithm of RSA": (lambda p: rsa_key().sign(p.claims(), alg="RS512"), "algorithm"),
    "RSA with the EC key's id": (lambda p: rsa_key().sign(p.claims(), kid="ec-1"), "signature"),
    "EC with the RSA key's id": (lambda p: ec_key().sign(p.claims(), kid="rsa-1"), "signature"),
    "somebody's key with ours' id": (lambda p: rsa_key("evil").sign(p.claims(), kid="rsa-1"), "signature"),
    "somebody's key": (lambda p: rsa_key("evil").sign(p.claims()), "signature"),
    "somebody's key, no id": (lambda p: rsa_key("evil").sign(p.claims(), kid=None), "signature"),
    "key in the header": (
        lambda p: rsa_key("evil").sign(p.claims(), kid="rsa-1", jwk=rsa_key("evil").jwk),
        "signature",
    ),
    "key's address in the header": (
        lambda p: rsa_key("evil").sign(p.claims(), kid="rsa-1", jku=f"{p.issuer}/jku", x5u=f"{p.issuer}/x5u"),
        "signature",
    ),
    "critical extension": (lambda p: rsa_key().sign(p.claims(), crit=["exp"]), "malformed"),
    "b64, not called critical": (lambda p: unsigned(p.claims(), "RS256", kid="rsa-1", b64=True), "malformed"),
    "critical b64": (lambda p: rsa_key().sign(p.claims(), crit=["b64"], b64=True), "malformed"),
    "detached": (
        lambda p: f"{part({'alg': 'RS256', 'kid': 'rsa-1', 'b64': False, 'crit': ['b64']})}..",
        "malformed",
    ),
    "kid a number": (lambda p: f"{part({'alg': 'RS256', 'kid': 7})}.{part(p.claims())}.", "malformed"),
    "other claims under the signature": (
        lambda p: _with_claims(rsa_key().sign(p.claims()), p.claims(sub="ben")),
        "signature",
    ),
    "cut off": (lambda p: rsa_key().sign(p.claims())[:-22], "signature"),
    "empty": (lambda p: "", "malformed"),
    "a word": (lambda p: "token", "malformed"),
    "two parts": (lambda p: "a.b", "malformed"),
    "five parts": (lambda p: rsa_key().sign(p.claims()) + ".a.b", "malformed"),
    "header no JSON": (lambda p: "e30x.e30.e30", "malformed"),
    "header a list": (lambda p: f"{part([])}.{part({})}.", "malformed"),
    "header nested too deeply": (lambda p: f"{NESTED}.{part({})}.", "malformed"),
    "not ASCII": (lambda p: rsa_key().sign(p.claims()) + "\ud800", "malformed"),
    "9 KB": (lambda p: rsa_key().sign(p.claims(note="x" * 7000)), "malformed"),
}


@pytest.mark.parametrize(("make", "reason"), FORGED.values(), ids=FORGED.keys())
def test_forged_and_broken_tokens_are_rejected(
    provider: Provider, verifier: TokenVerifier, make: Make, reason: str
) -> None:
    assert rejection(verifier, make(provider)) == reason
    assert not {"/jku", "/x5u"} & set(provider.asked)


def test_signed_claims_that_are_no_object_are_rejected(verifier: TokenVerifier) -> None:
    token = jwt.api_jws.encode(b"[]", rsa_key().private, "RS256", {"kid": "rsa-1"})

    assert rejection(verifier, token) == "malformed"


def test_a_harmless_hint_in_the_header_is_ignored(provider: Provider, verifier: TokenVerifier) -> None:
    token = rsa_key().sign(provider.claims(), jku="https://id.example/keys", typ="at+jwt")

    assert verifier.verify(token).id == "anna"


def test_an_algorithm_that_is_not_configured_calls_no_one() -> None:
    with Provider() as provider:
        verifier = TokenVerifier(SsoSettings(provider.issuer, AUDIENCE, algorithms=("RS256",)))

        assert rejection(verifier, ec_key().sign(provider.claims())) == "algorithm"
        assert provider.asked == []


def _with_claims(token: str, claims: dict[str, Any]) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{part(claims)}.{signature}"


class TestSharedSecret:
    @pytest.fixture
    def verifier(self, provider: Provider) -> TokenVerifier:
        settings = SsoSettings(provider.issuer, AUDIENCE, shared_secret=SECRET, algorithms=("HS256",))
        return TokenVerifier(settings)

    def test_the_right_secret_lets_in(self, provider: Provider, verifier: TokenVerifier) -> None:
        assert verifier.verify(sign_with_secret(provider.claims(), SECRET.encode())).id == "anna"

    def test_a_secret_of_the_least_length_will_do(self, provider: Provider) -> None:
        settings = SsoSettings(provider.issuer, AUDIENCE, shared_secret="x" * 32, algorithms=("HS256",))

        assert TokenVerifier(settings).verify(sign_with_secret(provider.claims(), b"x" * 32)).id == "anna"

    def test_a_wrong_secret_does_not(self, provider: Provider, verifier: TokenVerifier) -> None:
        assert rejection(verifier, sign_with_secret(provider.claims(), b"x" * 32)) == "signature"

    def test_public_keys_count_for_nothing(self, provider: Provider, verifier: TokenVerifier) -> None:
        provider.asked.clear()

        assert rejection(verifier, rsa_key().sign(provider.claims())) == "algorithm"
        assert rejection(verifier, sign_with_secret(provider.claims(), rsa_key().public_pem)) == "signature"
        assert provider.asked == []

    def test_claims_are_checked_as_well(self, provider: Provider, verifier: TokenVerifier) -> None:
        assert rejection(verifier, sign_with_secret(provider.claims(exp=1), SECRET.encode())) == "expired"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"algorithms": ("HS256",)}, "SSO_SHARED_SECRET"),
        ({"algorithms": ("HS256",), "shared_secret": "x" * 31}, "SSO_SHARED_SECRET"),
        ({"algorithms": ("HS256",), "shared_secret": rsa_key().public_pem.decode()}, "SSO_SHARED_SECRET"),
        ({"algorithms": ("RS256", "HS256"), "shared_secret": SECRET}, "SSO_ALGORITHMS"),
        ({"algorithms": ("RS256",), "shared_secret": SECRET}, "SSO_ALGORITHMS"),
        ({"algorithms": ("none",)}, "SSO_ALGORITHMS"),
        ({"algorithms": ()}, "SSO_ALGORITHMS"),
        ({"issuer": "http://id.example"}, "SSO_ISSUER"),
        ({"issuer": "http://[id.example"}, "SSO_ISSUER"),
        ({"jwks_url": "http://id.example/keys"}, "SSO_JWKS_URL"),
        ({"jwks_url": "file:///keys.json"}, "SSO_JWKS_URL"),
    ],
    ids=named,
)
def test_settings_that_would_not_be_safe_are_refused(changed: dict[str, Any], named: str) -> None:
    with pytest.raises(NotConfiguredError, match=named) as caught:
        TokenVerifier(SsoSettings(**{"issuer": "https://id.example", "audience": AUDIENCE, **changed}))

    assert SECRET not in str(caught.value)


def test_without_its_keys_no_one_is_judged(provider: Provider) -> None:
    verifier = TokenVerifier(SsoSettings(provider.issuer, AUDIENCE, jwks_url="http://127.0.0.1:9/keys"))

    with pytest.raises(ProviderUnavailableError):
        verifier.verify(rsa_key().sign(provider.claims()))
