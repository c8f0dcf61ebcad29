"""Every list that may grow with the shop or with its customer, and what reads of single things find there."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.world import Request, World


@dataclass(frozen=True)
class List:
    """A read to be measured at two sizes; ``deep`` reads its last page, which is found by the total."""

    name: str
    route: str
    values: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    deep: bool = False
    grows: str = ""
    """Why it takes more requests when there is more to read; empty: it must not."""

    def request(self, token: str, total: int) -> Request:
        """Give the request of the page, with ``total`` things in the list."""
        query = dict(self.query)
        if self.deep:
            query["offset"] = str(max(0, total - int(query["limit"])))
        return Request(self.values, query or None, token=token)


def lists(world: World, asset: str) -> list[List]:
    """Give the lists, with ids of the shop; ``asset`` is one of the customer's."""
    region = world.seed["regions"]["EUR"]["id"]
    control = List(CONTROL, "GET /payments/providers", (), (("regionId", region),))
    return [*_of_the_shop(world), *_of_the_customer(asset), control]


def _of_the_shop(world: World) -> list[List]:
    products = _of("/products", 12)
    variant = world.drill["variants"][0]["id"]
    return [
        products("products, first page"),
        products("products, last page", deep=True),
        products("products of a category", ("category", "power-tools")),
        products("products of a category, last page", ("category", "power-tools"), deep=True),
        products("products of a type", ("type", "PHYSICAL")),
        products("products sorted by title", ("sort", "title_ASC")),
        products("products search", ("q", "drill")),
        List("product by handle", "GET /products/{id}", ("cordless-drill",)),
        List("product by id", "GET /products/{id}", (world.drill["id"],)),
        List(
            "related products",
            "GET /products/{id}/variants/{variantId}/related-products",
            (world.drill["id"], variant),
        ),
        List("featured services", "GET /resources/services/featured"),
    ]


def _of_the_customer(asset: str) -> list[List]:
    month_ago = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=30)
    since = ("dateFrom", month_ago.isoformat())
    orders, assets, services = _of("/orders"), *map(_of, _RESOURCES)
    addresses, carts = _of("/customers/addresses"), _of("/carts")
    return [
        orders("orders, first page"),
        orders("orders, last page", deep=True),
        orders("orders of a status", ("status", "CANCELLED")),
        orders("orders since a date", since, grows=_SCAN),
        orders("orders of a payment status", ("paymentStatus", "CAPTURED"), grows=_SCAN),
        assets("assets, first page"),
        assets("assets, last page", deep=True),
        assets("assets of a status", ("status", "ACTIVE")),
        assets("assets since a date", since),
        assets("assets sorted by model", ("sort", "model_ASC")),
        assets("assets of a type", ("type", "PHYSICAL"), grows=_PRODUCTS),
        List("asset", "GET /resources/assets/{id}", (asset,)),
        services("services, first page"),
        services("services, last page", deep=True),
        services("services since a date", since),
        services("services of a type", ("type", "VIRTUAL")),
        addresses("addresses, first page"),
        addresses("addresses, last page", deep=True),
        carts("carts, first page"),
        carts("carts, last page", deep=True),
    ]


CONTROL = "payment providers"
"""What the size of the shop has no part in: whether the machine was as fast both times."""

_RESOURCES = ("/resources/assets", "/resources/services")
_SCAN = "one call for every 500 orders, side by side after the first"
_PRODUCTS = "one call for every 100 products, side by side"


def _of(path: str, limit: int = 10) -> Callable[..., List]:
    def make(name: str, *query: tuple[str, str], deep: bool = False, grows: str = "") -> List:
        return List(name, f"GET {path}", (), (("limit", str(limit)), *query), deep, grows)

    return make
