"""One piece of work of each kind that the routes do, and how to see in the database what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import jwt

from benchmarks.world import BOTH_ADDRESSES, PROVIDER, Request, World
from local.database import Database
from tests.support.proxy import Arrived

ORDERS = 'select count(*) from order_cart c join "order" o on o.id = c.order_id where c.cart_id = $1'
"""How many orders a cart has become."""
_QUANTITY = "select coalesce(sum(quantity), 0) from cart_line_item where cart_id = $1 and deleted_at is null"
_SERVICES = """
    select count(*) from service_instance s join customer c on c.id = s.customer_id
    where c.email = $1 and s.deleted_at is null"""

Kind = Literal["read", "write", "placing"]
State = Callable[[Database], int]


@dataclass(frozen=True)
class Job:
    """A request on something of its own; `state` counts what it changes."""

    request: Request
    state: State


@dataclass(frozen=True)
class Work:
    """A kind of work: ``hit`` is the request to Medusa that faults strike, ``seconds`` a tight limit."""

    name: str
    route: str
    kind: Kind
    make: Callable[[World], Job]
    hit: Callable[[Arrived], bool]
    seconds: float


def _nothing(_: Database) -> int:
    return 0


def _reads(request: Callable[[World], Request]) -> Callable[[World], Job]:
    return lambda world: Job(request(world), _nothing)


def _item(world: World) -> Job:
    cart = world.cart()
    body = {**world.item, "cartId": cart, "variantId": world.drill["variants"][0]["id"]}
    return Job(Request(body=body), lambda database: database.number(_QUANTITY, cart))


def _placed(cart: str, body: object) -> Job:
    return Job(Request((cart,), body=body), lambda database: database.number(ORDERS, cart))


def _complete(world: World) -> Job:
    chosen = {"shippingMethodId": world.option, "paymentProviderId": PROVIDER}
    return _placed(world.cart(), BOTH_ADDRESSES | chosen)


def _purchase(world: World) -> Job:
    token = world.newcomer()
    email = jwt.decode(token, options={"verify_signature": False})["email"]
    request = Request((world.service(),), body={}, token=token)
    return Job(request, lambda database: database.number(_SERVICES, email))


def _any(_: Arrived) -> bool:
    return True


def is_completion(arrived: Arrived) -> bool:
    """Whether it is the one request that makes an order."""
    return arrived.path.endswith("/complete")


WORKS = (
    Work("catalogue", "GET /products", "read", _reads(lambda _: Request(query={"limit": "3"})), _any, 1.6),
    Work("own cart", "GET /carts/{id}", "read", _reads(lambda world: Request((world.cart(),))), _any, 1.6),
    Work("orders list", "GET /orders", "read", _reads(lambda world: Request(token=world.token)), _any, 1.6),
    Work(
        "assets (Admin)",
        "GET /resources/assets",
        "read",
        _reads(lambda world: Request(token=world.token)),
        _any,
        1.6,
    ),
    Work("add an item", "POST /carts/items", "write", _item, lambda arrived: arrived.writes, 2.5),
    Work(
        "place order",
        "POST /checkout/{cartId}/place-order",
        "placing",
        lambda world: _placed(world.ready(), {}),
        is_completion,
        2.5,
    ),
    Work("complete", "POST /checkout/{cartId}/complete", "placing", _complete, is_completion, 4),
    Work(
        "buy a service",
        "POST /resources/{id}/purchase",
        "placing",
        _purchase,
        lambda arrived: arrived.writes,
        3,
    ),
)
READS = tuple(work for work in WORKS if work.kind == "read")
WRITES = tuple(work for work in WORKS if work.kind != "read")
