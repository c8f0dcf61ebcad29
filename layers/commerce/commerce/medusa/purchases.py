"""Buying a service, in one request to the bundle's plugin in Medusa.

There the order goes through Medusa's own checkout and the service instance is made from the placed order, so
there is no half purchase: whatever fails in between, the same call again finishes it and never buys twice.
"""

from __future__ import annotations

from typing import Any

from commerce import settings
from commerce.errors import BadRequestError, ForbiddenError, NotFoundError, UpstreamError
from commerce.mappers import resources as mapper
from commerce.mappers.addresses import medusa_address, missing_parts
from commerce.mappers.payments import session_data
from commerce.mappers.products import DisplayOptions
from commerce.medusa import payments, reference_data
from commerce.medusa.addresses import saved_addresses
from commerce.medusa.orders import ORDER_FIELDS
from commerce.medusa.orders import shown as shown_order
from commerce.medusa.ownership import is_me
from commerce.medusa.products import product_id_of
from commerce.medusa.resources import products_of, with_own_assets
from commerce.medusa.transport.client import Medusa
from commerce.medusa.transport.error_mapping import blamed_on
from commerce.models.payments import UpdateSession
from commerce.models.resources import PurchasedService, PurchaseService
from commerce.return_urls import must_return_to_shop

_ADDRESS = (
    *("first_name", "last_name", "company", "address_1", "address_2", "city", "province", "postal_code"),
    *("country_code", "phone", "metadata"),
)


def purchase_service(
    medusa: Medusa, service_id: str, wanted: PurchaseService, options: DisplayOptions, key: str | None
) -> PurchasedService:
    """Buy a service (a product or one of its variants) for the caller, linked to an asset when one is named.

    Sent again with the same ``key`` (without one: within minutes) it gives the first purchase.

    Raises
    ------
    NotFoundError
        There is no such service for sale, or the asset or the saved address is not the caller's.
    ForbiddenError
        The purchase was made before, and what was bought is another customer's by now.
    PaymentActionError
        The payment needs the shopper first.
    NotSupportedError
        The Medusa server lacks the bundle's plugin.
    """
    must_return_to_shop(wanted)
    named = {
        "asset_id": wanted.asset_id,
        "provider_id": wanted.payment_provider_id,
        "idempotency_key": key,
    }
    body: dict[str, Any] = {
        "id": product_id_of(medusa, service_id),
        "currency_code": options.currency.lower(),
    }
    body |= {name: value for name, value in named.items() if value}
    body |= _address(medusa, wanted) | _urls(wanted)
    query = {"fields": f"{ORDER_FIELDS},*payment_collections"}
    try:
        with blamed_on(
            not_for_sale="path.id",
            no_price="path.id",
            out_of_stock="path.id",
            payment_provider_unavailable="body.paymentProviderId",
        ):
            answer = medusa.post("services", "purchase", body=body, query=query)
    except BadRequestError as refused:
        region = reference_data.region_for(medusa, options.currency)
        if refused.code == "payment_provider_unavailable" and region and wanted.payment_provider_id:
            field = "body.paymentProviderId"
            payments.must_be_of_region(medusa, wanted.payment_provider_id, region.id, field)
        raise
    except NotFoundError:
        raise NotFoundError("There is no such service for sale, or the asset is not yours") from None
    if answer.get("is_new"):
        medusa.stats.orders_placed += 1
    # Of a purchase that is replayed both may have changed hands since.
    order, row = answer["order"], answer["service_instance"]
    if not all(is_me(medusa, str(owner)) for owner in (order.get("customer_id"), mapper.owner(row))):
        raise ForbiddenError("This purchase belongs to another customer")
    [row] = with_own_assets(medusa, [row])
    service = mapper.service(row, products_of(medusa, [row], options), options.currency)
    if service is None:
        raise UpstreamError
    return PurchasedService(order=shown_order(order), service=service)


def _address(medusa: Medusa, wanted: PurchaseService) -> dict[str, Any]:
    """Return the billing address that the request names; nothing for the customer's default.

    Raises
    ------
    NotFoundError, BadRequestError
        The saved address is not the caller's; it lacks parts.
    """
    if wanted.billing_address:
        return {"address": medusa_address(wanted.billing_address)}
    if not wanted.billing_address_id:
        return {}
    saved = saved_addresses(medusa, {"billing": wanted.billing_address_id})["billing"]
    if lacking := missing_parts(saved):
        message = f"The saved address lacks {', '.join(lacking)}"
        raise BadRequestError(message, path="body.billingAddressId", code="address_incomplete")
    return {"address": {name: saved[name] for name in _ADDRESS if saved.get(name)}}


def _urls(wanted: PurchaseService) -> dict[str, Any]:
    """Return the URLs to return to, as the payment provider expects them in its session's data."""
    if not wanted.payment_provider_id:
        return {}
    urls = UpdateSession(return_url=wanted.return_url, cancel_url=wanted.cancel_url)
    data = session_data(urls, settings.provider_rule(wanted.payment_provider_id))
    return {"data": data} if data else {}
