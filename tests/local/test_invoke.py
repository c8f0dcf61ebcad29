"""`make invoke`: what it makes of an event, and what it says when it cannot."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from commerce.caller import caller_of

from local import invoke
from local.config import PlatformError
from tools import events


def event(name: str) -> dict[str, Any]:
    return invoke.read_event(str(events.FOLDER / f"{name}.json"))


def test_set_finds_its_place() -> None:
    item = event("carts/update-item")
    for name, value in {"itemId": "cali_1", "quantity": "7"}.items():
        invoke.put(item, name, value)
    assert item["pathParameters"] == {"cartId": events.CART, "itemId": "cali_1"}
    assert item["rawPath"] == item["requestContext"]["http"]["path"] == f"/carts/{events.CART}/items/cali_1"
    assert json.loads(item["body"]) == {"quantity": 7}
    providers = event("payments/list-providers")
    invoke.put(providers, "regionId", "reg_1")
    assert providers["queryStringParameters"] == {"regionId": "reg_1"}
    assert providers["rawQueryString"] == "regionId=reg_1"


def test_a_token_makes_its_customer_the_caller() -> None:
    ends = int(time.time()) + 60
    token = jwt.encode({"sub": "eve", "email": "eve@lab.local", "exp": ends}, "x" * 32)
    cart = event("carts/get-cart")
    invoke.fill(cart, {"TOKEN": token, "SET": "id=cart_1"})
    caller = caller_of(cart)
    assert (caller.token, caller.subject, caller.expires_at) == (token, "eve", ends)
    assert cart["pathParameters"] == {"id": "cart_1"}


def test_a_token_is_put_where_the_authorizer_looks() -> None:
    token = jwt.encode({"sub": "eve", "email": "eve@lab.local", "exp": 1}, "x" * 32)
    asked = event("authorizer/customer")
    invoke.fill(asked, {"TOKEN": token})
    assert asked["identitySource"] == [asked["headers"]["authorization"]] == [f"Bearer {token}"]
    assert "authorizer" not in asked["requestContext"]


def test_a_guests_event_stays_a_guests() -> None:
    cart = event("carts/get-cart")
    invoke.fill(cart, {})
    assert not caller_of(cart).is_customer


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({}, "FUNCTION=: give one of authorizer, carts,"),
        ({"FUNCTION": "cats"}, "FUNCTION=cats: give one of"),
        ({"FUNCTION": "carts"}, "say EVENT="),
        ({"FUNCTION": "carts", "EVENT": "events/none.json"}, "there is no event events/none.json"),
        ({"FUNCTION": "carts", "EVENT": "pyproject.toml"}, "pyproject.toml is not valid JSON"),
        ({"FUNCTION": "carts", "EVENT": "medusa/package.json"}, "is no event"),
        ({"FUNCTION": "carts", "EVENT": "events/carts/get-cart.json"}, "the local platform is not up"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    wanted: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(invoke.__file__).parents[1])
    monkeypatch.setattr(invoke, "is_up", lambda: False)
    with pytest.raises(PlatformError) as said:
        invoke.invoke(wanted)
    assert says in str(said.value)
    assert "\n" not in str(said.value)


@pytest.mark.parametrize("wanted", [{"SET": "id"}, {"SET": "nothing=1"}, {"TOKEN": "a.b.c"}, {"TOKEN": "x"}])
def test_what_cannot_be_filled_in_is_said(wanted: dict[str, str]) -> None:
    with pytest.raises(PlatformError, match=next(iter(wanted))):
        invoke.fill(event("carts/get-cart"), wanted)


def test_a_response_shows_its_body_as_json() -> None:
    shown = invoke.readable({"statusCode": 200, "body": '{"total":0}'})
    assert json.loads(shown) == {"statusCode": 200, "body": {"total": 0}}
    assert json.loads(invoke.readable({"statusCode": 204, "body": ""})) == {"statusCode": 204, "body": ""}
