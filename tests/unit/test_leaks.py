"""The search for leaks finds each kind that is planted, and nothing in what the functions really write."""

from __future__ import annotations

import base64

import pytest

from tests.support.leaks import Leak, find
from tests.support.tokens import part, unsigned

CLEAN = [
    '{"level":"INFO","message":"Request handled","route":"GET /carts/{id}","status":200,"ms":12.1}',
    '{"_aws":{"Timestamp":1795402783647,"CloudWatchMetrics":[]},"Latency":[1.36],"module":"carts"}',
    "END RequestId: 6f1b2f1e-94a1-4c9c-8cb3-2a3b1a0f5a0e",
    '{"message":"Medusa refused","medusa_message":"Promotion code (email) is invalid"}',
    '{"errorMessage":"the token is not valid, sign in again with Bearer"}',
]
PLANTED = {
    "a token": f"authorization: {unsigned({'sub': 'anna'}, 'RS256')}",
    "a bearer": "Authorization: Bearer " + "x" * 40,
    "basic credentials": "authorization=Basic " + base64.b64encode(b"sk_1234567890abcdef:").decode(),
    "a key of Medusa's": '{"key":"pk_7209367cac3b26339593574a44e879b3"}',
    "an email": '{"message":"no cart of anna@lab.local"}',
    "an id of Medusa's": '{"medusa_message":"Cart cart_01KAZ4N6V5ZR2WJXK0T9H7C3QD was not found"}',
    "a phone number": '{"phone": "+49301234567"}',
    "the shared secret": "HMAC with s3cr3t-of-the-shop failed",
    "a street": '{"address_1":"Invalidenstrasse"}',
}
KNOWN = {"the shared secret": "s3cr3t-of-the-shop", "a street": "Invalidenstrasse"}


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_is_found(kind: str) -> None:
    lines = [*CLEAN, PLANTED[kind], *CLEAN]

    assert Leak(kind, "CartsFunction.log", len(CLEAN) + 1) in find({"CartsFunction.log": lines}, KNOWN)


def test_what_is_planted_is_not_said_again() -> None:
    found = find({"x": [f"{PLANTED['an email']} {part({})}"]}, KNOWN)

    assert found
    assert "anna" not in repr(found)


def test_nothing_is_found_where_nothing_is() -> None:
    assert find({"CartsFunction.log": CLEAN}, KNOWN | {"a setting that is not set": ""}) == []
