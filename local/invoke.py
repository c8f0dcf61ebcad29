"""Run one function once, under the runtime interface emulator, with an event from a file.

``make invoke FUNCTION=carts EVENT=events/carts/get-cart.json``; the local platform must be up, for the
function finds its settings and Medusa there. ``make event EVENT=…`` prints the event, filled in, instead.
The response goes to standard output as JSON (its body, which is JSON in a string, is shown as what it is),
the function's log to standard error. Further variables:

- ``SET='id=cart_… quantity=3'`` sets path parameters, else parameters of the query, else fields of the body.
- ``CUSTOMER=2`` calls as that customer of the seed, ``TOKEN=…`` as the one whom the token names. An event
  that needs a customer is sent as the first one by default.

Runs in SAM CLI's venv: the function is described by SAM CLI, as the gateway has it.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from local import aws, process, sso, tokens
from local.config import PlatformError, Ports, running
from local.supervisor import is_up
from tools import events
from tools.routes import routes

_LOG = "invoke"


def read_event(name: str) -> dict[str, Any]:
    """Read an event's file.

    Raises
    ------
    PlatformError
        When there is none, or it is not an event for a route.
    """
    if not name:
        raise PlatformError(
            "say EVENT=events/carts/get-cart.json or the like: events/ has one for each route"
        )
    try:
        event = json.loads(Path(name).read_text())
    except OSError:
        raise PlatformError(f"there is no event {name}: events/ has one for each route") from None
    except ValueError as error:
        raise PlatformError(f"{name} is not valid JSON: {error}") from None
    if not isinstance(event, dict) or not {"routeKey", "headers", "requestContext"} <= event.keys():
        raise PlatformError(f"{name} is no event of an HTTP API (payload 2.0)")
    return event


def put(event: dict[str, Any], name: str, value: str) -> None:
    """Set a path parameter, else a parameter of the query, else a field of the body, to a value.

    A field of the body takes the value as JSON where it is JSON: ``3`` is a number, ``cart_1`` a text.

    Raises
    ------
    PlatformError
        When the event has nothing of that name.
    """
    path = event.get("pathParameters") or {}
    query = event.get("queryStringParameters") or {}
    body = json.loads(event.get("body") or "{}")
    if name in path:
        path[name] = value
        event["rawPath"] = event["requestContext"]["http"]["path"] = events.raw_path(event["routeKey"], path)
    elif name in query:
        query[name] = value
        event["rawQueryString"] = urlencode(query)
    elif name in body:
        event["body"] = json.dumps({**body, name: _as_json(value)})
    else:
        known = ", ".join([*path, *query, *body]) or "nothing to set"
        raise PlatformError(f"SET: the event has no {name}; it has {known}")


def _as_json(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def sign_in(event: dict[str, Any], token: str) -> None:
    """Set the customer whom a token names in the event, as the authorizer does.

    Raises
    ------
    PlatformError
        When the token is not a JWT of a customer.
    """
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        context = {
            "caller": "customer",
            "id": claims["sub"],
            "email": claims["email"],
            "expiresAt": str(claims["exp"]),
        }
    except (IndexError, ValueError, KeyError, TypeError):
        raise PlatformError("TOKEN is not a customer's token: make token prints one") from None
    event["headers"]["authorization"] = f"Bearer {token}"
    if event.get("type") == "REQUEST":  # the authorizer's own: it finds out who it is
        event["identitySource"] = [event["headers"]["authorization"]]
    else:
        event["requestContext"]["authorizer"] = {"lambda": context}


def fill(event: dict[str, Any], wanted: Mapping[str, str]) -> None:
    """Apply the variables TOKEN, CUSTOMER and SET to the event."""
    if token := wanted.get("TOKEN", "").strip():
        sign_in(event, token)
    elif wanted.get("CUSTOMER") or "authorization" in event["headers"]:
        sign_in(event, _token_of(wanted.get("CUSTOMER") or "1"))
    for setting in wanted.get("SET", "").split():
        name, equals, value = setting.partition("=")
        if not equals:
            raise PlatformError(f"SET: {setting} is not like id=cart_1")
        put(event, name, value)


def _token_of(number: str) -> str:
    known = sso.customers()
    if not number.isdecimal() or not 1 <= int(number) <= len(known):
        raise PlatformError(f"CUSTOMER={number}: give a number from 1 to {len(known)}")
    return tokens.token(known[int(number) - 1]["email"], running()["sso"])


def respond(module: str, event: dict[str, Any]) -> Any:
    """Run a module's function once and return its response; its log is in .local/logs/invoke.log."""
    # Only here: SAM CLI takes a while to load, and a person's mistake should be reported immediately.
    from samcli.lib.utils.stream_writer import StreamWriter

    from local import gateway

    ports = Ports(aws=urlsplit(running()["aws"]).port or Ports.aws)
    with contextlib.redirect_stderr(io.StringIO()):  # SAM CLI warns of authorizers, which have no part here.
        runner = gateway.make(ports).lambda_runner
    function = runner.provider.get(next(name for name, code in _functions(runner).items() if code == module))
    config = runner.get_invoke_config(function)
    config.name = _LOG  # It names the log only; the gateway's own instances keep theirs.
    process.log_of(_LOG).unlink(missing_ok=True)
    said = io.StringIO()
    runner.local_runtime.invoke(config, json.dumps(event), stdout=StreamWriter(said))
    return json.loads(said.getvalue())


def _functions(runner: Any) -> dict[str, str]:
    return {function.full_path: Path(function.codeuri).name for function in runner.provider.get_all()}


def readable(found: Any) -> str:
    """Show a response as JSON, its body as JSON too where it is that."""
    if isinstance(found, dict) and isinstance(found.get("body"), str):
        found = found | {"body": _as_json(found["body"])}
    return json.dumps(found, indent=2, ensure_ascii=False)


def filled(wanted: Mapping[str, str]) -> dict[str, Any]:
    """Return the event of the file EVENT, filled in.

    Raises
    ------
    PlatformError
        When a person must put something right first.
    """
    event = read_event(wanted.get("EVENT", ""))
    if not is_up() or not {"aws", "sso", "medusa"} <= running().keys():
        raise PlatformError("the local platform is not up: run make up")
    fill(event, wanted)
    return event


def invoke(wanted: Mapping[str, str]) -> int:
    """Run FUNCTION with the event of the file EVENT and print its response; 0 when there is one.

    Raises
    ------
    PlatformError
        When a person must put something right first.
    """
    module = wanted.get("FUNCTION", "")
    known = {"authorizer", *(route.module for route in routes())}
    if module not in known:
        raise PlatformError(f"FUNCTION={module}: give one of {', '.join(sorted(known))}")
    found = respond(module, filled(wanted))
    sys.stderr.write(process.log_of(_LOG).read_text(errors="replace"))
    sys.stderr.flush()
    print(readable(found))
    return 1 if isinstance(found, dict) and "errorType" in found else 0


if __name__ == "__main__":
    aws.isolate()
    try:
        if sys.argv[1:] == ["event"]:
            print(json.dumps(filled(os.environ), indent=2))
        else:
            sys.exit(invoke(os.environ))
    except PlatformError as problem:
        sys.exit(f"error: {problem}")
