"""Where our responses differ from the recorded ones on purpose, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Deviation:
    """A difference, in the words of `tests.contract.shapes`, and the recorded responses that have it."""

    what: str
    why: str
    names: tuple[str, ...]


_NOTHING_IS_MADE = "201 is only for what is created"
_PRODUCT = "a storefront opens products by it"
_FRESH = "a payment that is not captured yet is PENDING"
_OPTION = "the same id as in the cart"
_NOT_METADATA = "metadata is the client's own"
_EMPTY = "unknown fields are left out"
_DISTRICT = "each returns what was entered"
_ENDLESS = "O2S's pages show a missing date as today"
_UNTAXED = "its tax is not known before"
_GATEWAY = "API Gateway itself refuses the request"

_GATEWAYS = ("customer-addresses-list-guest", "orders-list-guest")
_PLACED = ("checkout-complete-guest", "checkout-place-order-guest")
_ADDRESSED = ("checkout-addresses-guest", "checkout-shipping-method", "checkout-summary")
_CARTS = (
    *("cart-get-customer", "cart-get-guest", "cart-item-patch", "cart-items-existing-guest"),
    *("cart-items-new-cart-guest", "cart-patch", "cart-promotion-add"),
    *("checkout-addresses-guest", "checkout-shipping-method"),
)

DEVIATIONS: list[Deviation] = [
    Deviation(
        "status: 200 instead of 201",
        _NOTHING_IS_MADE,
        ("cart-promotion-add", "checkout-addresses-guest", "checkout-shipping-method"),
    ),
    Deviation(
        "status: 201 instead of 400",
        "the SKU is looked up",
        ("cart-items-no-variant",),
    ),
    Deviation("order.paymentStatus: PENDING instead of UNKNOWN", _FRESH, _PLACED),
    Deviation("paymentStatus: PENDING instead of UNKNOWN", _FRESH, ("order-get-customer",)),
    Deviation("data[].paymentStatus: PENDING instead of UNKNOWN", _FRESH, ("orders-list",)),
    Deviation("order.items.data[].productId: prod_* instead of variant_*", _PRODUCT, _PLACED),
    Deviation("items.data[].productId: prod_* instead of variant_*", _PRODUCT, ("order-get-customer",)),
    Deviation("data[].items.data[].productId: prod_* instead of variant_*", _PRODUCT, ("orders-list",)),
    Deviation("order.shippingMethods[].id: so_* instead of ordsm_*", _OPTION, _PLACED),
    Deviation("shippingMethods[].id: so_* instead of ordsm_*", _OPTION, ("order-get-customer",)),
    Deviation("cart.metadata.paymentMethod: missing", _NOT_METADATA, ("checkout-summary",)),
    Deviation("cart.metadata.paymentSessionId: missing", _NOT_METADATA, ("checkout-summary",)),
    *(
        Deviation(f"{kind}Address.{field}: missing", _EMPTY, ("order-get-customer",))
        for kind in ("shipping", "billing")
        for field in ("district", "region")
    ),
    *(
        Deviation(f"{kind}Address.district: missing", _DISTRICT, _ADDRESSED)
        for kind in ("shipping", "billing")
    ),
    *(
        Deviation(f"order.{kind}Address.district: missing", _DISTRICT, _PLACED)
        for kind in ("shipping", "billing")
    ),
    *(
        Deviation(f"cart.{kind}Address.district: missing", _DISTRICT, ("checkout-summary",))
        for kind in ("shipping", "billing")
    ),
    Deviation("address.district: missing", _DISTRICT, ("resources-asset",)),
    Deviation("data[].address.district: missing", _DISTRICT, ("resources-assets",)),
    Deviation("data[].contract.type: missing", _EMPTY, ("resources-services",)),
    Deviation("data[].contract.endDate: string instead of date", _ENDLESS, ("resources-services",)),
    Deviation("data[].total: missing", _UNTAXED, ("checkout-shipping-options",)),
    Deviation("error: missing", _GATEWAY, _GATEWAYS),
    Deviation("statusCode: missing", _GATEWAY, _GATEWAYS),
]

UNSEEN = {
    "the amount shown is the amount charged",
    "programs cannot decide by messages",
}
"""Why we differ in what shapes do not compare: the value of an amount, and fields that theirs lack."""
