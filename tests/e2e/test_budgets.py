"""How many requests to Medusa each operation takes: a shopper waits for every one of them.

Counted at the client, read from the response's server-timing header. Each operation runs until its function's
instance is warm (regions, categories and the caller's id are looked up once for an instance), and the least
counts. Beside it: what the implementation to beat takes, measured on the same kind of server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from benchmarks.calls import without
from benchmarks.world import Request
from local.config import SETTINGS_PATH
from local.shop import ADDRESS, Answer, Shop
from tests.support import reports
from tests.support.instance import Instance

PROVIDER = "pp_system_default"
WARM = 3


@dataclass(frozen=True)
class World:
    """The caller, and the records that the route is about."""

    guest: Shop
    shop: Shop
    seed: dict[str, Any]
    drill: dict[str, Any]

    @property
    def me(self) -> dict[str, Any]:
        found: dict[str, Any] = self.seed["customers"][0]
        return found

    @property
    def variant(self) -> dict[str, Any]:
        first = self.drill["variants"][0]
        return {"sku": first["sku"], "variantId": first["id"], "quantity": 1}

    @property
    def option(self) -> str:
        return str(self.seed["shippingOptions"]["EUR"]["flat"])

    def cart(self) -> str:
        return str(self.shop.cart_with(self.variant["sku"])["id"])

    def item(self) -> str:
        """Create a cart and return the path of its line."""
        cart = self.shop.cart_with(self.variant["sku"])
        return f"/carts/{cart['id']}/items/{cart['items']['data'][0]['id']}"

    def addressed(self) -> str:
        """Create a cart with addresses."""
        cart = self.cart()
        self.shop.post(f"/checkout/{cart}/addresses", INLINE)
        return cart

    def ready(self) -> str:
        """Create a cart with addresses, a shipping method and a payment."""
        cart = self.addressed()
        self.shop.post(f"/checkout/{cart}/shipping-method", {"shippingOptionId": self.option})
        self.shop.post(f"/checkout/{cart}/payment", {"providerId": PROVIDER})
        return cart

    def complete(self, addresses: dict[str, Any]) -> Answer:
        body = {"shippingMethodId": self.option, "paymentProviderId": PROVIDER, "email": "a@example.com"}
        return self.shop.post(f"/checkout/{self.cart()}/complete", body | addresses)

    def guests_order(self) -> dict[str, Any]:
        cart = self.guest.cart_with(self.variant["sku"])["id"]
        body = {"shippingMethodId": self.option, "paymentProviderId": PROVIDER}
        placed: dict[str, Any] = self.guest.post(f"/checkout/{cart}/complete", body | INLINE).expect(201)
        found: dict[str, Any] = placed["order"]
        return found

    def looked_up(self) -> Answer:
        order = self.guests_order()
        return self.shop.get("/orders/lookup", query={"number": order["number"], "email": order["email"]})

    def plan(self, period: str) -> str:
        variants = [one for product in self.seed["products"] for one in product["variants"]]
        return str(next(one["id"] for one in variants if one["sku"] == f"CALIBRATION-{period}"))

    def service(self) -> str:
        """Return the id of a service bought within the last minutes: the same one each time."""
        self.shop.post(f"/customers/addresses/{self.me['addresses'][0]}/default")
        return str(self.shop.post(f"/resources/{self.plan('MONTHLY')}/purchase").body["service"]["id"])

    def upgrade(self) -> Answer:
        """Change the service to the plan that it does not have."""
        path = f"/resources/services/{self.service()}"
        has = self.shop.get(path).body["product"]["variantId"]
        other = next(plan for plan in map(self.plan, ("YEARLY", "MONTHLY")) if plan != has)
        return self.shop.post(f"{path}/upgrade", {"variantId": other})

    def address(self) -> str:
        return str(self.shop.post("/customers/addresses", {"address": ADDRESS}).body["id"])


INLINE = {"shippingAddress": ADDRESS, "sameAsBillingAddress": True, "email": "a@example.com"}


def saved(w: World) -> dict[str, Any]:
    first, second = w.me["addresses"][:2]
    return {"shippingAddressId": first, "billingAddressId": second}


# operation, the reference's requests, ours at most, how it is done
OPERATIONS: list[tuple[str, str, int, Callable[[World], Answer]]] = [
    ("products list", "1", 1, lambda w: w.shop.get("/products?category=power-tools&type=PHYSICAL")),
    ("product by handle", "2", 1, lambda w: w.shop.get("/products/cordless-drill")),
    ("product by id", "2", 1, lambda w: w.shop.get(f"/products/{w.drill['id']}")),
    (
        "related products",
        "1",
        1,
        lambda w: w.shop.get(f"/products/{w.drill['id']}/variants/{w.variant['variantId']}/related-products"),
    ),
    ("categories", "-", 2, lambda w: w.shop.get("/categories")),
    ("category", "-", 2, lambda w: w.shop.get("/categories/power-tools")),
    ("collections", "-", 1, lambda w: w.shop.get("/collections")),
    ("collection", "-", 1, lambda w: w.shop.get("/collections/starter-kit")),
    ("regions", "-", 1, lambda w: w.shop.get("/regions")),
    ("locales", "-", 1, lambda w: w.shop.get("/locales")),
    ("health", "-", 2, lambda w: w.shop.get("/health")),
    ("create cart", "1", 1, lambda w: w.shop.post("/carts", {"currency": "EUR"})),
    ("add item, new cart", "2", 1, lambda w: w.guest.post("/carts/items", w.variant | {"currency": "EUR"})),
    (
        "add item, current cart",
        "2",
        2,
        lambda w: w.shop.post("/carts/items", w.variant | {"currency": "EUR"}),
    ),
    (
        "add item, existing cart",
        "2-3",
        1,
        lambda w: w.shop.post("/carts/items", w.variant | {"cartId": w.cart()}),
    ),
    ("get cart", "1-2", 1, lambda w: w.shop.get(f"/carts/{w.cart()}")),
    ("patch cart", "1", 2, lambda w: w.shop.patch(f"/carts/{w.cart()}", {"notes": "x"})),
    (
        "patch item",
        "1",
        1,
        lambda w: w.shop.patch(w.item(), {"quantity": 2}),
    ),
    (
        "delete item",
        "1",
        1,
        lambda w: w.shop.delete(w.item()),
    ),
    ("promotion", "1", 2, lambda w: w.shop.post(f"/carts/{w.cart()}/promotions", {"code": "SAVE10"})),
    ("set addresses", "5-7", 2, lambda w: w.shop.post(f"/checkout/{w.cart()}/addresses", INLINE)),
    ("set addresses, saved", "9", 3, lambda w: w.shop.post(f"/checkout/{w.cart()}/addresses", saved(w))),
    (
        # one more, in parallel, for each option whose price is calculated: the seed has one
        "shipping options",
        "1",
        3,
        lambda w: w.shop.get(f"/checkout/{w.addressed()}/shipping-options"),
    ),
    (
        "set shipping method",
        "7",
        2,
        lambda w: w.shop.post(f"/checkout/{w.cart()}/shipping-method", {"shippingOptionId": w.option}),
    ),
    ("set payment", "6", 1, lambda w: w.shop.post(f"/checkout/{w.cart()}/payment", {"providerId": PROVIDER})),
    ("summary", "2", 1, lambda w: w.shop.get(f"/checkout/{w.ready()}/summary")),
    ("place order", "3", 2, lambda w: w.shop.post(f"/checkout/{w.ready()}/place-order")),
    ("complete", "21-23", 2, lambda w: w.complete(INLINE)),
    ("complete, saved address", "23", 3, lambda w: w.complete(saved(w))),
    ("orders list", "1", 1, lambda w: w.shop.get("/orders")),
    ("orders list, filtered", "-", 1, lambda w: w.shop.get("/orders?paymentStatus=NOT_PAID&sort=total_ASC")),
    ("order", "2", 1, lambda w: w.shop.get(f"/orders/{w.me['orders'][0]}")),
    ("order of a guest, looked up", "-", 2, lambda w: w.looked_up()),
    ("reorder", "-", 3, lambda w: w.shop.post(f"/orders/{w.me['orders'][0]}/reorder")),
    ("return reasons", "-", 1, lambda w: w.shop.get("/return-reasons")),
    ("return options", "-", 2, lambda w: w.shop.get(f"/orders/{w.me['orders'][0]}/return-options")),
    ("returns list", "-", 1, lambda w: w.shop.get(f"/orders/{w.me['orders'][0]}/returns")),
    ("transfer", "-", 2, lambda w: w.shop.post(f"/orders/{w.guests_order()['id']}/transfer")),
    ("profile", "-", 1, lambda w: w.shop.get("/customers/me")),
    ("patch profile", "-", 1, lambda w: w.shop.patch("/customers/me", {"companyName": "Nowak"})),
    ("addresses list", "1", 1, lambda w: w.shop.get("/customers/addresses")),
    ("address", "1", 1, lambda w: w.shop.get(f"/customers/addresses/{w.me['addresses'][0]}")),
    ("create address", "1-2", 1, lambda w: w.shop.post("/customers/addresses", {"address": ADDRESS})),
    (
        "patch address",
        "1-2",
        1,
        lambda w: w.shop.patch(f"/customers/addresses/{w.address()}", {"address": {"taxId": "1"}}),
    ),
    (
        "default address",
        "1-2",
        1,
        lambda w: w.shop.post(f"/customers/addresses/{w.me['addresses'][0]}/default"),
    ),
    ("delete address", "1", 1, lambda w: w.shop.delete(f"/customers/addresses/{w.address()}")),
    (
        "payment session",
        "3",
        1,
        lambda w: w.shop.post(
            "/payments/sessions",
            {"cartId": w.cart(), "providerId": PROVIDER, "returnUrl": "http://localhost/ok"},
        ),
    ),
    (
        "payment providers",
        "1",
        1,
        lambda w: w.shop.get(f"/payments/providers?regionId={w.seed['regions']['EUR']['id']}"),
    ),
    ("assets list", "1+2n", 1, lambda w: w.shop.get("/resources/assets")),
    ("asset", "3", 1, lambda w: w.shop.get(f"/resources/assets/{w.me['assets'][0]}")),
    (
        "compatible services",
        "3",
        1,
        lambda w: w.shop.get(f"/resources/assets/{w.me['assets'][0]}/compatible-services"),
    ),
    ("services list", "1+2n", 1, lambda w: w.shop.get("/resources/services")),
    ("service", "3", 1, lambda w: w.shop.get(f"/resources/services/{w.me['services'][0]}")),
    ("renew a service", "-", 2, lambda w: w.shop.post(f"/resources/services/{w.service()}/renew")),
    ("upgrade a service", "-", 2, lambda w: w.upgrade()),
    ("cancel a service", "-", 2, lambda w: w.shop.post(f"/resources/services/{w.service()}/cancel")),
    (
        "register an asset",
        "-",
        2,
        lambda w: w.shop.post(
            "/resources/assets", {"serialNo": "CD-2024-0001", "sku": "CORDLESS-DRILL-18V-RED"}
        ),
    ),
    ("featured services", "fails", 1, lambda w: w.shop.get("/resources/services/featured")),
]

WITHOUT_PART = {
    "add item, existing cart": ("fast-checkout", 2),
    "patch item": ("fast-checkout", 2),
    "delete item": ("fast-checkout", 2),
    "complete": ("fast-checkout", 6),
    "complete, saved address": ("fast-checkout", 7),
    "orders list, filtered": ("lists", 2),
    "related products": ("asset-lists", 2),
    "asset": ("asset-lists", 2),
    "compatible services": ("asset-lists", 3),
    "service": ("asset-lists", 2),
    "featured services": ("asset-lists", 2),
}
"""The operations that take more requests in a Medusa without a part of the plugin: so many."""

_counted: dict[str, int] = {}


@pytest.fixture(scope="module", autouse=True)
def _report() -> Iterator[None]:
    yield
    rows = [(name, theirs, limit, _counted.get(name, "-")) for name, theirs, limit, _ in OPERATIONS]
    reports.table("Requests to Medusa", ("operation", "reference", "at most", "ours"), rows)


@pytest.fixture(scope="module")
def world(guest: Shop, anna: Shop, seed: dict[str, Any], drill: dict[str, Any]) -> Iterator[World]:
    yield World(guest, anna, seed, drill)
    for entry in anna.get("/customers/addresses", query={"limit": 100}).body["data"]:
        if entry["id"] not in seed["customers"][0]["addresses"]:
            anna.delete(f"/customers/addresses/{entry['id']}")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation[0])
def test_an_operation_takes_no_more_requests_than_its_budget(
    operation: tuple[str, str, int, Callable[[World], Answer]], world: World, parts: frozenset[str]
) -> None:
    name, _, limit, operate = operation
    part, without_it = WITHOUT_PART.get(name, ("", limit))
    limit = limit if part in {"", *parts} else without_it
    counts = []
    for _ in range(WARM):
        answer = operate(world)
        assert answer.status < 300, answer.body
        counts.append(answer.requests)
        if counts[-1] <= limit:
            break
    _counted[name] = min(counts)
    assert 0 < min(counts) <= limit, counts


# list, the plugin's part that lists, with it at most, with Medusa's own routes at most
BOTH_WAYS = [
    ("/orders", {}, "lists", 1, 1),
    ("/orders", {"paymentStatus": "NOT_PAID"}, "lists", 1, 2),
    ("/orders", {"sort": "total_ASC"}, "lists", 1, 2),
    ("/resources/assets", {}, "asset-lists", 1, 2),
    ("/resources/assets", {"type": "PHYSICAL"}, "asset-lists", 1, 2),
    ("/resources/services", {"sort": "name_ASC"}, "asset-lists", 1, 2),
]


@pytest.mark.parametrize("budget", BOTH_WAYS, ids=str)
def test_a_list_takes_no_more_requests_than_its_budget_both_ways(
    budget: tuple[str, dict[str, str], str, int, int],
    world: World,
    parts: frozenset[str],
    addresses: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, query, part, with_plugin, own = budget
    instance = Instance(addresses, monkeypatch, SETTINGS_PATH)
    request = Request(query=query, token=world.shop.token)
    instance.ask("GET /orders", Request(token=world.shop.token))  # its response names the plugin's parts
    for left_out, limit in (((), with_plugin if part in parts else own), ((part,), own)):
        with without(*left_out):
            told = [instance.ask(f"GET {path}", request) for _ in range(WARM)]
        assert {one.status for one in told} == {200}
        assert 0 < min(one.requests for one in told) <= limit


def test_a_longer_list_takes_no_more_requests(world: World) -> None:
    for path in ("/products", "/orders", "/resources/assets", "/resources/services", "/customers/addresses"):
        one, many = (world.shop.get(path, query={"limit": limit}).requests for limit in (1, 100))
        assert many <= max(one, 1), path
