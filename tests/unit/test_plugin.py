"""What the plugin says of itself is used: nothing goes to a route that is not there."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import pytest
from commerce.errors import BadRequestError, NotSupportedError
from commerce.mappers.products import DisplayOptions
from commerce.medusa import carts, customer_carts, orderable, ordering, payments, purchases
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Medusa
from commerce.medusa.transport.plugin import HEADER, Plugin
from commerce.models.resources import PurchaseService

from tests.support.carts import for_checkout, full_cart, whole
from tests.support.recorded import recorded
from tests.support.upstream import Upstream

ALL = "0.2.0; medusa=2.21.2; parts=sso,carts,checkout,payment-sessions,assets-services,service-purchases"
NONE = "0.2.0; medusa=2.21.2; parts="
READ = "GET /store/carts/cart_1"
EUR = DisplayOptions("EUR")


def say(shop: Upstream, medusa: Medusa, header: str | None) -> None:
    """Script one response of Medusa with this header."""
    shop.replace("GET /store/regions", (200, recorded("regions"), {HEADER: header} if header else {}))
    medusa.get("regions", query={"fields": "id"})
    shop.seen.clear()


def test_the_latest_response_says_what_medusa_has(guest: Medusa, shop: Upstream) -> None:
    assert plugin.known() is None
    say(shop, guest, "0.2.0; medusa=2.21.2; parts=sso,carts")
    assert plugin.known() == Plugin("0.2.0", "2.21.2", frozenset({"sso", "carts"}))
    say(shop, guest, None)
    assert plugin.known() is None


@pytest.mark.parametrize(
    "header", ["", "0.2.0", "; medusa=; parts=", "x; medusa=y; parts=z", "0.2.0; parts=sso"]
)
def test_what_is_not_understood_says_nothing(guest: Medusa, shop: Upstream, header: str) -> None:
    say(shop, guest, ALL)
    say(shop, guest, header)
    assert plugin.known() is None


def test_a_response_of_the_admin_api_says_nothing(guest: Medusa, shop: Upstream) -> None:
    say(shop, guest, ALL)
    shop.on("GET /admin/regions", {"regions": []})
    guest.admin_get("regions")
    assert plugin.known()


def test_an_error_says_it_too(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, (404, "<html>", {HEADER: ALL}))
    with pytest.raises(NotSupportedError):
        guest.get("carts", "cart_1")
    assert plugin.known()


NEEDED: dict[str, tuple[str, Callable[[Medusa], object]]] = {
    "list carts": ("carts", lambda medusa: customer_carts.list_carts(medusa, 10, 0, None)),
    "current cart": ("carts", lambda medusa: customer_carts.current_cart(medusa, "EUR")),
    "read a session": ("payment-sessions", lambda medusa: payments.get_session(medusa, "payses_1")),
    "cancel a session": ("payment-sessions", lambda medusa: payments.cancel_session(medusa, "payses_1")),
    "buy a service": (
        "service-purchases",
        lambda medusa: purchases.purchase_service(medusa, "prod_1", PurchaseService(), EUR, None),
    ),
}


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_part_is_named_with_nothing_sent(anna: Medusa, shop: Upstream, name: str) -> None:
    say(shop, anna, NONE)
    part, run = NEEDED[name]
    with pytest.raises(NotSupportedError, match=part):
        run(anna)
    assert shop.asked == []


def test_a_part_that_was_installed_since_is_noticed(
    anna: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(shop, anna, NONE)
    later = time.time() + plugin.MAX_AGE
    monkeypatch.setattr(time, "time", lambda: later)
    shop.on("GET /store/customers/me/carts", {"carts": [], "count": 0})
    assert customer_carts.list_carts(anna, 10, 0, None).total == 0


def test_a_plugin_that_is_too_old_is_named(
    anna: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(plugin._SINCE, "carts", "0.3.1")
    say(shop, anna, ALL)
    with pytest.raises(NotSupportedError, match=r"0\.3\.1.*0\.2\.0"):
        customer_carts.current_cart(anna, "EUR")
    say(shop, anna, ALL.replace("0.2.0", "0.10.0"))
    shop.on("GET /store/customers/me/carts", {"carts": [], "count": 0})
    assert customer_carts.list_carts(anna, 10, 0, None).total == 0


def test_a_cart_is_deleted_by_the_plugin_only(guest: Medusa, shop: Upstream) -> None:
    say(shop, guest, NONE)
    shop.on(READ, (200, {"cart": {"id": "cart_1"}}, {HEADER: NONE}))
    with pytest.raises(NotSupportedError, match="carts"):
        customer_carts.delete_cart(guest, "cart_1")
    assert shop.asked == [READ]


def test_what_works_without_a_part_takes_its_other_way_at_once(anna: Medusa, shop: Upstream) -> None:
    say(shop, anna, NONE)
    mine = recorded("cart-customer")["cart"] | {"id": "cart_1", "customer_id": "cus_anna"}
    mine["customer"] = {"id": "cus_anna", "has_account": True}
    response = 200, {"cart": mine}, {HEADER: NONE}
    shop.on(READ, response, response)
    shop.on("POST /store/carts/cart_1/customer", response)
    shop.replace("GET /store/customers/me", (200, {"customer": {"id": "cus_anna"}}, {HEADER: NONE}))
    assert customer_carts.claim_cart(anna, "cart_1").id == "cart_1"
    orderable.read_for_checkout(anna, "cart_1", carts.CART_FIELDS)
    asked = [one for one in shop.asked if "customers/me" not in one]
    assert asked == [READ, "POST /store/carts/cart_1/customer", READ]


def test_assets_may_be_another_plugins(anna: Medusa, shop: Upstream) -> None:
    say(shop, anna, NONE)
    shop.on("GET /admin/assets/asset_1", {"asset": {}})
    assert anna.admin_get("assets", "asset_1") == {"asset": {}}


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("2.12.9", "older"),
        ("2.13.0", None),
        ("2.13.6", None),
        ("2.18.0", None),
        ("2.21.2", None),
        ("2.22.0-rc.1", None),
        ("3.0.0", "newer"),
    ],
)
def test_which_versions_of_medusa_are_supported(
    version: str, reason: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        plugin.remember(ALL.replace("2.21.2", version))
    found = plugin.known()
    assert found
    assert reason in found.fault if reason and found.fault else found.fault is reason
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * bool(reason)


def regions(*providers: str) -> object:
    """Return the recorded regions, all with these payment providers."""
    found = recorded("regions")
    for region in found["regions"]:
        region["payment_providers"] = [{"id": one, "is_enabled": True} for one in providers]
    return found


def test_a_checkout_in_one_call_names_the_providers_before_its_first_write(
    guest: Medusa, shop: Upstream
) -> None:
    shop.replace("GET /store/regions", regions("pp_2", "pp_3"))
    shop.on(f"{READ}/checkout", for_checkout(full_cart()))
    with pytest.raises(BadRequestError, match="pp_2, pp_3") as refused:
        ordering.complete_checkout(guest, "cart_1", whole())
    assert [detail.path for detail in refused.value.details] == ["body.paymentProviderId"]
    assert sorted(shop.asked) == [f"{READ}/checkout", "GET /store/regions"]


def test_a_purchase_that_is_refused_for_its_provider_names_the_others(anna: Medusa, shop: Upstream) -> None:
    shop.replace("GET /store/regions", regions("pp_2", "pp_3"))
    said = "The payment provider pp_1 is not enabled in the region"
    shop.on("POST /store/services/purchase", (400, {"type": "invalid_data", "message": said}))
    with pytest.raises(BadRequestError, match="pp_2, pp_3") as refused:
        purchases.purchase_service(anna, "prod_1", PurchaseService(payment_provider_id="pp_1"), EUR, None)
    assert [detail.path for detail in refused.value.details] == ["body.paymentProviderId"]
