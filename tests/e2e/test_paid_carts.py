"""A cart whose money is on its way stays as it is, and a write that fails leaves nothing behind.

The provider knows that the shopper has paid, and Medusa does not yet: no webhook is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import pytest

from local.database import Database
from local.shop import ADDRESS, Answer, Shop
from tests.support.medusa import Medusa
from tests.support.payments import HOSTED, MANUAL, RETURN_URL, STRIPE, Checkout, Payments
from tests.support.shopkeeper import Shopkeeper

Json = dict[str, Any]

_ROWS = {
    "cart": "SELECT * FROM cart WHERE id = $1",
    "addresses": "SELECT a.* FROM cart_address a JOIN cart c"
    " ON a.id IN (c.shipping_address_id, c.billing_address_id) WHERE c.id = $1 ORDER BY a.id",
    "lines": "SELECT * FROM cart_line_item WHERE cart_id = $1 AND deleted_at IS NULL ORDER BY id",
    "taxes": "SELECT t.item_id, t.rate, t.code FROM cart_line_item_tax_line t JOIN cart_line_item i"
    " ON i.id = t.item_id WHERE i.cart_id = $1 AND t.deleted_at IS NULL AND i.deleted_at IS NULL"
    " ORDER BY 1, 2, 3",
    "discounts": "SELECT d.item_id, d.code, d.amount FROM cart_line_item_adjustment d JOIN cart_line_item i"
    " ON i.id = d.item_id WHERE i.cart_id = $1 AND d.deleted_at IS NULL AND i.deleted_at IS NULL"
    " ORDER BY 1, 2",
    "methods": "SELECT * FROM cart_shipping_method WHERE cart_id = $1 AND deleted_at IS NULL ORDER BY id",
    "delivery taxes": "SELECT t.shipping_method_id, t.rate FROM cart_shipping_method_tax_line t"
    " JOIN cart_shipping_method m ON m.id = t.shipping_method_id"
    " WHERE m.cart_id = $1 AND t.deleted_at IS NULL AND m.deleted_at IS NULL ORDER BY 1, 2",
    "promotions": "SELECT promotion_id FROM cart_promotion WHERE cart_id = $1 AND deleted_at IS NULL"
    " ORDER BY 1",
    "collection": "SELECT p.* FROM payment_collection p JOIN cart_payment_collection l"
    " ON l.payment_collection_id = p.id WHERE l.cart_id = $1",
    "sessions": "SELECT s.* FROM payment_session s JOIN cart_payment_collection l"
    " ON l.payment_collection_id = s.payment_collection_id"
    " WHERE l.cart_id = $1 AND s.deleted_at IS NULL ORDER BY s.id",
}


@dataclass
class Lab:
    """What the tests here share."""

    payments: Payments
    database: Database
    medusa: Medusa
    seed: Json

    def rows(self, cart: str) -> Json:
        """Return all that the database holds of a cart and its payment, but for the times of changes."""
        found = {name: self.database.rows(sql, cart) for name, sql in _ROWS.items()}
        for row in (row for rows in found.values() for row in rows):
            row.pop("updated_at", None)
        return found

    def paid(self, shop: Shop, provider: str = HOSTED, outcome: str = "captured") -> Checkout:
        """Create a cart that is paid at its provider."""
        checkout = self.begun(shop, provider)
        assert self.payments.act(checkout.begin(), outcome) < 400
        return checkout

    def begun(self, shop: Shop, provider: str = HOSTED) -> Checkout:
        """Create a cart with a promotion code, ready for its payment."""
        checkout = Checkout(shop, self.seed, provider)
        assert shop.post(f"/carts/{checkout.cart}/promotions", {"code": "SAVE10"}).status == 200
        return checkout


@pytest.fixture(scope="module")
def lab(addresses: dict[str, str], medusa: Medusa, seed: Json) -> Iterator[Lab]:
    with Database(addresses["database"]) as database:
        yield Lab(Payments(addresses["payments"]), database, medusa, seed)


@pytest.fixture(autouse=True)
def _calm(lab: Lab) -> Iterator[None]:
    lab.payments.behave(webhooks="drop")
    yield
    lab.payments.behave(webhooks="send", fault="none")


def _line(it: Checkout) -> str:
    return f"/carts/{it.cart}/items/{it.shop.get(f'/carts/{it.cart}').body['items']['data'][0]['id']}"


def _session(it: Checkout) -> str:
    return str(it.shop.get(f"/carts/{it.cart}").body["paymentSessionId"])


def _addresses(it: Checkout, **more: Any) -> Answer:
    return it.shop.post(f"{it.path}/addresses", {"shippingAddress": ADDRESS | more})


def _item(it: Checkout, sku: str) -> Answer:
    return it.shop.post("/carts/items", {"cartId": it.cart, "sku": sku, "quantity": 1})


def _pay(it: Checkout, provider: str) -> Answer:
    body = {"cartId": it.cart, "providerId": provider, "returnUrl": RETURN_URL}
    return it.shop.post("/payments/sessions", body)


CHANGES_SUM: dict[str, Callable[[Checkout], Answer]] = {
    "add an item": lambda it: _item(it, "CORDLESS-DRILL-18V-RED"),
    "add to a line": lambda it: _item(it, "CORDLESS-DRILL-12V-RED"),
    "change an item": lambda it: it.shop.patch(_line(it), {"quantity": 2}),
    "ship to another country": lambda it: _addresses(it, country="PL", city="Warszawa"),
    "apply a code": lambda it: it.shop.post(f"/carts/{it.cart}/promotions", {"code": "TAKE5"}),
    "take a code off": lambda it: it.shop.delete(f"/carts/{it.cart}/promotions/SAVE10"),
    "deliver otherwise": lambda it: it.shop.post(
        f"{it.path}/shipping-method", {"shippingOptionId": _calculated(it)}
    ),
}
WRITES = CHANGES_SUM | {
    "an item's metadata": lambda it: it.shop.patch(_line(it), {"metadata": {"engraving": "x"}}),
    "remove an item": lambda it: it.shop.delete(_line(it)),
    "the same address": _addresses,
    "another email": lambda it: it.shop.patch(f"/carts/{it.cart}", {"email": "other@example.com"}),
    "metadata": lambda it: it.shop.patch(f"/carts/{it.cart}", {"metadata": {"a": 1}}),
    "notes": lambda it: it.shop.patch(f"/carts/{it.cart}", {"notes": "ring twice"}),
    "begin another payment": lambda it: _pay(it, MANUAL),
    "begin the payment anew": lambda it: _pay(it, it.provider),
    "cancel the payment": lambda it: it.shop.delete(f"/payments/sessions/{_session(it)}"),
    "delete the cart": lambda it: it.shop.delete(f"/carts/{it.cart}"),
    "complete otherwise": lambda it: it.shop.post(
        f"{it.path}/complete", {"shippingAddress": ADDRESS | {"city": "Bonn"}, "sameAsBillingAddress": True}
    ),
}


def _calculated(it: Checkout) -> str:
    return str(it.seed["shippingOptions"]["EUR"]["calculated"])


@pytest.mark.parametrize(("write", "provider"), [*zip(WRITES, cycle([STRIPE, HOSTED]), strict=False)])
def test_a_paid_cart_is_not_changed(lab: Lab, guest: Shop, write: str, provider: str) -> None:
    checkout = lab.paid(guest, provider)
    before = lab.rows(checkout.cart)
    refused = WRITES[write](checkout)
    assert (refused.status, refused.body["code"]) == (409, "cart_paid"), refused.body
    assert lab.rows(checkout.cart) == before
    assert checkout.order().status == 201


@pytest.mark.parametrize("outcome", ["authorized", "pending"])
@pytest.mark.parametrize("write", ["change an item", "delete the cart", "cancel the payment"])
def test_money_on_its_way_counts_as_paid(lab: Lab, anna: Shop, outcome: str, write: str) -> None:
    checkout = lab.paid(anna, HOSTED, outcome)
    before = lab.rows(checkout.cart)
    refused = WRITES[write](checkout)
    assert (refused.status, refused.body["code"]) == (409, "cart_paid"), refused.body
    assert lab.rows(checkout.cart) == before
    assert checkout.order().status == 201


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "carts/{cart}/taxes", {}),
        ("POST", "carts/{cart}", {"region_id": "{region}"}),
        ("POST", "payment-collections/{collection}/payment-sessions", {"provider_id": MANUAL}),
    ],
)
def test_nor_by_medusa_s_own_routes(
    lab: Lab, guest: Shop, seed: Json, method: str, path: str, body: Json
) -> None:
    checkout = lab.paid(guest)
    before = lab.rows(checkout.cart)
    names = {
        "cart": checkout.cart,
        "collection": before["collection"][0]["id"],
        "region": seed["regions"]["USD"]["id"],
    }
    sent = {key: value.format(**names) for key, value in body.items()}
    assert lab.medusa.store(method, path.format(**names), sent)[0] == 409
    assert lab.rows(checkout.cart) == before


def test_a_paid_cart_is_completed_in_one_call(lab: Lab, guest: Shop, seed: Json) -> None:
    """The shopper has paid and the page sends what it sent before."""
    checkout = Checkout(guest, seed, HOSTED, in_one_call=True)
    assert lab.payments.act(checkout.begin(), "captured") < 400
    assert checkout.order().status == 201


def test_a_missing_email_can_still_be_given(lab: Lab, guest: Shop, seed: Json) -> None:
    checkout = Checkout(guest, seed, HOSTED)
    lab.database.rows("UPDATE cart SET email = NULL, customer_id = NULL WHERE id = $1", checkout.cart)
    assert lab.payments.act(checkout.begin(), "captured") < 400
    placed = guest.post(f"{checkout.path}/place-order", {"email": "payer@example.com"})
    assert placed.status == 201, placed.body


def test_a_paid_guest_s_cart_stays_the_guest_s(lab: Lab, newcomer: Shop, guest: Shop) -> None:
    checkout = lab.paid(guest)
    before = lab.rows(checkout.cart)
    claimed = newcomer.post(f"/carts/{checkout.cart}/customer")
    assert (claimed.status, claimed.body["code"]) == (409, "cart_paid"), claimed.body
    assert lab.rows(checkout.cart) == before
    assert checkout.order().status == 201


def test_nothing_is_merged_into_a_paid_cart(lab: Lab, newcomer: Shop, guest: Shop) -> None:
    checkout = lab.paid(newcomer)
    before = lab.rows(checkout.cart)
    cart = guest.cart_with("CORDLESS-DRILL-18V-RED")["id"]
    claimed = newcomer.post(f"/carts/{cart}/customer")
    assert (claimed.status, claimed.body["id"]) == (200, cart)
    assert lab.rows(checkout.cart) == before
    assert checkout.order().status == 201
    again = newcomer.post(f"/carts/{cart}/customer")
    assert (again.status, again.body["id"]) == (200, cart)


def test_a_claim_of_an_own_paid_cart_changes_nothing(lab: Lab, newcomer: Shop) -> None:
    checkout = lab.paid(newcomer)
    before = lab.rows(checkout.cart)
    assert newcomer.post(f"/carts/{checkout.cart}/customer").status == 200
    assert lab.rows(checkout.cart) == before


def test_a_declined_payment_holds_nothing(lab: Lab, guest: Shop) -> None:
    checkout = lab.paid(guest, HOSTED, "declined")
    assert CHANGES_SUM["change an item"](checkout).status == 200


def test_a_provider_that_is_down_leaves_the_cart_as_it_was(lab: Lab, guest: Shop) -> None:
    checkout = lab.begun(guest)
    checkout.begin()
    before = lab.rows(checkout.cart)
    lab.payments.behave(fault="500")
    for name, write in CHANGES_SUM.items():
        failed = write(checkout)
        assert (failed.status, failed.body["code"]) == (502, "payment_provider_failed"), name
        assert lab.rows(checkout.cart) == before, name
    assert guest.patch(f"/carts/{checkout.cart}", {"metadata": {"a": 1}}).status == 200
    lab.payments.behave(fault="none")
    assert CHANGES_SUM["change an item"](checkout).status == 200


@pytest.mark.parametrize("write", CHANGES_SUM)
def test_what_fails_half_way_leaves_nothing(lab: Lab, guest: Shop, write: str) -> None:
    """The shopper pays while Medusa writes: it cannot end the payment, and takes back not all that it did."""
    checkout = lab.begun(guest)
    checkout.begin()
    before = lab.rows(checkout.cart)
    lab.payments.behave(fault="no cancel")
    failed = CHANGES_SUM[write](checkout)
    assert (failed.status, failed.body["code"]) == (502, "payment_provider_failed"), failed.body
    assert lab.rows(checkout.cart) == before


def test_a_refused_address_leaves_the_one_before(
    lab: Lab, guest: Shop, keeper: Shopkeeper, medusa: Medusa, seed: Json
) -> None:
    variant = keeper.product()
    checkout = Checkout(guest, seed, MANUAL)
    assert _item(checkout, variant["sku"]).status == 201
    medusa.admin("POST", f"products/{variant['product_id']}/variants/{variant['id']}", {"prices": []})
    before = lab.rows(checkout.cart)
    warsaw = {"country_code": "pl", "city": "Warszawa"}
    status, _ = medusa.store("POST", f"carts/{checkout.cart}", {"shipping_address": warsaw})
    assert status == 400
    assert lab.rows(checkout.cart) == before


def test_the_tax_is_that_of_the_address(lab: Lab, guest: Shop) -> None:
    checkout = lab.begun(guest)
    checkout.begin()
    _move_to_poland(lab, checkout)
    changed = checkout.order()
    assert (changed.status, changed.body["code"]) == (409, "cart_changed"), changed.body
    rates = {float(row["rate"]) for row in lab.rows(checkout.cart)["taxes"]}
    assert rates == {23.0}
    lab.payments.act(checkout.begin(), "captured")
    assert checkout.order().status == 201


def test_a_paid_cart_with_the_wrong_tax_is_the_shop_s(lab: Lab, guest: Shop) -> None:
    checkout = lab.paid(guest)
    _move_to_poland(lab, checkout)
    before = lab.rows(checkout.cart)
    refused = checkout.order()
    assert (refused.status, refused.body["code"]) == (409, "paid_not_orderable"), refused.body
    assert lab.rows(checkout.cart) == before


def _move_to_poland(lab: Lab, checkout: Checkout) -> None:
    """Leave the cart as a write does that dies half-way: with a new address, at the old one's tax."""
    lab.database.rows(
        "UPDATE cart_address SET country_code = 'pl', updated_at = now()"
        " WHERE id = (SELECT shipping_address_id FROM cart WHERE id = $1)",
        checkout.cart,
    )


def test_concurrent_writes_and_orders_end_in_one_order(lab: Lab, guest: Shop) -> None:
    checkout = lab.paid(guest)
    with ThreadPoolExecutor(4) as threads:
        writes = [threads.submit(WRITES["change an item"], checkout) for _ in range(2)]
        orders = [threads.submit(checkout.order) for _ in range(2)]
    assert {one.result().status for one in writes} == {409}
    assert [one.result().status for one in orders] == [201, 201]
    assert len({one.result().body["order"]["id"] for one in orders}) == 1
