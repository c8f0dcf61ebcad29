"""Medusa's payment providers and sessions into the contract's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.models.payments import PaymentProvider, PaymentSession, SessionStatus, UpdateSession
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]

_REDIRECTING = ("stripe", "paypal")

_STATUSES: dict[str, SessionStatus] = {
    "pending": "PENDING",
    "requires_more": "PENDING",
    "pending_authorization": "PENDING",
    "authorized": "AUTHORIZED",
    "captured": "CAPTURED",
    "error": "FAILED",
    "canceled": "CANCELLED",
}


@reads_medusa
def provider(medusa: MedusaJson) -> PaymentProvider:
    """Map a payment provider: its id is its name and its type."""
    name = medusa["id"]
    return PaymentProvider(
        id=name,
        name=name,
        type=name,
        is_enabled=medusa.get("is_enabled") is not False,
        requires_redirect=any(word in str(name).lower() for word in _REDIRECTING),
    )


@reads_medusa
def session(medusa: MedusaJson, cart_id: str, *, current: bool = True) -> PaymentSession:
    """Map a cart's payment session; one that is not ``current`` is shown as cancelled."""
    return PaymentSession(
        id=medusa["id"],
        cart_id=cart_id,
        provider_id=medusa["provider_id"],
        status=_STATUSES.get(str(medusa.get("status")), "PENDING") if current else "CANCELLED",
        redirect_url=redirect_url(medusa),
        client_secret=client_secret(medusa),
        metadata=(medusa.get("data") or {}).get("metadata") or {},
    )


def session_data(wanted: UpdateSession) -> dict[str, Any]:
    """Give what is kept in a session's data: what ``wanted`` names, for the provider and for later reads."""
    named = {
        "return_url": wanted.return_url,
        "cancel_url": wanted.cancel_url,
        "metadata": wanted.metadata,
    }
    return {name: value for name, value in named.items() if value}


@reads_medusa
def redirect_url(medusa: MedusaJson) -> str | None:
    """Give the URL to which a session sends the shopper, if any."""
    return _text(medusa, "redirect_url")


@reads_medusa
def client_secret(medusa: MedusaJson) -> str | None:
    """Give the secret with which the browser goes on with a session, if any."""
    return _text(medusa, "client_secret")


def _text(medusa: MedusaJson, field: str) -> str | None:
    value = (medusa.get("data") or {}).get(field)
    return value if isinstance(value, str) and value else None
