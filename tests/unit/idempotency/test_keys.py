"""Idempotency-Key: a shopper whose response got lost must not buy twice, nor see another's response."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from commerce import idempotency

from local.function_events import ANNA, Context, event
from tests.unit.idempotency.shop import BEN, KEY, Shop


def test_the_first_response_comes_again_and_says_so() -> None:
    shop = Shop()
    first, second = shop.post(caller=ANNA), shop.post(caller=ANNA)
    assert (first[0], first[1]) == (second[0], second[1]) == (201, {"number": 1})
    assert idempotency.REPLAYED not in first[2]
    assert second[2][idempotency.REPLAYED] == "true"
    assert second[2]["content-type"] == "application/json"


def test_without_a_key_nothing_is_read_from_the_table(table: Any) -> None:
    shop = Shop()
    assert [shop.post(key=None)[1]["number"] for _ in range(2)] == [1, 2]
    assert idempotency._table is None
    assert table.item_count == 0


def test_another_body_is_422() -> None:
    shop = Shop()
    shop.post({"cartId": "a"}, caller=ANNA)
    status, body, _ = shop.post({"cartId": "b"}, caller=ANNA)
    assert (status, body["error"], shop.made) == (422, "Unprocessable Entity", 1)


def test_the_same_request_in_progress_is_409() -> None:
    shop = Shop()
    inner: list[Any] = []
    shop.meanwhile.append(lambda: inner.append(shop.post(caller=ANNA)))
    outer = shop.post(caller=ANNA)
    assert outer[0] == 201
    assert (inner[0][0], inner[0][2]["retry-after"]) == (409, "1")
    assert shop.made == 1


def test_a_key_is_the_callers_own() -> None:
    shop = Shop()
    numbers = [
        shop.post(caller=ANNA)[1]["number"],
        shop.post(caller=BEN)[1]["number"],
        shop.post()[1]["number"],
        shop.post({"cartId": "cart_1"})[1]["number"],
        shop.post({"cartId": "cart_2"})[1]["number"],
    ]
    assert numbers == [1, 2, 3, 4, 5]
    assert shop.post({"cartId": "cart_1"})[1]["number"] == 4


def test_a_cart_is_found_in_a_body_without_a_content_type() -> None:
    """It arrives in Base64: from another network the same request would be done again."""
    shop = Shop()
    body = base64.b64encode(b'{"cartId": "cart_1"}').decode()
    numbers = []
    for address in ("192.0.2.1", "192.0.2.2"):
        sent = event("POST /things", body=body, headers={"idempotency-key": KEY}) | {"isBase64Encoded": True}
        del sent["headers"]["content-type"]
        sent["requestContext"]["http"]["sourceIp"] = address
        numbers.append(json.loads(shop.api.handle(sent, Context())["body"])["number"])  # type: ignore[arg-type]
    assert numbers == [1, 1]
    assert shop.post({"cartId": "cart_1"})[1]["number"] == 1


def test_guests_without_a_cart_share_a_key_only_from_one_address() -> None:
    shop = Shop()
    here, there = (event("POST /things", body={}, headers={"idempotency-key": KEY}) for _ in range(2))
    here["requestContext"]["http"]["sourceIp"] = "192.0.2.1"
    there["requestContext"]["http"]["sourceIp"] = "192.0.2.2"
    numbers = [
        json.loads(shop.api.handle(sent, Context())["body"])["number"]  # type: ignore[arg-type]
        for sent in (here, there, here)
    ]
    assert numbers == [1, 2, 1]


def test_what_failed_may_be_tried_again_with_the_same_key() -> None:
    shop = Shop()
    assert shop.post({"fail": True}, caller=ANNA)[0] == 400
    assert shop.post({"fail": False}, caller=ANNA)[0] == 201


@pytest.mark.parametrize("key", ["", "short", "with blanks in it", "x" * 256, "ümläut-key"])
def test_a_key_that_is_none_is_400(key: str) -> None:
    status, body, _ = Shop().post(key=key)
    assert status == 400
    assert body["details"][0]["path"] == "header.idempotency-key"


def test_a_read_has_no_use_for_a_key() -> None:
    assert Shop().post(route="GET /things", key="x")[0] == 200
