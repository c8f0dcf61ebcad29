"""Payments in trouble: two tabs, a second click, a changed cart, webhooks, a provider that is down."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.database import Database
from local.shop import Shop
from tests.support.admin import Admin
from tests.support.medusa import Medusa
from tests.support.payments import HOSTED, MANUAL, RETURN_URL, STRIPE, Checkout, Payments
from tests.support.works import ORDERS

Json = dict[str, Any]


@pytest.fixture(scope="module")
def payments(addresses: dict[str, str]) -> Payments:
    return Payments(addresses["payments"])


@pytest.fixture(autouse=True)
def _calm(payments: Payments) -> Iterator[None]:
    payments.behave(webhooks="drop")
    yield
    payments.behave(webhooks="send", fault="none")


@pytest.fixture(scope="module")
def database(addresses: dict[str, str]) -> Iterator[Database]:
    with Database(addresses["database"]) as asked:
        yield asked


@pytest.fixture
def provider() -> str:
    return STRIPE


@pytest.fixture
def checkout(provider: str, guest: Shop, seed: Json) -> Checkout:
    return Checkout(guest, seed, provider)


by_both = pytest.mark.parametrize("provider", [STRIPE, HOSTED])


def _line(checkout: Checkout) -> str:
    cart = checkout.shop.get(f"/carts/{checkout.cart}").body
    return f"/carts/{checkout.cart}/items/{cart['items']['data'][0]['id']}"


@by_both
def test_another_sum_ends_a_payment_that_is_not_paid(checkout: Checkout, payments: Payments) -> None:
    begun = checkout.begin()
    assert checkout.shop.patch(_line(checkout), {"quantity": 2}).status == 200
    assert payments.act(begun, "captured") >= 400  # no one pays for what is not ordered
    missing = checkout.order()
    assert (missing.status, missing.body["code"]) == (400, "cart_incomplete")
    payments.act(checkout.begin(), "captured")
    assert checkout.order().status == 201


@pytest.mark.parametrize(("provider", "other"), [(STRIPE, HOSTED), (HOSTED, STRIPE)])
def test_of_two_tabs_only_the_later_one_can_pay(checkout: Checkout, payments: Payments, other: str) -> None:
    first = checkout.begin()
    second = checkout.begin(providerId=other)
    assert payments.act(first, "captured") >= 400
    assert payments.act(second, "captured") < 400
    assert checkout.order().body["order"]["paymentStatus"] == "CAPTURED"


@pytest.mark.parametrize(
    ("provider", "in_one_call"), [(MANUAL, False), (MANUAL, True), (STRIPE, True), (HOSTED, False)]
)
def test_a_second_click_gives_the_same_order(
    provider: str, in_one_call: bool, guest: Shop, seed: Json, payments: Payments, database: Database
) -> None:
    checkout = Checkout(guest, seed, provider, in_one_call)
    if provider != MANUAL:
        payments.act(checkout.begin(), "captured")
    elif not in_one_call:
        checkout.begin()
    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(lambda _: checkout.order(), range(2)))
    assert [answer.status for answer in both] == [201, 201], [answer.body for answer in both]
    assert len({answer.body["order"]["id"] for answer in both}) == 1
    assert database.number(ORDERS, checkout.cart) == 1


@by_both
def test_a_webhook_before_the_return(checkout: Checkout, payments: Payments, database: Database) -> None:
    begun = checkout.begin()
    payments.behave(webhooks="send")
    payments.act(begun, "captured")
    _until(lambda: database.number(ORDERS, checkout.cart) == 1)
    placed = checkout.order()
    assert (placed.status, placed.body["order"]["paymentStatus"]) == (201, "CAPTURED")
    assert database.number(ORDERS, checkout.cart) == 1


@by_both
@pytest.mark.parametrize("outcome", ["captured", "pending"])
def test_a_webhook_after_the_return(
    checkout: Checkout, payments: Payments, database: Database, outcome: str
) -> None:
    begun = checkout.begin()
    payments.behave(webhooks="hold")
    payments.act(begun, outcome)
    placed = checkout.order()
    assert placed.status == 201
    if outcome == "pending":
        assert placed.body["order"]["paymentStatus"] == "PENDING"
        payments.act(begun, "complete" if checkout.provider == STRIPE else "captured")
    payments.behave(webhooks="send")
    order = f"/orders/{placed.body['order']['id']}"
    _until(lambda: checkout.shop.get(order).body["paymentStatus"] == "CAPTURED")
    assert checkout.session(begun).body["status"] == "CAPTURED"
    assert database.number(ORDERS, checkout.cart) == 1


@pytest.mark.parametrize(
    ("provider", "fault"), [(STRIPE, "refuse"), (STRIPE, "500"), (HOSTED, "500"), (HOSTED, "hang")]
)
def test_a_provider_that_is_down_when_the_shopper_returns(
    checkout: Checkout, payments: Payments, fault: str
) -> None:
    payments.act(checkout.begin(), "captured")
    payments.behave(fault=fault)
    failed = checkout.order()
    assert failed.status in {502, 504}, failed.body
    payments.behave(fault="none")
    _until(lambda: checkout.order().status == 201)


@pytest.mark.parametrize(("provider", "fault"), [(STRIPE, "refuse"), (STRIPE, "500"), (HOSTED, "500")])
def test_a_provider_outage_leaves_the_previous_session(
    checkout: Checkout, payments: Payments, fault: str
) -> None:
    body = {"cartId": checkout.cart, "providerId": MANUAL, "returnUrl": RETURN_URL}
    before = checkout.shop.post("/payments/sessions", body).body
    payments.behave(fault=fault)
    failed = checkout.shop.post("/payments/sessions", body | {"providerId": checkout.provider})
    assert failed.status in {502, 504}, failed.body
    assert checkout.session(before).body["status"] == "PENDING"
    assert checkout.order().status == 201


def test_taken_in_parts_and_paid_back(guest: Shop, seed: Json, medusa: Medusa, payments: Payments) -> None:
    checkout = Checkout(guest, seed, HOSTED)
    payments.act(checkout.begin(), "authorized")
    order = checkout.order().body["order"]
    admin = Admin(medusa.url, medusa.admin_key)
    fields = "payment_collections.payments.id"
    found = admin.call("GET", f"/orders/{order['id']}?fields={fields}")["order"]
    [payment] = found["payment_collections"][0]["payments"]
    whole = order["total"]["value"]
    for action, amount, status in (
        ("capture", 10, "PENDING"),
        ("capture", whole - 10, "CAPTURED"),
        ("refund", 10, "PARTIALLY_REFUNDED"),
        ("refund", whole - 10, "REFUNDED"),
    ):
        admin.call("POST", f"/payments/{payment['id']}/{action}", {"amount": round(amount, 2)})
        assert guest.get(f"/orders/{order['id']}").body["paymentStatus"] == status


def _until(holds: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.3)
