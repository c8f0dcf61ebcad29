"""What a shopper may choose when buying a service: the address of the invoice, and where to return to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from commerce.errors import BadRequestError, CommerceError, NotFoundError
from commerce.mappers.products import DisplayOptions
from commerce.medusa import purchases
from commerce.medusa.transport.client import Medusa
from commerce.models.resources import PurchaseService
from pydantic import ValidationError

from local.shop import ADDRESS
from tests.conftest import Configure
from tests.support.recorded import recorded
from tests.support.upstream import Upstream

PURCHASE = "POST /store/services/purchase"
ADDRESSES = "GET /store/customers/me/addresses"

Json = dict[str, Any]


def body_of(anna: Medusa, shop: Upstream, **wanted: Any) -> Json:
    """Buy, and return what the plugin gets; it refuses, as what comes after is of no interest."""
    shop.on(PURCHASE, (409, {"type": "conflict", "message": "nothing"}))
    with pytest.raises(CommerceError):
        buy(anna, **wanted)
    body: Json = shop.seen[-1].json
    assert shop.seen[-1].route == PURCHASE
    return body


def buy(anna: Medusa, **wanted: Any) -> None:
    named = PurchaseService.model_validate(wanted)
    purchases.purchase_service(anna, "variant_1", named, DisplayOptions("EUR"), None)


def test_an_address_for_the_invoice(anna: Medusa, shop: Upstream) -> None:
    address = body_of(anna, shop, billingAddress=ADDRESS)["address"]
    assert (address["address_1"], address["country_code"]) == ("Invalidenstrasse", "de")
    assert "address" not in body_of(anna, shop)


def test_a_saved_address_for_the_invoice(anna: Medusa, shop: Upstream) -> None:
    saved = recorded("addresses-list")["addresses"][0]
    shop.on(ADDRESSES, {"addresses": [saved]})
    address = body_of(anna, shop, billingAddressId=saved["id"])["address"]
    assert address["address_1"] == saved["address_1"]
    assert not {"id", "customer_id", "is_default_billing"} & set(address)


@pytest.mark.parametrize(
    ("change", "error"), [({"id": "cuaddr_2"}, NotFoundError), ({"city": ""}, BadRequestError)]
)
def test_a_saved_address_that_will_not_do(
    anna: Medusa, shop: Upstream, change: Json, error: type[Exception]
) -> None:
    saved = recorded("addresses-list")["addresses"][0] | {"id": "cuaddr_1"}
    shop.on(ADDRESSES, {"addresses": [saved | change]})
    with pytest.raises(error):
        buy(anna, billingAddressId="cuaddr_1")
    assert PURCHASE not in shop.asked


def test_urls_to_return_to(anna: Medusa, shop: Upstream, configure: Configure) -> None:
    rules = json.dumps({"pp_hosted": {"returnUrl": "return_url", "cancelUrl": "urls.cancel"}})
    configure(MEDUSAJS_BASE_URL=shop.url, PAYMENT_PROVIDERS=rules, RETURN_URL_HOSTS="shop.example")
    urls = {"returnUrl": "https://shop.example/ok", "cancelUrl": "https://shop.example/no"}
    data = body_of(anna, shop, paymentProviderId="pp_hosted_one", **urls)["data"]
    assert data == {"return_url": urls["returnUrl"], "urls": {"cancel": urls["cancelUrl"]}}
    assert "data" not in body_of(anna, shop, paymentProviderId="pp_system_default", **urls)
    with pytest.raises(BadRequestError):
        buy(anna, paymentProviderId="pp_hosted_one", returnUrl="https://evil.example/")


@pytest.mark.parametrize(
    "body",
    [
        {"billingAddress": ADDRESS, "billingAddressId": "cuaddr_1"},
        {"returnUrl": "https://shop.example/ok"},
        {"paymentProviderId": "pp_1", "returnUrl": "javascript:alert(1)"},
    ],
)
def test_a_purchase_that_is_ambiguous_is_refused(body: Json) -> None:
    with pytest.raises(ValidationError):
        PurchaseService.model_validate(body)
