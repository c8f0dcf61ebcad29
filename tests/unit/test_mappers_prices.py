"""Prices of products: what each variant costs, what it cost before a sale, and whether tax is included."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.mappers.products import DisplayOptions, detailed_product, listed_product
from commerce.mappers.resources import service

from tests.support.recorded import as_json, recorded

EUR = DisplayOptions("EUR")

Json = dict[str, Any]


def calculated(amount: float, original: float | None = None, kind: str | None = None, **more: Any) -> Json:
    """Return a price as Medusa calculates it."""
    return {
        "calculated_amount": amount,
        "is_calculated_price_tax_inclusive": False,
        "original_amount": amount if original is None else original,
        "is_original_price_tax_inclusive": False,
        "currency_code": "eur",
        "calculated_price": {"price_list_type": kind},
        **more,
    }


def shown(*prices: Json | None, **more: Any) -> Json:
    """Return a listed product with a variant of each price."""
    rows = [
        {"id": f"v{number}", "sku": f"S{number}", "variant_rank": number, "calculated_price": price, **more}
        for number, price in enumerate(prices)
    ]
    product = listed_product({"id": "prod_1", "title": "Drill", "variants": rows}, EUR)
    assert product
    found: Json = as_json(product)
    return found


def test_each_variant_has_its_own_sku_price_and_stock() -> None:
    stock = {"manage_inventory": True, "inventory_quantity": 3}
    product = shown(calculated(10), calculated(7.5), calculated(12), **stock)
    assert [
        (one["sku"], one["price"]["value"], one["availableQuantity"], one["inStock"])
        for one in product["variants"]
    ] == [("S0", 10, 3, True), ("S1", 7.5, 3, True), ("S2", 12, 3, True)]
    assert product["price"]["value"] == 10
    assert {end: price["value"] for end, price in product["priceRange"].items()} == {"min": 7.5, "max": 12}


def test_what_is_not_for_sale_is_in_no_range() -> None:
    product = shown(calculated(10), None, calculated(11), calculated(1, currency_code="usd"))
    assert (product["priceRange"]["min"]["value"], product["priceRange"]["max"]["value"]) == (10, 11)
    assert len(product["variants"]) == 2
    assert "priceRange" not in shown(calculated(10), None)


def test_a_variants_picture_is_its_own() -> None:
    product = shown(calculated(1), calculated(1), thumbnail="https://x/red.jpg")
    assert product["variants"][1]["image"]["url"] == "https://x/red.jpg"
    assert "image" not in shown(calculated(1), calculated(1), thumbnail=None)["variants"][0]


@pytest.mark.parametrize("kind", ["sale", "override"])
def test_a_sale_has_its_old_price_and_its_kind(kind: str) -> None:
    product = shown(calculated(8, 10, kind), calculated(9))
    for one in (product, product["variants"][0]):
        assert one["price"] == {
            "value": 8,
            "currency": "EUR",
            "taxIncluded": False,
            "priceListType": kind.upper(),
        }
        assert one["originalPrice"] == {"value": 10, "currency": "EUR", "taxIncluded": False}
    assert "originalPrice" not in product["variants"][1]
    assert "priceListType" not in product["variants"][1]["price"]


@pytest.mark.parametrize(
    "price",
    [
        calculated(10, 10, "sale"),
        calculated(10, 9, "override"),
        calculated(10, 10.001, "sale"),
        calculated(10) | {"original_amount": None},
        calculated(10, 11, "sale", is_original_price_tax_inclusive=True),
    ],
)
def test_a_price_that_is_not_less_has_no_old_one(price: Json) -> None:
    assert "originalPrice" not in shown(price)


def test_with_a_country_prices_have_their_amount_with_tax() -> None:
    taxed = calculated(8, 10, "sale", calculated_amount_with_tax=9.5249, original_amount_with_tax=11.9)
    product = shown(taxed, taxed)
    for one in (product, *product["variants"]):
        assert (one["price"]["grossValue"], one["originalPrice"]["grossValue"]) == (9.52, 11.9)
    assert "grossValue" not in shown(calculated(8))["price"]


def test_old_prices_are_compared_with_tax_where_it_is_known() -> None:
    """The old price includes tax, the new one does not."""
    taxes = {"is_original_price_tax_inclusive": True, "original_amount_with_tax": 11}
    less = calculated(9, 11, "sale", calculated_amount_with_tax=10.71, **taxes)
    more = calculated(10, 11, "sale", calculated_amount_with_tax=11.9, **taxes)
    assert shown(less)["originalPrice"] == {
        "value": 11,
        "currency": "EUR",
        "taxIncluded": True,
        "grossValue": 11,
    }
    assert "originalPrice" not in shown(more)


def test_a_price_that_includes_tax_is_the_one_with_tax() -> None:
    price = shown(calculated(8, is_calculated_price_tax_inclusive=True))["price"]
    assert (price["taxIncluded"], price["grossValue"]) == (True, 8)


def test_whether_tax_is_included_is_left_out_where_medusa_does_not_say() -> None:
    assert shown({"calculated_amount": 8, "currency_code": "eur"})["price"] == {"value": 8, "currency": "EUR"}


def test_a_page_has_the_same_prices_as_a_list() -> None:
    product = recorded("product-detail")["products"][0]
    found = [read(product, EUR) for read in (detailed_product, listed_product)]
    page, entry = (as_json(one) for one in found if one)
    for field in ("price", "priceRange", "variants"):
        assert page[field] == entry[field]
    assert len({one["price"]["value"] for one in page["variants"]}) > 1


def test_a_contract_says_whether_what_was_paid_includes_tax() -> None:
    record = recorded("service-instance")["serviceInstance"]
    paid = {"currency": "eur", "total_price": {"value": 11.9}}

    def price(totals: Json) -> Json:
        found = service(record | {"totals": totals}, {}, "EUR")
        assert found
        return dict(as_json(found.contract.price))

    ordered = {"value": 11.9, "currency": "EUR", "taxIncluded": True, "grossValue": 11.9}
    assert price(paid | {"tax_included": True}) == ordered
    assert price(paid) == {"value": 11.9, "currency": "EUR"}
