"""Several lines in one request: found together, added together, and each told what is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import BadRequestError, NotSupportedError
from commerce.limits import CART_LINES, LINES_AT_ONCE
from commerce.medusa import cart_items
from commerce.medusa.transport.client import Medusa
from commerce.models.carts import AddItem
from pydantic import ValidationError

from tests.support.recorded import recorded
from tests.support.upstream import Upstream

Json = dict[str, Any]

CART = "GET /store/carts/cart_1"
PRODUCTS = "GET /store/products"
ADDED = "POST /store/storefront/carts/cart_1/line-items"
OPEN = {"cart": {"id": "cart_1", "currency_code": "eur", "region_id": "reg_1"}}
SOLD = {
    "products": [
        {"id": "prod_1", "variants": [{"id": "v1", "sku": "A"}, {"id": "v2", "sku": "B"}]},
        {"id": "prod_2", "variants": [{"id": "v3", "sku": None}]},
    ]
}
TWO = [{"sku": "A", "quantity": 2, "metadata": {"engraving": "Ada"}}, {"sku": "B", "quantity": 1}]


def wanted(*items: Json, cart_id: str | None = "cart_1", **more: Any) -> AddItem:
    return AddItem.model_validate({"items": list(items), "cartId": cart_id, **more})


def refusal(medusa: Medusa, request: AddItem) -> BadRequestError:
    with pytest.raises(BadRequestError) as refused:
        cart_items.add_item(medusa, request, "EUR")
    return refused.value


def test_several_lines_are_looked_up_and_added_in_one_request_each(guest: Medusa, shop: Upstream) -> None:
    shop.on(CART, OPEN)
    shop.on(PRODUCTS, SOLD)
    shop.on(ADDED, recorded("cart-full"))
    cart_items.add_item(guest, wanted(*TWO), "EUR")
    assert sorted(shop.asked[:2]) == [CART, PRODUCTS]
    assert shop.asked[2:] == [ADDED]
    [look_up] = [seen for seen in shop.seen if seen.route == PRODUCTS]
    assert look_up.queries == {
        "variants[sku][]": ["A", "B"],
        "fields": ["id,variants.id,variants.sku"],
        "limit": ["2"],
    }
    assert shop.seen[-1].json == {
        "items": [
            {"variant_id": "v1", "quantity": 2, "metadata": {"engraving": "Ada"}},
            {"variant_id": "v2", "quantity": 1},
        ]
    }


def test_a_variant_that_is_named_twice_is_one_line(guest: Medusa, shop: Upstream) -> None:
    shop.on(CART, OPEN)
    shop.on(PRODUCTS, SOLD)
    shop.on(ADDED, recorded("cart-full"))
    cart_items.add_item(guest, wanted(*TWO, *TWO, {**TWO[0], "metadata": {}}), "EUR")
    assert [(line["variant_id"], line["quantity"]) for line in shop.seen[-1].json["items"]] == [
        ("v1", 4),
        ("v2", 2),
        ("v1", 2),
    ]


def test_a_new_cart_is_made_with_all_of_them(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, SOLD)
    shop.on("POST /store/carts", recorded("cart-guest"))
    cart_items.add_item(guest, wanted(*TWO, cart_id=None), "EUR")
    assert [line["variant_id"] for line in shop.seen[-1].json["items"]] == ["v1", "v2"]


def test_lines_may_be_named_by_id(guest: Medusa, shop: Upstream) -> None:
    shop.on(CART, OPEN)
    shop.on(PRODUCTS, SOLD, SOLD)
    shop.on(ADDED, recorded("cart-full"))
    by_id = {"sku": "v3", "variantId": "v3", "quantity": 1}
    cart_items.add_item(guest, wanted(by_id, TWO[1]), "EUR")
    assert [line["variant_id"] for line in shop.seen[-1].json["items"]] == ["v3", "v2"]
    asked = [seen.queries for seen in shop.seen if seen.route == PRODUCTS]
    assert [query["variants[id][]"] for query in asked if "variants[id][]" in query] == [["v3"]]


def test_each_line_that_the_shop_does_not_know_is_named(guest: Medusa, shop: Upstream) -> None:
    shop.on(CART, OPEN)
    shop.on(PRODUCTS, SOLD, SOLD)
    lines = [
        {"sku": "A", "quantity": 1},
        {"sku": "Z", "quantity": 1},
        {"sku": "A", "variantId": "v9", "quantity": 1},
        {"sku": "A", "variantId": "v2", "quantity": 1},
    ]
    refused = refusal(guest, wanted(*lines))
    assert [(detail.path, detail.code) for detail in refused.details] == [
        ("body.items.1.sku", "sku_unknown"),
        ("body.items.2.variantId", "not_for_sale"),
        ("body.items.3.sku", "sku_mismatch"),
    ]
    assert refused.code == "invalid_request"
    assert not any(route.startswith("POST") for route in shop.asked)


def variant(variant_id: str, left: int, amount: float | None = 5) -> Json:
    price = {"calculated_amount": amount}
    return {
        "id": variant_id,
        "manage_inventory": True,
        "allow_backorder": False,
        "inventory_quantity": left,
        "calculated_price": price,
    }


@pytest.mark.parametrize("cart_id", ["cart_1", None])
@pytest.mark.parametrize(
    ("variants", "said"),
    [
        ([variant("v1", 5), variant("v2", 0)], [("body.items.1.quantity", "out_of_stock", 0)]),
        ([variant("v1", 1), variant("v2", 9)], [("body.items.0.quantity", "out_of_stock", 1)]),
        (
            [variant("v1", 1, None)],
            [("body.items.0.sku", "no_price", None), ("body.items.1.sku", "not_for_sale", None)],
        ),
        ([variant("v1", 9), variant("v2", 9)], [("body.items", "", None)]),
    ],
    ids=["sold out", "too few", "no price, not sold", "not said"],
)
def test_each_line_that_cannot_be_bought_is_named(
    guest: Medusa, shop: Upstream, cart_id: str | None, variants: list[Json], said: list[Any]
) -> None:
    shop.on(CART, OPEN)
    shop.on(PRODUCTS, SOLD, {"products": [{"variants": variants}]})
    short = (400, {"message": "Some variant does not have the required inventory"})
    shop.on(ADDED, short)
    shop.on("POST /store/carts", short)
    refused = refusal(guest, wanted(*TWO, cart_id=cart_id))
    assert [(one.path, one.code, one.available) for one in refused.details] == said
    [*_, explained] = [seen for seen in shop.seen if seen.route == PRODUCTS]
    assert explained.queries["id[]"] == ["prod_1"]
    assert explained.query["region_id"]


def test_pieces_in_the_cart_count(guest: Medusa, shop: Upstream) -> None:
    shop.on(CART, {"cart": OPEN["cart"] | {"items": [{"variant_id": "v1", "quantity": 4}]}})
    shop.on(PRODUCTS, SOLD, {"products": [{"variants": [variant("v1", 5), variant("v2", 5)]}]})
    shop.on(ADDED, (400, {"message": "Some variant does not have the required inventory"}))
    [short] = refusal(guest, wanted(*TWO)).details
    assert (short.path, short.code, short.available) == ("body.items.0.quantity", "out_of_stock", 1)


def test_without_the_plugin_several_lines_are_a_501(guest: Medusa, shop: Upstream) -> None:
    shop.on(CART, OPEN)
    shop.on(PRODUCTS, SOLD)
    shop.on(ADDED, (404, "Cannot POST"))
    with pytest.raises(NotSupportedError):
        cart_items.add_item(guest, wanted(*TWO), "EUR")


def test_a_cart_has_room_for_all_of_them_or_takes_none(guest: Medusa, shop: Upstream) -> None:
    others = [{"variant_id": f"other_{number}"} for number in range(CART_LINES - 2)]
    shop.on(PRODUCTS, SOLD, SOLD)
    shop.on(ADDED, recorded("cart-full"))
    full = [{"cart": OPEN["cart"] | {"items": [first, *others]}} for first in ({"variant_id": "v2"}, {})]
    shop.on(CART, *full)
    cart_items.add_item(guest, wanted(*TWO), "EUR")  # B adds up in its line
    refused = refusal(guest, wanted(*TWO))
    assert (refused.code, refused.details[0].path) == ("too_many_lines", "body.items")


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, ["sku", "quantity"]),
        ({"sku": "A"}, ["quantity"]),
        ({"quantity": 1, "items": None}, ["sku"]),
        ({"items": TWO, "sku": "A"}, ["sku"]),
        ({"items": TWO, "metadata": {}, "variantId": "v1"}, ["variantId", "metadata"]),
        ({"items": []}, ["items"]),
    ],
    ids=str,
)
def test_one_variant_or_several_are_named(body: Json, paths: list[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        AddItem.model_validate(body)
    assert [error["loc"][0] for error in refused.value.errors()] == paths


def test_a_request_adds_so_many_lines_at_most() -> None:
    wanted(*[TWO[1]] * LINES_AT_ONCE)
    for lines in ([], [TWO[1]] * (LINES_AT_ONCE + 1)):
        with pytest.raises(ValidationError):
            wanted(*lines)
