"""The catalogue asks Medusa for what is wanted, all of it at once, and for nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import BadRequestError, NotFoundError, NotSupportedError
from commerce.mappers.products import View
from commerce.medusa import products
from commerce.medusa.client import Medusa
from commerce.medusa.products import ProductFilter, Shown
from commerce.models.products import ReferenceType

from tests.conftest import Configure
from tests.support.recorded import recorded
from tests.support.upstream import Upstream

PRODUCTS = "GET /store/products"
REFERENCES = "GET /admin/products/prod_1/variants/variant_1/references"
EUR = View("EUR")

Json = dict[str, Any]


def asked(shop: Upstream) -> dict[str, list[str]]:
    """The query of the one request for products."""
    [found] = [seen.queries for seen in shop.seen if seen.route == PRODUCTS]
    return found


def listed(guest: Medusa, shop: Upstream, **wanted: Any) -> dict[str, list[str]]:
    shop.on(PRODUCTS, recorded("product-list"))
    shop.on("GET /store/product-categories", recorded("categories"))
    shop.on("GET /store/product-types", recorded("types"))
    products.list_products(guest, ProductFilter(**wanted), Shown())
    return asked(shop)


def priced(product: str, *variants: str) -> Json:
    prices = [{"currency_code": "eur", "amount": 1}]
    return {"id": product, "variants": [{"id": name, "sku": name, "prices": prices} for name in variants]}


def test_a_list_is_one_lean_request_and_its_total_is_medusas(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, recorded("product-list"))
    found = products.list_products(guest, ProductFilter(), Shown())
    assert found.total == recorded("product-list")["count"]
    assert len(found.data) == 3
    assert shop.asked == ["GET /store/regions", PRODUCTS]
    query = asked(shop)
    assert (query["limit"], query["offset"]) == (["12"], ["0"])
    assert query["region_id"] == [recorded("regions")["regions"][0]["id"]]
    fields = query["fields"][0].split(",")
    assert "variants.calculated_price.calculated_amount" in fields
    assert {"*variants", "metadata", "weight"}.isdisjoint(fields)
    assert "variants.weight" not in fields


def test_each_filter_is_medusas_to_apply(guest: Medusa, shop: Upstream) -> None:
    query = listed(guest, shop, limit=5, offset=10, q="drill & bit", sort="createdAt_DESC")
    assert (query["limit"], query["offset"]) == (["5"], ["10"])
    assert (query["q"], query["order"]) == (["drill & bit"], ["-created_at"])


@pytest.mark.parametrize("named", ["Power tools", "power TOOLS", "power-tools", "id"])
def test_a_category_goes_by_name_handle_or_id(guest: Medusa, shop: Upstream, named: str) -> None:
    category = recorded("categories")["product_categories"][0]["id"]
    query = listed(guest, shop, category=category if named == "id" else named)
    assert query["category_id[]"] == [category]


def test_an_unknown_category_has_no_products_and_they_are_not_asked_for(
    guest: Medusa, shop: Upstream
) -> None:
    shop.on("GET /store/product-categories", recorded("categories"))
    found = products.list_products(guest, ProductFilter(category="Toys"), Shown())
    assert (found.data, found.total) == ([], 0)
    assert PRODUCTS not in shop.asked


def test_virtual_products_have_the_type_and_physical_ones_any_other_or_none(
    guest: Medusa, shop: Upstream
) -> None:
    physical, virtual = (entry["id"] for entry in recorded("types")["product_types"])
    assert listed(guest, shop, type="VIRTUAL")["type_id[]"] == [virtual]
    shop.seen.clear()
    query = listed(guest, shop, type="PHYSICAL")
    assert (query["$or[0][type_id]"], query["$or[1][type_id][]"]) == (["null"], [physical])


def test_a_shop_without_types_sells_nothing_virtual(guest: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/product-types", {"product_types": []}, {"product_types": []})
    assert products.list_products(guest, ProductFilter(type="VIRTUAL"), Shown()).total == 0
    assert PRODUCTS not in shop.asked
    assert listed(guest, shop, type="PHYSICAL")["$or[1][type_id][]"] == ["null"]


@pytest.mark.parametrize("sort", ["price_ASC", "sku_DESC"])
def test_what_medusa_cannot_sort_by_is_refused_before_it_is_asked(
    guest: Medusa, shop: Upstream, sort: str
) -> None:
    with pytest.raises(BadRequestError, match="title_ASC"):
        products.list_products(guest, ProductFilter(sort=sort), Shown())
    assert PRODUCTS not in shop.asked


def test_a_currency_in_which_no_region_sells_is_refused(guest: Medusa, shop: Upstream) -> None:
    with pytest.raises(BadRequestError) as refused:
        products.list_products(guest, ProductFilter(), Shown("PLN"))
    assert refused.value.details[0].path == "header.x-currency"


def test_the_asked_currency_is_that_of_the_region(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, {"products": [], "count": 0})
    products.list_products(guest, ProductFilter(), Shown("USD"))
    assert asked(shop)["region_id"] == [recorded("regions")["regions"][1]["id"]]


def test_what_cannot_be_sold_is_left_out_of_a_list(guest: Medusa, shop: Upstream) -> None:
    answer = recorded("product-list")
    answer["products"][0]["variants"][0]["sku"] = None
    shop.on(PRODUCTS, answer)
    found = products.list_products(guest, ProductFilter(), Shown())
    assert [entry.id for entry in found.data] == [product["id"] for product in answer["products"][1:]]


@pytest.mark.parametrize(
    ("base_path", "shop_path", "shown"),
    [(None, "", ""), (None, "/products/", "/products"), ("/en/", "/products", "/en"), ("", "/products", "")],
)
def test_links_stand_below_the_asked_path_or_else_the_shops(
    shop: Upstream, configure: Configure, base_path: str | None, shop_path: str, shown: str
) -> None:
    configure(PRODUCTS_BASE_PATH=shop_path)
    assert Shown(base_path=base_path).view() == View("EUR", shown)


@pytest.mark.parametrize(("key", "named"), [("id", "prod_01M82"), ("handle", "cordless-drill")])
def test_a_product_is_found_by_id_or_handle_in_one_request(
    guest: Medusa, shop: Upstream, key: str, named: str
) -> None:
    shop.on(PRODUCTS, recorded("product-detail"))
    found = products.get_product(guest, named, "cordless-drill-18v-red", Shown())
    assert found.sku == "CORDLESS-DRILL-18V-RED"
    assert found.attributes
    assert asked(shop)[key] == [named]
    assert {"weight", "variants.weight", "options.title"} <= set(asked(shop)["fields"][0].split(","))


@pytest.mark.parametrize(
    ("answer", "variant", "say"),
    [
        ({"products": []}, None, "Product drill was not found"),
        (recorded("product-detail"), "green", "Product drill has no variant green"),
        ({"products": [{"id": "prod_1", "variants": []}]}, None, "Product drill is not for sale in EUR"),
    ],
)
def test_what_is_not_there_is_404(
    guest: Medusa, shop: Upstream, answer: Json, variant: str | None, say: str
) -> None:
    shop.on(PRODUCTS, answer)
    with pytest.raises(NotFoundError, match=say):
        products.get_product(guest, "drill", variant, Shown())


def related(guest: Medusa, reference: ReferenceType | None = None, **page: Any) -> list[str]:
    wanted = ProductFilter(**page)
    found = products.related_products(guest, "prod_1", "variant_1", reference, wanted, Shown())
    return [f"{entry.variant_id} of {found.total}" for entry in found.data]


def reference(product: str, variant: str) -> Json:
    return {"targetProduct": {"id": variant, "product_id": product}}


def test_related_products_are_the_referred_variants_in_two_requests(guest: Medusa, shop: Upstream) -> None:
    entries = [reference("prod_2", "v2b"), reference("prod_3", "v3"), reference("prod_2", "v2a")]
    shop.on(REFERENCES, {"productReferences": [*entries, {"targetProduct": None}]})
    shop.on(PRODUCTS, {"products": [priced("prod_3", "v3"), priced("prod_2", "v2a", "v2b")]})
    assert related(guest, ReferenceType.SPARE_PART) == ["v2b of 3", "v3 of 3", "v2a of 3"]
    assert shop.asked == [REFERENCES, "GET /store/regions", PRODUCTS]
    assert shop.seen[0].query == {"limit": "1000", "referenceType": "SPARE_PART"}
    assert asked(shop)["id[]"] == ["prod_2", "prod_3"]


def test_related_products_are_sorted_by_medusa_and_paged(guest: Medusa, shop: Upstream) -> None:
    shop.on(REFERENCES, {"productReferences": [reference("prod_2", "v2"), reference("prod_3", "v3")]})
    shop.on(PRODUCTS, {"products": [priced("prod_3", "v3"), priced("prod_2", "v2")]})
    assert related(guest, sort="title_ASC", limit=1, offset=1) == ["v2 of 2"]
    assert asked(shop)["order"] == ["title"]


def test_more_related_products_than_one_request_takes_are_sorted_as_one(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(products, "_IDS_A_CALL", 2)
    shop.on(REFERENCES, {"productReferences": [reference(f"prod_{n}", f"v{n}") for n in (1, 2, 3)]})
    first = [
        priced("prod_1", "v1") | {"created_at": "2026-03"},
        priced("prod_2", "v2") | {"created_at": "2026-01"},
    ]
    shop.on(PRODUCTS, {"products": first}, {"products": [priced("prod_3", "v3") | {"created_at": "2026-02"}]})
    assert related(guest, sort="createdAt_DESC") == ["v1 of 3", "v3 of 3", "v2 of 3"]
    fields = [seen.query["fields"] for seen in shop.seen if seen.route == PRODUCTS]
    assert [names.split(",")[-1] for names in fields] == ["created_at"] * 2


def test_the_recorded_references_ask_for_their_products(guest: Medusa, shop: Upstream) -> None:
    shop.on(REFERENCES, recorded("references"))
    shop.on(PRODUCTS, {"products": []})
    assert related(guest) == []
    targets = [entry["targetProduct"]["product_id"] for entry in recorded("references")["productReferences"]]
    assert asked(shop)["id[]"] == list(dict.fromkeys(targets))


def test_a_variant_without_references_has_none_and_no_products_are_asked_for(
    guest: Medusa, shop: Upstream
) -> None:
    shop.on(REFERENCES, {"productReferences": []})
    assert related(guest) == []
    assert PRODUCTS not in shop.asked


def test_an_unknown_variant_is_404_and_a_missing_plugin_is_501(guest: Medusa, shop: Upstream) -> None:
    shop.on(REFERENCES, (404, {"message": "x"}), (404, "<html>"))
    with pytest.raises(NotFoundError, match="Product prod_1 has no variant variant_1"):
        related(guest)
    with pytest.raises(NotSupportedError, match="plugin"):
        related(guest)


def test_a_variant_that_is_gone_is_not_shown_as_another(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, {"products": [priced("prod_1", "small")]})
    assert products.products_of_variants(guest, [("prod_1", "large"), ("prod_2", "x")], EUR) == []


def test_more_ids_than_a_url_takes_are_asked_for_side_by_side(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, *[{"products": []}] * 3)
    pairs = [(f"prod_{number}", "v") for number in range(250)]
    products.products_of_variants(guest, [*pairs, *pairs], EUR)
    chunks = sorted(len(seen.queries["id[]"]) for seen in shop.seen if seen.route == PRODUCTS)
    assert chunks == [50, 100, 100]
