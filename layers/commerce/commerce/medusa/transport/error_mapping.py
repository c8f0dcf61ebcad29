"""The one table that turns Medusa's refusals into the contract's errors.

Medusa reports the cause in ``message``; some of its statuses differ from the contract's, and its text may
name its inner workings. So each refusal that a client can bring about has a code and a sentence here, and all
others get a general one. Medusa's own words go to the log.

A refusal is about the current state (409) unless the request that Medusa refused named what is wrong. Only
the route knows that: with `blamed_on` the refusal becomes a 400 on that field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from aws_lambda_powertools import Logger

from commerce import settings
from commerce.errors import (
    ApiKeyRejectedError,
    BadRequestError,
    CommerceError,
    ConflictError,
    Detail,
    ForbiddenError,
    NotConfiguredError,
    NotFoundError,
    NotSupportedError,
    PaymentActionError,
    PaymentFailedError,
    PaymentProviderError,
    TooManyRequestsError,
    UnauthorizedError,
    UpstreamError,
    UpstreamTimeoutError,
)
from commerce.limits import ADDRESSES, CART_LINES
from commerce.mappers import payments

logger = Logger(child=True)


class _Rule(NamedTuple):
    code: str
    pattern: str
    """What Medusa's type, code or message says, in any case."""
    message: str
    error: type[CommerceError] = ConflictError
    path: str | None = None
    """The field that is wrong, where it is the same on every route."""


_RULES: tuple[_Rule, ...] = (
    # Before all others: Medusa repeats the code, in which a client may have written another rule's words.
    _Rule(
        "promotion_unknown", r"promotion code.*invalid", "This promotion code is not valid", BadRequestError
    ),
    _Rule(
        "not_configured",
        r"single sales channel|multiple (associated )?sales channels",
        "The service is not configured: MEDUSAJS_PUBLISHABLE_API_KEY must have exactly one sales channel",
        NotConfiguredError,
    ),
    _Rule(
        "not_configured",
        r"publishable (api )?key",
        "The service is not configured: MEDUSAJS_PUBLISHABLE_API_KEY is refused",
        ApiKeyRejectedError,
    ),
    _Rule(
        "promotion_used_up",
        r"promotion usage exceeds|promotion code .* is used up",
        "A promotion code of this cart has been used up: remove it, and check the total",
    ),
    _Rule(
        "promotion_needs_customer",
        r"required by promotion campai?n?g?n? budget",
        "A promotion code of this cart needs to know the customer: set the email, or remove the code",
    ),
    _Rule(
        "metadata_too_large",
        r"metadata would have .* at most",
        "The metadata would be too large with what is stored",
        BadRequestError,
        "body.metadata",
    ),
    _Rule(
        "too_many_lines",
        r"would have \d+ lines, at most",
        f"A cart has at most {CART_LINES} lines: remove one first",
        BadRequestError,
        "body.sku",
    ),
    _Rule(
        "too_many_addresses",
        r"addresses, at most",
        f"You have {ADDRESSES} saved addresses, and cannot have more: delete one first",
    ),
    _Rule(
        "out_of_stock",
        r"insufficient_inventory|required inventory|enough (inventory|stock)|not have any inventory items"
        r"|not associated with any stock location|not stocked at location|inventory level .*not found",
        "There is not enough stock: reduce the quantity or remove the item",
    ),
    _Rule(
        "invalid_email",
        r"invalid email|email is not valid",
        "This is not a valid email address",
        BadRequestError,
        "body.email",
    ),
    _Rule(
        "not_returnable",
        r"return more items than",
        "The order has fewer such pieces to return",
        BadRequestError,
        "body.items",
    ),
    _Rule(
        "return_reason_unknown",
        r"return reason with id",
        "This reason for a return cannot be chosen: list the reasons again",
        BadRequestError,
        "body.items",
    ),
    _Rule(
        "transfer_token_invalid",
        r"not_allowed +invalid token|not have an order transfer request|active order change is required",
        "The token is not valid, or no one asks for this order any more",
        BadRequestError,
        "body.token",
    ),
    _Rule("order_cancelled", r"order with id .* has been canceled", "The order is cancelled"),
    _Rule(
        "order_changing",
        r"existing active order change",
        "Another change of this order is open, such as a requested transfer",
    ),
    _Rule("cart_completed", r"already (been )?completed", "This cart is already an order"),
    _Rule(
        "not_for_sale",
        r"variants?\b.*(do(es)? not exist|is not published|not available)|not_for_sale"
        r"|does not have a product|no longer for sale",
        "A product in this cart is no longer for sale: remove it",
    ),
    # Before the lines without a price: of an option Medusa says the same.
    _Rule(
        "shipping_option_unavailable",
        r"shipping options?.*(not found|invalid|not exist|not have a price)",
        "This shipping option is not available for the cart",
    ),
    _Rule(
        "no_price",
        r"do(es)? not have a price|has no (unit )?price|no price",
        "A product in this cart has no price in the cart's region and currency: remove it",
    ),
    _Rule(
        "country_not_in_region",
        r"country .*(not (within|in)|outside the) region|country_code",
        "The cart's region does not deliver to this country",
        BadRequestError,
    ),
    _Rule(
        "region_unknown",
        r"region.*not found|no regions? found",
        "There is no such region",
        BadRequestError,
        "body.regionId",
    ),
    _Rule(
        "currency_mismatch",
        r"currency code .* does not match",
        "The region sells in another currency",
        BadRequestError,
        "body.currency",
    ),
    _Rule(
        "sales_channel_closed",
        r"sales ?channel",
        "The shop's sales channel takes no orders at the moment",
    ),
    _Rule(
        "shipping_method_missing",
        r"no shipping method selected|shipping profiles? .*not satisfied",
        "The cart contains items for which no delivery is chosen: choose a shipping method for them",
    ),
    _Rule("cart_empty", r"cart with no items", "The cart is empty: add an item"),
    _Rule(
        "email_has_account",
        r"email belongs to an account",
        "This email belongs to an account: sign in to use it",
        ConflictError,
        "body.email",
    ),
    _Rule(
        "not_a_service", r"is not a service\b", "This product is not a service", BadRequestError, "path.id"
    ),
    _Rule(
        "several_plans",
        r"several plans",
        "This service has several plans: name a variant",
        BadRequestError,
        "path.id",
    ),
    _Rule(
        "address_missing",
        r"address is required",
        "You need a default billing address for this",
        BadRequestError,
        "body",
    ),
    _Rule(
        "payment_provider_unavailable",
        r"payment providers? .* (is|are) not enabled|unable to retrieve the payment provider",
        "This payment provider is not available for the cart",
    ),
    _Rule(
        "region_missing",
        r"no region with",
        "No region sells in this currency",
        BadRequestError,
        "header.x-currency",
    ),
    _Rule(
        "invalid_quantity",
        r"quantity must be greater than|quantity.*(less than|at least)",
        "The quantity must be greater than 0",
        BadRequestError,
        "body.quantity",
    ),
    _Rule(
        "purchase_key_reused",
        r"idempotency_key was used",
        "This Idempotency-Key was used for another purchase",
        ConflictError,
        "header.idempotency-key",
    ),
    _Rule(
        "purchase_undone",
        r"holds no such service",
        "The order of this purchase was changed, the service is no longer in it",
    ),
    _Rule(
        "service_ended",
        r"service does not run any more",
        "The service has ended, or the shop has stopped it",
    ),
    _Rule(
        "service_without_period",
        r"service has no paid period",
        "The service is paid once: it has no period to renew or to end with",
    ),
    _Rule(
        "plan_unknown",
        r"no other plan of the service",
        "This is no other plan of the service: name another variant of its product",
        BadRequestError,
        "body.variantId",
    ),
    _Rule(
        "plan_worth_less",
        r"worth more than this plan",
        "What is left of the paid period is worth more than this plan: cancel, and buy it after the end",
    ),
    _Rule(
        "product_unknown",
        r"no such product to register|is no device",
        "There is no such product that can be registered",
    ),
    _Rule(
        "serial_number_taken",
        r"serial number is registered",
        "This serial number is registered already: check it, or contact the shop",
        ConflictError,
        "body.serialNo",
    ),
    _Rule(
        "too_many_assets",
        r"assets, at most",
        "You have as many assets, or assets to confirm, as one may have: contact the shop",
    ),
    _Rule(
        "metadata_too_large",
        r"metadata would have \d+",
        "The metadata would become too large: remove some of it",
        BadRequestError,
        "body.metadata",
    ),
    _Rule(
        "cart_paid",
        r"is paid: it can only be completed",
        "The cart is paid already: place the order",
    ),
    _Rule(
        "paid_not_orderable",
        r"is paid, and cannot be ordered",
        "The cart is paid, but cannot be ordered as it is: contact the shop",
    ),
    _Rule(
        "cart_changed",
        r"tax has changed: nothing was ordered",
        "The tax of the cart has changed: check the total, nothing was ordered",
    ),
    _Rule(
        "lock_contention",
        r"(acquir\w+|timed.out).{0,20}\block|being completed by another request"
        r"|conflicted with another request|still under way|cart_locked|multiple links between",
        "Another request is changing the same record: retry",
    ),
    _Rule(
        "payment_provider_failed",
        # The latter is Medusa's own, and taken back: the provider is down, or the payment was made just now.
        r"the payment provider failed|could not delete all payment sessions",
        "The payment provider failed, try again shortly",
        PaymentProviderError,
    ),
    _Rule(
        "payment_not_ready",
        r"payment ?session|payment ?collection",
        "The cart's payment is not ready: choose a payment method again",
    ),
)


_MOST = 500
"""Characters that are read of Medusa's message: it may repeat a client's text, which could be long."""

_COMPILED = tuple((rule, re.compile(rule.pattern, re.I)) for rule in _RULES)

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


_LOCKED = next(rule for rule in _RULES if rule.code == "lock_contention")


def _refused(rule: _Rule) -> CommerceError:
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
