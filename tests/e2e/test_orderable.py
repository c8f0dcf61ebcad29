"""What can be ordered, through the gateway: no more is requested than needed, nothing is sold in vain."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.shop import ADDRESS, Answer, Shop
from tests.support.shopkeeper import Shopkeeper

Json = dict[str, Any]

PROVIDER = "pp_system_default"


def email() -> str:
    return f"order-{secrets.token_hex(4)}@example.com"


def cart_of(shop: Shop, *variants: Json, quantity: int = 1) -> str:
    cart: str = shop.post("/carts", {"currency": "EUR"}).body["id"]
    for variant in variants:
        body = {"cartId": cart, "sku": variant["sku"], "quantity": quantity}
        added = shop.post("/carts/items", body)
        assert added.status == 201, added.body
    return cart


def everything(seed: Json, **more: Any) -> Json:
    body = {
        "shippingAddress": ADDRESS,
        "sameAsBillingAddress": True,
        "shippingMethodId": seed["shippingOptions"]["EUR"]["flat"],
        "paymentProviderId": PROVIDER,
        "email": email(),
    }
    return {name: value for name, value in (body | more).items() if value is not None}


def ready(shop: Shop, seed: Json, *variants: Json, codes: tuple[str, ...] = (), quantity: int = 1) -> str:
    """Create a cart that lacks nothing, step by step; return its path under /checkout."""
    cart = cart_of(shop, *variants, quantity=quantity)
    path = f"/checkout/{cart}"
    for code in codes:
        assert shop.post(f"/carts/{cart}/promotions", {"code": code}).status == 200
    body = {"shippingAddress": ADDRESS, "sameAsBillingAddress": True, "email": email()}
    steps = [
        shop.post(f"{path}/addresses", body),
        shop.post(f"{path}/shipping-method", {"shippingOptionId": seed["shippingOptions"]["EUR"]["flat"]}),
        shop.post(f"{path}/payment", {"providerId": PROVIDER}),
    ]
    assert [step.status for step in steps] == [200, 200, 201], [step.body for step in steps]
    assert shop.get(f"{path}/summary").status == 200
    return path


def paths(answer: Answer) -> list[str]:
    return [detail["path"] for detail in answer.body.get("details", [])]


def lines(shop: Shop, path: str) -> list[str]:
    cart = shop.get(path.replace("checkout", "carts")).body
    return [f"items.{line['id']}" for line in cart["items"]["data"]]


def must_be_open(shop: Shop, path: str) -> None:
    assert "completedAt" not in shop.get(path.replace("checkout", "carts")).body


def both(shop: Shop, path: str, body: Json | None = None) -> list[Answer]:
    """Try to order a ready cart on both ways."""
    placed = shop.post(f"{path}/place-order", {})
    return [placed, shop.post(f"{path}/complete", {"paymentProviderId": PROVIDER} | (body or {}))]


def test_services_are_ordered_without_a_delivery(guest: Shop, seed: Json) -> None:
    cart = cart_of(guest, {"sku": "TOOL-INSURANCE-WEEKLY"})
    body = everything(seed, shippingAddress=None, billingAddress=ADDRESS, shippingMethodId=None)
    del body["sameAsBillingAddress"]
    placed = guest.post(f"/checkout/{cart}/complete", body)
    assert placed.status == 201, placed.body
    order = placed.body["order"]
    assert order["items"]["data"][0]["product"]["type"] == "VIRTUAL"
    steps = f"/checkout/{cart_of(guest, {'sku': 'TOOL-INSURANCE-WEEKLY'})}"
    guest.post(f"{steps}/addresses", {"billingAddress": ADDRESS, "email": email()})
    guest.post(f"{steps}/payment", {"providerId": PROVIDER})
    summary = guest.get(f"{steps}/summary")
    assert summary.status == 200, summary.body
    assert "shippingMethod" not in summary.body
    assert summary.body["totals"]["tax"]["value"] > 0  # by the billing address's country
    assert guest.post(f"{steps}/place-order").status == 201


def test_a_cart_of_two_shipping_profiles(guest: Shop, seed: Json, keeper: Shopkeeper) -> None:
    heavy = keeper.profile()
    forwarder = keeper.option(shipping_profile_id=heavy)
    piano, light = keeper.product(shipping_profile_id=heavy), keeper.product()
    flat = seed["shippingOptions"]["EUR"]["flat"]
    path = f"/checkout/{cart_of(guest, light, piano)}"

    one = guest.post(f"{path}/complete", everything(seed))
    assert (one.status, paths(one)) == (400, ["shippingMethod"])
    assert piano["title"] in one.body["details"][0]["message"]
    assert light["title"] not in one.body["details"][0]["message"]

    guest.post(f"{path}/addresses", everything(seed, shippingMethodId=None, paymentProviderId=None))
    guest.post(f"{path}/shipping-method", {"shippingOptionId": flat})
    guest.post(f"{path}/payment", {"providerId": PROVIDER})
    for refused in (guest.get(f"{path}/summary"), guest.post(f"{path}/place-order", {})):
        assert (refused.status, paths(refused)) == (400, ["shippingMethod"])
        assert piano["title"] in refused.body["details"][0]["message"]

    chosen = guest.post(f"{path}/shipping-method", {"shippingOptionId": forwarder}).body
    assert {method["id"] for method in chosen["shippingMethods"]} == {flat, forwarder}
    guest.post(f"{path}/payment", {"providerId": PROVIDER})
    summary = guest.get(f"{path}/summary")
    assert summary.status == 200
    assert len(summary.body["shippingMethods"]) == 2
    placed = guest.post(f"{path}/complete", {"shippingMethodId": flat, "paymentProviderId": PROVIDER})
    assert placed.status == 201, placed.body

    body = everything(seed, shippingMethodId=None, shippingMethodIds=[flat, forwarder])
    at_once = guest.post(f"/checkout/{cart_of(guest, light, piano)}/complete", body)
    assert at_once.status == 201, at_once.body


def test_what_costs_nothing_is_ordered_without_a_payment(guest: Shop, seed: Json, keeper: Shopkeeper) -> None:
    codes = (keeper.code(100), keeper.code(100, "shipping_methods"))
    for in_one_call in (True, False):
        cart = cart_of(guest, keeper.product())
        path = f"/checkout/{cart}"
        body = everything(seed, paymentProviderId=None)
        guest.post(f"{path}/addresses", body | {"shippingMethodId": None})
        guest.post(f"{path}/shipping-method", {"shippingOptionId": body["shippingMethodId"]})
        for code in codes:
            assert guest.post(f"/carts/{cart}/promotions", {"code": code}).status == 200
        summary = guest.get(f"{path}/summary")
        assert (summary.status, summary.body["totals"]["total"]["value"]) == (200, 0), summary.body
        placed = guest.post(f"{path}/complete", body) if in_one_call else guest.post(f"{path}/place-order")
        assert placed.status == 201, placed.body
        assert placed.body["order"]["total"]["value"] == 0


@pytest.mark.parametrize("way", ["place-order", "complete", "complete with an address"])
def test_a_code_that_another_customer_used_up(guest: Shop, seed: Json, keeper: Shopkeeper, way: str) -> None:
    product, code = keeper.product(), keeper.code(10, limit=1)
    first, second = (ready(guest, seed, product, codes=(code,)) for _ in range(2))
    assert guest.post(f"{first}/place-order").status == 201
    body = {"paymentProviderId": PROVIDER, "shippingMethodId": seed["shippingOptions"]["EUR"]["flat"]}
    if way == "place-order":
        refused = guest.post(f"{second}/place-order")
    elif way == "complete":
        refused = guest.post(f"{second}/complete", body)
    else:
        refused = guest.post(f"{second}/complete", body | {"shippingAddress": ADDRESS | {"city": "Bonn"}})
    assert (refused.status, set(paths(refused))) == (409, {"promotions"}), refused.body
    assert code in str(refused.body["details"])
    must_be_open(guest, second)
    if way == "place-order":
        assert guest.delete(f"{second.replace('checkout', 'carts')}/promotions/{code}").status == 200
        guest.post(f"{second}/payment", {"providerId": PROVIDER})
        assert guest.post(f"{second}/place-order").status == 201


@pytest.mark.parametrize("left", [0, 1])
def test_what_was_sold_to_others_meanwhile(guest: Shop, seed: Json, keeper: Shopkeeper, left: int) -> None:
    product = keeper.product(stock=5)
    path = ready(guest, seed, product, quantity=2)
    named = lines(guest, path)
    keeper.stock(product["id"], left)
    for refused in (guest.get(f"{path}/summary"), *both(guest, path)):
        assert (refused.status, paths(refused)) == (409, named), refused.body
    must_be_open(guest, path)


def test_more_than_is_left_cannot_be_put_into_a_cart(guest: Shop, keeper: Shopkeeper) -> None:
    product = keeper.product(stock=2)
    body = {"sku": product["sku"], "quantity": 3, "currency": "EUR"}
    new = guest.post("/carts/items", body)
    assert (new.status, paths(new)) == (400, ["body.quantity"])
    cart = cart_of(guest, product, quantity=2)
    more = guest.post("/carts/items", body | {"cartId": cart, "quantity": 1})
    assert (more.status, paths(more)) == (400, ["body.quantity"])
    line = guest.get(f"/carts/{cart}").body["items"]["data"][0]["id"]
    changed = guest.patch(f"/carts/{cart}/items/{line}", {"quantity": 3})
    assert (changed.status, paths(changed)) == (400, ["body.quantity"])


@pytest.mark.parametrize("how", ["variant deleted", "unpublished", "without a stock record", "delisted"])
def test_what_is_no_longer_for_sale(guest: Shop, seed: Json, keeper: Shopkeeper, how: str) -> None:
    product, other = keeper.product(stock=5), keeper.product()
    path = ready(guest, seed, other, product)
    before = guest.get(path.replace("checkout", "carts")).body
    at = f"/products/{product['product_id']}"
    if how == "variant deleted":
        keeper.admin.call("DELETE", f"{at}/variants/{product['id']}")
    elif how == "unpublished":
        keeper.admin.call("POST", at, {"status": "draft"})
    elif how == "delisted":
        # A shop of one sales channel sells what is in none as well.
        keeper.channel()
        keeper.admin.call("POST", at, {"sales_channels": []})
    else:
        fields = "variants.inventory_items.inventory_item_id"
        found = keeper.admin.call("GET", f"{at}?fields={fields}")["product"]["variants"][0]
        item = found["inventory_items"][0]["inventory_item_id"]
        keeper.admin.call("DELETE", f"{at}/variants/{product['id']}/inventory-items/{item}")
    named = [f"items.{line['id']}" for line in before["items"]["data"] if line["sku"] == product["sku"]]
    for refused in (guest.get(f"{path}/summary"), *both(guest, path)):
        assert (refused.status, paths(refused)) == (409, named), (how, refused.body)
    must_be_open(guest, path)
    removed = guest.delete(f"{path.replace('checkout', 'carts')}/items/{named[0].removeprefix('items.')}")
    assert removed.status == 200, removed.body
    guest.post(f"{path}/payment", {"providerId": PROVIDER})
    assert guest.post(f"{path}/place-order").status == 201


def test_a_variant_and_its_sku_are_what_the_shop_sells(guest: Shop, keeper: Shopkeeper) -> None:
    one, other = keeper.product(), keeper.product()
    draft = keeper.product(status="draft")
    hidden = keeper.product(sales_channels=[{"id": keeper.channel()}])
    cart = cart_of(guest, one)
    for cart_id in ({"cartId": cart}, {}):
        body = {"currency": "EUR", "quantity": 1} | cart_id
        mixed = guest.post("/carts/items", body | {"sku": one["sku"], "variantId": other["id"]})
        assert (mixed.status, paths(mixed)) == (400, ["body.sku"]), mixed.body
        for unsold in (draft, hidden):
            by_id = guest.post("/carts/items", body | {"sku": unsold["sku"], "variantId": unsold["id"]})
            by_sku = guest.post("/carts/items", body | {"sku": unsold["sku"]})
            assert (by_id.status, paths(by_id)) == (400, ["body.variantId"]), by_id.body
            assert (by_sku.status, paths(by_sku)) == (400, ["body.sku"])
    assert len(guest.get(f"/carts/{cart}").body["items"]["data"]) == 1
    fits = guest.post(
        "/carts/items", {"cartId": cart, "quantity": 1, "sku": other["sku"], "variantId": other["id"]}
    )
    assert fits.status == 201


def test_an_incomplete_saved_address_is_refused_in_both_ways(
    addresses: dict[str, str], newcomer: Shop, seed: Json, keeper: Shopkeeper
) -> None:
    saved = newcomer.post("/customers/addresses", {"address": ADDRESS}).body
    at = f"/customers/{saved['customerId']}/addresses/{saved['id']}"
    keeper.admin.call("POST", at, {"address_1": "", "city": ""})
    cart = cart_of(newcomer, keeper.product())
    named = {"shippingAddressId": saved["id"], "billingAddressId": saved["id"]}
    step = newcomer.post(f"/checkout/{cart}/addresses", named)
    assert step.status == 400
    assert set(paths(step)) == {"body.shippingAddressId", "body.billingAddressId"}
    body = everything(seed, shippingAddress=None, sameAsBillingAddress=None) | named
    whole = newcomer.post(f"/checkout/{cart}/complete", body)
    assert whole.status == 400
    kinds = ("shippingAddress", "billingAddress")
    assert paths(whole) == [f"{kind}.{part}" for kind in kinds for part in ("streetName", "city")]
    assert "shippingAddress" not in newcomer.get(f"/carts/{cart}").body


def test_the_same_as_the_billing_address(guest: Shop, seed: Json, keeper: Shopkeeper) -> None:
    cart = cart_of(guest, keeper.product())
    path = f"/checkout/{cart}"
    alone = guest.post(f"{path}/addresses", {"sameAsBillingAddress": True})
    assert (alone.status, paths(alone)) == (400, ["body.sameAsBillingAddress"])
    guest.post(f"{path}/addresses", {"billingAddress": ADDRESS})
    same = guest.post(f"{path}/addresses", {"sameAsBillingAddress": True})
    assert same.status == 200
    assert same.body["shippingAddress"] == same.body["billingAddress"]
    assert same.body["metadata"]["sameAsBillingAddress"] is True
    other = guest.post(f"{path}/addresses", {"shippingAddress": ADDRESS | {"city": "Bonn"}})
    assert other.body["metadata"]["sameAsBillingAddress"] is False
    body = everything(seed, shippingAddress=None)
    assert guest.post(f"{path}/complete", body).body["order"]["shippingAddress"]["city"] == "Berlin"


def test_a_region_that_does_not_sell_a_line_changes_nothing(
    guest: Shop, seed: Json, keeper: Shopkeeper
) -> None:
    product = keeper.product(prices={"eur": 10})
    cart = cart_of(guest, product, {"sku": "CORDLESS-DRILL-12V-RED"})
    guest.post(f"/checkout/{cart}/addresses", {"shippingAddress": ADDRESS, "sameAsBillingAddress": True})
    before = guest.get(f"/carts/{cart}").body
    [named] = [f"items.{line['id']}" for line in before["items"]["data"] if line["sku"] == product["sku"]]
    refused = guest.patch(f"/carts/{cart}", {"regionId": seed["regions"]["USD"]["id"], "notes": "x"})
    assert (refused.status, paths(refused)) == (409, [named])
    assert guest.get(f"/carts/{cart}").body == before
    unknown = guest.patch(f"/carts/{cart}", {"regionId": "reg_none"})
    assert (unknown.status, paths(unknown)) == (400, ["body.regionId"])


@pytest.mark.parametrize("way", ["place-order", "complete"])
def test_only_what_it_was_expected_to_cost_is_ordered(
    guest: Shop, seed: Json, keeper: Shopkeeper, way: str
) -> None:
    path = ready(guest, seed, keeper.product())
    total = guest.get(f"{path}/summary").body["totals"]["total"]
    expected = {"value": round(total["value"], 2), "currency": "EUR"}
    body = {} if way == "place-order" else {"paymentProviderId": PROVIDER}
    for wrong in ({"value": expected["value"] + 0.01}, {"currency": "USD"}, {"value": 0}):
        refused = guest.post(f"{path}/{way}", body | {"expectedTotal": expected | wrong})
        assert (refused.status, paths(refused)) == (409, ["body.expectedTotal"]), refused.body
    for wrong in ({"value": -1}, {"currency": "EURO"}, {"value": "1"}):
        assert guest.post(f"{path}/{way}", body | {"expectedTotal": expected | wrong}).status == 400
    must_be_open(guest, path)
    placed = guest.post(f"{path}/{way}", body | {"expectedTotal": expected})
    assert placed.status == 201, placed.body


def test_a_price_that_changed_since_the_summary(guest: Shop, seed: Json, keeper: Shopkeeper) -> None:
    product = keeper.product()
    path = ready(guest, seed, product)
    named = lines(guest, path)
    at = f"/products/{product['product_id']}/variants/{product['id']}"
    keeper.admin.call("POST", at, {"prices": [{"currency_code": "eur", "amount": 12}]})
    moved = {"shippingAddress": ADDRESS | {"city": "Bonn", "postalCode": "53111"}}
    refused = guest.post(f"{path}/complete", moved | {"paymentProviderId": PROVIDER})
    assert (refused.status, paths(refused)) == (409, named), refused.body
    must_be_open(guest, path)
    again = guest.post(f"{path}/complete", {"paymentProviderId": PROVIDER})
    assert again.status == 201
    assert again.body["order"]["subtotal"]["value"] == 12


def test_concurrent_writes_of_one_cart_are_never_a_failure(guest: Shop, keeper: Shopkeeper) -> None:
    product = keeper.product()
    cart = cart_of(guest, product)
    item = {"cartId": cart, "sku": product["sku"], "quantity": 1}
    writes: list[Callable[[], Answer]] = [
        lambda: guest.post("/carts/items", item),
        lambda: guest.patch(f"/carts/{cart}", {"notes": "x"}),
        lambda: guest.post(f"/checkout/{cart}/addresses", {"shippingAddress": ADDRESS}),
        lambda: guest.post(f"/checkout/{cart}/payment", {"providerId": PROVIDER}),
    ]
    with ThreadPoolExecutor(12) as threads:
        responses = list(threads.map(lambda write: write(), writes * 3))
    for response in responses:
        assert response.status < 500, response.body
        assert response.status != 409 or response.headers["retry-after"]
