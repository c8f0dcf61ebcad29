"""What Medusa itself proves of a write to a cart, under its lock: whose it is, and that it stays small."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.shop import ADDRESS, Shop
from tests.support.medusa import Medusa
from tests.support.shopkeeper import Shopkeeper

WRITES: list[tuple[str, str, Any]] = [
    ("POST", "carts/{cart}", {"metadata": {"x": 1}}),
    ("DELETE", "carts/{cart}", None),
    ("POST", "carts/{cart}/line-items", {"variant_id": "{variant}", "quantity": 1}),
    ("POST", "carts/{cart}/line-items/{line}", {"quantity": 5}),
    ("DELETE", "carts/{cart}/line-items/{line}", None),
    ("POST", "carts/{cart}/promotions", {"promo_codes": ["WELCOME10"]}),
    ("DELETE", "carts/{cart}/promotions", {"promo_codes": ["WELCOME10"]}),
    ("POST", "carts/{cart}/shipping-methods", {"option_id": "so_1"}),
    (
        "POST",
        "storefront/carts/{cart}/line-items",
        {"items": [{"variant_id": "{variant}", "quantity": 1}]},
    ),
    ("POST", "storefront/carts/{cart}/line-items/{line}", {"quantity": 5}),
    ("POST", "storefront/carts/{cart}/shipping-methods", {"options": [{"id": "so_1"}]}),
    ("POST", "carts/{cart}/taxes", {}),
    ("POST", "carts/{cart}/complete", None),
    ("POST", "payment-collections", {"cart_id": "{cart}"}),
    ("POST", "payment-collections/{collection}/payment-sessions", {"provider_id": "pp_system_default"}),
]


def filled(template: Any, values: dict[str, str]) -> Any:
    if isinstance(template, dict):
        return {key: filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [filled(value, values) for value in template]
    return template.format(**values) if isinstance(template, str) else template


@pytest.fixture(scope="module")
def theirs(anna: Shop, medusa: Medusa, drill: dict[str, Any]) -> dict[str, str]:
    cart = anna.cart_with()
    made = medusa.as_customer(anna, "POST", "payment-collections", {"cart_id": cart["id"]})[1]
    return {
        "cart": cart["id"],
        "line": cart["items"]["data"][0]["id"],
        "variant": drill["variants"][0]["id"],
        "collection": made["payment_collection"]["id"],
    }


@pytest.mark.parametrize(("method", "path", "body"), WRITES, ids=lambda value: str(value)[:50])
def test_no_write_to_a_customers_cart_passes_for_others(
    medusa: Medusa, anna: Shop, ben: Shop, theirs: dict[str, str], method: str, path: str, body: Any
) -> None:
    where, sent = filled(path, theirs), filled(body, theirs)
    before = medusa.as_customer(anna, "GET", f"carts/{theirs['cart']}")
    assert medusa.store(method, where, sent)[0] == 401
    assert medusa.as_customer(ben, method, where, sent)[0] == 403
    assert medusa.as_customer(anna, "GET", f"carts/{theirs['cart']}") == before


def test_a_guests_write_during_a_claim_is_first_or_refused(
    medusa: Medusa, newcomer: Shop, guest: Shop
) -> None:
    """Else a stranger who knew the id writes into the account, and reads its email."""
    me = medusa.as_customer(newcomer, "GET", "customers/me")[1]["customer"]["id"]
    refused = 0
    for _ in range(4):
        cart = guest.cart_with()["id"]
        path = f"carts/{cart}?fields=id,customer_id,email"

        def write(number: int, path: str = path) -> tuple[int, Any]:
            return medusa.store("POST", path, {"metadata": {str(number): "x"}})

        with ThreadPoolExecutor(6) as threads:
            first = [threads.submit(write, number) for number in range(2)]
            claim = threads.submit(medusa.as_customer, newcomer, "POST", f"carts/{cart}/customer", {})
            later = [threads.submit(write, number) for number in range(2, 5)]
            answers = [one.result() for one in first + later]
        assert claim.result()[0] == 200
        assert {status for status, _ in answers} <= {200, 401}
        shown = [body["cart"] for status, body in answers if status == 200]
        assert not [one for one in shown if one.get("customer_id") == me or one.get("email")]
        kept = (
            medusa.as_customer(newcomer, "GET", f"carts/{cart}?fields=metadata")[1]["cart"]["metadata"] or {}
        )
        assert set(kept) == {str(number) for number, one in enumerate(answers) if one[0] == 200}
        refused += sum(status == 401 for status, _ in answers)
    assert refused


def test_concurrent_writes_queue_up(guest: Shop, seed: dict[str, Any]) -> None:
    """Medusa gives up on its own lock after two seconds, with a 500."""
    cart = guest.cart_with()["id"]
    skus = [variant["sku"] for product in seed["products"][:12] for variant in product["variants"][:1]][1:6]

    def add(sku: str) -> int:
        return guest.post("/carts/items", {"cartId": cart, "sku": sku, "quantity": 1}).status

    with ThreadPoolExecutor(len(skus)) as threads:
        assert list(threads.map(add, skus)) == [201] * len(skus)
    assert guest.get(f"/carts/{cart}").body["items"]["total"] == len(skus) + 1


def test_another_channels_variant_is_not_for_sale(medusa: Medusa, guest: Shop, keeper: Shopkeeper) -> None:
    product = keeper.product(sales_channels=[{"id": keeper.channel()}])
    variant, name = product["id"], product["sku"]
    cart = guest.cart_with()
    assert (
        medusa.store("POST", f"carts/{cart['id']}/line-items", {"variant_id": variant, "quantity": 1})[0]
        == 400
    )
    line = {"variant_id": variant, "quantity": 1}
    assert medusa.store("POST", "carts", {"region_id": cart["regionId"], "items": [line]})[0] == 400
    body = {"sku": name, "variantId": variant, "quantity": 1, "currency": "EUR"}
    for more in ({}, {"cartId": cart["id"]}):
        assert guest.post("/carts/items", body | more).status == 400


def ready(shop: Shop, seed: dict[str, Any], item: dict[str, Any], code: str | None = None) -> str:
    """Fill a cart and bring it to where it only has to be placed."""
    cart: str = shop.post("/carts/items", {"quantity": 1, "currency": "EUR"} | item).body["id"]
    if code:
        assert shop.post(f"/carts/{cart}/promotions", {"code": code}).status == 200
    to = {
        "shippingAddress": ADDRESS,
        "sameAsBillingAddress": True,
        "email": f"{secrets.token_hex(4)}@lab.local",
    }
    assert shop.post(f"/checkout/{cart}/addresses", to).status == 200
    method = {"shippingOptionId": seed["shippingOptions"]["EUR"]["flat"]}
    assert shop.post(f"/checkout/{cart}/shipping-method", method).status == 200
    payment = {
        "providerId": "pp_system_default",
        "returnUrl": "http://localhost/ok",
        "cancelUrl": "http://localhost/no",
    }
    assert shop.post(f"/checkout/{cart}/payment", payment).status in {200, 201}
    return cart


def place_at_once(shop: Shop, carts: list[str]) -> list[int]:
    with ThreadPoolExecutor(len(carts)) as threads:
        return list(threads.map(lambda cart: shop.post(f"/checkout/{cart}/place-order").status, carts))


BUDGETS: dict[str, dict[str, Any]] = {
    "limit": {"limit": 1},
    "usage": {"budget": {"type": "usage", "limit": 1}},
    "spend": {"budget": {"type": "spend", "limit": 15, "currency_code": "eur"}},
}


@pytest.mark.parametrize("kind", BUDGETS)
def test_the_last_use_of_a_code_is_one_order_and_no_unpaid_ones(
    medusa: Medusa, guest: Shop, seed: dict[str, Any], kind: str
) -> None:
    """Medusa finds out in the middle of the completion, and does not always take back what it has done."""
    code = f"ONCE-{secrets.token_hex(4)}".upper()
    budget = BUDGETS[kind].get("budget")
    method = {"type": "fixed", "value": 10, "target_type": "order", "currency_code": "eur"}
    body = {"code": code, "type": "standard", "status": "active", "application_method": method}
    body |= {"limit": BUDGETS[kind]["limit"]} if "limit" in BUDGETS[kind] else {}
    body |= {"campaign": {"name": code, "campaign_identifier": code, "budget": budget}} if budget else {}
    assert medusa.admin("POST", "promotions", body)[0] == 200
    carts = [ready(guest, seed, {"sku": "CORDLESS-DRILL-12V-RED"}, code) for _ in range(4)]

    statuses = place_at_once(guest, carts)

    assert sorted(statuses) == [201, 409, 409, 409]
    assert payments(medusa, code) == ["authorized"]
    loser = carts[statuses.index(409)]
    assert guest.post(f"/checkout/{loser}/place-order").status == 409
    assert guest.delete(f"/carts/{loser}/promotions/{code}").status == 200
    assert guest.get(f"/carts/{loser}").status == 200


def payments(medusa: Medusa, code: str) -> list[str]:
    query = "orders?limit=20&order=-created_at&fields=id,payment_status,promotions.code"
    orders = medusa.admin("GET", query)[1]["orders"]
    return [
        order["payment_status"]
        for order in orders
        if code in {promotion["code"] for promotion in order.get("promotions") or [] if promotion}
    ]


def test_the_last_piece_is_one_order(
    medusa: Medusa, guest: Shop, seed: dict[str, Any], keeper: Shopkeeper
) -> None:
    product = keeper.product(stock=1)
    variant, name = product["id"], product["sku"]
    carts = [ready(guest, seed, {"variantId": variant, "sku": name}) for _ in range(4)]

    statuses = place_at_once(guest, carts)

    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 400, 409}
    query = "orders?limit=20&order=-created_at&fields=id,payment_status,items.variant_sku"
    orders = medusa.admin("GET", query)[1]["orders"]
    sold = [one for one in orders if name in {line["variant_sku"] for line in one["items"]}]
    assert [one["payment_status"] for one in sold] == ["authorized"]


def test_what_accumulates_in_a_cart_is_bounded(medusa: Medusa, guest: Shop, drill: dict[str, Any]) -> None:
    cart = guest.cart_with()["id"]
    text = "x" * 6000
    sizes = [medusa.store("POST", f"carts/{cart}", {"metadata": {key: text}})[0] for key in "abc"]
    assert sizes == [200, 200, 400]
    # What makes it smaller passes, and what has nothing to do with it.
    assert medusa.store("POST", f"carts/{cart}", {"metadata": {"a": ""}})[0] == 200
    assert medusa.store("POST", f"carts/{cart}", {"email": "small@lab.local"})[0] == 200

    variant = drill["variants"][0]["id"]
    lines = [{"variant_id": variant, "quantity": 1, "metadata": {"n": n}} for n in range(101)]
    region = guest.get(f"/carts/{cart}").body["regionId"]
    assert medusa.store("POST", "carts", {"region_id": region, "items": lines})[0] == 400
    status, made = medusa.store("POST", "carts", {"region_id": region, "items": lines[:100]})
    assert status == 200
    path = f"carts/{made['cart']['id']}/line-items"
    assert medusa.store("POST", path, lines[100])[0] == 400
    assert medusa.store("POST", path, lines[0])[0] == 200
    large = {"variant_id": variant, "quantity": 1, "metadata": {"n": "x" * 17_000}}
    assert medusa.store("POST", f"carts/{cart}/line-items", large)[0] == 400


def test_a_claim_stays_within_the_bounds(
    medusa: Medusa, newcomer: Shop, guest: Shop, drill: dict[str, Any]
) -> None:
    variant = drill["variants"][0]["id"]
    mine = newcomer.cart_with()
    made = []
    for metadata in ({"a": "x" * 9000}, None):
        lines = [
            {"variant_id": variant, "quantity": 1, "metadata": {"n": n}}
            for n in range(1 if metadata else 100)
        ]
        body = {"region_id": mine["regionId"], "items": lines, "metadata": metadata}
        made.append(medusa.store("POST", "carts", body)[1]["cart"]["id"])
    assert (
        medusa.as_customer(newcomer, "POST", f"carts/{mine['id']}", {"metadata": {"b": "x" * 9000}})[0] == 200
    )
    for cart in made:
        before = medusa.store("GET", f"carts/{cart}")
        assert medusa.as_customer(newcomer, "POST", f"carts/{cart}/claim", {})[0] == 400
        assert medusa.store("GET", f"carts/{cart}") == before


def test_a_customers_open_carts_and_addresses_are_bounded(
    medusa: Medusa, newcomer: Shop, guest: Shop
) -> None:
    region = guest.cart_with()["regionId"]

    def cart(_: int) -> str:
        made = medusa.as_customer(newcomer, "POST", "carts", {"region_id": region})[1]
        found: str = made["cart"]["id"]
        return found

    def address(number: int) -> int:
        body = {"first_name": str(number), "country_code": "de"}
        return medusa.as_customer(newcomer, "POST", "customers/me/addresses", body)[0]

    first, second = cart(0), cart(1)
    with ThreadPoolExecutor(4) as threads:
        carts = list(threads.map(cart, range(99)))
        addresses = list(threads.map(address, range(103)))
    assert (addresses.count(200), addresses.count(400)) == (100, 3)
    assert newcomer.get("/carts").body["total"] == 100
    assert [newcomer.get(f"/carts/{one}").status for one in (first, second, carts[-1])] == [404, 200, 200]


def test_text_that_no_database_stores_is_named(medusa: Medusa, newcomer: Shop) -> None:
    cart = newcomer.cart_with()["id"]
    for body in (
        {"metadata": {"a": "x\0"}},
        {"metadata": {"a\0": "x"}},
        {"metadata": {"a": ["\ud800"]}},
        {"shipping_address": {"first_name": "a\0", "country_code": "de"}},
    ):
        assert medusa.as_customer(newcomer, "POST", f"carts/{cart}", body)[0] == 400
    for path in (f"carts/{cart}%00", "products?q=%00", "payment-sessions/x%00"):
        assert medusa.as_customer(newcomer, "GET", path)[0] == 400
    for path in ("assets/x%00", "assets?q=%00", "service-instances?customerId=%00"):
        assert medusa.admin("GET", path)[0] == 400
