"""What comes of a payment, by provider, outcome and route, with Medusa's own Stripe provider among them.

No webhook is sent to Medusa here: the provider's status when the shopper returns must be enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from local.shop import Shop
from tests.support import reports
from tests.support.payments import HOSTED, MANUAL, RETURN_URL, STRIPE, Checkout, Payments

PLACED, WAITS, FAILED = (201, None), (409, "payment_action_required"), (409, "payment_failed")


@dataclass(frozen=True)
class Row:
    """What a shopper does at a provider, and what she gets then: response, session, order's payment."""

    provider: str
    steps: tuple[str, ...]
    response: tuple[int, str | None]
    session: str
    payment: str | None = None

    def __str__(self) -> str:
        return f"{self.provider.split('_')[1]}: {', '.join(self.steps) or '-'}"


ROWS = [
    Row(MANUAL, (), PLACED, "AUTHORIZED", "PENDING"),
    Row(STRIPE, (), WAITS, "PENDING"),
    Row(STRIPE, ("captured",), PLACED, "CAPTURED", "CAPTURED"),
    Row(STRIPE, ("declined",), FAILED, "FAILED"),
    Row(STRIPE, ("declined", "captured"), PLACED, "CAPTURED", "CAPTURED"),
    Row(STRIPE, ("cancelled",), FAILED, "CANCELLED"),
    Row(STRIPE, ("3D Secure",), WAITS, "PENDING"),
    Row(STRIPE, ("3D Secure", "complete"), PLACED, "CAPTURED", "CAPTURED"),
    Row(STRIPE, ("3D Secure", "fail"), FAILED, "FAILED"),
    Row(STRIPE, ("pending",), PLACED, "PENDING", "PENDING"),
    Row(STRIPE, ("pending", "complete"), PLACED, "CAPTURED", "CAPTURED"),
    Row(STRIPE, ("pending", "fail"), FAILED, "FAILED"),
    Row(HOSTED, (), WAITS, "PENDING"),
    Row(HOSTED, ("authorized",), PLACED, "AUTHORIZED", "PENDING"),
    Row(HOSTED, ("captured",), PLACED, "CAPTURED", "CAPTURED"),
    Row(HOSTED, ("declined",), FAILED, "FAILED"),
    Row(HOSTED, ("cancelled",), FAILED, "CANCELLED"),
    Row(HOSTED, ("pending",), PLACED, "PENDING", "PENDING"),
    Row(HOSTED, ("pending", "captured"), PLACED, "CAPTURED", "CAPTURED"),
    Row(HOSTED, ("pending", "declined"), FAILED, "FAILED"),
]
# Each row by both routes, one of them as a guest and the other as a customer, by turns.
CASES = [
    pytest.param(row, one_call, shopper, id=f"{row}, {shopper}, {'one call' if one_call else 'steps'}")
    for number, row in enumerate(ROWS)
    for one_call, shopper in zip((number % 2 == 0, number % 2 == 1), ("guest", "anna"), strict=True)
]

_seen: list[tuple[object, ...]] = []


@pytest.fixture(scope="module", autouse=True)
def payments(addresses: dict[str, str]) -> Iterator[Payments]:
    lab = Payments(addresses["payments"])
    lab.behave(webhooks="drop")
    yield lab
    lab.behave(webhooks="send")
    head = ("provider: outcome", "route", "shopper", "status", "code", "session", "order's payment")
    reports.table("Payments", head, _seen)


@pytest.mark.parametrize(("row", "in_one_call", "shopper"), CASES)
def test_a_payment_s_outcome(
    row: Row,
    in_one_call: bool,
    shopper: str,
    payments: Payments,
    seed: dict[str, Any],
    request: pytest.FixtureRequest,
) -> None:
    shop: Shop = request.getfixturevalue(shopper)
    checkout = Checkout(shop, seed, row.provider, in_one_call)
    begun: dict[str, Any] = {}
    if row.provider != MANUAL or not in_one_call:
        begun = checkout.begin()
        assert ("clientSecret" in begun) == (row.provider == STRIPE), begun
    for step in row.steps:
        assert payments.act(begun, step) < 403  # 303 leads back, 402 is a declined card
    response = checkout.order()
    order = response.body.get("order") or {}
    session = checkout.session(begun).body if begun else {}
    got = (response.status, response.body.get("code")), session.get("status"), order.get("paymentStatus")
    _seen.append((str(row), "complete" if in_one_call else "place-order", shopper, *got[0], *got[1:]))
    assert got == (row.response, row.session if begun else None, row.payment), response.body

    if row.response == PLACED:
        again = checkout.order()
        assert again.body["order"]["id"] == order["id"]
        # A transfer under way may still be in need of the provider's page.
        assert row.session == "PENDING" or not _leads_on(response.body) | _leads_on(again.body)
    elif row.response == WAITS:
        assert _leads_on(response.body) >= _leads_on(begun)
        assert ("3D Secure" in row.steps) == (len(_leads_on(response.body)) == 2)
    else:
        assert not _leads_on(response.body) | _leads_on(session)
        checkout.provider = MANUAL  # choose again
        body = {"providerId": MANUAL, "returnUrl": RETURN_URL}
        assert shop.post(f"{checkout.path}/payment", body).status == 201
        assert checkout.order().status == 201


def _leads_on(body: dict[str, Any]) -> set[str]:
    names = ("redirectUrl", "paymentRedirectUrl", "clientSecret")
    return {body[name] for name in names if name in body}
