"""The shop that the operations are done in: the seed's customer, a guest, and fresh things for each time."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass
from typing import Any

from dev import tokens
from tests.support.platform import token_with
from tests.support.shop import ADDRESS, Shop

PROVIDER = "pp_system_default"
BOTH_ADDRESSES = {"shippingAddress": ADDRESS, "sameAsBillingAddress": True, "email": "ada@example.com"}


@dataclass(frozen=True)
class Request:
    """What is asked: the values of the route's path, its query, its body, and by whom (None: a guest)."""

    values: tuple[str, ...] = ()
    query: dict[str, str] | None = None
    body: Any = None
    token: str | None = None

    @property
    def named(self) -> Any:
        """What ids may come from."""
        return [list(self.values), self.query, self.body]


@dataclass
class World:
    """A running platform, its seed and who shops there."""

    addresses: dict[str, str]
    seed: dict[str, Any]

    def __post_init__(self) -> None:
        self.me: dict[str, Any] = self.seed["customers"][0]
        self.token = tokens.token(self.me["email"], self.addresses["sso"])
        self.guest = Shop(self.addresses["gateway"])
        self.anna = Shop(self.addresses["gateway"], self.token)
        self.drill = self._product("cordless-drill")
        self.pages = itertools.count()
        self.option = str(self.seed["shippingOptions"]["EUR"]["flat"])

    @property
    def item(self) -> dict[str, Any]:
        """A line to put into a cart."""
        return {"sku": self.drill["variants"][0]["sku"], "quantity": 1, "currency": "EUR"}

    def service(self) -> str:
        """Give the id of a service that is for sale."""
        return str(self._product("calibration")["variants"][0]["id"])

    def cart(self, shop: Shop | None = None) -> str:
        """Make a cart with one line, a guest's if nothing else is said."""
        return str(_done(shop or self.guest, "POST", "/carts/items", self.item)["id"])

    def line(self) -> tuple[str, str]:
        """Make a guest's cart and give its id and its line's."""
        cart = _done(self.guest, "POST", "/carts/items", self.item)
        return str(cart["id"]), str(cart["items"]["data"][0]["id"])

    def discounted(self) -> str:
        """Make a guest's cart with a promotion."""
        cart = self.cart()
        _done(self.guest, "POST", f"/carts/{cart}/promotions", {"code": "SAVE10"})
        return cart

    def addressed(self) -> str:
        """Make a guest's cart with addresses."""
        cart = self.cart()
        _done(self.guest, "POST", f"/checkout/{cart}/addresses", BOTH_ADDRESSES)
        return cart

    def payable(self) -> str:
        """Make a guest's cart with a payment session and give the session's id."""
        return str(self._pay(self.cart())["id"])

    def ready(self) -> str:
        """Make a guest's cart that can be ordered."""
        cart = self.addressed()
        _done(self.guest, "POST", f"/checkout/{cart}/shipping-method", {"shippingOptionId": self.option})
        self._pay(cart)
        return cart

    def address(self) -> str:
        """Save an address of the customer."""
        return str(_done(self.anna, "POST", "/customers/addresses", {"address": ADDRESS})["id"])

    def newcomer(self) -> str:
        """Give the token of a customer who has bought nothing yet, and whose address is known."""
        token = token_with(self.addresses, f"new-{secrets.token_hex(6)}@lab.local")
        address = {"address": ADDRESS, "isDefault": True}
        _done(Shop(self.addresses["gateway"], token), "POST", "/customers/addresses", address)
        return token

    def tidy(self) -> None:
        """Remove what the measured operations have left with the customer: addresses and open carts."""
        for entry in _done(self.anna, "GET", "/customers/addresses?limit=100")["data"]:
            if entry["id"] not in self.me["addresses"]:
                _done(self.anna, "DELETE", f"/customers/addresses/{entry['id']}")
        for entry in _done(self.anna, "GET", "/carts?limit=100")["data"]:
            _done(self.anna, "DELETE", f"/carts/{entry['id']}")

    def _pay(self, cart: str) -> Any:
        return _done(self.guest, "POST", f"/checkout/{cart}/payment", {"providerId": PROVIDER})

    def _product(self, handle: str) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.seed["products"] if one["handle"] == handle)
        return found


def _done(shop: Shop, method: str, path: str, body: Any = None) -> Any:
    answer = shop.call(method, path, body)
    if answer.status >= 300:
        raise ValueError(f"{method} {path} was answered with {answer.status}: {answer.body}")
    return answer.body
