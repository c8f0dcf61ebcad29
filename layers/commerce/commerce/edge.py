"""CloudFront in front of the API: how a request that came through it is recognised.

CloudFront sends the setting EDGE_KEY with each request, and the shopper's address, which API Gateway does not
see behind it. No other client knows the key. With EDGE=closed only requests with the key are served.
"""

from __future__ import annotations

import hmac
import os
from typing import Any

from commerce import settings
from commerce.errors import ForbiddenError

KEY, VIEWER = "x-edge-key", "x-viewer-address"


def admitted(event: dict[str, Any]) -> dict[str, Any]:
    """Return the event of a request; of one that came through CloudFront with the shopper's address.

    Raises
    ------
    ForbiddenError
        The API's own address is closed, and the request did not come through CloudFront.
    NotConfiguredError
        The stack has CloudFront, but the setting EDGE_KEY is missing.
    """
    mode = os.environ.get("EDGE", "none")
    if mode == "none":
        return event
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    sent = headers.get(KEY, "").encode()
    if any(hmac.compare_digest(sent, key.encode()) for key in settings.edge_keys()):
        context = event["requestContext"]
        source = {"sourceIp": headers.get(VIEWER, context["http"].get("sourceIp", ""))}
        return {**event, "requestContext": {**context, "http": {**context["http"], **source}}}
    if mode == "closed":
        raise ForbiddenError("This address is closed: use the API's public address", code="address_closed")
    return event
