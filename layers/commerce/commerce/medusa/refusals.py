"""The one table that turns Medusa's refusals into the contract's errors.

Medusa says what went wrong in ``message``; some of its statuses differ from the contract's, and its words may
name its inner workings. So each refusal that a client can bring about has a sentence of ours here, and all
others get a general one. Medusa's own words go to the log.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from commerce.errors import (
    BadRequestError,
    CommerceError,
    ConflictError,
    Detail,
    ForbiddenError,
    KeyRefusedError,
    MedusaFailedError,
    MedusaTimeoutError,
    NotFoundError,
    NotSupportedError,
    PaymentActionError,
    TooManyRequestsError,
    UnauthorizedError,
)
from commerce.mappers.payments import client_secret, redirect_url

_Rule = tuple[int | None, str, type[CommerceError], str, str | None]

_RULES: tuple[_Rule, ...] = (
    # status, what Medusa's type, code or message says, our error, our sentence, the field that is wrong
    # Before all others: Medusa repeats the code, in which a client may have written another rule's words.
    (None, r"promotion code.*invalid", BadRequestError, "This promotion code is not valid", "body.code"),
    (
        400,
        r"publishable (api )?key",
        KeyRefusedError,
        "The service is not configured: MEDUSAJS_PUBLISHABLE_API_KEY is refused",
        None,
    ),
    (
        None,
        r"insufficient_inventory|required inventory|enough inventory",
        BadRequestError,
        "There is not enough stock for this quantity",
        "body.quantity",
    ),
    (None, r"invalid email", BadRequestError, "This is not a valid email address", "body.email"),
    (None, r"already (been )?completed", ConflictError, "This cart is already an order", None),
    (
        None,
        r"variants?\b.*(do(es)? not exist|not found|is not published|not available)",
        BadRequestError,
        "This product is not for sale here",
        "body.variantId",
    ),
    (
        None,
        r"do(es)? not have a price|no price",
        BadRequestError,
        "This product has no price in the cart's currency",
        "body.variantId",
    ),
    (
        None,
        r"country .*(not (within|in)|outside the) region|country_code",
        BadRequestError,
        "The cart's region does not deliver to this country",
        None,
    ),
    (None, r"region.*not found", BadRequestError, "There is no such region", "body.regionId"),
    (
        None,
        r"shipping option.*(not found|invalid|not exist)",
        BadRequestError,
        "This shipping option is not available for the cart",
        "body.shippingOptionId",
    ),
    (
        409,
        r"email belongs to an account",
        ConflictError,
        "This email belongs to an account: sign in to use it",
        "body.email",
    ),
    (None, r"is not a service\b", BadRequestError, "This product is not a service", "path.id"),
    (None, r"several plans", BadRequestError, "This service has several plans: name a variant", "path.id"),
    (None, r"address is required", BadRequestError, "You need a default billing address for this", "body"),
    (
        None,
        r"payment provider .* is not enabled",
        BadRequestError,
        "This payment provider is not available",
        "body.paymentProviderId",
    ),
    (None, r"no region with", BadRequestError, "No region sells in this currency", "header.x-currency"),
    (None, r"payment session|payment collection", ConflictError, "The cart's payment is not ready", None),
)

_MOST = 500
"""Characters that are read of what Medusa says: it may repeat a client's text, which could be made long."""

_COMPILED = tuple(
    (status, re.compile(pattern, re.I), error, say, path) for status, pattern, error, say, path in _RULES
)


def refusal(status: int, body: Any, headers: Mapping[str, str]) -> CommerceError:
    """Give the contract's error for an answer of Medusa's that is no success.

    A 404 that is no JSON is a route that this Medusa does not have; a thing that is not there is one in JSON.
    """
    said = _words(body)
    if waiting := _waiting_payment(said, body):
        return waiting
    for rule_status, pattern, error, say, path in _COMPILED:
        if status < 500 and rule_status in {None, status} and pattern.search(said):
            return error(say, details=(Detail(path, say),) if path else ())
    if status == 401:
        return _unauthorized(said)
    if status == 403 and isinstance(body, dict):
        return ForbiddenError("This belongs to somebody else")
    if status == 404 and not isinstance(body, dict):
        return NotSupportedError("This needs the bundle's own module in Medusa, which is not installed")
    if status == 404:
        return NotFoundError("Not found")
    if status == 409:
        return ConflictError("Something else changed this at the same moment, try again")
    if status == 429:
        return TooManyRequestsError(retry_after=_seconds(headers.get("retry-after")))
    if status in {408, 504}:
        return MedusaTimeoutError()
    if 400 <= status < 500 and isinstance(body, dict):
        return BadRequestError("The commerce server refused this request")
    return MedusaFailedError()


def admin_refusal(status: int, body: Any, headers: Mapping[str, str]) -> CommerceError:
    """Give the error for a refused Admin call: there, 401 and 403 are about our key, not the caller."""
    if status in {401, 403}:
        return KeyRefusedError("The service is not configured: MEDUSAJS_ADMIN_API_KEY is refused")
    if status == 404 and not isinstance(body, dict):
        return NotSupportedError("This needs the assets & services plugin in Medusa, which is not installed")
    return refusal(status, body, headers)


def _waiting_payment(said: str, body: Any) -> PaymentActionError | None:
    """Tell a payment that needs the shopper: Medusa's completion names it, our module shows it."""
    if isinstance(body, dict) and isinstance(session := body.get("payment_session"), dict):
        return PaymentActionError(redirect_url=redirect_url(session), client_secret=client_secret(session))
    return PaymentActionError() if "not authorized with the provider" in said else None


def _unauthorized(said: str) -> UnauthorizedError:
    """Tell a guest at a customer's thing from a token that Medusa refuses; a guest has sent none."""
    if "belongs to a customer" in said:
        return UnauthorizedError("This belongs to a customer: sign in to use it")
    return UnauthorizedError("Sign in again", token_rejected=True)


def _words(body: Any) -> str:
    if not isinstance(body, dict):
        return ""
    return " ".join(str(body.get(key, ""))[:_MOST] for key in ("type", "code", "message"))


def _seconds(value: str | None) -> int:
    return min(int(value), 60) if value and value.isdigit() else 1
