"""Responses are compressed for clients that accept it."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from commerce.api import MAX_RESPONSE, Api
from commerce.compression import WORTHWHILE
from commerce.models.common import Model

from local.function_events import event

WORDS = {"text": "ä" * WORTHWHILE}

api = Api("things")


class Thing(Model):
    text: str


@api.get("/things/<size>")
def get_thing(size: str) -> Thing:
    return Thing(text="ä" * int(size))


def call(size: int, **headers: str) -> dict[str, Any]:
    context = LambdaContext()
    context._aws_request_id = "request-1"
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.handle(event("GET /things/{size}", str(size), headers=sent), context)


@pytest.mark.parametrize("accepted", ["gzip", "br;q=1.0, GZIP;q=0.8", "deflate, gzip"])
def test_a_long_response_is_compressed(accepted: str) -> None:
    response = call(WORTHWHILE, accept_encoding=accepted)
    assert (response["headers"]["content-encoding"], response["isBase64Encoded"]) == ("gzip", True)
    assert json.loads(gzip.decompress(base64.b64decode(response["body"]))) == WORDS
    assert response["headers"]["content-type" if "content-type" in response["headers"] else "Content-Type"]


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity, gzip; q=0.000", "xgzip"])
def test_a_client_that_does_not_accept_it_gets_json(accepted: str) -> None:
    response = call(WORTHWHILE, accept_encoding=accepted)
    assert "content-encoding" not in response["headers"]
    assert json.loads(response["body"]) == WORDS


def test_a_short_response_is_left_as_it_is() -> None:
    assert json.loads(call(10, accept_encoding="gzip")["body"]) == {"text": "ä" * 10}


def test_what_counts_is_the_size_that_is_sent() -> None:
    size = MAX_RESPONSE // 2 + 1  # two bytes each
    assert call(size)["statusCode"] == 400
    assert call(size, accept_encoding="gzip")["statusCode"] == 200
