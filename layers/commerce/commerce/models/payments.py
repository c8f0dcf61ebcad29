"""Payments (contract: PaymentProvider, PaymentSession)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from commerce.models.common import URL_PATTERN, Id, Maybe, Metadata, Model, Request

SessionStatus = Literal["PENDING", "AUTHORIZED", "CAPTURED", "FAILED", "CANCELLED"]

Url = Annotated[str, StringConstraints(max_length=2000, pattern=URL_PATTERN)]
"""Where a payment provider sends the shopper back to."""


class PaymentProvider(Model):
    """A way to pay in a region."""

    id: str
    name: str
    type: str
    is_enabled: bool
    requires_redirect: bool
    config: dict[str, Any] = Field(default_factory=dict)


class PaymentSession(Model):
    """One attempt to pay a cart."""

    id: str
    cart_id: str
    provider_id: str
    status: SessionStatus
    redirect_url: Maybe[str] = None
    client_secret: Maybe[str] = None
    expires_at: Maybe[str] = None
    metadata: Maybe[dict[str, Any]] = None


class UpdateSession(Request):
    """PATCH /payments/sessions/{id}: what is not named stays as it is; metadata is merged."""

    return_url: Url | None = None
    cancel_url: Url | None = None
    metadata: Metadata | None = None


class SetPayment(UpdateSession):
    """POST /checkout/{cartId}/payment."""

    provider_id: Id


class CreateSession(SetPayment):
    """POST /payments/sessions."""

    cart_id: Id
    return_url: Url
