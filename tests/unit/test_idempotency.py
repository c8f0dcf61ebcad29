"""Idempotency-Key: a shopper whose response got lost must not buy twice, nor see another's response."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from commerce import aws, idempotency
from commerce.api import Api, logger
from commerce.errors import BadRequestError, UpstreamError
from commerce.medusa.transport import client, connections
from commerce.models.common import Model, OmitNone, Request
from moto import mock_aws

from local.function_events import ANNA, Context, event
from tests.conftest import Configure
from tests.support.upstream import Upstream, hang, hang_up, reset

KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"
BEN = ANNA | {"id": "ben", "email": "ben@lab.local"}


class Made(Model):
    number: int
    cart_id: OmitNone[str] = None


class Make(Request):
    cart_id: str | None = None
    fail: bool = False


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("IDEMPOTENCY_TABLE", "answers")
    monkeypatch.setattr(idempotency, "_table", None)
    with mock_aws():
        dynamodb = boto3.resource("dynamodb", region_name="eu-central-1")
        yield dynamodb.create_table(
            TableName="answers",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )


class Shop:
    """A function that counts what it makes."""

    def __init__(self) -> None:
        self.made = 0
        self.api = Api("things")
        self.meanwhile: list[Any] = []

        @self.api.post("/things", status_code=201)
        def make(body: Make) -> Made:
            if body.fail:
                raise BadRequestError("no")
            self.made += 1
            if self.meanwhile:
                self.meanwhile.pop()()
            return Made(number=self.made, cart_id=body.cart_id)

        @self.api.get("/things")
        def count() -> Made:
            return Made(number=self.made)

    def post(self, body: Any = None, key: str | None = KEY, **kwargs: Any) -> tuple[int, Any, dict[str, str]]:
        headers = {"idempotency-key": key} if key is not None else {}
        context = Context(kwargs.pop("seconds", 10))
        route = kwargs.pop("route", "POST /things")
        sent = event(route, *["x_1"] * route.count("{"), body=body or {}, headers=headers, **kwargs)
        answer = self.api.handle(sent, context)  # type: ignore[arg-type]
        headers = {
            name.lower(): value[0] if isinstance(value, list) else value
            for name, value in answer["headers"].items()
        }
        return answer["statusCode"], json.loads(answer["body"]), headers


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


def test_without_the_table_nothing_is_done(table: Any) -> None:
    table.delete()
    logger.registered_handler.setStream(io.StringIO())  # type: ignore[attr-defined]
    shop = Shop()
    assert (shop.post(caller=ANNA)[0], shop.made) == (500, 0)


def test_a_hanging_table_times_out_before_the_function(
    monkeypatch: pytest.MonkeyPatch, upstream: Upstream
) -> None:
    """boto3's own limits would outlast the function, and the shopper would get API Gateway's 500."""
    logger.registered_handler.setStream(io.StringIO())  # type: ignore[attr-defined]
    monkeypatch.setattr(aws, "READ_TIMEOUT", 0.1)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", upstream.url)
    upstream.script(*[hang] * 10)
    shop = Shop()
    assert (shop.post(caller=ANNA)[0], shop.made) == (503, 0)
    assert len(upstream.seen) == aws.ATTEMPTS


def refused(code: str, status: int = 400) -> tuple[int, dict[str, str]]:
    """Return DynamoDB's response to a call that it refuses."""
    said = (
        "User: arn:aws:sts::123456789012:assumed-role/x is not authorized to perform: dynamodb:PutItem on y"
    )
    return status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": said}


@pytest.mark.parametrize(
    ("response", "status", "level"),
    [
        (refused("AccessDeniedException"), 500, "ERROR"),
        (refused("ResourceNotFoundException"), 500, "ERROR"),
        (refused("ExpiredTokenException"), 500, "ERROR"),
        (refused("UnrecognizedClientException"), 500, "ERROR"),
        (refused("ValidationException"), 500, "ERROR"),
        (refused("ProvisionedThroughputExceededException"), 503, "WARNING"),
        (refused("ThrottlingException"), 503, "WARNING"),
        (refused("InternalServerError", 500), 503, "WARNING"),
        (reset, 503, "WARNING"),
    ],
    ids=lambda value: value[1]["__type"].partition("#")[2] if isinstance(value, tuple) else "",
)
def test_try_again_is_said_only_of_what_heals(
    monkeypatch: pytest.MonkeyPatch,
    upstream: Upstream,
    caplog: pytest.LogCaptureFixture,
    response: Any,
    status: int,
    level: str,
) -> None:
    """An operator finds the cause in the log, and no account in it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", upstream.url)
    upstream.script(*[response] * aws.ATTEMPTS)
    shop = Shop()
    answered, body, headers = shop.post(caller=ANNA)
    assert (answered, shop.made) == (status, 0)
    assert ("retry-after" in headers) == (status == 503)
    [said] = [vars(record) for record in caplog.records if hasattr(record, "reason")]
    reason = response[1]["__type"].partition("#")[2] if isinstance(response, tuple) else said["reason"]
    assert (said["levelname"], said["reason"]) == (level, reason)
    assert said.get("action") == (None if level == "WARNING" else "dynamodb:PutItem")
    assert "123456789012" not in str(said) + json.dumps(body)


def test_a_table_that_hangs_at_the_end_keeps_no_shopper_waiting(
    monkeypatch: pytest.MonkeyPatch, upstream: Upstream
) -> None:
    """The work is done: the client gets the response in Lambda's time, though the key is not yet free."""
    logger.registered_handler.setStream(io.StringIO())  # type: ignore[attr-defined]
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", upstream.url)
    upstream.script({}, *[hang] * aws.ATTEMPTS)
    shop = Shop()
    assert (shop.post(caller=ANNA, seconds=1.5)[0], shop.made) == (201, 1)
    assert len(upstream.seen) == 2  # it did not wait for another attempt


def test_what_was_done_is_reported_even_when_it_cannot_be_stored(table: Any) -> None:
    logger.registered_handler.setStream(io.StringIO())  # type: ignore[attr-defined]
    shop = Shop()
    shop.meanwhile.append(table.delete)
    assert (shop.post(caller=ANNA)[0], shop.made) == (201, 1)


def test_a_missing_table_name_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IDEMPOTENCY_TABLE")
    status, body, _ = Shop().post()
    assert status == 500
    assert "IDEMPOTENCY_TABLE" in body["message"]


def selling(shop: Shop, route: str = "POST /carts", then: Any = lambda: None) -> Shop:
    """Make the function write to Medusa after a read, as the real ones do."""

    @shop.api.post(route.partition(" ")[2].replace("{", "<").replace("}", ">"), status_code=201)
    def make(id: str = "") -> Made:
        shop.api.medusa.get("regions")
        shop.api.medusa.post("carts")
        return Made(number=1, cart_id=then())

    return shop


@pytest.fixture
def medusa(upstream: Upstream, configure: Configure, monkeypatch: pytest.MonkeyPatch) -> Upstream:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    monkeypatch.setattr(client, "_pool", connections.new_pool())
    monkeypatch.setattr(client, "backoff", lambda attempt: 0.001)
    upstream.on("GET /store/regions", *[{"regions": []}] * 3)
    logger.registered_handler.setStream(io.StringIO())  # type: ignore[attr-defined]
    return upstream


@pytest.mark.parametrize(
    ("lost", "status"),
    [(reset, 502), (hang_up, 502), ((500, {}), 502), ((504, {}), 504), (b"<html>", 502)],
    ids=["reset", "cut", "500", "504", "html"],
)
def test_a_write_that_may_be_done_is_not_repeated(medusa: Upstream, lost: Any, status: int) -> None:
    """Or there would be two of an item that the shopper wanted once."""
    medusa.on("POST /store/carts", lost, {"cart": {}}, {"cart": {}})
    shop = selling(Shop())
    statuses = [shop.post(route="POST /carts", caller=ANNA)[0] for _ in range(3)]
    assert statuses == [status, 409, 409]
    assert medusa.asked.count("POST /store/carts") == 1
    assert shop.post(route="POST /carts", key="another-key", caller=ANNA)[0] == 201


def _unreadable() -> str:
    raise UpstreamError


def test_what_was_done_and_could_not_be_shown_is_not_done_again(medusa: Upstream) -> None:
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    shop = selling(Shop(), then=_unreadable)
    assert [shop.post(route="POST /carts", caller=ANNA)[0] for _ in range(2)] == [502, 409]
    assert medusa.asked.count("POST /store/carts") == 1


def test_a_write_with_a_too_large_response_is_not_repeated(medusa: Upstream) -> None:
    """DynamoDB keeps 400 kB at most: the same request would run again when the first one's time is over."""
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    shop = selling(Shop(), then=lambda: "x" * 450_000)
    status, body, _ = shop.post(route="POST /carts", caller=ANNA)
    assert (status, len(body["cartId"])) == (201, 450_000)
    assert shop.post(route="POST /carts", caller=ANNA)[0] == 409
    [kept] = boto3.resource("dynamodb", region_name="eu-central-1").Table("answers").scan()["Items"]
    assert kept["status"] == "COMPLETED"


def _end() -> None:
    """End the function in the middle of a request, as Lambda does at its time limit."""
    raise SystemExit


def end_in_the_middle(shop: Shop, route: str, table: Any) -> None:
    """End the first call before it responds, a minute ago: longer than a function may take."""
    with pytest.raises(SystemExit):
        shop.post(route=route, caller=ANNA)
    status, body, headers = shop.post(route=route, caller=ANNA)
    assert (status, body["code"], headers["retry-after"]) == (409, "request_in_progress", "1")
    [record] = table.scan()["Items"]
    table.put_item(
        Item=record
        | {
            "expiration": record["expiration"] - 60,
            "in_progress_expiration": record["in_progress_expiration"] - 60_000,
        }
    )


@pytest.mark.parametrize("route", sorted(idempotency._MADE_ANEW))
def test_a_write_of_an_ended_function_is_not_repeated(medusa: Upstream, table: Any, route: str) -> None:
    """As when it runs out of memory after Medusa's write: no one knows whether it was done."""
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    endings = [_end]
    shop = selling(Shop(), route, then=lambda: endings.pop()() if endings else None)
    end_in_the_middle(shop, route, table)
    for _ in range(2):
        status, body, headers = shop.post(route=route, caller=ANNA)
        assert (status, body["code"], "retry-after" in headers) == (409, "outcome_unknown", False)
    assert medusa.asked.count("POST /store/carts") == 1
    assert shop.post({"name": "other"}, route=route, caller=ANNA)[0] == 422
    assert shop.post(route=route, key="another-key", caller=ANNA)[0] == 201


def test_a_repeatable_write_runs_again_after_the_function_ended(medusa: Upstream, table: Any) -> None:
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    endings = [_end]
    shop = selling(Shop(), "POST /orders", then=lambda: endings.pop()() if endings else None)
    end_in_the_middle(shop, "POST /orders", table)
    assert shop.post(route="POST /orders", caller=ANNA)[0] == 201


def test_a_repeatable_write_runs_again_without_a_stored_response(
    medusa: Upstream,
) -> None:
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    shop = selling(Shop(), "POST /orders", then=lambda: "x" * 450_000)
    assert [shop.post(route="POST /orders", caller=ANNA)[0] for _ in range(2)] == [201, 201]


@pytest.mark.parametrize("length", [-100, 1000])
def test_a_response_is_stored_as_long_as_dynamodb_keeps_it(medusa: Upstream, length: int) -> None:
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    size = idempotency.MAX_STORED - 500 + length
    shop = selling(Shop(), then=lambda: "x" * size)
    assert [shop.post(route="POST /carts", caller=ANNA)[0] for _ in range(2)] == [
        201,
        201 if length < 0 else 409,
    ]


def test_a_write_is_reported_if_nothing_can_be_stored(medusa: Upstream, table: Any) -> None:
    medusa.on("POST /store/carts", {"cart": {}})
    shop = selling(Shop(), then=lambda: table.delete() and None)
    assert shop.post(route="POST /carts", caller=ANNA)[0] == 201


@pytest.mark.parametrize("refused", [(400, {}), (404, {}), (429, {})])
def test_a_refused_write_may_be_retried_with_the_same_key(medusa: Upstream, refused: Any) -> None:
    medusa.on("POST /store/carts", refused, {"cart": {}})
    shop = selling(Shop())
    assert shop.post(route="POST /carts", caller=ANNA)[0] == refused[0]
    assert shop.post(route="POST /carts", caller=ANNA)[0] == 201


def test_an_unsent_write_may_be_retried_with_the_same_key(medusa: Upstream, configure: Configure) -> None:
    medusa.on("POST /store/carts", {"cart": {}})
    configure()  # an address at which no one listens
    shop = Shop()

    @shop.api.post("/carts", status_code=201)
    def make() -> Made:
        shop.api.medusa.post("carts")
        return Made(number=1)

    assert shop.post(route="POST /carts", caller=ANNA)[0] == 502
    configure(MEDUSAJS_BASE_URL=medusa.url)
    assert shop.post(route="POST /carts", caller=ANNA)[0] == 201


def test_a_read_that_failed_leaves_the_key_as_it_was(medusa: Upstream) -> None:
    medusa._routes.clear()
    medusa.on("GET /store/regions", (500, {}), {"regions": []})
    medusa.on("POST /store/carts", {"cart": {}})
    shop = selling(Shop())
    assert [shop.post(route="POST /carts", caller=ANNA)[0] for _ in range(2)] == [502, 201]


def test_what_is_the_same_when_done_twice_is_tried_again(medusa: Upstream) -> None:
    """An order is given again, an address is set again: a key must not stand in the shopper's way."""
    medusa.on("POST /store/carts", reset, {"cart": {}})
    shop = selling(Shop(), "POST /orders")
    assert [shop.post(route="POST /orders", caller=ANNA)[0] for _ in range(2)] == [502, 201]
