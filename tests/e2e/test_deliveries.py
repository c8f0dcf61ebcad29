"""Delivery and its price through the gateway: what is offered can be chosen, and the sum adds up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from local.database import Database
from local.shop import ADDRESS, Shop
from tests.support.shopkeeper import Shopkeeper

Json = dict[str, Any]

PROVIDER = "pp_system_default"


@pytest.fixture
def database(addresses: dict[str, str]) -> Iterator[Database]:
    with Database(addresses["database"]) as asked:
        yield asked


def forward(seed: Json) -> set[str]:
    """Return the region's options of delivery, without the way back of a return."""
    return {option for name, option in seed["shippingOptions"]["EUR"].items() if name != "return"}


def test_only_the_regions_own_options_are_offered_and_chosen(guest: Shop, seed: Json) -> None:
    cart = guest.cart_with()["id"]
    options = seed["shippingOptions"]
    offered = guest.get(f"/checkout/{cart}/shipping-options").body["data"]
    assert {option["id"] for option in offered} == forward(seed)
    for foreign in options["USD"].values():
        refused = guest.post(f"/checkout/{cart}/shipping-method", {"shippingOptionId": foreign})
        assert refused.status == 400, refused.body
        assert [detail["path"] for detail in refused.body["details"]] == ["body.shippingOptionId"]
        body = {
            "shippingAddress": ADDRESS,
            "sameAsBillingAddress": True,
            "shippingMethodId": foreign,
            "paymentProviderId": PROVIDER,
            "email": "a@example.com",
        }
        whole = guest.post(f"/checkout/{cart}/complete", body)
        assert whole.status == 400, whole.body
        assert [detail["path"] for detail in whole.body["details"]] == ["body.shippingMethodId"]
    assert "shippingMethod" not in guest.get(f"/carts/{cart}").body


def test_a_carrier_that_fails_costs_only_its_own_option(
    guest: Shop, seed: Json, keeper: Shopkeeper, database: Database
) -> None:
    option = keeper.option(
        price_type="calculated",
        provider_id="weight-shipping_weight",
        data={"id": "by-weight"},
        prices=[],
    )
    cart = guest.cart_with()["id"]
    guest.post(f"/checkout/{cart}/addresses", {"shippingAddress": ADDRESS, "sameAsBillingAddress": True})
    path = f"/checkout/{cart}/shipping-options"
    others = forward(seed)
    assert {entry["id"] for entry in guest.get(path).body["data"]} == {*others, option}
    # The provider that delivers by hand calculates no prices: it throws.
    database.rows("update shipping_option set provider_id = 'manual_manual' where id = $1", option)
    found = guest.get(path)
    assert found.status == 200, found.body
    assert {entry["id"] for entry in found.body["data"]} == others
    assert found.body["total"] == len(others)


def test_a_delivery_that_is_free_from_a_total_is_ordered_in_one_request(
    guest: Shop, keeper: Shopkeeper, seed: Json
) -> None:
    """The total is reached with the tax of the address, which comes with the checkout."""
    product = keeper.product()
    free = {"attribute": "item_total", "operator": "gte", "value": 119}
    prices: list[Json] = [{"currency_code": "eur", "amount": 7}, {"currency_code": "eur", "amount": 0}]
    prices[1]["rules"] = [free]

    def ordered(quantity: int, option: str) -> tuple[float, int]:
        body = {
            "shippingAddress": ADDRESS,
            "sameAsBillingAddress": True,
            "shippingMethodId": option,
            "paymentProviderId": PROVIDER,
            "email": "free@example.com",
        }
        cart = guest.cart_with(product["sku"], quantity)["id"]
        placed = guest.post(f"/checkout/{cart}/complete", body)
        assert placed.status == 201, placed.body
        return placed.body["order"]["shippingTotal"]["value"], placed.requests

    flat = seed["shippingOptions"]["EUR"]["flat"]
    ordered(1, flat)  # knows the plugin's parts from now on
    _, requests = ordered(1, flat)
    option = keeper.option(prices=prices)
    assert ordered(10, option) == (0, requests)
    amount, again = ordered(9, option)
    assert amount > 0
    assert again == requests


MARKETS = [
    pytest.param("se", "sek", False, id="net"),
    pytest.param("no", "nok", True, id="gross"),
]


@pytest.mark.parametrize(("country", "currency", "with_tax"), MARKETS)
def test_the_totals_of_a_summary_add_up(
    guest: Shop, keeper: Shopkeeper, country: str, currency: str, with_tax: bool
) -> None:
    """Goods at one tax rate, the delivery at another, two codes, odd amounts."""
    market = keeper.market(country, currency, with_tax=with_tax, goods=7, delivery=19)
    product = keeper.product(prices={currency: 33.33})
    codes = [keeper.code(15), keeper.code(50, "shipping_methods")]
    made = guest.post("/carts", {"currency": currency.upper(), "regionId": market["region"]})
    assert made.status == 201, made.body
    cart = made.body["id"]
    path = f"/checkout/{cart}"
    item = {"cartId": cart, "sku": product["sku"], "quantity": 3}
    assert guest.post("/carts/items", item).status == 201
    for code in codes:
        guest.post(f"/carts/{cart}/promotions", {"code": code})
    place = ADDRESS | {"country": market["country"]}
    addressed = guest.post(
        f"{path}/addresses",
        {"shippingAddress": place, "sameAsBillingAddress": True, "email": "sum@example.com"},
    )
    assert addressed.status == 200, addressed.body

    [offered] = guest.get(f"{path}/shipping-options").body["data"]
    # Its tax rate is not known before it is chosen: only the amount that the shop set is shown.
    assert ("total" in offered, "subtotal" in offered) == (with_tax, not with_tax)
    chosen = guest.post(f"{path}/shipping-method", {"shippingOptionId": market["option"]})
    assert chosen.status == 200, chosen.body
    [again] = guest.get(f"{path}/shipping-options").body["data"]
    net = 7 / 1.19 if with_tax else 7
    assert again["subtotal"]["value"] == round(net, 2)
    assert again["total"]["value"] == round(net * 1.19, 2)
    for code in codes:
        assert guest.post(f"/carts/{cart}/promotions", {"code": code}).status == 200
    guest.post(f"{path}/payment", {"providerId": PROVIDER})

    summary = guest.get(f"{path}/summary")
    assert summary.status == 200, summary.body
    totals = {name: amount["value"] for name, amount in summary.body["totals"].items()}
    sum_of_all = totals["subtotal"] + totals["shipping"] + totals["tax"] - totals["discount"]
    assert sum_of_all == pytest.approx(totals["total"], abs=0.005), totals
    assert totals["discount"] > 0
    goods = 3 * 33.33 / (1.07 if with_tax else 1)
    assert totals["subtotal"] == pytest.approx(goods, abs=0.005)
    assert totals["shipping"] == pytest.approx(net, abs=0.005)
    placed = guest.post(f"{path}/place-order", {"expectedTotal": summary.body["totals"]["total"]})
    assert placed.status == 201, placed.body
    assert placed.body["order"]["total"] == summary.body["totals"]["total"]


@pytest.mark.parametrize("ways", [None, "one call"], ids=["steps", "one call"])
def test_an_address_without_a_region_has_the_tax_of_its_country(
    guest: Shop, keeper: Shopkeeper, ways: str | None
) -> None:
    """After one whose region has a rate of its own."""
    market = keeper.market("pt", "chf", with_tax=False, goods=20, delivery=20)
    [country] = keeper.admin.call("GET", "/tax-regions?country_code=pt&parent_id=null")["tax_regions"]
    island = {"country_code": "pt", "province_code": "pt-30", "parent_id": country["id"]}
    rate = {"name": "Madeira", "rate": 10, "code": "madeira"}
    keeper._make("/tax-regions", "tax_region", island | {"default_tax_rate": rate})
    product = keeper.product(prices={"chf": 10})
    cart = guest.post("/carts", {"currency": "CHF", "regionId": market["region"]}).expect(201)["id"]
    guest.post("/carts/items", {"cartId": cart, "sku": product["sku"], "quantity": 1}).expect(201)
    place = ADDRESS | {"country": "PT", "region": "pt-30"}
    body = {"shippingAddress": place, "sameAsBillingAddress": True, "email": "isle@example.com"}
    there = guest.post(f"/checkout/{cart}/addresses", body).expect(200)
    assert there["taxTotal"]["value"] == 1
    body["shippingAddress"] = {name: value for name, value in place.items() if name != "region"}
    if ways is None:
        assert guest.post(f"/checkout/{cart}/addresses", body).expect(200)["taxTotal"]["value"] == 2
    order = {"shippingMethodId": market["option"], "paymentProviderId": "pp_system_default"}
    placed = guest.post(f"/checkout/{cart}/complete", body | order).expect(201)["order"]
    assert placed["items"]["data"][0]["total"]["value"] == 12
