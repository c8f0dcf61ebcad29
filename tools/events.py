"""The sample events: for each route what API Gateway hands to its function, and to the authorizer.

``python -m tools.events`` (``make events``) writes them from template.yaml to events/<function>/<route>.json.
Ids are placeholders, and there is no token in them: ``make invoke`` puts in real ones.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from local.config import ROOT, PlatformError
from tools.routes import Route, routes

FOLDER = ROOT / "events"
AUTHORIZER = "authorizer"
TOKEN = "PASTE-A-TOKEN"  # noqa: S105 - it says what to do
# The context is what the authorizer found out; here the token never ends, so that the file works on any day.
_CUSTOMER = {
    "caller": "customer",
    "id": "anna@lab.local",
    "email": "anna@lab.local",
    "expiresAt": "4102444800",
}
_GUEST = {"caller": "guest"}


def _id(prefix: str) -> str:
    return f"{prefix}_01EXAMPLE{'0' * 17}"


CART = _id("cart")
_PROVIDER = "pp_system_default"
_SKU = "CORDLESS-DRILL-12V-RED"
_ADDRESS = {
    "firstName": "Ada",
    "lastName": "Lovelace",
    "country": "DE",
    "region": "Berlin",
    "streetName": "Invalidenstrasse",
    "streetNumber": "116",
    "city": "Berlin",
    "postalCode": "10115",
    "phone": "+49301234567",
}
_BOTH_ADDRESSES = {"shippingAddress": _ADDRESS, "sameAsBillingAddress": True, "email": "ada@example.com"}
_TRANSFER = "00000000-0000-4000-8000-000000000000"
_RETURN = {"returnUrl": "https://shop.example/paid", "cancelUrl": "https://shop.example/cart"}

_PARAMETERS = {
    "products": _id("prod"),
    "carts": CART,
    "categories": _id("pcat"),
    "collections": _id("pcol"),
    "addresses": _id("cuaddr"),
    "orders": _id("order"),
    "assets": _id("asset"),
    "services": _id("serv"),
    "sessions": _id("payses"),
    "resources": _id("variant"),
    "cartId": CART,
    "itemId": _id("cali"),
    "variantId": _id("variant"),
    "code": "SAVE10",
}
"""Path parameters by name; an ``{id}`` by the segment before it."""

# A handle will do here, and the local shop has these.
_OTHERS = {
    "GET /products/{id}": {"id": "cordless-drill"},
    "GET /categories/{id}": {"id": "power-tools"},
    "GET /collections/{id}": {"id": "starter-kit"},
}

_QUERIES: dict[str, dict[str, str]] = {
    "GET /products": {"limit": "12", "offset": "0", "category": "power-tools", "sort": "title_ASC"},
    "GET /products/suggestions": {"q": "dril"},
    "GET /products/{id}/variants/{variantId}/related-products": {"type": "SPARE_PART", "limit": "4"},
    "GET /collections": {"limit": "10", "offset": "0"},
    "GET /customers/addresses": {"limit": "10", "offset": "0"},
    "GET /orders/lookup": {"number": "1", "email": "ada@example.com"},
    "GET /orders": {"limit": "10", "offset": "0", "status": "PENDING", "sort": "createdAt_DESC"},
    "GET /payments/providers": {"regionId": _id("reg")},
    "GET /resources/assets": {"limit": "10", "offset": "0", "status": "ACTIVE"},
    "GET /resources/services": {"limit": "10", "offset": "0", "status": "ACTIVE"},
}

_BODIES: dict[str, Any] = {
    "POST /carts": {"currency": "EUR", "name": "Workshop", "metadata": {"channel": "web"}},
    "PATCH /carts/{id}": {
        "email": "ada@example.com",
        "notes": "Leave at the door",
        "metadata": {"po": "PO-1"},
    },
    "POST /carts/items": {"sku": _SKU, "quantity": 2, "currency": "EUR"},
    "PATCH /carts/{cartId}/items/{itemId}": {"quantity": 3},
    "POST /carts/{cartId}/promotions": {"code": "SAVE10"},
    "POST /checkout/{cartId}/addresses": {**_BOTH_ADDRESSES, "notes": "Please ring"},
    "POST /checkout/{cartId}/shipping-method": {"shippingOptionId": _id("so")},
    "POST /checkout/{cartId}/payment": {"providerId": _PROVIDER, **_RETURN},
    "POST /checkout/{cartId}/place-order": {"email": "ada@example.com"},
    "POST /checkout/{cartId}/complete": {
        **_BOTH_ADDRESSES,
        "shippingMethodId": _id("so"),
        "paymentProviderId": _PROVIDER,
        **_RETURN,
    },
    "PATCH /customers/me": {"firstName": "Ada", "companyName": "Analytical Engines", "phone": "+49301234567"},
    "POST /orders/{id}/reorder": None,
    "POST /orders/{id}/returns": {
        "items": [{"itemId": _id("ordli"), "quantity": 1, "reasonId": _id("rr"), "note": "Too small"}],
        "shippingOptionId": _id("so"),
    },
    "POST /orders/{id}/transfer": {"description": "I placed it before I had an account"},
    "POST /orders/{id}/transfer/accept": {"token": _TRANSFER},
    "POST /orders/{id}/transfer/decline": {"token": _TRANSFER},
    "POST /customers/addresses": {"label": "Office", "address": _ADDRESS, "isDefault": False},
    "PATCH /customers/addresses/{id}": {
        "label": "Home",
        "address": {"city": "Potsdam", "postalCode": "14467"},
    },
    "POST /customers/addresses/{id}/default": None,
    "POST /carts/{id}/customer": None,
    "PATCH /payments/sessions/{id}": {"cancelUrl": "https://shop.example/cart"},
    "POST /resources/{id}/purchase": {"assetId": _id("asset"), "billingAddress": _ADDRESS},
    "POST /resources/services/{id}/renew": None,
    "POST /resources/services/{id}/upgrade": {"variantId": _id("variant")},
    "POST /resources/services/{id}/cancel": None,
    "POST /resources/assets": {"serialNo": "CD-2026-0001", "sku": "CORDLESS-DRILL-12V-RED"},
    "POST /payments/sessions": {"cartId": CART, "providerId": _PROVIDER, **_RETURN},
}
"""The bodies of the routes that may have one; None where there is nothing to say."""


def event(route: Route) -> dict[str, Any]:
    """Return the sample event of a route (HTTP API, payload 2.0).

    Raises
    ------
    PlatformError
        When the route wants something that is not known here.
    """
    path, query, body = parameters(route), _QUERIES.get(route.key, {}), sample_body(route)
    customer = route.authorizer == "Customer"
    headers = {"accept": "application/json", "host": "localhost", "user-agent": "sample"}
    headers |= {"authorization": f"Bearer {TOKEN}"} if customer else {}
    headers |= {"content-type": "application/json"} if body is not None else {}
    # As API Gateway does it: what a request has not is left out.
    return {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": raw_path(route.key, path),
        "rawQueryString": urlencode(query),
        "headers": headers,
        **({"queryStringParameters": query} if query else {}),
        "requestContext": _context(route, path, _CUSTOMER if customer else _GUEST),
        **({"pathParameters": path} if path else {}),
        **({"body": json.dumps(body)} if body is not None else {}),
        "isBase64Encoded": False,
    }


def _context(route: Route, path: dict[str, str], caller: dict[str, str]) -> dict[str, Any]:
    return {
        "accountId": "123456789012",
        "apiId": "localapi00",
        "authorizer": {"lambda": caller},
        "domainName": "localhost",
        "domainPrefix": "localhost",
        "http": {
            "method": route.method,
            "path": raw_path(route.key, path),
            "protocol": "HTTP/1.1",
            "sourceIp": "127.0.0.1",
            "userAgent": "sample",
        },
        "requestId": "sample-request",
        "routeKey": route.key,
        "stage": "$default",
        "time": "01/Jan/2026:00:00:00 +0000",
        "timeEpoch": 1767225600000,
    }


def parameters(route: Route) -> dict[str, str]:
    """Return a value for each path parameter of a route."""
    values = {}
    for name in route.parameters:
        kind = route.path.split("/{id}", maxsplit=1)[0].rpartition("/")[2] if name == "id" else name
        if kind not in _PARAMETERS:
            raise PlatformError(f"{route.key}: say in tools/events.py what {{{name}}} may be")
        values[name] = _PARAMETERS[kind]
    return values | _OTHERS.get(route.key, {})


def raw_path(key: str, values: dict[str, str]) -> str:
    """Fill the path of a route's key, such as ``GET /carts/{id}``."""
    return re.sub(r"{(\w+)}", lambda match: values[match[1]], key.partition(" ")[2])


def sample_body(route: Route) -> Any:
    """Return the sample body of a route, None where it takes none."""
    if route.method in {"POST", "PATCH", "PUT"} and route.key not in _BODIES:
        raise PlatformError(f"{route.key}: give it a body in tools/events.py, or None")
    return _BODIES.get(route.key)


def file_of(route: Route) -> Path:
    """Return the file of a route's event below events/, such as ``carts/get-cart.json``."""
    return Path(route.module, re.sub(r"\B([A-Z])", r"-\1", route.name).lower() + ".json")


def authorizer_events() -> dict[Path, dict[str, Any]]:
    """Return the authorizer's sample events: what API Gateway sends it before a product list is read."""
    route = next(route for route in routes() if route.key == "GET /products")
    request = event(route)
    context = {name: value for name, value in request["requestContext"].items() if name != "authorizer"}
    guest = {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": "arn:aws:execute-api:eu-central-1:123456789012:localapi00/$default/GET/products",
        "identitySource": None,
        **{name: value for name, value in request.items() if name not in {"version", "isBase64Encoded"}},
        "requestContext": context,
    }
    token = f"Bearer {TOKEN}"
    customer = guest | {"identitySource": [token], "headers": guest["headers"] | {"authorization": token}}
    return {Path(AUTHORIZER, "guest.json"): guest, Path(AUTHORIZER, "customer.json"): customer}


def texts() -> dict[Path, str]:
    """Return the content of each file of events/."""
    found = {file_of(route): event(route) for route in routes()} | authorizer_events()
    return {name: json.dumps(content, indent=2) + "\n" for name, content in found.items()}


def main() -> None:
    """Write all files; one whose route is gone is removed."""
    try:
        made = texts()
    except PlatformError as error:
        sys.exit(f"error: {error}")
    for old in FOLDER.glob("*/*.json"):
        if old.relative_to(FOLDER) not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text)
    print(f"{len(made)} events in events/")


if __name__ == "__main__":
    main()
