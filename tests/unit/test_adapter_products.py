"""The catalogue requests from Medusa only what is needed, in parallel."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import BadRequestError, NotFoundError, NotSupportedError, UpstreamError
from commerce.mappers.products import DisplayOptions
from commerce.medusa import offers, price_order, product_list, products
from commerce.medusa.product_filter import ProductFilter
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Medusa
from commerce.models.products import ReferenceType

from tests.conftest import Configure
from tests.support.recorded import recorded
from tests.support.upstream import Upstream

PRODUCTS = "GET /store/products"
REFERENCES = "GET /admin/products/prod_1/variants/variant_1/references"
EUR = DisplayOptions("EUR")
DRILL = recorded("product-detail")["products"][0]

Json = dict[str, Any]


def asked(shop: Upstream) -> dict[str, list[str]]:
    """The query of the one request for products."""
    [found] = [seen.queries for seen in shop.seen if seen.route == PRODUCTS]
    return found


def listed(guest: Medusa, shop: Upstream, **wanted: Any) -> dict[str, list[str]]:
    shop.on(PRODUCTS, recorded("product-list"))
    shop.on("GET /store/product-categories", recorded("categories"))
    shop.on("GET /store/product-types", recorded("types"))
    product_list.list_products(guest, ProductFilter(**wanted), DisplayOptions("EUR"))
    return asked(shop)


def priced(product: str, *variants: str, amount: float | None = 1) -> Json:
    price = {"currency_code": "eur", "calculated_amount": amount}
    return {
        "id": product,
        "variants": [{"id": one, "sku": one, "calculated_price": price} for one in variants],
    }


def test_a_list_is_one_lean_request_and_its_total_is_medusas(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, recorded("product-list"))
    found = product_list.list_products(guest, ProductFilter(), DisplayOptions("EUR"))
    assert found.total == recorded("product-list")["count"]
    assert len(found.data) == 3
    assert shop.asked == ["GET /store/regions", PRODUCTS, "GET /store/product-categories"]
    query = shop.seen[1].queries
    assert (query["limit"], query["offset"]) == (["12"], ["0"])
    assert query["region_id"] == [recorded("regions")["regions"][0]["id"]]
    fields = query["fields"][0].split(",")
    assert "variants.calculated_price.calculated_amount" in fields
    assert {"metadata", "weight"}.isdisjoint(fields)


def test_each_filter_is_medusas_to_apply(guest: Medusa, shop: Upstream) -> None:
    query = listed(guest, shop, limit=5, offset=10, q="drill & bit", sort="createdAt_DESC")
    assert (query["limit"], query["offset"]) == (["5"], ["10"])
    assert (query["q"], query["order"]) == (["drill & bit"], ["-created_at"])


@pytest.mark.parametrize("named", ["Power tools", "power TOOLS", "power-tools", "id"])
def test_a_category_goes_by_name_handle_or_id(guest: Medusa, shop: Upstream, named: str) -> None:
    category = recorded("categories")["product_categories"][0]["id"]
    query = listed(guest, shop, categories=("Toys", category if named == "id" else named))
    assert query["category_id[]"] == [category]


def test_several_categories_or_types_are_any_of_them(guest: Medusa, shop: Upstream) -> None:
    first, second = (one["id"] for one in recorded("categories")["product_categories"][:2])
    assert listed(guest, shop, categories=(first, second))["category_id[]"] == [first, second]
    shop.seen.clear()
    query = listed(guest, shop, types=frozenset({"PHYSICAL", "VIRTUAL"}))
    assert {"type_id[]", "$or[0][type_id]"}.isdisjoint(query)


def test_an_unknown_category_requests_no_products(guest: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/product-categories", recorded("categories"))
    found = product_list.list_products(guest, ProductFilter(categories=("Toys",)), DisplayOptions("EUR"))
    assert (found.data, found.total) == ([], 0)
    assert PRODUCTS not in shop.asked


def test_physical_products_have_any_type_but_virtual_or_none(guest: Medusa, shop: Upstream) -> None:
    ids = {entry["value"]: entry["id"] for entry in recorded("types")["product_types"]}
    physical, virtual = ids["PHYSICAL"], ids["VIRTUAL"]
    assert listed(guest, shop, types=frozenset({"VIRTUAL"}))["type_id[]"] == [virtual]
    shop.seen.clear()
    query = listed(guest, shop, types=frozenset({"PHYSICAL"}))
    assert (query["$or[0][type_id]"], query["$or[1][type_id][]"]) == (["null"], [physical])


def test_a_shop_without_types_sells_nothing_virtual(guest: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/product-types", {"product_types": [], "count": 0}, {"product_types": [], "count": 0})
    assert (
        product_list.list_products(
            guest, ProductFilter(types=frozenset({"VIRTUAL"})), DisplayOptions("EUR")
        ).total
        == 0
    )
    assert PRODUCTS not in shop.asked
    assert listed(guest, shop, types=frozenset({"PHYSICAL"}))["$or[1][type_id][]"] == ["null"]


@pytest.mark.parametrize("sort", ["sku_ASC", "sku_DESC", "price"])
def test_an_unsortable_field_is_refused_before_medusa_is_called(
    guest: Medusa, shop: Upstream, sort: str
) -> None:
    with pytest.raises(BadRequestError, match="title_ASC"):
        product_list.list_products(guest, ProductFilter(sort=sort), DisplayOptions("EUR"))
    assert PRODUCTS not in shop.asked


def test_a_currency_in_which_no_region_sells_is_refused(guest: Medusa, shop: Upstream) -> None:
    with pytest.raises(BadRequestError) as refused:
        product_list.list_products(guest, ProductFilter(), DisplayOptions("PLN"))
    assert refused.value.details[0].path == "header.x-currency"


def test_the_requested_currency_is_that_of_the_region(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, {"products": [], "count": 0})
    product_list.list_products(guest, ProductFilter(), DisplayOptions("USD"))
    assert asked(shop)["region_id"] == [recorded("regions")["regions"][1]["id"]]


def test_what_cannot_be_sold_is_left_out_of_a_list(guest: Medusa, shop: Upstream) -> None:
    answer = recorded("product-list")
    for variant in answer["products"][0]["variants"]:
        variant["sku"] = None
    shop.on(PRODUCTS, answer)
    found = product_list.list_products(guest, ProductFilter(), DisplayOptions("EUR"))
    assert [entry.id for entry in found.data] == [product["id"] for product in answer["products"][1:]]


@pytest.mark.parametrize(
    ("base_path", "shop_path", "shown"),
    [(None, "", ""), (None, "/products/", "/products"), ("/en/", "/products", "/en"), ("", "/products", "")],
)
def test_links_stand_below_the_requested_path_or_else_the_shops(
    shop: Upstream, configure: Configure, base_path: str | None, shop_path: str, shown: str
) -> None:
    configure(PRODUCTS_BASE_PATH=shop_path)
    assert products.display_options(base_path=base_path) == DisplayOptions("EUR", shown)


@pytest.mark.parametrize(
    ("key", "named"),
    [("id", DRILL["id"]), ("$or[0][id]", DRILL["handle"]), ("$or[1][handle][]", DRILL["handle"])],
)
def test_a_product_is_found_by_id_or_handle_in_one_request(
    guest: Medusa, shop: Upstream, key: str, named: str
) -> None:
    shop.on(PRODUCTS, recorded("product-detail"))
    found = products.get_product(guest, named, "cordless-drill-18v-red", DisplayOptions("EUR"))
    assert found.sku == "CORDLESS-DRILL-18V-RED"
    assert found.attributes
    assert asked(shop)[key] == [named]
    assert {"weight", "*variants", "options.title"} <= set(asked(shop)["fields"][0].split(","))


@pytest.mark.parametrize(
    ("named", "sent", "handle"),
    [
        (DRILL["id"], [DRILL["id"]], "drill"),
        ("drill", ["drill"], "drill"),
        ("null", ["null"], "null"),
        ("a%2Fb", ["a%2Fb", "a/b"], "a/b"),
    ],
)
def test_with_the_plugin_its_list_finds_a_product_by_name(
    guest: Medusa, shop: Upstream, named: str, sent: list[str], handle: str
) -> None:
    header = {plugin.HEADER: "0.2.0; medusa=2.21.2; parts=product-list"}
    shop.replace("GET /store/regions", (200, recorded("regions"), header))
    route = "GET /store/storefront/products"
    shop.on(route, {"products": [DRILL | {"handle": handle}]})
    assert products.get_product(guest, named, None, EUR).id == DRILL["id"]
    assert [seen.queries["name[]"] for seen in shop.seen if seen.route == route] == [sent]
    assert PRODUCTS not in shop.asked


@pytest.mark.parametrize(
    "handle", ["bohrmaschine-für-x", "20%-off", "a%20b", "私の製品", "null", "..", "a&b=c"]
)
def test_a_handle_is_any_text_and_shows_only_its_product(guest: Medusa, shop: Upstream, handle: str) -> None:
    other, meant = priced("prod_1", "v1") | {"handle": "x"}, priced("prod_2", "v2") | {"handle": handle}
    shop.on(PRODUCTS, {"products": [other, meant]}, {"products": [other]})
    assert products.get_product(guest, handle, None, DisplayOptions("EUR")).id == "prod_2"
    with pytest.raises(NotFoundError):
        products.get_product(guest, handle, None, DisplayOptions("EUR"))


def test_the_text_null_is_not_sent_as_medusa_reads_none(guest: Medusa, shop: Upstream) -> None:
    assert listed(guest, shop, q="null")["q"] == ["Null"]


@pytest.mark.parametrize("gone", ["green", "variant_gone"])
def test_a_variant_that_is_gone_opens_the_product_as_it_is_sold(
    guest: Medusa, shop: Upstream, gone: str
) -> None:
    shop.on(PRODUCTS, recorded("product-detail"))
    found = products.get_product(guest, DRILL["handle"], gone, DisplayOptions("EUR"))
    assert found.variant_id == DRILL["variants"][0]["id"]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"id": "prod_1", "handle": "drill", "variants": []}],
        [priced("prod_1", "v1") | {"handle": "drills"}],
    ],
    ids=["nothing", "not for sale", "another"],
)
def test_what_is_not_there_is_404(guest: Medusa, shop: Upstream, rows: list[Json]) -> None:
    shop.on(PRODUCTS, {"products": rows})
    with pytest.raises(NotFoundError, match="drill"):
        products.get_product(guest, "drill", None, DisplayOptions("EUR"))


def related(guest: Medusa, reference: ReferenceType | None = None, **page: Any) -> list[str]:
    wanted = ProductFilter(**page)
    found = offers.related_products(guest, "prod_1", "variant_1", reference, wanted, DisplayOptions("EUR"))
    return [f"{entry.variant_id} of {found.total}" for entry in found.data]


def reference(product: str, variant: str) -> Json:
    return {"targetProduct": {"id": variant, "product_id": product}}


def test_related_products_are_the_variants_in_two_requests(guest: Medusa, shop: Upstream) -> None:
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


def test_many_related_products_are_sorted_as_one_list(
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


def test_the_recorded_references_request_their_products(guest: Medusa, shop: Upstream) -> None:
    shop.on(REFERENCES, recorded("references"))
    shop.on(PRODUCTS, {"products": []})
    assert related(guest) == []
    targets = [entry["targetProduct"]["product_id"] for entry in recorded("references")["productReferences"]]
    assert asked(shop)["id[]"] == list(dict.fromkeys(targets))


def test_a_variant_without_references_has_none_if_it_is_there(guest: Medusa, shop: Upstream) -> None:
    shop.on(REFERENCES, {"productReferences": []}, {"productReferences": []})
    shop.on(PRODUCTS, {"products": [priced("prod_1", "variant_1")]}, {"products": []})
    assert related(guest) == []
    assert shop.asked == [REFERENCES, PRODUCTS]
    with pytest.raises(NotFoundError):
        related(guest)


def test_an_unknown_variant_is_404_and_a_missing_plugin_is_501(guest: Medusa, shop: Upstream) -> None:
    shop.on(REFERENCES, (404, {"message": "x"}), (404, "<html>"))
    with pytest.raises(NotFoundError, match="Product prod_1 has no variant variant_1"):
        related(guest)
    with pytest.raises(NotSupportedError, match="plugin"):
        related(guest)


def test_a_variant_that_is_gone_is_not_shown_as_another(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, {"products": [priced("prod_1", "small")]})
    assert products.products_of_variants(guest, [("prod_1", "large"), ("prod_2", "x")], EUR) == []


def test_more_ids_than_a_url_takes_are_requested_in_parallel(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, *[{"products": []}] * 3)
    pairs = [(f"prod_{number}", "v") for number in range(250)]
    products.products_of_variants(guest, [*pairs, *pairs], EUR)
    chunks = sorted(len(seen.queries["id[]"]) for seen in shop.seen if seen.route == PRODUCTS)
    assert chunks == [50, 100, 100]


def by_price(guest: Medusa, **wanted: Any) -> list[str]:
    found = product_list.list_products(guest, ProductFilter(**wanted), DisplayOptions("EUR"))
    return [f"{entry.id} of {found.total}" for entry in found.data]


@pytest.mark.parametrize(
    ("sort", "ids"), [("price_ASC", ["2", "1", "3"]), ("price_DESC", ["3", "1", "2"]), (None, [])]
)
def test_products_are_sorted_by_the_price_that_a_list_shows(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch, sort: str | None, ids: list[str]
) -> None:
    if not sort:  # more pages than one: the further ones are read as well
        sort, ids = "price_ASC", ["2", "1", "3"]
        monkeypatch.setattr(price_order, "_PAGE", 2)
    rows = [priced(f"prod_{n}", f"v{n}", amount=a) for n, a in [(1, 5), (2, 0), (3, 7.5), (4, None)]]
    pages = [rows] if price_order._PAGE > 2 else [rows[:2], rows[2:]]
    shop.on(PRODUCTS, *[{"products": page, "count": 4} for page in pages], {"products": rows})
    assert by_price(guest, sort=sort, limit=4) == [f"prod_{number} of 4" for number in ids]
    assert sorted(shop.seen[-1].queries["id[]"]) == [f"prod_{number}" for number in (1, 2, 3, 4)]


def test_a_page_beyond_the_last_is_empty_or_refused(guest: Medusa, shop: Upstream) -> None:
    shop.on(PRODUCTS, {"products": [priced("prod_1", "v")], "count": 1}, {"products": [], "count": 1001})
    assert by_price(guest, sort="price_ASC", offset=1) == []
    with pytest.raises(BadRequestError) as refused:
        by_price(guest, sort="price_ASC")
    assert refused.value.details[0].path == "query.sort"


def test_related_products_are_sorted_by_price_here(guest: Medusa, shop: Upstream) -> None:
    shop.on(REFERENCES, {"productReferences": [reference(f"prod_{n}", f"v{n}") for n in (1, 2)]})
    shop.on(PRODUCTS, {"products": [priced("prod_1", "v1"), priced("prod_2", "v2", amount=2)]})
    assert related(guest, sort="price_DESC") == ["v2 of 2", "v1 of 2"]
    assert "order" not in asked(shop)


def test_an_odd_product_costs_a_list_that_product(guest: Medusa, shop: Upstream) -> None:
    odd = priced("prod_1", "v1") | {"tags": "none"}
    shop.on(PRODUCTS, {"products": [odd, priced("prod_2", "v2")], "count": 2})
    found = product_list.list_products(guest, ProductFilter(), DisplayOptions("EUR"))
    assert ([entry.id for entry in found.data], found.total) == (["prod_2"], 2)


LACKING: dict[str, Json | None] = {
    "no prices": None,
    "no currency": {"calculated_amount": 1},
}


def lacking(product: str, what: str) -> Json:
    """Return a product as a Medusa that does not send all that is requested returns it."""
    price = LACKING[what]
    variant = {"id": f"variant_{product}", "sku": product} | ({"calculated_price": price} if price else {})
    return {"id": product, "variants": [variant]}


@pytest.mark.parametrize("sort", [None, "price_ASC"])
@pytest.mark.parametrize("what", LACKING)
@pytest.mark.parametrize("number", [1, 3])
def test_a_shop_is_never_empty_for_a_technical_reason(
    guest: Medusa, shop: Upstream, what: str, number: int, sort: str | None
) -> None:
    page = {"products": [lacking(f"prod_{one}", what) for one in range(number)], "count": 68}
    shop.on(PRODUCTS, page, page)
    with pytest.raises(UpstreamError):
        product_list.list_products(guest, ProductFilter(sort=sort), EUR)


@pytest.mark.parametrize("what", LACKING)
def test_what_is_related_is_never_nothing_for_a_technical_reason(
    guest: Medusa, shop: Upstream, what: str
) -> None:
    shop.on(PRODUCTS, {"products": [lacking("prod_1", what)], "count": 1})
    with pytest.raises(UpstreamError):
        products.products_of_variants(guest, [("prod_1", "variant_prod_1")], EUR)


def test_a_product_without_a_price_is_no_technical_reason(guest: Medusa, shop: Upstream) -> None:
    unpriced = {"id": "prod_1", "variants": [{"id": "variant_1", "sku": "A", "calculated_price": None}]}
    shop.on(PRODUCTS, {"products": [unpriced], "count": 1})
    assert product_list.list_products(guest, ProductFilter(), EUR).data == []
