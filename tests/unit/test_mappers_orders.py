"""Orders: what a shopper bought, what it came to, and whether it is paid."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from commerce.errors import UpstreamError
from commerce.mappers import orders as mapper

from tests.support.recorded import as_json, recorded

Json = dict[str, Any]


@pytest.fixture
def order() -> Json:
    found: Json = recorded("order")["order"]
    return found


def sent(order: Json) -> Json:
    return as_json(mapper.order(order))


def eur(amount: float) -> Json:
    return {"value": amount, "currency": "EUR"}


def rounded_eur(amount: float) -> Json:
    return eur(float(Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)))


def test_totals_are_medusas_in_the_orders_currency(order: Json) -> None:
    shown = sent(order)
    assert shown["currency"] == "EUR"
    for ours, theirs in {
        "subtotal": "item_subtotal",
        "tax": "tax_total",
        "shippingTotal": "shipping_total",
        "shippingSubtotal": "shipping_subtotal",
        "discountTotal": "discount_total",
        "total": "total",
    }.items():
        assert shown[ours] == rounded_eur(order[theirs]), ours


def test_lines_addresses_and_delivery(order: Json) -> None:
    shown = sent(order)
    first, theirs = shown["items"]["data"][0], order["items"][0]
    assert shown["items"]["total"] == len(order["items"])
    assert (first["id"], first["productId"]) == (theirs["id"], theirs["product_id"])
    assert (first["quantity"], first["unit"], first["currency"]) == (1, "PCS", "EUR")
    assert (first["price"], first["subtotal"]) == (eur(99), eur(99))
    assert first["total"] == rounded_eur(theirs["total"])
    assert first["product"]["name"] == "Cordless Drill"
    assert first["product"]["sku"] == theirs["variant_sku"]
    assert shown["shippingAddress"]["streetName"] == "Marszalkowska"
    assert shown["billingAddress"]["country"] == "PL"
    [method] = shown["shippingMethods"]
    assert (method["name"], method["subtotal"]) == ("Standard delivery", eur(4.9))
    assert method["id"] == order["shipping_methods"][0]["shipping_option_id"]


@pytest.mark.parametrize("quantity", [2.5, 0.1, 0, 3])
def test_a_line_may_hold_a_part_of_a_piece(order: Json, quantity: float) -> None:
    order["items"][0]["quantity"] = quantity
    shown = sent(order)["items"]["data"][0]["quantity"]
    assert (shown, type(shown)) == (quantity, type(quantity))


def test_lines_and_deliveries_come_in_the_order_of_their_making(order: Json) -> None:
    for name in ("items", "shipping_methods"):
        [first, *_] = order[name]
        order[name] = [
            first | {"id": "c", "created_at": "2026-01-02T00:00:00.000Z"},
            None,
            first | {"id": "b", "created_at": "2026-01-02T00:00:00.000Z"},
            first | {"id": "d", "created_at": "2026-01-01T00:00:00.000Z"},
            first | {"id": "a", "created_at": None},
        ]
        for method in order["shipping_methods"]:
            if method:
                method["shipping_option_id"] = None
    shown = sent(order)
    assert [line["id"] for line in shown["items"]["data"]] == ["a", "d", "b", "c"]
    assert [method["id"] for method in shown["shippingMethods"]] == ["a", "d", "b", "c"]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("VIRTUAL", "VIRTUAL"), ("virtual", "VIRTUAL"), ("Tool", "PHYSICAL"), (None, "PHYSICAL")],
)
def test_a_service_in_an_order_is_virtual(order: Json, theirs: str | None, ours: str) -> None:
    order["items"][0]["product_type"] = theirs
    assert sent(order)["items"]["data"][0]["product"]["type"] == ours


def test_a_line_without_a_product_goes_by_its_variant(order: Json) -> None:
    order["items"][0]["product_id"] = None
    assert sent(order)["items"]["data"][0]["productId"] == order["items"][0]["variant_id"]


def test_every_listed_order_has_all_that_a_single_order_has(order: Json) -> None:
    """A list once came without its shipping methods: Medusa drops a relation that is named by parts."""
    alone = sent(order)
    for listed in recorded("orders-list")["orders"]:
        shown = sent(listed)
        assert shown["shippingMethods"], listed["id"]
        if shown["id"] == alone["id"]:
            assert shown == alone


def test_a_new_order_has_its_payment_status_in_its_collection(order: Json) -> None:
    placed = recorded("order-completed")["order"]
    assert "payment_status" not in placed
    assert sent(placed)["paymentStatus"] == "PENDING"
    assert mapper.payment_status({"payment_collections": [{"status": "x"}, {"status": "completed"}]}) == (
        "CAPTURED"
    )
    nothing: tuple[Any, ...] = ([], None)
    for none in nothing:
        assert mapper.payment_status({"payment_collections": none, "total": 5}) == "NOT_PAID"
        assert mapper.payment_status({"payment_collections": none, "total": 0}) == "PAID"
    # What is read later comes first.
    assert mapper.payment_status(
        {"payment_status": "refunded", "payment_collections": [{"status": "completed"}]}
    ) == ("REFUNDED")


def test_a_guests_order_does_not_show_the_guests_record(order: Json) -> None:
    assert sent(order)["customerId"] == order["customer_id"]
    assert sent(order | {"customer": {"has_account": True}})["customerId"] == order["customer_id"]
    assert "customerId" not in sent(order | {"customer": {"has_account": False}})
    assert "customerId" not in sent(order | {"customer_id": None})


def test_the_shoppers_notes_are_the_comment(order: Json) -> None:
    assert sent(order | {"metadata": {"notes": "Ring twice"}})["customerComment"] == "Ring twice"
    assert "customerComment" not in sent(order | {"metadata": {"notes": ""}})


@pytest.mark.parametrize("change", [{"currency_code": None}, {"total": None}, {"total": "12"}])
def test_an_order_without_a_currency_or_a_total_is_an_error(order: Json, change: Json) -> None:
    with pytest.raises(UpstreamError):
        mapper.order(order | change)


def test_a_line_without_a_price_is_an_error(order: Json) -> None:
    order["items"][0]["unit_price"] = None
    with pytest.raises(UpstreamError):
        mapper.order(order)


def test_what_is_not_known_is_left_out(order: Json) -> None:
    totals = ["item_subtotal", "tax_total", "shipping_total", "shipping_subtotal", "discount_total", "email"]
    totals += ["discount_subtotal", "credit_line_total"]
    order |= dict.fromkeys([*totals, "shipping_address", "billing_address", "shipping_methods"])
    shown = sent(order)
    assert shown["shippingMethods"] == []
    assert list(shown) == [
        "id",
        "number",
        "customerId",
        "createdAt",
        "updatedAt",
        "total",
        "currency",
        "paymentStatus",
        "status",
        "items",
        "shippingMethods",
    ]


def test_an_order_shows_who_when_and_every_part_of_a_line(order: Json) -> None:
    shown, line = sent(order), order["items"][0]
    for ours, theirs in {
        "id": "id",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "email": "email",
    }.items():
        assert shown[ours] == order[theirs]
    assert shown["items"]["data"][0]["discountTotal"] == rounded_eur(line["discount_total"])
    assert shown["items"]["data"][0]["product"]["id"] == line["product_id"]


def test_an_order_with_nothing_but_a_total_can_be_shown(order: Json) -> None:
    bare = order | dict.fromkeys(("items", "shipping_methods", "metadata", "customer", "email"))
    shown = sent(bare)
    assert (shown["items"], shown["shippingMethods"]) == ({"data": [], "total": 0}, [])
    order["items"][0] |= {"product_id": None, "variant_id": None}
    assert sent(order)["items"]["data"][0]["productId"] == ""


def test_a_payment_status_is_never_guessed() -> None:
    order = {"status": "pending", "total": 5}
    assert mapper.payment_status(order | {"payment_status": None}) == "UNKNOWN"
    assert mapper.payment_status(order | {"payment_collections": []}) == "NOT_PAID"
    with pytest.raises(UpstreamError):
        mapper.payment_status(order)
