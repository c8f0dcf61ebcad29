"""Medusa's payment providers and sessions into the contract's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.models.payments import PaymentProvider, PaymentSession, SessionStatus

MedusaJson = Mapping[str, Any]

_REDIRECTING = ("stripe", "paypal")

_STATUSES: dict[str, SessionStatus] = {
    "pending": "PENDING",
    "requires_more": "PENDING",
    "authorized": "AUTHORIZED",
    "captured": "CAPTURED",
    "error": "FAILED",
    "canceled": "CANCELLED",
}


def provider(medusa: MedusaJson) -> PaymentProvider:
    """Map a payment provider: its id is its name and its type."""
    name = medusa["id"]
    return PaymentProvider(
        id=name,
        name=name,
        type=name,
        is_enabled=medusa.get("is_enabled", True),
        requires_redirect=any(word in name.lower() for word in _REDIRECTING),
    )


def session(medusa: MedusaJson, cart_id: str, metadata: dict[str, Any] | None = None) -> PaymentSession:
    """Map a cart's payment session."""
    return PaymentSession(
        id=medusa["id"],
        cart_id=cart_id,
        provider_id=medusa["provider_id"],
        status=_STATUSES.get(str(medusa.get("status")), "PENDING"),
        redirect_url=redirect_url(medusa),
        client_secret=client_secret(medusa),
        metadata=metadata or {},
    )


def redirect_url(medusa: MedusaJson) -> str | None:
    """Give the URL to which a session sends the shopper, if any."""
    return _text(medusa, "redirect_url")


def client_secret(medusa: MedusaJson) -> str | None:
    """Give the secret with which the browser goes on with a session, if any."""
    return _text(medusa, "client_secret")


def _text(medusa: MedusaJson, field: str) -> str | None:
    value = (medusa.get("data") or {}).get(field)
    return value if isinstance(value, str) and value else None
