"""How each recorded request is replayed: what it needs on the platform, and the model of its response."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.shop import ADDRESS, Answer, Shop

PROVIDER = "pp_system_default"
EMAIL = "guest@example.com"
SKUS = ("CORDLESS-DRILL-12V-RED", "CORDLESS-DRILL-18V-BLUE")

Ids = dict[str, str]


@dataclass
class World:
    """The shop, who shops there, and what is in it."""

    guest: Shop
    customer: Shop
    other: Shop
    seed: dict[str, Any]
    drill: dict[str, Any]
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1000))

    def ids(self, sku: str) -> Ids:
        """Return the ids that exist from the start; the variant is the one with this SKU."""
        variant = next(entry for entry in self.drill["variants"] if entry["sku"] == sku)
        mine = self.seed["customers"][0]
        return {
            "productId": self.drill["id"],
            "variantId": variant["id"],
            "regionId": self.seed["regions"]["EUR"]["id"],
            "shippingOptionId": self.seed["shippingOptions"]["EUR"]["flat"],
            "orderId": mine["orders"][0],
            "assetId": mine["assets"][0],
        }

    def step(self, cart: Ids, name: str, body: dict[str, Any]) -> Ids:
        """Take a cart a step further."""
        answer = self.guest.post(f"/checkout/{cart['cartId']}/{name}", body)
        assert answer.status in {200, 201}, answer.body
        return cart


Make = Callable[[World], Ids]


def nothing(_: World) -> Ids:
    """Need nothing but what the seed made."""
    return {}


def cart_of(shop: Shop) -> Ids:
    """Create a shopper's cart with one line."""
    made = shop.cart_with(SKUS[0])
    return {"cartId": made["id"], "itemId": made["items"]["data"][0]["id"]}


def cart(world: World) -> Ids:
    """Create a guest's cart with one line."""
    return cart_of(world.guest)


def customers_cart(world: World) -> Ids:
    """Create a customer's cart with one line."""
    return cart_of(world.customer)


def addressed(world: World) -> Ids:
    """Create a guest's cart with addresses and email."""
    body = {"shippingAddress": ADDRESS, "billingAddress": ADDRESS, "email": EMAIL}
    return world.step(cart(world), "addresses", body)


def shipped(world: World) -> Ids:
    """Create a guest's cart with addresses and a shipping method."""
    option = world.seed["shippingOptions"]["EUR"]["flat"]
    return world.step(addressed(world), "shipping-method", {"shippingOptionId": option})


def paid(world: World) -> Ids:
    """Create a guest's cart that lacks nothing to become an order."""
    body = {"providerId": PROVIDER, "returnUrl": "http://localhost/ok"}
    return world.step(shipped(world), "payment", body)


def address(world: World) -> Ids:
    """Save an address of the customer's."""
    number = {"streetNumber": str(next(world.numbers))}
    made = world.customer.post("/customers/addresses", {"address": ADDRESS | number})
    assert made.status == 201, made.body
    return {"addressId": made.body["id"]}


def order(world: World) -> Ids:
    """Place an order of the customer's, as a storefront does it for an address in Warsaw."""
    made = cart_of(world.customer)
    where = {
        "firstName": "Jan",
        "lastName": "Kowal",
        "country": "PL",
        "streetName": "Prosta 1",
        "city": "Warszawa",
        "postalCode": "00-001",
        "phone": "+48111",
    }
    body = {
        "shippingAddress": where,
        "sameAsBillingAddress": True,
        "shippingMethodId": world.seed["shippingOptions"]["EUR"]["flat"],
        "paymentProviderId": PROVIDER,
    }
    placed = world.customer.post(f"/checkout/{made['cartId']}/complete", body)
    assert placed.status == 201, placed.body
    return {"orderId": placed.body["order"]["id"]}


@dataclass(frozen=True)
class Replay:
    """What a request needs, and the contract's model of its response (an Error when it is refused)."""

    make: Make
    model: str


REPLAYS: dict[str, Replay] = {
    "cart-create-customer": Replay(nothing, "Cart"),
    "cart-create-guest": Replay(nothing, "Cart"),
    "cart-get-customer": Replay(customers_cart, "Cart"),
    "cart-get-guest": Replay(cart, "Cart"),
    "cart-get-unknown": Replay(nothing, "Error"),
    "cart-item-delete": Replay(cart, "Cart"),
    "cart-item-patch": Replay(cart, "Cart"),
    "cart-items-existing-guest": Replay(cart, "Cart"),
    "cart-items-new-cart-guest": Replay(nothing, "Cart"),
    "cart-items-no-currency": Replay(nothing, "Error"),
    "cart-items-no-variant": Replay(nothing, "Cart"),
    "cart-patch": Replay(cart, "Cart"),
    "cart-promotion-add": Replay(cart, "Cart"),
    "cart-promotion-add-invalid": Replay(cart, "Error"),
    "checkout-addresses-guest": Replay(cart, "Cart"),
    "checkout-addresses-none": Replay(cart, "Error"),
    "checkout-complete-guest": Replay(cart, "PlacedOrder"),
    "checkout-payment": Replay(shipped, "PaymentSession"),
    "checkout-place-order-guest": Replay(paid, "PlacedOrder"),
    "checkout-place-order-incomplete": Replay(cart, "Error"),
    "checkout-shipping-method": Replay(addressed, "Cart"),
    "checkout-shipping-options": Replay(addressed, "{ShippingMethod}"),
    "checkout-summary": Replay(paid, "CheckoutSummary"),
    "checkout-summary-incomplete": Replay(cart, "Error"),
    "customer-address-create": Replay(nothing, "CustomerAddress"),
    "customer-address-get": Replay(address, "CustomerAddress"),
    "customer-address-get-other": Replay(address, "Error"),
    "customer-address-patch": Replay(address, "CustomerAddress"),
    "customer-addresses-list": Replay(address, "{CustomerAddress}"),
    "customer-addresses-list-guest": Replay(nothing, "GatewayError"),
    "order-get-customer": Replay(order, "Order"),
    "order-get-unknown": Replay(nothing, "Error"),
    "orders-list": Replay(order, "{Order}"),
    "orders-list-guest": Replay(nothing, "GatewayError"),
    "payment-session-create": Replay(cart, "PaymentSession"),
    "payments-providers": Replay(nothing, "{PaymentProvider}"),
    "payments-providers-no-region": Replay(nothing, "Error"),
    "product-by-handle": Replay(nothing, "Product"),
    "product-by-id": Replay(nothing, "Product"),
    "product-unknown-handle": Replay(nothing, "Error"),
    "product-unknown-id": Replay(nothing, "Error"),
    "products-list": Replay(nothing, "{Product}"),
    "products-list-page2": Replay(nothing, "{Product}"),
    "products-related": Replay(nothing, "{Product}"),
    "resources-asset": Replay(nothing, "Asset"),
    "resources-asset-unknown": Replay(nothing, "Error"),
    "resources-assets": Replay(nothing, "{Asset}"),
    "resources-services": Replay(nothing, "{Service}"),
}


def filled(template: Any, ids: Ids) -> Any:
    """Put the ids in place of ``{cartId}`` and its like, in a path or anywhere in a body."""
    if isinstance(template, dict):
        return {name: filled(value, ids) for name, value in template.items()}
    return template.format(**ids) if isinstance(template, str) else template


def replay(name: str, golden: dict[str, Any], world: World) -> Answer:
    """Create what a recorded request needs, and send it; a saved address is taken away again."""
    body = golden.get("body")
    sku = body.get("sku", SKUS[0]) if body else SKUS[0]
    ids = world.ids(sku) | REPLAYS[name].make(world)
    shop: Shop = getattr(world, golden["who"])
    answer = shop.call(golden["method"], filled(golden["path"], ids), filled(body, ids))
    saved = {ids.get("addressId"), answer.body["id"] if name == "customer-address-create" else None}
    for address_id in saved - {None}:
        world.customer.delete(f"/customers/addresses/{address_id}")
    return answer
