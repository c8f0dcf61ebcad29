"""The functions as one warm instance in this process, called as API Gateway calls them."""

from __future__ import annotations

import importlib
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from commerce import cache, idempotency, settings
from commerce.medusa.transport import circuit_breaker, client, connections

from benchmarks.world import Request, event_of
from local import aws
from local.config import REGION, Ports
from local.function_events import Context
from tools.routes import routes

PATH = "/medusa-bundle/faults"
"""Where the settings of these tests stand in SSM, next to the platform's own."""
_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": REGION}
_INSIDE = re.compile(
    r"127\.0\.0\.1|10\.0\.0\.7|localhost|ECONNREFUSED|Traceback|urllib3|psycopg|postgres|SELECT |nginx|<html"
    r"|[ps]k_[0-9a-f]{8}|/store/|/admin/",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Returned:
    """What a function returned, after how many of the ``limit`` seconds that it had."""

    status: int
    body: Any
    headers: Mapping[str, str]
    seconds: float
    limit: float

    @property
    def requests(self) -> int:
        found = re.search(r'desc="(\d+) requests"', self.headers["server-timing"])
        return int(found[1]) if found else 0

    @property
    def in_time(self) -> bool:
        """Whether Lambda would have let the function respond: else the response is the gateway's 500."""
        return self.seconds < self.limit

    def is_our_error(self) -> bool:
        """Whether it is an error in the contract's shape without details of the cause."""
        fields = {"statusCode", "error", "code", "message"}
        return (
            isinstance(self.body, dict)
            and set(self.body) == fields
            and self.body["statusCode"] == self.status
            and not _INSIDE.search(json.dumps([self.body, dict(self.headers)]))
        )


def put_settings(running: Mapping[str, str], path: str = PATH, **changed: str) -> None:
    """Write the platform's settings to SSM a second time, below ``path``, changed as named."""
    known_ports = {name: running[name] for name in Ports.__dataclass_fields__ if name in running}
    ports = Ports(
        **{name: urlsplit(f"//{url.rpartition('/')[2]}").port or 0 for name, url in known_ports.items()}
    )
    ssm = boto3.client(
        "ssm",
        endpoint_url=running["aws"],
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    known = aws.settings(ports)
    groups = {"store": "MEDUSAJS_BASE_URL", "sso": "SSO_JWKS_URL"}
    known |= {f"{group}/{name}": changed[name] for group, name in groups.items() if name in changed}
    for name, value in known.items():
        ssm.put_parameter(Name=f"{path}/{name}", Value=value, Type="SecureString", Overwrite=True)
    ssm.close()


class Instance:
    """The functions of one warm instance; `clear` makes it a new one."""

    def __init__(self, running: Mapping[str, str], patch: pytest.MonkeyPatch, path: str = PATH) -> None:
        """Point the functions to the settings and tables of the platform that is ``running``."""
        found = {"AWS_ENDPOINT_URL_SSM": running["aws"], "AWS_ENDPOINT_URL_DYNAMODB": running["aws"]}
        found |= _CREDENTIALS | {"SETTINGS_PATH": path, "IDEMPOTENCY_TABLE": "IdempotencyTable"}
        for name, value in found.items():
            patch.setenv(name, value)
        self._handlers = {
            route.key: importlib.import_module(f"functions.{route.module}.app").handler for route in routes()
        }
        settings._ssm.cache_clear()
        patch.setattr(idempotency, "_table", None)
        patch.setattr(client, "_pool", connections.new_pool())

    def clear(self) -> None:
        """Reset to a new instance: nothing cached, no connection open, the circuit closed."""
        settings.clear()
        cache.clear()
        circuit_breaker.clear()
        client._pool.clear()

    def ask(
        self, route: str, request: Request, seconds: float = 20, headers: Mapping[str, str] | None = None
    ) -> Returned:
        """Call a route's function, with as many seconds as its time limit leaves."""
        made = event_of(route, request)
        made["headers"] |= headers or {}
        began = time.monotonic()
        response = self._handlers[route](made, Context(seconds))
        took = time.monotonic() - began
        body = json.loads(response["body"]) if response.get("body") else None
        return Returned(response["statusCode"], body, response["headers"], took, seconds)
