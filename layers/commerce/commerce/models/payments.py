"""Payments (contract: PaymentProvider, PaymentSession)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from commerce.models.common import URL_PATTERN, Id, Link, Metadata, Model, OmitNone, Request, Timestamp

SessionStatus = Literal["PENDING", "AUTHORIZED", "CAPTURED", "FAILED", "CANCELLED"]

Url = Annotated[
    str,
    StringConstraints(max_length=2000, pattern=URL_PATTERN),
    Field(examples=["https://shop.example/paid"], json_schema_extra={"format": "uri"}),
]
"""An http(s) URL."""


class PaymentProvider(Model):
    """A way to pay in a region."""

    id: str
    """Id of the provider, as in `paymentProviderId`: `pp_stripe_stripe`."""
    name: str
    """What to show of it: as the shop has set it, else its id."""
    type: str
    """Its kind, such as `card`: as the shop has set it, else its id."""
    is_enabled: bool
    """Whether it can be used now."""
    requires_redirect: OmitNone[bool] = None
    """Whether the shopper is known to pay on a page of the provider. `false` says only that it is not known:
    rely on `redirectUrl` of the session.
    """
    config: dict[str, Any] = Field(default_factory=dict)
    """What a storefront has to know to use the provider; empty so far."""


class PaymentSession(Model):
    """One attempt to pay a cart."""

    id: str
    """Id of the payment session, such as `payses_01…`."""
    cart_id: str
    """The cart that is paid."""
    provider_id: str
    """The payment provider."""
    status: SessionStatus
    """State of this payment: `PENDING` waits for the shopper or for a transfer, `AUTHORIZED` and `CAPTURED`
    are paid, `FAILED` and `CANCELLED` are over: create another session.
    """
    redirect_url: OmitNone[Link] = None
    """Where to send the shopper to pay; only while the payment waits for the shopper."""
    client_secret: OmitNone[str] = None
    """The secret with which the provider's script in the browser continues; only while the payment waits."""
    expires_at: OmitNone[Timestamp] = None
    """When the session ends."""
    metadata: OmitNone[dict[str, Any]] = None
    """What the client stored with the session; no provider gets it."""


class UpdateSession(Request):
    """Body of PATCH /payments/sessions/{id}: what is not named stays as it is; metadata is merged."""

    return_url: Url | None = None
    """Where the provider sends the shopper after the payment, if the provider expects it."""
    cancel_url: Url | None = None
    """Where the provider sends a shopper who gives up, if the provider expects it."""
    metadata: Metadata | None = None
    """Any JSON object to store with the session; merged with what is stored."""


class SetPayment(UpdateSession):
    """Body of POST /checkout/{cartId}/payment."""

    provider_id: Id
    """Id of one of the region's payment providers."""


class CreateSession(SetPayment):
    """Body of POST /payments/sessions."""

    cart_id: Id
    """The cart to pay."""
    return_url: Url
    """Where the provider sends the shopper after the payment, if the provider expects it."""
