"""The shop in which operations run: the seed's customer, a guest, new carts and addresses."""

from __future__ import annotations

import itertools
import json
import secrets
from dataclasses import dataclass
from typing import Any

from local import config, invoke, tokens
from local.function_events import event
from local.shop import ADDRESS, Shop
from local.tokens import token_with

PROVIDER = "pp_system_default"
BOTH_ADDRESSES = {"shippingAddress": ADDRESS, "sameAsBillingAddress": True, "email": "ada@example.com"}


@dataclass(frozen=True)
class Request:
    """The values of a route's path, its query, its body, and the caller's token (None: a guest)."""

    values: tuple[str, ...] = ()
    query: dict[str, str] | None = None
    body: Any = None
    token: str | None = None

    @property
    def ids(self) -> Any:
        """Everything that ids may come from."""
        return [list(self.values), self.query, self.body]


def event_of(route: str, request: Request) -> dict[str, Any]:
    """Return the event of a request, as a function gets it from the gateway."""
    made = event(route, *request.values, query=request.query, body=request.body)
    if request.token:
        invoke.sign_in(made, request.token)
    return made


@dataclass
class World:
    """A running platform, its seed and its customers."""

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

    @classmethod
    def running(cls) -> World:
        """Return the running platform's."""
        return cls(config.running(), json.loads(config.SEED.read_text()))

    @property
    def item(self) -> dict[str, Any]:
        """The body that adds an item."""
        return {"sku": self.drill["variants"][0]["sku"], "quantity": 1, "currency": "EUR"}

    def service(self, plan: int = 0) -> str:
        """Return the id of a service for sale, of its first plan or another."""
        return str(self._product("calibration")["variants"][plan]["id"])

    def bought(self) -> str:
        """Buy a service for the customer; return its id."""
        done(self.anna, "POST", f"/customers/addresses/{self.me['addresses'][0]}/default")
        key = {"idempotency-key": secrets.token_hex(16)}
        bought = self.anna.post(f"/resources/{self.service()}/purchase", headers=key)
        return str(bought.body["service"]["id"])

    def cart(self, shop: Shop | None = None) -> str:
        """Create a cart with one line, by default a guest's."""
        return str(done(shop or self.guest, "POST", "/carts/items", self.item)["id"])

    def line(self) -> tuple[str, str]:
        """Create a guest's cart; return its id and its line's."""
        cart = done(self.guest, "POST", "/carts/items", self.item)
        return str(cart["id"]), str(cart["items"]["data"][0]["id"])

    def discounted(self) -> str:
        """Create a guest's cart with a promotion."""
        cart = self.cart()
        done(self.guest, "POST", f"/carts/{cart}/promotions", {"code": "SAVE10"})
        return cart

    def addressed(self) -> str:
        """Create a guest's cart with addresses."""
        cart = self.cart()
        done(self.guest, "POST", f"/checkout/{cart}/addresses", BOTH_ADDRESSES)
        return cart

    def payable(self) -> str:
        """Create a guest's cart with a payment session; return the session's id."""
        return str(self._pay(self.cart())["id"])

    def ready(self) -> str:
        """Create a guest's cart that can be ordered."""
        cart = self.addressed()
        done(self.guest, "POST", f"/checkout/{cart}/shipping-method", {"shippingOptionId": self.option})
        self._pay(cart)
        return cart

    def address(self) -> str:
        """Create an address of the customer; return its id."""
        return str(done(self.anna, "POST", "/customers/addresses", {"address": ADDRESS})["id"])

    def newcomer(self) -> str:
        """Return the token of a new customer who has an address."""
        token = token_with(self.addresses, f"new-{secrets.token_hex(6)}@lab.local")
        address = {"address": ADDRESS, "isDefault": True}
        done(Shop(self.addresses["gateway"], token), "POST", "/customers/addresses", address)
        return token

    def tidy(self) -> None:
        """Delete the addresses and open carts that operations created for the customer."""
        for entry in done(self.anna, "GET", "/customers/addresses?limit=100")["data"]:
            if entry["id"] not in self.me["addresses"]:
                done(self.anna, "DELETE", f"/customers/addresses/{entry['id']}")
        for entry in done(self.anna, "GET", "/carts?limit=100")["data"]:
            done(self.anna, "DELETE", f"/carts/{entry['id']}")

    def _pay(self, cart: str) -> Any:
        return done(self.guest, "POST", f"/checkout/{cart}/payment", {"providerId": PROVIDER})

    def _product(self, handle: str) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.seed["products"] if one["handle"] == handle)
        return found


def done(shop: Shop, method: str, path: str, body: Any = None) -> Any:
    """Return the body of a successful response.

    Raises
    ------
    ValueError
        The response is an error.
    """
    response = shop.call(method, path, body)
    if response.status >= 300:
        raise ValueError(f"{method} {path}: {response.status}: {response.body}")
    return response.body
