"""Products by handle and slug wherever ids are taken, what relates them, and what is left of them."""

from __future__ import annotations

from typing import Any

import pytest
from commerce import cache
from commerce.errors import BadRequestError, NotFoundError
from commerce.mappers.products import DisplayOptions, detailed_product, listed_product, reference_type
from commerce.medusa import cart_items, offers, product_list, products, purchases, reference_data
from commerce.medusa.product_filter import ProductFilter
from commerce.medusa.transport.client import Medusa
from commerce.models.carts import AddItem
from commerce.models.products import ReferenceType
from commerce.models.resources import PurchaseService

from tests.support.recorded import as_json, recorded
from tests.support.upstream import Upstream

Json = dict[str, Any]

PRODUCTS = "GET /store/products"
REFERENCES = "GET /admin/products/prod_1/variants/variant_1/references"
VARIANT = "GET /store/product-variants/variant_1"
DRILL = {"id": "prod_1", "handle": "drill", "variants": [{"id": "variant_1", "sku": "Drill 12V"}]}


def priced(product: str, *variants: str) -> Json:
    price = {"currency_code": "eur", "calculated_amount": 1}
    return {
        "id": product,
        "variants": [{"id": one, "sku": one, "calculated_price": price} for one in variants],
    }


def reference(product: str, variant: str, kind: str | None = "SPARE_PART") -> Json:
    return {"targetProduct": {"id": variant, "product_id": product}, "reference_type": kind}


def related(medusa: Medusa, product: str, variant: str, kind: ReferenceType | None = None) -> list[Json]:
    found = offers.related_products(medusa, product, variant, kind, ProductFilter(), DisplayOptions("EUR"))
    return [dict(as_json(entry)) for entry in found.data]


@pytest.mark.parametrize("product", ["prod_1", "drill"])
@pytest.mark.parametrize("variant", ["variant_1", "drill-12v"])
def test_related_products_go_by_ids_handles_and_slugs(
    guest: Medusa, shop: Upstream, product: str, variant: str
) -> None:
    by_id = (product, variant) == ("prod_1", "variant_1")
    named = [] if by_id else [{"products": [DRILL]}]
    shop.on(PRODUCTS, *named, {"products": [priced("prod_2", "v2")]})
    shop.on(REFERENCES, {"productReferences": [reference("prod_2", "v2")]})
    assert [entry["variantId"] for entry in related(guest, product, variant)] == ["v2"]
    assert shop.asked.count(PRODUCTS) == (1 if by_id else 2)
    assert REFERENCES in shop.asked


@pytest.mark.parametrize(
    ("product", "variant", "found"),
    [
        ("saw", "drill-12v", []),
        ("drill", "drill-18v", [DRILL]),
        ("Drill", "drill-12v", [DRILL]),  # Medusa may return another than the one that is meant
        ("prod_1", "drill-18v", [DRILL | {"variants": None}]),
    ],
)
def test_a_name_of_nothing_is_404_and_the_plugin_is_not_called(
    guest: Medusa, shop: Upstream, product: str, variant: str, found: list[Json]
) -> None:
    shop.on(PRODUCTS, {"products": found})
    with pytest.raises(NotFoundError) as raised:
        related(guest, product, variant)
    assert product in raised.value.message
    assert variant in raised.value.message
    assert not any("/admin/" in route for route in shop.asked)


def test_a_product_related_twice_is_listed_once(guest: Medusa, shop: Upstream) -> None:
    rows = [
        reference("prod_2", "v2", "REPLACEMENT"),
        reference("prod_2", "v3", "SPARE_PART"),
        reference("prod_2", "v2", "SPARE_PART"),
        reference("prod_4", "v4", "SOMETHING_ELSE"),
        reference("prod_4", "v5", None),
    ]
    shop.on(REFERENCES, {"productReferences": rows})
    shop.on(PRODUCTS, {"products": [priced("prod_2", "v2", "v3"), priced("prod_4", "v4", "v5")]})
    shown = [
        (entry["variantId"], entry.get("referenceType")) for entry in related(guest, "prod_1", "variant_1")
    ]
    assert shown == [("v2", "REPLACEMENT"), ("v3", "SPARE_PART"), ("v4", None), ("v5", None)]


def test_the_total_of_related_products_counts_each_once(guest: Medusa, shop: Upstream) -> None:
    rows = [reference("prod_2", "v2"), reference("prod_2", "v2", "REPLACEMENT"), reference("prod_9", "gone")]
    shop.on(REFERENCES, {"productReferences": rows})
    shop.on(PRODUCTS, {"products": [priced("prod_2", "v2")]})
    page = ProductFilter(limit=1, offset=0)
    found = offers.related_products(guest, "prod_1", "variant_1", None, page, DisplayOptions("EUR"))
    assert (len(found.data), found.total) == (1, 1)


@pytest.mark.parametrize("field", ["reference_type", "referenceType"])
@pytest.mark.parametrize("kind", list(ReferenceType))
def test_the_type_of_a_reference(field: str, kind: ReferenceType) -> None:
    assert reference_type({field: kind.value}) is kind


@pytest.mark.parametrize("odd", [None, "", "spare_part", "OTHER", 5])
def test_a_type_that_the_contract_does_not_have_is_left_out(odd: Any) -> None:
    assert reference_type({"reference_type": odd}) is None


def test_only_related_products_have_a_type_of_reference(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, recorded("product-list"))
    found = product_list.list_products(guest, ProductFilter(), DisplayOptions("EUR"))
    assert all("referenceType" not in as_json(entry) for entry in found.data)


PURCHASE = "POST /store/services/purchase"


def bought() -> Json:
    anna = {"customer_id": "cus_anna", "customer": {"id": "cus_anna"}}
    service = recorded("service-instances")["serviceInstances"][0] | anna
    return {"order": recorded("order")["order"] | anna, "service_instance": service}


@pytest.mark.parametrize(
    ("named", "product", "calls"),
    [("prod_1", "prod_1", 0), ("variant_1", "variant_1", 0), ("drill", "prod_1", 1)],
)
def test_a_service_is_bought_by_id_or_handle(
    anna: Medusa, shop: Upstream, named: str, product: str, calls: int
) -> None:
    shop.on(PRODUCTS, *[{"products": [DRILL]}] * calls, {"products": [], "count": 0})
    shop.on(PURCHASE, bought())
    purchases.purchase_service(anna, named, PurchaseService(), DisplayOptions("EUR"), None)
    before = shop.asked[: shop.asked.index(PURCHASE)]
    assert before.count(PRODUCTS) == calls
    [sent] = [seen.json for seen in shop.seen if seen.route == PURCHASE]
    assert sent["id"] == product


def test_a_handle_of_nothing_buys_nothing_else(anna: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, {"products": [DRILL]})
    shop.on(PURCHASE, (404, {"message": "x"}))
    with pytest.raises(NotFoundError):
        purchases.purchase_service(anna, "saw", PurchaseService(), DisplayOptions("EUR"), None)
    assert all(seen.json["id"] == "saw" for seen in shop.seen if seen.route == PURCHASE)


@pytest.mark.parametrize(
    ("stock", "in_stock", "left"),
    [
        ({"manage_inventory": True, "inventory_quantity": 3}, True, 3),
        ({"manage_inventory": True, "inventory_quantity": 2.5}, True, 2.5),
        ({"manage_inventory": True, "inventory_quantity": 0}, False, 0),
        ({"manage_inventory": True, "inventory_quantity": -2}, False, 0),
        ({"manage_inventory": True, "inventory_quantity": None}, True, None),
        ({"manage_inventory": True}, True, None),
        ({"manage_inventory": True, "allow_backorder": True, "inventory_quantity": 0}, True, None),
        ({"manage_inventory": False, "inventory_quantity": 0}, True, None),
        ({}, True, None),
    ],
    ids=str,
)
@pytest.mark.parametrize("mapped", [listed_product, detailed_product])
@pytest.mark.parametrize("others", [(), ("v2", "v3")], ids=["one variant", "several"])
def test_each_product_says_what_is_left_of_the_shown_variant(
    stock: Json, in_stock: bool, left: float | None, mapped: Any, others: tuple[str, ...]
) -> None:
    product = priced("prod_1", "v1", *others)
    product["variants"][0] |= stock
    shown = as_json(mapped(product, DisplayOptions("EUR")))
    assert shown["inStock"] is in_stock
    assert shown.get("availableQuantity") == left
    if others:
        assert (shown["variants"][0]["inStock"], shown["variants"][0].get("availableQuantity")) == (
            in_stock,
            left,
        )
        last = as_json(mapped(product, DisplayOptions("EUR"), product["variants"][-1]))
        assert (last["inStock"], last.get("availableQuantity")) == (True, None)


def test_only_lists_request_what_is_sold_in_the_currency(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, recorded("product-list"), recorded("product-detail"))
    product_list.list_products(guest, ProductFilter(), DisplayOptions("EUR"))
    [asked] = [seen for seen in shop.seen if seen.route == PRODUCTS]
    assert asked.headers["x-sellable-in"] == "eur"
    shop.seen.clear()
    products.get_product(
        Medusa(), recorded("product-detail")["products"][0]["id"], None, DisplayOptions("EUR")
    )
    assert all("x-sellable-in" not in seen.headers for seen in shop.seen)


@pytest.mark.parametrize("sort", ["price_ASC", "price_DESC"])
def test_a_list_by_price_requests_what_is_sold_too(guest: Medusa, shop: Upstream, sort: str) -> None:
    shop.on(PRODUCTS, *[recorded("product-list")] * 2)
    product_list.list_products(guest, ProductFilter(sort=sort), DisplayOptions("EUR"))
    asked = [seen for seen in shop.seen if seen.route == PRODUCTS]
    assert [seen.headers.get("x-sellable-in") for seen in asked] == ["eur", "eur"]


def test_a_skus_look_up_is_cached_until_it_is_old(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.on(
        VARIANT, {"variant": {"id": "variant_1", "sku": "A"}}, {"variant": {"id": "variant_1", "sku": "B"}}
    )
    assert [reference_data.sku_of(guest, "variant_1") for _ in range(3)] == ["A"] * 3
    assert shop.asked == [VARIANT]
    monkeypatch.setattr(reference_data, "MAX_AGE", 0.0)
    assert reference_data.sku_of(guest, "variant_1") == "B"


def test_a_variant_without_a_sku_is_cached_an_unsold_one_not(guest: Medusa, shop: Upstream) -> None:
    shop.on(VARIANT, (404, {"message": "x"}), {"variant": {"id": "variant_1", "sku": None}})
    with pytest.raises(NotFoundError):
        reference_data.sku_of(guest, "variant_1")
    assert [reference_data.sku_of(guest, "variant_1") for _ in range(2)] == [None, None]
    assert shop.asked == [VARIANT] * 2
    cache.clear()
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    assert reference_data.sku_of(guest, "variant_1") == "A"


def test_so_many_skus_are_cached_those_used_last(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference_data._skus, "capacity", 2)
    for name in "abc":
        shop.on(f"GET /store/product-variants/{name}", *[{"variant": {"id": name, "sku": name}}] * 2)
    for name in "abaca":
        reference_data.sku_of(guest, name)
    assert [route[-1] for route in shop.asked] == ["a", "b", "c"]
    reference_data.sku_of(guest, "b")
    assert shop.asked[-1][-1] == "b"


def test_a_cached_sku_still_contradicts(guest: Medusa, shop: Upstream) -> None:
    cart = {"id": "cart_1", "currency_code": "eur"}
    shop.on("GET /store/carts/cart_1", *[{"cart": cart}] * 2)
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    wanted = AddItem(sku="B", quantity=1, cart_id="cart_1", variant_id="variant_1")
    for _ in range(2):
        with pytest.raises(BadRequestError) as refused:
            cart_items.add_item(guest, wanted, None)
        assert (refused.value.code, refused.value.details[0].path) == ("sku_mismatch", "body.sku")
        assert {"A", "B"} <= {word.strip(",.") for word in refused.value.message.split()}
    assert shop.asked.count(VARIANT) == 1
