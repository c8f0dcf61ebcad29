"""Which errors each operation can end with: statuses with their codes, for the OpenAPI document.

What the code raises is read from it (`tools.raised`). What Medusa refuses, and what holds for every route
of a kind, is listed here.
"""

from __future__ import annotations

from functools import cache

from commerce.idempotency import _NOT_REPEATABLE
from commerce.medusa.transport.refusals import RULES

from tools import raised
from tools.routes import Route

_PLACING = {
    "cart_empty",
    "country_not_in_region",
    "email_has_account",
    "invalid_email",
    "lines_unavailable",
    "no_price",
    "not_for_sale",
    "out_of_stock",
    "paid_not_orderable",
    "payment_action_required",
    "payment_failed",
    "payment_not_ready",
    "promotion_needs_customer",
    "promotion_used_up",
    "sales_channel_closed",
    "shipping_method_missing",
    "shipping_option_unavailable",
}
_BUYING = {
    "address_missing",
    "no_price",
    "not_a_service",
    "not_for_sale",
    "payment_action_required",
    "payment_failed",
    "payment_provider_failed",
    "payment_provider_unavailable",
    "purchase_key_reused",
    "purchase_undone",
}
_CHANGING = _BUYING | {"cart_paid", "region_missing", "service_ended"}
_REFUSED: dict[str, set[str]] = {
    "PATCH /carts/{id}": {"email_has_account", "invalid_email", "region_unknown"},
    "POST /carts/items": {"sales_channel_closed", "sku_mismatch", "sku_unknown"},
    "PATCH /carts/{cartId}/items/{itemId}": {"invalid_quantity", "not_for_sale", "no_price"},
    "POST /checkout/{cartId}/addresses": {"email_has_account", "invalid_email"},
    "POST /checkout/{cartId}/payment": {"payment_not_ready"},
    "POST /checkout/{cartId}/place-order": _PLACING,
    "POST /checkout/{cartId}/complete": _PLACING | {"promotion_unknown"},
    "GET /checkout/{cartId}/summary": {"lines_unavailable", "no_price", "not_for_sale", "out_of_stock"},
    "POST /payments/sessions": {"payment_not_ready"},
    "PATCH /payments/sessions/{id}": {"payment_not_ready"},
    "DELETE /payments/sessions/{id}": {"payment_not_ready"},
    "POST /customers/addresses": {"too_many_addresses"},
    "POST /orders/{id}/reorder": {
        "no_price",
        "not_for_sale",
        "out_of_stock",
        "sales_channel_closed",
        "too_many_lines",
    },
    "POST /orders/{id}/returns": {"not_returnable", "order_changing", "return_reason_unknown"},
    "POST /orders/{id}/transfer": {"order_cancelled", "order_changing"},
    "POST /orders/{id}/transfer/accept": {"order_cancelled", "transfer_token_invalid"},
    "POST /orders/{id}/transfer/decline": {"order_cancelled", "transfer_token_invalid"},
    "POST /resources/{id}/purchase": _BUYING | {"several_plans"},
    "POST /resources/services/{id}/renew": _CHANGING | {"service_without_period"},
    "POST /resources/services/{id}/upgrade": _CHANGING | {"plan_unknown", "plan_worth_less"},
    "POST /resources/services/{id}/cancel": {"service_ended", "service_without_period"},
    "POST /resources/assets": {"product_unknown", "serial_number_taken", "too_many_assets"},
}
"""Refusals of Medusa's that a client can bring about, and codes that are worked out, by route."""

_OF_CARTS = {
    "PATCH /carts/{id}",
    "DELETE /carts/{id}",
    "POST /carts/items",
    "PATCH /carts/{cartId}/items/{itemId}",
    "DELETE /carts/{cartId}/items/{itemId}",
    "POST /carts/{cartId}/promotions",
    "DELETE /carts/{cartId}/promotions/{code}",
    "POST /carts/{id}/customer",
    "POST /checkout/{cartId}/addresses",
    "POST /checkout/{cartId}/shipping-method",
    "POST /checkout/{cartId}/payment",
    "POST /checkout/{cartId}/complete",
    "POST /payments/sessions",
    "PATCH /payments/sessions/{id}",
    "DELETE /payments/sessions/{id}",
}
"""Routes that change a cart, which is refused once its money is on its way."""

_WITH_MODULE = {
    "GET /carts",
    "GET /carts/current",
    "DELETE /carts/{id}",
    "POST /carts/items",
    "GET /payments/sessions/{id}",
    "PATCH /payments/sessions/{id}",
    "DELETE /payments/sessions/{id}",
    "GET /products/{id}/variants/{variantId}/related-products",
    "GET /orders/lookup",
    "GET /orders/{id}/returns",
}
"""Routes that a Medusa without the bundle's plugin does not have, as all below /resources."""

_WITHOUT_VERSION = {"POST /carts/{id}/customer"}
"""The plugin proves the owner of a cart that is claimed itself, and reads no version."""

_STATUSES = {rule.code: int(rule.error.status) for rule in RULES} | {
    "lines_unavailable": 409,
    "payment_action_required": 409,
    "payment_failed": 409,
    "sku_mismatch": 400,
    "sku_unknown": 400,
}
_ALWAYS = {
    (400, "invalid_request"),
    (401, "invalid_token"),
    (429, "too_many_requests"),
    (500, "internal_error"),
    (500, "not_configured"),
    (503, "unavailable"),
}


@cache
def of(route: Route) -> dict[int, list[str]]:
    """Return the codes of each status that a route can end with, in the order of statuses."""
    found = set(_ALWAYS) | _of_kind(route) | set(raised.by_route(route.module)[route.key])
    blamed = {code for status, code in found if status == 400}
    found |= {(_STATUSES[code], code) for code in _REFUSED.get(route.key, set()) - blamed}
    if route.key in _OF_CARTS:
        found |= {(409, "cart_paid"), (502, "payment_provider_failed")}
    if not takes_version(route):
        found.discard((412, "version_mismatch"))
    return {
        status: sorted(code for one, code in found if one == status)
        for status in sorted({status for status, _ in found})
    }


def takes_version(route: Route) -> bool:
    """Return whether a route is a write that compares ``if-match``."""
    reads = (412, "version_mismatch") in raised.by_route(route.module)[route.key]
    return reads and route.method != "GET" and route.key not in _WITHOUT_VERSION


def takes_key(route: Route) -> bool:
    """Return whether a route takes an ``idempotency-key``."""
    return route.method in {"POST", "PATCH"}


def _of_kind(route: Route) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    if route.key == "GET /openapi.json":
        return found
    found |= {(502, "upstream_failed"), (504, "upstream_timeout")}
    if route.authorizer == "Customer":
        found.add((401, "sign_in_required"))
    if "{" not in route.path and route.method == "GET":
        found.add((400, "response_too_large"))
    if route.method != "GET":
        found.add((409, "lock_contention"))
    if takes_key(route):
        found |= {(409, "request_in_progress"), (422, "idempotency_key_reused")}
    if route.key in _NOT_REPEATABLE:
        found.add((409, "outcome_unknown"))
    if route.key in _WITH_MODULE or route.module == "resources":
        found.add((501, "not_supported"))
    return found
