"""Carts: each write is preceded by one lean read that proves the owner, and followed by nothing."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import (
    BadRequestError,
    CommerceError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnauthorizedError,
)
from commerce.medusa import cart_items, carts
from commerce.medusa.ownership import OWNER_FIELDS
from commerce.medusa.transport.client import Medusa
from commerce.models.carts import AddItem, CreateCart, UpdateCart, UpdateItem

from tests.support.recorded import recorded
from tests.support.upstream import Upstream

CART = "/store/carts/cart_1"
EUROPE = recorded("regions")["regions"][0]["id"]

Json = dict[str, Any]


@pytest.fixture
def full() -> Json:
    found: Json = recorded("cart-full")
    return found


def open_cart(**more: Any) -> Json:
    return {"cart": {"id": "cart_1", "currency_code": "eur", **more}}


def test_a_new_cart_is_one_request(guest: Medusa, shop: Upstream) -> None:
    shop.on("POST /store/carts", recorded("cart-guest"))
    wanted = CreateCart(currency="EUR", name="Workshop", metadata={"till": 4})
    carts.create_cart(guest, wanted)
    assert shop.asked == ["GET /store/regions", "POST /store/carts"]
    assert shop.seen[1].json == {
        "metadata": {"till": 4, "name": "Workshop"},
        "currency_code": "eur",
        "region_id": EUROPE,
    }
    assert shop.seen[1].query == {"fields": carts.CART_FIELDS}


def test_a_region_that_is_requested_is_the_carts(guest: Medusa, shop: Upstream) -> None:
    shop.on("POST /store/carts", recorded("cart-guest"))
    carts.create_cart(guest, CreateCart(currency="EUR", region_id=EUROPE))
    assert shop.seen[1].json == {"currency_code": "eur", "region_id": EUROPE}


@pytest.mark.parametrize(
    ("currency", "region", "path"),
    [("PLN", None, "body.currency"), ("USD", EUROPE, "body.currency"), ("EUR", "reg_x", "body.regionId")],
)
def test_a_currency_and_its_region_must_fit(
    guest: Medusa, shop: Upstream, currency: str, region: str | None, path: str
) -> None:
    shop.on("POST /store/carts", (404, {"message": "x"}))
    with pytest.raises(BadRequestError) as refused:
        carts.create_cart(guest, CreateCart(currency=currency, region_id=region))
    assert refused.value.details[0].path == path


def test_a_cart_is_one_request_for_the_fields_that_are_shown(
    guest: Medusa, shop: Upstream, full: Json
) -> None:
    shop.on(f"GET {CART}", full)
    assert carts.get_cart(guest, "cart_1").id == full["cart"]["id"]
    assert shop.seen[0].query == {"fields": carts.CART_FIELDS}
    assert "*items" not in carts.CART_FIELDS.split(",")


def test_an_unknown_cart_is_named(guest: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {CART}", (404, {"message": "Cart with id: cart_1 was not found"}))
    with pytest.raises(NotFoundError, match="Cart cart_1 was not found"):
        carts.get_cart(guest, "cart_1")


def test_an_id_cannot_leave_its_place(guest: Medusa, shop: Upstream) -> None:
    shop.script((404, {"message": "x"}))
    with pytest.raises(NotFoundError):
        carts.get_cart(guest, "x/../../admin/users?y")
    assert shop.seen[0].path == "/store/carts/x%2F..%2F..%2Fadmin%2Fusers%3Fy"


VARIANT = "GET /store/product-variants/variant_1"
ITEM = AddItem(sku="A", quantity=1, cart_id="cart_1", variant_id="variant_1")
WRITES: dict[str, Any] = {
    "update": lambda medusa: carts.update_cart(medusa, "cart_1", UpdateCart(email="a@b.c")),
    "add": lambda medusa: cart_items.add_item(medusa, ITEM, None),
    "change": lambda medusa: cart_items.update_item(medusa, "cart_1", "item_1", UpdateItem(quantity=0)),
    "remove": lambda medusa: cart_items.remove_item(medusa, "cart_1", "item_1"),
    "apply": lambda medusa: carts.apply_promotion(medusa, "cart_1", "SAVE10"),
    "take off": lambda medusa: carts.remove_promotion(medusa, "cart_1", "SAVE10"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"completed_at": "2026-01-01"}, ConflictError),
        ({"customer_id": "cus_ben", "customer": {"has_account": True}}, ForbiddenError),
    ],
)
def test_no_write_to_an_order_or_to_another_customers_cart(
    anna: Medusa, shop: Upstream, write: Any, change: Json, error: type[CommerceError]
) -> None:
    lines = [{"id": "item_1", "quantity": 1}]
    found = open_cart(items=lines, promotions=[{"code": "SAVE10"}], **change)
    shop.on(f"GET {CART}", found, open_cart(order=None))
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    with pytest.raises(error):
        write(anna)
    assert all(route.startswith("GET ") for route in shop.asked)


SENT: dict[str, tuple[str, str]] = {
    "update": (f"completed_at,region_id,currency_code,metadata,{carts._LINE_FIELDS}", f"POST {CART}"),
    "add": (
        "currency_code,region_id,completed_at,items.id,items.variant_id,items.metadata,items.quantity",
        f"POST {CART}/line-items",
    ),
    "change": ("completed_at,items.id,items.quantity,items.metadata", f"POST {CART}/line-items/item_1"),
    "remove": ("completed_at,items.id", f"DELETE {CART}/line-items/item_1"),
    "apply": ("completed_at", f"POST {CART}/promotions"),
    "take off": ("completed_at,promotions.code", f"DELETE {CART}/promotions"),
}
"""What each write's proof reads besides the owner, and where the write goes."""

BODIES: dict[str, Json | None] = {
    "update": {"email": "a@b.c"},
    "add": {"variant_id": "variant_1", "quantity": 1},
    "change": {"quantity": 0},
    "remove": None,
    "apply": {"promo_codes": ["SAVE10"]},
    "take off": {"promo_codes": ["SAVE10"]},
}


@pytest.mark.parametrize("write", WRITES)
def test_a_write_is_one_lean_read_and_one_write(
    guest: Medusa, shop: Upstream, write: str, full: Json
) -> None:
    lines = [{"id": "item_1", "quantity": 1}]
    shop.on(f"GET {CART}", open_cart(items=lines, promotions=[{"code": "SAVE10"}]))
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    shop.script(full | {"parent": full["cart"]})
    WRITES[write](guest)
    read, sent = SENT[write]
    # A variant is looked up in parallel.
    [first, last] = [seen for seen in shop.seen if seen.route != VARIANT]
    assert [first.route, last.route] == [f"GET {CART}", sent]
    assert first.query == {"fields": f"{OWNER_FIELDS},{read}"}
    assert last.query == {"fields": carts.CART_FIELDS}
    assert last.json == BODIES[write]
    assert (VARIANT in shop.asked) is (write == "add")


@pytest.mark.parametrize("write", WRITES)
def test_a_cart_that_was_claimed_meanwhile_is_not_shown(
    guest: Medusa, shop: Upstream, write: str, full: Json
) -> None:
    lines = [{"id": "item_1", "quantity": 1}]
    theirs = full["cart"] | {"customer_id": "cus_ben", "customer": {"id": "cus_ben", "has_account": True}}
    shop.on(f"GET {CART}", open_cart(items=lines, promotions=[{"code": "SAVE10"}]))
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    shop.script({"cart": theirs, "parent": theirs})
    with pytest.raises(UnauthorizedError):
        WRITES[write](guest)


REFUSALS: list[tuple[str, str, type[CommerceError], str | None]] = [
    ("update", "Invalid request: Invalid email address", BadRequestError, "body.email"),
    ("update", "The email belongs to an account: sign in to use it", ConflictError, "body.email"),
    ("update", "Variants with IDs variant_1 do not have a price", ConflictError, None),
    (
        "update",
        "Variants variant_1 do not exist or belong to a product that is not published",
        ConflictError,
        None,
    ),
    ("add", "Variants with IDs variant_1 do not have a price", BadRequestError, "body.variantId"),
    (
        "add",
        "Variants variant_1 do not exist or belong to a product that is not published",
        BadRequestError,
        "body.variantId",
    ),
    (
        "add",
        "The variant variant_1 is not available in this sales channel",
        BadRequestError,
        "body.variantId",
    ),
    ("add", "Some variant does not have the required inventory", BadRequestError, "body.quantity"),
    (
        "add",
        "Variant variant_1 does not have any inventory items associated with it.",
        BadRequestError,
        "body.quantity",
    ),
    ("change", "Some variant does not have the required inventory", BadRequestError, "body.quantity"),
    ("change", "Variants with IDs variant_1 do not have a price", ConflictError, None),
    ("change", "Line item Drill has no unit price", ConflictError, None),
    ("apply", "The promotion code SAVE10 is invalid", BadRequestError, "body.code"),
    ("apply", "Promotion usage exceeds the limit.", BadRequestError, "body.code"),
    (
        "apply",
        'Attribute value for "customer_email" is required by promotion campaing budget',
        BadRequestError,
        "body.code",
    ),
    ("take off", "Timed-out acquiring lock.", ConflictError, None),
]


@pytest.mark.parametrize(("write", "words", "error", "path"), REFUSALS)
def test_a_refusal_of_medusas_names_the_field_of_this_route(
    guest: Medusa, shop: Upstream, write: str, words: str, error: type[CommerceError], path: str | None
) -> None:
    lines = [{"id": "item_1", "quantity": 1}]
    shop.on(f"GET {CART}", open_cart(items=lines, promotions=[{"code": "SAVE10"}]))
    shop.on(VARIANT, {"variant": {"id": "variant_1", "sku": "A"}})
    refusal = (400, {"type": "invalid_data", "message": words})
    shop.script(refusal, refusal)  # a code is tried in another case
    with pytest.raises(error) as refused:
        WRITES[write](guest)
    assert [detail.path for detail in refused.value.details] == ([path] if path else [])
    assert refused.value.code


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_refusal_says_of_what_and_why(guest: Medusa, shop: Upstream, write: Any) -> None:
    lines = [{"id": "item_1", "quantity": 1}]
    shop.on(
        f"GET {CART}",
        open_cart(items=lines, completed_at="2026-01-01"),
        open_cart(order={"id": "order_1", "customer_id": None}),
        open_cart(customer_id="cus_ben", customer={"has_account": True}),
    )
    shop.on(VARIANT, *[{"variant": {"id": "variant_1", "sku": "A"}}] * 2)
    with pytest.raises(ConflictError, match="This cart is already an order"):
        write(guest)
    with pytest.raises(UnauthorizedError, match="This cart belongs to a customer"):
        write(guest)


@pytest.mark.parametrize(
    ("change", "body"),
    [
        ({"email": "a@b.c"}, {"email": "a@b.c"}),
        ({"email": None, "region_id": None}, {}),
        ({"region_id": EUROPE}, {"region_id": EUROPE}),
        ({"notes": "Ring"}, {"metadata": {"notes": "Ring"}}),
        ({"notes": None}, {"metadata": {"notes": None}}),
        ({"metadata": {"kept": 2, "new": 3}}, {"metadata": {"kept": 2, "new": 3}}),
        ({"metadata": {"name": "x"}, "name": "y"}, {"metadata": {"name": "y"}}),
    ],
)
def test_an_update_sends_only_what_the_request_names(
    guest: Medusa, shop: Upstream, full: Json, change: Json, body: Json
) -> None:
    shop.on(f"GET {CART}", open_cart(metadata={"kept": 1}))
    shop.on(f"POST {CART}", full)
    carts.update_cart(guest, "cart_1", UpdateCart(**change))
    assert shop.seen[-1].json == body


@pytest.mark.parametrize("write", ["change", "remove"])
def test_a_line_that_is_not_there_is_404(guest: Medusa, shop: Upstream, write: str) -> None:
    shop.on(f"GET {CART}", open_cart(items=None))
    with pytest.raises(NotFoundError, match="The cart has no item item_1"):
        WRITES[write](guest)
    assert shop.asked == [f"GET {CART}"]


def test_a_change_of_nothing_is_refused(guest: Medusa, shop: Upstream) -> None:
    with pytest.raises(BadRequestError, match="quantity or metadata is required") as refused:
        cart_items.update_item(guest, "cart_1", "item_1", UpdateItem())
    assert refused.value.details[0].path == "body.quantity"
    assert shop.seen == []


def test_a_code_that_medusa_takes_and_does_not_apply_is_400(
    guest: Medusa, shop: Upstream, full: Json
) -> None:
    shop.on(f"GET {CART}", open_cart())
    shop.on(f"POST {CART}/promotions", full)
    with pytest.raises(BadRequestError, match="TAKE5USD does not apply") as refused:
        carts.apply_promotion(guest, "cart_1", "TAKE5USD")
    assert refused.value.details[0].path == "body.code"
    assert shop.seen[1].json == {"promo_codes": ["TAKE5USD"]}


def test_a_code_that_is_not_applied_cannot_be_taken_off(guest: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {CART}", open_cart(promotions=[None, {"code": "SAVE10"}]))
    with pytest.raises(NotFoundError, match="save10 is not applied"):
        carts.remove_promotion(guest, "cart_1", "save10")
    assert shop.asked == [f"GET {CART}"]
