"""What each promotion takes off a cart, and codes as shoppers type them."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import BadRequestError
from commerce.mappers import carts as mapper
from commerce.medusa import carts
from commerce.medusa.transport.client import Medusa

from tests.conftest import Configure
from tests.support.carts import line, ready_cart
from tests.support.recorded import as_json
from tests.support.upstream import Upstream

APPLY = "POST /store/carts/cart_1/promotions"
UNKNOWN = (400, {"type": "invalid_data", "message": "The promotion code x is invalid"})

Json = dict[str, Any]


def off(code: str | None, amount: float | None) -> Json:
    return {"code": code, "total": amount}


def discounted(**more: Any) -> Json:
    lines = [
        line(1, adjustments=[off("TAKE5", 5.004), off("SAVE10", 10.004)]),
        line(2, adjustments=[off("SAVE10", 1.002), off(None, 3), None]),
        line(3, adjustments=[]),
    ]
    methods = [ready_cart()["shipping_methods"][0] | {"adjustments": [off("SAVE10", 0.5)]}]
    promotions = [{"code": code} for code in ("SAVE10", "TAKE5", "UNUSED")]
    return ready_cart(items=lines, shipping_methods=methods, promotions=promotions, **more)


def test_a_promotion_and_a_line_say_how_much_is_taken_off() -> None:
    shown = as_json(mapper.cart(discounted()))
    amounts = {one["code"]: one.get("amount", {}).get("value") for one in shown["promotions"]}
    assert amounts == {"SAVE10": 11.51, "TAKE5": 5, "UNUSED": None}
    first, second, third = shown["items"]["data"]
    assert [(one["code"], one["amount"]["value"]) for one in first["discounts"]] == [
        ("SAVE10", 10),
        ("TAKE5", 5),
    ]
    assert [one["code"] for one in second["discounts"]] == ["SAVE10"]
    assert "discounts" not in third


def test_an_amount_that_medusa_does_not_say_is_left_out() -> None:
    cart = discounted()
    cart["items"][0]["adjustments"][1]["total"] = None
    shown = as_json(mapper.cart(cart))
    assert "amount" not in shown["promotions"][0]


@pytest.mark.parametrize(
    ("typed", "tried"),
    [("save10", ["save10", "SAVE10"]), ("SAVE10", ["SAVE10"]), ("WELCOME", ["WELCOME", "welcome"])],
)
def test_a_code_is_found_in_any_case(guest: Medusa, shop: Upstream, typed: str, tried: list[str]) -> None:
    cart = ready_cart(promotions=[{"code": tried[-1]}])
    shop.on("GET /store/carts/cart_1", {"cart": cart})
    shop.on(APPLY, *[UNKNOWN] * (len(tried) - 1), {"cart": cart})
    (found,) = carts.apply_promotion(guest, "cart_1", typed).promotions or []
    assert found.code == tried[-1]
    sent = [seen.json["promo_codes"] for seen in shop.seen if seen.route == APPLY]
    assert sent == [[code] for code in tried]


def test_an_unknown_code_is_refused_once_every_case_was_tried(guest: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/carts/cart_1", {"cart": ready_cart()})
    shop.on(APPLY, UNKNOWN, UNKNOWN, UNKNOWN)
    with pytest.raises(BadRequestError) as refused:
        carts.apply_promotion(guest, "cart_1", "Nothing")
    assert (refused.value.code, refused.value.details[0].path) == ("promotion_unknown", "body.code")
    assert shop.asked.count(APPLY) == 3


def test_a_payment_method_has_the_shops_name(guest: Medusa, shop: Upstream, configure: Configure) -> None:
    cart = ready_cart()
    provider = cart["payment_collection"]["payment_sessions"][0]["provider_id"]
    configure(MEDUSAJS_BASE_URL=shop.url, PAYMENT_PROVIDERS=f'{{"{provider}": {{"name": "Invoice"}}}}')
    shop.on("GET /store/carts/cart_1", {"cart": cart})
    method = carts.get_cart(guest, "cart_1").payment_method
    assert method
    assert (method.id, method.name) == (provider, "Invoice")
