"""Records raw responses of the real Medusa for the mappers' tests.

Run it on the running platform (``make up``), with the names of the files to write, or without for all::

    PYTHONPATH=layers/commerce .local/venv/bin/python -m tests.support.record product-detail

The adapter itself makes the requests, with the seed's keys and the first customer's token, so the recorded
fields, paging and order are the adapter's. Each response goes to ``tests/fixtures/medusa/<name>.json`` as
``{"request": "GET /store/…", "answer": {…}}``, with lists cut to three entries. It leaves two carts and an
order behind; ids and times differ on each recording.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from commerce import settings
from commerce.caller import Caller
from commerce.deadline import Deadline
from commerce.mappers.products import DisplayOptions
from commerce.medusa import (
    addresses,
    cart_items,
    carts,
    checkout,
    offers,
    order_returns,
    ordering,
    orders,
    payments,
    product_list,
    products,
    profile,
    reference_data,
    resources,
)
from commerce.medusa.orders import OrderFilter
from commerce.medusa.product_filter import PART, ProductFilter
from commerce.medusa.resources import ResourceFilter
from commerce.medusa.transport.client import Medusa
from commerce.models.carts import AddItem
from commerce.models.checkout import PlaceOrder, SetAddresses
from commerce.models.customers import AddressInput
from commerce.models.payments import SetPayment
from commerce.models.products import ReferenceType
from commerce.models.returns import CreateReturn

from benchmarks.calls import without
from local import config, tokens
from local.shop import ADDRESS

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "medusa"
SHOWN = DisplayOptions("EUR")
PROVIDER = "pp_system_default"

_MOST = 3
_send = Medusa._send
_Responses = dict[str, Any]


class Recorder:
    """Runs the adapter against the platform and writes what Medusa returns to it."""

    def __init__(self, seed: dict[str, Any], running: dict[str, str], names: Collection[str]) -> None:
        email = seed["customers"][0]["email"]
        token = tokens.token(email, running["sso"])
        self.seed = seed
        self.names = names
        self.secrets = (seed["adminKey"], seed["publishableKey"], token)
        self.guest = Medusa(deadline=Deadline.after(300))
        self.anna = Medusa(Caller(token, email, 2**31), Deadline.after(300))

    def save(self, name: str, responses: _Responses, request: str) -> None:
        """Write the response to the request that begins with ``request``, such as ``POST /store/carts``."""
        if self.names and name not in self.names:
            return
        path, response = next(
            (path, response) for path, response in responses.items() if path.startswith(request)
        )
        text = json.dumps({"request": path, "answer": _cut(response)}, indent=1, ensure_ascii=False)
        if any(secret in text for secret in self.secrets):
            raise SystemExit(f"{name}: Medusa's response to {path} contains a secret")
        (FOLDER / f"{name}.json").write_text(text + "\n")
        sys.stdout.write(f"{name:22} {len(text):6} {path}\n")

    def reference_data(self) -> None:
        """Record what the adapter caches in the warm instance."""
        with _listening() as responses:
            reference_data.regions(self.guest)
            reference_data.categories(self.guest)
            reference_data.type_ids(self.guest)
            payments.list_providers(self.guest, self.seed["regions"]["EUR"]["id"])
        self.save("regions", responses, "GET /store/regions")
        self.save("categories", responses, "GET /store/product-categories")
        self.save("types", responses, "GET /store/product-types")
        self.save("payment-providers", responses, "GET /store/payment-providers")

    def products(self) -> None:
        """Record the catalogue: a list, a product's page, what a variant refers to."""
        with _listening() as responses, without(PART):
            product_list.list_products(self.guest, ProductFilter(limit=_MOST, sort="title_ASC"), SHOWN)
        self.save("product-list", responses, "GET /store/products")
        with _listening() as responses:
            products.get_product(self.guest, "cordless-drill", None, SHOWN)
        self.save("product-detail", responses, "GET /store/products")
        drill = next(entry for entry in self.seed["products"] if entry["handle"] == "cordless-drill")
        page, kind = ProductFilter(), ReferenceType.SPARE_PART
        with _listening() as responses:
            offers.related_products(self.guest, drill["id"], drill["variants"][0]["id"], kind, page, SHOWN)
        self.save("references", responses, "GET /admin/products")

    def carts(self) -> None:
        """Record a guest's cart on its way to an order, and a customer's cart."""
        item = AddItem(sku="CORDLESS-DRILL-12V-RED", quantity=2, metadata={"engraving": "Ada"})
        with _listening() as responses:
            cart_items.add_item(self.anna, item, "EUR")
        self.save("cart-customer", responses, "POST /store/carts")
        with _listening() as responses:
            cart = cart_items.add_item(self.guest, item, "EUR")
        self.save("cart-guest", responses, "POST /store/carts")
        address = AddressInput.model_validate(ADDRESS)
        wanted = SetAddresses(shipping_address=address, same_as_billing_address=True, notes="Ring twice")
        checkout.set_addresses(self.guest, cart.id, wanted.model_copy(update={"email": "ada@lab.local"}))
        for code in self.seed["promotions"].values():
            carts.apply_promotion(self.guest, cart.id, code)
        with _listening() as responses:
            checkout.shipping_options(self.guest, cart.id)
        self.save("shipping-options", responses, "GET /store/shipping-options")
        self.save("calculated-option", responses, "POST /store/shipping-options")
        checkout.set_shipping_method(self.guest, cart.id, self.seed["shippingOptions"]["EUR"]["flat"])
        with _listening() as responses:
            # By Medusa's own routes, as without the plugin.
            rule = settings.provider_rule(PROVIDER)
            payments._create(self.guest, cart.id, None, SetPayment(provider_id=PROVIDER), rule)
        self.save("payment-session", responses, f"POST {_SESSIONS}")
        with _listening() as responses:
            carts.get_cart(self.guest, cart.id)
        self.save("cart-full", responses, "GET /store/carts")
        with _listening() as responses:
            checkout.summary(self.guest, cart.id)
        self.save("cart-checkout", responses, "GET /store/carts")
        with _listening() as responses:
            ordering.place_order(self.guest, cart.id, PlaceOrder())
        self.save("order-completed", responses, f"POST /store/carts/{cart.id}/complete")

    def customer(self) -> None:
        """Record what a customer has: orders, addresses, assets, services."""
        mine = self.seed["customers"][0]
        with _listening() as responses:
            found = orders.get_order(self.anna, mine["orders"][0])
            addresses.list_addresses(self.anna, 10, 0)
        self.save("order", responses, "GET /store/orders/")
        self.save("addresses-list", responses, "GET /store/customers/me/addresses")
        with _listening() as responses:
            profile.get_profile(self.anna)
        self.save("customer", responses, "GET /store/customers/me")
        left = [item for item in found.items.data if item.returnable_quantity]
        if left and "return" in self.names:  # each run would leave one behind
            line = {"itemId": left[0].id, "quantity": 1, "note": "torn"}
            with _listening() as responses:
                wanted = CreateReturn.model_validate({"items": [line]})
                order_returns.create_return(self.anna, found.id, wanted)
            self.save("return", responses, "POST /store/returns")
        with _listening() as responses:
            orders.list_orders(self.anna, OrderFilter(sort="createdAt_ASC"))
        self.save("orders-list", responses, "GET /store/orders")
        with _listening() as responses:
            resources.list_assets(self.anna, ResourceFilter(), SHOWN)
            resources.list_services(self.anna, ResourceFilter(), SHOWN)
            resources.featured_services(self.guest, SHOWN)
        self.save("assets-list", responses, "GET /admin/assets")
        self.save("service-instances", responses, "GET /admin/service-instances")
        self.save("featured-services", responses, "GET /admin/service-instances/featured")
        with _listening() as responses:
            resources.get_asset(self.anna, mine["assets"][0], SHOWN)
            resources.get_service(self.anna, mine["services"][0], SHOWN)
            resources.compatible_services(self.anna, mine["assets"][0], SHOWN)
        asset = f"GET /admin/assets/{mine['assets'][0]}"
        self.save("compatible-services", responses, f"{asset}/compatible-services")
        self.save("asset", responses, asset)
        self.save("service-instance", responses, "GET /admin/service-instances/")


_SESSIONS = "/store/payment-collections/pay_col_"


@contextlib.contextmanager
def _listening() -> Iterator[_Responses]:
    """Gather Medusa's responses by method and path, the first of each."""
    responses: _Responses = {}

    def send(self: Medusa, method: Any, path: str, *rest: Any) -> dict[str, Any]:
        response = _send(self, method, path, *rest)
        responses.setdefault(f"{method} {path}", response)
        return response

    with mock.patch.object(Medusa, "_send", send):
        yield responses


def _cut(value: Any) -> Any:
    if isinstance(value, list):
        return [_cut(entry) for entry in value[:_MOST]]
    if isinstance(value, dict):
        return {key: _cut(entry) for key, entry in value.items()}
    return value


def main() -> None:
    """Record what the command line names, or everything."""
    running = config.running()
    if not running:
        sys.exit("the local platform is not up: run make up")
    seed = json.loads(config.SEED.read_text())
    groups = {
        "store": {
            "MEDUSAJS_BASE_URL": running["medusa"],
            "MEDUSAJS_PUBLISHABLE_API_KEY": seed["publishableKey"],
            "DEFAULT_CURRENCY": "EUR",
        },
        "admin": {"MEDUSAJS_ADMIN_API_KEY": seed["adminKey"]},
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    with mock.patch.object(settings, "_read", groups.__getitem__):
        recorder = Recorder(seed, running, sys.argv[1:])
        recorder.reference_data()
        recorder.products()
        recorder.carts()
        recorder.customer()


if __name__ == "__main__":
    main()
