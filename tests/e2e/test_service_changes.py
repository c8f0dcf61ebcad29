"""Renewing, upgrading and cancelling a service, and registering an asset, through the gateway."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.database import Database
from local.shop import ADDRESS, Answer, Shop
from tests.support.admin import Admin
from tests.support.payments import STRIPE, Payments

Json = dict[str, Any]
DRILL = "CORDLESS-DRILL-12V-RED"


@pytest.fixture(scope="module")
def database(addresses: dict[str, str]) -> Iterator[Database]:
    with Database(addresses["database"]) as asked:
        yield asked


@pytest.fixture
def variants(seed: Json) -> dict[str, str]:
    return {one["sku"]: one["id"] for product in seed["products"] for one in product["variants"]}


@pytest.fixture
def owner(newcomer: Shop) -> Shop:
    """A new customer with a default address."""
    made = newcomer.post("/customers/addresses", {"address": ADDRESS, "isDefault": True})
    assert made.status == 201, made.body
    return newcomer


@pytest.fixture
def service(owner: Shop, variants: dict[str, str]) -> Json:
    """A monthly service that the owner has bought now."""
    made = owner.post(f"/resources/{variants['EXTENDED-WARRANTY-MONTHLY']}/purchase")
    return dict(bought(made)["service"])


def bought(answer: Answer) -> Json:
    assert answer.status == 201, answer.body
    return dict(answer.body)


def keyed() -> dict[str, str]:
    return {"idempotency-key": secrets.token_hex(16)}


def read(shop: Shop, service: Json) -> Json:
    return dict(shop.get(f"/resources/services/{service['id']}").body)


def end_of(service: Json) -> datetime:
    return datetime.fromisoformat(service["contract"]["endDate"])


def orders(shop: Shop) -> int:
    return int(shop.get("/orders").body["total"])


def test_a_renewal_is_one_order_and_one_period_however_often_it_is_sent(owner: Shop, service: Json) -> None:
    path, once = f"/resources/services/{service['id']}/renew", keyed()
    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(lambda _: owner.post(path, headers=once), range(3)))
    assert {answer.status for answer in answers} <= {201, 409}, [answer.body for answer in answers]
    renewed = bought(owner.post(path, headers=once))
    assert orders(owner) == 2
    assert timedelta(days=27) < end_of(renewed["service"]) - end_of(service) < timedelta(days=32)
    assert renewed["service"]["contract"]["startDate"] == service["contract"]["startDate"]
    total = renewed["order"]["total"]
    assert service["contract"]["price"] == total | {"taxIncluded": True, "grossValue": total["value"]}
    assert read(owner, service) == renewed["service"]
    events = [(one["event"], one.get("orderId")) for one in renewed["service"]["history"]]
    assert events[1:] == [("RENEWED", renewed["order"]["id"])]
    assert events[0][0] == "PURCHASED"
    twice = bought(owner.post(path, headers=keyed()))
    assert end_of(twice["service"]) > end_of(renewed["service"])
    assert orders(owner) == 3


def test_a_renewal_that_was_interrupted_after_its_order_is_finished_by_the_next_request(
    owner: Shop, service: Json, database: Database
) -> None:
    path = f"/resources/services/{service['id']}/renew"
    first = bought(owner.post(path))
    database.rows("delete from service_event where order_id = $1", first["order"]["id"])
    undo = "update service_instance set end_date = $2 where id = $1"
    database.rows(undo, service["id"], service["contract"]["endDate"])
    undo = "update service_purchase set order_id = null, finished_at = null where service_instance_id = $1"
    database.rows(undo, service["id"])
    assert end_of(read(owner, service)) == end_of(service)
    again = bought(owner.post(path))
    assert again["order"]["id"] == first["order"]["id"]
    assert again["service"]["contract"] == first["service"]["contract"]
    assert [one["event"] for one in again["service"]["history"]] == ["PURCHASED", "RENEWED"]
    assert orders(owner) == 2


def test_an_upgrade_costs_the_plan_less_what_is_left(
    owner: Shop, service: Json, variants: dict[str, str]
) -> None:
    path = f"/resources/services/{service['id']}/upgrade"
    body = {"variantId": variants["EXTENDED-WARRANTY-YEARLY"]}
    upgraded = bought(owner.post(path, body))
    again = owner.post(path, body)
    assert (again.status, again.body["order"]["id"]) == (201, upgraded["order"]["id"])
    assert orders(owner) == 2
    contract, order = upgraded["service"]["contract"], upgraded["order"]
    assert contract["paymentPeriod"] == "YEARLY"
    assert upgraded["service"]["product"]["variantId"] == body["variantId"]
    assert end_of(upgraded["service"]) - datetime.now(UTC) > timedelta(days=364)
    credit = contract["price"]["value"] - order["total"]["value"]
    assert credit == pytest.approx(service["contract"]["price"]["value"], abs=0.01)  # bought just now
    assert order["creditTotal"]["value"] == pytest.approx(credit)
    before, after = upgraded["service"]["history"]
    assert (before["variantId"], before["paymentPeriod"]) == (service["product"]["variantId"], "MONTHLY")
    assert (after["event"], after["variantId"]) == ("UPGRADED", body["variantId"])
    back = owner.post(path, {"variantId": service["product"]["variantId"]})
    assert (back.status, back.body["code"]) == (409, "plan_worth_less")
    assert read(owner, service)["contract"] == contract
    assert orders(owner) == 2


@pytest.mark.parametrize("sku", ["CALIBRATION-YEARLY", "EXTENDED-WARRANTY-MONTHLY", DRILL])
def test_only_another_plan_of_the_same_service_is_an_upgrade(
    owner: Shop, service: Json, variants: dict[str, str], sku: str
) -> None:
    answer = owner.post(f"/resources/services/{service['id']}/upgrade", {"variantId": variants[sku]})
    assert (answer.status, answer.body["code"]) == (400, "plan_unknown")
    assert [one["path"] for one in answer.body["details"]] == ["body.variantId"]
    assert orders(owner) == 1


def test_a_cancelled_service_ends_with_its_period_unless_it_is_renewed(owner: Shop, service: Json) -> None:
    path = f"/resources/services/{service['id']}"
    cancelled = owner.post(f"{path}/cancel")
    assert cancelled.status == 200
    assert cancelled.body["contract"]["status"] == "ACTIVE"
    assert cancelled.body["contract"]["endDate"] == service["contract"]["endDate"]
    assert cancelled.body["contract"]["cancelledAt"]
    assert owner.post(f"{path}/cancel").body == cancelled.body
    renewed = bought(owner.post(f"{path}/renew"))["service"]
    assert "cancelledAt" not in renewed["contract"]
    assert [one["event"] for one in renewed["history"]] == ["PURCHASED", "CANCELLED", "RENEWED"]
    assert orders(owner) == 2


def test_what_is_paid_once_is_neither_renewed_nor_cancelled(owner: Shop, variants: dict[str, str]) -> None:
    once = bought(owner.post(f"/resources/{variants['SAFETY-TRAINING-ONE-TIME']}/purchase"))["service"]
    for action in ("renew", "cancel"):
        answer = owner.post(f"/resources/services/{once['id']}/{action}")
        assert (answer.status, answer.body["code"]) == (409, "service_without_period")
    assert orders(owner) == 1


def test_a_declined_payment_leaves_the_service_as_it_was(
    addresses: dict[str, str], owner: Shop, service: Json, variants: dict[str, str]
) -> None:
    payments = Payments(addresses["payments"])
    path = f"/resources/services/{service['id']}"
    body = {"paymentProviderId": STRIPE, "variantId": variants["EXTENDED-WARRANTY-YEARLY"]}
    before = read(owner, service)
    waiting = owner.post(f"{path}/upgrade", body)
    assert (waiting.status, waiting.body["code"]) == (409, "payment_action_required")
    payments.act(waiting.body, "declined")
    assert read(owner, service) == before
    # What was begun and not paid ends with the next change.
    assert end_of(bought(owner.post(f"{path}/renew"))["service"]) > end_of(service)
    assert orders(owner) == 2
    paid = owner.post(f"{path}/upgrade", body)
    assert payments.act(paid.body, "captured") < 400
    upgraded = bought(owner.post(f"{path}/upgrade", body))
    assert upgraded["service"]["contract"]["paymentPeriod"] == "YEARLY"
    assert orders(owner) == 3


def test_an_upgrades_cart_takes_no_other_goods(
    addresses: dict[str, str], owner: Shop, service: Json, variants: dict[str, str], database: Database
) -> None:
    body = {"paymentProviderId": STRIPE, "variantId": variants["EXTENDED-WARRANTY-YEARLY"]}
    assert owner.post(f"/resources/services/{service['id']}/upgrade", body).status == 409
    find = "select cart_id from service_purchase where service_instance_id = $1 and finished_at is null"
    (row,) = database.rows(find, service["id"])
    added = owner.post("/carts/items", {"cartId": row["cart_id"], "sku": DRILL, "quantity": 1})
    assert added.status == 409, added.body


def test_another_customers_service_is_not_there(anna: Shop, service: Json, variants: dict[str, str]) -> None:
    body = {"variantId": variants["EXTENDED-WARRANTY-YEARLY"]}
    for action, sent in (("renew", None), ("upgrade", body), ("cancel", None)):
        answer = anna.post(f"/resources/services/{service['id']}/{action}", sent)
        assert (answer.status, answer.body["code"]) == (404, "not_found")


def test_what_an_order_proves_is_registered_at_once_and_each_piece_once(
    addresses: dict[str, str], owner: Shop, anna: Shop, seed: Json, variants: dict[str, str]
) -> None:
    cart = owner.cart_with(DRILL)["id"]
    body = {
        "shippingAddress": ADDRESS,
        "sameAsBillingAddress": True,
        "shippingMethodId": seed["shippingOptions"]["EUR"]["flat"],
        "paymentProviderId": "pp_system_default",
    }
    assert owner.post(f"/checkout/{cart}/complete", body).status == 201
    serial = f"e2e-{secrets.token_hex(6)}"
    first = owner.post("/resources/assets", {"serialNo": serial, "sku": DRILL, "address": ADDRESS})
    assert first.status == 201, first.body
    assert (first.body["status"], first.body["confirmation"]) == ("ACTIVE", "CONFIRMED")
    assert first.body["address"]["city"] == ADDRESS["city"]
    again = owner.post("/resources/assets", {"serialNo": serial.upper(), "variantId": variants[DRILL]})
    assert again.body == first.body
    theirs = anna.post("/resources/assets", {"serialNo": serial, "sku": DRILL})
    assert (theirs.status, theirs.body["code"]) == (409, "serial_number_taken")
    second = owner.post("/resources/assets", {"serialNo": f"{serial}-2", "sku": DRILL}).body
    assert (second["status"], second["confirmation"]) == ("INACTIVE", "PENDING")
    admin = Admin(addresses["medusa"], seed["adminKey"])
    for _ in range(2):
        admin.call("POST", f"/assets/{second['id']}/confirm")
    confirmed = owner.get(f"/resources/assets/{second['id']}").body
    assert (confirmed["status"], confirmed["confirmation"]) == ("ACTIVE", "CONFIRMED")
    third = owner.post("/resources/assets", {"serialNo": f"{serial}-3", "sku": DRILL}).body
    admin.call("DELETE", f"/assets/{third['id']}")
    assert owner.get(f"/resources/assets/{third['id']}").status == 404


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"serialNo": "X-1", "sku": "NO-SUCH-SKU"}, "body.sku"),
        ({"serialNo": "X-1", "sku": "CALIBRATION-YEARLY"}, "body.sku"),
        ({"serialNo": "X-1", "variantId": "variant_none"}, "body.variantId"),
        ({"serialNo": "", "sku": DRILL}, "body.serialNo"),
        ({"serialNo": "X" * 101, "sku": DRILL}, "body.serialNo"),
        ({"serialNo": "X-1"}, "body"),
    ],
)
def test_what_cannot_be_registered(anna: Shop, body: Json, path: str) -> None:
    answer = anna.post("/resources/assets", body)
    assert answer.status == 400
    assert [one["path"] for one in answer.body["details"]] == [path]
