"""Another region for a cart: one that sells every line of it, else the cart stays as it was."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import BadRequestError, ConflictError, UpstreamError
from commerce.medusa import carts
from commerce.medusa.transport.client import Medusa
from commerce.models.carts import UpdateCart

from tests.support.recorded import recorded
from tests.support.upstream import Upstream

READ, WRITE = "GET /store/carts/cart_1", "POST /store/carts/cart_1"
PRODUCTS = "GET /store/products"
EUROPE, AMERICA = (region["id"] for region in recorded("regions")["regions"][:2])

Json = dict[str, Any]


def cart(*lines: Json) -> Json:
    return {"cart": {"id": "cart_1", "currency_code": "eur", "region_id": EUROPE, "items": lines}}


def line(number: int, **more: Any) -> Json:
    known = {"id": f"item_{number}", "variant_id": f"variant_{number}", "product_id": "prod_1"}
    return known | {"product_title": f"Thing {number}"} | more


def sold(*prices: float | None) -> Json:
    variants = [
        {"id": f"variant_{number}", "calculated_price": {"calculated_amount": price}}
        for number, price in enumerate(prices, 1)
    ]
    return {"products": [{"id": "prod_1", "variants": variants}, {"id": "prod_2", "variants": None}]}


def move(medusa: Medusa, region_id: str = AMERICA) -> None:
    carts.update_cart(medusa, "cart_1", UpdateCart(region_id=region_id))


def test_a_region_that_sells_every_line_is_taken(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, cart(line(1), line(2), line(3, variant_id=None)))
    shop.on(PRODUCTS, sold(5, 0))
    shop.on(WRITE, recorded("cart-full"))
    move(guest)
    assert shop.seen[-1].json == {"region_id": AMERICA}
    [look_up] = [seen for seen in shop.seen if seen.route == PRODUCTS]
    assert (look_up.query["id[]"], look_up.query["region_id"]) == ("prod_1", AMERICA)


@pytest.mark.parametrize(
    ("found", "named"),
    [
        (sold(5, None), ["items.item_2"]),
        (sold(5), ["items.item_2"]),
        (sold(None, None), ["items.item_1", "items.item_2"]),
        ({"products": []}, ["items.item_1", "items.item_2"]),
    ],
    ids=["no price", "no variant", "neither", "no product"],
)
def test_each_line_not_sold_there_is_named_before_any_write(
    guest: Medusa, shop: Upstream, found: Json, named: list[str]
) -> None:
    shop.on(READ, cart(line(1), line(2)))
    shop.on(PRODUCTS, found)
    with pytest.raises(ConflictError) as refused:
        move(guest)
    assert [detail.path for detail in refused.value.details] == named
    assert WRITE not in shop.asked


def test_an_unknown_region_is_named_and_nothing_is_written(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, cart(line(1)))
    with pytest.raises(BadRequestError) as refused:
        move(guest, "reg_x")
    assert [detail.path for detail in refused.value.details] == ["body.regionId"]
    assert WRITE not in shop.asked


@pytest.mark.parametrize("lines", [[], [line(1, variant_id=None)]])
def test_nothing_is_looked_up_for_nothing(guest: Medusa, shop: Upstream, lines: list[Json]) -> None:
    shop.on(READ, cart(*lines), cart(line(1)))
    shop.on(WRITE, recorded("cart-full"), recorded("cart-full"))
    move(guest)
    move(guest, EUROPE)
    assert PRODUCTS not in shop.asked
    assert shop.asked.count(WRITE) == 2


def test_prices_that_cannot_be_read_are_no_missing_prices(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, cart(line(1)))
    shop.on(PRODUCTS, (500, {}))
    with pytest.raises(UpstreamError):
        move(guest)
    assert WRITE not in shop.asked
