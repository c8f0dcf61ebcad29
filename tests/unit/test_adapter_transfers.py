"""A guest's order becomes a customer's: only a guest's, and only by the token."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import BadRequestError, ConflictError, ForbiddenError, NotFoundError, UnauthorizedError
from commerce.medusa import order_transfers, orders
from commerce.medusa.transport.client import Medusa
from commerce.models.returns import RequestTransfer

from tests.support.recorded import as_json, recorded
from tests.support.upstream import Upstream

ORDER = "GET /store/orders/order_1"
REQUEST = "POST /store/orders/order_1/transfer/request"
LOOKUP = "POST /store/storefront/order-lookup"

Json = dict[str, Any]


def order_of(name: str | None, *, registered: bool = True) -> Json:
    customer = {"id": f"cus_{name}", "has_account": registered} if name else None
    return {"order": {"id": "order_1", "customer_id": customer and customer["id"], "customer": customer}}


@pytest.mark.parametrize("order", [order_of(None), order_of("visitor", registered=False)])
def test_a_guests_order_can_be_asked_for(anna: Medusa, shop: Upstream, order: Json) -> None:
    shop.on(ORDER, order)
    shop.on(REQUEST, {"order": {"id": "order_1"}})
    found = order_transfers.request_transfer(anna, "order_1", RequestTransfer(description="Mine"))
    assert as_json(found) == {"orderId": "order_1", "status": "REQUESTED"}
    assert (shop.seen[1].json, shop.seen[1].query) == ({"description": "Mine"}, {"fields": "id"})
    assert shop.asked == [ORDER, REQUEST]


@pytest.mark.parametrize(("name", "error"), [("ben", ForbiddenError), ("anna", ConflictError)])
def test_a_customers_order_cannot(anna: Medusa, shop: Upstream, name: str, error: type[Exception]) -> None:
    shop.on(ORDER, order_of(name))
    with pytest.raises(error):
        order_transfers.request_transfer(anna, "order_1", RequestTransfer())
    assert REQUEST not in shop.asked


def test_a_guest_cannot_ask(guest: Medusa, shop: Upstream) -> None:
    with pytest.raises(UnauthorizedError):
        order_transfers.request_transfer(guest, "order_1", RequestTransfer())
    assert shop.seen == []


def test_who_has_the_token_decides(guest: Medusa, shop: Upstream) -> None:
    for verb, status in (("accept", "ACCEPTED"), ("decline", "DECLINED")):
        shop.on(f"POST /store/orders/order_1/transfer/{verb}", {"order": {"id": "order_1"}})
        decide = getattr(order_transfers, f"{verb}_transfer")
        assert as_json(decide(guest, "order_1", "t0ken")) == {"orderId": "order_1", "status": status}
    assert [(seen.json, seen.query) for seen in shop.seen] == [({"token": "t0ken"}, {"fields": "id"})] * 2


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"type": "not_allowed", "message": "Invalid token."}),
        (400, {"type": "invalid_data", "message": "Order order_1 does not have an order transfer request."}),
        (400, {"type": "invalid_data", "message": "An active Order Change is required to proceed"}),
    ],
)
def test_a_wrong_token_looks_like_one_that_was_used(
    guest: Medusa, shop: Upstream, status: int, body: Json
) -> None:
    shop.on("POST /store/orders/order_1/transfer/accept", (status, body))
    with pytest.raises(BadRequestError) as refused:
        order_transfers.accept_transfer(guest, "order_1", "wrong")
    assert (refused.value.code, refused.value.details[0].path) == ("transfer_token_invalid", "body.token")


def test_an_order_that_is_not_there(guest: Medusa, shop: Upstream) -> None:
    shop.on("POST /store/orders/order_1/transfer/decline", (404, {"type": "not_found", "message": "x"}))
    with pytest.raises(NotFoundError, match="order_1"):
        order_transfers.decline_transfer(guest, "order_1", "t")


def test_a_guests_order_is_found_by_number_and_email(guest: Medusa, shop: Upstream) -> None:
    shop.on(LOOKUP, {"order": {"id": "order_1"}})
    shop.on(ORDER, {"order": recorded("order")["order"] | order_of("visitor", registered=False)["order"]})
    assert orders.look_up(guest, 7, "ada@example.com").id == "order_1"
    assert shop.seen[0].json == {"number": 7, "email": "ada@example.com"}
    assert shop.seen[0].query == {}  # Medusa logs URLs


def test_every_other_order_is_the_same_404(anna: Medusa, guest: Medusa, shop: Upstream) -> None:
    """Also one that became an account's between the two calls."""
    shop.on(LOOKUP, (404, {"type": "not_found", "message": "x"}), {"order": {"id": "order_1"}})
    whole = recorded("order")["order"]
    shop.on(ORDER, {"order": whole | order_of("ben")["order"]})
    said = set()
    for medusa in (guest, anna):
        with pytest.raises(NotFoundError) as refused:
            orders.look_up(medusa, 7, "ada@example.com")
        said.add(refused.value.message)
    assert len(said) == 1
