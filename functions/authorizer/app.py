"""The Lambda authorizer: identifies the caller, and fails when tokens cannot be verified.

API Gateway calls it before every route (HTTP API, payload 2.0, simple responses). The result goes along
with the request as the authorizer's context, where `commerce.caller` reads it:

- ``{"caller": "guest"}``: there is no token.
- ``{"caller": "customer", "id", "email", "expiresAt"}``: the token is valid and its email verified.
- ``{"caller": "rejected", "reason"}``: the token is not valid. It passes the gateway all the same, and the
  function behind it returns 401: a denial would reach the client as 403, and so look like "not yours".

When tokens cannot be verified (the provider is down, a setting is missing) the invocation fails: API Gateway
returns 500, admits no one and caches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypedDict

from aws_lambda_powertools import Logger
from commerce import settings
from commerce.errors import CommerceError
from commerce.sso import Claims, TokenRejectedError, TokenVerifier
from snapshot_restore_py import register_before_snapshot

# RFC 6750, 2.1. API Gateway joins a header that is sent twice with commas, which no token has in it.
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)

logger = Logger()
_verifier: TokenVerifier | None = None

register_before_snapshot(settings.prime)


class AuthorizerResponse(TypedDict):
    """API Gateway's simple response; the context's values are strings."""

    isAuthorized: bool
    context: dict[str, str]


def handler(event: Mapping[str, Any], _: object) -> AuthorizerResponse:
    """Return the caller to API Gateway; raises when tokens cannot be verified."""
    logger.set_correlation_id(event.get("requestContext", {}).get("requestId", ""))
    try:
        context = _identify(event)
    except TokenRejectedError as rejection:
        logger.info("Rejected a token", reason=rejection.reason)
        context = {"caller": "rejected", "reason": rejection.reason}
    except CommerceError as error:
        logger.error("Cannot verify tokens", cause=type(error).__name__, detail=error.message)
        raise
    return {"isAuthorized": True, "context": context}


def _identify(event: Mapping[str, Any]) -> dict[str, str]:
    headers: Mapping[str, str] = event.get("headers") or {}
    sent = [value for name, value in headers.items() if name.lower() == "authorization"]
    if not sent:
        return {"caller": "guest"}
    bearer = _BEARER.fullmatch(sent[0].strip(" \t"))
    if len(sent) > 1 or not bearer:
        raise TokenRejectedError("malformed")
    return _as_context(_current_verifier().verify(bearer[1]))


def _as_context(claims: Claims) -> dict[str, str]:
    return {
        "caller": "customer",
        "id": claims.id,
        "email": claims.email,
        "expiresAt": str(claims.expires_at),
    }


def _current_verifier() -> TokenVerifier:
    """Return the verifier for the current settings; it caches the provider's keys."""
    global _verifier  # noqa: PLW0603
    current = settings.sso()
    if _verifier is None or _verifier.settings != current:
        _verifier = TokenVerifier(current)
    return _verifier
