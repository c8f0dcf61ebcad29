"""Carts: a shopper must see what the cart comes to, and never an amount that Medusa did not say."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from commerce.errors import UpstreamError
from commerce.mappers import carts as mapper

from tests.support.recorded import as_json, recorded

Json = dict[str, Any]


@pytest.fixture
def full() -> Json:
    found: Json = recorded("cart-full")["cart"]
    return found


def sent(cart: Json) -> Json:
    return as_json(mapper.cart(cart))


def eur(amount: float) -> Json:
    return {"value": amount, "currency": "EUR"}


def rounded_eur(amount: float) -> Json:
    return eur(float(Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)))


@pytest.mark.parametrize(
    ("theirs", "ours"), [("VIRTUAL", "VIRTUAL"), ("Tool", "PHYSICAL"), (None, "PHYSICAL")]
)
def test_a_service_in_a_cart_is_virtual(theirs: str | None, ours: str) -> None:
    cart = recorded("cart-full")["cart"]
    cart["items"][0]["product_type"] = theirs
    assert mapper.cart(cart).items.data[0].product.type == ours


def test_totals_are_medusas_in_the_carts_currency(full: Json) -> None:
    full |= {"discount_subtotal": 24.8, "shipping_subtotal": 4.9, "credit_line_total": 0.004}
    cart = sent(full)
    assert cart["currency"] == "EUR"
    for ours, theirs in {
        "subtotal": "item_subtotal",
        "discountTotal": "discount_total",
        "discountSubtotal": "discount_subtotal",
        "taxTotal": "tax_total",
        "shippingTotal": "shipping_total",
        "shippingSubtotal": "shipping_subtotal",
        "creditTotal": "credit_line_total",
        "total": "total",
    }.items():
        assert cart[ours] == rounded_eur(full[theirs]), ours


def test_who_where_and_when(full: Json) -> None:
    cart = sent(full)
    for ours, theirs in {
        "id": "id",
        "customerId": "customer_id",
        "regionId": "region_id",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "email": "email",
        "metadata": "metadata",
    }.items():
        assert cart[ours] == full[theirs]
    assert cart["notes"] == "Ring twice"


def test_name_and_notes_come_from_metadata_if_they_are_text(full: Json) -> None:
    full["metadata"] = {"name": "Workshop", "notes": ""}
    cart = sent(full)
    assert cart["name"] == "Workshop"
    assert "notes" not in cart
    full["metadata"] = {"name": 7, "notes": ["x"]}
    assert {"name", "notes"}.isdisjoint(sent(full))


def test_a_line_shows_the_product_as_the_line_remembers_it(full: Json) -> None:
    full["items"][0] |= {
        "title": "12V / Red",
        "variant_title": "12V / Red",
        "variant_option_values": {"Voltage": "12V", "Colour": "Red"},
        "product_handle": "cordless-drill",
    }
    line, theirs = as_json(mapper.cart(full, base_path="/shop"))["items"]["data"][0], full["items"][0]
    assert sent(full)["items"]["total"] == 1
    assert line == {
        "id": theirs["id"],
        "sku": "CORDLESS-DRILL-12V-RED",
        "quantity": 2,
        "price": eur(99),
        "subtotal": eur(198),
        "discountTotal": rounded_eur(theirs["discount_total"]),
        "total": rounded_eur(theirs["total"]),
        "unit": "PCS",
        "currency": "EUR",
        "product": {
            "id": theirs["product_id"],
            "sku": "CORDLESS-DRILL-12V-RED",
            "name": "Cordless Drill",
            "description": theirs["product_description"],
            "shortDescription": "Two gears, 50 Nm",
            "variantId": theirs["variant_id"],
            "image": {"url": theirs["thumbnail"], "alt": "Cordless Drill"},
            "price": eur(99),
            "link": "/shop/cordless-drill/cordless-drill-12v-red",
            "type": "PHYSICAL",
            "category": "",
            "tags": [],
        },
        "variantId": theirs["variant_id"],
        "variantTitle": "12V / Red",
        "options": {"Voltage": "12V", "Colour": "Red"},
        "metadata": {"engraving": "Ada"},
    }


def test_a_line_without_a_sku_goes_by_its_variant(full: Json) -> None:
    line = full["items"][0]
    line |= {"variant_sku": None, "product_title": None, "thumbnail": None, "metadata": None}
    shown = sent(full)["items"]["data"][0]
    assert shown["sku"] == shown["product"]["sku"] == line["variant_id"]
    assert shown["product"]["name"] == line["title"]
    assert "image" not in shown["product"]
    assert shown["metadata"] == {}


@pytest.mark.parametrize("code", [None, "", 5])
def test_a_cart_without_a_currency_is_an_error(full: Json, code: object) -> None:
    with pytest.raises(UpstreamError):
        mapper.cart(full | {"currency_code": code})


@pytest.mark.parametrize("amount", [None, "12", True, {}])
@pytest.mark.parametrize("field", ["total", "unit_price", "line total"])
def test_a_missing_amount_is_an_error_and_never_0(full: Json, field: str, amount: object) -> None:
    thing = full if field == "total" else full["items"][0]
    thing[field.removeprefix("line ")] = amount
    with pytest.raises(UpstreamError):
        mapper.cart(full)


def test_an_amount_that_may_be_missing_is_left_out(full: Json) -> None:
    optional = ("item_subtotal", "discount_total", "tax_total", "shipping_total")
    full |= dict.fromkeys(optional)
    full["items"][0] |= {"subtotal": None, "discount_total": None}
    cart = sent(full)
    assert {"subtotal", "discountTotal", "taxTotal", "shippingTotal"}.isdisjoint(cart)
    assert {"subtotal", "discountTotal"}.isdisjoint(cart["items"]["data"][0])


def test_the_shipping_method_goes_by_its_options_id(full: Json) -> None:
    method = full["shipping_methods"][0]
    assert sent(full)["shippingMethod"] == {
        "id": method["shipping_option_id"],
        "name": "Standard delivery",
        "description": "Standard delivery",
        "total": rounded_eur(method["total"]),
        "subtotal": eur(4.9),
    }
    method |= {"shipping_option_id": None, "description": "By bike"}
    shown = sent(full)["shippingMethod"]
    assert (shown["id"], shown["description"]) == (method["id"], "By bike")


def test_promotions_say_what_they_take_off(full: Json) -> None:
    ids = {promotion["code"]: promotion["id"] for promotion in full["promotions"]}
    by_code = {promotion["code"]: promotion for promotion in sent(full)["promotions"]}
    assert by_code == {
        "SAVE10": {
            "id": ids["SAVE10"],
            "code": "SAVE10",
            "name": "SAVE10",
            "type": "PERCENTAGE",
            "value": "10",
        },
        "TAKE5": {"id": ids["TAKE5"], "code": "TAKE5", "name": "TAKE5", "type": "FIXED_AMOUNT", "value": "5"},
    }


@pytest.mark.parametrize(
    ("method", "kind", "value"),
    [
        ({"type": "free_shipping"}, "FREE_SHIPPING", None),
        ({"type": "fixed", "value": 12345.67}, "FIXED_AMOUNT", "12345.67"),
        ({"type": "fixed", "value": 1234567}, "FIXED_AMOUNT", "1234567"),
        ({"type": "percentage", "value": 12.5}, "PERCENTAGE", "12.5"),
        ({"type": "percentage", "value": 0}, "PERCENTAGE", "0"),
        ({"type": "buyget", "value": None}, None, None),
        (None, None, None),
    ],
)
def test_a_promotions_type_and_value(full: Json, method: Json | None, kind: str, value: str) -> None:
    full["promotions"] = [None, {"code": "X", "application_method": method}]
    [shown] = sent(full)["promotions"]
    assert (shown.get("type"), shown.get("value")) == (kind, value)
    assert shown["id"] == "X"


def _with_sessions(full: Json, *statuses: str) -> Json:
    sessions = [
        {"id": f"payses_{status}", "provider_id": f"pp_{status}", "status": status} for status in statuses
    ]
    return full | {"payment_collection": {"payment_sessions": sessions}}


@pytest.mark.parametrize(
    ("statuses", "shown"),
    [
        (("pending",), "pending"),
        (("authorized",), "authorized"),
        (("requires_more",), "requires_more"),
        (("captured",), "captured"),
        (("pending_authorization",), "pending_authorization"),
        (("pending", "authorized"), "authorized"),
        (("canceled", "pending"), "pending"),
        (("error", "requires_more"), "requires_more"),
    ],
)
def test_the_payment_is_the_live_session_authorized_first(
    full: Json, statuses: tuple[str, ...], shown: str
) -> None:
    cart = sent(_with_sessions(full, *statuses))
    assert cart["paymentSessionId"] == f"payses_{shown}"
    assert cart["paymentMethod"] == {"id": f"pp_{shown}", "name": f"pp_{shown}"}


def test_the_recorded_session_is_shown(full: Json) -> None:
    session = full["payment_collection"]["payment_sessions"][0]
    cart = sent(full)
    assert cart["paymentSessionId"] == session["id"]
    assert cart["paymentMethod"]["id"] == "pp_system_default"


@pytest.mark.parametrize("statuses", [(), ("canceled",), ("error",), ("error", "canceled")])
def test_a_dead_session_and_what_a_client_wrote_are_no_payment(full: Json, statuses: tuple[str, ...]) -> None:
    full["metadata"] = {"paymentMethod": {"id": "free"}, "paymentSessionId": "payses_x"}
    assert {"paymentMethod", "paymentSessionId"}.isdisjoint(sent(_with_sessions(full, *statuses)))
    assert {"paymentMethod", "paymentSessionId"}.isdisjoint(sent(full | {"payment_collection": None}))


@pytest.mark.parametrize("name", ["cart-guest", "cart-customer", "cart-full"])
def test_every_recorded_cart_can_be_shown(name: str) -> None:
    sent(recorded(name)["cart"])


def test_a_new_guests_cart_leaves_out_what_is_not_known() -> None:
    cart = sent(recorded("cart-guest")["cart"])
    unknown = [
        "customerId",
        "name",
        "email",
        "notes",
        "shippingAddress",
        "billingAddress",
        "shippingMethod",
        "paymentMethod",
    ]
    assert {*unknown, "promotions", "paymentSessionId"}.isdisjoint(cart)
    assert cart["metadata"] == {}


def test_an_empty_cart_has_no_lines(full: Json) -> None:
    assert sent(full | {"items": None})["items"] == {"data": [], "total": 0}


def test_a_line_without_stored_facts_shows_none(full: Json) -> None:
    remembered = ("variant_sku", "variant_id", "product_id", "product_title", "title", "thumbnail")
    texts = ("product_description", "product_subtitle", "product_handle", "product_type", "variant_title")
    full["items"][0] |= dict.fromkeys((*remembered, *texts, "variant_option_values", "variant", "product"))
    shown = sent(full)["items"]["data"][0]
    assert (shown["sku"], shown["product"]) == (
        "",
        {
            "id": "",
            "sku": "",
            "name": "",
            "description": "",
            "shortDescription": "",
            "price": eur(99),
            "link": "",
            "type": "PHYSICAL",
            "category": "",
            "tags": [],
        },
    )
    assert {"variantId", "variantTitle", "options"}.isdisjoint(shown)


def test_a_shipping_method_without_a_name_has_an_empty_one(full: Json) -> None:
    full["shipping_methods"] = [{"id": "casm_1", "total": 2, "subtotal": 1}]
    shown = sent(full)["shippingMethod"]
    assert (shown["id"], shown["name"], shown["description"]) == ("casm_1", "", "")
    assert "shippingMethod" not in sent(full | {"shipping_methods": []})


AMOUNTS = [("", "total"), ("", "currency_code"), ("items", "unit_price"), ("items", "total")]
AMOUNTS += [("shipping_methods", "total"), ("shipping_methods", "subtotal")]


@pytest.mark.parametrize("is_null", [True, False])
@pytest.mark.parametrize(("part", "field"), AMOUNTS)
def test_an_amount_that_must_be_there_is_never_a_guess(
    full: Json, part: str, field: str, is_null: bool, caplog: pytest.LogCaptureFixture
) -> None:
    thing = full[part][0] if part else full
    thing.pop(field)
    if is_null:
        thing[field] = None
    with pytest.raises(UpstreamError):
        mapper.cart(full)
    assert is_null or [vars(record)["field"] for record in caplog.records] == [field]
