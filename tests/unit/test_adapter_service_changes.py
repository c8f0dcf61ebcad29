"""Changing a service and registering an asset: one request to the plugin, and the owner is proven again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from commerce.errors import BadRequestError, ConflictError, ForbiddenError, NotFoundError, NotSupportedError
from commerce.mappers import resources as mapper
from commerce.mappers.products import DisplayOptions
from commerce.medusa import purchases
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Medusa
from commerce.models.resources import RegisterAsset, RenewService, UpgradeService
from pydantic import ValidationError

from tests.conftest import Configure
from tests.support.upstream import Upstream

Json = dict[str, Any]
SHOWN = DisplayOptions("EUR")
ME, PRODUCTS = "GET /store/customers/me", "GET /store/products"
SERVICE = "/store/customers/me/services/serv_1"
REGISTER = "POST /store/customers/me/assets/register"
UPGRADE = UpgradeService(variant_id="variant_2")


def event(number: int, kind: str, **more: Any) -> Json:
    return {
        "id": f"servevt_{number}",
        "event": kind,
        "at": f"2026-01-0{number}T00:00:00.000Z",
        "actor_type": "CUSTOMER",
        "order_id": None,
        "product_variant_id": "v1",
        "payment_type": "MONTHLY",
        "period_start": "2026-01-01T00:00:00.000Z",
        "period_end": None,
        **more,
    }


def service(owner: str = "cus_anna", **more: Any) -> Json:
    return {
        "id": "serv_1",
        "name": "Care",
        "status": "ACTIVE",
        "payment_type": "MONTHLY",
        "start_date": "2026-01-01T00:00:00.000Z",
        "end_date": "2026-02-01T00:00:00.000Z",
        "cancelled_at": None,
        "totals": {"currency": "eur", "total_price": {"value": 5}},
        "customer": {"id": owner},
        "product_variant": {"id": "v1", "product_id": "prod_1"},
        "assets": [],
        "history": [event(2, "CANCELLED"), event(1, "PURCHASED", order_id="order_1")],
        **more,
    }


def test_a_cancellation_is_one_request_and_shows_the_history_in_order(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"POST {SERVICE}/cancel", {"service_instance": service(cancelled_at="2026-01-02T00:00:00.000Z")})
    shop.on(PRODUCTS, {"products": []})
    shown = purchases.cancel_service(anna, "serv_1", SHOWN)
    assert shop.asked[0] == f"POST {SERVICE}/cancel"
    assert shop.asked.count(f"POST {SERVICE}/cancel") == 1
    assert [(one.event, one.order_id) for one in shown.history or []] == [
        ("PURCHASED", "order_1"),
        ("CANCELLED", None),
    ]


@pytest.mark.parametrize(
    ("cancelled", "end", "status"),
    [
        (None, "2020-01-01T00:00:00.000Z", "ACTIVE"),
        ("2019-12-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z", "EXPIRED"),
        ("2019-12-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z", "ACTIVE"),
        ("2019-12-01T00:00:00.000Z", None, "ACTIVE"),
    ],
)
def test_a_cancelled_service_is_over_at_its_end(cancelled: str | None, end: str | None, status: str) -> None:
    assert mapper.contract_status(service(cancelled_at=cancelled, end_date=end)) == status


CHANGES: list[tuple[str, Callable[[Medusa], object]]] = [
    ("renew", lambda anna: purchases.renew_service(anna, "serv_1", RenewService(), SHOWN, None)),
    ("upgrade", lambda anna: purchases.upgrade_service(anna, "serv_1", UPGRADE, SHOWN, None)),
    ("cancel", lambda anna: purchases.cancel_service(anna, "serv_1", SHOWN)),
]


@pytest.mark.parametrize(("action", "change"), CHANGES)
def test_a_service_of_somebody_else(
    anna: Medusa, shop: Upstream, action: str, change: Callable[[Medusa], object]
) -> None:
    gone = {"type": "not_found", "message": "service_instance with id: serv_1 was not found"}
    order = {"id": "order_1", "customer_id": "cus_anna"}
    answer = {"order": order, "service_instance": service("cus_ben"), "is_new": False}
    shop.on(f"POST {SERVICE}/{action}", (404, gone), answer)
    shop.on(ME, *[{"customer": {"id": "cus_anna"}}] * 2)
    with pytest.raises(NotFoundError, match="Service serv_1"):
        change(anna)
    with pytest.raises(ForbiddenError):
        change(anna)


@pytest.mark.parametrize(("action", "change"), CHANGES)
def test_without_the_part_nothing_is_requested(
    anna: Medusa, shop: Upstream, action: str, change: Callable[[Medusa], object]
) -> None:
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso,service-purchases")
    with pytest.raises(NotSupportedError, match="service-lifecycle"):
        change(anna)
    assert shop.asked == []


def test_the_plan_is_named_and_the_key_goes_along(anna: Medusa, shop: Upstream) -> None:
    said = {"type": "invalid_data", "message": "This is no other plan of the service"}
    shop.on(f"POST {SERVICE}/upgrade", (400, said))
    with pytest.raises(BadRequestError) as refused:
        purchases.upgrade_service(anna, "serv_1", UPGRADE, SHOWN, "key-12345678")
    assert (refused.value.code, refused.value.details[0].path) == ("plan_unknown", "body.variantId")
    assert json.loads(shop.seen[0].body) == {
        "variant_id": "variant_2",
        "idempotency_key": "key-12345678",
        "currency_code": "eur",
    }


def test_an_asset_is_registered_with_its_owner(anna: Medusa, shop: Upstream) -> None:
    asset = {"id": "asset_1", "serial_number": "S-1", "status": "INACTIVE", "confirmation": "PENDING"}
    mine = asset | {"customer": {"id": "cus_anna"}}
    shop.on(ME, *[{"customer": {"id": "cus_anna"}}] * 2)
    shop.on(REGISTER, {"asset": mine}, {"asset": asset | {"customer": {"id": "cus_ben"}}})
    wanted = RegisterAsset(serial_no=" S-1 ", sku="SKU-1")
    shown = purchases.register_asset(anna, wanted, SHOWN)
    assert (shown.serial_no, shown.status, shown.confirmation) == ("S-1", "INACTIVE", "PENDING")
    assert json.loads(shop.seen[0].body) == {"serial_number": "S-1", "sku": "SKU-1"}
    with pytest.raises(ForbiddenError):
        purchases.register_asset(anna, wanted, SHOWN)


@pytest.mark.parametrize(
    "wrong",
    [{}, {"sku": "S", "variant_id": "v"}, {"sku": "S", "serial_no": " "}, {"sku": "S", "serial_no": "é"}],
)
def test_a_registration_names_one_product_and_a_number(wrong: Json) -> None:
    with pytest.raises(ValidationError):
        RegisterAsset(**{"serial_no": "S-1"} | wrong)


def test_a_page_of_the_provider_needs_a_url_to_return_to(
    anna: Medusa, shop: Upstream, configure: Configure
) -> None:
    rule = {"returnUrl": "return_url", "requiresRedirect": True}
    configure(MEDUSAJS_BASE_URL=shop.url, PAYMENT_PROVIDERS=json.dumps({"pp_hosted": rule}))
    wanted = RenewService(payment_provider_id="pp_hosted")
    with pytest.raises(BadRequestError) as refused:
        purchases.renew_service(anna, "serv_1", wanted, SHOWN, None)
    assert [detail.path for detail in refused.value.details] == ["body.returnUrl"]
    assert not [one for one in shop.asked if one.startswith("POST")]


@pytest.mark.parametrize("url", ["https://shop.example/paid", None])
def test_urls_reach_the_provider_where_it_reads_them(
    anna: Medusa, shop: Upstream, configure: Configure, url: str | None
) -> None:
    rule = {"returnUrl": "return_url"}
    configure(MEDUSAJS_BASE_URL=shop.url, PAYMENT_PROVIDERS=json.dumps({"pp_hosted": rule}))
    shop.on(f"POST {SERVICE}/renew", (409, {"type": "conflict", "message": "no"}))
    wanted = RenewService(payment_provider_id="pp_hosted", return_url=url)
    with pytest.raises(ConflictError):
        purchases.renew_service(anna, "serv_1", wanted, SHOWN, None)
    (sent,) = [one for one in shop.seen if one.route == f"POST {SERVICE}/renew"]
    assert sent.json.get("data") == (url and {"return_url": url})
