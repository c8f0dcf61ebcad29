"""Tokens that the provider did sign, with claims that are not good enough: 401, and never a guest."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
import urllib3

from local.shop import Shop
from local.tokens import token_with
from tests.support.bearer import refused, send
from tests.support.sign_in import groups
from tests.support.tally import Tally

NOW = int(time.time())

Claims = dict[str, Any]


def named(row: dict[str, Any]) -> tuple[Claims, list[str]]:
    """Return the claims that a row changes, and the names of those that it leaves out."""
    return row["token"].get("claims", {}), row["token"].get("without", [])


ISSUED = [
    row
    for group in groups("claims")
    for row in group["rows"]
    # The local provider chooses the id itself, has no other settings, and speaks UTF-8.
    if "settings" not in row
    and "sub" not in (*named(row)[0], *named(row)[1])
    and "surrogate" not in row["name"]
]
"""What both verifiers agree on; `tests.sign_in` runs it, and much more, only through their code."""


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    counted = Tally("Signed tokens with wrong claims")
    yield counted
    counted.print()


SIGNED: dict[str, Callable[[str], Claims]] = {
    "issuer with a slash": lambda issuer: {"iss": issuer + "/"},
    "issuer in a list": lambda issuer: {"iss": [issuer]},
    "issuer's beginning": lambda issuer: {"iss": issuer[:-1]},
    "issuer, and more": lambda issuer: {"iss": issuer + ".evil.example"},
    "issuer in capitals": lambda issuer: {"iss": issuer.upper()},
    "no issuer": lambda issuer: {"iss": None},
    "another audience": lambda issuer: {"aud": "admin"},
    "audience's beginning": lambda issuer: {"aud": "store"},
    "audience, and more": lambda issuer: {"aud": "storefront-admin"},
    "audience with a slash": lambda issuer: {"aud": "storefront/"},
    "audience in capitals": lambda issuer: {"aud": "Storefront"},
    "audiences in one text": lambda issuer: {"aud": "storefront admin"},
    "other audiences": lambda issuer: {"aud": ["store", "front"]},
    "audience nested": lambda issuer: {"aud": [["storefront"]]},
    "no audience": lambda issuer: {"aud": None},
    "expired": lambda issuer: {"exp": NOW - 3600},
    "expired for 20 s": lambda issuer: {"exp": NOW - 20},
    "no exp": lambda issuer: {"exp": None},
    "exp a text": lambda issuer: {"exp": str(NOW + 600)},
    "exp a date": lambda issuer: {"exp": "2099-01-01T00:00:00Z"},
    "exp negative": lambda issuer: {"exp": -(2**40)},
    "exp true": lambda issuer: {"exp": True},
    "exp a list": lambda issuer: {"exp": [NOW + 600]},
    "exp infinite": lambda issuer: {"exp": float("inf")},
    "exp no number": lambda issuer: {"exp": float("nan")},
    "exp beyond all time": lambda issuer: {"exp": 10**400},
    "not yet valid": lambda issuer: {"nbf": NOW + 3600},
    "nbf a text": lambda issuer: {"nbf": str(NOW - 60)},
    "email not verified": lambda issuer: {"email_verified": False},
    "email verified, says a text": lambda issuer: {"email_verified": "yes"},
    "no email": lambda issuer: {"email": ""},
    "email a list": lambda issuer: {"email": ["anna@lab.local"]},
}


@pytest.mark.parametrize("claim", SIGNED)
def test_signed_but_not_good_enough(
    addresses: dict[str, str], gateway: str, tally: Tally, claim: str
) -> None:
    changed = SIGNED[claim](addresses["sso"])
    token = token_with(addresses, f"odd-{secrets.token_hex(4)}@lab.local", **changed)
    sent = jwt.decode(token, options={"verify_signature": False})
    assert all(sent[name] == value or value != value for name, value in changed.items())
    refused(gateway, tally, "signed, wrong claims", f"Bearer {token}")


GOOD: dict[str, Callable[[int], Claims]] = {
    "as it is": lambda now: {},
    "several audiences": lambda now: {"aud": ["admin", "storefront"]},
    "exp a fraction": lambda now: {"exp": now + 3600.5},
    "a long life": lambda now: {"exp": 2**33},
    "ended 2 s ago": lambda now: {"exp": now - 2},
    "issued in the future": lambda now: {"iat": now + 3600},
    "jti a number": lambda now: {"jti": 7},
}


@pytest.mark.parametrize("claim", GOOD)
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER  "])
def test_a_valid_one_is_a_customer(
    addresses: dict[str, str], gateway: str, tally: Tally, claim: str, scheme: str
) -> None:
    token = token_with(addresses, "good@lab.local", **GOOD[claim](int(time.time())))
    answer = send(gateway, "/orders", f"{scheme} {token}")
    tally.add("valid", answer)
    assert (answer.status, answer.body["total"]) == (200, 0)


def test_an_email_in_another_case_is_the_same_customer(addresses: dict[str, str], anna: Shop) -> None:
    shouting = Shop(anna.url, token_with(addresses, "shouting", email="ANNA@Lab.Local"))
    assert shouting.get("/orders").body["total"] == anna.get("/orders").body["total"] > 0


@pytest.mark.parametrize("twin", ["\u212aim-{}@lab.local", "kim-{}@\u212b.local"])
def test_a_letter_that_turns_into_another_is_no_one(
    addresses: dict[str, str], seed: dict[str, Any], gateway: str, tally: Tally, twin: str
) -> None:
    """The Kelvin sign is a k in lower case: its owner would sign in as another customer."""
    token = token_with(addresses, f"twin-{secrets.token_hex(4)}", email=twin.format(secrets.token_hex(4)))
    refused(gateway, tally, "email of a twin", f"Bearer {token}")
    sent = {"authorization": f"Bearer {token}", "x-publishable-api-key": seed["publishableKey"]}
    assert urllib3.request("GET", f"{addresses['medusa']}/store/customers/me", headers=sent).status == 401


@pytest.mark.parametrize("row", ISSUED, ids=lambda row: row["name"])
def test_the_gateway_and_medusa_agree(
    addresses: dict[str, str], seed: dict[str, Any], gateway: str, tally: Tally, row: dict[str, Any]
) -> None:
    """Otherwise one admits a customer and the other opens a stranger's account."""
    changed, without = named(row)
    claims = {"email": "claims@lab.local", **changed, **dict.fromkeys(without)}
    token = token_with(addresses, f"row-{secrets.token_hex(4)}", **claims)
    sent = jwt.decode(token, options={"verify_signature": False})
    assert {name: sent.get(name) for name in changed} == changed

    through = send(gateway, "/orders", f"Bearer {token}")
    headers = {"authorization": f"Bearer {token}", "x-publishable-api-key": seed["publishableKey"]}
    direct = urllib3.request("GET", f"{addresses['medusa']}/store/customers/me", headers=headers)

    tally.add("both verifiers", through)
    assert (through.status, direct.status) == ((200, 200) if row["expect"] == "in" else (401, 401))
