"""What Stripe refuses: the parameters and limits that stripe-node's types and comments name.

Test cards: ``pm_card_visa``, ``pm_card_chargeDeclined``, ``pm_card_threeDSecure2Required``; ``pm_sepaDebit``
is a bank debit, which takes its time.
"""

from __future__ import annotations

import re
from typing import Any

from local.payment_lab import Json

_UPDATE = """amount application_fee_amount capture_method currency customer description expand metadata
    payment_method payment_method_configuration payment_method_data payment_method_options
    payment_method_types receipt_email setup_future_usage shipping statement_descriptor
    statement_descriptor_suffix transfer_data transfer_group"""
_CONFIRM = """capture_method confirmation_token error_on_requires_action expand mandate mandate_data
    off_session payment_method payment_method_data payment_method_options payment_method_types
    radar_options receipt_email return_url setup_future_usage shipping use_stripe_sdk"""
_PARAMETERS = {
    "create": f"{_UPDATE} {_CONFIRM} automatic_payment_methods confirm confirmation_method on_behalf_of",
    "update": _UPDATE,
    "confirm": f"{_CONFIRM} client_secret",
    "cancel": "cancellation_reason expand",
    "capture": "amount_to_capture application_fee_amount expand final_capture metadata",
    "refund": "amount charge currency expand metadata payment_intent reason refund_application_fee",
    "customer": "address description email expand metadata name phone preferred_locales shipping",
}
ASYNC = {"pm_sepaDebit": "sepa_debit"}
DECLINED = "pm_card_chargeDeclined"
NEEDS_3DS = "pm_card_threeDSecure2Required"
_CARDS = {"pm_card_visa", DECLINED, NEEDS_3DS}


class StripeError(Exception):
    """An error response of Stripe."""

    def __init__(self, message: str, code: str = "", status: int = 400, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"type": "invalid_request_error", "message": message, **more}
        if code:
            self.body["code"] = code


def nested(form: Any) -> Json:
    """Read ``a[b][c]=d`` as Stripe does."""
    found: Json = {}
    for name, value in form.items():
        *outer, last = re.findall(r"[^\[\]]+", name)
        node = found
        for part in outer:
            node = node.setdefault(part, {})
        node[last] = value
    return found


def check(sent: Json, operation: str) -> None:
    """Refuse unknown parameters, metadata that is not flat and small, and amounts that are no integers."""
    for name in sent:
        if name not in _PARAMETERS[operation].split():
            raise StripeError(f"Received unknown parameter: {name}", "parameter_unknown", param=name)
    metadata = sent.get("metadata") or {}
    if not isinstance(metadata, dict) or len(metadata) > 50:
        raise StripeError("Metadata must be an object of up to 50 keys", param="metadata")
    for name, value in metadata.items():
        if not isinstance(value, str):
            raise StripeError(f"Metadata values must be strings: {name}", param=f"metadata[{name}]")
        if len(name) > 40 or len(value) > 500:
            raise StripeError(f"Metadata is too long: {name}", param=f"metadata[{name}]")
    for name in {"amount", "amount_to_capture"} & set(sent):
        if not re.fullmatch(r"[0-9]{1,8}", str(sent[name])):
            raise StripeError(f"Invalid integer: {sent[name]}", "parameter_invalid_integer", param=name)
        if operation in {"create", "update"} and int(sent[name]) < 50:
            raise StripeError("Amount must be at least 50 cents", "amount_too_small", param=name)


def method_of(object_id: str) -> Json:
    """Return a test payment method by its id."""
    if object_id not in _CARDS and object_id not in ASYNC:
        raise StripeError("No such PaymentMethod", "resource_missing", param="payment_method")
    return {"id": object_id, "object": "payment_method", "type": ASYNC.get(object_id, "card")}


def unexpected(intent: Json, message: str) -> StripeError:
    """Return the error for what an intent cannot do in its state."""
    reason = f"{message} because it has a status of {intent['status']}."
    return StripeError(reason, "payment_intent_unexpected_state", payment_intent=intent)
