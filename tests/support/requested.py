"""Notes what the code reads of Medusa's responses without having requested it.

What Medusa sends unasked differs from version to version: a field that is read but not named in ``fields`` is
there in one and missing in the next, and a price or a total with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

from commerce.medusa.transport.client import Medusa
from commerce.reading import MedusaObject

_OWN_SHAPE = {
    r"GET /admin/products/\w+/variants/\w+/references": {"productReferences"},
    r"GET /admin/assets/\w+/compatible-services": {"compatibleServices"},
    r"GET /admin/service-instances/featured": {"featuredServices"},
    r"(GET|POST|DELETE) /store/payment-sessions/\w+": {"payment_session", "cart"},
    r"POST /store/carts/\w+/payment-sessions": {"payment_session", "cart"},
    r"POST /store/services/purchase": {"service_instance"},
    r"POST /store/customers/me/services/\w+/\w+": {"service_instance"},
    r"POST /store/customers/me/assets/register": {"asset"},
    r"GET /store/carts/\w+/checkout": {"checkout"},
    r"GET /store/customers/me/lists/orders": {"orders", "count"},
    r"GET /store/customers/me/lists/assets": {"assets", "count"},
    r"GET /store/customers/me/lists/services": {"serviceInstances", "count"},
    r"GET /store/storefront/products": {"facets"},
    r"GET /store/storefront/products/suggestions": {"products"},
    r"POST /store/(storefront/)?carts/\w+/complete": {"error", "cart"},
    r"POST /store/shipping-options/\w+/calculate": {"shipping_option"},
    r"GET /store/locales": {"locales"},
    r"POST /store/storefront/order-lookup": {"order"},
    r"POST /store/returns": {"return"},
}
"""Routes → what of their response does not depend on ``fields``: the plugin's, and a failed completion's."""

_OFFERS = (
    r"GET /store/(customers/me/assets/\w+/compatible-services"
    r"|storefront/variants/\w+/references|storefront/featured-services)"
)
_OWN_SHAPE[_OFFERS] = {"offers"}
_NAMED_BY = {
    r"GET /store/customers/me/lists/(assets|services)": "product_fields",
    _OFFERS: "product_fields",
}
"""Routes → the parameter that names the fields of the products that they return."""

_COMPUTED = {
    "calculated_price", "inventory_quantity", "total", "subtotal", "discount_total", "item_total",
    "item_subtotal", "shipping_total", "shipping_subtotal", "discount_subtotal", "tax_total",
    "credit_line_total", "payment_status", "fulfillment_status",
}  # fmt: skip
"""What is no column: ``*variants`` does not bring it."""

_ALWAYS = {
    r"GET /store/shipping-options": {"amount", "is_tax_inclusive"},
    r"GET /store/orders": {
        "shipping_methods.total",
        "shipping_methods.subtotal",
        "shipping_methods.detail.return_id",
    },
    r"GET /store/storefront/products": {"shown_variant_id"},
    r"GET /admin/assets(/\w+)?": {"assets", "start_date"},
    r"GET /admin/service-instances(/\w+)?": {"assets.start_date"},
}
"""What a route computes whatever is requested, and by which a service is distinguished from an asset."""

_JSON = {"metadata", "data", "totals", "address", "variant_option_values"}
"""Columns that hold JSON, which comes complete."""
_COMPLETE = ".calculated_price.calculated_price"
"""So does what Medusa says of a chosen price. Medusa 2.13 fails when a part of it is named."""

_TOTALS = {"total", "item_total", "item_subtotal", "shipping_total", "tax_total"}
_TOTALS_NEED = {
    "items": ["unit_price", "quantity", "is_tax_inclusive"],
    "shipping_methods": ["amount", "is_tax_inclusive"],
}
_ORDERS_NEED = ["detail.quantity", "detail.unit_price"]
_ORDERS_NEED += ["detail.return_received_quantity", "detail.return_dismissed_quantity"]


class _Watched(MedusaObject):
    """An object of a response that notes each field that is read of it and was not requested."""

    def __init__(self, found: Mapping[str, Any], path: str, request: _Request) -> None:
        super().__init__({key: request.watched(value, f"{path}{key}") for key, value in found.items()})
        self._path, self._request, self._own = path, request, set[str]()

    def _read(self, key: str) -> None:
        if key not in self._own:
            self._request.read(f"{self._path}{key}")

    def __getitem__(self, key: str) -> Any:
        self._read(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._read(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._read(str(key))
        return super().__contains__(key)

    def __setitem__(self, key: str, value: Any) -> None:
        self._own.add(key)
        super().__setitem__(key, value)

    def __or__(self, other: Any) -> Any:
        joined = _Watched({}, self._path, self._request)
        joined.update(self)
        joined.update(other)
        joined._own = self._own | set(other)
        return joined


class _Request:
    """One request: its fields, and what is wrong with them."""

    def __init__(self, route: str, fields: set[str], found: list[str]) -> None:
        self.route, self._found = route, found
        self.fields = fields
        self._always = _of_route(_ALWAYS, route)

    def watched(self, value: Any, path: str) -> Any:
        if isinstance(value, list):
            return [self.watched(entry, path) for entry in value]
        if not isinstance(value, dict) or path.rpartition(".")[2] in _JSON or path.endswith(_COMPLETE):
            return value
        return _Watched(value, f"{path}." if path else "", self)

    def read(self, path: str) -> None:
        if not self._is_requested(path):
            self._found.append(f"{self.route}: {path} is read, but not requested")

    def _is_requested(self, path: str) -> bool:
        relation, _, name = path.rpartition(".")
        if path in self.fields | self._always or any(
            field.removeprefix("*").startswith(f"{path}.") for field in self.fields
        ):
            return True
        return f"*{path}" in self.fields or (f"*{relation}" in self.fields and name not in _COMPUTED)

    def check_totals(self) -> None:
        """Note what Medusa before 2.21 needs for totals: of a relation it loads the named columns only."""
        if not self.fields & _TOTALS:
            return
        is_order = re.search("orders|complete|purchase|services", self.route)
        for relation, columns in _TOTALS_NEED.items():
            needed = [*columns, *_ORDERS_NEED] if is_order and relation == "items" else columns
            named = any(field.startswith(f"{relation}.") for field in self.fields)
            if named and f"*{relation}" not in self.fields:
                missing = [one for one in needed if f"{relation}.{one}" not in self.fields]
                self._found += [f"{self.route}: {relation}.{one} is needed for the totals" for one in missing]


def _of_route(table: Mapping[str, set[str]], route: str) -> set[str]:
    return next((found for pattern, found in table.items() if re.fullmatch(pattern, route)), set())


@contextmanager
def watched(without: str = "") -> Iterator[list[str]]:
    """Watch the responses to all requests; the list is of what was read without being requested.

    Requests count as if they did not name the field ``without``.
    """
    found: list[str] = []
    send = Medusa._send

    def watching(self: Medusa, method: Any, path: str, query: Any, *rest: Any) -> Any:
        response = send(self, method, path, query, *rest)
        route = f"{method} {path}"
        own = _of_route(_OWN_SHAPE, route)
        named = next((name for pattern, name in _NAMED_BY.items() if re.fullmatch(pattern, route)), "fields")
        fields = (query or {}).get(named, "").split(",")
        request = _Request(route, {*fields} - {without}, found)
        request.check_totals()
        for key, value in response.items():
            if key not in own:
                response[key] = request.watched(value, "")
        return response

    with mock.patch.object(Medusa, "_send", watching):
        yield found
