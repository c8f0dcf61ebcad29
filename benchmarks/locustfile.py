"""Load through the gateway: a browse mix of catalogue reads and a shop mix of complete purchases.

`make bench-load` runs both with 1, 4, 16 and 64 callers. By hand, with locust's web page: ``locust -f
benchmarks/locustfile.py Browse``.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import re
import time
from pathlib import Path
from typing import Any

import psutil
from locust import FastHttpUser, constant, events, task
from locust.env import Environment
from locust.exception import RescheduleTask, StopUser

from benchmarks.world import BOTH_ADDRESSES, PROVIDER, World
from local import config

WORLD = World.running()
_CALLS = re.compile(r'desc="(\d+) requests"')
_numbers = itertools.count(time.time_ns())
_cpu_before: dict[str, float] = {}
_medusa_calls: list[int] = []


def _in_stock() -> list[str]:
    """Return SKUs of products whose variants are all in stock."""
    listed = WORLD.guest.get("/products", query={"limit": 100, "type": "PHYSICAL"}).body["data"]
    found = [(entry["sku"], entry.get("variants") or []) for entry in listed]
    return [sku for sku, variants in found if variants and all(one["inStock"] for one in variants)]


SKUS = _in_stock()


class Caller(FastHttpUser):
    """Sends requests one after the other, without pauses."""

    abstract = True
    host = WORLD.addresses["gateway"]
    wait_time = constant(0)

    def call(self, route: str, path: str, body: Any = None, *, customer: bool = False) -> Any:
        """Return the body of a response; end the task when it is an error or the time is up."""
        if self.environment.runner and self.environment.runner.state in ("stopping", "stopped"):
            raise StopUser
        method, _, name = route.partition(" ")
        headers = {"authorization": f"Bearer {WORLD.token}"} if customer else {}
        response = self.client.request(method, path, name=name, json=body, headers=headers)
        if not response.ok:
            raise RescheduleTask
        return response.json()


class Browse(Caller):
    """Catalogue reads: four of five by guests, three of five may be served from the cache."""

    @task(4)
    def category(self) -> None:
        """Read a category's first page."""
        handle = random.choice(WORLD.seed["categories"])["handle"]
        self.read("/products", f"/products?limit=12&category={handle}")

    @task(2)
    def page(self) -> None:
        """Read a page of all products."""
        self.read("/products", f"/products?limit=12&offset={12 * random.randrange(5)}")

    @task(1)
    def search(self) -> None:
        """Search."""
        self.read(
            "/products", f"/products?limit=12&q={random.choice(('drill', 'hammer', 'laser', 'gloves'))}"
        )

    @task(3)
    def product(self) -> None:
        """Read a product."""
        self.read("/products/{id}", f"/products/{random.choice(WORLD.seed['products'])['handle']}")

    def read(self, name: str, path: str) -> None:
        """Read as a customer, or as a guest with or without a new query."""
        number = next(_numbers)
        if number % 5 == 3:
            path += f"{'&' if '?' in path else '?'}basePath=/{number}"  # in no cache
        self.call(f"GET {name}", path, customer=number % 5 == 4)


class Shop(Caller):
    """Purchases: by guests in one call and step by step, by a customer in one call."""

    @task(2)
    def in_one_call(self) -> None:
        """Fill a cart and order it as a guest."""
        self.complete(self.fill(), BOTH_ADDRESSES)

    @task(2)
    def step_by_step(self) -> None:
        """Fill a cart and check it out step by step as a guest."""
        cart = self.fill()
        self.call("POST /checkout/{cartId}/addresses", f"/checkout/{cart}/addresses", BOTH_ADDRESSES)
        self.call("GET /checkout/{cartId}/shipping-options", f"/checkout/{cart}/shipping-options")
        chosen = {"shippingOptionId": WORLD.option}
        self.call("POST /checkout/{cartId}/shipping-method", f"/checkout/{cart}/shipping-method", chosen)
        self.call("POST /checkout/{cartId}/payment", f"/checkout/{cart}/payment", {"providerId": PROVIDER})
        self.call("GET /checkout/{cartId}/summary", f"/checkout/{cart}/summary")
        placed = self.call("POST /checkout/{cartId}/place-order", f"/checkout/{cart}/place-order", {})
        self.call("GET /orders/{id}", f"/orders/{placed['order']['id']}")

    @task(1)
    def as_a_customer(self) -> None:
        """Fill a cart and order it as a customer with saved addresses."""
        first, second = WORLD.me["addresses"][:2]
        saved = {"shippingAddressId": first, "billingAddressId": second}
        self.complete(self.fill(customer=True), saved, customer=True)
        self.call("GET /orders", "/orders?limit=10", customer=True)

    def fill(self, *, customer: bool = False) -> str:
        """Create a cart with one line, change the line, and read the cart."""
        item = {"sku": random.choice(SKUS), "quantity": 1, "currency": "EUR"}
        if customer:  # a cart of its own: without an id it would be the customer's current one
            cart = self.call("POST /carts", "/carts", {"currency": "EUR"}, customer=True)
            item["cartId"] = cart["id"]
        cart = self.call("POST /carts/items", "/carts/items", item, customer=customer)
        path = f"/carts/{cart['id']}/items/{cart['items']['data'][0]['id']}"
        self.call("PATCH /carts/{cartId}/items/{itemId}", path, {"quantity": 2}, customer=customer)
        self.call("GET /carts/{id}", f"/carts/{cart['id']}", customer=customer)
        return str(cart["id"])

    def complete(self, cart: str, addresses: dict[str, Any], *, customer: bool = False) -> None:
        """Order a cart in one call."""
        body = {"shippingMethodId": WORLD.option, "paymentProviderId": PROVIDER} | addresses
        self.call("POST /checkout/{cartId}/complete", f"/checkout/{cart}/complete", body, customer=customer)


def _cpu() -> dict[str, float]:
    """Return the CPU seconds so far of the platform's parts, the functions apart from the gateway."""
    spent: dict[str, float] = {}
    for part in json.loads(config.STATE.read_text())["parts"]:
        root = psutil.Process(part["pid"])
        spent[part["name"]] = sum(root.cpu_times()[:4])
        for child in root.children(recursive=True):
            name = "functions" if part["name"] == "gateway" else part["name"]
            with contextlib.suppress(psutil.NoSuchProcess):
                spent[name] = spent.get(name, 0) + sum(child.cpu_times()[:4])
    return spent


@events.test_start.add_listener
def _begin(**_: Any) -> None:
    _cpu_before.update(_cpu())


@events.request.add_listener
def _count(response: Any = None, **_: Any) -> None:
    if response is not None and (found := _CALLS.search(response.headers.get("server-timing", ""))):
        _medusa_calls.append(int(found[1]))


@events.quitting.add_listener
def _write(environment: Environment, **_: Any) -> None:
    total, path = environment.stats.total, os.environ.get("LOAD_RESULT")
    if not path or not total.num_requests:
        return
    cpu = {name: seconds - _cpu_before.get(name, 0) for name, seconds in _cpu().items()}
    result = {
        "requests": total.num_requests,
        "failures": total.num_failures,
        "per_second": round(total.total_rps, 1),
        "ms": {f"p{share}": total.get_response_time_percentile(share / 100) for share in (50, 95)},
        "medusa_calls": round(sum(_medusa_calls) / total.num_requests, 2),
        "cpu_ms_a_request": {
            name: round(1000 * seconds / total.num_requests, 1) for name, seconds in cpu.items()
        },
    }
    Path(path).write_text(json.dumps(result))
