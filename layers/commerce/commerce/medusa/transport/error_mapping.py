"""Turn Medusa's refusals into the contract's errors.

Medusa reports the cause in ``message``; some of its statuses differ from the contract's, and its text may
name its inner workings. So each refusal that a client can bring about has a code and a sentence in
`refusals.RULES`, and all others get a general one. Medusa's own words go to the log.

A refusal is about the current state (409) unless the request that Medusa refused named what is wrong. Only
the route knows that: with `blamed_on` the refusal becomes a 400 on that field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from aws_lambda_powertools import Logger

from commerce import settings
from commerce.errors import (
    ApiKeyRejectedError,
    BadRequestError,
    CommerceError,
    ConflictError,
    Detail,
    ForbiddenError,
    NotFoundError,
    NotSupportedError,
    PaymentActionError,
    PaymentFailedError,
    TooManyRequestsError,
    UnauthorizedError,
    UpstreamError,
    UpstreamTimeoutError,
)
from commerce.mappers import payments
from commerce.medusa.transport.refusals import RULES, Rule

logger = Logger(child=True)

_MOST = 500
"""Characters that are read of Medusa's message: it may repeat a client's text, which could be long."""

_COMPILED = tuple((rule, re.compile(rule.pattern, re.I)) for rule in RULES)

_TOLD_BY_500 = {"lock_contention", "payment_provider_failed"}

_LOCK_SECONDS = 1
"""When to try again after another request held a cart's lock: Medusa holds it for one write."""


@contextmanager
def blamed_on(**fields: str) -> Iterator[None]:
    """Turn a refusal into a 400 on the request's field that brought it about: code → path of the field.

    >>> with blamed_on(out_of_stock="body.quantity"):  # doctest: +SKIP
    ...     medusa.post("carts", cart_id, "line-items", body=line)

    Raises
    ------
    BadRequestError
        Medusa refused with one of the codes.
    """
    try:
        yield
    except CommerceError as refused:
        if path := fields.get(refused.code):
            said = _SAID_OF_FIELDS.get(refused.code, refused.message)
            raise BadRequestError(said, path=path, code=refused.code) from refused
        raise


_SAID_OF_FIELDS = {
    "out_of_stock": "There is not enough stock for this quantity",
    "not_for_sale": "This product is not for sale here",
    "no_price": "This product has no price in the cart's currency",
}


def refusal(status: int, body: Any, headers: Mapping[str, str]) -> CommerceError:
    """Return the contract's error for an unsuccessful response of Medusa.

    A 404 without JSON is a route that this Medusa does not have; a missing record is a 404 in JSON.
    """
    said = _words(body)
    if waiting := _waiting_payment(said, body):
        return waiting
    for rule, pattern in _COMPILED:
        # A 500 is Medusa's own failure whatever its text, except a lock that was not free, or a provider.
        if (status < 500 or rule.code in _TOLD_BY_500) and pattern.search(said):
            return _refused(rule)
    if status == 401:
        return _unauthorized(said)
    if status == 403 and isinstance(body, dict):
        return ForbiddenError("This belongs to another customer")
    if status == 404 and not isinstance(body, dict):
        return NotSupportedError("This needs the bundle's plugin in Medusa, which is not installed")
    if status == 404:
        return NotFoundError("Not found")
    if status == 409:
        return _refused(_LOCKED)
    if status == 429:
        return TooManyRequestsError(retry_after=_seconds(headers.get("retry-after")))
    if status in {408, 504}:
        return UpstreamTimeoutError()
    if 400 <= status < 500 and isinstance(body, dict):
        return BadRequestError("The commerce server refused this request")
    return UpstreamError()


def admin_refusal(status: int, body: Any, headers: Mapping[str, str]) -> CommerceError:
    """Return the error for a refused Admin call: there, 401 and 403 are about our key, not the caller."""
    if status in {401, 403}:
        return ApiKeyRejectedError("The service is not configured: MEDUSAJS_ADMIN_API_KEY is refused")
    if status == 404 and not isinstance(body, dict):
        return NotSupportedError("This needs the assets & services plugin in Medusa, which is not installed")
    return refusal(status, body, headers)


_LOCKED = next(rule for rule in RULES if rule.code == "lock_contention")


def _refused(rule: Rule) -> CommerceError:
    if rule is _LOCKED:
        return ConflictError(rule.message, retry_after=_LOCK_SECONDS, code=rule.code)
    details = (Detail(rule.path, rule.message),) if rule.path else ()
    return rule.error(rule.message, details=details, code=rule.code)


def _waiting_payment(said: str, body: Any) -> PaymentActionError | PaymentFailedError | None:
    """Return a payment that is not made: Medusa's completion names it, the plugin returns it."""
    if isinstance(body, dict) and isinstance(session := body.get("payment_session"), dict):
        return unpaid(session)
    return PaymentActionError() if "not authorized with the provider" in said else None


def unpaid(session: Mapping[str, Any]) -> PaymentActionError | PaymentFailedError:
    """Return the error for a session that does not pay: it waits for the shopper, or it is over."""
    if payments.status(session) in payments.OVER:
        return PaymentFailedError()
    provider_id = str(session.get("provider_id"))
    rule = settings.provider_rule(provider_id)
    url, secret = payments.redirect_url(session, rule), payments.client_secret(session, rule)
    if url is None and secret is None:
        logger.warning("A payment waits for the shopper, with neither URL nor secret", provider=provider_id)
    return PaymentActionError(redirect_url=url, client_secret=secret)


def _unauthorized(said: str) -> UnauthorizedError:
    """Distinguish a guest at a customer's record from a token that Medusa refuses; a guest sends none."""
    if "belongs to a customer" in said:
        return UnauthorizedError("This belongs to a customer: sign in to use it")
    return UnauthorizedError("Sign in again", token_rejected=True)


def _words(body: Any) -> str:
    if not isinstance(body, dict):
        return ""
    return " ".join(str(body.get(key, ""))[:_MOST] for key in ("type", "code", "message", "errors"))


def _seconds(value: str | None) -> int:
    return min(int(value), 60) if value and value.isdigit() else 1
