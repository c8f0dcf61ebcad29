"""Every object of a customer, at every place that takes an id, by another customer and by a guest.

No one learns anything about her data or changes it. The responses are searched for marks that are only in her
records.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import urllib3

from local.shop import ADDRESS, Answer, Shop
from tests.support.tally import Tally, is_error
from tools.routes import routes

PROVIDER = "pp_system_default"
MARK = f"mark{secrets.token_hex(6)}"
HERS = ADDRESS | {
    "firstName": f"First{MARK}",
    "lastName": f"Last{MARK}",
    "streetName": f"Street{MARK}",
    "apartment": f"Flat{MARK}",
    "taxId": f"Tax{MARK}",
}
WITH_IDS = sorted(route.key for route in routes() if route.parameters)


@dataclass(frozen=True)
class Things:
    """Anna's ids by kind, and the texts that no other customer's response may contain."""

    ids: dict[str, str]
    secret: tuple[str, ...]


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    counted = Tally("Other people's objects")
    yield counted
    counted.print()


def _marked_cart(anna: Shop, option: str) -> tuple[str, str, str]:
    """Create a cart that is ready to be ordered; return its id, its line's and its payment session's."""
    cart = anna.cart_with()
    path, line = f"/checkout/{cart['id']}", cart["items"]["data"][0]["id"]
    anna.patch(f"/carts/{cart['id']}", {"name": f"Name{MARK}", "metadata": {"gift": f"Gift{MARK}"}})
    anna.patch(f"/carts/{cart['id']}/items/{line}", {"metadata": {"engraving": f"Engraved{MARK}"}})
    addresses = {"shippingAddress": HERS, "sameAsBillingAddress": True, "notes": f"Note{MARK}"}
    assert anna.post(f"{path}/addresses", addresses).status == 200
    assert anna.post(f"{path}/shipping-method", {"shippingOptionId": option}).status == 200
    wanted = {"cartId": cart["id"], "providerId": PROVIDER, "returnUrl": f"https://shop.example/{MARK}"}
    session = anna.post("/payments/sessions", wanted | {"metadata": {"memo": f"Memo{MARK}"}})
    assert session.status == 201
    return cart["id"], line, session.body["id"]


@pytest.fixture(scope="module")
def things(anna: Shop, seed: dict[str, Any]) -> Iterator[Things]:
    option, me = seed["shippingOptions"]["EUR"]["flat"], seed["customers"][0]
    cart, line, session = _marked_cart(anna, option)
    done, _, done_session = _marked_cart(anna, option)
    order = anna.post(f"/checkout/{done}/place-order")
    assert order.status == 201, order.body
    address = anna.post("/customers/addresses", {"address": HERS, "label": f"Label{MARK}"}).body["id"]
    ids = {
        "cart": cart,
        "line": line,
        "session": session,
        "completed cart": done,
        "session of an order": done_session,
        "order": order.body["order"]["id"],
        "address": address,
        "asset": me["assets"][0],
        "service": me["services"][0],
        "customer": me["id"],
    }
    serials = [entry["serialNo"] for entry in anna.get("/resources/assets").body["data"]]
    assert serials
    yield Things(ids, (MARK, me["email"], me["lastName"], *serials))
    anna.delete(f"/customers/addresses/{address}")
    anna.delete(f"/carts/{cart}")


@pytest.fixture(scope="module", params=["ben", "guest"])
def stranger(request: pytest.FixtureRequest, ben: Shop, guest: Shop) -> tuple[str, Shop]:
    return request.param, ben if request.param == "ben" else guest


class Watch:
    """What Medusa itself stores for Anna."""

    def __init__(self, addresses: dict[str, str], seed: dict[str, Any], things: Things, anna: Shop) -> None:
        self._url = addresses["medusa"]
        key = urllib3.make_headers(basic_auth=f"{seed['adminKey']}:")
        self._admin = dict(key)
        self._store = {
            "x-publishable-api-key": seed["publishableKey"],
            "authorization": f"Bearer {anna.token}",
        }
        self._things = things.ids

    def state(self) -> dict[str, Any]:
        ids = self._things
        cart = "?fields=*items,*shipping_address,*billing_address,*promotions"
        cart += ",*payment_collection.payment_sessions"
        found = {
            f"/admin/orders/{ids['order']}": self._admin,
            f"/admin/customers/{ids['customer']}?fields=*addresses": self._admin,
            f"/admin/assets/{ids['asset']}": self._admin,
            f"/admin/service-instances/{ids['service']}": self._admin,
            f"/store/carts/{ids['cart']}{cart}": self._store,
            f"/store/carts/{ids['completed cart']}{cart}": self._store,
            "/store/customers/me/carts": self._store,
            "/store/orders?fields=id,status,payment_status,updated_at": self._store,
        }
        state = {}
        for path, headers in found.items():
            answer = urllib3.request("GET", self._url + path, headers=headers)
            assert answer.status == 200, (path, answer.data)
            state[path] = answer.json()
        return state


@pytest.fixture(scope="module")
def watch(addresses: dict[str, str], seed: dict[str, Any], things: Things, anna: Shop) -> Watch:
    return Watch(addresses, seed, things, anna)


def _holds_nothing(answer: Answer, things: Things, what: str) -> None:
    text = json.dumps([answer.body, answer.headers], ensure_ascii=False)
    found = [secret for secret in things.secret if secret in text]
    assert not found, (what, found, answer.status)


def _body(method: str, things: Things) -> Any:
    """Return a body that every route accepts."""
    if method not in {"POST", "PATCH"}:
        return None
    every = {
        "quantity": 7,
        "notes": "taken over",
        "email": "taken-over@example.com",
        "label": "taken over",
        "code": "SAVE10",
        "providerId": PROVIDER,
        "paymentProviderId": PROVIDER,
        "shippingOptionId": "so_1",
        "cancelUrl": "https://evil.example/",
        "assetId": things.ids["asset"],
        "sameAsBillingAddress": True,
        "items": [{"itemId": "ordli_1", "quantity": 1}],
        "token": "00000000-0000-4000-8000-000000000000",
    }
    return every | {"address": ADDRESS, "shippingAddress": ADDRESS}


def test_no_id_of_hers_opens_anything(
    stranger: tuple[str, Shop], things: Things, watch: Watch, tally: Tally
) -> None:
    name, shop = stranger
    before = watch.state()
    for route in WITH_IDS:
        method, template = route.split(" ")
        for kind, path in _paths(template, things):
            answer = shop.call(method, path, _body(method, things))
            tally.add(f"{kind}, {name}", answer)
            assert 400 <= answer.status < 500, (route, kind, answer.status, answer.body)
            assert is_error(answer), answer.body
            _holds_nothing(answer, things, f"{route} {kind}")
    assert watch.state() == before


def _paths(template: str, things: Things) -> Iterator[tuple[str, str]]:
    """Put each of her ids into each parameter of a route, a line also into its own cart."""
    names = re.findall(r"{(\w+)}", template)
    for kind, value in things.ids.items():
        for place in names:
            values = dict.fromkeys(names, "x_1")
            if "itemId" in names:
                values = {"cartId": things.ids["cart"], "itemId": things.ids["line"]}
            yield kind, template.format(**(values | {place: value}))


def test_nor_does_one_in_a_body_or_a_query(
    stranger: tuple[str, Shop],
    things: Things,
    watch: Watch,
    seed: dict[str, Any],
    drill: dict[str, Any],
    tally: Tally,
) -> None:
    name, shop = stranger
    ids, before = things.ids, watch.state()
    own, sku = shop.cart_with()["id"], "CORDLESS-DRILL-12V-RED"
    service = next(product for product in seed["products"] if product["handle"] == "calibration")["id"]
    url = "https://shop.example/"
    for cart in (ids["cart"], ids["completed cart"], ids["order"], ids["session"]):
        for path, body in {
            "/carts/items": {"cartId": cart, "sku": sku, "quantity": 1},
            "/payments/sessions": {"cartId": cart, "providerId": PROVIDER, "returnUrl": url},
        }.items():
            _refused(shop.post(path, body), things, tally, f"in a body, {name}")
    for address in (ids["address"], seed["customers"][0]["addresses"][0]):
        for body in (
            {"shippingAddressId": address, "sameAsBillingAddress": True},
            {"billingAddressId": address, "sameAsBillingAddress": True},
            {"shippingAddress": ADDRESS, "billingAddressId": address},
        ):
            _refused(shop.post(f"/checkout/{own}/addresses", body), things, tally, f"in a body, {name}")
            whole = body | {"paymentProviderId": PROVIDER, "email": "x@example.com"}
            _refused(shop.post(f"/checkout/{own}/complete", whole), things, tally, f"in a body, {name}")
    for asset in (ids["asset"], ids["service"]):
        answer = shop.post(f"/resources/{service}/purchase", {"assetId": asset})
        _refused(answer, things, tally, f"in a body, {name}")
    assert watch.state() == before


def test_no_list_shows_what_is_hers(stranger: tuple[str, Shop], things: Things, tally: Tally) -> None:
    name, shop = stranger
    lists = [
        "/carts",
        "/carts/current",
        "/orders",
        "/customers/addresses",
        "/customers/me",
        "/resources/assets",
        "/resources/services",
    ]
    lists += [
        f"/orders?id={things.ids['order']}",
        "/orders?limit=100",
        "/carts?limit=100",
        "/products?q=" + MARK,
    ]
    for path in lists:
        for query in ("", f"customerId={things.ids['customer']}", f"customer_id={things.ids['customer']}"):
            answer = shop.get(path + (("&" if "?" in path else "?") + query if query else ""))
            tally.add(f"lists, {name}", answer)
            assert answer.status < 500
            _holds_nothing(answer, things, path)
            if f"id={things.ids['order']}" in path and name == "ben":
                assert (answer.status, answer.body["total"]) == (200, 0)


def _refused(answer: Answer, things: Things, tally: Tally, kind: str) -> None:
    tally.add(kind, answer)
    assert 400 <= answer.status < 500, answer.body
    _holds_nothing(answer, things, kind)


def test_the_marks_would_be_seen(anna: Shop, things: Things) -> None:
    """The sweep can fail: the marks are in her own responses."""
    hers = (f"/carts/{things.ids['cart']}", f"/orders/{things.ids['order']}", "/customers/addresses")
    for path in (*hers, "/resources/assets"):
        with pytest.raises(AssertionError):
            _holds_nothing(anna.get(path), things, path)
