"""Keys are rotated while shoppers shop, and none of their requests is lost."""

from __future__ import annotations

import importlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
import urllib3
from commerce import jwks

from local.config import REGION, ROOT, SETTINGS_PATH
from local.shop import Shop
from tests.conftest import Configure
from tests.support.tokens import AUDIENCE, Provider, rsa_key


class Keys:
    """Medusa's API keys, through its Admin API, and what SSM holds of them."""

    def __init__(self, addresses: dict[str, str], seed: dict[str, Any]) -> None:
        self._medusa, self._seed = addresses["medusa"], seed
        self._ssm = boto3.client(
            "ssm",
            endpoint_url=addresses["aws"],
            region_name=REGION,
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )
        self.made: list[dict[str, Any]] = []

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        headers = urllib3.make_headers(basic_auth=f"{self._seed['adminKey']}:")
        answer = urllib3.request(method, f"{self._medusa}/admin/{path}", json=body, headers=headers)
        assert answer.status == 200, answer.data
        found: dict[str, Any] = answer.json()
        return found

    def make(self, kind: str) -> str:
        """Create a key that can do what the seed's can."""
        made = self.ask("POST", "api-keys", {"title": "rotated", "type": kind})["api_key"]
        if kind == "publishable":
            channel = self._seed["salesChannelId"]
            self.ask("POST", f"api-keys/{made['id']}/sales-channels", {"add": [channel]})
        self.made.append(made)
        return str(made["token"])

    def revoke(self) -> None:
        """Revoke the keys immediately."""
        while self.made:
            key = self.made.pop()
            self.ask("POST", f"api-keys/{key['id']}/revoke", {})
            self.ask("DELETE", f"api-keys/{key['id']}")

    def use(self, publishable: str, secret: str) -> None:
        """Put a pair of keys into SSM."""
        pair = {"store/MEDUSAJS_PUBLISHABLE_API_KEY": publishable, "admin/MEDUSAJS_ADMIN_API_KEY": secret}
        for name, value in pair.items():
            self._ssm.put_parameter(
                Name=f"{SETTINGS_PATH}/{name}", Value=value, Type="SecureString", Overwrite=True
            )


@pytest.fixture
def keys(addresses: dict[str, str], seed: dict[str, Any]) -> Iterator[Keys]:
    found = Keys(addresses, seed)
    try:
        yield found
    finally:
        found.use(seed["publishableKey"], seed["adminKey"])
        found.revoke()


def start_anew(*modules: str) -> None:
    """Make new instances handle further requests, as after a deployment."""
    for module in modules:
        os.utime(ROOT / "functions" / module / "app.py")
    time.sleep(1)  # the local gateway looks for changes twice a second


def test_a_rotation_of_medusa_s_keys_loses_no_request(
    keys: Keys, seed: dict[str, Any], anna: Shop, guest: Shop
) -> None:
    """Even one that no one announced: the old keys are gone the moment that the new ones are in SSM."""
    work: list[Callable[[], Any]] = [
        lambda: guest.post("/carts", {"currency": "EUR"}),
        lambda: anna.get("/resources/assets"),
        lambda: guest.get("/payments/providers?regionId=" + seed["regions"]["EUR"]["id"]),
    ]
    keys.use(keys.make("publishable"), keys.make("secret"))
    start_anew("carts", "resources", "payments")
    assert [one().status for one in work] == [201, 200, 200]
    statuses: list[int] = []
    done = threading.Event()

    def shop() -> None:
        while not done.is_set():
            statuses.extend(one().status for one in work)

    shoppers = [threading.Thread(target=shop) for _ in range(3)]
    for shopper in shoppers:
        shopper.start()
    time.sleep(1)
    keys.use(seed["publishableKey"], seed["adminKey"])
    keys.revoke()
    before = len(statuses)
    time.sleep(3)
    done.set()
    for shopper in shoppers:
        shopper.join()
    assert len(statuses) > before
    assert set(statuses) == {200, 201}


def test_a_revoked_key_that_has_no_successor_is_named(keys: Keys, seed: dict[str, Any], guest: Shop) -> None:
    keys.use(keys.make("publishable"), seed["adminKey"])
    start_anew("carts")
    assert guest.post("/carts", {"currency": "EUR"}).status == 201
    keys.revoke()
    answer = guest.post("/carts", {"currency": "EUR"})
    assert answer.status == 500
    assert "MEDUSAJS_PUBLISHABLE_API_KEY" in answer.body["message"]
    keys.use(seed["publishableKey"], seed["adminKey"])
    start_anew("carts")


def test_a_rotation_of_the_provider_s_keys_signs_no_one_out(configure: Configure) -> None:
    app = importlib.import_module("functions.authorizer.app")
    old, new = rsa_key("old"), rsa_key("new")
    with Provider(keys=[old.jwk]) as provider:
        configure(SSO_ISSUER=provider.issuer, SSO_AUDIENCE=AUDIENCE)

        def caller(key: Any) -> str:
            headers = {"authorization": f"Bearer {key.sign(provider.claims())}"}
            return str(app.handler({"headers": headers}, None)["context"]["caller"])

        assert caller(old) == "customer"
        provider.keys = [old.jwk, new.jwk]
        assert [caller(old), caller(new), caller(old)] == ["customer"] * 3
        provider.keys = [new.jwk]
        assert [caller(new), caller(old)] == ["customer"] * 2, "its last tokens are still about"
        app._verifier._provider._clock = lambda: time.time() + jwks.FRESH + 1
        assert [caller(new), caller(old)] == ["customer", "rejected"], "and in the end it is withdrawn"
