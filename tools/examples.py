"""The examples of the OpenAPI document: answers of the real platform, one for each route.

``make examples`` (with the platform up) shops as the first customer and writes what came back to
docs/examples.json; ``make openapi`` puts it into the document. Lists are cut to one entry.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import urllib3

from local import tokens
from local.config import ROOT, SEED, PlatformError, running
from tools.openapi import EXAMPLES
from tools.routes import routes

_ADDRESS = {
    "firstName": "Ada",
    "lastName": "Lovelace",
    "country": "DE",
    "streetName": "Invalidenstrasse",
    "streetNumber": "116",
    "city": "Berlin",
    "postalCode": "10115",
}
_PROVIDER = "pp_system_default"


class _Shopper:
    """Calls the API as the first customer and keeps the last answer of each route."""

    def __init__(self, addresses: dict[str, str], email: str) -> None:
        self._url = addresses["gateway"]
        self._token = tokens.token(email, addresses["sso"])
        self.answers: dict[str, Any] = {}

    def ask(self, route: str, body: Any = None, query: str = "", **values: str) -> Any:
        """Call a route with its path's ``values`` and keep what comes back."""
        method, path = route.split(" ")
        headers = {"authorization": f"Bearer {self._token}"}
        answer = urllib3.request(
            method,
            self._url + path.format(**values) + query,
            json=body,
            headers=headers,
            retries=False,
            timeout=30,
        )
        if answer.status >= 300:
            raise PlatformError(f"{route} returned {answer.status}: {answer.data.decode()[:200]}")
        found = answer.json() if answer.data else None
        if found is not None and route != "GET /openapi.json":
            self.answers[route] = _short(found)
        return found


def record() -> dict[str, Any]:
    """Call every route and give the answers by route, in the template's order."""
    seed = json.loads(SEED.read_text())
    me = seed["customers"][0]
    shopper = _Shopper(running(), me["email"])
    _browse(shopper, seed)
    _shop(shopper, seed)
    _manage(shopper, seed, me)
    return {route.key: shopper.answers[route.key] for route in routes() if route.key in shopper.answers}


def _browse(shopper: _Shopper, seed: dict[str, Any]) -> None:
    ask = shopper.ask
    drill = next(product for product in seed["products"] if product["handle"] == "cordless-drill")
    ask("GET /products", query="?category=power-tools&sort=title_ASC&limit=1")
    ask("GET /products/{id}", id="cordless-drill")
    related = "GET /products/{id}/variants/{variantId}/related-products"
    ask(related, id=drill["id"], variantId=drill["variants"][0]["id"], query="?type=SPARE_PART")
    ask("GET /payments/providers", query=f"?regionId={seed['regions']['EUR']['id']}")
    ask("GET /resources/services/featured")
    ask("GET /health")


def _shop(shopper: _Shopper, seed: dict[str, Any]) -> None:
    ask = shopper.ask
    item = {"sku": "CORDLESS-DRILL-12V-RED", "quantity": 1, "currency": "EUR"}
    option = seed["shippingOptions"]["EUR"]["flat"]
    both = {"shippingAddress": _ADDRESS, "sameAsBillingAddress": True, "email": "ada@example.com"}
    empty = ask("POST /carts", {"currency": "EUR", "name": "Workshop"})["id"]
    ask("DELETE /carts/{id}", id=empty)
    made = ask("POST /carts/items", item)
    cart, line = made["id"], made["items"]["data"][0]["id"]
    ask("PATCH /carts/{cartId}/items/{itemId}", {"quantity": 2}, cartId=cart, itemId=line)
    ask("PATCH /carts/{id}", {"notes": "Leave at the door"}, id=cart)
    ask("POST /carts/{cartId}/promotions", {"code": "SAVE10"}, cartId=cart)
    ask("DELETE /carts/{cartId}/promotions/{code}", cartId=cart, code="SAVE10")
    ask("POST /checkout/{cartId}/addresses", both, cartId=cart)
    ask("GET /checkout/{cartId}/shipping-options", cartId=cart)
    ask("POST /checkout/{cartId}/shipping-method", {"shippingOptionId": option}, cartId=cart)
    session = {"cartId": cart, "providerId": _PROVIDER, "returnUrl": "https://shop.example/paid"}
    paying = ask("POST /payments/sessions", session)["id"]
    ask("GET /payments/sessions/{id}", id=paying)
    ask("PATCH /payments/sessions/{id}", {"metadata": {"till": 4}}, id=paying)
    ask("DELETE /payments/sessions/{id}", id=paying)
    ask("POST /checkout/{cartId}/payment", {"providerId": _PROVIDER}, cartId=cart)
    for route in ("GET /carts/{id}", "POST /carts/{id}/customer"):
        ask(route, id=cart)
    ask("GET /carts/current")
    ask("GET /carts", query="?limit=1")
    ask("GET /checkout/{cartId}/summary", cartId=cart)
    order = ask("POST /checkout/{cartId}/place-order", {}, cartId=cart)["order"]["id"]
    ask("GET /orders/{id}", id=order)
    ask("GET /orders", query="?limit=1")
    other = ask("POST /carts/items", item)
    whole = both | {"shippingMethodId": option, "paymentProviderId": _PROVIDER}
    ask("POST /checkout/{cartId}/complete", whole, cartId=other["id"])
    last = ask("POST /carts/items", item)
    ask(
        "DELETE /carts/{cartId}/items/{itemId}",
        cartId=last["id"],
        itemId=last["items"]["data"][0]["id"],
    )
    ask("DELETE /carts/{id}", id=last["id"])


def _manage(shopper: _Shopper, seed: dict[str, Any], me: dict[str, Any]) -> None:
    ask = shopper.ask
    made = ask("POST /customers/addresses", {"label": "Office", "address": _ADDRESS})["id"]
    ask("GET /customers/addresses/{id}", id=made)
    ask("PATCH /customers/addresses/{id}", {"address": {"city": "Potsdam"}}, id=made)
    ask("DELETE /customers/addresses/{id}", id=made)
    ask("POST /customers/addresses/{id}/default", id=me["addresses"][0])
    ask("GET /customers/addresses", query="?limit=1")
    ask("GET /resources/assets", query="?limit=1")
    ask("GET /resources/assets/{id}", id=me["assets"][0])
    ask("GET /resources/assets/{id}/compatible-services", id=me["assets"][0])
    ask("GET /resources/services", query="?limit=1")
    ask("GET /resources/services/{id}", id=me["services"][0])
    service = next(product for product in seed["products"] if product["handle"] == "calibration")
    body = {"assetId": me["assets"][0]}
    ask("POST /resources/{id}/purchase", body, id=service["variants"][0]["id"])


def _short(node: Any) -> Any:
    """Cut each list to its first entry, so that the document stays readable."""
    if isinstance(node, list):
        return [_short(part) for part in node[:1]]
    return {name: _short(value) for name, value in node.items()} if isinstance(node, dict) else node


def main() -> None:
    """Write the examples."""
    try:
        found = record()
    except (PlatformError, KeyError) as error:
        sys.exit(f"error: the examples could not be recorded ({error}): is the platform up (make up)?")
    EXAMPLES.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    missing = [route.key for route in routes() if route.key not in found]
    print(f"{EXAMPLES.relative_to(ROOT)}: {len(found)} responses; without one: {', '.join(missing)}")


if __name__ == "__main__":
    main()
