"""The body of a request: decoded before anything else reads it, and read as JSON."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import content_types

from commerce.errors import BadRequestError

MAX_WHOLE = 2**53 - 1
"""The largest integer that JavaScript, and so Medusa, reads exactly."""

_PLAIN = {"", "identity"}


def decoded(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event with header names in lower case and its body as text, without a byte order mark.

    API Gateway encodes a body without a content type in Base64. The content type becomes JSON: Powertools
    knows it only in lower case, and fails at one that it does not know even where no body came with it.

    Raises
    ------
    BadRequestError
        The body says that it is something else than JSON or is compressed, or it is not UTF-8.
    """
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    body = event.get("body") or ""
    if body and headers.get("content-encoding", "").strip().lower() not in _PLAIN:
        raise BadRequestError("The body must not be compressed", path="header.content-encoding")
    if "content-type" in headers:
        media_type = headers["content-type"].partition(";")[0].strip().lower()
        if body and media_type not in {"", content_types.APPLICATION_JSON}:
            raise BadRequestError("The body must be JSON", path="body")
        headers["content-type"] = content_types.APPLICATION_JSON
    if event.get("isBase64Encoded"):
        try:
            body = base64.b64decode(body, validate=True).decode()
        except ValueError:
            raise BadRequestError("The body is not valid UTF-8", path="body") from None
    return {**event, "headers": headers, "body": body.removeprefix("\ufeff"), "isBase64Encoded": False}


def from_json(text: str) -> Any:
    """Return the JSON value of a body.

    Raises
    ------
    json.JSONDecodeError
        It is not JSON.
    BadRequestError
        It is JSON that could not be passed on as it is: a key twice in one object, a number that JavaScript
        reads as another one, or more levels than Python reads.
    """
    try:
        return json.loads(
            text or "",
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_exact,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise BadRequestError("The body is nested too deeply", path="body") from None


def _no_constant(name: str) -> Any:
    raise json.JSONDecodeError(f"{name} is not JSON", "", 0)


def _finite(text: str) -> float:
    """Refuse ``1e999``: Python makes it infinite, and infinity cannot be sent on as JSON."""
    number = float(text)
    return number if math.isfinite(number) else _no_constant(text)


def _exact(text: str) -> int:
    if len(text) > len(str(-MAX_WHOLE)) or abs(int(text)) > MAX_WHOLE:
        message = f"The body has an integer beyond {MAX_WHOLE}: send it as text"
        raise BadRequestError(message, path="body")
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadRequestError("The body has a key twice in the same object: send it once", path="body")
    return found
