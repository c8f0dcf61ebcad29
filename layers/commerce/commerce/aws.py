"""How SSM and DynamoDB are called while a shopper waits, and what their failures mean."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from aws_lambda_powertools import Logger

from commerce.errors import CommerceError, NotConfiguredError, UnavailableError

if TYPE_CHECKING:
    from botocore.config import Config

CONNECT_TIMEOUT = 1.0
READ_TIMEOUT = 1.5
ATTEMPTS = 2
LIMIT = 2.5
"""Seconds that a call may take in total, with its second attempt: boto3 limits only the parts of each."""

T = TypeVar("T")

_ACTION = re.compile(r"\b(?:ssm|kms|dynamodb):[A-Za-z]+")

logger = Logger(child=True)


def client_config() -> Config:
    """Return the limits of a client; boto3's own outlast the function."""
    from botocore.config import Config  # boto3 is imported when it is first needed, see `commerce.settings`

    retries: Any = {"total_max_attempts": ATTEMPTS, "mode": "standard"}
    return Config(connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT, retries=retries)


def in_time(call: Callable[[], T], seconds: float = LIMIT) -> T:
    """Return ``call()``; a call that takes longer than ``seconds`` is left to itself.

    Raises
    ------
    TimeoutError
        It took longer.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except Exception as error:
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return outcome.result(timeout=max(seconds, 0.0))


def failures() -> tuple[type[Exception], ...]:
    """Return what a call may fail with."""
    from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    return (GetParameterError, BotoCoreError, ClientError, ResponseParserError, TimeoutError)


def explained(failure: Exception, what: str) -> CommerceError:
    """Log why a call failed, and return the error to raise.

    `UnavailableError` for what heals without an operator: throttling, a timeout, the network, a fault of
    AWS. `NotConfiguredError` for all else: a permission, a key, credentials, a table that is not there.

    Parameters
    ----------
    failure
        One of `failures`.
    what
        What cannot be used, for a person: ``the store settings``.
    """
    from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
    from botocore.exceptions import ClientError

    cause = failure
    if isinstance(failure, GetParameterError) and isinstance(failure.__context__, Exception):
        cause = failure.__context__
    response: Any = cause.response if isinstance(cause, ClientError) else {}
    reason = response.get("Error", {}).get("Code") or type(cause).__name__
    if _heals(cause, response):
        logger.warning("AWS cannot be reached", what=what, reason=reason)
        return UnavailableError()
    action = _ACTION.search(str(cause))
    logger.error(
        "AWS refuses a call: an operator must act", what=what, reason=reason, action=action and action[0]
    )
    return NotConfiguredError(f"The service is not configured: {what} cannot be used, see the log")


def _heals(cause: Exception, response: dict[str, Any]) -> bool:
    """Return whether boto3, which knows all throttling codes, would retry it."""
    from botocore.parsers import ResponseParserError
    from botocore.retries import standard

    if isinstance(cause, TimeoutError | ResponseParserError):
        return True
    if response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return True
    context = standard.RetryContext(1, parsed_response=response, caught_exception=cause)
    checks = (standard.TransientRetryableChecker(), standard.ThrottledRetryableChecker())
    return any(check.is_retryable(context) for check in checks)
