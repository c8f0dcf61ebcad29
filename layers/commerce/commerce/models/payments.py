"""Payments (contract: PaymentProvider, PaymentSession)."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from commerce import settings
from commerce.models.common import Id, Maybe, Metadata, Model, Request

SessionStatus = Literal["PENDING", "AUTHORIZED", "CAPTURED", "FAILED", "CANCELLED"]

Url = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://[^\s\x00-\x1f]+$")]
"""An http(s) URL."""

_PLACE = re.compile(r"(https?)://([A-Za-z0-9.-]+)(:\d+)?(?:[/?#].*)?", re.DOTALL)
_LOCAL = {"localhost", "127.0.0.1"}


def _returns_to_the_shop(url: str) -> str:
    """Refuse a URL elsewhere, if the setting RETURN_URL_HOSTS names where storefronts are.

    Only a URL whose host cannot be read in two ways is accepted: browsers take a backslash for a slash, and
    what stands before an ``@`` for a user.
    """
    hosts = settings.store().return_url_hosts
    if not hosts:
        return url
    place = _PLACE.fullmatch(url)
    if place is None or f"{place[2]}{place[3] or ''}".lower() not in hosts:
        raise ValueError("must be on a host of the shop")
    if place[1] == "http" and place[2].lower() not in _LOCAL:
        raise ValueError("must begin with https")
    return url


ReturnUrl = Annotated[Url, AfterValidator(_returns_to_the_shop)]
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

    return_url: ReturnUrl | None = None
    cancel_url: ReturnUrl | None = None
    metadata: Metadata | None = None


class SetPayment(UpdateSession):
    """POST /checkout/{cartId}/payment."""

    provider_id: Id


class CreateSession(SetPayment):
    """POST /payments/sessions."""

    cart_id: Id
    return_url: ReturnUrl
