"""A new cart with what can still be bought of an order: nothing more, and nothing left out in silence."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import ConflictError, ForbiddenError
from commerce.medusa import reorders
from commerce.medusa.transport.client import Medusa

from tests.support.recorded import as_json, recorded
from tests.support.upstream import Upstream

ORDER = "GET /store/orders/order_1"
PRODUCTS = "GET /store/products"
CARTS = "POST /store/carts"
EUROPE = next(one for one in recorded("regions")["regions"] if one["currency_code"] == "eur")["id"]

Json = dict[str, Any]


def line(number: int, quantity: float = 1, **more: Any) -> Json:
    return {
        "id": f"ordli_{number}",
        "created_at": f"2026-01-0{number}T00:00:00.000Z",
        "title": "Line",
        "product_title": f"Product {number}",
        "product_id": f"prod_{number}",
        "variant_id": f"variant_{number}",
        "variant_sku": f"SKU-{number}",
        "quantity": quantity,
    } | more


def order(*lines: Json, **more: Any) -> Json:
    found = {"id": "order_1", "customer_id": None, "currency_code": "eur", "region_id": EUROPE}
    return {"order": found | {"items": list(lines)} | more}


def products(*variants: Json) -> Json:
    return {"products": [{"id": "prod_1", "variants": list(variants)}]}


def variant(number: int, quantity: int | None = 10, **more: Any) -> Json:
    return {
        "id": f"variant_{number}",
        "manage_inventory": True,
        "allow_backorder": False,
        "inventory_quantity": quantity,
        "calculated_price": {"calculated_amount": 5},
    } | more


def reordered(medusa: Medusa, shop: Upstream, bought: Json, sold: Json) -> tuple[list[Json], list[Json]]:
    """Return the lines of the new cart, and what is not in it."""
    shop.on(ORDER, bought)
    shop.on(PRODUCTS, sold)
    shop.on(CARTS, recorded("cart-guest"))
    found = as_json(reorders.reorder(medusa, "order_1"))
    assert shop.asked == ["GET /store/regions", ORDER, PRODUCTS, CARTS] or shop.asked[0] == ORDER
    body = shop.seen[-1].json
    assert (body["currency_code"], body["region_id"]) == ("eur", EUROPE)
    return body["items"], found["unavailable"]


def test_a_cart_of_the_same_lines(guest: Medusa, shop: Upstream) -> None:
    bought = order(line(1, 2), line(2, 2.5), line(3, variant_id="variant_1"))
    items, unavailable = reordered(guest, shop, bought, products(variant(1), variant(2)))
    assert items == [{"variant_id": "variant_1", "quantity": 3}, {"variant_id": "variant_2", "quantity": 3}]
    assert unavailable == []


def test_what_cannot_be_bought_is_named_with_its_reason(guest: Medusa, shop: Upstream) -> None:
    bought = order(line(1), line(2, 5), line(3), line(4), line(5, variant_id=None, variant_sku=None))
    sold = products(variant(1), variant(2, 3), variant(3, calculated_price=None))
    items, unavailable = reordered(guest, shop, bought, sold)
    assert items == [{"variant_id": "variant_1", "quantity": 1}, {"variant_id": "variant_2", "quantity": 3}]
    assert [(one["itemId"], one["code"], one["quantity"], one.get("available")) for one in unavailable] == [
        ("ordli_2", "out_of_stock", 2, 3),
        ("ordli_3", "no_price", 1, None),
        ("ordli_4", "not_for_sale", 1, None),
        ("ordli_5", "not_for_sale", 1, None),
    ]
    assert (unavailable[0]["sku"], unavailable[0]["name"], unavailable[3]["sku"]) == (
        "SKU-2",
        "Product 2",
        "",
    )


@pytest.mark.parametrize(
    "more", [{"allow_backorder": True}, {"manage_inventory": False}, {"inventory_quantity": None}]
)
def test_what_medusa_does_not_count_is_not_sold_out(guest: Medusa, shop: Upstream, more: Json) -> None:
    items, unavailable = reordered(guest, shop, order(line(1, 500)), products(variant(1, 0, **more)))
    assert items == [{"variant_id": "variant_1", "quantity": 500}]
    assert unavailable == []


def test_two_lines_of_the_last_pieces_share_them(guest: Medusa, shop: Upstream) -> None:
    bought = order(line(1, 2), line(2, 2, variant_id="variant_1"))
    items, unavailable = reordered(guest, shop, bought, products(variant(1, 3)))
    assert items == [{"variant_id": "variant_1", "quantity": 3}]
    assert [(one["itemId"], one["quantity"]) for one in unavailable] == [("ordli_2", 1)]


def test_a_region_that_is_gone_is_replaced(guest: Medusa, shop: Upstream) -> None:
    items, _ = reordered(guest, shop, order(line(1), region_id="reg_gone"), products(variant(1)))
    assert len(items) == 1


def test_nothing_left_is_a_conflict_that_names_the_lines(guest: Medusa, shop: Upstream) -> None:
    shop.on(ORDER, order(line(1), line(2)))
    shop.on(PRODUCTS, products(variant(2, 0)))
    with pytest.raises(ConflictError) as refused:
        reorders.reorder(guest, "order_1")
    assert refused.value.code == "lines_unavailable"
    assert [(one.line_id, one.code) for one in refused.value.details] == [
        ("ordli_1", "not_for_sale"),
        ("ordli_2", "out_of_stock"),
    ]
    assert CARTS not in shop.asked


def test_another_customers_order_is_refused(anna: Medusa, shop: Upstream) -> None:
    bens = {"customer_id": "cus_ben", "customer": {"id": "cus_ben", "has_account": True}}
    shop.on(ORDER, order(line(1), **bens))
    with pytest.raises(ForbiddenError):
        reorders.reorder(anna, "order_1")
    assert PRODUCTS not in shop.asked
