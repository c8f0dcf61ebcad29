"""Whether a cart can become an order: one check for the summary, place-order and complete.

The Store API does not say which shipping profile a line needs, what is left in stock or what was taken off
sale; the bundle's plugin in Medusa does, with the cart, in one request. Without it Medusa's completion
finds the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from commerce.errors import (
    BadRequestError,
    CommerceError,
    ConflictError,
    Detail,
    NotFoundError,
    NotSupportedError,
)
from commerce.mappers import checkout as mapper
from commerce.mappers.money import same_amount
from commerce.medusa.carts import must_match, owned_cart, with_version
from commerce.medusa.ownership import prove_owner
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.common import Amount


class CheckoutCart(NamedTuple):
    """A cart, its owner proven, and what the plugin reports of its lines; None without the plugin."""

    cart: Json
    facts: Json | None

    @property
    def option_ids(self) -> list[str]:
        """The shipping options that are chosen."""
        methods = self.cart.get("shipping_methods") or []
        return [method["shipping_option_id"] for method in methods if method.get("shipping_option_id")]


def read_for_checkout(
    medusa: Medusa, cart_id: str, fields: str, option_ids: Iterable[str] = ()
) -> CheckoutCart:
    """Read ``fields`` (which hold `OWNER_FIELDS`) of a cart with what decides whether it can be ordered.

    In one request (GET /store/carts/{id}/checkout), or in another one where Medusa lacks the bundle's plugin.
    ``option_ids`` are shipping options that the cart does not have yet.
    """
    query: dict[str, Any] = {"fields": with_version(medusa, fields), "shipping_option_id[]": list(option_ids)}
    try:
        response = medusa.get("carts", cart_id, "checkout", query=query)
    except NotFoundError:
        raise NotFoundError(f"Cart {cart_id} was not found") from None
    except NotSupportedError:
        return CheckoutCart(owned_cart(medusa, cart_id, fields), None)
    cart = must_match(medusa, prove_owner(medusa, response["cart"], "cart"))
    return CheckoutCart(cart, response.get("checkout"))


def must_be_orderable(
    cart: Json, facts: Json | None, option_ids: Collection[str], *, has_payment: bool
) -> None:
    """Refuse a cart that could not become an order, with everything that stands in its way.

    ``cart`` has `mapper.CHECK_FIELDS`, as the cart will be ordered.

    Raises
    ------
    BadRequestError
        Something is missing.
    ConflictError
        Nothing is missing, but lines are no longer for sale or there is not enough of them.
    """
    missing = mapper.missing(cart, facts, option_ids, has_payment=has_payment)
    lines = mapper.unsellable_lines(cart, facts)
    if missing:
        names = list(dict.fromkeys(detail.path for detail in missing))
        raise BadRequestError(
            f"Still missing: {', '.join(names)}", details=(*missing, *lines), code="cart_incomplete"
        )
    if lines:
        raise unsellable(lines)


def must_be_for_sale(cart: Json, facts: Json | None) -> None:
    """Refuse a cart with lines that are no longer for sale; ``cart`` has `mapper.LINE_FIELDS`.

    Raises
    ------
    ConflictError
        It names them.
    """
    lines = [line for line in mapper.unsellable_lines(cart, facts) if line.code == "not_for_sale"]
    if lines:
        raise unsellable(lines)


def unsellable(lines: Collection[Detail]) -> ConflictError:
    """Return the error for lines that cannot be bought as they are."""
    said = "; ".join(line.message for line in lines)
    message = f"The cart cannot be ordered as it is: {said}"
    codes = {line.code for line in lines}
    if len(codes) > 1:
        return ConflictError(message, details=tuple(lines), code="lines_unavailable")
    return ConflictError(message, details=tuple(lines), code=codes.pop())


def must_be_unchanged(
    seen: Json, now: Json, *, same_address: bool = True, same_delivery: bool = True
) -> None:
    """Refuse to order a cart in which something is other than the shopper saw it.

    Raises
    ------
    ConflictError
        A price, a quantity, a promotion code or the total changed; nothing is ordered.
    """
    found = mapper.changes(seen, now, same_address=same_address, same_delivery=same_delivery)
    if found:
        said = "; ".join(detail.message for detail in found)
        message = f"The cart has changed, nothing was ordered: {said}"
        raise ConflictError(message, details=tuple(found), code="cart_changed")


def must_cost(cart: Json, expected: Amount | None) -> None:
    """Refuse to order a cart that costs something else than the client expects.

    Raises
    ------
    ConflictError
        Its total, rounded as its currency is, or its currency is another.
    """
    if expected is None:
        return
    currency, total = str(cart.get("currency_code")).upper(), mapper.total_of(cart)
    if expected.currency != currency or not same_amount(total, expected.value, currency):
        said = f"The total is {total} {currency}, not {expected.value} {expected.currency}"
        details = (Detail("body.expectedTotal", said),)
        raise ConflictError(f"{said}: nothing was ordered", details=details, code="total_mismatch")


def named(refused: CommerceError, medusa: Medusa, cart: Json) -> CommerceError:
    """Return the refusal of a completion with the lines or codes that it is about."""
    if refused.code in {"out_of_stock", "not_for_sale", "no_price"}:
        fields = f"{mapper.CHECK_FIELDS},id,customer_id,*customer"
        lines = mapper.unsellable_lines(*read_for_checkout(medusa, cart["id"], fields))
        return unsellable(lines) if lines else refused
    if refused.code in {"promotion_used_up", "promotion_needs_customer"}:
        codes = [promotion["code"] for promotion in cart.get("promotions") or [] if promotion]
        refused.details = tuple(Detail("promotions", code) for code in codes)
    if refused.code == "shipping_method_missing":
        missing = Detail("shippingMethod", "is required for some of the items")
        said = "Still missing: shippingMethod"
        return BadRequestError(said, details=(missing,), code="cart_incomplete")
    return refused
