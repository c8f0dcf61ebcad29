"""One order: its owner sees it, and nobody else."""

from __future__ import annotations

import pytest
from commerce.errors import NotFoundError, UnauthorizedError
from commerce.medusa import orders
from commerce.medusa.transport.client import Medusa

from tests.support.recorded import recorded
from tests.support.upstream import Upstream

ORDER = "GET /store/orders/order_1"


def test_an_own_order_is_one_request_for_a_cached_caller(anna: Medusa, shop: Upstream) -> None:
    order = recorded("order")["order"] | {"customer_id": "cus_anna"}
    shop.on(ORDER, {"order": order}, {"order": order})
    assert orders.get_order(anna, "order_1").customer_id == "cus_anna"
    shop.seen.clear()
    orders.get_order(anna, "order_1")
    assert shop.asked == [ORDER]
    assert shop.seen[0].query == {"fields": orders._WITH_DETAILS}


def test_a_guests_order_hides_the_guests_record(guest: Medusa, shop: Upstream) -> None:
    order = recorded("order")["order"] | {"customer_id": "cus_guest", "customer": {"id": "cus_guest"}}
    shop.on(ORDER, {"order": order})
    cart = {"customer_id": order["customer_id"], "customer": {"has_account": False}}
    shop.on(f"GET /store/carts/{order['cart']['id']}", {"cart": cart})
    assert orders.get_order(guest, "order_1").customer_id is None


def test_a_customers_order_is_closed_to_a_guest(guest: Medusa, shop: Upstream) -> None:
    order = recorded("order")["order"]
    shop.on(ORDER, {"order": order})
    cart = {"customer_id": order["customer_id"], "customer": {"has_account": True}}
    shop.on(f"GET /store/carts/{order['cart']['id']}", {"cart": cart})
    with pytest.raises(UnauthorizedError):
        orders.get_order(guest, "order_1")


def test_an_unknown_order_is_named(guest: Medusa, shop: Upstream) -> None:
    shop.on(ORDER, (404, {"message": "x"}))
    with pytest.raises(NotFoundError, match="Order order_1 was not found"):
        orders.get_order(guest, "order_1")
