"""The caller: what the authorizer found out about the request's token."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commerce.errors import UnauthorizedError

LEEWAY = 10
"""Seconds by which the provider's clock may differ from ours. It is the same wherever a token's end or start
is looked at: in the authorizer, in the functions and in Medusa."""

_SAY = {
    "expired": "The token has expired, sign in again",
    "not-yet-valid": "The token is not valid yet",
}


@dataclass(frozen=True)
class Caller:
    """A guest (no token) or a customer (a verified token)."""

    token: str | None = field(default=None, repr=False)
    subject: str | None = field(default=None, repr=False)
    expires_at: int = 0
    """When the token ends, in seconds since 1970; 0 for a guest."""

    @property
    def is_customer(self) -> bool:
        """Whether the caller is signed in."""
        return self.token is not None

    @property
    def kind(self) -> str:
        """``customer`` or ``guest``: what a log may say of the caller."""
        return "customer" if self.is_customer else "guest"


GUEST = Caller()


def caller_of(event: Mapping[str, Any]) -> Caller:
    """Read the caller from an API Gateway event (payload 2.0).

    The authorizer reports "rejected" for a token that is not valid: a denial by API Gateway would reach the
    client as 403, which means "not yours". So the token is refused here, before anything else runs.

    Raises
    ------
    UnauthorizedError
        The token was rejected, has expired since the gateway cached the authorizer's result, or the request
        did not pass an authorizer at all.
    """
    context = event.get("requestContext", {}).get("authorizer", {}).get("lambda") or {}
    kind = context.get("caller")
    if kind == "guest":
        return GUEST
    if kind != "customer":
        reason = _SAY.get(context.get("reason", ""), "The token is not valid, sign in again")
        raise UnauthorizedError(reason, token_rejected=True)
    expires_at = int(context["expiresAt"])
    if expires_at + LEEWAY <= time.time():
        raise UnauthorizedError(_SAY["expired"], token_rejected=True)
    headers = {name.lower(): value for name, value in event["headers"].items()}
    token = headers["authorization"].split(" ", 1)[1].strip()
    return Caller(token=token, subject=context["id"], expires_at=expires_at)
