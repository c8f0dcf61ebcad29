"""A retried write with the same Idempotency-Key gets the first response.

Powertools' store has a record of each key in DynamoDB for a day, bound to the caller, the route and the key,
with a hash of the body, so that a key is not reused for something else. Without the header nothing of this is
imported or called.

A failed write may be retried with the same key, unless Medusa has done it, or may have, and would do it
twice: then the key is spent. It is also spent when the function ended before it could store the outcome of
such a write.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from commerce import aws
from commerce.caller import Caller
from commerce.deadline import LAST, Deadline
from commerce.errors import BadRequestError, ConflictError, IdempotencyKeyReusedError, NotConfiguredError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer
    from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord

    from commerce.medusa.transport.client import Medusa

KEPT = 24 * 3600
"""Seconds for which a response is stored."""

MAX_STORED = 390 * 1024
"""Bytes of a response that is stored: DynamoDB takes 400 KB, the record's other fields included."""

REPLAYED = "idempotency-replayed"
"""The header of a replayed response."""

Answer = dict[str, Any]
Proof = Callable[["Medusa", Mapping[str, Any]], None]
"""Raises when the caller may not have the given response (its body) again."""

_KEY = re.compile(r"[\x21-\x7e]{8,255}")
_METHODS = {"POST", "PATCH"}
_CARTS = ("cartId", "id")
_NOT_REPEATABLE = {
    "POST /carts",
    "POST /carts/items",
    "POST /customers/addresses",
    "POST /orders/{id}/reorder",
    "POST /orders/{id}/returns",
}
"""Writes that create a second record when they are repeated. All other writes set something, or recognise
themselves: they are repeated when the outcome of the first one is not known."""
_UNKNOWN = {"outcome": "unknown"}
"""Stored in place of a response that is missing or cannot be stored."""

_table: DynamoDBPersistenceLayer | None = None


def key_of(event: Mapping[str, Any]) -> str | None:
    """Return the Idempotency-Key of a write, if it has one.

    Raises
    ------
    BadRequestError
        It is shorter than 8 or longer than 255 characters, or has blanks in it.
    """
    headers = event.get("headers") or {}
    key: str | None = headers.get("idempotency-key")
    if key is None or event["requestContext"]["http"]["method"] not in _METHODS:
        return None
    if not _KEY.fullmatch(key):
        message = "Idempotency-Key must be 8 to 255 characters without blanks"
        raise BadRequestError(message, path="header.idempotency-key")
    return key


def prime() -> None:
    """Create the store if there is a table, and send nothing: for a snapshot."""
    if os.environ.get("IDEMPOTENCY_TABLE"):
        _ready()


def proven_by_key(_medusa: Medusa, _response: Mapping[str, Any]) -> None:
    """Prove nothing: for routes of customers only, whose keys are bound to the customer."""


def answer_once(
    event: Mapping[str, Any],
    context: Any,
    medusa: Medusa,
    key: str,
    answer: Callable[[], Answer],
    prove: Proof,
) -> Answer:
    """Return ``answer()``, which calls ``medusa``, or the response that the same request got before.

    Raises
    ------
    NotFoundError, UnauthorizedError, ForbiddenError
        What the stored response is about is no longer there, or no longer the caller's.
    ConflictError
        The same request is in progress, or it is not known whether it was done before.
    IdempotencyKeyReusedError
        The key was used with another body.
    UnavailableError, NotConfiguredError
        The table cannot be reached, or refuses the function; nothing was done.
    """
    request = {
        "key": "|".join((_holder(event, medusa.caller), event["routeKey"], event["rawPath"], key)),
        "body": f"{(event.get('headers') or {}).get('x-currency', '').upper()}|{event.get('body') or ''}",
    }
    is_repeatable = event["routeKey"] not in _NOT_REPEATABLE
    earlier = _claimed(request, context, is_repeatable)
    if earlier:
        kept = _answer_of(earlier, context, is_repeatable)
        prove(medusa, json.loads(kept["body"]))
        kept.setdefault("headers", {})[REPLAYED] = "true"
        return kept
    given = answer()
    _close(request, context, _outcome(given, is_spent=medusa.stats.wrote and not is_repeatable))
    return given


def _claimed(request: dict[str, str], context: Any, is_repeatable: bool) -> DataRecord | None:
    """Mark a request as in progress, unless its key is in use: then return the record of the earlier one.

    A mark ends with the function's time, and the next request takes the key. It does not end for what a retry
    would create twice: the function may have ended after Medusa's write.
    """
    from aws_lambda_powertools.utilities.idempotency import exceptions

    table = _ready()
    seconds = context.get_remaining_time_in_millis() / 1000 if is_repeatable else KEPT
    try:
        left = Deadline.of(context).left()
        aws.in_time(lambda: table.save_inprogress(request, int(seconds * 1000)), min(aws.LIMIT, left))
    except exceptions.IdempotencyItemAlreadyExistsError as found:
        return found.old_data_record or table.get_record(request)
    except exceptions.IdempotencyValidationError:
        raise IdempotencyKeyReusedError from None
    except aws.failures() as failure:
        raise aws.explained(failure, "the idempotency table") from failure
    return None


def _answer_of(record: DataRecord, context: Any, is_repeatable: bool) -> Answer:
    """Return the response in a record.

    Raises
    ------
    ConflictError
        There is none: the request is in progress, or it is not known what became of it.
    """
    if record.status == "COMPLETED":
        kept = record.response_json_as_dict() or _UNKNOWN
        if kept.keys() >= _UNKNOWN.keys():
            raise _unknown()
        return kept
    # Both have the same function's time, and this one has just begun.
    ends = int(record.expiry_timestamp or 0) - KEPT + context.get_remaining_time_in_millis() / 1000
    if not is_repeatable and ends < time.time():
        raise _unknown()
    message = "The same request is still in progress, try again shortly"
    raise ConflictError(message, retry_after=1, code="request_in_progress")


def _unknown() -> ConflictError:
    message = "The first request with this Idempotency-Key was done, or may have been: read before"
    return ConflictError(f"{message} you send it again, with another key", code="outcome_unknown")


def _outcome(given: Answer, *, is_spent: bool) -> Answer | None:
    """Return what is stored of a finished request; None where its key may be used again."""
    if given["statusCode"] < 400 and len(json.dumps(given)) <= MAX_STORED:
        return given
    return _UNKNOWN if is_spent else None


def _close(request: dict[str, str], context: Any, outcome: Answer | None) -> None:
    """Store a request's outcome in the time that is left; without one, drop its mark.

    The client gets the response even if it cannot be stored. Then the mark stays.
    """
    table = _ready()

    def write() -> None:
        if outcome is None:
            table.delete_record(request, Exception())
        else:
            table.save_success(request, outcome)

    try:
        aws.in_time(write, min(aws.LIMIT, Deadline.of(context, LAST).left()))
    except aws.failures() as failure:
        aws.explained(failure, "the idempotency table")


def _holder(event: Mapping[str, Any], caller: Caller) -> str:
    """Return who may share a key: a customer, the holders of a cart, else callers from one address."""
    if caller.subject:
        return f"customer:{caller.subject}"
    parameters = event.get("pathParameters") or {}
    cart = next((parameters[name] for name in _CARTS if name in parameters), None) or _cart_in_body(event)
    return f"cart:{cart}" if cart else f"address:{event['requestContext']['http'].get('sourceIp', '')}"


def _cart_in_body(event: Mapping[str, Any]) -> str | None:
    try:
        body = json.loads(event.get("body") or "{}")
    except (ValueError, RecursionError):
        return None
    cart = body.get("cartId") if isinstance(body, dict) else None
    return cart if isinstance(cart, str) else None


def _ready() -> DynamoDBPersistenceLayer:
    """Create the table's store when it is first needed."""
    global _table  # noqa: PLW0603
    if _table is not None:
        return _table
    from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, IdempotencyConfig

    name = os.environ.get("IDEMPOTENCY_TABLE")
    if not name:
        raise NotConfiguredError("The service is not configured: IDEMPOTENCY_TABLE is missing")
    config = IdempotencyConfig(
        event_key_jmespath="key",
        payload_validation_jmespath="body",
        raise_on_no_idempotency_key=True,
        expires_after_seconds=KEPT,
        hash_function="sha256",
    )
    _table = DynamoDBPersistenceLayer(table_name=name, boto_config=aws.client_config())
    _table.configure(config, key_prefix="medusa-bundle")
    return _table
