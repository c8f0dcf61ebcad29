"""Routes 6–8 and 10–14 through the gateway: a cart, filled and changed by a guest and by a customer."""

from __future__ import annotations

from typing import Any

import pytest

from local.shop import Shop


@pytest.fixture(params=["guest", "anna"])
def shopper(request: pytest.FixtureRequest) -> Shop:
    shop: Shop = request.getfixturevalue(request.param)
    return shop


def test_a_cart_is_made_filled_changed_and_emptied(shopper: Shop, drill: dict[str, Any]) -> None:
    made = shopper.post("/carts", {"currency": "eur", "name": "Mine", "metadata": {"channel": "web"}})
    assert made.status == 201
    cart = made.body
    assert (cart["currency"], cart["name"], cart["total"]["value"]) == ("EUR", "Mine", 0)
    assert ("customerId" in cart) == (shopper.token is not None)

    red, blue = drill["variants"][:2]
    item = {"cartId": cart["id"], "sku": red["sku"], "variantId": red["id"], "quantity": 2}
    shopper.post("/carts/items", item)
    again = shopper.post("/carts/items", item | {"quantity": 1})
    assert [(line["sku"], line["quantity"]) for line in again.body["items"]["data"]] == [(red["sku"], 3)]
    both = shopper.post("/carts/items", {"cartId": cart["id"], "sku": blue["sku"], "quantity": 1}).body
    assert both["items"]["total"] == 2
    assert both["subtotal"]["value"] == 4 * 99

    line = both["items"]["data"][0]["id"]
    changed = shopper.patch(
        f"/carts/{cart['id']}/items/{line}", {"quantity": 1, "metadata": {"gift": True}}
    ).body
    kept = shopper.patch(f"/carts/{cart['id']}/items/{line}", {"metadata": {"note": "x"}}).body
    assert [entry["quantity"] for entry in changed["items"]["data"] if entry["id"] == line] == [1]
    assert [entry["metadata"] for entry in kept["items"]["data"] if entry["id"] == line] == [
        {"gift": True, "note": "x"}
    ]

    fewer = shopper.delete(f"/carts/{cart['id']}/items/{line}").body
    assert fewer["items"]["total"] == 1
    assert shopper.delete(f"/carts/{cart['id']}/items/{line}").status == 404
    last = fewer["items"]["data"][0]["id"]
    empty = shopper.patch(f"/carts/{cart['id']}/items/{last}", {"quantity": 0})
    assert (empty.status, empty.body["items"]["total"], empty.body["total"]["value"]) == (200, 0, 0)
    assert shopper.get(f"/carts/{cart['id']}").body == empty.body | {
        "updatedAt": shopper.get(f"/carts/{cart['id']}").body["updatedAt"]
    }


def test_changes_merge_and_lose_nothing(shopper: Shop) -> None:
    path = f"/carts/{shopper.cart_with()['id']}"
    shopper.patch(path, {"metadata": {"po": "PO-1"}, "notes": "Leave at door"})
    body = shopper.patch(path, {"email": "shopper@example.com", "metadata": {"x": 1}, "name": "B"}).body
    assert body["metadata"] == {"po": "PO-1", "x": 1, "notes": "Leave at door", "name": "B"}
    assert (body["notes"], body["name"], body["email"]) == ("Leave at door", "B", "shopper@example.com")
    assert shopper.patch(path, {}).body["metadata"] == body["metadata"]


def test_several_lines_are_added_at_once_or_none(shopper: Shop, drill: dict[str, Any]) -> None:
    red, *others = (variant["sku"] for variant in drill["variants"])
    lines = [{"sku": red, "quantity": 2}, {"sku": others[0], "quantity": 1, "metadata": {"gift": True}}]
    cart_id = shopper.post("/carts", {"currency": "EUR"}).expect(201)["id"]
    made = shopper.post("/carts/items", {"cartId": cart_id, "items": lines}).expect(201)
    assert {line["sku"]: line["quantity"] for line in made["items"]["data"]} == {red: 2, others[0]: 1}
    more = shopper.post(
        "/carts/items", {"cartId": cart_id, "items": [{"sku": red, "quantity": 1}, *lines[1:]]}
    )
    assert {line["sku"]: line["quantity"] for line in more.body["items"]["data"]} == {red: 3, others[0]: 2}
    assert more.requests <= 3
    wrong = [lines[0], {"sku": "NO-SUCH", "quantity": 1}, {"sku": others[0], "quantity": 999_999}]
    for sent, path in ((wrong, "body.items.1.sku"), ([lines[0], wrong[2]], "body.items.1.quantity")):
        refused = shopper.post("/carts/items", {"cartId": cart_id, "items": sent})
        assert (refused.status, [detail["path"] for detail in refused.body["details"]]) == (400, [path])
    assert shopper.get(f"/carts/{cart_id}").body["items"] == more.body["items"]


def test_a_new_cart_may_begin_with_several_lines(guest: Shop, drill: dict[str, Any]) -> None:
    first, second = [{"sku": variant["sku"], "quantity": 1} for variant in drill["variants"][:2]]
    made = guest.post("/carts/items", {"items": [first, second, first], "currency": "EUR"})
    assert {line["sku"]: line["quantity"] for line in made.expect(201)["items"]["data"]} == {
        first["sku"]: 2,
        second["sku"]: 1,
    }
    assert made.requests <= 3


def test_a_new_region_brings_its_currency(guest: Shop, seed: dict[str, Any]) -> None:
    cart = guest.cart_with()
    moved = guest.patch(f"/carts/{cart['id']}", {"regionId": seed["regions"]["USD"]["id"]})
    assert (moved.status, moved.body["currency"]) == (200, "USD")
    assert guest.patch(f"/carts/{cart['id']}", {"regionId": "reg_none"}).status == 400


def test_promotions_count_and_come_off(shopper: Shop) -> None:
    cart = shopper.cart_with(quantity=2)
    path = f"/carts/{cart['id']}/promotions"
    tenth = shopper.post(path, {"code": "SAVE10"})
    assert tenth.status == 200
    assert tenth.body["discountTotal"]["value"] == pytest.approx(19.8)
    assert tenth.body["promotions"][0] | {"id": ""} == {
        "id": "",
        "code": "SAVE10",
        "name": "SAVE10",
        "type": "PERCENTAGE",
        "value": "10",
        "amount": tenth.body["discountTotal"],
    }
    fixed = shopper.post(path, {"code": "TAKE5"}).body
    assert {entry["type"] for entry in fixed["promotions"]} == {"PERCENTAGE", "FIXED_AMOUNT"}
    off = shopper.delete(f"{path}/SAVE10").body
    assert [entry["code"] for entry in off["promotions"]] == ["TAKE5"]
    assert shopper.delete(f"{path}/SAVE10").status == 404
    assert shopper.post(path, {"code": "NO-SUCH"}).status == 400
    again = shopper.post(path, {"code": "save10"}).body
    assert {entry["code"] for entry in again["promotions"]} == {"TAKE5", "SAVE10"}


def test_a_code_that_does_not_apply_is_refused(guest: Shop) -> None:
    dollars = guest.cart_with(currency="USD")
    answer = guest.post(f"/carts/{dollars['id']}/promotions", {"code": "TAKE5"})
    assert answer.status == 400
    assert answer.body["details"][0]["path"] == "body.code"


def test_the_currency_of_a_new_cart_may_come_from_the_header(guest: Shop) -> None:
    item = {"sku": "CORDLESS-DRILL-12V-RED", "quantity": 1}
    assert guest.post("/carts/items", item).status == 400
    assert guest.post("/carts/items", item, headers={"x-currency": "usd"}).body["currency"] == "USD"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"quantity": 1}, "body.sku"),
        ({"sku": "CORDLESS-DRILL-12V-RED"}, "body.quantity"),
        ({"sku": "CORDLESS-DRILL-12V-RED", "quantity": 1.5}, "body.quantity"),
        ({"sku": "CORDLESS-DRILL-12V-RED", "quantity": -1}, "body.quantity"),
        ({"sku": "CORDLESS-DRILL-12V-RED", "quantity": 1_000_000}, "body.quantity"),
        ({"sku": "NO-SUCH", "quantity": 1}, "body.sku"),
        ({"sku": "x", "variantId": "variant_none", "quantity": 1}, "body.variantId"),
        ({"sku": "CORDLESS-DRILL-12V-RED", "quantity": 1, "currency": "GBP"}, "body.currency"),
        ({"sku": "CORDLESS-DRILL-12V-RED", "quantity": 1, "regionId": "reg_none"}, "body.regionId"),
        ({"sku": "CORDLESS-DRILL-12V-RED", "quantity": 1, "cartId": "../x"}, "body.cartId"),
    ],
)
def test_a_wrong_item_names_its_field(guest: Shop, body: dict[str, Any], path: str) -> None:
    answer = guest.post("/carts/items", {"currency": "EUR"} | body)
    assert answer.status == 400, answer.body
    assert path in [detail["path"] for detail in answer.body["details"]]


def test_a_cart_keeps_its_currency(guest: Shop, seed: dict[str, Any]) -> None:
    cart = guest.cart_with()
    item = {"cartId": cart["id"], "sku": "CORDLESS-DRILL-12V-RED", "quantity": 1, "currency": "USD"}
    assert guest.post("/carts/items", item).status == 400
    other = {"currency": "USD", "regionId": seed["regions"]["EUR"]["id"]}
    assert guest.post("/carts", other).status == 400


def test_what_is_not_there_is_404(guest: Shop) -> None:
    assert guest.get("/carts/cart_none").status == 404
    assert guest.patch("/carts/cart_none", {"name": "x"}).status == 404
    cart = guest.cart_with()
    assert guest.patch(f"/carts/{cart['id']}/items/cali_none", {"quantity": 1}).status == 404
    assert guest.delete(f"/carts/{cart['id']}/items/cali_none").status == 404
