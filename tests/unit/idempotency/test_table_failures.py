"""When DynamoDB fails: nothing is done twice, no shopper waits, and the log names the cause."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from commerce import aws
from commerce.api import logger

from local.function_events import ANNA
from tests.support.upstream import Upstream, hang, reset
from tests.unit.idempotency.shop import Shop


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
