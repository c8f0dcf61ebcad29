"""Routes 15–21, 30 and 31 through the gateway: from a cart to an order, step by step and in one call."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.shop import ADDRESS, Shop

EMAIL = "guest@example.com"
PROVIDER = "pp_system_default"


@pytest.fixture(params=["guest", "anna"])
def shopper(request: pytest.FixtureRequest) -> Shop:
    shop: Shop = request.getfixturevalue(request.param)
    return shop


def everything(seed: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Create the body of the one-call checkout."""
    return {
        "shippingAddress": ADDRESS,
        "sameAsBillingAddress": True,
        "shippingMethodId": seed["shippingOptions"]["EUR"]["flat"],
        "paymentProviderId": PROVIDER,
        "returnUrl": "http://localhost/ok",
        "email": EMAIL,
        "notes": "Please ring",
    } | changed


def test_step_by_step_to_an_order(shopper: Shop, guest: Shop, ben: Shop) -> None:
    path = f"/checkout/{shopper.cart_with(quantity=2)['id']}"

    nothing = shopper.get(f"{path}/summary")
    missing = [detail["path"] for detail in nothing.body["details"]]
    assert nothing.status == 400
    assert missing[:4] == ["shippingAddress", "billingAddress", "shippingMethod", "paymentMethod"]

    body = {"shippingAddress": ADDRESS, "sameAsBillingAddress": True, "email": EMAIL, "notes": "Please ring"}
    addressed = shopper.post(f"{path}/addresses", body)
    assert addressed.status == 200
    for kind in ("shippingAddress", "billingAddress"):
        assert addressed.body[kind] == ADDRESS
    assert addressed.body["notes"] == "Please ring"

    options = shopper.get(f"{path}/shipping-options")
    assert (options.status, options.body["total"]) == (200, 2)
    for option in options.body["data"]:
        chosen = shopper.post(f"{path}/shipping-method", {"shippingOptionId": option["id"]})
        assert chosen.status == 200
        assert chosen.body["shippingMethod"]["id"] == option["id"]
        assert chosen.body["shippingMethod"]["total"] == chosen.body["shippingTotal"]
        assert chosen.body["shippingMethod"]["subtotal"] == option["subtotal"]
        # The tax on a delivery is known once it is chosen.
        again = shopper.get(f"{path}/shipping-options").body["data"]
        gross = {entry["id"]: entry.get("total") for entry in again}
        assert gross.pop(option["id"]) == chosen.body["shippingTotal"]
        assert list(gross.values()) == [None]

    session = shopper.post(f"{path}/payment", {"providerId": PROVIDER, "returnUrl": "http://localhost/ok"})
    assert (session.status, session.body["status"]) == (201, "PENDING")
    summary = shopper.get(f"{path}/summary").body
    assert summary["paymentMethod"] == {"id": PROVIDER, "name": PROVIDER}
    assert summary["cart"]["paymentSessionId"] == session.body["id"]
    assert summary["totals"]["total"] == summary["cart"]["total"]

    placed = shopper.post(f"{path}/place-order")
    assert placed.status == 201
    order = placed.body["order"]
    assert order["total"] == summary["totals"]["total"]
    assert (order["status"], order["paymentStatus"]) == ("PENDING", "PENDING")
    assert shopper.post(f"{path}/place-order", {}).body["order"]["id"] == order["id"]

    seen = shopper.get(f"/orders/{order['id']}")
    assert seen.status == 200
    assert order["customerComment"] == "Please ring"
    assert (seen.body["fulfilments"], seen.body["returns"], seen.body["refunds"]) == ([], [], [])
    assert {name: seen.body[name] for name in order if name != "items"} == {
        name: value for name, value in order.items() if name != "items"
    }
    lines = [line | {"returnableQuantity": 0} for line in order["items"]["data"]]
    assert seen.body["items"]["data"] == lines
    others = [ben.get(f"/orders/{order['id']}").status, guest.get(f"/orders/{order['id']}").status]
    assert others == ([403, 401] if shopper.token else [200, 200])
    assert shopper.patch(path.replace("checkout", "carts"), {"notes": "late"}).status == 409


def test_in_one_call_to_an_order(shopper: Shop, seed: dict[str, Any], anna: Shop, ben: Shop) -> None:
    cart = shopper.cart_with()["id"]
    placed = shopper.post(f"/checkout/{cart}/complete", everything(seed))
    assert placed.status == 201
    order = placed.body["order"]
    assert order["email"] == EMAIL or shopper.token
    assert order["items"]["data"][0]["product"]["image"]["url"]
    assert shopper.post(f"/checkout/{cart}/complete", everything(seed)).body["order"]["id"] == order["id"]
    for shop in (anna, ben):
        mine = [entry["id"] for entry in shop.get("/orders", query={"limit": 100}).body["data"]]
        assert (order["id"] in mine) == (shop is shopper)


def test_racing_calls_give_one_order(guest: Shop, seed: dict[str, Any]) -> None:
    cart = guest.cart_with()["id"]
    with ThreadPoolExecutor(3) as threads:
        answers = list(
            threads.map(lambda _: guest.post(f"/checkout/{cart}/complete", everything(seed)), range(3))
        )
    orders = {answer.body["order"]["id"] for answer in answers if answer.status == 201}
    assert len(orders) == 1, [(answer.status, answer.body) for answer in answers]
    again = guest.post(f"/checkout/{cart}/complete", everything(seed))
    assert {again.body["order"]["id"]} == orders


def test_saved_addresses_are_the_callers_own(
    anna: Shop, ben: Shop, guest: Shop, seed: dict[str, Any]
) -> None:
    saved = seed["customers"][0]["addresses"]
    body = {"shippingAddressId": saved[0], "billingAddressId": saved[1]}
    theirs = anna.get(f"/customers/addresses/{saved[0]}").body["address"]
    mine = anna.post(f"/checkout/{anna.cart_with()['id']}/addresses", body)
    assert mine.status == 200
    assert mine.body["shippingAddress"] == theirs
    assert ben.post(f"/checkout/{ben.cart_with()['id']}/addresses", body).status == 404
    assert guest.post(f"/checkout/{guest.cart_with()['id']}/addresses", body).status == 401


def test_everything_missing_is_named_and_nothing_is_written(guest: Shop, seed: dict[str, Any]) -> None:
    cart = guest.cart_with()["id"]
    before = guest.get(f"/carts/{cart}").body
    answer = guest.post(f"/checkout/{cart}/complete", {"paymentProviderId": PROVIDER})
    assert answer.status == 400
    assert [detail["path"] for detail in answer.body["details"]] == [
        "shippingAddress",
        "billingAddress",
        "shippingMethod",
        "email",
    ]
    assert guest.get(f"/carts/{cart}").body == before
    assert guest.post(f"/checkout/{cart}/place-order", {}).status == 400


@pytest.mark.parametrize(
    ("changed", "status", "path"),
    [
        ({"paymentProviderId": "pp_none_none"}, 400, "body.paymentProviderId"),
        ({"shippingMethodId": "so_none"}, 400, "body.shippingMethodId"),
        ({"shippingAddress": ADDRESS | {"country": "FR"}}, 400, "body.shippingAddress.country"),
        ({"shippingAddress": ADDRESS | {"city": ""}}, 400, "body.shippingAddress.city"),
        ({"email": "nobody"}, 400, "body.email"),
        ({"returnUrl": "javascript:alert(1)"}, 400, "body.returnUrl"),
    ],
)
def test_a_failed_step_leaves_the_cart_usable(
    guest: Shop, seed: dict[str, Any], changed: dict[str, Any], status: int, path: str
) -> None:
    cart = guest.cart_with()["id"]
    failed = guest.post(f"/checkout/{cart}/complete", everything(seed, **changed))
    assert failed.status == status
    assert path in [detail["path"] for detail in failed.body["details"]]
    assert guest.post(f"/checkout/{cart}/complete", everything(seed)).status == 201


def test_an_order_needs_an_email(guest: Shop, seed: dict[str, Any]) -> None:
    path = f"/checkout/{guest.cart_with()['id']}"
    guest.post(f"{path}/addresses", {"shippingAddress": ADDRESS, "sameAsBillingAddress": True})
    guest.post(f"{path}/shipping-method", {"shippingOptionId": seed["shippingOptions"]["EUR"]["flat"]})
    guest.post(f"{path}/payment", {"providerId": PROVIDER})
    refused = guest.post(f"{path}/place-order", {})
    assert (refused.status, refused.body["details"][0]["path"]) == (400, "email")
    placed = guest.post(f"{path}/place-order", {"email": EMAIL})
    assert (placed.status, placed.body["order"]["email"]) == (201, EMAIL)


def test_a_client_cannot_write_its_payment(guest: Shop) -> None:
    cart = guest.cart_with()["id"]
    guest.patch(f"/carts/{cart}", {"metadata": {"paymentMethod": {"id": "free", "name": "Free"}}})
    body = guest.get(f"/carts/{cart}").body
    assert "paymentMethod" not in body
    assert "paymentSessionId" not in body


def test_providers_are_a_regions(guest: Shop, seed: dict[str, Any]) -> None:
    answer = guest.get("/payments/providers", query={"regionId": seed["regions"]["EUR"]["id"]})
    found = {entry["id"]: entry for entry in answer.body["data"]}
    assert answer.body["total"] == len(found)
    assert found.keys() == {PROVIDER, "pp_stripe_stripe", "pp_hosted_hosted"}
    assert found[PROVIDER] == {
        "id": PROVIDER,
        "name": PROVIDER,
        "type": PROVIDER,
        "isEnabled": True,
        "requiresRedirect": False,
        "config": {},
    }
    assert guest.get("/payments/providers").status == 400
    assert guest.get("/payments/providers", query={"regionId": "reg_none"}).status == 400


def test_a_payment_session_needs_a_full_cart_and_a_return_url(shopper: Shop) -> None:
    empty = shopper.post("/carts", {"currency": "EUR"}).body["id"]
    body = {"cartId": empty, "providerId": PROVIDER, "returnUrl": "http://localhost/ok"}
    assert shopper.post("/payments/sessions", body).status == 409
    full = body | {"cartId": shopper.cart_with()["id"], "metadata": {"ref": "1"}}
    made = shopper.post("/payments/sessions", full)
    assert (made.status, made.body["metadata"]) == (201, {"ref": "1"})
    without = shopper.post("/payments/sessions", {key: full[key] for key in ("cartId", "providerId")})
    assert (without.status, without.body["details"][0]["path"]) == (400, "body.returnUrl")
