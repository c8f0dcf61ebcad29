"""The CDN in front of the API: how a request that came through it is recognised.

The distribution sends the setting EDGE_KEY with each request. No other client knows it, so only such a
request's word for the shopper's address is taken, and with EDGE=closed only such requests are served.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from typing import Any

from commerce import settings
from commerce.errors import ForbiddenError

KEY, VIEWER = "x-edge-key", "x-viewer-address"


def admitted(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event of a request, from the shopper's address where the CDN stands between.

    Raises
    ------
    ForbiddenError
        The API's own address is closed, and the request did not come through the CDN.
    NotConfiguredError
        The stack has a CDN, but the settings have no key of it.
    """
    mode = os.environ.get("EDGE", "none")
    if mode == "none":
        return dict(event)
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    sent = headers.get(KEY, "").encode()
    if any(hmac.compare_digest(sent, key.encode()) for key in settings.edge_keys()):
        context = event["requestContext"]
        source = {"sourceIp": headers.get(VIEWER, context["http"].get("sourceIp", ""))}
        return {**event, "requestContext": {**context, "http": {**context["http"], **source}}}
    if mode == "closed":
        raise ForbiddenError("This address is closed: use the API's public address", code="address_closed")
    return dict(event)
