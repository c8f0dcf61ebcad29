"""Products as a storefront shows them: a wrong link, price or stock loses a sale."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.mappers.products import (
    DisplayOptions,
    detailed_product,
    find_variant,
    listed_product,
    product_type,
    seo_of,
    slug_of,
    summarised_product,
)
from commerce.models.products import Product

from tests.support.recorded import as_json, recorded

EUR = DisplayOptions("EUR")

Drill = dict[str, Any]


@pytest.fixture
def drill() -> Drill:
    found: Drill = recorded("product-detail")["products"][0]
    return found


def variant(number: int, sku: str | None, amount: float | None = 1, **more: Any) -> Drill:
    price = {"currency_code": "eur", "calculated_amount": amount}
    return {"id": f"variant_{number}", "sku": sku, "calculated_price": price, **more}


def entry(product: Drill, view: DisplayOptions = EUR) -> Product:
    found = listed_product(product, view)
    assert found
    return found


def page(product: Drill, variant: Any = None) -> Product:
    found = detailed_product(product, EUR, variant)
    assert found
    return found


def test_a_listed_product_shows_its_first_variant(drill: Drill) -> None:
    sent = as_json(entry(drill))
    first = drill["variants"][0]
    assert sent["id"] == drill["id"]
    assert (sent["sku"], sent["variantId"]) == ("CORDLESS-DRILL-12V-RED", first["id"])
    assert sent["price"] == {"value": 99, "currency": "EUR", "taxIncluded": False}
    assert (sent["name"], sent["subtitle"]) == ("Cordless Drill", "Two gears, 50 Nm")
    assert (sent["type"], sent["category"]) == ("PHYSICAL", "Power tools")
    assert sent["tags"] == [
        {"label": "bestseller", "variant": "default"},
        {"label": "cordless", "variant": "default"},
    ]
    assert sent["image"] == {"url": drill["thumbnail"], "alt": "Cordless Drill"}
    assert [image["url"] for image in sent["images"]] == [image["url"] for image in drill["images"]]


def test_a_list_has_no_page_details(drill: Drill) -> None:
    assert {"attributes", "seo"}.isdisjoint(as_json(entry(drill)))


def test_a_card_has_what_a_card_shows(drill: Drill) -> None:
    card = summarised_product(drill, EUR)
    assert card is not None
    whole = as_json(entry(drill))
    same = ("id", "name", "link", "image", "price", "inStock", "updatedAt")
    assert as_json(card) == {name: whole[name] for name in same}
    last = summarised_product(drill, EUR, drill["variants"][-1])
    assert last is not None
    assert (last.price.value, last.lowest_price) == (119, 99)
    assert summarised_product({**drill, "variants": []}, EUR) is None


@pytest.mark.parametrize(
    ("metadata", "shown"),
    [
        (None, None),
        ({}, None),
        ({"seo_title": " ", "seo_description": 7}, None),
        ({"seo_title": "Drill"}, {"title": "Drill"}),
        ({"meta_title": "Old", "seo_title": "New"}, {"title": "New"}),
        ({"meta_title": "T", "meta_description": "D", "secret": "x"}, {"title": "T", "description": "D"}),
    ],
)
def test_texts_for_search_engines_are_those_of_the_metadata(
    metadata: dict[str, Any] | None, shown: dict[str, str] | None
) -> None:
    found = seo_of({"metadata": metadata})
    assert (found and as_json(found)) == shown


def test_a_page_shows_the_variant_that_was_chosen(drill: Drill) -> None:
    sent = as_json(page(drill, find_variant(drill, "cordless-drill-18v-red")))
    assert (sent["sku"], sent["shortDescription"]) == ("CORDLESS-DRILL-18V-RED", "Two gears, 50 Nm")
    assert sent["price"]["value"] == 119
    assert sent["link"] == "/cordless-drill/cordless-drill-18v-red"


@pytest.mark.parametrize("name", ["product-list", "product-detail"])
def test_every_recorded_product_can_be_shown(name: str) -> None:
    for product in recorded(name)["products"]:
        as_json(entry(product))
        as_json(page(product))


@pytest.mark.parametrize(
    ("sku", "slug"),
    [
        ("CORDLESS-DRILL-12V-RED", "cordless-drill-12v-red"),
        ("Size XL", "size-xl"),
        (" A \t B ", "a-b"),
        ("A_B/C.5%", "abc5"),
        ("A - B--C", "a-b-c"),
        ("ÄB", "b"),
        ("漢字", "variant_1"),
        ("", "variant_1"),
        (None, "variant_1"),
    ],
)
def test_a_slug_can_stand_in_any_url(sku: str | None, slug: str) -> None:
    assert slug_of({"id": "variant_1", "sku": sku}) == slug


def test_links_are_below_the_shops_path_by_handle_or_id(drill: Drill) -> None:
    slug = "cordless-drill-12v-red"
    assert entry(drill).link == f"/cordless-drill/{slug}"
    assert entry(drill, DisplayOptions("EUR", "/en/products")).link == f"/en/products/cordless-drill/{slug}"
    del drill["handle"]
    assert entry(drill).link == f"/{drill['id']}/{slug}"


def test_option_groups_keep_the_order_of_their_first_values(drill: Drill) -> None:
    groups = as_json(page(drill))["optionGroups"]
    assert [(group["title"], group["values"]) for group in groups] == [
        ("Voltage", ["12V", "18V"]),
        ("Color", ["Red", "Blue"]),
    ]
    for rank, variant in enumerate(reversed(drill["variants"])):
        variant["variant_rank"] = rank
    groups = as_json(page(drill))["optionGroups"]
    assert [group["values"] for group in groups] == [["18V", "12V"], ["Red", "Blue"]]


def test_an_option_without_a_title_goes_by_its_id(drill: Drill) -> None:
    drill["options"] = []
    drill["variants"][0]["options"] += [{"value": "loose"}, {"option_id": "opt_1", "value": None}]
    groups = page(drill).option_groups or []
    assert [group.title for group in groups] == [group.id for group in groups]


def test_variants_say_what_they_are_and_where(drill: Drill) -> None:
    variant = as_json(entry(drill))["variants"][1]
    assert variant["title"] == "12V / Blue"
    assert variant["slug"] == "cordless-drill-12v-blue"
    assert variant["link"] == "/cordless-drill/cordless-drill-12v-blue"
    assert list(variant["options"].values()) == ["12V", "Blue"]
    assert set(variant["options"]) == {option["id"] for option in drill["options"]}


def test_a_product_with_one_variant_offers_no_choice(drill: Drill) -> None:
    drill["variants"] = drill["variants"][:1]
    assert "variants" not in as_json(page(drill))
    assert page(drill).option_groups


def test_a_variant_without_options_has_its_title_or_id(drill: Drill) -> None:
    first, second, _ = drill["variants"]
    first |= {"options": [], "title": "Standard"}
    second |= {"options": None, "title": None}
    variants = as_json(entry(drill))["variants"]
    assert [variant["title"] for variant in variants[:2]] == ["Standard", second["id"]]
    assert "options" not in variants[0]


@pytest.mark.parametrize(
    ("stock", "there"),
    [
        ({"inventory_quantity": 1}, True),
        ({"inventory_quantity": 0}, False),
        ({"inventory_quantity": -2}, False),
        ({"inventory_quantity": None}, True),
        ({"inventory_quantity": 0, "allow_backorder": True}, True),
        ({"inventory_quantity": 0, "manage_inventory": False}, True),
    ],
)
def test_stock(drill: Drill, stock: dict[str, Any], there: bool) -> None:
    drill["variants"][0] |= stock
    assert as_json(entry(drill))["variants"][0]["inStock"] is there


def test_attributes_are_text_the_variants_before_the_products(drill: Drill) -> None:
    drill["variants"][0] |= {"weight": 1300, "material": "Titanium", "width": 0}
    attributes = as_json(page(drill))["attributes"]
    assert attributes == {
        "weight": "1300",
        "height": "210",
        "width": "0",
        "length": "190",
        "material": "Titanium",
        "origin_country": "de",
        "hs_code": "846721",
    }


def test_no_attributes_no_field(drill: Drill) -> None:
    names = ["weight", "height", "width", "length", "material", "origin_country", "hs_code", "mid_code"]
    for thing in (drill, *drill["variants"]):
        thing.update(dict.fromkeys(names))
    drill["material"] = ""
    assert "attributes" not in as_json(page(drill))


@pytest.mark.parametrize(
    ("value", "kind"),
    [("VIRTUAL", "VIRTUAL"), ("virtual", "VIRTUAL"), ("PHYSICAL", "PHYSICAL"), ("Tool", "PHYSICAL")],
)
def test_what_is_not_virtual_is_physical(value: str, kind: str) -> None:
    assert product_type({"type": {"value": value}}) == kind
    assert product_type({"type": None}) == product_type({}) == "PHYSICAL"


def test_the_price_is_the_customers_in_the_requested_currency(drill: Drill) -> None:
    assert as_json(entry(drill))["price"] == {"value": 99, "currency": "EUR", "taxIncluded": False}
    drill["variants"][0]["calculated_price"] = {"calculated_amount": 130, "currency_code": "usd"}
    assert entry(drill, DisplayOptions("USD")).price.model_dump() == {"value": 130, "currency": "USD"}


def test_a_price_of_nothing_is_a_price(drill: Drill) -> None:
    drill["variants"][0]["calculated_price"]["calculated_amount"] = 0
    assert entry(drill).price.value == 0


@pytest.mark.parametrize(("currency", "shown"), [("EUR", 269.36), ("JPY", 269), ("KWD", 269.358)])
def test_a_price_is_rounded_as_its_currency_is(drill: Drill, currency: str, shown: float) -> None:
    price = {"calculated_amount": 269.3577, "currency_code": currency.lower()}
    drill["variants"][0]["calculated_price"] = price
    assert as_json(entry(drill, DisplayOptions(currency)))["price"] == {"value": shown, "currency": currency}


@pytest.mark.parametrize("view", [DisplayOptions("PLN"), DisplayOptions("USD")])
def test_what_has_no_price_in_the_currency_is_not_for_sale(drill: Drill, view: DisplayOptions) -> None:
    assert listed_product(drill, view) is None
    assert detailed_product(drill, view) is None


@pytest.mark.parametrize("change", [{"sku": None}, {"sku": ""}, {"calculated_price": {}}])
def test_what_has_no_sku_or_price_is_not_for_sale(drill: Drill, change: dict[str, Any]) -> None:
    drill["variants"] = [one | change for one in drill["variants"]]
    assert listed_product(drill, EUR) is None
    assert detailed_product(drill, EUR) is None


def test_a_product_without_variants_is_not_for_sale(drill: Drill) -> None:
    drill["variants"] = []
    assert listed_product(drill, EUR) is None
    assert detailed_product(drill, EUR) is None


def test_a_variant_is_found_by_id_or_slug_and_by_nothing_else(drill: Drill) -> None:
    blue = drill["variants"][1]
    assert find_variant(drill, blue["id"]) is blue
    assert find_variant(drill, "cordless-drill-12v-blue") is blue
    assert find_variant(drill, "CORDLESS-DRILL-12V-BLUE") is None
    assert find_variant({}, "x") is None


def test_a_bare_product_is_shown_with_what_there_is() -> None:
    bare = {"id": "prod_1", "variants": [variant(1, sku="A")]}
    sent = as_json(page(bare))
    assert sent == {
        "id": "prod_1",
        "sku": "A",
        "name": "",
        "description": "",
        "shortDescription": "",
        "variantId": "variant_1",
        "price": {"value": 1, "currency": "EUR"},
        "link": "/prod_1/a",
        "type": "PHYSICAL",
        "category": "",
        "tags": [],
        "optionGroups": [],
        "inStock": True,
    }


def test_a_listed_product_says_what_it_is_for(drill: Drill) -> None:
    assert as_json(entry(drill))["description"] == drill["description"]


def test_a_product_with_two_variants_shows_both(drill: Drill) -> None:
    drill["variants"] = drill["variants"][:2]
    assert len(as_json(entry(drill))["variants"]) == 2


def slugs(*skus: str | None) -> list[str]:
    rows = [variant(number, sku) for number, sku in enumerate(skus)]
    found = entry({"id": "prod_1", "handle": "x", "variants": rows}).variants or []
    for one in found:
        opened = find_variant({"variants": rows}, one.slug)
        assert opened
        assert opened["id"] == one.id
        assert one.link == f"/x/{one.slug}"
    return [one.slug for one in found]


def test_each_variant_has_a_slug_and_a_link_of_its_own() -> None:
    assert slugs("X-1.5", "X-15", "Y") == ["variant_0", "variant_1", "y"]
    assert slugs("Ab-1", "aB-1") == ["variant_0", "variant_1"]
    assert slugs("ÄÖ-1", "???", "漢字") == ["-1", "variant_1", "variant_2"]


def test_a_slug_that_is_another_variants_id_is_not_used() -> None:
    rows = [variant(1, "A") | {"id": "b-2"}, variant(2, "B-2")]
    found = entry({"id": "prod_1", "variants": rows}).variants or []
    assert [one.slug for one in found] == ["a", "variant_2"]
    assert find_variant({"variants": rows}, "b-2") == rows[0]


def test_a_variant_is_found_by_a_slug_that_it_now_shares() -> None:
    rows = [variant(1, "X-1.5"), variant(2, "X.15"), variant(3, "X-150.")]
    assert find_variant({"variants": rows}, "x-15") == rows[0]
    rows = [variant(1, "X-1.5"), variant(2, "X-15")]
    assert find_variant({"variants": rows}, "x-15") == rows[1]  # whose SKU it is


@pytest.mark.parametrize("first", [variant(1, None), variant(1, ""), variant(1, "A", None)])
def test_a_product_is_seen_through_the_first_variant_for_sale(first: Drill) -> None:
    product = {"id": "prod_1", "variants": [first, variant(2, "B", 6), variant(3, "C", 7)]}
    for shown in (entry(product), page(product)):
        assert (shown.sku, shown.price.value) == ("B", 6)
        assert [one.id for one in shown.variants or []] == ["variant_2", "variant_3"]
    assert entry(product | {"variants": [first, variant(2, "B")]}).variants is None
    assert listed_product(product, EUR, first) is None


def test_variants_are_sorted_by_rank_then_by_creation() -> None:
    made = [("1", 2, "2026-01"), ("2", None, "2026-01"), ("3", 1, "2026-02"), ("4", 1, "2026-01")]
    rows = [variant(0, sku, variant_rank=rank, created_at=at, id=sku) for sku, rank, at in made]
    for shuffled in (rows, rows[::-1]):
        shown = entry({"id": "prod_1", "variants": shuffled})
        assert [one.id for one in shown.variants or []] == ["4", "3", "1", "2"]
        assert shown.sku == "4"


def test_all_variants_name_their_options_in_one_order() -> None:
    red, big = {"option_id": "opt_1", "value": "Red"}, {"option_id": "opt_2", "value": "XL"}
    rows = [variant(1, "A", options=[red, big]), variant(2, "B", options=[big, red])]
    assert [one.title for one in entry({"id": "prod_1", "variants": rows}).variants or []] == ["Red / XL"] * 2


def test_the_category_is_the_first_that_the_public_may_see(drill: Drill) -> None:
    drill["categories"] = [
        {"name": "Dealers", "rank": 0, "is_internal": True, "is_active": True},
        {"name": "Old", "rank": 1, "is_internal": False, "is_active": False},
        {"name": "Saws", "rank": 3, "is_internal": False, "is_active": True},
        {"name": "Drills", "rank": 2, "is_internal": False, "is_active": True},
    ]
    assert entry(drill).category == "Drills"
    drill["categories"] = drill["categories"][:2]
    assert entry(drill).category == ""


def test_pictures_are_by_rank_the_first_replaces_a_thumbnail(drill: Drill) -> None:
    drill |= {"thumbnail": None, "images": [{"url": "b", "rank": 1}, {"url": None}, {"url": "a", "rank": 0}]}
    shown = as_json(entry(drill))
    assert [image["url"] for image in shown["images"]] == ["a", "b"]
    assert shown["image"]["url"] == "a"


@pytest.mark.parametrize(("subtitle", "shown"), [("Two gears", "Two gears"), (None, "")])
def test_a_list_has_a_short_description(drill: Drill, subtitle: str | None, shown: str) -> None:
    assert as_json(entry(drill | {"subtitle": subtitle}))["shortDescription"] == shown


@pytest.mark.parametrize(
    ("handle", "link"),
    [("für-x", "/f%C3%BCr-x/a"), ("20%", "/20%25/a"), ("a/b?c", "/a%2Fb%3Fc/a"), ("🔧", "/%F0%9F%94%A7/a")],
)
def test_a_handle_keeps_its_place_in_a_link(handle: str, link: str) -> None:
    assert entry({"id": "prod_1", "handle": handle, "variants": [variant(1, "A")]}).link == link
