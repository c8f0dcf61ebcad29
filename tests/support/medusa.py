"""Calls to Medusa itself, past the bundle: as its functions send them, and as its admin does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import urllib3

from local.shop import Shop


@dataclass
class Medusa:
    """The running Medusa, with the keys of the seed."""

    url: str
    publishable_key: str = ""
    admin_key: str = ""

    def store(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Call the Store API; ``authorization=…`` is a guest's when it is not given."""
        return self._call(
            method, f"/store/{path}", body, {"x-publishable-api-key": self.publishable_key} | headers
        )

    def as_customer(self, shop: Shop, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Call the Store API with a customer's token."""
        return self.store(method, path, body, authorization=f"Bearer {shop.token}")

    def admin(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Call the Admin API with the secret key."""
        headers = dict(urllib3.make_headers(basic_auth=f"{self.admin_key}:"))
        return self._call(method, f"/admin/{path}", body, headers)

    def _call(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        # Not urllib3's own JSON: it sends half a surrogate pair as no valid UTF-8.
        sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = headers | {"content-type": "application/json"} if sent is not None else headers
        response = urllib3.request(
            method, self.url + path, body=sent, headers=headers, timeout=60, retries=False
        )
        is_json = response.headers.get("content-type", "").startswith("application/json")
        return response.status, response.json() if is_json else response.data
