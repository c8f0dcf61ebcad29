"""Medusa's Admin API, as a shop's operator uses it."""

from __future__ import annotations

import json
from typing import Any

import urllib3


class Admin:
    """Calls the Admin API of the running platform with the seed's secret key."""

    def __init__(self, medusa: str, key: str) -> None:
        """``medusa`` is the server's address, as in http://127.0.0.1:9000."""
        self.medusa = medusa
        self._url = f"{medusa}/admin"
        self._headers = urllib3.make_headers(basic_auth=f"{key}:") | {"content-type": "application/json"}

    def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Call and return what came back; what is refused fails the test."""
        payload = None if body is None else json.dumps(body).encode()
        response = urllib3.request(method, self._url + path, body=payload, headers=self._headers, timeout=60)
        assert response.status == 200, response.data
        found: dict[str, Any] = json.loads(response.data)
        return found
