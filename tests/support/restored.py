"""A warm function that is copied, as SnapStart copies one: run by `tests.unit.test_snapshot` as a process.

``python -m tests.support.restored <Medusa's address> <the provider's> <a token>`` imports three functions,
does what they want done before a snapshot, warms two of them, and forks. Each copy is started with the
seconds that went by since, handles requests of its own, and writes what it did as a line of JSON.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import os
import random
import secrets
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import snapshot_restore_py
from commerce import api, settings
from commerce.medusa.transport import client

from functions.authorizer import app as authorizer
from functions.carts import app as carts
from functions.customers import app as customers
from local.function_events import ANNA, Context, event

COPIES = {"at once": 0, "first": 400, "second": 400}
"""The copies, and the seconds after which each is woken; the first shows what a copy shares."""
TOKEN_SECONDS = 200
ADDRESS = {"country": "DE", "streetName": "A", "city": "B", "postalCode": "1"}
_SLOW = ("boto", "aws_lambda_powertools", "pydantic")
_clock, _datetime = time.time, datetime.datetime
_reads: list[str] = []


def _sockets() -> int:
    """Count the sockets that this process has open."""
    count = 0
    for path in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the folder itself is among them
            count += str(path.readlink()).startswith("socket:")
    return count


def _configure(medusa: str, issuer: str, key: str) -> None:
    groups = {
        "store": {
            "MEDUSAJS_BASE_URL": medusa,
            "MEDUSAJS_PUBLISHABLE_API_KEY": key,
            "DEFAULT_CURRENCY": "EUR",
        },
        "sso": {"SSO_ISSUER": issuer, "SSO_AUDIENCE": "storefront"},
    }

    def read(name: str) -> dict[str, str]:
        _reads.append(name)
        return groups[name]

    settings._read = read


def _pass(seconds: int) -> None:
    """Set all clocks later from now on."""

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return _datetime.now(tz) + datetime.timedelta(seconds=seconds)

    time.time = lambda: _clock() + seconds
    sys.modules["jwt.api_jwt"].datetime = Later  # type: ignore[attr-defined]


def _ask(
    name: str, caller: dict[str, str], app: Any = carts, route: str = "GET /carts/{id}", body: Any = None
) -> Any:
    values = ["cart_1"] if "{id}" in route else []
    request = event(route, *values, caller=caller, body=body)
    request["requestContext"]["requestId"] = f"request of {name}"
    return app.handler(request, Context(aws_request_id=f"invocation of {name}"))


def _identify(name: str, token: str) -> str:
    headers = {"authorization": f"Bearer {token}"}
    request = {"headers": headers, "requestContext": {"requestId": f"request of {name}"}}
    return str(authorizer.handler(request, None)["context"].get("reason", "let in"))


def _live(name: str, seconds: int, token: str, soon: dict[str, str]) -> dict[str, Any]:
    """Do a copy's work and report it."""
    log = io.StringIO()
    for logger in (api.logger, authorizer.logger):
        logger.registered_handler.setStream(log)  # type: ignore[attr-defined]
    _reads.clear()
    made = set(sys.modules)
    _pass(seconds)
    status = _ask(name, ANNA)["statusCode"]
    _ask(name, ANNA, customers, "POST /customers/addresses", {"address": ADDRESS})
    return {
        "name": name,
        "status": status,
        "short-lived": _ask(name, soon)["statusCode"],
        "identified": _identify(name, token),
        "reads": list(_reads),
        "imported": [name for name in set(sys.modules) - made if name.startswith(_SLOW)],
        "jitter": [client.backoff(3) for _ in range(4)],
        "ids": [uuid.uuid4().hex, secrets.token_hex(8)],
        "shared": random.random(),  # what a copy does share, to show that it would be seen
        "log": log.getvalue(),
    }


def main() -> None:
    """Import, make ready, warm, copy."""
    medusa, issuer, token = sys.argv[1:]
    for make, arguments, options in snapshot_restore_py.get_before_snapshot():
        make(*arguments, **options)
    ready = {"sockets": _sockets(), "boto3": "boto3" in sys.modules, "settings": list(settings._groups)}
    _configure(medusa, issuer, "pk_old")
    soon = ANNA | {"expiresAt": str(int(_clock()) + TOKEN_SECONDS)}
    warm = {
        "name": "warm",
        "ready": ready,
        "status": _ask("warm", ANNA)["statusCode"],
        "short-lived": _ask("warm", soon)["statusCode"],
        "identified": _identify("warm", token),
    }
    sys.stderr.write(json.dumps(warm) + "\n")
    sys.stderr.flush()
    state = random.getstate()
    for name, seconds in COPIES.items():
        child = os.fork()
        if not child:
            random.setstate(state)  # Python seeds a fork again; no one does so for a snapshot
            _configure(medusa, issuer, "pk_new")
            sys.stderr.write(json.dumps(_live(name, seconds, token, soon)) + "\n")
            sys.stderr.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
