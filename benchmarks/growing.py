"""Makes the local platform's shop large for a while: more products, and one customer with many records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dev import medusa
from dev.places import Ports
from tests.support.platform import token_with
from tests.support.shop import ADDRESS, Shop

SUBJECT = "collector@lab.local"


@dataclass(frozen=True)
class Size:
    """How much there is; ``products`` 0 is the seed's catalogue as it is."""

    products: int
    orders: int
    resources: int
    others: int

    @property
    def said(self) -> str:
        """Say it in words."""
        products = f"{self.products} products" if self.products else "the seed's products"
        return (
            f"{products}; a customer with {self.orders} orders, {self.resources} assets and as many "
            f"services, {self.others} addresses and as many carts"
        )


SMALL = Size(products=0, orders=10, resources=10, others=10)
LARGE = Size(products=10_000, orders=2_000, resources=500, others=100)


class Collector:
    """The customer who owns all of it, and the shop that grows around her."""

    def __init__(self, running: dict[str, str]) -> None:
        self._running = running
        ports = {name: int(running[name].rpartition(":")[2]) for name in ("medusa", "database")}
        self._ports = Ports(**ports)
        self._copied = Size(0, 0, 0, 0)
        self._owner: dict[str, str] = {}
        self.token = ""

    @property
    def _shop(self) -> Shop:
        return Shop(self._running["gateway"], self.token)

    def sign_in(self) -> None:
        """Become a customer with an address and an open cart of one line."""
        self.token = token_with(self._running, SUBJECT)
        self.tidy()
        address = self._done("POST", "/customers/addresses", {"address": ADDRESS})
        item = {"sku": "CORDLESS-DRILL-12V-RED", "quantity": 1, "currency": "EUR"}
        cart = self._done("POST", "/carts/items", item)
        self._owner = {"id": address["customerId"], "cart": cart["id"]}

    def grow(self, size: Size) -> None:
        """Bring the shop to a size that is no smaller than what it has."""
        before, there = self._copied, self._products()
        wanted: dict[str, Any] = {
            "owner": self._owner,
            "products": _window(before.products, before.products + max(0, size.products - there)),
            "orders": _window(before.orders, size.orders),
            "resources": _window(before.resources, size.resources),
            # She has one of her own.
            "others": _window(max(0, before.others - 1), size.others - 1),
        }
        medusa.grow(self._ports, wanted)
        self._copied = Size(wanted["products"]["to"], size.orders, size.resources, size.others)

    def shrink(self) -> None:
        """Remove all copies, also those that a run which was cut short has left."""
        medusa.grow(self._ports, None)
        self._copied = Size(0, 0, 0, 0)

    def tidy(self) -> None:
        """Remove what the customer has made by herself."""
        if not self.token:
            return
        for path in ("/customers/addresses", "/carts"):
            for entry in self._done("GET", f"{path}?limit=100")["data"]:
                self._done("DELETE", f"{path}/{entry['id']}")

    def asset(self) -> str:
        """Give the id of one of her assets."""
        return str(self._done("GET", "/resources/assets?limit=1&sort=createdAt_DESC")["data"][0]["id"])

    def _products(self) -> int:
        return int(self._done("GET", "/products?limit=1")["total"])

    def _done(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._shop.call(method, path, body)
        if answer.status >= 300:
            raise ValueError(f"{method} {path} was answered with {answer.status}: {answer.body}")
        return answer.body


def _window(begin: int, end: int) -> dict[str, int]:
    return {"from": begin, "to": max(begin, end)}
