"""A body is decoded once and means what the client wrote, or the error names what is wrong."""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

import pytest
from commerce.api import Api
from commerce.body import MAX_WHOLE
from commerce.models.carts import AddItem
from commerce.models.checkout import PlaceOrder
from commerce.models.common import Model

from local.function_events import Context, event

ITEM = {"sku": "A", "quantity": 2}


class Seen(Model):
    said: str


def send(body: bytes | str | None, route: str = "POST /things", **headers: str) -> tuple[int, Any]:
    """Post a body as the gateway passes it on: bytes in Base64, text as it is."""
    api = Api("things")

    @api.post("/things")
    def add(body: AddItem) -> Seen:
        return Seen(said=f"{body.quantity} {body.metadata}")

    @api.post("/orders")
    def order(body: PlaceOrder | None = None) -> Seen:
        return Seen(said=str(body))

    sent = event(route)
    sent["headers"] = {name.replace("_", "-"): value for name, value in headers.items()}
    is_binary = isinstance(body, bytes)
    sent["body"] = base64.b64encode(body).decode() if isinstance(body, bytes) else body
    answer = api.handle(sent | {"isBase64Encoded": is_binary}, Context())  # type: ignore[arg-type]
    return answer["statusCode"], json.loads(answer["body"])


JSON = {"content_type": "application/json"}
GOOD = json.dumps(ITEM).encode()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (GOOD, {}),
        (GOOD.decode(), {}),
        (GOOD, {"content_type": ""}),
        (GOOD.decode(), {"Content_Type": "Application/JSON; charset=utf-8"}),
        (GOOD.decode(), {"content_encoding": "identity"} | JSON),
        (b"\xef\xbb\xbf" + GOOD, {}),
        ("\ufeff" + GOOD.decode(), JSON),
    ],
)
def test_a_body_is_read_however_the_gateway_passes_it_on(body: bytes | str, headers: dict[str, str]) -> None:
    assert send(body, **headers) == (200, {"said": "2 None"})


@pytest.mark.parametrize(
    ("body", "headers", "path"),
    [
        (GOOD, {"content_encoding": "gzip"} | JSON, "header.content-encoding"),
        (GOOD.decode(), {"Content_Encoding": "br"} | JSON, "header.content-encoding"),
        (b"\xff\xfe", {}, "body"),
        (json.dumps(ITEM).encode("utf-16"), {}, "body"),
        (GOOD.decode(), {"content_type": "text/plain"}, "body"),
        (b"--x\r\n\r\n--x--", {"content_type": "multipart/form-data; boundary=x"}, "body"),
        ("", JSON, "body"),
        (b"", {}, "body"),
        (None, {}, "body"),
        ("null", JSON, "body"),
        (" ", JSON, "body"),
        ("\ufeff\ufeff{}", JSON, "body"),
    ],
)
def test_a_body_that_cannot_be_read_is_named(
    body: bytes | str | None, headers: dict[str, str], path: str
) -> None:
    status, answer = send(body, **headers)
    assert (status, answer["details"][0]["path"]) == (400, path)


def test_base64_that_is_none_is_400() -> None:
    sent = event("POST /things", body="####") | {"isBase64Encoded": True}
    answer = Api("things").handle(sent, Context())  # type: ignore[arg-type]
    assert json.loads(answer["body"])["details"][0]["path"] == "body"


@pytest.mark.parametrize("body", [None, "", "null", b""])
def test_a_body_that_may_be_left_out_may_be_empty(body: bytes | str | None) -> None:
    assert send(body, "POST /orders", **JSON) == (200, {"said": "None"})


def metadata(value: str) -> str:
    return f'{{"sku": "A", "quantity": 2, "metadata": {{"a": {value}}}}}'


@pytest.mark.parametrize("number", [str(MAX_WHOLE), str(-MAX_WHOLE), "0", "1e300", "-0.5"])
def test_a_number_is_passed_on_as_it_was_written(number: str) -> None:
    assert send(metadata(number), **JSON) == (200, {"said": f"2 {{'a': {json.loads(number)}}}"})


@pytest.mark.parametrize(
    "value",
    [
        *(str(MAX_WHOLE + 1), str(-MAX_WHOLE - 1), "9" * 400, "-" + "9" * 5000),
        *("1e999", "-1e400", "NaN", "-Infinity", "1_0", "+5", "٣", "0x10", "01", ".5"),
        *('{"b": 1, "b": 2}', '[{"b": 1, "b": 1}]', r'{"b": 1, "\u0062": 2}'),
        *(r'"\ud800"', r'{"\udc00": 1}', '"\x00"', r'"\u0000"', "'b'", "1,", "[1,]"),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_json_that_cannot_be_passed_on_as_it_is_is_400(value: str) -> None:
    """A number that JavaScript reads as another one would be stored as what no one sent."""
    status, answer = send(metadata(value), **JSON)
    assert (status, answer["details"][0]["path"].partition(".")[0]) == (400, "body")


def test_a_key_that_comes_twice_is_400() -> None:
    """Else proxies and logs that take the first value would see another quantity than the shop."""
    assert send('{"sku": "A", "quantity": 1, "quantity": 2}', **JSON)[0] == 400


@pytest.mark.parametrize("levels", [10, 100, 900, 1000, 3000, 10_000, 50_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_no_depth_is_too_much_for_the_function(levels: int, opening: str, closing: str) -> None:
    deep = opening * levels + "1" + closing * levels
    limit = sys.getrecursionlimit()
    for body in (
        deep,
        metadata(deep),
        f'{{"sku": {deep}, "quantity": 1}}',
        f'{{"x": {deep}}}',
        opening * levels,
    ):
        assert send(body, **JSON)[0] == 400
    assert sys.getrecursionlimit() == limit
