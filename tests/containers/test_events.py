"""Each sample event in a container, by `sam local invoke`: its response is the local gateway's."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.operations import OPERATIONS
from benchmarks.world import Request, World
from local.config import ROOT
from local.shop import Shop
from tests.containers.conftest import ENVIRONMENT, sam_local
from tools import events
from tools.examples import FULLER
from tools.routes import Route, routes

_REQUESTS = {one.route: one.request for one in reversed(OPERATIONS)} | FULLER
# A customer who has a cart would get both carts' lines.
_REQUESTS["POST /carts/{id}/customer"] = lambda w: Request((w.cart(),), token=w.newcomer())
# What differs between two carts, customers or moments.
_OWN = re.compile(
    r"[a-z]+_01[0-9A-Z]{20,}|\d{4}-\d\d-\d\dT[\d:.]+Z|new-[0-9a-f]+@|(?<=\"version\": \")[0-9a-f]+"
)


def filled(file: Path, **wanted: str) -> dict[str, Any]:
    """Return what `make event` prints."""
    variables = [f"{name}={value}" for name, value in wanted.items() if value]
    ran = subprocess.run(
        ["make", "-s", "--no-print-directory", "event", f"EVENT=events/{file}", *variables],
        cwd=ROOT,
        env={name: value for name, value in ENVIRONMENT.items() if name != "MAKEFLAGS"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def values(route: Route, request: Request) -> str:
    """Return SET: the path's values, and real ids for the placeholders of query and body."""
    sample = events.event(route)
    placeholders = {**sample.get("queryStringParameters", {}), **json.loads(sample.get("body") or "{}")}
    real = {**(request.query or {}), **(request.body or {})}
    ids = {name: real[name] for name, value in placeholders.items() if "_01EXAMPLE" in str(value)}
    return " ".join(
        f"{name}={value}"
        for name, value in (dict(zip(route.parameters, request.values, strict=True)) | ids).items()
    )


def event_of(route: Route, world: World) -> dict[str, Any]:
    """Return a route's event for a cart, an address or the like that is its own."""
    request = _REQUESTS[route.key](world)
    return filled(events.file_of(route), SET=values(route, request), TOKEN=request.token or "")


def in_container(function: str, event: dict[str, Any]) -> Any:
    """Return what the function returns in a container."""
    ran = sam_local(
        "invoke", function, "--event", "-",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    said, log = ran.communicate(json.dumps(event))
    assert ran.returncode == 0, log
    return json.loads(said.strip().splitlines()[-1])


def at_gateway(world: World, event: dict[str, Any]) -> tuple[int, Any]:
    """Return status and body of the same request to the local gateway."""
    shop = Shop(world.addresses["gateway"])
    path = event["rawPath"] + (f"?{event['rawQueryString']}" if event["rawQueryString"] else "")
    headers = {name: value for name, value in event["headers"].items() if name != "host"}
    body = event.get("body")
    response = shop.call(
        event["requestContext"]["http"]["method"], path, body and body.encode(), headers=headers
    )
    return response.status, response.body


def comparable(body: Any) -> Any:
    """Return a body without what is another one's in each run."""
    return json.loads(_OWN.sub("…", json.dumps(body)))


@pytest.mark.parametrize("route", routes(), ids=lambda route: str(events.file_of(route).with_suffix("")))
def test_an_event_gets_the_gateways_response(
    route: Route, world: World, rows: list[tuple[object, ...]]
) -> None:
    event = event_of(route, world)
    began = time.monotonic()
    response = in_container(f"{route.module.capitalize()}Function", event)
    seconds = time.monotonic() - began
    found = response.get("statusCode"), json.loads(response["body"]) if response.get("body") else None
    expected = at_gateway(world, event_of(route, world))
    same = comparable(found) == comparable(expected)
    rows.append((events.file_of(route), found[0], expected[0], "yes" if same else "NO", f"{seconds:.1f}"))
    assert comparable(found) == comparable(expected)
    assert found[0] < 300


@pytest.mark.parametrize("caller", ["guest", "customer"])
def test_the_authorizer_knows_its_callers(caller: str, world: World, rows: list[tuple[object, ...]]) -> None:
    file = Path(events.AUTHORIZER, f"{caller}.json")
    event = filled(file, CUSTOMER="1" if caller == "customer" else "")
    began = time.monotonic()
    response = in_container("AuthorizerFunction", event)
    seconds = time.monotonic() - began
    email = world.me["email"] if caller == "customer" else None
    same = response["isAuthorized"] and response["context"].get("email") == email
    rows.append((file, response["context"]["caller"], "", "yes" if same else "NO", f"{seconds:.1f}"))
    assert response["isAuthorized"]
    assert (response["context"]["caller"], response["context"].get("email")) == (caller, email)
