"""Authorization headers as an attacker sends them, to routes of every kind."""

from __future__ import annotations

import http.client
import json

from local.shop import Answer
from tests.support.tally import Tally

ROUTES = ("/products?limit=1", "/orders", "/openapi.json", "/carts/x_1")
"""A guest's route that is cached, a customer's route, one that calls no one, one that calls Medusa."""


def send(url: str, path: str, *values: str) -> Answer:
    """Send the Authorization headers exactly as they are given, in their number and their order."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    connection.putrequest("GET", path)
    for value in values:
        connection.putheader("authorization", value.encode("latin-1"))
    connection.endheaders()
    response = connection.getresponse()
    data, headers = response.read(), {name.lower(): value for name, value in response.getheaders()}
    connection.close()
    return Answer(response.status, json.loads(data), headers)


def refused(url: str, tally: Tally, kind: str, *values: str) -> None:
    for path in ROUTES:
        response = send(url, path, *values)
        tally.add(kind, response)
        assert response.status == 401, (kind, path, response.status, response.body)
        assert "data" not in response.body
