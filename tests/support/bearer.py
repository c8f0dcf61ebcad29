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
    answer = connection.getresponse()
    data, headers = answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    return Answer(answer.status, json.loads(data), headers)


def refused(url: str, tally: Tally, kind: str, *values: str) -> None:
    for path in ROUTES:
        answer = send(url, path, *values)
        tally.add(kind, answer)
        assert answer.status == 401, (kind, path, answer.status, answer.body)
        assert "data" not in answer.body
