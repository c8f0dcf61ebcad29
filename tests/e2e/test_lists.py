"""A customer's lists, both ways: from the plugin's database queries, and from Medusa's own routes."""

from __future__ import annotations

import os
import secrets
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest
from commerce.medusa.transport import plugin
from commerce.models.orders import OrderStatus, PaymentStatus

from benchmarks.calls import without
from benchmarks.world import Request
from local.config import SETTINGS_PATH
from local.database import Database
from local.shop import ADDRESS, Shop
from local.tokens import token_with
from tests.support.instance import Instance
from tests.support.medusa import Medusa
from tests.support.platform import skip_without
from tests.support.random_orders import RandomOrders
from tests.support.random_resources import RandomResources

ORDERS = int(os.environ.get("RANDOM_ORDERS", "60"))
SEED = int(os.environ.get("LISTS_SEED", "4"))
LISTS = ("lists", "asset-lists")

UNSTORED = {"UNKNOWN", "REQUIRES_ACTION"}
"""Payment statuses that no row of Medusa's tables leads to."""

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def database(addresses: dict[str, str]) -> Iterator[Database]:
    with Database(addresses["database"]) as asked:
        yield asked


@pytest.fixture(scope="module")
def header(addresses: dict[str, str], seed: dict[str, Any]) -> str:
    """The plugin's header, as after a function's first request."""
    request = urllib.request.Request(
        f"{addresses['medusa']}/store/regions", headers={"x-publishable-api-key": seed["publishableKey"]}
    )
    with urllib.request.urlopen(request) as response:
        return str(response.headers[plugin.HEADER])


@pytest.fixture(scope="module")
def ask(addresses: dict[str, str], header: str) -> Iterator[Ask]:
    """Call a list's function in this process, and return its body and its requests to Medusa."""
    with pytest.MonkeyPatch.context() as patch:
        instance = Instance(addresses, patch, SETTINGS_PATH)

        def call(path: str, token: str, *ids: str, **query: Any) -> tuple[Any, int]:
            plugin.remember(header)
            told = instance.ask(f"GET {path}", Request(ids, query=query, token=token), 60)
            assert told.status == 200, told.body
            return told.body, told.requests

        yield call


@pytest.fixture(scope="module")
def buyer(addresses: dict[str, str], database: Database, parts: frozenset[str]) -> Iterator[str]:
    """The token of a customer with random orders."""
    skip_without("lists", parts)
    token = token_with(addresses, f"random-{secrets.token_hex(4)}@lab.local")
    owner = Shop(addresses["gateway"], token).post("/customers/addresses", {"address": ADDRESS}).body
    orders = RandomOrders(SEED, owner["customerId"])
    orders.add(ORDERS)
    orders.write(database)
    yield token
    orders.remove(database)


def both_ways(ask: Ask, path: str, token: str, *ids: str, **query: Any) -> Any:
    """Return what the plugin returns in one request, which is what other routes return."""
    with without(*LISTS):
        own, _ = ask(path, token, *ids, **query)
    listed, requests = ask(path, token, *ids, **query)
    assert not [*differences(listed, own)], (path, query)
    assert requests <= 1
    return listed


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Name each value that differs."""
    if path.endswith(".tags"):  # Medusa's are in any order
        one, other = (sorted(tags, key=lambda tag: tag["label"]) for tags in (one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{path}[{number}]")
    elif one != other:
        yield f"{path}: {one!r} != {other!r}"


def test_random_orders_are_the_same_in_every_value(ask: Ask, buyer: str) -> None:
    found = [
        order
        for offset in range(0, ORDERS, 100)
        for order in both_ways(ask, "/orders", buyer, limit="100", offset=str(offset))["data"]
    ]
    assert len(found) > ORDERS * 0.8
    assert {order["status"] for order in found} == {*get_args(OrderStatus)} - {"UNKNOWN"}
    assert {order["paymentStatus"] for order in found} == {*get_args(PaymentStatus)} - UNSTORED


@pytest.mark.parametrize(
    "query",
    [
        *({"status": status} for status in get_args(OrderStatus)),
        *({"paymentStatus": status} for status in get_args(PaymentStatus)),
        {"status": "PROCESSING"},
        {"status": "SHIPPED", "paymentStatus": "CAPTURED", "dateFrom": "2026-01-10"},
        {"paymentStatus": "NOT_PAID", "dateTo": "2026-01-20", "sort": "updatedAt_ASC"},
        *({"sort": f"{field}_{way}"} for field in ("createdAt", "id") for way in ("ASC", "DESC")),
        *({"sort": f"{field}_{way}"} for field in ("total", "subtotal") for way in ("ASC", "DESC")),
    ],
    ids=str,
)
def test_random_orders_are_filtered_and_sorted_alike(ask: Ask, buyer: str, query: dict[str, str]) -> None:
    first = both_ways(ask, "/orders", buyer, limit="7", **query)
    if first["total"] > 9 and "sort" in query:
        both_ways(ask, "/orders", buyer, limit="5", offset=str(first["total"] - 4), **query)


def test_a_draft_and_another_customers_order_are_in_no_list(
    ask: Ask, buyer: str, database: Database, addresses: dict[str, str]
) -> None:
    found = both_ways(ask, "/orders", buyer, limit="100")
    listed = [order["id"] for order in found["data"]]
    hidden = "select id from \"order\" where (is_draft_order or deleted_at is not null) and id like '%_rnd%'"
    assert not {row["id"] for row in database.rows(hidden)} & {*listed}
    stranger = token_with(addresses, f"random-{secrets.token_hex(4)}@lab.local")
    for query in ({}, {"id": listed[0]}, {"paymentStatus": "NOT_PAID"}, {"sort": "total_ASC"}):
        assert both_ways(ask, "/orders", stranger, **query) == {"data": [], "total": 0}


@pytest.mark.parametrize("name", ["orders", "assets", "services"])
def test_whose_a_list_is_only_the_token_tells(medusa: Medusa, newcomer: Shop, name: str) -> None:
    path = f"customers/me/lists/{name}?region_id=reg_1&product_fields=id"
    path = path if name != "orders" else f"customers/me/lists/{name}"
    assert medusa.store("GET", path)[0] == 401
    joiner = "&" if "?" in path else "?"
    assert medusa.as_customer(newcomer, "GET", path)[0] == 200
    assert medusa.as_customer(newcomer, "GET", f"{path}{joiner}customer_id=cus_1")[0] == 400


def test_an_order_by_its_id(ask: Ask, buyer: str) -> None:
    one = both_ways(ask, "/orders", buyer)["data"][0]
    assert both_ways(ask, "/orders", buyer, id=one["id"]) == {"data": [one], "total": 1}


RESOURCES = int(os.environ.get("RANDOM_RESOURCES", "60"))
REFERENCES = 60


@pytest.fixture(scope="module")
def owner(
    addresses: dict[str, str], database: Database, seed: dict[str, Any], drill: dict[str, Any]
) -> Iterator[str]:
    """The token of a customer with random assets and services."""
    tokens = [token_with(addresses, f"random-{secrets.token_hex(4)}@lab.local") for _ in range(2)]
    ids = [
        Shop(addresses["gateway"], token)
        .post("/customers/addresses", {"address": ADDRESS})
        .body["customerId"]
        for token in tokens
    ]
    resources = RandomResources(SEED, ids[0], ids[1], [variant["id"] for variant in drill["variants"]])
    resources.add_products(database, seed["regions"]["EUR"]["id"])
    resources.add(RESOURCES)
    resources.add_references([variant["id"] for variant in drill["variants"]], REFERENCES)
    resources.write(database)
    yield tokens[0]
    resources.remove(database)


@pytest.mark.parametrize("kind", ["assets", "services"])
def test_random_resources_are_the_same_in_every_value(ask: Ask, owner: str, kind: str) -> None:
    found = both_ways(ask, f"/resources/{kind}", owner, limit="100")["data"]
    assert len(found) > RESOURCES / 3
    assert {(one.get("product") or {}).get("type") for one in found} >= {"VIRTUAL"}


def test_each_random_resource_is_the_same_alone(ask: Ask, owner: str) -> None:
    for kind in ("assets", "services"):
        for one in both_ways(ask, f"/resources/{kind}", owner, limit="30")["data"]:
            alone = both_ways(ask, f"/resources/{kind}/{{id}}", owner, one["id"])
            assert not [*differences({name: alone[name] for name in one}, one)]


def test_what_random_variants_refer_to_is_the_same(ask: Ask, owner: str, drill: dict[str, Any]) -> None:
    path = "/products/{id}/variants/{variantId}/related-products"
    found = 0
    for variant in drill["variants"]:
        here = (drill["id"], variant["id"])
        found += both_ways(ask, path, owner, *here, limit="100")["total"]
        both_ways(ask, path, owner, *here, type="SPARE_PART")
        for sort in ("title_DESC", "createdAt_ASC", "price_ASC"):
            both_ways(ask, path, owner, *here, sort=sort, limit="5")
    assert found > len(drill["variants"])


def test_services_that_fit_random_assets_are_the_same(ask: Ask, owner: str) -> None:
    assets = both_ways(ask, "/resources/assets", owner, limit="30")["data"]
    path = "/resources/assets/{id}/compatible-services"
    assert any(both_ways(ask, path, owner, one["id"])["total"] for one in assets)


def test_featured_services_are_the_same(ask: Ask, owner: str) -> None:
    assert both_ways(ask, "/resources/services/featured", owner)["total"]


_ASSET_SORTS = ["id_DESC", "name_ASC", "name_DESC", "createdAt_ASC", "model_ASC", "model_DESC"]
_ASSET_SORTS += ["serialNo_ASC", "status_DESC", "endOfWarranty_ASC", "endOfWarranty_DESC"]
_SERVICE_SORTS = ("name_ASC", "startDate_DESC", "endDate_DESC", "status_ASC")


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        *(("assets", {"sort": sort}) for sort in _ASSET_SORTS),
        *(("services", {"sort": sort}) for sort in _SERVICE_SORTS),
        *(("assets", {"type": one}) for one in ("PHYSICAL", "VIRTUAL")),
        *(("services", {"type": one}) for one in ("PHYSICAL", "VIRTUAL")),
        *(("assets", {"status": one}) for one in ("ACTIVE", "INACTIVE", "RETIRED")),
        *(("services", {"status": one}) for one in ("ACTIVE", "INACTIVE", "EXPIRED")),
        (
            "assets",
            {"dateFrom": "2026-01-05", "dateTo": "2026-01-12", "type": "PHYSICAL", "sort": "name_DESC"},
        ),
        ("services", {"dateFrom": "2026-03-05", "dateTo": "2026-03-12"}),
        ("services", {"category": "POWER tools"}),
        ("services", {"category": "none"}),
    ],
    ids=str,
)
def test_random_resources_are_filtered_and_sorted_alike(
    ask: Ask, owner: str, kind: str, query: dict[str, str]
) -> None:
    first = both_ways(ask, f"/resources/{kind}", owner, limit="7", **query)
    if first["total"] > 9 and "sort" in query:
        both_ways(ask, f"/resources/{kind}", owner, limit="5", offset=str(first["total"] - 4), **query)
