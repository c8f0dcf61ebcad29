"""What size does to lists: 10,000 products and a customer with 2,000 orders and 500 assets, and few of both.

The shop grows by copies of the seed's rows for the time of the run. Fails when a list makes more Medusa calls
in the large shop and is not known to.
"""

from __future__ import annotations

import datetime
import itertools
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from commerce.medusa import product_cache

from benchmarks.calls import Functions, without
from benchmarks.report import write
from benchmarks.world import Request, World, done
from local import medusa
from local.config import Ports
from local.shop import ADDRESS, Shop
from local.tokens import token_with

SUBJECT = "collector@lab.local"
WARM_UP = 2
_ASSETS, _SERVICES = "/resources/assets", "/resources/services"
_OWN_WAY = 3
"""How often Medusa's own way is measured at most: in a large shop it takes seconds."""
_PARTS = ("lists", "asset-lists", "product-list")


@dataclass(frozen=True)
class Size:
    """How much there is; ``products`` 0 is the seed's catalogue."""

    products: int
    orders: int
    resources: int
    """Assets, and as many services."""
    others: int
    """Addresses, and as many carts."""


SMALL = Size(products=0, orders=10, resources=10, others=10)
LARGE = Size(products=10_000, orders=2_000, resources=500, others=100)


@dataclass(frozen=True)
class Read:
    """A read measured at both sizes; ``last`` reads a list's last page."""

    name: str
    route: str
    query: Mapping[str, str] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    last: bool = False
    fresh: bool = False
    """Whether each request has another lowest price, so that Medusa cannot have its count stored."""
    parts: tuple[str, ...] = ()
    """The plugin's parts without which it goes Medusa's own way, which is measured in addition."""


def reads(world: World, asset: str) -> list[Read]:
    """Return the reads; ``asset`` is the id of one of the customer's."""
    since = (datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=30)).isoformat()
    related = "GET /products/{id}/variants/{variantId}/related-products"
    pages = [
        _list(f"{path.rpartition('/')[2]}, {page} page", path, last=page == "last")
        for path in ("/products", "/orders", _ASSETS, _SERVICES, "/customers/addresses", "/carts")
        for page in ("first", "last")
    ]
    return [
        *pages,
        _list("products of a category", "/products", category="power-tools"),
        _list("products of a category, last page", "/products", last=True, category="power-tools"),
        _list("products of a type", "/products", type="PHYSICAL"),
        _list("products sorted by title", "/products", sort="title_ASC"),
        _list("products search", "/products", q="drill"),
        _list("products of an option", "/products", option="Color:Red"),
        _list("products sorted by price", "/products", fresh=True, sort="price_ASC"),
        _list("products with facets", "/products", fresh=True, facets="true"),
        _list("orders of a status", "/orders", status="CANCELLED"),
        _list("orders since a date", "/orders", dateFrom=since),
        _list("orders of a payment status", "/orders", paymentStatus="CAPTURED"),
        _list("orders not paid", "/orders", paymentStatus="NOT_PAID"),
        _list("orders sorted by total", "/orders", sort="total_DESC"),
        _list("assets of a status", _ASSETS, status="ACTIVE"),
        _list("assets since a date", _ASSETS, dateFrom=since),
        _list("assets sorted by model", _ASSETS, sort="model_ASC"),
        _list("assets sorted by name", _ASSETS, sort="name_ASC"),
        _list("assets of a type", _ASSETS, type="PHYSICAL"),
        _list("services since a date", _SERVICES, dateFrom=since),
        _list("services of a type", _SERVICES, type="VIRTUAL"),
        Read("product by handle", "GET /products/{id}", values=("cordless-drill",)),
        Read("product by id", "GET /products/{id}", values=(world.drill["id"],)),
        Read("related products", related, values=(world.drill["id"], world.drill["variants"][0]["id"])),
        Read("featured services", "GET /resources/services/featured"),
        Read("asset", "GET /resources/assets/{id}", values=(asset,)),
        # The control: it does not depend on the size.
        Read(
            "payment providers", "GET /payments/providers", {"regionId": world.seed["regions"]["EUR"]["id"]}
        ),
    ]


def _list(name: str, path: str, *, last: bool = False, fresh: bool = False, **query: str) -> Read:
    parts = _PARTS if path in {"/orders", _ASSETS, _SERVICES} else ()
    return Read(name, f"GET {path}", {"limit": "10"} | query, last=last, fresh=fresh, parts=parts)


class Collector:
    """The customer who owns the records, and the shop that grows with them."""

    _copied = Size(0, 0, 0, 0)

    def __init__(self, running: Mapping[str, str]) -> None:
        ports = {name: int(running[name].rpartition(":")[2]) for name in ("medusa", "database")}
        self._ports = Ports(**ports)
        self.shrink()
        self.shop = Shop(running["gateway"], token_with(dict(running), SUBJECT))
        self.tidy()
        address = done(self.shop, "POST", "/customers/addresses", {"address": ADDRESS})
        item = {"sku": "CORDLESS-DRILL-12V-RED", "quantity": 1, "currency": "EUR"}
        cart = done(self.shop, "POST", "/carts/items", item)
        self._owner = {"id": address["customerId"], "cart": cart["id"]}

    def grow(self, size: Size) -> None:
        """Copy rows until the shop has a size, which must not be smaller than its own."""
        before = self._copied
        missing = max(0, size.products - int(done(self.shop, "GET", "/products?limit=1")["total"]))
        products = before.products + missing
        wanted: dict[str, Any] = {
            "owner": self._owner,
            "products": {"from": before.products, "to": products},
            "orders": {"from": before.orders, "to": size.orders},
            "resources": {"from": before.resources, "to": size.resources},
            # The customer has one of each without copies.
            "others": {"from": max(0, before.others - 1), "to": size.others - 1},
        }
        medusa.grow(self._ports, wanted)
        self._copied = Size(products, size.orders, size.resources, size.others)

    def grow_products(self, number: int) -> None:
        """Copy products only, until the shop has so many."""
        self.grow(Size(number, 0, 0, 1))

    def shrink(self) -> None:
        """Delete all copies, those of an interrupted run included."""
        medusa.grow(self._ports, None)
        self._copied = Size(0, 0, 0, 0)

    def tidy(self) -> None:
        """Delete the customer's addresses and carts."""
        for path in ("/customers/addresses", "/carts"):
            for entry in done(self.shop, "GET", f"{path}?limit=100")["data"]:
                done(self.shop, "DELETE", f"{path}/{entry['id']}")


class Measurement:
    """Measures reads of one customer in this process."""

    def __init__(self, token: str | None, repetitions: int, functions: Functions) -> None:
        self._token, self._repetitions, self._functions = token, repetitions, functions
        self._prices = itertools.count(1)

    def run(self, read: Read) -> dict[str, Any]:
        """Return a read's total, Medusa calls, bytes and milliseconds; those of Medusa's own way, too."""
        found = self._measured(read, self._repetitions)
        if read.parts:
            with without(*read.parts):
                try:
                    found["own_way"] = self._measured(read, min(_OWN_WAY, self._repetitions))
                except ValueError as error:  # it takes longer than a request may
                    found["own_way"] = {"error": str(error)[:120]}
        return found

    def _measured(self, read: Read, repetitions: int) -> dict[str, Any]:
        query = dict(read.query)
        if read.last:
            body, *_ = self._functions.call(read.route, Request(read.values, query, token=self._token))
            query["offset"] = str(max(0, json.loads(body)["total"] - int(query["limit"])))
        counts, times = [], []
        for number in range(-WARM_UP, repetitions):
            product_cache.products.clear()  # or a page would be read by its prices only
            if read.fresh:
                query["minPrice"] = f"{next(self._prices) / 10_000:.4f}"
            request = Request(read.values, query, token=self._token)
            body, seconds, recorded = self._functions.call(read.route, request)
            counts.append(len(recorded.calls))
            if number >= 0:
                times.append(seconds * 1000)
        return {
            "total": json.loads(body).get("total", "-"),
            "requests": min(counts),
            "medusa_bytes": sum(len(call.response) for call in recorded.calls),
            "ms": round(median(times), 2),
        }


def compared(small: Mapping[str, Any], large: Mapping[str, Any]) -> dict[str, Any]:
    """Return a read's figures at both sizes, and whether it makes more Medusa calls in a large shop."""
    found: dict[str, Any] = {
        "small": small,
        "large": large,
        "ms_ratio": round(large["ms"] / small["ms"], 2),
        "unexpected": large["requests"] > small["requests"],
    }
    if own := large.get("own_way"):
        found["to_own_way"] = round(large["ms"] / own["ms"], 3) if "ms" in own else "failed"
    return found


@contextmanager
def _grown(collector: Collector) -> Iterator[None]:
    """Shrink the shop afterwards, whatever happens."""
    try:
        yield
    finally:
        print("  shrinking", flush=True)
        collector.shrink()
        collector.tidy()


def run(repetitions: int) -> None:
    """Measure every read at both sizes, and write results/size.json."""
    world = World.running()
    collector, functions = Collector(world.addresses), Functions(world.addresses)
    measurement = Measurement(collector.shop.token, repetitions, functions)
    found: dict[str, dict[str, Any]] = {}
    wanted: list[Read] = []
    with _grown(collector):
        for name, size in (("small", SMALL), ("large", LARGE)):
            print(f"  {name}: {asdict(size)}", flush=True)
            collector.grow(size)
            if not wanted:
                asset = done(collector.shop, "GET", "/resources/assets?limit=1&sort=createdAt_DESC")["data"][
                    0
                ]
                wanted = reads(world, asset["id"])
            found[name] = {read.name: measurement.run(read) for read in wanted}
            if found[name]["orders, first page"]["total"] != size.orders:
                raise ValueError(f"the shop did not grow to {size}")
    small, large = found["small"], found["large"]
    lists = {read.name: compared(small[read.name], large[read.name]) for read in wanted}
    write("size", {"sizes": {"small": asdict(SMALL), "large": asdict(LARGE)}, "lists": lists})
    if names := [name for name, one in lists.items() if one["unexpected"]]:
        sys.exit(f"error: more Medusa calls in a large shop: {', '.join(names)}")
