"""Lines of a cart: the right variant, in the right cart, with what was noted of it."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import (
    BadRequestError,
    ConflictError,
    NotFoundError,
    PreconditionFailedError,
    UnauthorizedError,
)
from commerce.limits import CART_LINES
from commerce.medusa import cart_items, carts
from commerce.medusa.ownership import OWNER_FIELDS
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Medusa
from commerce.models.carts import AddItem, CreateCart, UpdateCart, UpdateItem

from tests.support.recorded import recorded
from tests.support.upstream import Upstream

CART = "/store/carts/cart_1"
EUROPE = recorded("regions")["regions"][0]["id"]
VARIANT = "GET /store/product-variants/variant_1"
ITEM = AddItem(sku="A", quantity=1, cart_id="cart_1", variant_id="variant_1")

Json = dict[str, Any]


@pytest.fixture
def full() -> Json:
    found: Json = recorded("cart-full")
    return found


def open_cart(**more: Any) -> Json:
    return {"cart": {"id": "cart_1", "currency_code": "eur", **more}}


def test_an_item_without_a_cart_makes_one_with_the_item_in_it(guest: Medusa, shop: Upstream) -> None:
    shop.on(
        "GET /store/products",
        {"products": [{"id": "prod_1", "variants": [{"id": "v0"}, {"id": "v1", "sku": "A"}]}]},
    )
    shop.on("POST /store/carts", recorded("cart-guest"))
    cart_items.add_item(guest, AddItem(sku="A", quantity=2, metadata={"engraving": "Ada"}), "EUR")
    [look_up, _, write] = shop.seen
    assert look_up.query == {"variants[sku][]": "A", "fields": "id,variants.id,variants.sku", "limit": "1"}
    assert write.json == {
        "items": [{"variant_id": "v1", "quantity": 2, "metadata": {"engraving": "Ada"}}],
        "currency_code": "eur",
        "region_id": EUROPE,
    }


def test_a_new_cart_needs_a_currency(guest: Medusa, shop: Upstream) -> None:
    with pytest.raises(BadRequestError, match="Currency is required") as refused:
        cart_items.add_item(guest, AddItem(sku="A", quantity=1), None)
    assert refused.value.details[0].path == "body.currency"
    assert shop.seen == []


def test_a_new_cart_has_the_requested_variant_and_region(guest: Medusa, shop: Upstream) -> None:
    shop.on("POST /store/carts", recorded("cart-guest"))
    shop.on("GET /store/product-variants/v7", {"variant": {"id": "v7", "sku": "A"}})
    cart_items.add_item(guest, AddItem(sku="A", variant_id="v7", quantity=1, region_id="reg_2"), "EUR")
    assert shop.asked == ["GET /store/product-variants/v7", "GET /store/regions", "POST /store/carts"]
    assert shop.seen[0].query == {"fields": "id,sku"}
    assert shop.seen[2].json == {
        "items": [{"variant_id": "v7", "quantity": 1}],
        "currency_code": "eur",
        "region_id": "reg_2",
    }


def test_a_sku_is_looked_up_while_the_owner_is_proven(guest: Medusa, shop: Upstream, full: Json) -> None:
    shop.on("GET /store/products", {"products": [{"id": "prod_1", "variants": [{"id": "v1", "sku": "A"}]}]})
    shop.on(f"GET {CART}", open_cart())
    shop.on(f"POST {CART}/line-items", full)
    cart_items.add_item(guest, AddItem(sku="A", quantity=1, cart_id="cart_1"), "EUR")
    assert len(shop.seen) == 3
    [read] = [seen for seen in shop.seen if seen.route == f"GET {CART}"]
    assert read.query["fields"].startswith(OWNER_FIELDS)
    assert shop.seen[2].json == {"variant_id": "v1", "quantity": 1}


def test_an_item_by_its_sku_goes_into_no_cart_that_is_an_order(guest: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/products", {"products": [{"id": "prod_1", "variants": [{"id": "v1", "sku": "A"}]}]})
    shop.on(f"GET {CART}", open_cart(completed_at="2026-01-01"), open_cart(order=None))
    with pytest.raises(ConflictError):
        cart_items.add_item(guest, AddItem(sku="A", quantity=1, cart_id="cart_1"), None)


@pytest.mark.parametrize(
    "found", [[], [{"id": "p", "variants": None}], [{"id": "p", "variants": [{"id": "v", "sku": "a"}]}]]
)
def test_an_unknown_sku_is_refused_while_the_owner_is_proven(
    guest: Medusa, shop: Upstream, found: list[Json]
) -> None:
    shop.on("GET /store/products", {"products": found})
    shop.on(f"GET {CART}", open_cart())
    with pytest.raises(BadRequestError, match="no product with the SKU A") as refused:
        cart_items.add_item(guest, AddItem(sku="A", quantity=1, cart_id="cart_1"), None)
    assert refused.value.details[0].path == "body.sku"
    assert sorted(shop.asked) == [f"GET {CART}", "GET /store/products"]


def test_another_customers_cart_says_nothing_about_a_sku(guest: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/products", {"products": []})
    shop.on(f"GET {CART}", open_cart(customer_id="cus_ben"))
    with pytest.raises(UnauthorizedError):
        cart_items.add_item(guest, AddItem(sku="A", quantity=1, cart_id="cart_1"), None)


@pytest.mark.parametrize(
    ("named", "shown_currency", "path"),
    [
        ({"currency": "USD"}, None, "body.currency"),
        ({}, "USD", "header.x-currency"),
        ({"currency": "EUR"}, "USD", "body.currency"),
        ({"currency": "USD"}, "USD", "body.currency"),
    ],
    ids=["in the body", "in the header", "two that differ", "in both"],
)
def test_an_item_in_another_currency_is_refused(
    guest: Medusa, shop: Upstream, named: Json, shown_currency: str | None, path: str
) -> None:
    shop.on(f"GET {CART}", open_cart())
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    with pytest.raises(BadRequestError) as refused:
        cart_items.add_item(guest, ITEM.model_copy(update=named), shown_currency)
    assert refused.value.code == "currency_mismatch"
    assert [detail.path for detail in refused.value.details] == [path]
    assert all(currency in refused.value.message for currency in ("EUR", "USD"))
    assert {seen.method for seen in shop.seen} <= {"GET"}


@pytest.mark.parametrize("named", [{"region_id": "reg_1"}, {}])
def test_an_item_goes_into_a_cart_of_the_region_that_it_names(
    guest: Medusa, shop: Upstream, full: Json, named: Json
) -> None:
    shop.on(f"GET {CART}", open_cart(region_id="reg_1"), open_cart(region_id="reg_2"))
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    shop.on(f"POST {CART}/line-items", full)
    item = ITEM.model_copy(update=named)
    cart_items.add_item(guest, item, None)
    assert shop.asked[-1] == f"POST {CART}/line-items"
    with pytest.raises(BadRequestError) as refused:
        cart_items.add_item(guest, item.model_copy(update={"region_id": "reg_1"}), None)
    assert refused.value.code == "region_mismatch"
    assert [detail.path for detail in refused.value.details] == ["body.regionId"]
    assert shop.asked.count(f"POST {CART}/line-items") == 1


@pytest.mark.parametrize(
    ("response", "path"),
    [
        ({"variant": {"id": "variant_1", "sku": "B"}}, "body.sku"),
        ({"variant": {"id": "variant_1", "sku": None}}, "body.sku"),
        ((404, {"message": "Product variant with id: variant_1 was not found"}), "body.variantId"),
    ],
    ids=["another variant's SKU", "a variant without one", "not sold here"],
)
@pytest.mark.parametrize("cart_id", ["cart_1", None])
def test_a_variant_is_what_the_shop_sells_under_that_sku(
    guest: Medusa, shop: Upstream, response: Any, path: str, cart_id: str | None
) -> None:
    shop.on(f"GET {CART}", open_cart())
    shop.on(VARIANT, response)
    with pytest.raises(BadRequestError) as refused:
        cart_items.add_item(guest, ITEM.model_copy(update={"cart_id": cart_id}), "EUR")
    assert [detail.path for detail in refused.value.details] == [path]
    assert not any(route.startswith("POST ") for route in shop.asked)


def test_a_variant_without_a_sku_goes_by_its_id_as_carts_show_it(
    guest: Medusa, shop: Upstream, full: Json
) -> None:
    shop.on(f"GET {CART}", open_cart())
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": None}})
    shop.on(f"POST {CART}/line-items", full)
    cart_items.add_item(guest, ITEM.model_copy(update={"sku": "variant_1"}), None)
    assert shop.seen[-1].json == {"variant_id": "variant_1", "quantity": 1}


@pytest.mark.parametrize("cart_id", ["cart_1", None])
def test_what_medusa_does_not_sell_is_named_by_what_was_sent(
    guest: Medusa, shop: Upstream, cart_id: str | None
) -> None:
    refused = (400, {"message": "The variant v1 is not available in this sales channel"})
    shop.on("GET /store/products", {"products": [{"id": "prod_1", "variants": [{"id": "v1", "sku": "A"}]}]})
    shop.on(f"GET {CART}", open_cart())
    shop.script(refused)
    with pytest.raises(BadRequestError) as raised:
        cart_items.add_item(guest, AddItem(sku="A", quantity=1, cart_id=cart_id), "EUR")
    assert [detail.path for detail in raised.value.details] == ["body.sku"]


FULL = [{"id": f"item_{number}", "variant_id": f"variant_{number}"} for number in range(CART_LINES)]


@pytest.mark.parametrize(
    ("lines", "metadata", "has_room"),
    [
        (FULL[1:], None, True),
        (FULL, None, True),  # it adds up in the line of this variant
        (FULL, {"gift": True}, False),
        (FULL[:1] + FULL[2:] + [{"id": "item_x", "variant_id": "other"}], None, False),
    ],
    ids=["one left", "adds up", "another line of it", "full"],
)
def test_a_cart_has_room_for_so_many_lines(
    guest: Medusa, shop: Upstream, full: Json, lines: list[Json], metadata: Json | None, has_room: bool
) -> None:
    shop.on(f"GET {CART}", open_cart(items=lines))
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    shop.on(f"POST {CART}/line-items", full)
    if has_room:
        cart_items.add_item(guest, ITEM.model_copy(update={"metadata": metadata}), None)
    else:
        with pytest.raises(BadRequestError) as refused:
            cart_items.add_item(guest, ITEM.model_copy(update={"metadata": metadata}), None)
        assert [detail.path for detail in refused.value.details] == ["body.sku"]


def test_an_item_in_the_carts_currency_is_taken(guest: Medusa, shop: Upstream, full: Json) -> None:
    shop.on(f"GET {CART}", open_cart())
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    shop.on(f"POST {CART}/line-items", full)
    cart_items.add_item(guest, ITEM.model_copy(update={"currency": "EUR"}), None)
    assert shop.asked[-1] == f"POST {CART}/line-items"


PLUGIN = {"x-storefront-plugin": "0.2.0; medusa=2.21.2; parts=carts,cart-lines,fast-checkout"}
THEIRS = "/store/storefront/carts/cart_1/line-items"


@pytest.fixture
def with_plugin() -> None:
    plugin.remember(PLUGIN[plugin.HEADER])


@pytest.mark.usefixtures("with_plugin")
def test_a_write_is_one_request_to_the_plugin(guest: Medusa, shop: Upstream, full: Json) -> None:
    shop.on(f"POST {THEIRS}", (200, full, PLUGIN))
    shop.on(f"POST {THEIRS}/item_1", *[(200, full, PLUGIN)] * 3)
    cart_items.add_item(guest, ITEM.model_copy(update={"region_id": "reg_1"}), "EUR")
    cart_items.update_item(guest, "cart_1", "item_1", UpdateItem(quantity=3))
    cart_items.update_item(guest, "cart_1", "item_1", UpdateItem(quantity=3, metadata={"gift": None}))
    cart_items.remove_item(guest, "cart_1", "item_1")
    line = {"sku": "A", "variant_id": "variant_1", "quantity": 1}
    assert [(seen.route, seen.json) for seen in shop.seen] == [
        (f"POST {THEIRS}", {"items": [line], "currency_code": "eur", "region_id": "reg_1"}),
        (f"POST {THEIRS}/item_1", {"quantity": 3}),
        (f"POST {THEIRS}/item_1", {"quantity": 3, "metadata": {"gift": None}}),
        (f"POST {THEIRS}/item_1", {"quantity": 0}),
    ]


@pytest.mark.usefixtures("with_plugin")
def test_the_cart_that_the_plugin_returns_is_the_callers(guest: Medusa, shop: Upstream, full: Json) -> None:
    theirs = full["cart"] | {"customer_id": "cus_2", "customer": {"id": "cus_2", "has_account": True}}
    shop.on(f"POST {THEIRS}/item_1", (200, {"cart": theirs}, PLUGIN))
    with pytest.raises(UnauthorizedError):
        cart_items.remove_item(guest, "cart_1", "item_1")


@pytest.mark.usefixtures("with_plugin")
@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_the_plugin_refuses_is_explained_by_what_is_read(
    guest: Medusa, shop: Upstream, status: int
) -> None:
    shop.on(f"POST {THEIRS}", (status, {"message": "No"}, PLUGIN))
    shop.on(f"POST {THEIRS}/item_1", *[(status, {"message": "No"}, PLUGIN)] * 2)
    shop.on(VARIANT, (200, {"variant": {"id": "variant_1", "sku": "B"}}, PLUGIN))
    shop.on(f"GET {CART}", *[(200, open_cart(items=[]), PLUGIN)] * 3)
    with pytest.raises(BadRequestError, match="The SKU of this variant is B"):
        cart_items.add_item(guest, ITEM, None)
    with pytest.raises(NotFoundError, match="has no item item_1"):
        cart_items.update_item(guest, "cart_1", "item_1", UpdateItem(quantity=3))
    with pytest.raises(NotFoundError, match="has no item item_1"):
        cart_items.remove_item(guest, "cart_1", "item_1")


@pytest.mark.usefixtures("with_plugin")
def test_a_locked_cart_is_waited_for_once(guest: Medusa, shop: Upstream) -> None:
    shop.on(f"POST {THEIRS}", (409, {"message": "The same is still under way"}, PLUGIN))
    with pytest.raises(ConflictError) as refused:
        cart_items.add_item(guest, ITEM, None)
    assert (refused.value.retry_after, len(shop.seen)) == (1, 1)


@pytest.mark.usefixtures("with_plugin")
def test_a_conflict_that_is_no_lock_is_explained_too(guest: Medusa, shop: Upstream) -> None:
    refusal = {"type": "not_allowed", "message": "Some variant does not have the required inventory"}
    shop.on(f"POST {THEIRS}", *[(409, refusal, PLUGIN)] * 2)
    shop.on(VARIANT, (200, {"variant": {"id": "variant_1", "sku": "A"}}, PLUGIN))
    shop.on(f"GET {CART}", (200, open_cart(items=[]), PLUGIN))
    with pytest.raises(BadRequestError) as refused:
        cart_items.add_item(guest, ITEM, None)
    assert (refused.value.code, refused.value.details[0].path) == ("out_of_stock", "body.quantity")


@pytest.mark.usefixtures("with_plugin")
def test_a_write_for_one_version_of_a_cart_reads_it_first(guest: Medusa, shop: Upstream, full: Json) -> None:
    guest.if_match = '"another"'
    shop.on(f"GET {CART}", (200, full, PLUGIN))
    with pytest.raises(PreconditionFailedError):
        cart_items.remove_item(guest, "cart_1", full["cart"]["items"][0]["id"])
    assert shop.asked == [f"GET {CART}"]


def test_only_changes_of_a_lines_metadata_are_sent(guest: Medusa, shop: Upstream, full: Json) -> None:
    lines = [{"id": "item_0"}, {"id": "item_1", "quantity": 3, "metadata": {"kept": 1}}]
    shop.on(f"GET {CART}", open_cart(items=lines))
    shop.on(f"POST {CART}/line-items/item_1", full)
    cart_items.update_item(guest, "cart_1", "item_1", UpdateItem(metadata={"new": 2}))
    assert shop.seen[1].json == {"quantity": 3, "metadata": {"new": 2}}


def test_what_had_no_metadata_gets_its_first(guest: Medusa, shop: Upstream, full: Json) -> None:
    bare = open_cart(items=[{"id": "item_1", "quantity": 3, "metadata": None}], metadata=None)
    shop.on(f"GET {CART}", bare, bare)
    shop.script(full, full)
    cart_items.update_item(guest, "cart_1", "item_1", UpdateItem(metadata={"new": 2}))
    carts.update_cart(guest, "cart_1", UpdateCart(notes="Ring"))
    assert shop.seen[1].json == {"quantity": 3, "metadata": {"new": 2}}
    assert shop.seen[3].json == {"metadata": {"notes": "Ring"}}


@pytest.mark.parametrize(
    ("region", "currency", "code", "path"),
    [
        (None, "PLN", "region_missing", "body.currency"),
        (EUROPE, "USD", "currency_mismatch", "body.currency"),
        ("reg_gone", "EUR", "region_unknown", "body.regionId"),
    ],
)
def test_a_new_cart_is_for_a_region_that_sells_in_its_currency(
    guest: Medusa, shop: Upstream, region: str | None, currency: str, code: str, path: str
) -> None:
    shop.on("POST /store/carts", (404, {"message": "x"}))
    with pytest.raises(BadRequestError) as refused:
        carts.create_cart(guest, CreateCart(currency=currency, region_id=region))
    assert (refused.value.code, refused.value.details[0].path) == (code, path)
