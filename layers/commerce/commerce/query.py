"""What a client wrote behind the ``?``, read the same way for every route."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from commerce.errors import BadRequestError


def query_of(event: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the query parameters of an event (HTTP API, payload 2.0), each with all its values.

    A value that is empty or blank counts as not sent. Read from the raw query string: in
    ``queryStringParameters`` a comma may be the client's, or stand between the values of two parameters.

    Raises
    ------
    BadRequestError
        What is percent-encoded is not UTF-8.
    """
    query: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(event.get("rawQueryString") or "", keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise BadRequestError("The query is not valid UTF-8", path="query") from None
    for name, value in pairs:
        if value.strip():
            query.setdefault(name, []).append(value)
    return query
