"""All errors and their HTTP statuses.

::

    CommerceError
    ├── BadRequestError         400  the request is wrong
    ├── UnauthorizedError       401  no valid token
    ├── ForbiddenError          403  not yours
    ├── NotFoundError           404  not there
    ├── ConflictError           409  conflict with the current state
    │   ├── CartCompletedError       the cart was already ordered
    │   ├── PaymentActionError       the payment needs the shopper's action first
    │   └── PaymentFailedError       the payment failed or was cancelled
    ├── ResponseTooLargeError   400  more was requested than fits into a response
    ├── PreconditionFailedError 412  the cart is not the version that the client has seen
    ├── IdempotencyKeyReusedError          422  an Idempotency-Key came with another body
    ├── TooManyRequestsError    429  slow down
    ├── NotConfiguredError      500  a required setting is missing
    │   └── ApiKeyRejectedError          Medusa refuses one of our keys
    ├── NotSupportedError       501  the Medusa server lacks the plugin for it
    ├── UpstreamError       502  Medusa failed, or its response cannot be read
    ├── PaymentProviderError    502  the payment provider failed
    ├── UnavailableError        503  a dependency cannot be reached
    │   └── UnhealthyError           the health check failed, with its findings
    └── UpstreamTimeoutError      504  Medusa timed out

An error's message is a sentence for a person. It never holds a secret, an upstream URL or anything of
Medusa's internals: such detail goes to the log at the place that raises.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True)
class Detail:
    """One wrong field of a request: its ``path`` (as in ``body.quantity``) and what is wrong with it."""

    path: str
    message: str
    code: str = ""
    """What is wrong, for a program, where the error's own code does not say it."""
    line_id: str = ""
    """The line of the cart that it is about."""
    available: float | None = None
    """How many pieces are left, where too many were wanted."""

    def as_json(self) -> dict[str, Any]:
        """Return the contract's shape of a detail; what is not known is left out."""
        named = {"code": self.code, "lineId": self.line_id}
        known = {name: value for name, value in named.items() if value}
        left = {} if self.available is None else {"available": self.available}
        return {"path": self.path, "message": self.message, **known, **left}


class CommerceError(Exception):
    """The root of all errors with a response; ``status`` is the HTTP status."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "internal_error"
    """What happened, for a program: stable, where messages may change; see `commerce.error_codes`."""

    def __init__(self, message: str, *, details: tuple[Detail, ...] = (), code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.code = code or type(self).code

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the response."""
        return {}

    def body(self) -> dict[str, Any]:
        """Return the contract's error shape: statusCode, error, code, message and details, if any."""
        body: dict[str, Any] = {
            "statusCode": int(self.status),
            "error": self.status.phrase,
            "code": self.code,
            "message": self.message,
        }
        if self.details:
            body["details"] = [detail.as_json() for detail in self.details]
        return body


class BadRequestError(CommerceError):
    """The request is wrong; ``path`` names the field."""

    status = HTTPStatus.BAD_REQUEST
    code = "invalid_request"

    def __init__(
        self, message: str, *, path: str | None = None, details: tuple[Detail, ...] = (), code: str = ""
    ) -> None:
        super().__init__(message, details=(Detail(path, message),) if path else details, code=code)


class UnauthorizedError(CommerceError):
    """No token, or one that is no longer (or never was) valid: the client should sign in (again)."""

    status = HTTPStatus.UNAUTHORIZED
    code = "sign_in_required"

    def __init__(self, message: str = "Sign in to do this", *, token_rejected: bool = False) -> None:
        super().__init__(message, code="invalid_token" if token_rejected else "")
        self.token_rejected = token_rejected

    @property
    def headers(self) -> dict[str, str]:
        """RFC 6750's challenge; ``invalid_token`` when a token was sent and refused."""
        return {"WWW-Authenticate": 'Bearer error="invalid_token"' if self.token_rejected else "Bearer"}


class ForbiddenError(CommerceError):
    """The record exists but is not the caller's."""

    status = HTTPStatus.FORBIDDEN
    code = "forbidden"


class NotFoundError(CommerceError):
    """The record does not exist, or the caller must not learn that it does."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"


class ConflictError(CommerceError):
    """The current state does not allow it, as for a cart that was already ordered.

    ``retry_after`` is in seconds, for a state that ends soon: another write holds the lock.
    """

    status = HTTPStatus.CONFLICT
    code = "conflict"

    def __init__(
        self,
        message: str,
        *,
        details: tuple[Detail, ...] = (),
        retry_after: int | None = None,
        code: str = "",
    ) -> None:
        super().__init__(message, details=details, code=code)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        """Return when the client may retry, if that helps."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


class PreconditionFailedError(CommerceError):
    """The cart has changed since the version that the client named in ``if-match``; nothing was done."""

    status = HTTPStatus.PRECONDITION_FAILED
    code = "version_mismatch"


class CartCompletedError(ConflictError):
    """The cart was already ordered; ``order_id`` is that order's id, where Medusa returns it."""

    code = "cart_completed"

    def __init__(self, order_id: str | None = None) -> None:
        super().__init__("This cart is already an order")
        self.order_id = order_id

    def body(self) -> dict[str, Any]:
        """Add the order."""
        return super().body() | ({"orderId": self.order_id} if self.order_id else {})


class PaymentActionError(ConflictError):
    """The payment needs the shopper: at ``redirect_url``, or in the browser with ``client_secret``."""

    code = "payment_action_required"

    def __init__(self, *, redirect_url: str | None = None, client_secret: str | None = None) -> None:
        super().__init__("The payment needs the shopper's action before the order can be placed")
        self.redirect_url = redirect_url
        self.client_secret = client_secret

    def body(self) -> dict[str, Any]:
        """Add where the shopper continues."""
        goes_on = {"paymentRedirectUrl": self.redirect_url, "clientSecret": self.client_secret}
        return super().body() | {name: value for name, value in goes_on.items() if value}


class PaymentFailedError(ConflictError):
    """The payment was declined, cancelled or has ended; nothing is ordered, and the shopper chooses again."""

    code = "payment_failed"

    def __init__(self) -> None:
        super().__init__("The payment failed: choose a payment method again")


class ResponseTooLargeError(CommerceError):
    """More was requested than fits into a response: a 400, since callers store and request it themselves."""

    status = HTTPStatus.BAD_REQUEST
    code = "response_too_large"

    def __init__(self) -> None:
        super().__init__("The response would be too large: request fewer entries, with a smaller limit")


class IdempotencyKeyReusedError(CommerceError):
    """The Idempotency-Key was used with another body."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used with another body")

    def body(self) -> dict[str, Any]:
        """Name the status as RFC 4918 does; later Python versions have another phrase."""
        return super().body() | {"error": "Unprocessable Entity"}


class TooManyRequestsError(CommerceError):
    """Medusa limits the rate; ``retry_after`` is in seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many_requests"

    def __init__(self, message: str = "Too many requests, try again shortly", retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        """Return when the client may retry."""
        return {"Retry-After": str(self.retry_after)}


class NotConfiguredError(CommerceError):
    """A required setting is missing or wrong; the message names it, never a value."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "not_configured"


class ApiKeyRejectedError(NotConfiguredError):
    """Medusa refuses one of our API keys; the message names its setting. Nothing was done."""


class NotSupportedError(CommerceError):
    """The Medusa server lacks the plugin that this needs; the message names it."""

    status = HTTPStatus.NOT_IMPLEMENTED
    code = "not_supported"


class UpstreamError(CommerceError):
    """Medusa failed, or its response cannot be read."""

    status = HTTPStatus.BAD_GATEWAY
    code = "upstream_failed"

    def __init__(self, message: str = "The commerce server failed, try again shortly") -> None:
        super().__init__(message)


class PaymentProviderError(CommerceError):
    """The payment provider failed, refused, or did not respond; Medusa works, and nothing was ordered."""

    status = HTTPStatus.BAD_GATEWAY
    code = "payment_provider_failed"

    def __init__(
        self,
        message: str = "The payment provider failed, try again shortly",
        *,
        details: tuple[Detail, ...] = (),
        code: str = "",
    ) -> None:
        super().__init__(message, details=details, code=code)


class UnavailableError(CommerceError):
    """A dependency cannot be reached at the moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "unavailable"

    def __init__(self, message: str = "The service is temporarily unavailable, try again shortly") -> None:
        super().__init__(message)

    @property
    def headers(self) -> dict[str, str]:
        """Return when the client may retry."""
        return {"Retry-After": "5"}


class UnhealthyError(UnavailableError):
    """The health check failed: settings are missing or refused, or Medusa does not respond."""

    code = "unhealthy"

    def __init__(self, message: str, *, configured: bool, reachable: bool) -> None:
        super().__init__(message)
        self.found = {"configured": configured, "reachable": reachable}

    def body(self) -> dict[str, Any]:
        """Add what was found."""
        return super().body() | self.found


class UpstreamTimeoutError(CommerceError):
    """Medusa did not respond in time."""

    status = HTTPStatus.GATEWAY_TIMEOUT
    code = "upstream_timeout"

    def __init__(self, message: str = "The commerce server took too long to respond") -> None:
        super().__init__(message)
