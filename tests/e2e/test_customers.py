"""Routes 22–29 through the gateway: a customer's address book and orders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from local.shop import ADDRESS, Shop

WHOLE = ADDRESS | {"district": "Berlin", "email": "ada@example.com"}


@pytest.fixture
def address(anna: Shop) -> Iterator[dict[str, Any]]:
    made = anna.post("/customers/addresses", {"label": "Office", "address": WHOLE})
    assert made.status == 201, made.body
    yield made.body
    anna.delete(f"/customers/addresses/{made.body['id']}")


def test_an_address_survives_every_round_trip(anna: Shop, address: dict[str, Any]) -> None:
    assert address["address"] == WHOLE
    assert (address["label"], address["isDefault"]) == ("Office", False)
    assert anna.get(f"/customers/addresses/{address['id']}").body == address


def test_an_identical_address_is_a_new_one(anna: Shop, address: dict[str, Any]) -> None:
    twin = anna.post("/customers/addresses", {"label": "Office", "address": WHOLE}).body
    assert twin["id"] != address["id"]
    anna.delete(f"/customers/addresses/{twin['id']}")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"address": {"city": "Potsdam"}}, {"address": WHOLE | {"city": "Potsdam"}}),
        ({"address": {"taxId": "X1"}}, {"address": WHOLE | {"taxId": "X1"}}),
        ({"label": "Home"}, {"label": "Home", "address": WHOLE}),
        ({"address": {"country": "pl"}}, {"address": WHOLE | {"country": "PL"}}),
        (
            {"address": {"apartment": "", "companyName": ""}},
            {"address": {key: WHOLE[key] for key in WHOLE if key not in {"apartment", "companyName"}}},
        ),
    ],
)
def test_a_change_touches_what_it_names(
    anna: Shop, address: dict[str, Any], change: dict[str, Any], expected: dict[str, Any]
) -> None:
    changed = anna.patch(f"/customers/addresses/{address['id']}", change)
    assert changed.status == 200
    assert {key: changed.body[key] for key in expected} == expected
    assert anna.get(f"/customers/addresses/{address['id']}").body == changed.body


def test_there_is_one_default(anna: Shop, address: dict[str, Any], seed: dict[str, Any]) -> None:
    def defaults() -> list[str]:
        entries = anna.get("/customers/addresses", query={"limit": 100}).body["data"]
        return [entry["id"] for entry in entries if entry["isDefault"]]

    assert anna.post(f"/customers/addresses/{address['id']}/default").body["isDefault"] is True
    assert defaults() == [address["id"]]
    first = seed["customers"][0]["addresses"][0]
    made = anna.post("/customers/addresses", {"address": WHOLE, "isDefault": True})
    assert (made.status, defaults()) == (201, [made.body["id"]])
    anna.delete(f"/customers/addresses/{made.body['id']}")
    anna.post(f"/customers/addresses/{first}/default")
    assert defaults() == [first]


def test_pages_are_real(anna: Shop) -> None:
    made = [anna.post("/customers/addresses", {"address": WHOLE}).body["id"] for _ in range(11)]
    everything = anna.get("/customers/addresses", query={"limit": 100}).body
    pages = [
        anna.get("/customers/addresses", query={"limit": 5, "offset": offset}).body["data"]
        for offset in range(0, everything["total"], 5)
    ]
    assert [entry for page in pages for entry in page] == everything["data"]
    assert everything["total"] == len(everything["data"]) >= 11
    for address_id in made:
        assert anna.delete(f"/customers/addresses/{address_id}").status == 204


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "body.address"),
        ({"address": {}}, "body.address.country"),
        ({"address": WHOLE | {"country": "Germany"}}, "body.address.country"),
        ({"address": WHOLE | {"streetName": " "}}, "body.address.streetName"),
        ({"address": WHOLE | {"postalCode": 10115}}, "body.address.postalCode"),
        ({"address": WHOLE, "isDefault": "yes"}, "body.isDefault"),
    ],
)
def test_a_wrong_address_names_its_field(anna: Shop, body: dict[str, Any], path: str) -> None:
    answer = anna.post("/customers/addresses", body)
    assert answer.status == 400
    assert path in [detail["path"] for detail in answer.body["details"]]


def test_nothing_to_change_is_a_wrong_request(anna: Shop, address: dict[str, Any]) -> None:
    assert anna.patch(f"/customers/addresses/{address['id']}", {}).status == 400


def test_orders_are_filtered_sorted_and_counted(anna: Shop, seed: dict[str, Any]) -> None:
    everything = anna.get("/orders", query={"limit": 100}).body
    orders = everything["data"]
    assert everything["total"] == len(orders) >= len(seed["customers"][0]["orders"])
    assert [order["createdAt"] for order in orders] == sorted((o["createdAt"] for o in orders), reverse=True)

    def ids(**query: Any) -> list[str]:
        answer = anna.get("/orders", query={"limit": 100} | query)
        assert answer.status == 200, answer.body
        assert answer.body["total"] == len(answer.body["data"])
        return [order["id"] for order in answer.body["data"]]

    def those(field: str, value: str) -> list[str]:
        return [order["id"] for order in orders if order[field] == value]

    assert ids(sort="createdAt_ASC") == [order["id"] for order in orders][::-1]
    assert ids(id=orders[0]["id"]) == [orders[0]["id"]]
    assert ids(id="order_none") == []
    for status in ("PENDING", "CANCELLED", "SHIPPED", "COMPLETED"):
        assert ids(status=status) == those("status", status)
    for status in ("PENDING", "FAILED", "CAPTURED"):
        assert ids(paymentStatus=status) == those("paymentStatus", status)
    middle = orders[len(orders) // 2]["createdAt"]
    assert ids(dateFrom=middle) == [order["id"] for order in orders if order["createdAt"] >= middle]
    assert ids(dateTo=middle) == [order["id"] for order in orders if order["createdAt"] <= middle]
    assert ids(dateFrom="2020-01-01", dateTo="2020-12-31") == []
    page = anna.get("/orders", query={"paymentStatus": "PENDING", "limit": 1, "offset": 1}).body
    assert page["total"] == len(those("paymentStatus", "PENDING"))
    assert [order["id"] for order in page["data"]] == those("paymentStatus", "PENDING")[1:2]


@pytest.mark.parametrize(
    "query", [{"sort": "email_ASC"}, {"dateFrom": "soon"}, {"status": "lost"}, {"id": "../x"}]
)
def test_a_wrong_order_query_is_400(anna: Shop, query: dict[str, str]) -> None:
    answer = anna.get("/orders", query=query)
    assert answer.status == 400
    assert answer.body["details"][0]["path"].startswith(f"query.{next(iter(query))}")


def test_an_order_shows_what_was_bought(anna: Shop, seed: dict[str, Any]) -> None:
    for order_id in seed["customers"][0]["orders"]:
        order = anna.get(f"/orders/{order_id}").body
        assert order["customerId"] == seed["customers"][0]["id"]
        assert order["items"]["total"] == len(order["items"]["data"]) > 0
        for line in order["items"]["data"]:
            assert line["productId"] == line["product"]["id"]
            assert line["product"]["name"]
            assert line["product"]["sku"]
        assert order["shippingMethods"]
    assert anna.get("/orders/order_none").status == 404
