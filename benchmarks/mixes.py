"""What shoppers do under load: a browse mix of single reads, a shop mix of whole purchases."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from benchmarks.world import BOTH_ADDRESSES, PROVIDER, Request, World


class Ask(Protocol):
    """Sends a request of a route and gives the answer's body."""

    def __call__(self, route: str, request: Request) -> Any:
        """Raise whatever ends the journey when it is no success."""


@dataclass(frozen=True)
class Journey:
    """What one shopper does, request by request."""

    name: str
    go: Callable[[Ask], None]


def browse(world: World, count: int) -> list[Journey]:
    """Give reads of the catalogue: four of five by guests, of whom every fourth gets no kept answer.

    Which page is asked for follows a fixed chance, so that each run asks for the same.
    """
    chance = random.Random(count)  # noqa: S311 - no secret depends on it
    return [_read(world, chance, number) for number in range(count)]


def _read(world: World, chance: random.Random, number: int) -> Journey:
    token = world.token if number % 5 == 4 else None
    is_kept = number % 5 < 3
    kind = chance.choices(("category", "page", "search", "product"), weights=(4, 2, 1, 3))[0]
    if kind == "product":
        handle = chance.choice(world.seed["products"])["handle"]
        return _one(kind, "GET /products/{id}", Request((handle,), token=token), is_kept)
    query = {"limit": "12"}
    if kind == "category":
        query["category"] = chance.choice(world.seed["categories"])["handle"]
    elif kind == "search":
        query["q"] = chance.choice(("drill", "hammer", "laser", "gloves"))
    else:
        query["offset"] = str(12 * chance.randrange(5))
    return _one(kind, "GET /products", Request((), query, token=token), is_kept)


def _one(kind: str, route: str, request: Request, is_kept: bool) -> Journey:
    def go(ask: Ask) -> None:
        # Links below a path that nobody named before: an answer that nobody was given before.
        fresh = {} if is_kept else {"basePath": f"/{next(_numbers)}"}
        ask(route, replace(request, query={**(request.query or {}), **fresh} or None))

    return Journey(kind, go)


_numbers = itertools.count(time.time_ns())


def shop(world: World, skus: list[str], count: int) -> list[Journey]:
    """Give purchases of different things: by guests in one call and step by step, and by a customer."""
    kinds = (_in_one_call, _step_by_step, _in_one_call, _step_by_step, _as_a_customer)
    return [
        Journey(kind.__name__.strip("_").replace("_", " "), _bound(kind, world, skus[number % len(skus)]))
        for number in range(count)
        for kind in (kinds[number % len(kinds)],)
    ]


def _bound(kind: Callable[[Ask, World, str], None], world: World, sku: str) -> Callable[[Ask], None]:
    return lambda ask: kind(ask, world, sku)


def _filled(ask: Ask, sku: str, token: str | None = None) -> str:
    """Fill a cart, change it and look at it."""
    item = {"sku": sku, "quantity": 1, "currency": "EUR"}
    cart = ask("POST /carts/items", Request(body=item, token=token))
    place = (cart["id"], cart["items"]["data"][0]["id"])
    ask("PATCH /carts/{cartId}/items/{itemId}", Request(place, body={"quantity": 2}, token=token))
    ask("GET /carts/{id}", Request((cart["id"],), token=token))
    return str(cart["id"])


def _in_one_call(ask: Ask, world: World, sku: str) -> None:
    body = {"shippingMethodId": world.option, "paymentProviderId": PROVIDER} | BOTH_ADDRESSES
    ask("POST /checkout/{cartId}/complete", Request((_filled(ask, sku),), body=body))


def _step_by_step(ask: Ask, world: World, sku: str) -> None:
    cart = (_filled(ask, sku),)
    ask("POST /checkout/{cartId}/addresses", Request(cart, body=BOTH_ADDRESSES))
    ask("GET /checkout/{cartId}/shipping-options", Request(cart))
    ask("POST /checkout/{cartId}/shipping-method", Request(cart, body={"shippingOptionId": world.option}))
    ask("POST /checkout/{cartId}/payment", Request(cart, body={"providerId": PROVIDER}))
    ask("GET /checkout/{cartId}/summary", Request(cart))
    placed = ask("POST /checkout/{cartId}/place-order", Request(cart))
    ask("GET /orders/{id}", Request((placed["order"]["id"],)))


def _as_a_customer(ask: Ask, world: World, sku: str) -> None:
    first, second = world.me["addresses"][:2]
    body = {
        "shippingMethodId": world.option,
        "paymentProviderId": PROVIDER,
        "shippingAddressId": first,
        "billingAddressId": second,
    }
    cart = _filled(ask, sku, world.token)
    ask("POST /checkout/{cartId}/complete", Request((cart,), body=body, token=world.token))
    ask("GET /orders", Request(query={"limit": "10"}, token=world.token))
