"""A client of the running local platform, as a storefront is one."""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import urllib3

ADDRESS = {
    "firstName": "Ada",
    "lastName": "Lovelace",
    "companyName": "Analytical GmbH",
    "taxId": "DE123456789",
    "country": "DE",
    "region": "Berlin",
    "streetName": "Invalidenstrasse",
    "streetNumber": "116",
    "apartment": "4",
    "city": "Berlin",
    "postalCode": "10115",
    "phone": "+49301234567",
}


errors: list[str] = []
"""The errors that this run received, a line each."""


@dataclass
class Answer:
    """What came back; ``requests`` is the number of Medusa requests that it took."""

    status: int
    body: Any
    headers: dict[str, str]

    def __post_init__(self) -> None:
        if self.status >= 400:
            errors.append(json.dumps([self.body, self.headers], ensure_ascii=False))

    def expect(self, status: int) -> Any:
        """Return the body of a response with this status; any other is an error."""
        if self.status != status:
            raise ValueError(f"{self.status}, not {status}: {self.body}")
        return self.body

    @property
    def requests(self) -> int:
        """How many requests to Medusa it took."""
        found = re.search(r'desc="(\d+) requests"', self.headers.get("server-timing", ""))
        return int(found[1]) if found else 0


@dataclass
class Shop:
    """Calls the gateway as one caller; ``token`` None is a guest."""

    url: str
    token: str | None = None
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False, timeout=60))

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send a request; ``body`` is sent as JSON."""
        sent = dict(headers or {})
        if self.token is not None:
            sent.setdefault("authorization", f"Bearer {self.token}")
        if body is not None:
            sent.setdefault("content-type", "application/json")
        target = self.url + path + (f"?{urlencode(query)}" if query else "")
        payload = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.pool.request(method, target, body=payload, headers=sent)
        try:
            parsed = json.loads(answer.data) if answer.data else None
        except ValueError:
            parsed = answer.data.decode(errors="replace")
        return Answer(answer.status, parsed, {name.lower(): value for name, value in answer.headers.items()})

    def raw(self, method: str, path: str, body: Any = None) -> Answer:
        """Call with the path exactly as it is given: no client tidies its dots away."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)
        payload = json.dumps(body) if body is not None else None
        headers = {"content-type": "application/json"}
        if self.token is not None:
            headers["authorization"] = f"Bearer {self.token}"
        connection.request(method, path, payload, headers)
        answer = connection.getresponse()
        data, received = answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        connection.close()
        return Answer(answer.status, json.loads(data) if data else None, received)

    def get(self, path: str, **kwargs: Any) -> Answer:
        """Send a GET."""
        return self.call("GET", path, **kwargs)

    def post(self, path: str, body: Any = None, **kwargs: Any) -> Answer:
        """Send a POST."""
        return self.call("POST", path, body, **kwargs)

    def patch(self, path: str, body: Any = None, **kwargs: Any) -> Answer:
        """Send a PATCH."""
        return self.call("PATCH", path, body, **kwargs)

    def delete(self, path: str, **kwargs: Any) -> Answer:
        """Send a DELETE."""
        return self.call("DELETE", path, **kwargs)

    def cart_with(self, sku: str = "CORDLESS-DRILL-12V-RED", quantity: int = 1, currency: str = "EUR") -> Any:
        """Create a cart with one line; without a cart an item goes into a customer's current one."""
        item = {"sku": sku, "quantity": quantity, "currency": currency}
        if self.token is not None:
            item["cartId"] = self.new_cart(currency)
        return self.post("/carts/items", item).expect(201)

    def new_cart(self, currency: str = "EUR") -> str:
        """Create an empty cart."""
        return str(self.post("/carts", {"currency": currency}).expect(201)["id"])
