"""Medusa's own completion of a cart, which is the only way to an order.

Completing a cart twice returns the same order: it is repeated where its outcome is not clear.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from commerce.errors import (
    BadRequestError,
    CommerceError,
    ConflictError,
    PaymentActionError,
    PaymentProviderError,
    UnavailableError,
    UpstreamError,
)
from commerce.medusa import payment_outcomes
from commerce.medusa.orders import ORDER_FIELDS
from commerce.medusa.transport.client import Json, Medusa

PLACED_FIELDS = (
    f"{ORDER_FIELDS},payment_collections.status,*payment_collections.payment_sessions,"
    "payment_collections.payment_sessions.payment.captured_at,"
    "payment_collections.payment_sessions.payment.canceled_at"
)
"""What is read of an order that was just placed."""

logger = Logger(child=True)


def ordered(medusa: Medusa, cart_id: str, session: Mapping[str, Any] | None) -> Json:
    """Complete a cart, and once more where the provider failed, which may have passed; return the order."""
    try:
        return completed_or_unpaid(medusa, cart_id, session)
    except PaymentProviderError:
        logger.warning("The payment provider failed at a completion, it is retried")
        return completed_or_unpaid(medusa, cart_id, session)


def completed_or_unpaid(medusa: Medusa, cart_id: str, session: Mapping[str, Any] | None) -> Json:
    """Complete a cart; the payment's status is reported as it is after that, not as it was before.

    Medusa refuses (400) when the provider has reported that it is not paid, and returns the cart when the
    provider has thrown an error, which may be a declined payment or a failure.
    """
    try:
        response = _completed(medusa, cart_id)
    except PaymentActionError:
        raise payment_outcomes.refused(medusa, cart_id, session) from None
    if response.get("type") == "order":
        order: Json = response["order"]
        return order
    raise payment_outcomes.not_reported(medusa, session, response)


def _completed(medusa: Medusa, cart_id: str) -> Json:
    """Complete a cart, and once more when the outcome is not clear: Medusa returns the same order again."""
    path, query = ("carts", cart_id, "complete"), {"fields": PLACED_FIELDS}
    try:
        return medusa.post(*path, query=query)
    except PaymentActionError:
        raise
    except CommerceError as refused:
        if isinstance(refused, UpstreamError | UnavailableError) or refused.code == "lock_contention":
            logger.warning("A completion had no clear outcome, it is retried", reason=type(refused).__name__)
        elif not isinstance(refused, BadRequestError | ConflictError) or not is_ordered(medusa, cart_id):
            raise
        # Two concurrent completions on two servers: the slower is refused although the order exists.
        return medusa.post(*path, query=query)


def is_ordered(medusa: Medusa, cart_id: str) -> bool:
    """Return whether a cart is an order by now."""
    state = medusa.get("carts", cart_id, query={"fields": "id,completed_at"})["cart"]
    return bool(state.get("completed_at"))
