"""A write that is sent again with the same Idempotency-Key gets the first answer again.

Powertools Idempotency keeps the answers in DynamoDB for a day, bound to the caller, the route and the key; of
the body a hash is kept, so that a key is not reused for something else. Without the header nothing of this is
imported or asked.

What failed may be tried again with the same key, except where Medusa has or may have done it all the same and
would do it a second time: then the key is spent.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from aws_lambda_powertools import Logger

from commerce.aws import client_config
from commerce.caller import Caller
from commerce.errors import (
    BadRequestError,
    ConflictError,
    NotConfiguredError,
    ReusedKeyError,
    UnavailableError,
)

if TYPE_CHECKING:
    from commerce.medusa.client import Medusa

KEPT = 24 * 3600
"""Seconds for which an answer is kept."""

REPLAYED = "idempotency-replayed"
"""The header that says that an answer is the first one again."""

Answer = dict[str, Any]
Proof = Callable[["Medusa", Mapping[str, Any]], None]
"""Raises when the caller may not have the given response (its body) again."""

_KEY = re.compile(r"[\x21-\x7e]{8,255}")
_METHODS = {"POST", "PATCH"}
_CARTS = ("cartId", "id")
_MADE_ANEW = {"POST /carts", "POST /carts/items", "POST /customers/addresses"}
"""What is there twice when it is done twice. All other writes set something, or know what they have done."""
_SPENT = {"outcome": "unknown"}
"""Kept in place of an answer where there was none, or one that cannot be kept."""

logger = Logger(child=True)
_table: _Table | None = None


class _Table(NamedTuple):
    """Powertools' machinery for the table: do something once; keep `_SPENT` for a request."""

    run: Callable[..., Answer]
    spend: Callable[[Mapping[str, str]], None]


class _NotKeptError(Exception):
    """Carries an answer that is no success past Powertools, so that the write may be tried again."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def key_of(event: Mapping[str, Any]) -> str | None:
    """Give the Idempotency-Key of a write, if it has one.

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


def get_ready() -> None:
    """Make what keeps answers where there is a table, and send nothing: for a snapshot."""
    if os.environ.get("IDEMPOTENCY_TABLE"):
        _ready()


def proven_by_key(_medusa: Medusa, _response: Mapping[str, Any]) -> None:
    """Prove nothing: for routes of customers alone, whose keys are bound to the customer."""


def answer_once(
    event: Mapping[str, Any],
    context: Any,
    medusa: Medusa,
    key: str,
    answer: Callable[[], Answer],
    prove: Proof,
) -> Answer:
    """Give ``answer()``, for which ``medusa`` is asked, or the answer that the same request got before.

    Raises
    ------
    NotFoundError, UnauthorizedError, ForbiddenError
        What the stored response is about is no longer there, or no longer the caller's.
    ConflictError
        The same request is in progress, or it is not known whether it was done before.
    ReusedKeyError
        The key was used with another body.
    UnavailableError
        The table cannot be reached; nothing was done.
    """
    from aws_lambda_powertools.utilities.idempotency import exceptions

    request = {
        "key": "|".join((_holder(event, medusa.caller), event["routeKey"], event["rawPath"], key)),
        "body": f"{(event.get('headers') or {}).get('x-currency', '').upper()}|{event.get('body') or ''}",
    }
    done: list[Answer] = []

    def work() -> Answer:
        done.append(answer())
        if done[0]["statusCode"] < 400:
            return done[0]
        if medusa.wrote and event["routeKey"] in _MADE_ANEW:
            return _SPENT
        raise _NotKeptError(done[0])

    try:
        kept = _ready().run(request=request, work=work, context=context)
    except _NotKeptError as failed:
        return failed.answer
    except exceptions.IdempotencyAlreadyInProgressError:
        message = "The same request is still in progress, try again shortly"
        raise ConflictError(message, retry_after=1, code="request_in_progress") from None
    except exceptions.IdempotencyValidationError:
        raise ReusedKeyError from None
    except exceptions.IdempotencyPersistenceLayerError as failure:
        logger.exception("The idempotency table cannot be used")
        if not done:
            raise UnavailableError from failure
        # What was done is done: the client learns of it, though it cannot be kept.
        if medusa.wrote and event["routeKey"] in _MADE_ANEW:
            _spend(request, failure)
        return done[0]
    if done:
        return done[0]
    if kept.keys() >= _SPENT.keys():
        message = "The first request with this Idempotency-Key was done, or may have been: read before"
        raise ConflictError(f"{message} you send it again, with another key", code="outcome_unknown")
    prove(medusa, json.loads(kept["body"]))
    return kept


def _holder(event: Mapping[str, Any], caller: Caller) -> str:
    """Tell apart who may share a key: a customer, the holders of a cart, else who calls from one address."""
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


def _spend(request: Mapping[str, str], failure: Exception) -> None:
    """Keep that the key is spent where the table refused an answer, as one that is too large (400 kB).

    A table that does not answer is not asked again: the shopper waits.
    """
    from botocore.exceptions import ClientError

    if isinstance(failure.__cause__, ClientError):
        with contextlib.suppress(ClientError):
            _ready().spend(request)


def _ready() -> _Table:
    """Make the table's machinery when it is first needed."""
    global _table  # noqa: PLW0603
    if _table is not None:
        return _table
    from aws_lambda_powertools.utilities.idempotency import (
        DynamoDBPersistenceLayer,
        IdempotencyConfig,
        idempotent_function,
    )

    name = os.environ.get("IDEMPOTENCY_TABLE")
    if not name:
        raise NotConfiguredError("The service is not configured: IDEMPOTENCY_TABLE is missing")
    config = IdempotencyConfig(
        event_key_jmespath="key",
        payload_validation_jmespath="body",
        raise_on_no_idempotency_key=True,
        expires_after_seconds=KEPT,
        hash_function="sha256",
        response_hook=_replayed,
    )

    store = DynamoDBPersistenceLayer(table_name=name, boto_config=client_config())

    @idempotent_function(  # type: ignore[untyped-decorator]
        data_keyword_argument="request",
        persistence_store=store,
        config=config,
        key_prefix="medusa-bundle",
    )
    def once(*, request: Mapping[str, str], work: Callable[[], Answer]) -> Answer:  # noqa: ARG001
        return work()

    def run(*, request: Mapping[str, str], work: Callable[[], Answer], context: Any) -> Answer:
        config.register_lambda_context(context)
        answer: Answer = once(request=request, work=work)
        return answer

    def spend(request: Mapping[str, str]) -> None:
        store.save_success(data=dict(request), result=_SPENT)

    _table = _Table(run, spend)
    return _table


def _replayed(response: Any, idempotent_data: object) -> Any:  # noqa: ARG001 - Powertools names them
    response.setdefault("headers", {})[REPLAYED] = "true"
    return response
