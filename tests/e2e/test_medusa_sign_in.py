"""Medusa's own check of who calls: which headers are a customer's, and what a deleted customer's token is."""

from __future__ import annotations

import base64
import secrets
import time

import jwt
import pytest

from local.shop import Shop
from local.tokens import token_with
from tests.support.medusa import Medusa


@pytest.mark.parametrize("scheme", ["Basic", "basic", "Digest", "Token", "X"])
def test_another_scheme_than_bearer_is_a_guests_request(medusa: Medusa, anna: Shop, scheme: str) -> None:
    """O2S's client sends Basic with what guests read; plain Medusa ignores it."""
    for value in (base64.b64encode(b"pk_1:").decode(), anna.token):
        header = f"{scheme} {value}"
        assert medusa.store("GET", "products?limit=1&fields=id", authorization=header)[0] == 200
        assert medusa.store("GET", "customers/me", authorization=header)[0] == 401


@pytest.mark.parametrize("header", ["Bearer {}", "bearer {}", "BEARER   {} "])
def test_a_bearer_token_is_the_customers(medusa: Medusa, anna: Shop, header: str) -> None:
    assert medusa.store("GET", "customers/me", authorization=header.format(anna.token))[0] == 200


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer x", "Bearer\t{}", "Bearer {} x", "Bearer={}", "Bearer,{}", "bearer {},Bearer {}"],
)
def test_a_bearer_header_that_is_not_valid_is_no_guests(medusa: Medusa, anna: Shop, header: str) -> None:
    for path in ("products?limit=1&fields=id", "customers/me"):
        assert medusa.store("GET", path, authorization=header.format(anna.token, anna.token))[0] == 401


def test_a_token_that_is_older_than_its_customers_deletion(addresses: dict[str, str], medusa: Medusa) -> None:
    """It must not bring back what the shop has removed; a new sign-in begins with an empty account."""
    email = f"gone-{secrets.token_hex(4)}@lab.local"
    shop = Shop(addresses["gateway"], token_with(addresses, email))
    cart = shop.cart_with()["id"]
    customer = medusa.as_customer(shop, "GET", "customers/me")[1]["customer"]["id"]

    assert medusa.admin("DELETE", f"customers/{customer}")[0] == 200

    for _ in range(2):
        assert medusa.as_customer(shop, "GET", "customers/me")[0] == 401
    assert medusa.as_customer(shop, "POST", f"carts/{cart}/complete")[0] == 401
    for who in (None, shop.token):
        assert Shop(addresses["gateway"], who).get(f"/carts/{cart}").status == 401
    found = medusa.admin("GET", f"customers?q={email}&fields=id")[1]["customers"]
    assert found == []

    issued = jwt.decode(shop.token or "", options={"verify_signature": False})["iat"]
    time.sleep(max(0.0, issued + 2 - time.time()))
    again = Shop(addresses["gateway"], token_with(addresses, email))
    made = medusa.as_customer(again, "GET", "customers/me")
    assert made[0] == 200
    assert made[1]["customer"]["id"] != customer
    assert medusa.as_customer(again, "POST", f"carts/{cart}/complete")[0] == 403
    assert medusa.as_customer(shop, "GET", "customers/me")[0] == 401
