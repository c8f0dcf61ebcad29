"""Responses compressed with gzip: neither API Gateway nor AWS Lambda does it.

Of a list of products one tenth is left. Nothing in a response is a secret that its reader could not have, and
no cookie identifies a caller, so that its length tells nobody more than its reader knows.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Mapping
from typing import Any

WORTHWHILE = 1024
"""Characters from which on a body is compressed: less fits into a packet anyway."""

_LEVEL = 5


def compressed(response: dict[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the response in gzip, if the client accepts that; ``headers`` have names in lower case."""
    text = response.get("body") or ""
    if len(text) < WORTHWHILE or response.get("isBase64Encoded") or not _accepts(headers):
        return response
    body = base64.b64encode(gzip.compress(text.encode(), _LEVEL, mtime=0)).decode()
    sent = {**response["headers"], "content-encoding": "gzip"}
    return {**response, "headers": sent, "body": body, "isBase64Encoded": True}


def _accepts(headers: Mapping[str, str]) -> bool:
    """Whether accept-encoding names gzip, and not with the weight 0."""
    for coding in headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
