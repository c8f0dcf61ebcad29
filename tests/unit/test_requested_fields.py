"""Every field that is read of a response was requested, and every field that is requested is needed.

The fixture `shop` checks the first in all tests of the adapter. Here each field is left out of its request in
turn, which must be noticed; the responses have what makes the code read all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from commerce.mappers.products import DisplayOptions
from commerce.medusa import (
    addresses,
    carts,
    completion,
    ordering,
    orders,
    product_list,
    products,
    resource_records,
    resources,
)
from commerce.medusa.orders import OrderFilter
from commerce.medusa.product_filter import ProductFilter
from commerce.medusa.resources import ResourceFilter
from commerce.medusa.transport.client import Medusa
from commerce.models.checkout import PlaceOrder

from tests.support.carts import for_checkout, ready_cart
from tests.support.recorded import recorded
from tests.support.requested import watched
from tests.support.upstream import Upstream

EUR = DisplayOptions("EUR")
Json = dict[str, Any]

UNSOLD: Json = {"id": "variant_1", "sku": None, "prices": [{"amount": 1, "currency_code": "eur"}]}
UNSOLD |= {"product_id": None, "product": {"id": None, "title": None, "description": None}}
MINE = {"customer_id": "cus_anna", "customer": {"id": "cus_anna", "has_account": True}}


def line(known: Json) -> Json:
    """Return a line that knows neither its product's name nor its options."""
    options = {
        "variant": {"options": [{"option_id": "opt_1", "value": "Red"}]},
        "product": {"options": [{"id": "opt_1", "title": "Colour"}]},
    }
    return known | {"product_title": None, "variant_option_values": None} | options


def cart() -> Json:
    found = ready_cart(**MINE)
    session = found["payment_collection"]["payment_sessions"][0]
    session["payment"] = {"captured_at": None, "canceled_at": None}
    code = {"id": "promo_1", "code": "A", "application_method": {"type": "fixed", "value": 1}}
    return found | {"items": [line(found["items"][0])], "promotions": [code]}


def order(name: str = "order-completed") -> Json:
    found: Json = recorded(name)["orders"][0] if name == "orders-list" else recorded(name)["order"]
    session = {"status": "authorized", "payment": {"captured_at": None, "canceled_at": None}}
    refunds = [{"id": "ref_1", "amount": 1, "created_at": "2026-01-01T00:00:00.000Z"}]
    collection = {"status": "authorized", "payment_sessions": [session], "payments": [{"refunds": refunds}]}
    collections = {"payment_collections": [collection]}
    return found | MINE | collections | {"items": [line(found["items"][0])]}


def product() -> Json:
    """Return a product whose variants leave all to it."""
    found: Json = recorded("product-detail")["products"][0]
    plain = dict.fromkeys(("weight", "height", "width", "length", "material", "hs_code", "mid_code"))
    return found | {"variants": [variant | plain for variant in found["variants"]]}


def unsold(record: Json) -> Json:
    """Return an asset or a service that is no longer sold, of which nobody noted the price."""
    return record | MINE | {"product_variant": UNSOLD, "totals": None}


def own_service() -> Json:
    found = unsold(recorded("service-instance")["serviceInstance"])
    return found | {"assets": [unsold(recorded("asset")["asset"])]}


class Case(NamedTuple):
    """A request with its fields, what Medusa responds, and what makes it; ``unread`` serves Medusa itself."""

    route: str
    fields: str
    response: Callable[[], Any]
    run: Callable[[Medusa], object]
    unread: frozenset[str] = frozenset()


_PROOF = frozenset({"customer.id", "cart.id"})
"""Of an order: without the first Medusa returns no customer; the second tells whose an old order is."""
_TAX = frozenset({"type_id"})
"""Of a product: by it Medusa finds the rate of its tax."""

CASES = {
    "cart": Case(
        "GET /store/carts/cart_1",
        carts.CART_FIELDS,
        lambda: {"cart": cart()},
        lambda medusa: carts.get_cart(medusa, "cart_1"),
    ),
    "order": Case(
        "GET /store/orders/order_1",
        orders._WITH_DETAILS,
        lambda: {"order": order("order")},
        lambda medusa: orders.get_order(medusa, "order_1"),
        _PROOF,
    ),
    "orders": Case(
        "GET /store/orders",
        orders._LIST_FIELDS,
        lambda: {"orders": [order("orders-list")], "count": 1},
        lambda medusa: orders.list_orders(medusa, OrderFilter()),
        _PROOF,
    ),
    "placed order": Case(
        "POST /store/carts/cart_1/complete",
        completion.PLACED_FIELDS,
        lambda: {"type": "order", "order": order()},
        lambda medusa: ordering.place_order(medusa, "cart_1", PlaceOrder()),
        _PROOF | {"metadata"},
    ),
    "products": Case(
        "GET /store/products",
        products.LIST_FIELDS,
        lambda: recorded("product-list"),
        lambda medusa: product_list.list_products(medusa, ProductFilter(), EUR),
        _TAX,
    ),
    "summaries": Case(
        "GET /store/products",
        products.SUMMARY_FIELDS,
        lambda: recorded("product-list"),
        lambda medusa: product_list.list_products(medusa, ProductFilter(is_summary=True), EUR),
        _TAX | {"images.id", "images.url", "images.rank"},  # for a product without a thumbnail
    ),
    "product": Case(
        "GET /store/products",
        products.PAGE_FIELDS,
        lambda: {"products": [product()]},
        lambda medusa: products.get_product(medusa, "cordless-drill", None, EUR),
        _TAX,
    ),
    "addresses": Case(
        "GET /store/customers/me/addresses",
        addresses._FIELDS,
        lambda: recorded("addresses-list"),
        lambda medusa: addresses.list_addresses(medusa, 10, 0),
    ),
    "assets": Case(
        "GET /admin/assets",
        resource_records.FIELDS["assets"],
        lambda: {"assets": [unsold(recorded("asset")["asset"])], "count": 1},
        lambda medusa: resources.list_assets(medusa, ResourceFilter(sort="updatedAt_ASC"), EUR),
        frozenset({"created_at", "customer_id"}),
    ),
    "services": Case(
        "GET /admin/service-instances",
        resource_records.FIELDS["service-instances"],
        lambda: {"serviceInstances": [own_service()], "count": 1},
        lambda medusa: resources.list_services(medusa, ResourceFilter(sort="updatedAt_ASC"), EUR),
        frozenset({"created_at", "customer_id"}),
    ),
}

EACH = [(name, field) for name, case in CASES.items() for field in dict.fromkeys(case.fields.split(","))]


@pytest.mark.parametrize(("name", "field"), EACH)
def test_a_field_that_is_not_requested_is_noticed(
    anna: Medusa, shop: Upstream, name: str, field: str
) -> None:
    case = CASES[name]
    shop.on("GET /store/carts/cart_1/checkout", for_checkout(cart()))
    shop.on(case.route, case.response())
    with watched(without=field) as unrequested:
        case.run(anna)
    noticed = any(found.startswith(case.route) for found in unrequested)
    assert noticed is (field not in case.unread)
    assert next(seen.query["fields"] for seen in shop.seen if seen.route == case.route) == case.fields
