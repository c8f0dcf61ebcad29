"""What a client wrote behind the ``?``, read the same way for every route."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl


def query_of(event: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the query parameters of an event (HTTP API, payload 2.0), each with all its values.

    A value that is empty or blank counts as not sent. Read from the raw query string: in
    ``queryStringParameters`` a comma may be the client's, or stand between the values of two parameters.
    """
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(event.get("rawQueryString") or "", keep_blank_values=True):
        if value.strip():
            query.setdefault(name, []).append(value)
    return query
