"""The steps to an order: what each requests from Medusa, and what stops before anything is written."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import (
    BadRequestError,
    CartCompletedError,
    ConflictError,
    NotFoundError,
    UnauthorizedError,
)
from commerce.medusa import checkout
from commerce.medusa.transport.client import Medusa
from commerce.models.checkout import SetAddresses

from local.shop import ADDRESS
from tests.support.carts import facts_line, for_checkout, ready_cart
from tests.support.recorded import recorded
from tests.support.upstream import Upstream

CART = "/store/carts/cart_1"
READ, CHECKOUT, WRITE = f"GET {CART}", f"GET {CART}/checkout", f"POST {CART}"
METHOD = f"POST {CART}/shipping-methods"
SAVED = "GET /store/customers/me/addresses"
EUROPE = recorded("regions")["regions"][0]["id"]
PLACE = {"country_code": "de", "address_1": "Torstrasse", "city": "Berlin", "postal_code": "10119"}
THEIRS = {"customer_id": "cus_ben", "customer": {"id": "cus_ben", "has_account": True}}

Json = dict[str, Any]


def open_cart(**more: Any) -> Json:
    lines = [{"id": "item_1", "variant_id": "variant_1", "quantity": 1}]
    return {"cart": {"id": "cart_1", "region_id": EUROPE, "items": lines, **more}}


def read(**more: Any) -> Json:
    """Return an open cart with what decides whether it can be ordered."""
    return for_checkout(open_cart(**more)["cart"])


def addresses(**body: Any) -> SetAddresses:
    return SetAddresses.model_validate(body)


def test_addresses_notes_and_email_are_one_write(guest: Medusa, shop: Upstream) -> None:
    shop.on(CHECKOUT, read(metadata={"kept": 1}))
    shop.on(WRITE, recorded("cart-full"))
    wanted = addresses(shippingAddress=ADDRESS, sameAsBillingAddress=True, notes="Ring", email="a@b.c")
    checkout.set_addresses(guest, "cart_1", wanted)
    assert shop.asked == [CHECKOUT, "GET /store/regions", WRITE]
    body = shop.seen[2].json
    assert body["shipping_address"] == body["billing_address"]
    assert body["shipping_address"]["country_code"] == "de"
    assert body["email"] == "a@b.c"
    assert body["metadata"] == {"notes": "Ring", "sameAsBillingAddress": True}


def test_each_address_may_differ(guest: Medusa, shop: Upstream) -> None:
    shop.on(CHECKOUT, read())
    shop.on(WRITE, recorded("cart-full"))
    other = ADDRESS | {"city": "Paris", "country": "FR"}
    checkout.set_addresses(guest, "cart_1", addresses(shippingAddress=ADDRESS, billingAddress=other))
    body = shop.seen[-1].json
    assert (body["shipping_address"]["city"], body["billing_address"]["city"]) == ("Berlin", "Paris")
    assert set(body) == {"shipping_address", "billing_address"}


def test_saved_addresses_are_read_in_parallel_with_the_cart(anna: Medusa, shop: Upstream) -> None:
    saved = recorded("addresses-list")
    one, two, *_ = saved["addresses"]
    shop.on(CHECKOUT, read())
    shop.on(SAVED, saved)
    shop.on(WRITE, recorded("cart-full"))
    wanted = addresses(shippingAddressId=one["id"], billingAddressId=two["id"])
    checkout.set_addresses(anna, "cart_1", wanted)
    assert sorted(shop.asked[:2]) == [CHECKOUT, SAVED]
    body = shop.seen[-1].json
    assert body["shipping_address"]["address_1"] == one["address_1"]
    assert body["billing_address"]["address_1"] == two["address_1"]
    assert {"id", "customer_id", "address_name"}.isdisjoint(body["shipping_address"])
    assert None not in body["shipping_address"].values()


def test_a_saved_address_that_is_not_the_callers_is_404(anna: Medusa, shop: Upstream) -> None:
    shop.on(CHECKOUT, read())
    shop.on(SAVED, recorded("addresses-list"))
    with pytest.raises(NotFoundError, match="Address cuaddr_ben was not found"):
        checkout.set_addresses(anna, "cart_1", addresses(shippingAddressId="cuaddr_ben"))
    assert WRITE not in shop.asked


def test_a_guest_has_no_saved_addresses(guest: Medusa, shop: Upstream) -> None:
    shop.on(CHECKOUT, read())
    with pytest.raises(UnauthorizedError):
        checkout.set_addresses(guest, "cart_1", addresses(shippingAddressId="cuaddr_1"))
    assert SAVED not in shop.asked


@pytest.mark.parametrize(
    "body", [{}, {"notes": "x"}, {"email": "a@b.de"}, {"email": "a@b.de", "sameAsBillingAddress": False}]
)
def test_no_address_at_all_is_refused(guest: Medusa, shop: Upstream, body: Json) -> None:
    with pytest.raises(BadRequestError):
        checkout.set_addresses(guest, "cart_1", addresses(**body))
    assert shop.seen == []


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"shippingAddress": ADDRESS | {"country": "fr"}}, "body.shippingAddress.country"),
        ({"shippingAddressId": "cuaddr_1"}, "body.shippingAddressId"),
        (
            {"billingAddress": ADDRESS | {"country": "fr"}, "sameAsBillingAddress": True},
            "body.sameAsBillingAddress",
        ),
    ],
)
def test_a_country_outside_the_region_is_named_by_its_field(
    anna: Medusa, shop: Upstream, body: Json, path: str
) -> None:
    shop.on(CHECKOUT, read())
    shop.on(SAVED, {"addresses": [PLACE | {"id": "cuaddr_1", "country_code": "fr"}], "count": 1})
    with pytest.raises(BadRequestError, match="does not deliver to FR, but to DE, PL") as refused:
        checkout.set_addresses(anna, "cart_1", addresses(**body))
    assert [detail.path for detail in refused.value.details] == [path]
    assert WRITE not in shop.asked


def test_a_billing_address_may_be_anywhere(guest: Medusa, shop: Upstream) -> None:
    shop.on(CHECKOUT, read(shipping_address=PLACE))
    shop.on(WRITE, recorded("cart-full"))
    checkout.set_addresses(guest, "cart_1", addresses(billingAddress=ADDRESS | {"country": "FR"}))
    assert shop.asked[-1] == WRITE


@pytest.mark.parametrize(
    ("lacks", "names"),
    [
        ({"address_1": None}, ["streetName"]),
        ({"city": "", "postal_code": " "}, ["city", "postalCode"]),
        ({"country_code": None}, ["country"]),
    ],
)
def test_a_saved_address_that_no_parcel_would_find_is_refused(
    anna: Medusa, shop: Upstream, lacks: Json, names: list[str]
) -> None:
    shop.on(CHECKOUT, read())
    shop.on(SAVED, {"addresses": [PLACE | lacks | {"id": "cuaddr_1"}], "count": 1})
    wanted = addresses(shippingAddress=ADDRESS, billingAddressId="cuaddr_1")
    with pytest.raises(BadRequestError) as refused:
        checkout.set_addresses(anna, "cart_1", wanted)
    assert [detail.path for detail in refused.value.details] == ["body.billingAddressId"] * len(names)
    for name, detail in zip(names, refused.value.details, strict=True):
        assert name in detail.message
    assert WRITE not in shop.asked


def test_the_carts_billing_address_is_where_it_is_delivered_to(guest: Medusa, shop: Upstream) -> None:
    shop.on(CHECKOUT, read(billing_address=PLACE | {"id": "caaddr_1", "customer_id": None}))
    shop.on(WRITE, recorded("cart-full"))
    checkout.set_addresses(guest, "cart_1", addresses(sameAsBillingAddress=True))
    body = shop.seen[-1].json
    assert body["billing_address"] == PLACE
    assert body["shipping_address"] == PLACE | {"province": None}
    assert body["metadata"] == {"sameAsBillingAddress": True}


def test_parts_that_taxes_depend_on_are_sent_even_if_there_are_none(guest: Medusa, shop: Upstream) -> None:
    """Else Medusa replaces the address, and leaves the tax as it was at the address before."""
    shop.on(CHECKOUT, read(shipping_address={"country_code": "pt", "province": "pt-30"}))
    shop.on(WRITE, recorded("cart-full"))
    place = {name: value for name, value in ADDRESS.items() if name != "region"}
    checkout.set_addresses(guest, "cart_1", addresses(shippingAddress=place))
    sent = shop.seen[-1].json["shipping_address"]
    assert {"province", "postal_code", "city"} <= sent.keys()
    assert sent["province"] is None


@pytest.mark.parametrize("billing", [None, {}, {"country_code": "de"}, PLACE | {"city": None}])
def test_same_as_billing_needs_a_complete_billing_address(
    guest: Medusa, shop: Upstream, billing: Json | None
) -> None:
    shop.on(CHECKOUT, read(billing_address=billing))
    with pytest.raises(BadRequestError) as refused:
        checkout.set_addresses(guest, "cart_1", addresses(sameAsBillingAddress=True))
    assert [detail.path for detail in refused.value.details] == ["body.sameAsBillingAddress"]
    assert WRITE not in shop.asked


@pytest.mark.parametrize(
    ("known", "body", "metadata"),
    [
        ({"sameAsBillingAddress": True}, {"shippingAddress": ADDRESS}, {"sameAsBillingAddress": False}),
        ({"sameAsBillingAddress": True}, {"billingAddress": ADDRESS}, None),
        (None, {"shippingAddress": ADDRESS}, None),
        (
            None,
            {"billingAddress": ADDRESS, "sameAsBillingAddress": False},
            {"sameAsBillingAddress": False},
        ),
    ],
)
def test_the_cart_remembers_whether_both_addresses_are_the_same(
    guest: Medusa, shop: Upstream, known: Json | None, body: Json, metadata: Json | None
) -> None:
    shop.on(CHECKOUT, read(metadata=known))
    shop.on(WRITE, recorded("cart-full"))
    checkout.set_addresses(guest, "cart_1", addresses(**body))
    assert shop.seen[-1].json.get("metadata") == metadata


@pytest.mark.parametrize(
    ("items", "known", "country", "is_taxed"),
    [
        ([{"requires_shipping": False}], None, "DE", True),
        ([{"requires_shipping": False}], {"country_code": "pl"}, "DE", False),
        ([{"requires_shipping": False}], None, "FR", False),
        ([{"requires_shipping": False}, {"requires_shipping": True}], None, "DE", False),
        ([], None, "DE", False),
    ],
    ids=["services", "shipping address", "abroad", "goods", "empty"],
)
def test_without_delivery_the_billing_address_decides_the_tax(
    guest: Medusa, shop: Upstream, items: list[Json], known: Json | None, country: str, is_taxed: bool
) -> None:
    lines = [item | {"id": f"item_{number}", "quantity": 1} for number, item in enumerate(items)]
    shop.on(CHECKOUT, read(items=lines, shipping_address=known))
    shop.on(WRITE, recorded("cart-full"))
    checkout.set_addresses(guest, "cart_1", addresses(billingAddress=ADDRESS | {"country": country}))
    body = shop.seen[-1].json
    assert (body.get("shipping_address") == body["billing_address"]) is is_taxed


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (None, None, True),
        (PLACE, None, True),
        (PLACE, PLACE | {"address_1": "x", "phone": "1"}, True),
        (PLACE | {"province": None}, PLACE | {"province": ""}, True),
        (PLACE, PLACE | {"postal_code": "1"}, False),
        (PLACE, PLACE | {"city": "x"}, False),
        (PLACE, PLACE | {"province": "x"}, False),
        (None, PLACE, False),
    ],
)
def test_only_what_taxes_depend_on_makes_another_address(
    one: Json | None, other: Json | None, same: bool
) -> None:
    assert checkout.is_same_address(one, other) is same


@pytest.mark.parametrize(
    ("step", "write"),
    [
        (lambda medusa: checkout.set_addresses(medusa, "cart_1", addresses(shippingAddress=ADDRESS)), WRITE),
        (lambda medusa: checkout.set_shipping_method(medusa, "cart_1", "so_1"), METHOD),
    ],
    ids=["addresses", "shipping method"],
)
def test_a_cart_that_was_claimed_meanwhile_is_not_shown(
    guest: Medusa, shop: Upstream, step: Any, write: str
) -> None:
    shop.on(CHECKOUT, read(shipping_address=PLACE))
    shop.on(write, {"cart": recorded("cart-full")["cart"] | THEIRS})
    with pytest.raises(UnauthorizedError):
        step(guest)


def test_a_summary_is_one_read(guest: Medusa, shop: Upstream) -> None:
    cart = ready_cart()
    unsold = [facts_line(is_for_sale=False)]
    shop.on(
        CHECKOUT, for_checkout(cart), for_checkout(cart | {"email": None}), for_checkout(cart, lines=unsold)
    )
    assert checkout.summary(guest, "cart_1").email == "ada@lab.local"
    assert shop.asked == [CHECKOUT]
    with pytest.raises(BadRequestError, match=r"^Still missing: email$"):
        checkout.summary(guest, "cart_1")
    with pytest.raises(ConflictError) as refused:
        checkout.summary(guest, "cart_1")
    assert [detail.path for detail in refused.value.details] == ["items.item_1"]


def test_an_order_has_no_summary(guest: Medusa, shop: Upstream) -> None:
    done = ready_cart(completed_at="2026-01-01T00:00:00Z", items=[])
    shop.on(CHECKOUT, {"cart": done, "order": None})
    shop.on(READ, open_cart(order={"id": "order_1", "customer_id": None}))
    with pytest.raises(ConflictError) as refused:
        checkout.summary(guest, "cart_1")
    assert refused.value.body()["orderId"] == "order_1"


@pytest.mark.parametrize(
    ("step", "reads"),
    [
        (
            lambda medusa: checkout.set_addresses(medusa, "cart_1", addresses(shippingAddress=ADDRESS)),
            CHECKOUT,
        ),
        (lambda medusa: checkout.set_shipping_method(medusa, "cart_1", "so_1"), CHECKOUT),
    ],
    ids=["addresses", "shipping method"],
)
def test_a_cart_that_is_an_order_is_not_touched(guest: Medusa, shop: Upstream, step: Any, reads: str) -> None:
    done = {"completed_at": "2026-01-01T00:00:00Z"}
    shop.on(reads, read(**done))
    shop.on(READ, open_cart(order={"id": "order_1", "customer_id": None}))
    with pytest.raises(CartCompletedError) as refused:
        step(guest)
    assert refused.value.order_id == "order_1"
    assert shop.asked == [reads, READ]


def test_lines_no_longer_for_sale_prevent_storing_an_address(guest: Medusa, shop: Upstream) -> None:
    """Medusa would refuse them as well, and store the addresses all the same."""
    facts = [facts_line(is_for_sale=False), facts_line("item_2", available_quantity=0)]
    cart = open_cart(items=[{"id": f"item_{one}", "variant_id": f"v{one}", "quantity": 1} for one in (1, 2)])
    shop.on(CHECKOUT, for_checkout(cart["cart"], lines=facts))
    with pytest.raises(ConflictError) as refused:
        checkout.set_addresses(guest, "cart_1", addresses(shippingAddress=ADDRESS))
    assert refused.value.code == "not_for_sale"
    assert [detail.line_id for detail in refused.value.details] == ["item_1"]
    assert shop.asked == [CHECKOUT]


def test_sold_out_lines_do_not_prevent_storing_an_address(guest: Medusa, shop: Upstream) -> None:
    shop.on(CHECKOUT, for_checkout(open_cart()["cart"], lines=[facts_line(available_quantity=0)]))
    shop.on(WRITE, recorded("cart-full"))
    checkout.set_addresses(guest, "cart_1", addresses(shippingAddress=ADDRESS))
    assert shop.asked[-1] == WRITE


def test_without_the_plugin_addresses_are_set_after_the_read(guest: Medusa, shop: Upstream) -> None:
    shop.on(CHECKOUT, (404, "<html>"))
    shop.on(READ, open_cart())
    shop.on(WRITE, recorded("cart-full"))
    checkout.set_addresses(guest, "cart_1", addresses(shippingAddress=ADDRESS))
    assert shop.asked == [CHECKOUT, READ, "GET /store/regions", WRITE]
