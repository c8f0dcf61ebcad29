"""API Gateway events (HTTP API, payload 2.0), as the gateway creates them, for tests below it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

GUEST = {"caller": "guest"}
ANNA = {"caller": "customer", "id": "anna", "email": "anna@lab.local", "expiresAt": str(2**31)}


@dataclass
class Context:
    """Lambda's context."""

    seconds: float = 10
    aws_request_id: str = "lambda-1"
    function_name: str = "carts"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:000000000000:function:carts"

    def get_remaining_time_in_millis(self) -> int:
        """Return the time that the function has left."""
        return int(self.seconds * 1000)


def event(
    route: str,
    *values: str,
    query: Mapping[str, str | list[str]] | None = None,
    body: Any = None,
    caller: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return an event for a route such as ``GET /carts/{id}`` with its path parameters' ``values``."""
    method, template = route.split(" ")
    names = re.findall(r"{(\w+)}", template)
    parameters = dict(zip(names, values, strict=True))
    path = re.sub(r"{(\w+)}", lambda match: parameters[match[1]], template)
    sent = {"content-type": "application/json"} | (headers or {})
    if caller and caller.get("caller") == "customer":
        sent.setdefault("authorization", "Bearer a.b.c")
    return {
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": urlencode(query or {}, doseq=True),
        "queryStringParameters": query
        and {name: one if isinstance(one, str) else ",".join(one) for name, one in query.items()},
        "headers": sent,
        "pathParameters": parameters or None,
        "requestContext": {
            "requestId": "request-1",
            "stage": "$default",
            "http": {"method": method, "path": path},
            "authorizer": {"lambda": GUEST if caller is None else caller},
        },
        "body": body if body is None or isinstance(body, str) else json.dumps(body),
        "isBase64Encoded": False,
    }
