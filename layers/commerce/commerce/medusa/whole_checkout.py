"""The whole checkout in one request to the bundle's plugin (POST /store/storefront/carts/{id}/complete).

The plugin does it where the cart, the order and the payment are then the same as after Medusa's own requests,
and leaves all other carts as they are.
"""

from __future__ import annotations

from aws_lambda_powertools import Logger

from commerce import settings
from commerce.errors import (
    CommerceError,
    ForbiddenError,
    PaymentActionError,
    PaymentFailedError,
    PaymentProviderError,
    UnauthorizedError,
    UpstreamTimeoutError,
)
from commerce.mappers.money import amount_of, digits_of
from commerce.medusa import completion, payment_outcomes, payments
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.checkout import CompleteCheckout
from commerce.models.payments import SetPayment

_FINAL = (
    PaymentFailedError,
    PaymentProviderError,
    UnauthorizedError,
    ForbiddenError,
    UpstreamTimeoutError,
)
"""What another attempt in steps could not change."""

logger = Logger(child=True)


def is_possible(cart: Json) -> bool:
    """Whether the plugin may do it: it goes on with no payment and no delivery that were begun."""
    begun = cart.get("payment_collection") or cart.get("shipping_methods")
    return plugin.has("fast-checkout") and not begun


def order(
    medusa: Medusa,
    cart: Json,
    wanted: CompleteCheckout,
    body: Json,
    *,
    same_address: bool,
    same_delivery: bool,
) -> Json | None:
    """Return the order that the cart has become; None where it has to be done in steps.

    That is so for carts that the plugin does not do, for one that is other than the shopper saw it, and for
    all that it refuses: in steps it is known which field a refusal is about.

    Raises
    ------
    PaymentActionError, PaymentFailedError, PaymentProviderError
        As the completion of the cart in a request of its own.
    """
    request: Json = {
        "options": [{"id": option_id} for option_id in wanted.option_ids],
        "seen": _seen(cart, wanted, same_address=same_address, same_delivery=same_delivery),
    }
    if body:
        request["cart"] = body
    if wanted.payment_provider_id:
        payment = SetPayment(
            provider_id=wanted.payment_provider_id,
            return_url=wanted.return_url,
            cancel_url=wanted.cancel_url,
        )
        rule = settings.provider_rule(payment.provider_id)
        request["payment"] = payments.session_body(payment, rule)
    return _ordered(medusa, cart["id"], request)


def _seen(cart: Json, wanted: CompleteCheckout, *, same_address: bool, same_delivery: bool) -> Json:
    """Return what must be in the cart as the shopper saw it, or nothing is paid."""
    names = ("id", "quantity", "unit_price")
    seen: Json = {
        "items": [{name: item[name] for name in names} for item in cart.get("items") or []],
        "codes": [promotion["code"] for promotion in cart.get("promotions") or [] if promotion],
    }
    if same_address:
        seen["item_total"] = amount_of(cart, "item_total")
        if same_delivery:
            seen["total"] = amount_of(cart, "total")
    if wanted.expected_total:
        expected = wanted.expected_total
        digits = digits_of(expected.currency)
        seen["expected"] = {"value": expected.value, "currency": expected.currency, "digits": digits}
    return seen


def _ordered(medusa: Medusa, cart_id: str, request: Json) -> Json | None:
    path = ("storefront", "carts", cart_id, "complete")
    try:
        response = medusa.post(*path, body=request, query={"fields": completion.PLACED_FIELDS})
    except PaymentActionError:
        raise payment_outcomes.refused(medusa, cart_id, None) from None
    except _FINAL:
        raise
    except CommerceError as refused:
        logger.info("A checkout in one request failed", reason=type(refused).__name__)
        is_ordered = completion.is_ordered(medusa, cart_id)
        return completion.completed_or_unpaid(medusa, cart_id, None) if is_ordered else None
    if response.get("type") == "order":
        placed: Json = response["order"]
        return placed
    if response.get("type") != "cart":
        return None
    failed = payment_outcomes.not_reported(medusa, None, response)
    if not isinstance(failed, PaymentProviderError):
        raise failed
    logger.warning("The payment provider failed at a completion, it is retried")
    return completion.completed_or_unpaid(medusa, cart_id, None)
