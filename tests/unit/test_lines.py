"""What a line of a cart or an order says of what was chosen: variant, options, type, link; never a guess."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.mappers import carts, orders
from commerce.mappers.products import DisplayOptions, find_variant, listed_product
from commerce.medusa.carts import CART_FIELDS
from commerce.medusa.orders import ORDER_FIELDS

from tests.support.recorded import as_json, recorded

Json = dict[str, Any]


def cart_line(**more: Any) -> Json:
    cart = recorded("cart-full")["cart"]
    cart["items"][0] |= more
    return dict(as_json(carts.cart(cart, base_path="/shop"))["items"]["data"][0])


def order_line(**more: Any) -> Json:
    order = recorded("order")["order"]
    order["items"][0] |= more
    return dict(as_json(orders.order(order, "/shop"))["items"]["data"][0])


LINES = pytest.mark.parametrize("line", [cart_line, order_line])


@LINES
@pytest.mark.parametrize(
    ("handle", "sku", "link"),
    [
        ("drill", "DRILL-12V", "/shop/drill/drill-12v"),
        ("drill", "drill", "/shop/drill/drill"),
        ("drill", "X-1.5", "/shop/drill/variant_1"),
        ("drill", "X 15", "/shop/drill/variant_1"),
        ("drill", "X--15", "/shop/drill/variant_1"),
        ("drill", "SCHLÜSSEL", "/shop/drill/variant_1"),
        ("drill", "🔧", "/shop/drill/variant_1"),
        ("drill", "", "/shop/drill/variant_1"),
        ("drill", None, "/shop/drill/variant_1"),
        ("säge 1/2", "A", "/shop/s%C3%A4ge%201%2F2/a"),
        ("", "A", ""),
        (None, "A", ""),
    ],
)
def test_a_line_links_by_its_slug_only_if_it_is_the_full_sku(
    line: Any, handle: str | None, sku: str | None, link: str
) -> None:
    shown = line(product_handle=handle, variant_sku=sku, variant_id="variant_1")
    assert shown["product"]["link"] == link


@LINES
def test_a_line_without_a_variant_has_no_link(line: Any) -> None:
    shown = line(product_handle="drill", variant_id=None)
    assert {"variantId", "options"}.isdisjoint(shown)
    assert "variantId" not in shown["product"]
    assert shown["product"]["link"] == ""


def product(*skus: str) -> Json:
    price = {"currency_code": "eur", "calculated_amount": 1}
    variants = [
        {"id": f"variant_{number}", "sku": sku, "calculated_price": price}
        for number, sku in enumerate(skus, 1)
    ]
    return {"id": "prod_1", "handle": "säge 1/2", "variants": variants}


@LINES
@pytest.mark.parametrize(
    "skus", [("A", "B"), ("X-1.5", "X-15"), ("X-15", "X-1.5"), ("Ä", "Ö"), ("x y", "x-y")]
)
def test_the_link_of_a_line_leads_to_its_variant(line: Any, skus: tuple[str, str]) -> None:
    sold = product(*skus)
    for variant in sold["variants"]:
        shown = line(product_handle=sold["handle"], variant_sku=variant["sku"], variant_id=variant["id"])
        last = shown["product"]["link"].rpartition("/")[2]
        found = find_variant(sold, last)
        assert found
        assert found["id"] == variant["id"]
        assert shown["product"]["variantId"] == shown["variantId"] == variant["id"]


@LINES
def test_the_link_of_a_line_is_the_products_own(line: Any) -> None:
    sold = product("A", "B")
    entry = listed_product(sold, DisplayOptions("EUR", "/shop"))
    assert entry
    shown = line(product_handle=sold["handle"], variant_sku="A", variant_id="variant_1")
    assert shown["product"]["link"] == entry.link


def chosen(*options: tuple[str, str | None]) -> Json:
    return {"options": [{"option_id": option_id, "value": value} for option_id, value in options]}


TITLES = {"options": [{"id": "opt_1", "title": "Colour"}, {"id": "opt_2", "title": "Size"}]}


@LINES
@pytest.mark.parametrize(
    ("stored", "variant", "of_product", "options"),
    [
        ({"Size": "L"}, None, None, {"Size": "L"}),
        # What the line stored stays, whatever the variant is called by now.
        ({"Size": "L"}, chosen(("opt_2", "XL")), TITLES, {"Size": "L"}),
        (None, chosen(("opt_1", "Red"), ("opt_2", "L")), TITLES, {"Colour": "Red", "Size": "L"}),
        ({}, chosen(("opt_1", "Red")), TITLES, {"Colour": "Red"}),
        (None, chosen(("opt_1", "Red"), ("opt_9", "?")), TITLES, {"Colour": "Red"}),
        (None, chosen(("opt_1", None)), TITLES, None),
        (None, chosen(("opt_1", "Red")), None, None),
        (None, {"options": None}, TITLES, None),
        (None, None, TITLES, None),
        (None, None, None, None),
        ("Size: L", None, None, None),
    ],
    ids=str,
)
def test_what_was_chosen_is_shown_by_its_title(
    line: Any, stored: Any, variant: Json | None, of_product: Json | None, options: Json | None
) -> None:
    shown = line(variant_option_values=stored, variant=variant, product=of_product)
    assert shown.get("options") == options


@LINES
def test_a_line_says_which_variant_it_is(line: Any) -> None:
    shown = line(variant_id="variant_7", variant_title="12V / Red")
    assert (shown["variantId"], shown["variantTitle"]) == ("variant_7", "12V / Red")
    assert "variantTitle" not in line(variant_title="")


@LINES
@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("VIRTUAL", "VIRTUAL"), ("Virtual", "VIRTUAL"), ("Tool", "PHYSICAL"), (None, "PHYSICAL")],
)
def test_the_type_is_the_products(line: Any, theirs: str | None, ours: str) -> None:
    assert line(product_type=theirs)["product"]["type"] == ours


@LINES
def test_what_a_line_does_not_know_of_its_product_is_empty(line: Any) -> None:
    shown = line(product_handle=None)["product"]
    assert (shown["category"], shown["link"]) == ("", "")


@pytest.mark.parametrize("fields", [CART_FIELDS, ORDER_FIELDS])
def test_all_that_a_line_shows_is_requested(fields: str) -> None:
    named = {
        *("variant_id", "variant_sku", "variant_title", "variant_option_values", "product_handle"),
        *("product_type", "product_title", "product_subtitle", "product_description", "thumbnail"),
        *(
            "variant.options.value",
            "variant.options.option_id",
            "product.options.id",
            "product.options.title",
        ),
    }
    assert {f"items.{name}" for name in named} <= set(fields.split(","))
