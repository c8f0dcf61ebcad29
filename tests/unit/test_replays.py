"""A stored response is given only to the owner of what is in it."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from commerce import idempotency
from commerce.caller import GUEST, Caller
from commerce.errors import CommerceError, ForbiddenError, NotFoundError, UnauthorizedError
from commerce.medusa import replays
from commerce.medusa.ownership import OWNER_FIELDS
from commerce.medusa.transport.client import Medusa

from tests.conftest import Configure
from tests.support.upstream import Upstream
from tools.routes import Route, routes

ANNA = Caller(token="a.b.c", subject="anna", expires_at=2**31)
CART = "GET /store/carts/cart_1"
ORDER = "GET /store/orders/order_1"
GUESTS_OWN = {"id": "cart_1", "customer_id": "cus_g", "customer": {"has_account": False}}
BENS = {"id": "cart_1", "customer_id": "cus_ben", "customer": {"has_account": True}}

WRITES = [route for route in routes() if route.method in {"POST", "PATCH"} and route.authorizer != "Customer"]


@pytest.mark.parametrize("route", WRITES, ids=lambda route: route.key)
def test_where_guests_write_a_replay_is_proven(route: Route) -> None:
    """Their keys are bound to a cart, or to an address: who has the key may have lost the cart."""
    api = importlib.import_module(f"functions.{route.module}.app").api
    assert api.prove_replay is not idempotency.proven_by_key


@pytest.fixture
def medusa(upstream: Upstream, configure: Configure) -> Medusa:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    return Medusa(GUEST)


@pytest.mark.parametrize("response", [{"id": "cart_1"}, {"id": "payses_1", "cartId": "cart_1"}])
def test_a_cart_that_is_still_the_callers_is_one_lean_read(
    medusa: Medusa, upstream: Upstream, response: dict[str, Any]
) -> None:
    upstream.on(CART, {"cart": GUESTS_OWN})
    replays.prove_owner(medusa, response)
    assert [seen.query["fields"] for seen in upstream.seen] == [OWNER_FIELDS]


@pytest.mark.parametrize(
    ("caller", "answer", "error"),
    [
        (GUEST, {"cart": BENS}, UnauthorizedError),
        (ANNA, {"cart": BENS}, ForbiddenError),
        (GUEST, (404, {"message": "no"}), NotFoundError),
    ],
)
def test_a_cart_that_is_lost_is_not_shown(
    medusa: Medusa, upstream: Upstream, caller: Caller, answer: Any, error: type[CommerceError]
) -> None:
    upstream.on(CART, answer)
    upstream.on("GET /store/customers/me", {"customer": {"id": "cus_anna"}})
    with pytest.raises(error):
        replays.prove_owner(Medusa(caller), {"id": "cart_1"})


def test_an_order_that_was_handed_over_is_not_shown(medusa: Medusa, upstream: Upstream) -> None:
    upstream.on(ORDER, {"order": {"id": "order_1", "customer_id": "cus_ben", "cart": {"id": "cart_1"}}})
    upstream.on(CART, {"cart": GUESTS_OWN})
    with pytest.raises(UnauthorizedError):
        replays.prove_owner(medusa, {"order": {"id": "order_1"}})


def test_a_guests_order_is_shown_again(medusa: Medusa, upstream: Upstream) -> None:
    order = {"id": "order_1", "customer_id": "cus_g", "customer": {"id": "cus_g"}, "cart": {"id": "cart_1"}}
    upstream.on(ORDER, {"order": order})
    upstream.on(CART, {"cart": GUESTS_OWN})
    replays.prove_owner(medusa, {"order": {"id": "order_1"}})
