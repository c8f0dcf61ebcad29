"""What became of an order: parcels, returns, refunds, credit; what Medusa does not say is left out."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.mappers.order_details import detailed_order
from commerce.medusa.orders import OrderFilter, list_orders
from commerce.medusa.transport.client import Medusa

from tests.support.recorded import as_json, recorded
from tests.support.upstream import Upstream

Json = dict[str, Any]
FULFILMENT: Json = {
    "id": "ful_1",
    "created_at": "2026-01-02T00:00:00.000Z",
    "packed_at": "2026-01-02T00:00:00.000Z",
    "shipped_at": None,
    "delivered_at": None,
    "canceled_at": None,
    "items": [{"line_item_id": "ordli_1", "quantity": 2}],
    "labels": [],
}
RETURN: Json = {
    "id": "return_1",
    "display_id": 7,
    "status": "partially_received",
    "created_at": "2026-01-03T00:00:00.000Z",
    "received_at": None,
    "canceled_at": None,
    "items": [
        {
            "id": "retitem_1",
            "item_id": "ordli_1",
            "quantity": 2,
            "received_quantity": 1,
            "damaged_quantity": 1,
            "note": "",
            "reason_id": "rr_1",
        }
    ],
}


def shown(**more: Any) -> Json:
    order: Json = recorded("order")["order"] | more
    return as_json(detailed_order(order))


@pytest.mark.parametrize(
    ("times", "status"),
    [
        ({}, "PACKED"),
        ({"shipped_at": "2026-01-03T00:00:00.000Z"}, "SHIPPED"),
        ({"shipped_at": "2026-01-03T00:00:00.000Z", "delivered_at": "2026-01-04T00:00:00.000Z"}, "DELIVERED"),
        ({"shipped_at": "2026-01-03T00:00:00.000Z", "canceled_at": "2026-01-04T00:00:00.000Z"}, "CANCELLED"),
    ],
)
def test_a_fulfilment_has_a_status_and_the_times_that_have_come(times: Json, status: str) -> None:
    (found,) = shown(fulfillments=[FULFILMENT | times])["fulfilments"]
    assert found["status"] == status
    assert ("shippedAt" in found, "deliveredAt" in found) == ("shipped_at" in times, "delivered_at" in times)
    assert found["items"] == [{"itemId": "ordli_1", "quantity": 2}]


def test_tracking_has_links_of_the_web_only() -> None:
    labels = [
        {"tracking_number": "1Z", "tracking_url": "https://carrier.example/1Z"},
        {"tracking_number": "2Z", "tracking_url": "#"},
        {"tracking_number": "3Z", "tracking_url": "javascript:alert(1)"},
        {"tracking_number": "", "tracking_url": ""},
    ]
    (found,) = shown(fulfillments=[FULFILMENT | {"labels": labels}])["fulfilments"]
    assert found["tracking"] == [
        {"number": "1Z", "url": "https://carrier.example/1Z"},
        {"number": "2Z"},
        {"number": "3Z"},
    ]


def test_returns_are_the_oldest_first() -> None:
    later = RETURN | {"id": "return_2", "created_at": "2026-02-01T00:00:00.000Z", "status": "odd"}
    first, second = shown(returns=[later, RETURN])["returns"]
    assert (first["id"], first["number"], first["status"]) == ("return_1", 7, "PARTIALLY_RECEIVED")
    assert first["items"] == [
        {
            "itemId": "ordli_1",
            "quantity": 2,
            "receivedQuantity": 2,
            "reasonId": "rr_1",
        }
    ]
    assert second["status"] == "UNKNOWN"


def test_refunds_and_credit_are_in_the_orders_currency() -> None:
    refunds = [
        {"id": "ref_2", "amount": 5.005, "created_at": "2026-01-02T00:00:00.000Z"},
        {"id": "ref_1", "amount": 10, "created_at": "2026-01-01T00:00:00.000Z"},
    ]
    collections = [{"status": "completed", "payments": [{"refunds": refunds}, {"refunds": []}]}]
    credit = [{"id": "ordcl_1", "amount": 3, "created_at": "2026-01-01T00:00:00.000Z"}]
    found = shown(payment_collections=collections, credit_lines=credit)
    assert [(one["id"], one["amount"]["value"]) for one in found["refunds"]] == [
        ("ref_1", 10),
        ("ref_2", 5.01),
    ]
    assert found["refundedTotal"] == {"value": 15.01, "currency": "EUR"}
    assert found["creditLines"] == [{"id": "ordcl_1", "amount": {"value": 3, "currency": "EUR"}}]


@pytest.mark.parametrize(
    "collections", [[{"status": "completed"}], [{"status": "completed", "payments": [{"id": "pay_1"}]}]]
)
def test_what_medusa_does_not_say_is_left_out(collections: list[Json]) -> None:
    """As Medusa 2.21 does without the bundle's plugin."""
    order = recorded("order")["order"]
    fulfilment = {name: value for name, value in FULFILMENT.items() if name not in {"items", "labels"}}
    order |= {"payment_collections": collections, "fulfillments": [fulfilment]}
    order.pop("returns", None)
    found = as_json(detailed_order(order))
    assert not {"returns", "refunds", "refundedTotal"} & set(found)
    assert not {"items", "tracking"} & set(found["fulfilments"][0])


def test_what_has_come_back_cannot_be_returned_again() -> None:
    order = recorded("order")["order"]
    detail = order["items"][0]["detail"] | {
        "fulfilled_quantity": 5,
        "return_requested_quantity": 1,
        "return_received_quantity": 1,
        "return_dismissed_quantity": 1,
    }
    order["items"][0]["detail"] = detail
    lines = as_json(detailed_order(order))["items"]["data"]
    assert next(line for line in lines if line["id"] == order["items"][0]["id"])["returnableQuantity"] == 2


def test_the_way_back_of_a_return_is_no_delivery() -> None:
    order = recorded("order")["order"]
    (method,) = order["shipping_methods"]
    back = method | {"id": "ordsm_2", "shipping_option_id": "so_2", "detail": {"return_id": "return_1"}}
    found = shown(shipping_methods=[method | {"detail": {"return_id": None}}, back])
    assert [one["id"] for one in found["shippingMethods"]] == [method["shipping_option_id"]]


def test_the_way_back_of_a_return_is_no_delivery_in_lists_either(anna: Medusa, shop: Upstream) -> None:
    [order, *_] = recorded("orders-list")["orders"]
    [method] = order["shipping_methods"]
    back = method | {"shipping_option_id": "so_2", "detail": {"return_id": "return_1"}}
    rows = [order | {"shipping_methods": [back, method | {"detail": {"return_id": None}}]}]
    shop.on("GET /store/orders", {"orders": rows, "count": 1})
    [found] = list_orders(anna, OrderFilter()).data
    assert [one.id for one in found.shipping_methods] == [method["shipping_option_id"]]


def test_an_order_has_its_number() -> None:
    assert shown()["number"] == recorded("order")["order"]["display_id"]
