"""The sample events: one for each route, as the template has them now, and each of use with its function."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from local.function_events import Context
from tests.conftest import Configure
from tools import events
from tools.routes import routes

FILES = sorted(file for file in events.FOLDER.glob("*/*.json") if file.parent.name != events.AUTHORIZER)


def read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_each_route_has_its_event_and_none_is_left_over() -> None:
    assert sorted(read(file)["routeKey"] for file in FILES) == sorted(route.key for route in routes())


def test_they_are_what_make_events_makes() -> None:
    written = {file.relative_to(events.FOLDER): file.read_text() for file in events.FOLDER.glob("*/*.json")}
    assert written == events.texts()


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_each_is_a_valid_request_for_its_function(file: Path, configure: Configure) -> None:
    """Nothing of it is refused: it gets as far as Medusa, which is not there, if it needs Medusa at all."""
    configure()
    app = importlib.import_module(f"functions.{file.parent.name}.app")
    event = read(file)
    answer = app.handler(event, Context(seconds=5))
    status = {"GET /openapi.json": 200, "GET /health": 503}.get(event["routeKey"], 502)
    assert answer["statusCode"] == status, answer["body"]


def test_none_of_them_has_a_token() -> None:
    for file in FILES:
        event = read(file)
        caller = event["requestContext"]["authorizer"]["lambda"]["caller"]
        assert event["headers"].get("authorization") == (
            f"Bearer {events.TOKEN}" if caller == "customer" else None
        )


def test_the_authorizers_events_are_a_guest_and_a_customer(configure: Configure) -> None:
    """The sample's token is none, and is looked at."""
    configure()
    app = importlib.import_module("functions.authorizer.app")
    guest, customer = (
        read(events.FOLDER / events.AUTHORIZER / name) for name in ("guest.json", "customer.json")
    )
    assert app.handler(guest, Context())["context"] == {"caller": "guest"}
    assert app.handler(customer, Context())["context"] == {"caller": "rejected", "reason": "malformed"}
