"""Fields that a client has no say in, in every body that it sends: without effect on price, owner or state.

The same shopping is done twice, once as it should be and once with all such fields in every body. What Medusa
keeps afterwards must be the same, but for ids and times.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import urllib3

from local.shop import ADDRESS, Answer, Shop
from local.tokens import token_with
from tests.support.tally import Tally

PROVIDER = "pp_system_default"
SKU = "CORDLESS-DRILL-12V-RED"
Json = dict[str, Any]


def extras(victim: str) -> Json:
    """Everything that Medusa's own routes, workflows or tables would understand."""
    return {
        "id": "cart_mine",
        "customer_id": victim,
        "customerId": victim,
        "customer": {"id": victim, "has_account": False},
        "actor_id": victim,
        "total": 0.01,
        "subtotal": 0.01,
        "item_total": 0.01,
        "unit_price": 0.01,
        "unitPrice": 0.01,
        "price": {"value": 0.01, "currency": "EUR"},
        "amount": 0.01,
        "compare_at_unit_price": 0.01,
        "is_custom_price": True,
        "is_tax_inclusive": True,
        "tax_lines": [],
        "tax_total": 0,
        "discount": 99,
        "discount_total": 99,
        "discounts": [{"code": "FREE"}],
        "adjustments": [{"code": "SAVE10", "amount": 100}],
        "promo_codes": ["SAVE10", "TAKE5"],
        "promotions": ["SAVE10"],
        "credit_lines": [{"amount": 1000}],
        "completed_at": "2020-01-01T00:00:00Z",
        "created_at": "2020-01-01T00:00:00Z",
        "deleted_at": "2020-01-01T00:00:00Z",
        "status": "completed",
        "payment_status": "captured",
        "paymentStatus": "CAPTURED",
        "paymentMethod": {"id": "pp_free", "name": "free"},
        "payment_collection": {"id": "pay_col_1", "amount": 0.01},
        "payment_collection_id": "pay_col_1",
        "context": {"customer": {"id": victim}},
        "data": {"amount": 0.01, "status": "captured"},
        "sales_channel_id": "sc_other",
        "currency_code": "usd",
        "shipping_methods": [{"amount": 0, "name": "free"}],
        "shipping_total": 0,
        "requires_shipping": False,
        "additional_data": {"unit_price": 0.01},
        "fields": "*customer",
        "has_account": True,
        "is_default_shipping": False,
        "__proto__": {"polluted": "yes"},
        "constructor": {"prototype": {"polluted": "yes"}},
    }


@dataclass
class Shopper:
    """One caller who shops, with or without the extra fields."""

    shop: Shop
    more: Json
    tally: Tally

    def send(self, method: str, path: str, body: Json) -> Answer:
        whole: Json = {**self.more, **body}
        for name in ("address", "shippingAddress", "billingAddress"):
            if name in body:
                whole[name] = {**self.more, **body[name]}
        answer = self.shop.call(method, path, whole)
        self.tally.add(f"{method} {_general(path)}", answer)
        assert answer.status < 300, (method, path, answer.status, answer.body)
        return answer


def _general(path: str) -> str:
    """Return a path without the ids in it, for the table."""
    return "/".join("{}" if "_0" in part else part for part in path.split("/"))


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    counted = Tally("Extra fields in bodies")
    yield counted
    counted.print()


@pytest.fixture
def admin(addresses: dict[str, str], seed: dict[str, Any]) -> Callable[[str], Json]:
    headers = dict(urllib3.make_headers(basic_auth=f"{seed['adminKey']}:"))

    def get(path: str) -> Json:
        answer = urllib3.request("GET", addresses["medusa"] + path, headers=headers)
        assert answer.status == 200, (path, answer.data)
        found: Json = answer.json()
        return found

    return get


def _shopping(shopper: Shopper, option: str) -> Json:
    """Go from an empty cart to an order by every write there is; return the ids of what was made."""
    cart = shopper.send("POST", "/carts", {"currency": "EUR", "metadata": {"a": "1"}}).body["id"]
    path = f"/carts/{cart}"
    shopper.send("PATCH", path, {"notes": "Ring", "email": "buyer@example.com", "metadata": {"b": "2"}})
    added = shopper.send(
        "POST", "/carts/items", {"cartId": cart, "sku": SKU, "quantity": 2, "metadata": {"c": "3"}}
    )
    line = added.body["items"]["data"][0]["id"]
    shopper.send("PATCH", f"{path}/items/{line}", {"quantity": 3, "metadata": {"d": "4"}})
    shopper.send("POST", f"{path}/promotions", {"code": "TAKE5"})
    path = f"/checkout/{cart}"
    shopper.send("POST", f"{path}/addresses", {"shippingAddress": ADDRESS, "sameAsBillingAddress": True})
    shopper.send("POST", f"{path}/shipping-method", {"shippingOptionId": option})
    shopper.send("POST", f"{path}/payment", {"providerId": PROVIDER})
    wanted = {"cartId": cart, "providerId": PROVIDER, "returnUrl": "https://shop.example/"}
    session = shopper.send("POST", "/payments/sessions", wanted).body["id"]
    shopper.send("PATCH", f"/payments/sessions/{session}", {"cancelUrl": "https://shop.example/no"})
    placed = shopper.send("POST", f"{path}/place-order", {}).body["order"]["id"]
    second = shopper.send("POST", "/carts/items", {"sku": SKU, "quantity": 1, "currency": "EUR"}).body["id"]
    whole = {"shippingAddress": ADDRESS, "sameAsBillingAddress": True, "email": "buyer@example.com"}
    whole |= {"shippingMethodId": option, "paymentProviderId": PROVIDER}
    completed = shopper.send("POST", f"/checkout/{second}/complete", whole).body["order"]["id"]
    return {"orders": [placed, completed], "carts": [cart, second]}


_ORDER = (
    "?fields=status,email,currency_code,region_id,sales_channel_id,total,subtotal,tax_total,discount_total,"
    "shipping_total,metadata,payment_status,*items,*shipping_methods,*payment_collections.payments,"
    "*shipping_address,*customer"
)
_SAID = ("quantity", "unit_price", "is_tax_inclusive", "is_custom_price", "variant_sku", "total", "metadata")
_PLACE = ("first_name", "address_1", "country_code", "customer_id", "metadata")


def _essence(order: Json) -> Json:
    """Return what counts of an order, without ids and times."""
    kept = {name: order[name] for name in order if not isinstance(order[name], dict | list) and name != "id"}
    kept = {name: value for name, value in kept.items() if not name.endswith("_at")}
    return kept | {
        "metadata": order["metadata"],
        "items": [{name: item.get(name) for name in _SAID} for item in order["items"]],
        "shipping": [(entry["amount"], entry["is_tax_inclusive"]) for entry in order["shipping_methods"]],
        "paid": [(entry["amount"], entry["status"]) for entry in order["payment_collections"]],
        "address": {name: (order["shipping_address"] or {}).get(name) for name in _PLACE},
    }


@pytest.mark.parametrize("who", ["guest", "customer"])
def test_extra_fields_change_no_price_no_owner_and_no_state(
    who: str,
    addresses: dict[str, str],
    guest: Shop,
    seed: dict[str, Any],
    admin: Callable[[str], Json],
    tally: Tally,
) -> None:
    victim, option = seed["customers"][0]["id"], seed["shippingOptions"]["EUR"]["flat"]
    shop = guest
    if who == "customer":
        shop = Shop(guest.url, token_with(addresses, f"mass-{secrets.token_hex(4)}@lab.local"))
    before = admin(f"/admin/orders?customer_id={victim}&limit=1")["count"]
    seen = []
    for more in ({}, extras(victim)):
        made = _shopping(Shopper(shop, more, tally), option)
        orders = [admin(f"/admin/orders/{order}{_ORDER}")["order"] for order in made["orders"]]
        assert all(order["customer"]["id"] != victim for order in orders)
        seen.append([_essence(order) for order in orders])
    control, attacked = seen
    assert attacked == control
    assert control[0]["total"] > 100
    assert control[0]["items"][0]["unit_price"] > 50
    assert admin(f"/admin/orders?customer_id={victim}&limit=1")["count"] == before


def test_extra_fields_in_an_address_book(
    addresses: dict[str, str], anna: Shop, seed: dict[str, Any], admin: Callable[[str], Json], tally: Tally
) -> None:
    shop = Shop(anna.url, token_with(addresses, f"mass-{secrets.token_hex(4)}@lab.local"))
    victim = seed["customers"][0]["id"]
    before = admin(f"/admin/customers/{victim}?fields=*addresses")
    shopper = Shopper(shop, extras(victim) | {"is_default_billing": True}, tally)
    made = shopper.send("POST", "/customers/addresses", {"address": ADDRESS}).body
    changed = shopper.send("PATCH", f"/customers/addresses/{made['id']}", {"address": {"city": "Bonn"}}).body
    assert made["customerId"] == changed["customerId"] != victim
    assert not made["isDefault"]
    assert not changed["isDefault"]
    kept = admin(f"/admin/customers/{made['customerId']}/addresses/{made['id']}")["address"]
    assert (kept["customer_id"], kept["city"], kept.get("deleted_at")) == (made["customerId"], "Bonn", None)
    assert set(kept["metadata"]) == {"taxId", "apartment", "ref"}
    assert admin(f"/admin/customers/{victim}?fields=*addresses") == before


def test_extra_fields_in_a_profile(
    addresses: dict[str, str], anna: Shop, seed: dict[str, Any], admin: Callable[[str], Json], tally: Tally
) -> None:
    email = f"mass-{secrets.token_hex(4)}@lab.local"
    shop = Shop(anna.url, token_with(addresses, email))
    victim = seed["customers"][0]["id"]
    before = admin(f"/admin/customers/{victim}")
    shopper = Shopper(
        shop, extras(victim) | {"groups": [{"id": "cusgroup_1"}], "metadata": {"vip": True}}, tally
    )
    changed = shopper.send("PATCH", "/customers/me", {"firstName": "Mallory"}).body
    kept = admin(f"/admin/customers/{changed['id']}?fields=*groups,+metadata")["customer"]
    assert (kept["email"], kept["first_name"], kept["has_account"]) == (email, "Mallory", True)
    assert (kept["groups"], kept["metadata"], kept["deleted_at"]) == ([], None, None)
    assert shop.patch("/customers/me", {"email": "anna@lab.local"}).status == 400
    assert admin(f"/admin/customers/{victim}") == before


def test_metadata_is_stored_as_plain_text(
    guest: Shop, addresses: dict[str, str], seed: dict[str, Any], tally: Tally
) -> None:
    """What is written there is shown again, and turns into no price, no payment and no other object."""
    said = extras(seed["customers"][0]["id"])
    made = guest.post("/carts", {"currency": "EUR", "metadata": said})
    tally.add("metadata", made)
    assert made.status == 201
    cart = made.body["id"]
    added = guest.post("/carts/items", {"cartId": cart, "sku": SKU, "quantity": 1, "metadata": said})
    tally.add("metadata", added)
    plain = guest.cart_with()
    body = added.body
    assert (body["total"], body["items"]["data"][0]["price"]) == (
        plain["total"],
        plain["items"]["data"][0]["price"],
    )
    assert not {"customerId", "paymentMethod", "promotions", "paymentSessionId", "email"} & set(body)
    headers = {"x-publishable-api-key": seed["publishableKey"]}
    for made_cart in (cart, plain["id"], guest.cart_with()["id"]):
        raw = urllib3.request(
            "GET", f"{addresses['medusa']}/store/carts/{made_cart}", headers=headers
        ).json()["cart"]
        assert (raw["completed_at"], raw.get("customer_id"), raw["currency_code"]) == (None, None, "eur")
        assert "polluted" not in raw
        assert (made_cart == cart) == bool(raw["metadata"])
