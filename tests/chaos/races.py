"""Requests of several tabs, shoppers and customers that meet in Medusa at the same moment.

Each race returns how many things are wrong afterwards, by what Medusa's database and the responses show.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.world import BOTH_ADDRESSES, PROVIDER, Request
from local.database import Database
from local.tokens import token_with
from tests.chaos.ledger import CHECKS
from tests.chaos.shoppers import PLACED, SECONDS, Instances
from tests.support.instance import Returned
from tests.support.shopkeeper import Shopkeeper

ADD, CLAIM = "POST /carts/items", "POST /carts/{id}/customer"
COMPLETE, PLACE = "POST /checkout/{cartId}/complete", "POST /checkout/{cartId}/place-order"
CHANGE, REMOVE = "PATCH /carts/{cartId}/items/{itemId}", "DELETE /carts/{cartId}/items/{itemId}"
DELIVERY = "POST /checkout/{cartId}/shipping-method"
_SKU, _OTHER = "CORDLESS-DRILL-12V-RED", "CORDLESS-DRILL-12V-BLUE"
_DOUBLED = """
    select count(*) from (
        select 1 from cart_line_item i join cart_line_item_tax_line t on t.item_id = i.id
        where i.cart_id = $1 and i.deleted_at is null and t.deleted_at is null
        group by i.id, t.tax_rate_id having count(*) > 1
        union all select 1 from cart_line_item where cart_id = $1 and deleted_at is null
        group by variant_id having count(*) > 1
        union all select 1 from cart_shipping_method where cart_id = $1 and deleted_at is null
        group by cart_id having count(*) > 1) doubled"""
_QUANTITY = "select sum(quantity) from cart_line_item where cart_id = $1 and deleted_at is null"
_ORDERS = "select count(*) from order_cart where cart_id = any($1) and deleted_at is null"

Sent = tuple[str, Request]


@dataclass
class Races:
    """The races on a running platform."""

    addresses: dict[str, str]
    option: str
    instances: Instances
    database: Database
    keeper: Shopkeeper
    failures: list[str] = field(default_factory=list)
    """Responses of 500 and above: no race is the server's error."""

    def all(self) -> dict[str, Callable[[], int]]:
        """Return the races by their names."""
        return {
            "checkout clicked twice": self._clicked_twice,
            "order placed twice, step by step": self._placed_twice,
            "checkout while a line is added": self._checkout_and_add,
            "lines added in four tabs": self._adds,
            "a line changed and delivery chosen in tabs": self._changes,
            "a cart claimed by two customers": self._two_claims,
            "carts merged while a line is added": self._merge_and_add,
            "the last use of a code": self._last_use,
            "the last piece": self._last_piece,
        }

    def _clicked_twice(self) -> int:
        cart, _ = self._cart()
        return self._without_one_order([cart], self._at_once([self._checkout(cart)] * 2))

    def _placed_twice(self) -> int:
        cart, _ = self._cart()
        self._one(f"{PLACE.rpartition('/')[0]}/addresses", (cart,), BOTH_ADDRESSES)
        self._one(DELIVERY, (cart,), {"shippingOptionId": self.option})
        self._one(f"{PLACE.rpartition('/')[0]}/payment", (cart,), {"providerId": PROVIDER})
        return self._without_one_order([cart], self._at_once([(PLACE, Request((cart,), body={}))] * 2))

    def _checkout_and_add(self) -> int:
        """The checkout that comes second is refused: the shopper has not seen the line."""
        cart, _ = self._cart()
        self._at_once([self._checkout(cart), self._add(cart, _OTHER)])
        return self._without_one_order([cart], self._at_once([self._checkout(cart)]))

    def _adds(self) -> int:
        cart, _ = self._cart()
        received = self._at_once([self._add(cart, sku) for sku in (_SKU, _SKU, _OTHER, _OTHER)])
        added = sum(returned.status == PLACED for returned in received)
        return self._doubled(cart) + (self.database.number(_QUANTITY, cart) != 1 + added)

    def _changes(self) -> int:
        cart, line = self._cart()
        self._one(f"{PLACE.rpartition('/')[0]}/addresses", (cart,), BOTH_ADDRESSES)
        chosen = DELIVERY, Request((cart,), body={"shippingOptionId": self.option})
        changed = [(CHANGE, Request((cart, line), body={"quantity": number})) for number in (2, 3)]
        self._at_once([*changed, chosen, chosen])
        return self._doubled(cart) + (self.database.number(_QUANTITY, cart) not in {2, 3})

    def _two_claims(self) -> int:
        cart, _ = self._cart()
        received = self._at_once([(CLAIM, Request((cart,), token=self._newcomer())) for _ in range(2)])
        return int(sum(returned.status < 300 for returned in received) != 1)

    def _merge_and_add(self) -> int:
        """The guest's line is in the customer's cart, or its request was refused."""
        token = self._newcomer()
        own = self._one(ADD, (), self._item(_SKU), token).body["id"]
        cart, _ = self._cart()
        claim = CLAIM, Request((cart,), token=token)
        received = self._at_once([claim, claim, self._add(cart, _OTHER)])
        added = received[2].status == PLACED
        wrong = sum(bool(one.status >= 300 or one.body["id"] != own) for one in received[:2])
        return wrong + self._doubled(own) + (self.database.number(_QUANTITY, own) != 2 + added)

    def _last_use(self) -> int:
        code = self.keeper.code(10, limit=1)
        carts = [self._cart()[0] for _ in range(3)]
        for cart in carts:
            self._one("POST /carts/{cartId}/promotions", (cart,), {"code": code})
        self._at_once([self._checkout(cart) for cart in carts])
        used = self.database.number("select used from promotion where code = $1", code)
        return int(self.database.number(_ORDERS, carts) != 1) + (used != 1)

    def _last_piece(self) -> int:
        variant = self.keeper.product(stock=1)
        carts = [self._cart(variant["sku"])[0] for _ in range(3)]
        self._at_once([self._checkout(cart) for cart in carts])
        reserved = """select sum(l.reserved_quantity) from inventory_level l
            join inventory_item i on i.id = l.inventory_item_id where i.sku = $1"""
        return int(self.database.number(_ORDERS, carts) != 1) + (
            self.database.number(reserved, variant["sku"]) != 1
        )

    def _without_one_order(self, carts: list[str], received: Sequence[Returned]) -> int:
        ids = {returned.body["order"]["id"] for returned in received if "order" in (returned.body or {})}
        return (len(ids) != 1) + sum(self.database.number(sql, carts) for sql in CHECKS.values())

    def _doubled(self, cart: str) -> int:
        return self.database.number(_DOUBLED, cart)

    def _cart(self, sku: str = _SKU) -> tuple[str, str]:
        cart = self._one(ADD, (), self._item(sku)).body
        return cart["id"], cart["items"]["data"][0]["id"]

    def _newcomer(self) -> str:
        token = token_with(self.addresses, f"race-{secrets.token_hex(6)}@lab.local")
        self._one("GET /customers/addresses", (), token=token)  # creates the customer
        return token

    def _item(self, sku: str) -> dict[str, Any]:
        return {"sku": sku, "quantity": 1, "currency": "EUR"}

    def _add(self, cart: str, sku: str) -> Sent:
        return ADD, Request(body=self._item(sku) | {"cartId": cart})

    def _checkout(self, cart: str) -> Sent:
        chosen = {"shippingMethodId": self.option, "paymentProviderId": PROVIDER}
        return COMPLETE, Request((cart,), body=BOTH_ADDRESSES | chosen)

    def _one(
        self, route: str, values: tuple[str, ...], body: Any = None, token: str | None = None
    ) -> Returned:
        [returned] = self._at_once([(route, Request(values, body=body, token=token))])
        if returned.status >= 300:
            raise ValueError(f"{route}: {returned.status} {returned.body}")
        return returned

    def _at_once(self, requests: Sequence[Sent]) -> list[Returned]:
        """Send requests in parallel, each from an instance of its own."""
        sent = [self.instances.request(route, request, {}) for route, request in requests]
        received = [one.result(4 * SECONDS) for one in sent]
        self.failures += [f"{one.status} {one.body}" for one in received if one.status >= 500]
        return received
