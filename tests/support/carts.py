"""Carts on their way to an order, as Medusa returns them: the recorded one, and what a test makes of it."""

from __future__ import annotations

from typing import Any

from commerce.models.checkout import CompleteCheckout

from local.shop import ADDRESS
from tests.support.recorded import recorded

Json = dict[str, Any]

PROFILE, OPTION = "sp_1", "so_1"
EUROPE = recorded("regions")["regions"][0]["id"]


def ready_cart(**more: Any) -> Json:
    """Return a cart that lacks nothing: the recorded one, with short ids."""
    cart: Json = recorded("cart-checkout")["cart"] | {"id": "cart_1", "customer_id": None, "customer": None}
    cart["items"][0] |= {"id": "item_1", "variant_id": "variant_1", "item_total": 206.108}
    cart["shipping_methods"][0]["shipping_option_id"] = OPTION
    return cart | more


def line(number: int, **more: Any) -> Json:
    """Return one more line of the recorded kind."""
    known: Json = ready_cart()["items"][0]
    return known | {"id": f"item_{number}", "variant_id": f"variant_{number}"} | more


def facts_of(cart: Json, **more: Any) -> Json:
    """Return what the bundle's plugin knows of a cart: all its lines for sale and in one shipping profile."""
    lines = [facts_line(item["id"]) for item in cart.get("items") or []]
    return {"lines": lines, "shipping_options": [option()], "deliverable_option_ids": None} | more


def facts_line(line_id: str = "item_1", **more: Any) -> Json:
    """Return what the bundle's plugin knows of a line."""
    known = {"is_for_sale": True, "available_quantity": 999, "shipping_profile_id": PROFILE}
    return {"id": line_id} | known | more


def option(option_id: str = OPTION, profile: str | None = PROFILE) -> Json:
    """Return a shipping option as the bundle's plugin knows it."""
    return {"id": option_id, "shipping_profile_id": profile}


def for_checkout(cart: Json, **facts: Any) -> Json:
    """Return the response of GET /store/carts/{id}/checkout."""
    return {"cart": cart, "checkout": facts_of(cart, **facts)}


def new_cart(**more: Any) -> Json:
    """Return a cart with a line and nothing else."""
    nothing = dict.fromkeys(("email", "shipping_address", "billing_address", "payment_collection"))
    return ready_cart(**nothing, region_id=EUROPE, shipping_methods=[], metadata=None) | more


def full_cart(**more: Any) -> Json:
    """Return a cart that lacks nothing, in the recorded region."""
    return ready_cart(region_id=EUROPE, metadata=None, **more)


def order() -> Json:
    """Return the response of a completion: a guest's order."""
    found: Json = recorded("order-completed")
    found["order"] |= {"customer_id": None, "customer": None}
    return found


def whole(**more: Any) -> CompleteCheckout:
    """Return the body of a one-call checkout that names everything."""
    body = {
        "shippingAddress": ADDRESS,
        "sameAsBillingAddress": True,
        "shippingMethodId": "so_1",
        "paymentProviderId": "pp_1",
        "email": "a@b.de",
    }
    return CompleteCheckout.model_validate(body | more)


def only(**body: Any) -> CompleteCheckout:
    """Return the body of a one-call checkout that names just this."""
    return CompleteCheckout.model_validate(body)


NOT_AUTHORIZED = (
    400,
    {"type": "not_allowed", "message": "Session: payses_1 was not authorized with the provider."},
)
"""Medusa's response to a completion whose payment the provider reports as not made."""


def session(data: Json | None = None, **more: Any) -> Json:
    """Return what the plugin returns of a payment session: a guest's, which can pay for its cart."""
    entry = {"id": "payses_1", "provider_id": "pp_1", "status": "pending", "data": data} | more
    cart = {"id": "cart_1", "customer_id": None, "customer": None, "completed_at": None}
    return {"payment_session": entry, "cart": cart, "current": True, "is_fresh": True}


def paying(status: str, provider: str = "pp_1", number: int = 1) -> Json:
    return {
        "id": f"payses_{number}",
        "provider_id": provider,
        "status": status,
        "data": {"client_secret": f"cs_{number}"},
        "created_at": f"2026-01-0{number}",
        "amount": 5,
        "currency_code": "eur",
    }


def sessions_of(*sessions: Json) -> Json:
    collection = {"id": "paycol_1", "amount": 5, "currency_code": "eur", "payment_sessions": sessions}
    return {"payment_collection": collection}


def with_sessions(*sessions: Json) -> Json:
    return {"cart": new_cart(**sessions_of(*sessions))}
