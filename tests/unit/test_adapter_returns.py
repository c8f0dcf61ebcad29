"""Returns: the owner first, and never more than was sent and is in no return yet."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import (
    BadRequestError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    NotSupportedError,
    UnauthorizedError,
)
from commerce.medusa import order_returns
from commerce.medusa.transport.client import Medusa
from commerce.models.returns import CreateReturn
from pydantic import ValidationError

from tests.support.recorded import as_json, recorded
from tests.support.upstream import Upstream

ORDER = "GET /store/orders/order_1"
OPTIONS = "GET /store/shipping-options"
RETURNS = "POST /store/returns"

Json = dict[str, Any]


def order(**more: Any) -> Json:
    detail = {
        "fulfilled_quantity": 3,
        "return_requested_quantity": 1,
        "return_received_quantity": 0,
        "return_dismissed_quantity": 0,
    }
    line = {"id": "ordli_1", "title": "Cordless Drill", "detail": detail}
    found = {"id": "order_1", "status": "pending", "customer_id": None, "customer": None, "items": [line]}
    return {"order": found | {"cart": {"id": "cart_1"}, "currency_code": "eur"} | more}


def options(*ids: str) -> Json:
    zone = {"fulfillment_set": {"location": {"id": "sloc_1"}}}
    option = {"name": "Return parcel", "amount": 2, "type": {"description": "Any parcel shop"}}
    option |= {"service_zone": zone}
    return {"shipping_options": [option | {"id": option_id} for option_id in ids]}


def wanted(*lines: Json, **more: Any) -> CreateReturn:
    return CreateReturn.model_validate(
        {"items": list(lines) or [{"itemId": "ordli_1", "quantity": 1}]} | more
    )


def test_a_return_takes_the_order_its_options_and_one_write(guest: Medusa, shop: Upstream) -> None:
    shop.on(ORDER, order())
    shop.on(OPTIONS, options("so_1"))
    shop.on(RETURNS, recorded("return"))
    line = {"itemId": "ordli_1", "quantity": 2, "reasonId": "rr_1", "note": " Too small "}
    sent = wanted(line, receiveNow=True, receive_now=True, location_id="sloc_9")
    made = as_json(order_returns.create_return(guest, "order_1", sent))
    assert (made["orderId"], made["status"]) == ("order_1", "REQUESTED")
    assert (made["items"][0]["receivedQuantity"], made["items"][0]["note"]) == (0, "torn")
    assert shop.asked == [ORDER, OPTIONS, RETURNS]
    assert shop.seen[1].query["is_return"] == "true"
    assert shop.seen[2].json == {
        "order_id": "order_1",
        "items": [{"id": "ordli_1", "quantity": 2, "reason_id": "rr_1", "note": "Too small"}],
        "return_shipping": {"option_id": "so_1"},
        "location_id": "sloc_1",
    }


@pytest.mark.parametrize(
    ("lines", "path", "code", "available"),
    [
        ([{"itemId": "ordli_1", "quantity": 3}], "body.items.0.quantity", "not_returnable", 2),
        ([{"itemId": "ordli_9", "quantity": 1}], "body.items.0.itemId", "invalid_request", None),
        (
            [{"itemId": "ordli_1", "quantity": 1}, {"itemId": "ordli_1", "quantity": 1}],
            "body.items.1.itemId",
            "invalid_request",
            None,
        ),
    ],
)
def test_more_than_can_be_returned_is_refused(
    guest: Medusa, shop: Upstream, lines: list[Json], path: str, code: str, available: int | None
) -> None:
    shop.on(ORDER, order())
    with pytest.raises(BadRequestError) as refused:
        order_returns.create_return(guest, "order_1", wanted(*lines))
    (detail,) = refused.value.details
    assert (refused.value.code, detail.path, detail.available) == (code, path, available)
    assert shop.asked == [ORDER]


@pytest.mark.parametrize(
    ("offered", "named", "error", "code"),
    [
        ((), None, ConflictError, "shipping_option_unavailable"),
        (("so_1", "so_2"), None, BadRequestError, "invalid_request"),
        (("so_1",), "so_outbound", BadRequestError, "shipping_option_unavailable"),
    ],
)
def test_a_way_back_is_one_of_those_offered(
    guest: Medusa,
    shop: Upstream,
    offered: tuple[str, ...],
    named: str | None,
    error: type[Exception],
    code: str,
) -> None:
    shop.on(ORDER, order())
    shop.on(OPTIONS, options(*offered))
    with pytest.raises(error) as refused:
        order_returns.create_return(guest, "order_1", wanted(shippingOptionId=named))
    assert getattr(refused.value, "code", "") == code
    assert RETURNS not in shop.asked


@pytest.mark.parametrize(
    ("said", "code", "status"),
    [
        ("Return reason with id rr_9 does not exists.", "return_reason_unknown", 400),
        (
            "Cannot request to return more items than what was fulfilled for item ordli_1.",
            "not_returnable",
            400,
        ),
        ("Order (order_1) already has an existing active order change", "order_changing", 409),
        ("Order with id order_1 has been canceled.", "order_cancelled", 409),
    ],
)
def test_medusas_refusals_have_codes(
    guest: Medusa, shop: Upstream, said: str, code: str, status: int
) -> None:
    shop.on(ORDER, order())
    shop.on(OPTIONS, options("so_1"))
    shop.on(RETURNS, (400, {"type": "invalid_data", "message": said}))
    with pytest.raises((BadRequestError, ConflictError)) as refused:
        order_returns.create_return(guest, "order_1", wanted())
    assert (refused.value.code, int(refused.value.status)) == (code, status)


def test_a_cancelled_order_takes_no_returns(guest: Medusa, shop: Upstream) -> None:
    shop.on(ORDER, order(status="canceled"))
    with pytest.raises(ConflictError) as refused:
        order_returns.create_return(guest, "order_1", wanted())
    assert refused.value.code == "order_cancelled"


BENS = {"customer_id": "cus_ben", "customer": {"id": "cus_ben", "has_account": True}}


def test_another_customers_order_takes_none(anna: Medusa, guest: Medusa, shop: Upstream) -> None:
    shop.on(ORDER, *[order(**BENS)] * 6)
    shop.on("GET /store/customers/me", *[{"customer": {"id": "cus_anna"}}] * 4)
    for medusa, error in ((anna, ForbiddenError), (guest, UnauthorizedError)):
        with pytest.raises(error):
            order_returns.create_return(medusa, "order_1", wanted())
        with pytest.raises(error):
            order_returns.list_returns(medusa, "order_1")
        with pytest.raises(error):
            order_returns.return_options(medusa, "order_1")
    assert set(shop.asked) == {ORDER, "GET /store/customers/me"}


def test_an_order_that_is_not_there(guest: Medusa, shop: Upstream) -> None:
    shop.on(ORDER, (404, {"type": "not_found", "message": "x"}))
    with pytest.raises(NotFoundError, match="order_1"):
        order_returns.create_return(guest, "order_1", wanted())


def test_returns_without_the_plugin_are_no_empty_list(guest: Medusa, shop: Upstream) -> None:
    shop.on(ORDER, order(), order(returns=[]))
    with pytest.raises(NotSupportedError):
        order_returns.list_returns(guest, "order_1")
    assert order_returns.list_returns(guest, "order_1").total == 0


def test_options_for_sending_back(guest: Medusa, shop: Upstream) -> None:
    shop.on(ORDER, order(), order(cart=None))
    shop.on(OPTIONS, options("so_1"))
    (option,) = as_json(order_returns.return_options(guest, "order_1"))["data"]
    assert (option["id"], option["subtotal"]["value"]) == ("so_1", 2)
    assert order_returns.return_options(guest, "order_1").total == 0


def test_reasons_that_have_others_below_cannot_be_chosen(guest: Medusa, shop: Upstream) -> None:
    rows = [
        {"id": "rr_1", "label": "Size", "description": None, "return_reason_children": [{"id": "rr_2"}]},
        {"id": "rr_2", "label": "Too small", "description": "…", "return_reason_children": []},
    ]
    shop.on("GET /store/return-reasons", {"return_reasons": rows})
    assert as_json(order_returns.list_reasons(guest))["data"] == [
        {"id": "rr_2", "label": "Too small", "description": "…"}
    ]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"items": []},
        {"items": [{"itemId": "ordli_1", "quantity": 0}]},
        {"items": [{"itemId": "ordli_1", "quantity": 0.5}]},
        {"items": [{"itemId": "ordli_1", "quantity": "1"}]},
        {"items": [{"itemId": "../x", "quantity": 1}]},
    ],
)
def test_a_body_that_is_wrong(body: Json) -> None:
    with pytest.raises(ValidationError):
        CreateReturn.model_validate(body)
