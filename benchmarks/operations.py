"""Every operation of the API, and the request for each.

Carts and checkout are a guest's. The catalogue is read as a customer, since guests' responses are cached; the
cache is measured separately.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.world import BOTH_ADDRESSES, PROVIDER, Request, World
from local.shop import ADDRESS


@dataclass(frozen=True)
class Operation:
    """One operation; ``request`` creates what it needs and returns the request."""

    name: str
    route: str
    request: Callable[[World], Request]
    fresh: bool = False
    """Whether each request needs a cart or an address of its own: it is repeated half as often."""
    parts: tuple[str, ...] = ()
    """The plugin's parts without which it goes Medusa's own way: it is measured both ways."""


def _saved(w: World) -> dict[str, str]:
    first, second = w.me["addresses"][:2]
    return {"shippingAddressId": first, "billingAddressId": second}


def _whole(w: World, addresses: dict[str, object]) -> dict[str, object]:
    return {"shippingMethodId": w.option, "paymentProviderId": PROVIDER, "email": "a@example.com"} | addresses


def _customer(*values: str, query: dict[str, str] | None = None) -> Callable[[World], Request]:
    return lambda w: Request(values, query, token=w.token)


def _first(kind: str) -> Callable[[World], Request]:
    return lambda w: Request((w.me[kind][0],), token=w.token)


def _fresh(
    name: str, route: str, request: Callable[[World], Request], parts: tuple[str, ...] = ()
) -> Operation:
    return Operation(name, route, request, fresh=True, parts=parts)


def _with(name: str, route: str, make: Callable[[World], str], body: object = None) -> Operation:
    return _fresh(name, route, lambda w: Request((make(w),), body=body))


_RETURN = {"returnUrl": "https://shop.example/paid"}
_RELATED = "GET /products/{id}/variants/{variantId}/related-products"
_CATEGORY = {"category": "power-tools", "type": "PHYSICAL", "limit": "12"}

_SEARCH = {"q": "drill", "limit": "12"}
_ALL, _BY_PRICE = {"limit": "100"}, {"sort": "price_ASC", "limit": "12"}
_SINCE, _BY_TOTAL = {"dateFrom": "2020-01-01"}, {"sort": "total_DESC"}

LISTS = ("products list, first read", "products list", "products of a category", "products search")
"""Lists that are compared with the same Medusa call with its default fields."""


def _unread_page(w: World) -> Request:
    """Return the request of a page that is in no cache."""
    number, offset = divmod(next(w.pages), 50)
    sort = ("createdAt_DESC", "createdAt_ASC", "title_ASC", "title_DESC")[number % 4]
    return Request(query={"limit": "12", "offset": str(offset), "sort": sort}, token=w.token)


def _returned(w: World) -> Request:
    order, body = w.sent()
    return Request((order,), body=body)


def _decided(w: World) -> Request:
    order, token = w.asked_for()
    return Request((order,), body={"token": token})


_OF_PRODUCTS = ("asset-lists", "product-list")
"""The plugin's parts of records that are shown with their products."""

OPERATIONS = [
    Operation("products list, first read", "GET /products", _unread_page, parts=("product-list",)),
    Operation("products list", "GET /products", _customer(query={"limit": "12"})),
    Operation("products of a category", "GET /products", _customer(query=_CATEGORY), parts=("product-list",)),
    Operation("products search", "GET /products", _customer(query=_SEARCH), parts=("product-list",)),
    Operation("products list of 100", "GET /products", _customer(query=_ALL), parts=("product-list",)),
    Operation("products by price", "GET /products", _customer(query=_BY_PRICE), parts=("product-list",)),
    Operation("suggestions", "GET /products/suggestions", _customer(query={"q": "dri"})),
    Operation(
        "product by handle", "GET /products/{id}", _customer("cordless-drill"), parts=("product-list",)
    ),
    Operation("product by id", "GET /products/{id}", lambda w: Request((w.drill["id"],), token=w.token)),
    Operation(
        "related products",
        _RELATED,
        lambda w: Request((w.drill["id"], w.drill["variants"][0]["id"]), token=w.token),
        parts=_OF_PRODUCTS,
    ),
    Operation("categories", "GET /categories", _customer()),
    Operation("category", "GET /categories/{id}", _customer("power-tools")),
    Operation("collections", "GET /collections", _customer()),
    Operation("collection", "GET /collections/{id}", _customer("starter-kit")),
    Operation("regions", "GET /regions", _customer()),
    Operation("locales", "GET /locales", _customer()),
    Operation("OpenAPI document", "GET /openapi.json", _customer()),
    Operation("health", "GET /health", _customer()),
    Operation("featured services", "GET /resources/services/featured", _customer(), parts=_OF_PRODUCTS),
    Operation("assets list", "GET /resources/assets", _customer(), parts=_OF_PRODUCTS),
    Operation("asset", "GET /resources/assets/{id}", _first("assets"), parts=_OF_PRODUCTS),
    Operation(
        "compatible services",
        "GET /resources/assets/{id}/compatible-services",
        _first("assets"),
        parts=_OF_PRODUCTS,
    ),
    Operation("services list", "GET /resources/services", _customer(), parts=_OF_PRODUCTS),
    Operation("service", "GET /resources/services/{id}", _first("services"), parts=_OF_PRODUCTS),
    _fresh(
        "buy a service",
        "POST /resources/{id}/purchase",
        lambda w: Request((w.service(),), body={}, token=w.newcomer()),
    ),
    _fresh(
        "renew a service",
        "POST /resources/services/{id}/renew",
        lambda w: Request((w.bought(),), body={}, token=w.token),
    ),
    _fresh(
        "upgrade a service",
        "POST /resources/services/{id}/upgrade",
        lambda w: Request((w.bought(),), body={"variantId": w.service(1)}, token=w.token),
    ),
    _fresh(
        "cancel a service",
        "POST /resources/services/{id}/cancel",
        lambda w: Request((w.bought(),), token=w.token),
    ),
    Operation(
        "register an asset, again",
        "POST /resources/assets",
        lambda w: Request(body={"serialNo": "CD-2024-0001", "sku": "CORDLESS-DRILL-18V-RED"}, token=w.token),
    ),
    Operation("orders list", "GET /orders", _customer(), parts=("lists",)),
    Operation("orders list, filtered", "GET /orders", _customer(query=_SINCE), parts=("lists",)),
    Operation("orders list, sorted by total", "GET /orders", _customer(query=_BY_TOTAL), parts=("lists",)),
    Operation("order", "GET /orders/{id}", _first("orders")),
    _fresh("order, looked up", "GET /orders/lookup", lambda w: Request(query=w.looked_up())),
    _fresh("return", "POST /orders/{id}/returns", _returned),
    _fresh(
        "ask for an order",
        "POST /orders/{id}/transfer",
        lambda w: Request((str(w.ordered()["id"]),), token=w.token),
    ),
    _fresh("accept a transfer", "POST /orders/{id}/transfer/accept", _decided),
    _fresh("decline a transfer", "POST /orders/{id}/transfer/decline", _decided),
    Operation("return reasons", "GET /return-reasons", _customer()),
    Operation("return options", "GET /orders/{id}/return-options", _first("orders")),
    Operation("returns list", "GET /orders/{id}/returns", _first("orders")),
    Operation("reorder", "POST /orders/{id}/reorder", _first("orders")),
    Operation("profile", "GET /customers/me", _customer()),
    _fresh(
        "patch profile",
        "PATCH /customers/me",
        lambda w: Request(body={"companyName": "Nowak"}, token=w.token),
    ),
    Operation("addresses list", "GET /customers/addresses", _customer()),
    Operation("address", "GET /customers/addresses/{id}", _first("addresses")),
    _fresh(
        "create address",
        "POST /customers/addresses",
        lambda w: Request(body={"address": ADDRESS}, token=w.token),
    ),
    _fresh(
        "patch address",
        "PATCH /customers/addresses/{id}",
        lambda w: Request((w.address(),), body={"address": {"taxId": "1"}}, token=w.token),
    ),
    Operation("default address", "POST /customers/addresses/{id}/default", _first("addresses")),
    _fresh(
        "delete address", "DELETE /customers/addresses/{id}", lambda w: Request((w.address(),), token=w.token)
    ),
    _fresh("create cart", "POST /carts", lambda _: Request(body={"currency": "EUR"})),
    _fresh("add item, new cart", "POST /carts/items", lambda w: Request(body=w.item)),
    _fresh(
        "add item, existing cart",
        "POST /carts/items",
        lambda w: Request(body=w.item | {"cartId": w.cart()}),
        parts=("fast-checkout",),
    ),
    _with("get cart", "GET /carts/{id}", World.cart),
    _with("patch cart", "PATCH /carts/{id}", World.cart, {"notes": "Leave at the door"}),
    _fresh(
        "patch item",
        "PATCH /carts/{cartId}/items/{itemId}",
        lambda w: Request(w.line(), body={"quantity": 2}),
        parts=("fast-checkout",),
    ),
    _fresh(
        "remove item",
        "DELETE /carts/{cartId}/items/{itemId}",
        lambda w: Request(w.line()),
        parts=("fast-checkout",),
    ),
    _with("apply promotion", "POST /carts/{cartId}/promotions", World.cart, {"code": "SAVE10"}),
    _fresh(
        "remove promotion",
        "DELETE /carts/{cartId}/promotions/{code}",
        lambda w: Request((w.discounted(), "SAVE10")),
    ),
    _with("delete cart", "DELETE /carts/{id}", World.cart),
    _fresh(
        "log in while shopping", "POST /carts/{id}/customer", lambda w: Request((w.cart(),), token=w.token)
    ),
    Operation("current cart", "GET /carts/current", _customer()),
    Operation("carts list", "GET /carts", _customer()),
    _with("set addresses", "POST /checkout/{cartId}/addresses", World.cart, BOTH_ADDRESSES),
    _fresh(
        "set addresses, saved ones",
        "POST /checkout/{cartId}/addresses",
        lambda w: Request((w.cart(w.anna),), body=_saved(w), token=w.token),
    ),
    _with("shipping options", "GET /checkout/{cartId}/shipping-options", World.addressed),
    _fresh(
        "set shipping method",
        "POST /checkout/{cartId}/shipping-method",
        lambda w: Request((w.addressed(),), body={"shippingOptionId": w.option}),
        parts=("fast-checkout",),
    ),
    _with("set payment", "POST /checkout/{cartId}/payment", World.cart, {"providerId": PROVIDER}),
    Operation(
        "payment providers",
        "GET /payments/providers",
        lambda w: Request(query={"regionId": w.seed["regions"]["EUR"]["id"]}),
    ),
    _fresh(
        "create payment session",
        "POST /payments/sessions",
        lambda w: Request(body={"cartId": w.cart(), "providerId": PROVIDER} | _RETURN),
    ),
    _with("payment session", "GET /payments/sessions/{id}", World.payable),
    _with("patch payment session", "PATCH /payments/sessions/{id}", World.payable, _RETURN),
    _with("cancel payment session", "DELETE /payments/sessions/{id}", World.payable),
    _with("checkout summary", "GET /checkout/{cartId}/summary", World.ready),
    _with("place order", "POST /checkout/{cartId}/place-order", World.ready, {}),
    _fresh(
        "complete in one call",
        "POST /checkout/{cartId}/complete",
        lambda w: Request((w.cart(),), body=_whole(w, BOTH_ADDRESSES)),
        parts=("fast-checkout",),
    ),
    _fresh(
        "complete, saved address",
        "POST /checkout/{cartId}/complete",
        lambda w: Request((w.cart(w.anna),), body=_whole(w, dict(_saved(w))), token=w.token),
        parts=("fast-checkout",),
    ),
]
