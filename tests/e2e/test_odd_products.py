"""Products as shops really have them: odd handles, SKUs, prices, ranks and categories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from local.shop import ADDRESS, Shop
from tests.support.admin import Admin

Json = dict[str, Any]
Make = Callable[..., Json]


@pytest.fixture(scope="module")
def admin(addresses: dict[str, str], seed: dict[str, Any]) -> Admin:
    return Admin(addresses["medusa"], seed["adminKey"])


@pytest.fixture
def make(admin: Admin, seed: dict[str, Any]) -> Iterator[Make]:
    """Create a product of (SKU, amounts) pairs, which is deleted after the test."""
    made: list[str] = []

    def product(title: str, *variants: tuple[str | None, Json], **more: Any) -> Json:
        values = [f"Size {number}" for number in range(len(variants))]
        rows = [
            {
                "title": value,
                "options": {"Size": value},
                "manage_inventory": False,
                "prices": [{"currency_code": code, "amount": amount} for code, amount in amounts.items()],
                "variant_rank": number,
            }
            | ({"sku": sku} if sku else {})
            for number, (value, (sku, amounts)) in enumerate(zip(values, variants, strict=True))
        ]
        body = {
            "title": title,
            "status": "published",
            "sales_channels": [{"id": seed["salesChannelId"]}],
            "options": [{"title": "Size", "values": values}],
            "variants": rows,
        }
        found: Json = admin.call("POST", "/products", body | more)["product"]
        made.append(found["id"])
        return found

    yield product
    for product_id in made:
        admin.call("DELETE", f"/products/{product_id}")


@pytest.mark.parametrize("title", ["Bohrmaschine für X", "私の製品", "Null"])
def test_the_link_of_a_list_opens_the_product(guest: Shop, make: Make, title: str) -> None:
    made = make(title, ("ODD-1", {"eur": 1}))
    [listed] = guest.get("/products", query={"q": title.lower()}).body["data"]
    # Older versions of Medusa give a title without Latin letters no handle.
    assert listed["link"] == f"/{quote(made['handle'] or made['id'])}/odd-1"
    opened = guest.get(f"/products{listed['link'].removesuffix('/odd-1')}", query={"variantId": "odd-1"})
    assert (opened.status, opened.body["id"], opened.requests) == (200, made["id"], 1)


def test_each_variant_s_link_opens_that_variant(guest: Shop, make: Make) -> None:
    make(
        "Collider", ("X-1.5", {"eur": 1.5}), ("X-15", {"eur": 15}), ("ÄÖ-1", {"eur": 2}), ("???", {"eur": 3})
    )
    variants = guest.get("/products/collider").body["variants"]
    opened = [guest.get("/products/collider", query={"variantId": one["slug"]}).body for one in variants]
    assert [one["variantId"] for one in opened] == [one["id"] for one in variants]
    assert [one["price"]["value"] for one in opened] == [1.5, 15, 2, 3]
    gone = guest.get("/products/collider", query={"variantId": "no-more"})
    assert (gone.status, gone.body["sku"]) == (200, "X-1.5")


def test_a_product_is_shown_as_it_is_sold(guest: Shop, make: Make) -> None:
    make("Half Sold", (None, {"eur": 5}), ("HS-2", {"usd": 5}), ("HS-3", {"eur": 0}), ("HS-4", {"eur": 7}))
    for shown in (
        guest.get("/products/half-sold").body,
        guest.get("/products", query={"q": "Half Sold"}).body["data"][0],
    ):
        assert (shown["sku"], shown["price"]["value"]) == ("HS-3", 0)
        assert [one["slug"] for one in shown["variants"]] == ["hs-3", "hs-4"]
    make("Not Sold", (None, {"eur": 5}))
    assert guest.get("/products/not-sold").status == 404


def test_an_edited_variant_stays_where_it_was(guest: Shop, make: Make, admin: Admin) -> None:
    made = make("Ranked", ("RK-S", {"eur": 1}), ("RK-M", {"eur": 2}), ("RK-L", {"eur": 3}))
    first = next(one["id"] for one in made["variants"] if one["sku"] == "RK-S")
    admin.call("POST", f"/products/{made['id']}/variants/{first}", {"material": "Wool"})
    shown = guest.get("/products/ranked").body
    assert shown["sku"] == "RK-S"
    assert [one["slug"] for one in shown["variants"]] == ["rk-s", "rk-m", "rk-l"]
    assert shown["optionGroups"][0]["values"] == ["Size 0", "Size 1", "Size 2"]


def test_no_internal_or_inactive_category_is_shown(guest: Shop, make: Make, admin: Admin) -> None:
    kinds = [("Dealers", True, True), ("Old, Gone", False, False), ("Öl, Fett", False, True)]
    ids = [
        admin.call(
            "POST",
            "/product-categories",
            {"name": name, "is_internal": internal, "is_active": active},
        )["product_category"]["id"]
        for name, internal, active in kinds
    ]
    try:
        make("Categorised", ("CAT-1", {"eur": 1}), categories=[{"id": one} for one in ids])
        assert guest.get("/products/categorised").body["category"] == "Öl, Fett"
    finally:
        for one in ids:
            admin.call("DELETE", f"/product-categories/{one}")


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_products_are_sorted_by_the_price_that_is_shown(guest: Shop, direction: str) -> None:
    pages = [
        guest.get("/products", query={"sort": f"price_{direction}", "limit": 40, "offset": offset})
        for offset in (0, 40)
    ]
    amounts = [entry["price"]["value"] for page in pages for entry in page.body["data"]]
    assert amounts == sorted(amounts, reverse=direction == "DESC")
    assert len(amounts) == pages[0].body["total"] == guest.get("/products").body["total"]
    assert pages[0].requests == 1


def test_any_of_several_categories_and_types(guest: Shop, seed: dict[str, Any]) -> None:
    first, second = seed["categories"][2:4]
    query = f"category={quote(first['name'])}&category={second['handle']}&type=PHYSICAL&type=VIRTUAL&q="
    total = guest.get(f"/products?{query}").body["total"]
    assert total == first["productCount"] + second["productCount"]


@pytest.mark.parametrize("code", ["20%OFF", "SOMMER-GRÜN", "A.B C", "🎉", "A/B", "x%20y", '"#?&'])
def test_a_code_is_applied_and_taken_off(guest: Shop, admin: Admin, code: str) -> None:
    rule = {"type": "percentage", "target_type": "items", "allocation": "across", "value": 10}
    body = {"code": code, "type": "standard", "status": "active", "application_method": rule}
    made = admin.call("POST", "/promotions", body)["promotion"]["id"]
    try:
        cart = guest.cart_with()["id"]
        applied = guest.post(f"/carts/{cart}/promotions", {"code": code})
        assert (applied.status, applied.body["promotions"][0]["code"]) == (200, code)
        twice = quote(code, safe="").replace("%2F", "%252F")
        removed = guest.delete(f"/carts/{cart}/promotions/{twice}")
        assert (removed.status, removed.body.get("promotions", [])) == (200, [])
    finally:
        admin.call("DELETE", f"/promotions/{made}")


def test_what_is_shown_without_a_sales_channel_can_be_bought(
    guest: Shop, make: Make, admin: Admin, seed: dict[str, Any]
) -> None:
    """In a shop of one sales channel Medusa lists products that are in none."""
    channels = admin.call("GET", "/sales-channels?fields=id")["sales_channels"]
    assert len(channels) == 1, "another sales channel is left over"
    made = make("Out of all channels", ("LOOSE-1", {"eur": 12}))
    admin.call("POST", f"/products/{made['id']}", {"sales_channels": []})
    assert guest.get(f"/products/{made['id']}").body["price"]["value"] == 12
    item = {"sku": "LOOSE-1", "quantity": 1}
    cart = guest.post("/carts/items", item | {"currency": "EUR"}).expect(201)
    cart = guest.post("/carts/items", item | {"cartId": cart["id"]}).expect(201)
    assert [line["quantity"] for line in cart["items"]["data"]] == [2]
    body = {
        "shippingAddress": ADDRESS,
        "sameAsBillingAddress": True,
        "email": "loose@example.com",
        "shippingMethodId": seed["shippingOptions"]["EUR"]["flat"],
        "paymentProviderId": "pp_system_default",
    }
    assert guest.post(f"/checkout/{cart['id']}/complete", body).status == 201
