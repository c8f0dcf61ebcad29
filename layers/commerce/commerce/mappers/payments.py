"""Medusa's payment providers and sessions into the contract's."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from commerce.models.payments import PaymentProvider, PaymentSession, SessionStatus, UpdateSession
from commerce.payment_providers import USUAL, ProviderRule, first_text, first_url, merged, place
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]
RuleOf = Callable[[str], ProviderRule]
"""What is known of a payment provider, by its id."""

_STATUSES: dict[str, SessionStatus] = {
    "pending": "PENDING",
    "requires_more": "PENDING",
    "pending_authorization": "PENDING",
    "authorized": "AUTHORIZED",
    "captured": "CAPTURED",
    "error": "FAILED",
    "canceled": "CANCELLED",
}

OVER = {"FAILED", "CANCELLED"}
"""Statuses of a session that pays for nothing any more."""

STATUS_FIELDS = ("status", "payment.captured_at", "payment.canceled_at")
"""What `status` reads of a session; what became of the payment comes only from a Medusa with the plugin."""


@reads_medusa
def provider(medusa: MedusaJson, rule: ProviderRule = USUAL) -> PaymentProvider:
    """Map a payment provider: its id is its name and its type, unless an operator has said more."""
    return PaymentProvider(
        id=medusa["id"],
        name=rule.name or medusa["id"],
        type=rule.kind or medusa["id"],
        is_enabled=medusa.get("is_enabled") is not False,
        requires_redirect=rule.requires_redirect,
    )


@reads_medusa
def providers(medusa: Sequence[MedusaJson | None], rule_of: RuleOf) -> list[PaymentProvider]:
    """Map a region's payment providers, in an operator's order; those without one come last, by their ids."""
    rules = {entry["id"]: rule_of(entry["id"]) for entry in medusa if entry}

    def place(entry: MedusaJson) -> tuple[int, str]:
        order = rules[entry["id"]].order
        return sys.maxsize if order is None else order, str(entry["id"])

    there = sorted((entry for entry in medusa if entry), key=place)
    return [provider(entry, rules[entry["id"]]) for entry in there]


@reads_medusa
def status(medusa: MedusaJson) -> SessionStatus:
    """Return a session's status from the session and its payment, and from nothing else.

    Medusa leaves a session authorized when its payment is captured, and when it is cancelled.
    """
    payment = medusa.get("payment") or {}
    if payment.get("canceled_at"):
        return "CANCELLED"
    known = _STATUSES.get(str(medusa.get("status")), "PENDING")
    return "CAPTURED" if payment.get("captured_at") and known not in OVER else known


@reads_medusa
def session(
    medusa: MedusaJson, cart_id: str, rule: ProviderRule = USUAL, *, can_pay: bool = True
) -> PaymentSession:
    """Map a payment session; one with which the cart cannot be paid (not ``can_pay``) leads nowhere."""
    leads_on = medusa if can_pay else {}
    return PaymentSession(
        id=medusa["id"],
        cart_id=cart_id,
        provider_id=medusa["provider_id"],
        status=status(medusa),
        redirect_url=redirect_url(leads_on, rule),
        client_secret=client_secret(leads_on, rule),
        metadata=medusa.get("metadata") or {},
    )


def session_data(wanted: UpdateSession, rule: ProviderRule) -> dict[str, Any]:
    """Return the data for the provider: the URLs that it expects, and nothing else of the client's."""
    return merged(place(wanted.return_url, rule.return_url), place(wanted.cancel_url, rule.cancel_url))


@reads_medusa
def redirect_url(medusa: MedusaJson, rule: ProviderRule = USUAL) -> str | None:
    """Return the URL to which a session sends the shopper, while it waits for one."""
    return first_url(medusa.get("data"), rule.redirect_url) if waits(medusa) else None


@reads_medusa
def client_secret(medusa: MedusaJson, rule: ProviderRule = USUAL) -> str | None:
    """Return the secret with which the browser continues a session, while it waits for the shopper."""
    return first_text(medusa.get("data"), rule.client_secret) if waits(medusa) else None


@reads_medusa
def is_under_way(medusa: MedusaJson) -> bool:
    """Whether the shopper has done all, and the provider still waits for the money, as for a transfer."""
    return medusa.get("status") == "pending_authorization" and status(medusa) == "PENDING"


@reads_medusa
def waits(medusa: MedusaJson) -> bool:
    """Whether a session waits for the shopper."""
    return status(medusa) == "PENDING" and not is_under_way(medusa)
