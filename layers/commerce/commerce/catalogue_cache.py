"""Caching of guests' catalogue responses, here and in CDNs and browsers.

A guest's response depends on the path, the query parameters that the route reads, the currency and the
locale, and on nothing else. What a customer gets is never cached by anyone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Mapping
from typing import Any

from commerce.cache import Cache
from commerce.query import query_of

Answer = dict[str, Any]

MAX_BYTES = 8 * 1024 * 1024
"""Total size of all cached responses."""

_OVERHEAD = 1024
"""Memory of a response besides its key and body: many short ones would fill the memory."""

VARY = "accept-encoding, authorization, origin, x-currency, x-locale"
"""``origin`` for the gateway's CORS headers: a CDN must not give one site's to another."""
NOT_KEPT = {"cache-control": "no-store"}
"""Header of every response except a guest's view of the catalogue."""


def seconds() -> int:
    """Return how long a response is cached: CATALOGUE_CACHE_SECONDS; 0 disables the cache."""
    value = os.environ.get("CATALOGUE_CACHE_SECONDS", "")
    return int(value) if value.isdigit() else 0


def answer(event: Mapping[str, Any], declared: Collection[str], make: Callable[[], Answer]) -> Answer:
    """Return a guest's response, cached or made, with headers for other caches; 304 when the client has it.

    ``declared`` are the names of the query parameters that the route reads: others change nothing.
    """
    key = _key(event, declared)
    given = responses.get(key) or _made(key, make)
    headers = event.get("headers") or {}
    known = [tag.strip().removeprefix("W/") for tag in headers.get("if-none-match", "").split(",")]
    if given["statusCode"] == 200 and (
        given["headers"]["etag"].removeprefix("W/") in known or known == ["*"]
    ):
        kept = {name: given["headers"][name] for name in ("etag", "cache-control", "vary")}
        return {"statusCode": 304, "headers": kept, "body": ""}
    return {**given, "headers": dict(given["headers"])}


def _made(key: tuple[str, ...], make: Callable[[], Answer]) -> Answer:
    made = make()
    if made["statusCode"] != 200:
        made.setdefault("headers", {}).update(NOT_KEPT)
        return made
    age = seconds()
    made["headers"] |= {
        # Weak: the same body may be compressed or not.
        "etag": 'W/"' + hashlib.sha256(made["body"].encode()).hexdigest()[:32] + '"',
        "cache-control": f"public, max-age={age}, stale-while-revalidate={age}" if age else "no-cache",
        "vary": VARY,
    }
    if age:
        responses.put(key, made)
    return made


def _key(event: Mapping[str, Any], declared: Collection[str]) -> tuple[str, ...]:
    query = query_of(event)
    headers = event.get("headers") or {}
    asked = (headers.get("x-currency", "").upper(), headers.get("x-locale", ""))
    path = (event["routeKey"], *(event.get("pathParameters") or {}).values())
    # Names and values apart: joined, "a=b" with the value "c" would be "a" with the value "b=c".
    read = (part for name in sorted(query) if name in declared for part in (name, *query[name], ""))
    return (*path, *asked, *read)


def _size(key: Any, made: Answer) -> int:
    # The key counts: a query may be thousands of characters long and its response empty.
    return _OVERHEAD + sum(map(len, key)) + len(made["body"])


responses: Cache[Answer] = Cache(MAX_BYTES, seconds, _size)
