"""Parts of the OpenAPI document that no function's types say: headers, the error, what paths hold."""

from __future__ import annotations

import tomllib
from typing import Any

from commerce.api import _TEXTS
from commerce.error_codes import ERROR_CODES
from commerce.ids import ID_PATTERN, MAX_TEXT

from local.config import ROOT
from tools.routes import Route

INFO: dict[str, Any] = {
    "title": "Medusa serverless bundle",
    "version": tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"],
    "summary": "One HTTP API for storefronts over a Medusa 2 commerce server",
    "description": (
        "The routes, fields and statuses are those of Open Self Service's commerce modules.\n\n"
        "Amounts are in major units (12.99 is 12.99 EUR), rounded as the currency is. A field that is not "
        "known is left out; it is never null. Every error has a `code`, which is stable, and a `message` for "
        "people. Guests send no token; a customer's routes need one."
    ),
    "contact": {"name": "The operator of this API"},
    "license": {"name": "MIT", "url": "https://opensource.org/license/mit"},
}

TAGS = {
    "carts": "A shopper's carts",
    "checkout": "From a cart to an order",
    "customers": "A customer's address book",
    "orders": "What a shopper has bought",
    "payments": "Payment providers and sessions",
    "products": "The catalogue, this document and the health check",
    "resources": "A customer's assets and services",
}

STATUSES = {
    400: "The request is wrong; `details` name the fields",
    401: "There is no valid token: sign in",
    403: "It belongs to another customer",
    404: "It does not exist, or the caller must not learn that it does",
    409: "The current state does not allow it",
    412: "The cart is not the version in `if-match`; nothing was done",
    422: "The idempotency key was used with another body",
    429: "Too many requests",
    500: "The service failed or is not configured correctly",
    501: "The Medusa server lacks the bundle's plugin",
    502: "The commerce server failed",
    503: "Something cannot be reached at the moment",
    504: "The commerce server took too long",
}

_DETAIL = {
    "type": "object",
    "description": "One thing that is wrong.",
    "required": ["path", "message"],
    "properties": {
        "path": {
            "type": "string",
            "description": "The field of the request, or the line of the cart.",
            "examples": ["body.quantity"],
        },
        "message": {"type": "string", "description": "What is wrong with it, for people."},
        "code": {
            "type": "string",
            "description": "What is wrong with it, for programs, where the error's own code does not say it.",
            "examples": ["out_of_stock"],
        },
        "lineId": {"type": "string", "description": "The line of the cart that it is about."},
        "available": {"type": "number", "description": "How many pieces are left."},
    },
}

ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["message"],
    "description": "Why a request failed. What the gateway itself returns has a `message` only.",
    "properties": {
        "statusCode": {"type": "integer", "description": "The HTTP status.", "examples": [404]},
        "error": {"type": "string", "description": "The name of the status.", "examples": ["Not Found"]},
        "code": {
            "type": "string",
            "enum": list(ERROR_CODES),
            "description": "What happened, for programs: stable, where messages may change.",
        },
        "message": {
            "type": "string",
            "description": "What happened, for people.",
            "examples": ["Cart cart_1 was not found"],
        },
        "details": {"type": "array", "description": "Everything that is wrong.", "items": _DETAIL},
        "orderId": {
            "type": "string",
            "description": "With `cart_completed`: the order that the cart became.",
        },
        "paymentRedirectUrl": {
            "type": "string",
            "format": "uri-reference",
            "description": "With `payment_action_required`: where to send the shopper to pay.",
        },
        "clientSecret": {
            "type": "string",
            "description": "With `payment_action_required`: the secret for the provider's script.",
        },
        "configured": {"type": "boolean", "description": "With `unhealthy`: whether all settings are there."},
        "reachable": {"type": "boolean", "description": "With `unhealthy`: whether Medusa can be reached."},
    },
}


def _header(description: str, example: str | int, **schema: Any) -> dict[str, Any]:
    kind = "integer" if isinstance(example, int) else "string"
    return {"description": description, "schema": {"type": kind, **schema}, "example": example}


HEADERS = {
    "cache-control": _header("Whether the response may be cached, and for how long", "no-store"),
    "etag": _header("The version of the response, for `if-none-match`", '"8c2259af0bf02a89ddbbbf7330c979b2"'),
    "idempotency-replayed": _header(
        "Present if this is the stored response to an earlier request with this key", "true", enum=["true"]
    ),
    "retry-after": _header("Seconds to wait before a retry; left out where a retry does not help", 1),
    "server-timing": _header(
        "How many requests to Medusa it took, and how long",
        'medusa;dur=31.2;desc="2 requests", total;dur=40.1',
    ),
    "vary": _header("The request headers that the response depends on", "authorization, origin"),
    "www-authenticate": _header("Why the token was rejected", 'Bearer error="invalid_token"'),
    "x-request-id": _header("The request's id: name it when you ask the operator", "Jh2gGgG4joEEJtQ="),
}
"""Response headers, by name."""

SHOWN: list[dict[str, Any]] = [
    {
        "name": "x-currency",
        "in": "header",
        "description": "The currency of prices, ISO 4217; the shop's default without it",
        "schema": {"type": "string", "pattern": "^[A-Za-z]{3}$"},
        "example": "EUR",
    },
    {
        "name": "x-locale",
        "in": "header",
        "description": "The language of texts",
        "schema": {"type": "string", "pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$"},
        "example": "en-US",
    },
]
ONCE: dict[str, Any] = {
    "name": "idempotency-key",
    "in": "header",
    "description": "A key of the client's: a retry with the same key within a day returns the first response",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{8,255}$"},
    "example": "3f2c1a9e-5d7b-4a51-9d0e-0c8f6b1f7a21",
}
SEEN: dict[str, Any] = {
    "name": "if-match",
    "in": "header",
    "description": "The `version` of the cart that the client has: 412 if it has changed since",
    "schema": {"type": "string", "maxLength": 255},
}
IF_NONE_MATCH: dict[str, Any] = {
    "name": "if-none-match",
    "in": "header",
    "description": "The ETag of the response that the client has: 304 if it has not changed",
    "schema": {"type": "string", "maxLength": 255},
}

_IDS = {
    "/products/{id}": "The product's id or handle",
    "/categories/{id}": "Id or handle of the category",
    "/collections/{id}": "Id or handle of the collection",
    "/carts/{id}": "The cart's id",
    "/customers/addresses/{id}": "The saved address's id",
    "/orders/{id}": "The order's id",
    "/payments/sessions/{id}": "The payment session's id",
    "/resources/assets/{id}": "The asset's id",
    "/resources/services/{id}": "The service's id",
    "/resources/{id}": "The id of the service's variant, or of its product",
}
_PARAMETERS = {
    "cartId": "The cart's id",
    "itemId": "The line's id",
    "variantId": "The variant's id or slug",
    "code": "The promotion code, encoded as one segment",
}


def path_parameter(route: Route, name: str, values: dict[str, str]) -> dict[str, Any]:
    """Return what is said of a path's parameter, with its value in the sample event as an example."""
    is_text = (route.key, name) in _TEXTS
    schema = {"minLength": 1, "maxLength": MAX_TEXT} if is_text else {"pattern": ID_PATTERN}
    said = _PARAMETERS.get(name) or _IDS[route.path.partition("{id}")[0] + "{id}"]
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": said,
        "schema": {"type": "string", **schema},
        "example": values[name],
    }
