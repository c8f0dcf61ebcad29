"""The shop in which operations run: the seed's customer, a guest, new carts and addresses."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psutil
import urllib3

from local import config, invoke, process, tokens
from local.function_events import event
from local.shop import ADDRESS, Shop
from local.tokens import token_with
from tests.support.database import Database

_STATEMENT = re.compile(rb"^.*LOG:  (?:statement|execute [^:]*): ", re.MULTILINE)
_LOG_DELAY = 0.05

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


class _Admin(Shop):
    """Medusa's Admin API."""

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request with the secret key in place of a customer's token."""
        key = urllib3.make_headers(basic_auth=f"{self.token}:")
        return super().call(*args, **kwargs, headers=dict(key))


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
        self.admin = _Admin(self.addresses["medusa"], self.seed["adminKey"])
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

    def ordered(self) -> dict[str, Any]:
        """Place an order of a guest."""
        body = {"shippingMethodId": self.option, "paymentProviderId": PROVIDER, **BOTH_ADDRESSES}
        order: dict[str, Any] = done(self.guest, "POST", f"/checkout/{self.cart()}/complete", body)["order"]
        return order

    def looked_up(self) -> dict[str, str]:
        """Place an order of a guest; return what finds it."""
        order = self.ordered()
        return {"number": str(order["number"]), "email": order["email"]}

    def sent(self) -> tuple[str, dict[str, Any]]:
        """Place an order of a guest and pack it; return its id and the body that returns it."""
        order = self.ordered()
        line = order["items"]["data"][0]["id"]
        items = [{"id": line, "quantity": 1}]
        done(self.admin, "POST", f"/admin/orders/{order['id']}/fulfillments", {"items": items})
        return order["id"], {"items": [{"itemId": line, "quantity": 1}]}

    def asked_for(self) -> tuple[str, str]:
        """Place an order of a guest that a customer asks for; return its id and the token."""
        order = str(self.ordered()["id"])
        done(self.anna, "POST", f"/orders/{order}/transfer")
        changes = done(self.admin, "GET", f"/admin/orders/{order}/changes?fields=*actions")["order_changes"]
        details = [action["details"] or {} for action in changes[0]["actions"]]
        return order, next(one["token"] for one in details if "token" in one)

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


@dataclass
class Cost:
    """What a piece of work cost Medusa: its processor time, and its statements at PostgreSQL."""

    cpu_ms: float = 0
    statements: int = 0


class Meter:
    """Measures what Medusa does, on a platform with a PostgreSQL of its own, which logs its statements."""

    def __init__(self, running: Mapping[str, str]) -> None:
        parts = json.loads(config.STATE.read_text())["parts"]
        self._medusa = psutil.Process(next(part["pid"] for part in parts if part["name"] == "medusa"))
        self._log = process.log_of("postgres")
        self._address = running["database"]

    @contextlib.contextmanager
    def statements_logged(self) -> Iterator[None]:
        """Let PostgreSQL log every statement meanwhile, which takes time: not while times are measured."""
        with Database(self._address) as database:
            for statement in ("alter system set log_statement = 'all'", "select pg_reload_conf()"):
                database.rows(statement)
            time.sleep(0.5)
            try:
                yield
            finally:
                for statement in ("alter system reset log_statement", "select pg_reload_conf()"):
                    database.rows(statement)

    @contextlib.contextmanager
    def measured(self) -> Iterator[Cost]:
        """Measure what runs meanwhile."""
        cost, offset = Cost(), self._log.stat().st_size
        before = sum(self._medusa.cpu_times()[:2])
        yield cost
        cost.cpu_ms = 1000 * (sum(self._medusa.cpu_times()[:2]) - before)
        time.sleep(_LOG_DELAY)
        with self._log.open("rb") as log:
            log.seek(offset)
            cost.statements = len(_STATEMENT.findall(log.read()))
