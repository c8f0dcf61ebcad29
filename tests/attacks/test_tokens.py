"""Tokens through the gateway: forged ones are 401 on every kind of route, and never a guest.

They are made from the provider's public key and from other keys. What the provider itself signs is in
`tests.attacks.test_claims`; `tests.unit.test_sso` has what needs its private key for an odd header.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import urllib3
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from local.shop import Shop
from tests.support.bearer import ROUTES, refused, send
from tests.support.tally import Tally
from tests.support.tokens import part, rsa_key, sign_with_secret, unsigned

NOW = int(time.time())

Claims = dict[str, Any]


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    counted = Tally("Forged tokens")
    yield counted
    counted.print()


@pytest.fixture(scope="module")
def good(anna: Shop) -> str:
    return anna.token or ""


@pytest.fixture(scope="module")
def claims(good: str) -> Claims:
    found: Claims = jwt.decode(good, options={"verify_signature": False})
    return found


@pytest.fixture(scope="module")
def jwk(addresses: dict[str, str], good: str) -> dict[str, Any]:
    """The provider's one public key; not every version of the provider names it in its tokens."""
    document = urllib3.request("GET", f"{addresses['sso']}/.well-known/openid-configuration").json()
    keys = urllib3.request("GET", document["jwks_uri"]).json()["keys"]
    found: dict[str, Any]
    (found,) = keys
    assert jwt.get_unverified_header(good).get("kid", found["kid"]) == found["kid"]
    return found


EVIL = rsa_key("evil")


def test_no_algorithm(gateway: str, tally: Tally, claims: Claims, good: str, jwk: Any) -> None:
    signature = good.split(".")[2]
    for name in ("none", "None", "NONE", "nOnE", "", "RS256 ", "rs256", "HS256", "null"):
        token = unsigned(claims, name, kid=jwk["kid"])
        refused(gateway, tally, "no signature", f"Bearer {token}")
        refused(gateway, tally, "no signature", f"Bearer {token}{signature}")


def test_the_public_key_as_a_secret(gateway: str, tally: Tally, claims: Claims, jwk: Any) -> None:
    key: Any = RSAAlgorithm.from_jwk(jwk)
    for secret in _forms(key, jwk):
        for header in ({"kid": jwk["kid"]}, {}, {"alg": "RS256", "kid": jwk["kid"]}, {"alg": "HS512"}):
            refused(
                gateway,
                tally,
                "public key as a secret",
                f"Bearer {sign_with_secret(claims, secret, **header)}",
            )


def _forms(key: Any, jwk: dict[str, Any]) -> list[bytes]:
    """Return the forms in which a library might hand the public key to HMAC."""
    modulus = key.public_numbers().n
    spki = PublicFormat.SubjectPublicKeyInfo
    pem, der = key.public_bytes(Encoding.PEM, spki), key.public_bytes(Encoding.DER, spki)
    number = modulus.to_bytes((modulus.bit_length() + 7) // 8, "big")
    return [
        b"",
        pem,
        pem.strip(),
        der,
        json.dumps(jwk).encode(),
        number,
        jwk["n"].encode(),
        jwk["kid"].encode(),
    ]


def test_a_key_of_the_attackers(
    gateway: str, addresses: dict[str, str], tally: Tally, claims: Claims, jwk: Any
) -> None:
    certificate = base64.b64encode(EVIL.public_pem).decode()
    url = f"{addresses['sso']}/evil"
    kid = jwk["kid"]
    headers: list[dict[str, Any]] = [
        {"kid": kid},
        {"kid": None},
        {"kid": "../../../../dev/null"},
        {"kid": "/etc/passwd"},
        {"kid": "x' UNION SELECT 'key'--"},
        {"kid": "https://evil.example/key"},
        {"kid": "file:///dev/null"},
        {"kid": "x" * 2000},
        {"kid": "\x00"},
        {"kid": kid, "jwk": EVIL.jwk},
        {"kid": EVIL.kid, "jwk": EVIL.jwk},
        {"kid": kid, "jku": url},
        {"kid": EVIL.kid, "jku": f"{addresses['sso']}@evil.example/keys"},
        {"kid": kid, "x5u": url, "x5t": "x"},
        {"kid": kid, "x5c": [certificate], "x5t#S256": "x"},
        {"kid": kid, "alg": "RS384"},
        {"kid": kid, "alg": "PS256"},
        {"kid": kid, "crit": ["exp"]},
        {"kid": kid, "crit": ["b64"], "b64": False},
        {"kid": kid, "zip": "DEF"},
        {"kid": kid, "typ": "JWE", "cty": "JWT", "enc": "A256GCM"},
    ]
    for header in headers:
        if header.get("alg") in {"RS384", "PS256"}:
            fields = {"kid": kid}
            token = jwt.encode(claims, EVIL.private, header["alg"], headers=fields)
        else:
            token = EVIL.sign(claims, **header)
        _lets_nobody_in(gateway, tally, token, header["kid"] in {None, kid})


def _lets_nobody_in(gateway: str, tally: Tally, token: str, known: bool) -> None:
    """After five unknown key ids the authorizer asks the provider for no more and fails: then it is a 500."""
    for path in ROUTES:
        answer = send(gateway, path, f"Bearer {token}")
        tally.add("another's key, key in the header", answer)
        assert answer.status == 401 or (answer.status == 500 and not known), (path, answer.body)
        assert set(answer.body) <= {"statusCode", "error", "code", "message"}


def test_a_signature_of_something_else(
    gateway: str, tally: Tally, claims: Claims, good: str, ben: Shop
) -> None:
    header, payload, signature = good.split(".")
    theirs = (ben.token or "").split(".")
    twice = json.dumps(claims)[:-1] + ', "email": "ben@lab.local", "sub": "ben@lab.local"}'
    doubled = base64.urlsafe_b64encode(twice.encode()).rstrip(b"=").decode()
    raw = base64.urlsafe_b64decode(signature + "==")
    flipped = base64.urlsafe_b64encode(bytes([raw[0] ^ 1]) + raw[1:]).rstrip(b"=").decode()
    tokens = [
        f"{header}.{payload}.{theirs[2]}",
        f"{header}.{theirs[1]}.{signature}",
        f"{header}.{doubled}.{signature}",
        f"{header}.{part(claims | {'exp': NOW + 10**6})}.{signature}",
        f"{header}.{payload}.{signature[:-4]}",
        f"{header}.{payload}.{signature[: len(signature) // 2]}",
        f"{header}.{payload}.{signature}AAAA",
        f"{header}.{payload}.{flipped}",
        f"{header}.{payload}.{'A' * len(signature)}",
        f"{header}.{payload}.",
        f"{header}.{payload}",
        f".{payload}.{signature}",
        f"{header}..{signature}",
        f"{payload}.{header}.{signature}",
        f"{part({'alg': 'dir', 'enc': 'A256GCM'})}..{payload}.{signature}.{signature}",
        f"{header}.{payload}.{signature}.{signature}.{signature}",
        good.swapcase(),
    ]
    for token in tokens:
        refused(gateway, tally, "signature of something else", f"Bearer {token}")


def test_a_header_that_is_none(gateway: str, tally: Tally, good: str, ben: Shop) -> None:
    singles = [
        "",
        "Bearer",
        f"Bearer {good} x",
        f"Bearer {good};",
        f"Bearer {good},{good}",
        f"Bearer {good}%00",
        f"Bearer {good}\xa0",
        f"Bearer {good}===junk",
        f"Bearer \x85{good}",
        f"Bearer={good}",
        f"Token {good}",
        f"Basic {base64.b64encode(b'anna:pw').decode()}",
        f"Bearer {'A' * 9000}",
        f"Bearer {good}" + "A" * 9000,
        "Bearer " + "." * 5000,
        "Bearer " + "{" * 500,
        good,
    ]
    for value in singles:
        refused(gateway, tally, "header that is none", value)
    for pair in (
        (f"Bearer {good}", f"Bearer {good}"),
        (f"Bearer {good}", f"Bearer {ben.token}"),
        ("", f"Bearer {good}"),
    ):
        refused(gateway, tally, "two headers", *pair)
