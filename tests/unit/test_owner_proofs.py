"""Every record in a response is the caller's, nested ones too: whatever Medusa gives, Ben's never gets out.

The models of all routes are walked. A model must be known as public, as a part of a record, which has no
owner of its own, or as a record with an owner; each place where such a record stands in a response needs an
entry in `FOREIGN`, which says what Medusa is made to give there that is Ben's. Then each route is called for
Anna.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest
from commerce.medusa.transport.client import Medusa
from commerce.models import (
    carts,
    catalogue,
    checkout,
    common,
    health,
    orders,
    payments,
    products,
    resources,
    returns,
)
from pydantic import BaseModel

from local.function_events import ANNA, Context
from tests.conftest import Configure
from tests.support.recorded import recorded
from tools import events
from tools.routes import Route, routes

Json = dict[str, Any]

PUBLIC: set[type[BaseModel]] = {
    products.Product,
    products.LineProduct,
    products.ProductVariant,
    products.OptionGroup,
    products.Tag,
    *(products.ProductCategory, products.Seo, products.ProductSummary, products.SummaryPage),
    *(products.Facets, products.FacetValue, products.OptionFacet, products.PriceFacet, products.StockFacet),
    *(products.ProductPrice, products.PriceRange),
    *(products.Suggestion, products.ProductPage, products.Suggestions),
    common.Media,
    common.Price,
    payments.PaymentProvider,
    health.Health,
    catalogue.Region,
    catalogue.Country,
    catalogue.Locale,
    catalogue.Category,
    catalogue.CategoryName,
    catalogue.Collection,
    returns.ReturnReason,
    returns.Transfer,  # the id that was sent, and what became of it
}
PARTS: set[type[BaseModel]] = {
    common.Address,
    carts.CartItem,
    carts.LineDiscount,
    carts.Promotion,
    carts.ShippingMethod,
    carts.PaymentMethod,
    carts.MergeResult,
    orders.OrderItem,
    orders.Fulfilment,
    orders.LineQuantity,
    orders.Tracking,
    orders.Refund,
    orders.CreditLine,
    orders.UnavailableItem,
    returns.ReturnItem,
    resources.Contract,
    checkout.Totals,
}
"""Stored with the record that they are shown in, so that its owner is theirs."""
WRAPPERS: set[type[BaseModel]] = {
    checkout.CheckoutSummary,
    checkout.PlacedOrder,
    orders.Reordered,
    resources.PurchasedService,
}
"""Made for a response, of records that are each proven."""

FOREIGN: dict[str, tuple[str, ...]] = {
    "Cart": ("cart", "written cart"),
    "CheckoutSummary.cart": ("cart",),
    "Order": ("order",),
    "Order.returns": ("order",),
    "Return": ("order",),
    "Reordered.cart": ("order", "written cart"),
    "Profile": (),
    "PlacedOrder.order": ("cart", "order"),
    "PaymentSession": ("cart",),
    "Asset": ("asset",),
    "Service": ("service",),
    "Service.assets": ("linked asset",),
    "Service.history": ("service",),
    "PurchasedService.order": ("order",),
    "PurchasedService.service": ("service",),
    "CustomerAddress": (),
}
"""Where a record stands, and what is Ben's there; nothing where Medusa picks it by the caller's own token."""

BY_TOKEN = {
    *("GET /orders", "GET /carts", "GET /carts/current", "POST /carts/{id}/customer"),
    *("POST /carts", "POST /checkout/{cartId}/payment", "POST /payments/sessions"),
    *("GET /customers/me", "PATCH /customers/me"),
}
"""Routes whose record Medusa, or the plugin, picks by the caller's own token, or that make a new one."""


common.prime()  # else what a field holds may not be known yet


def models_of(route: Route) -> list[type[BaseModel]]:
    """The models that a route may return."""
    app = importlib.import_module(f"functions.{route.module}.app")
    rule = events.raw_path(route.key, {name: f"<{name}>" for name in route.parameters})
    for found in app.api._static_routes + app.api._dynamic_routes:
        if found.method == route.method and found.path == rule:
            return list(models_in(get_type_hints(found.func).get("return")))
    return []


def records(
    model: type[BaseModel], place: str = "", above: frozenset[type[BaseModel]] = frozenset()
) -> Iterator[tuple[str, type[BaseModel]]]:
    """Walk a model: where each of the models in it stands, as in ``Service.assets``, and what it is."""
    is_list = issubclass(model, common.ListOf)
    if not is_list:
        yield place or model.__name__, model
    if model in above:
        return
    for name, field in model.model_fields.items():
        inner = place if is_list else f"{model.__name__}.{name}"
        for nested in models_in(field.annotation):
            yield from records(nested, inner, above | {model})


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def owned(route: Route) -> list[str]:
    """The places in a route's response where a record with an owner stands."""
    found = [pair for model in models_of(route) for pair in records(model)]
    return [place for place, one in found if one not in PUBLIC | PARTS | WRAPPERS]


SKU = recorded("product-list")["products"][0]["variants"][0]["sku"]
PRIVATE = [route for route in routes() if owned(route)]


def test_each_record_with_an_owner_has_an_entry() -> None:
    assert {place for route in PRIVATE for place in owned(route)} == FOREIGN.keys()
    assert len(PRIVATE) > 30


def person(name: str) -> Json:
    customer = {"id": f"cus_{name}", "has_account": True, "email": f"{name}@lab.local"}
    return {"customer_id": f"cus_{name}", "customer": customer, "email": f"{name}@lab.local"}


def theirs(record: Json, name: str, **more: Any) -> Json:
    """Assign a record to a customer: the owner's name is in it wherever something is private."""
    address = {
        "address_1": f"{name} street",
        "city": f"{name} city",
        "country_code": "de",
        "postal_code": "1",
    }
    private = {"shipping_address": address, "billing_address": address, "address": address}
    return {**record, **private, **person(name), "name": f"{name} thing", **more}


class Mixed(Medusa):
    """A Medusa in which all is Anna's but what ``foreign`` names; it gives all that it has to any call."""

    foreign = ""

    def get(self, *path: str, query: Any = None, translated: bool = True) -> Json:
        return self._all(written=False)

    def post(self, *path: str, body: Json | None = None, query: Any = None) -> Json:
        return self._all(written=True, metadata=(body or {}).get("metadata"))

    def delete(self, *path: str, body: Json | None = None, query: Any = None) -> Json:
        return self._all(written=True)

    def admin_get(self, *path: str, query: Any = None) -> Json:
        return self._all(written=False)

    def _whose(self, *kinds: str) -> str:
        return "ben" if self.foreign in kinds else "anna"

    def _all(self, *, written: bool, metadata: Any = None) -> Json:
        kinds = ("cart", "written cart") if written else ("cart",)
        lines = [{**recorded("cart-full")["cart"]["items"][0], "id": events._PARAMETERS["itemId"]}]
        cart = theirs(recorded("cart-full")["cart"], self._whose(*kinds), id=events.CART, completed_at=None)
        cart["shipping_subtotal"] = 4.9  # as a summary needs it
        cart |= {"items": lines, "metadata": {"name": cart["name"]}, "promotions": [{"code": "SAVE10"}]}
        order = theirs(recorded("order")["order"], self._whose("order"), cart={"id": events.CART})
        sold = recorded("product-list")["products"][0]
        order["items"] = [
            order["items"][0]
            | {"id": events._id("ordli"), "product_id": sold["id"], "variant_id": sold["variants"][0]["id"]}
            | {"detail": order["items"][0]["detail"] | {"fulfilled_quantity": 5}}
        ]
        sent_back = recorded("return")["return"] | {"items": recorded("return")["return"]["items"][:1]}
        sent_back["items"][0]["note"] = f"{self._whose('order')} thing"
        order["returns"] = [sent_back]
        place = {"fulfillment_set": {"location": {"id": "sloc_1"}}}
        ways = [
            {"id": events._id("so"), "name": "", "amount": 5, "price_type": "flat", "service_zone": place}
        ]
        linked = theirs(recorded("asset")["asset"], self._whose("linked asset"))
        asset = theirs(recorded("asset")["asset"], self._whose("asset"))
        service = theirs(
            recorded("service-instance")["serviceInstance"], self._whose("service"), assets=[linked]
        )
        saved = recorded("addresses-list")["addresses"][0] | {"id": events._PARAMETERS["addresses"]}
        addresses = [theirs(saved, "anna", metadata=metadata)]
        session = recorded("payment-session")["payment_collection"]["payment_sessions"][0]
        return {
            **{"cart": cart, "carts": [cart], "parent": cart, "order": order, "orders": [order]},
            **{"type": "order", "count": 1, "current": True, "payment_session": session},
            **{"asset": asset, "assets": [asset], "service_instance": service},
            **{"serviceInstance": service, "serviceInstances": [service], "compatibleServices": []},
            **{
                "customer": {
                    **recorded("customer")["customer"],
                    **person("anna")["customer"],
                    "addresses": addresses,
                }
            },
            **{"return": sent_back, "return_reasons": []},
            **{"address": addresses[0], "addresses": addresses},
            **{"products": recorded("product-list")["products"], "regions": recorded("regions")["regions"]},
            **{
                "shipping_options": ways,
                "payment_collection": recorded("payment-session")["payment_collection"],
            },
        }


def answer_to(route: Route, foreign: str, monkeypatch: pytest.MonkeyPatch, configure: Configure) -> Json:
    configure()
    app = importlib.import_module(f"functions.{route.module}.app")
    monkeypatch.setattr(Mixed, "foreign", foreign)
    monkeypatch.setattr("commerce.api.Medusa", Mixed)
    event = events.event(route)
    event["headers"] |= {"authorization": "Bearer a.b.c"}
    event["requestContext"]["authorizer"]["lambda"] = ANNA
    if route.key == "POST /carts/items":
        event["body"] = json.dumps({"cartId": events.CART, "sku": SKU, "quantity": 1})
    answer: Json = app.handler(event, Context())
    return answer


@pytest.mark.parametrize("route", PRIVATE, ids=lambda route: route.key)
def test_annas_own_is_shown(route: Route, monkeypatch: pytest.MonkeyPatch, configure: Configure) -> None:
    """Else the test below would say nothing."""
    answer = answer_to(route, "", monkeypatch, configure)
    assert answer["statusCode"] in {200, 201}, answer["body"]
    assert "anna" in answer["body"] or owned(route) == ["PaymentSession"]


CASES = [
    pytest.param(route, foreign, id=f"{route.key}, {foreign}")
    for route in PRIVATE
    if route.key not in BY_TOKEN
    for foreign in dict.fromkeys(name for place in owned(route) for name in FOREIGN.get(place, ()))
    if route.method != "GET" or foreign != "written cart"
]


@pytest.mark.parametrize(("route", "foreign"), CASES)
def test_what_is_bens_is_not_shown(
    route: Route, foreign: str, monkeypatch: pytest.MonkeyPatch, configure: Configure
) -> None:
    answer = answer_to(route, foreign, monkeypatch, configure)
    assert "ben" not in answer["body"]
    assert answer["statusCode"] in {200, 201, 401, 403, 404}, answer["body"]
