"""After the order: parcels, returns, refunds, buying again, transfers and the look-up of a guest's order."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from local.config import PLATFORM
from local.shop import ADDRESS, Shop
from tests.support.admin import Admin
from tests.support.medusa import Medusa

Json = dict[str, Any]
GLOVES, DRILL = "WORK-GLOVES-M", "CORDLESS-DRILL-12V-RED"


@pytest.fixture(scope="module")
def admin(addresses: dict[str, str], seed: Json) -> Admin:
    return Admin(addresses["medusa"], seed["adminKey"])


@pytest.fixture
def order(seed: Json) -> Callable[[Shop], Json]:
    """Returns what places an order of two pairs of gloves."""

    def place(shop: Shop) -> Json:
        cart = shop.cart_with(GLOVES, 2)
        body = {"shippingAddress": ADDRESS, "sameAsBillingAddress": True}
        body |= {"email": f"Buyer-{secrets.token_hex(4)}@example.com"} if shop.token is None else {}
        body |= {"shippingMethodId": seed["shippingOptions"]["EUR"]["flat"]}
        body |= {"paymentProviderId": "pp_system_default"}
        placed: Json = shop.post(f"/checkout/{cart['id']}/complete", body).expect(201)["order"]
        return placed

    return place


def sent(admin: Admin, order: Json, *, quantity: int = 2) -> str:
    """Capture the payment and send the order with a tracking number; return the payment's id."""
    path = f"/orders/{order['id']}"
    items = [{"id": order["items"]["data"][0]["id"], "quantity": quantity}]
    admin.call("POST", f"{path}/fulfillments", {"items": items})
    fields = "fulfillments.id,payment_collections.payments.id"
    found = admin.call("GET", f"{path}?fields={fields}")["order"]
    label = {"tracking_number": "1Z999", "tracking_url": "https://carrier.example/1Z999", "label_url": "#"}
    shipment = {"items": items, "labels": [label]}
    admin.call("POST", f"{path}/fulfillments/{found['fulfillments'][0]['id']}/shipments", shipment)
    payment = str(found["payment_collections"][0]["payments"][0]["id"])
    admin.call("POST", f"/payments/{payment}/capture", {})
    return payment


def adds_up(order: Json) -> bool:
    def of(name: str) -> float:
        return float((order.get(name) or {"value": 0})["value"])

    net = of("subtotal") + of("shippingSubtotal") - of("discountSubtotal") - of("creditTotal")
    return round(net + of("tax"), 2) == of("total")


def test_a_parcel_comes_back_and_is_paid_back(
    guest: Shop, admin: Admin, order: Callable[[Shop], Json]
) -> None:
    placed = order(guest)
    path, line = f"/orders/{placed['id']}", placed["items"]["data"][0]["id"]
    unsent = guest.post(f"{path}/returns", {"items": [{"itemId": line, "quantity": 1}]})
    assert (unsent.status, unsent.body["code"], unsent.body["details"][0]["available"]) == (
        400,
        "not_returnable",
        0,
    )
    payment = sent(admin, placed)
    shown = guest.get(path).expect(200)
    (parcel,) = shown["fulfilments"]
    assert (parcel["status"], shown["status"], shown["items"]["data"][0]["returnableQuantity"]) == (
        "SHIPPED",
        "SHIPPED",
        2,
    )
    assert parcel["tracking"] == [{"number": "1Z999", "url": "https://carrier.example/1Z999"}]
    assert parcel["items"] == [{"itemId": line, "quantity": 2}]

    (option,) = guest.get(f"{path}/return-options").expect(200)["data"]
    reason = guest.get("/return-reasons").expect(200)["data"][0]["id"]
    body = {"items": [{"itemId": line, "quantity": 1, "reasonId": reason, "note": "Torn"}]}
    key = {"idempotency-key": secrets.token_hex(8)}
    made = guest.post(f"{path}/returns", body | {"shippingOptionId": option["id"]}, headers=key).expect(201)
    again = guest.post(f"{path}/returns", body | {"shippingOptionId": option["id"]}, headers=key)
    assert (again.expect(201), again.headers["idempotency-replayed"]) == (made, "true")
    assert (made["status"], made["items"][0]["note"], made["items"][0]["reasonId"]) == (
        "REQUESTED",
        "Torn",
        reason,
    )
    assert guest.get(f"{path}/returns").expect(200) == {"data": [made], "total": 1}

    admin.call("POST", f"/returns/{made['id']}/receive", {})
    admin.call("POST", f"/returns/{made['id']}/receive-items", {"items": [{"id": line, "quantity": 1}]})
    admin.call("POST", f"/returns/{made['id']}/receive/confirm", {})
    admin.call("POST", f"/payments/{payment}/refund", {"amount": 10})
    after = guest.get(path).expect(200)
    (back,) = after["returns"]
    assert (back["status"], back["items"][0]["receivedQuantity"]) == ("RECEIVED", 1)
    assert ("receivedAt" in back, after["items"]["data"][0]["returnableQuantity"]) == (True, 1)
    assert (after["refundedTotal"]["value"], len(after["refunds"])) == (10, 1)
    assert [method["id"] for method in after["shippingMethods"]] == [placed["shippingMethods"][0]["id"]]
    assert adds_up(after), after
    assert after["total"]["value"] < shown["total"]["value"]
    # What has come back is not sent back again: Medusa alone would take it.
    more = guest.post(f"{path}/returns", {"items": [{"itemId": line, "quantity": 2}]})
    assert (more.status, more.body["details"][0]["available"]) == (400, 1)


def test_two_returns_of_the_last_piece_at_once(
    newcomer: Shop, admin: Admin, order: Callable[[Shop], Json]
) -> None:
    placed = order(newcomer)
    sent(admin, placed)
    body = {"items": [{"itemId": placed["items"]["data"][0]["id"], "quantity": 2}]}
    path = f"/orders/{placed['id']}/returns"
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: newcomer.post(path, body).status, range(4)))
    assert sorted(answers) == [201, 400, 400, 400]
    assert newcomer.get(path).expect(200)["total"] == 1


def test_medusas_own_route_takes_no_return_of_anothers(
    medusa: Medusa, anna: Shop, ben: Shop, admin: Admin, order: Callable[[Shop], Json], seed: Json
) -> None:
    placed = order(anna)
    sent(admin, placed)
    option = {"option_id": seed["shippingOptions"]["EUR"]["return"]}
    line = {"id": placed["items"]["data"][0]["id"], "quantity": 1}
    body = {"order_id": placed["id"], "items": [line], "return_shipping": option}
    assert medusa.as_customer(ben, "POST", "returns", body)[0] == 403
    assert medusa.store("POST", "returns", body)[0] == 401
    for more in ({"receive_now": True}, {"return_shipping": option | {"price": 0}}):
        assert medusa.as_customer(anna, "POST", "returns", body | more)[0] == 400
    assert anna.get(f"/orders/{placed['id']}/returns").expect(200)["total"] == 0


def test_an_order_is_bought_again(newcomer: Shop, ben: Shop, order: Callable[[Shop], Json]) -> None:
    placed = order(newcomer)
    answer = newcomer.post(f"/orders/{placed['id']}/reorder")
    found = answer.expect(201)
    (line,) = found["cart"]["items"]["data"]
    assert (line["sku"], line["quantity"], found["unavailable"]) == (GLOVES, 2, [])
    assert found["cart"]["customerId"] == placed["customerId"]
    assert ben.post(f"/orders/{placed['id']}/reorder").status == 403


def test_a_guests_order_is_found_by_number_and_email(
    guest: Shop, anna: Shop, order: Callable[[Shop], Json], seed: Json
) -> None:
    placed = order(guest)
    query = {"number": placed["number"], "email": placed["email"].upper()}
    for shop in (guest, anna):
        found = shop.get("/orders/lookup", query=query)
        assert found.expect(200)["id"] == placed["id"]
        assert found.headers["cache-control"] == "no-store"
    hers = anna.get(f"/orders/{seed['customers'][0]['orders'][0]}").expect(200)
    wrong = [
        {"number": placed["number"], "email": "nobody@example.com"},
        {"number": 2**31 - 1, "email": placed["email"]},
        {"number": hers["number"], "email": "anna@lab.local"},
    ]
    refused = [shop.get("/orders/lookup", query=one) for one in wrong for shop in (guest, anna)]
    assert {answer.status for answer in refused} == {404}
    assert {json.dumps(answer.body) for answer in refused} == {json.dumps(refused[0].body)}
    assert {answer.requests for answer in refused} == {1}
    for odd in ({"number": "1.5", "email": "a@b.de"}, {"number": 1}, {"number": 0, "email": "a@b.de"}):
        assert guest.get("/orders/lookup", query=odd).status == 400


def mailed(order_id: str) -> str:
    """Return the token of the newest mail about an order: the demo shop's mails are files."""
    for _ in range(50):
        mails = sorted((PLATFORM / "mail").glob("*.json"), key=lambda file: file.stat().st_mtime)
        for file in reversed(mails):
            text = json.loads(file.read_text())["text"]
            link = parse_qs(urlsplit(text.rpartition(" ")[2]).fragment)
            if link["order"] == [order_id]:
                assert (file.stat().st_mode & 0o077) == 0
                file.unlink()
                return str(link["token"][0])
        time.sleep(0.2)
    raise AssertionError("no mail about this order")


def test_a_guests_order_becomes_a_customers(
    guest: Shop, newcomer: Shop, ben: Shop, order: Callable[[Shop], Json]
) -> None:
    placed = order(guest)
    path = f"/orders/{placed['id']}"
    assert newcomer.post(f"{path}/transfer", {"description": "Mine"}).expect(200)["status"] == "REQUESTED"
    pending = ben.post(f"{path}/transfer")
    assert (pending.status, pending.body["code"]) == (409, "order_changing")
    first = mailed(placed["id"])
    wrong = guest.post(f"{path}/transfer/accept", {"token": "00000000-0000-4000-8000-000000000000"})
    assert (wrong.status, wrong.body["code"]) == (400, "transfer_token_invalid")
    assert guest.post(f"{path}/transfer/decline", {"token": first}).expect(200)["status"] == "DECLINED"
    assert guest.get(path).status == 200
    used = guest.post(f"{path}/transfer/accept", {"token": first})
    assert (used.status, used.body["code"]) == (400, "transfer_token_invalid")

    assert newcomer.post(f"{path}/transfer").status == 200
    token = mailed(placed["id"])
    assert guest.post(f"{path}/transfer/accept", {"token": token}).expect(200) == {
        "orderId": placed["id"],
        "status": "ACCEPTED",
    }
    assert (guest.get(path).status, ben.get(path).status, newcomer.get(path).status) == (401, 403, 200)
    assert (
        guest.get("/orders/lookup", query={"number": placed["number"], "email": placed["email"]}).status
        == 404
    )
    assert newcomer.post(f"{path}/transfer").status == 409
    assert ben.post(f"{path}/transfer").status == 403
    for log in (PLATFORM / "logs").glob("*.log"):
        assert token not in log.read_text(errors="replace"), log


def test_a_customers_order_cannot_be_asked_for_in_medusa_either(
    medusa: Medusa, ben: Shop, seed: Json
) -> None:
    hers = seed["customers"][0]["orders"][0]
    status, body = medusa.as_customer(ben, "POST", f"orders/{hers}/transfer/request", {})
    assert status == 403
    assert "order" not in body
