"""Statuses of orders and payments: each of ours can be reached, each of Medusa's has one, as the docs say."""

from __future__ import annotations

import itertools
import re
from typing import Any, get_args

import pytest
from commerce.mappers import orders as mapper
from commerce.models.orders import OrderStatus, PaymentStatus

from tests.support.medusa_code import enum
from tests.support.recorded import as_json, recorded
from tests.unit.test_docs_facts import rows, section

Json = dict[str, Any]

_AGGREGATED = "core-flows/dist/order/utils/aggregate-status.js"
ORDERS = enum("utils/dist/order/status.js", "OrderStatus")
PAYMENTS = enum(_AGGREGATED, "PaymentStatus")
COLLECTIONS = enum("utils/dist/payment/payment-collection.js", "PaymentCollectionStatus")
FULFILMENTS = enum(_AGGREGATED, "FulfillmentStatus")


def shown(**medusa: Any) -> tuple[str, str]:
    """Return an order's status and its payment's, as a client sees them."""
    fresh = {"status": "pending", "payment_status": "not_paid", "fulfillment_status": "not_fulfilled"}
    order = as_json(mapper.order(recorded("order")["order"] | fresh | medusa))
    return order["status"], order["paymentStatus"]


EVERY = {
    (status, paid, fulfilled, total): shown(
        status=status, payment_status=paid, fulfillment_status=fulfilled, total=total
    )
    for status, paid, fulfilled, total in itertools.product(
        [*sorted(ORDERS), "of a later Medusa"],
        [*sorted(PAYMENTS), "of a later Medusa"],
        sorted(FULFILMENTS),
        [0, 10],
    )
}


def test_medusas_words_are_found() -> None:
    assert {"pending", "draft", "canceled"} < ORDERS
    assert {"not_paid", "captured", "requires_action"} < PAYMENTS
    assert {"not_paid", "completed", "failed"} < COLLECTIONS
    assert {"not_fulfilled", "partially_shipped", "delivered"} < FULFILMENTS


def test_each_status_can_be_reached() -> None:
    assert {status for status, _ in EVERY.values()} == set(get_args(OrderStatus))
    assert {paid for _, paid in EVERY.values()} == set(get_args(PaymentStatus))


def test_each_status_of_medusa_is_mapped() -> None:
    assert set(mapper._STATUSES) | {"draft"} == ORDERS
    assert set(mapper._PAYMENT_STATUSES) == PAYMENTS | COLLECTIONS
    assert {word for word in FULFILMENTS if re.search(r"shipped|delivered", word)} == mapper._SHIPPED
    unknown = {key[1] for key, (_, paid) in EVERY.items() if paid == "UNKNOWN"}
    assert unknown == {"of a later Medusa"}


@pytest.mark.parametrize("status", sorted(COLLECTIONS))
def test_a_new_orders_collection_agrees_with_the_order_later(status: str) -> None:
    collection = {"payment_collections": [{"status": "refunded"}, {"status": status}], "payment_status": None}
    # Medusa calls a completed collection a captured order.
    later = "captured" if status == "completed" else status
    assert shown(**collection) == shown(payment_status=later)


@pytest.mark.parametrize(
    ("order", "status", "paid"),
    [
        ({}, "PENDING", "NOT_PAID"),
        ({"fulfillment_status": "fulfilled", "payment_status": "captured"}, "PENDING", "CAPTURED"),
        ({"fulfillment_status": "partially_shipped"}, "SHIPPED", "NOT_PAID"),
        ({"fulfillment_status": "delivered"}, "SHIPPED", "NOT_PAID"),
        ({"fulfillment_status": "delivered", "payment_status": "authorized"}, "SHIPPED", "PENDING"),
        ({"fulfillment_status": "partially_delivered", "payment_status": "captured"}, "SHIPPED", "CAPTURED"),
        ({"fulfillment_status": "delivered", "payment_status": "captured"}, "COMPLETED", "CAPTURED"),
        ({"fulfillment_status": "delivered", "total": 0}, "COMPLETED", "PAID"),
        ({"status": "canceled", "payment_status": "canceled"}, "CANCELLED", "NOT_PAID"),
        ({"status": "canceled", "payment_status": "refunded"}, "CANCELLED", "REFUNDED"),
        ({"status": "canceled", "total": 0}, "CANCELLED", "NOT_PAID"),
        ({"status": "canceled", "fulfillment_status": "shipped"}, "CANCELLED", "NOT_PAID"),
        ({"status": "archived", "fulfillment_status": "shipped"}, "ARCHIVED", "NOT_PAID"),
        ({"payment_status": "canceled"}, "PENDING", "FAILED"),
        ({"payment_status": "awaiting", "total": 0}, "PENDING", "PENDING"),
        ({"status": "draft", "fulfillment_status": "shipped"}, "UNKNOWN", "NOT_PAID"),
        ({"status": None, "payment_status": "bartered"}, "UNKNOWN", "UNKNOWN"),
    ],
    ids=str,
)
def test_a_status_is_of_the_payment_and_the_fulfilment(order: Json, status: str, paid: str) -> None:
    assert shown(**order) == (status, paid)


def test_an_order_without_a_total_is_not_taken_for_a_free_one() -> None:
    assert mapper.payment_status({"payment_status": "not_paid"}) == "NOT_PAID"


@pytest.mark.parametrize("wanted", get_args(OrderStatus))
def test_orders_of_a_status_are_among_the_requested_ones(wanted: OrderStatus) -> None:
    words = {key[0] for key, (status, _) in EVERY.items() if status == wanted}
    asked = set(mapper.medusa_statuses([wanted]))
    assert asked == words & set(mapper._STATUSES)
    if mapper.is_told_by_medusa([wanted]):
        assert all(status == wanted for key, (status, _) in EVERY.items() if key[0] in asked)


def documented(number: int) -> dict[str, str]:
    """Return a table of the docs: our statuses, with what they stand for."""
    tables = re.split(r"\n(?=\| `\w+` \| Medusa's)", section("frontend.md", "Order statuses"))
    return {name: row[1] for row in rows(tables[number]) for name in re.findall(r"`([A-Z_]+)`", row[0])}


def test_the_docs_have_each_status_and_each_word_of_medusas() -> None:
    statuses, payments = documented(1), documented(2)
    assert set(statuses) == set(get_args(OrderStatus))
    assert set(payments) == set(get_args(PaymentStatus))
    assert {word for text in payments.values() for word in re.findall(r"\w+", text)} >= PAYMENTS
    assert {word for text in statuses.values() for word in re.findall(r"\w+", text)} >= ORDERS


@pytest.mark.parametrize("word", sorted(PAYMENTS | COLLECTIONS - {"completed"}))
def test_the_docs_say_what_each_word_of_a_payment_becomes(word: str) -> None:
    [ours] = {
        paid for key, (_, paid) in EVERY.items() if key[0] == "pending" and key[1] == word and key[3]
    } or {shown(payment_status=word)[1]}
    assert re.search(rf"\b{word}\b", documented(2)[ours])


@pytest.mark.parametrize("word", sorted(ORDERS))
def test_the_docs_say_what_each_word_of_an_order_becomes(word: str) -> None:
    for key, (ours, _) in EVERY.items():
        if key[0] == word:
            assert re.search(rf"\b{word}\b", documented(1)[ours]), key
