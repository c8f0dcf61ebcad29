"""Buying, renewing, upgrading and cancelling a service, and registering an asset.

Each is one request to the bundle's plugin in Medusa.

There the order goes through Medusa's own checkout and the service instance is made from the placed order, so
there is no half purchase: whatever fails in between, the same call again finishes it and never buys twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
from commerce.medusa.product_names import product_id_of
from commerce.medusa.resource_records import with_own_assets
from commerce.medusa.resources import products_of
from commerce.medusa.transport.client import Json, Medusa
from commerce.medusa.transport.error_mapping import blamed_on
from commerce.models.payments import UpdateSession
from commerce.models.resources import (
    Asset,
    PurchasedService,
    PurchaseService,
    RegisterAsset,
    RenewService,
    Service,
    UpgradeService,
)
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
    body = {"id": product_id_of(medusa, service_id), "asset_id": wanted.asset_id}
    body |= _terms(wanted, options, key) | _address(medusa, wanted)
    try:
        with blamed_on(not_for_sale="path.id", no_price="path.id", out_of_stock="path.id"):
            return _bought(medusa, _PURCHASE, body, options)
    except NotFoundError:
        raise NotFoundError("There is no such service for sale, or the asset is not yours") from None


def renew_service(
    medusa: Medusa, service_id: str, wanted: RenewService, options: DisplayOptions, key: str | None
) -> PurchasedService:
    """Buy one more period of the caller's service; repeated like a purchase it is one order.

    Raises
    ------
    NotFoundError
        The service is not the caller's.
    ConflictError
        It has no period, the shop has stopped it, or its plan is no longer sold.
    """
    with _of_service(service_id):
        return _bought(medusa, (*_MY_SERVICES, service_id, "renew"), _terms(wanted, options, key), options)


def upgrade_service(
    medusa: Medusa, service_id: str, wanted: UpgradeService, options: DisplayOptions, key: str | None
) -> PurchasedService:
    """Replace the plan of the caller's service, less what is left of the paid period.

    Raises
    ------
    NotFoundError
        The service is not the caller's.
    BadRequestError
        The variant is no other plan of the service.
    ConflictError
        The shop has stopped the service, or what is left is worth more than the plan.
    """
    body = {"variant_id": wanted.variant_id} | _terms(wanted, options, key)
    field = "body.variantId"
    with _of_service(service_id), blamed_on(not_for_sale=field, no_price=field, out_of_stock=field):
        return _bought(medusa, (*_MY_SERVICES, service_id, "upgrade"), body, options)


def cancel_service(medusa: Medusa, service_id: str, options: DisplayOptions) -> Service:
    """End the caller's service with its paid period; repeated, it changes nothing.

    Raises
    ------
    NotFoundError
        The service is not the caller's.
    ConflictError
        It has ended, or has no period.
    """
    with _of_service(service_id):
        answer = medusa.post(*_MY_SERVICES, service_id, "cancel", body={})
    return _shown(medusa, answer["service_instance"], options)


def register_asset(medusa: Medusa, wanted: RegisterAsset, options: DisplayOptions) -> Asset:
    """Register an asset of the caller, at once if an order proves it; repeated, it is the same asset.

    Raises
    ------
    BadRequestError
        There is no such product to register.
    ConflictError
        The serial number is registered already, or the caller has too many assets.
    """
    body: dict[str, Any] = {
        "serial_number": wanted.serial_no,
        "product_variant_id": wanted.variant_id,
        "sku": wanted.sku,
        "name": wanted.name,
        "address": medusa_address(wanted.address) if wanted.address else None,
    }
    with blamed_on(product_unknown="body.variantId" if wanted.variant_id else "body.sku"):
        answer = medusa.post(
            "customers", "me", "assets", "register", body={name: v for name, v in body.items() if v}
        )
    row = answer["asset"]
    if not is_me(medusa, str(mapper.owner(row))):
        raise ForbiddenError("This asset belongs to another customer")
    return mapper.asset(row, products_of(medusa, [row], options), options.currency)


_PURCHASE = ("services", "purchase")
_MY_SERVICES = ("customers", "me", "services")


@contextmanager
def _of_service(service_id: str) -> Iterator[None]:
    try:
        yield
    except NotFoundError:
        raise NotFoundError(f"Service {service_id} was not found") from None


def _terms(wanted: RenewService, options: DisplayOptions, key: str | None) -> dict[str, Any]:
    """Return how it is paid.

    Raises
    ------
    BadRequestError
        A URL is on another host, or the provider has a page of its own and needs one to return to.
    """
    must_return_to_shop(wanted)
    return {
        "provider_id": wanted.payment_provider_id,
        "idempotency_key": key,
        "currency_code": options.currency.lower(),
    } | _urls(wanted)


def _bought(
    medusa: Medusa, path: tuple[str, ...], body: dict[str, Any], options: DisplayOptions
) -> PurchasedService:
    query = {"fields": f"{ORDER_FIELDS},*payment_collections"}
    field = "body.paymentProviderId"
    try:
        with blamed_on(payment_provider_unavailable=field):
            answer = medusa.post(*path, body={name: v for name, v in body.items() if v}, query=query)
    except BadRequestError as refused:
        # A service is renewed in its own currency, whose region is not known here.
        region = reference_data.region_for(medusa, options.currency) if path == _PURCHASE else None
        if refused.code == "payment_provider_unavailable" and region and body["provider_id"]:
            payments.must_be_of_region(medusa, body["provider_id"], region.id, field)
        raise
    if answer.get("is_new"):
        medusa.stats.orders_placed += 1
    # Of a purchase that is replayed both may have changed hands since.
    order = answer["order"]
    if not is_me(medusa, str(order.get("customer_id"))):
        raise ForbiddenError("This purchase belongs to another customer")
    service = _shown(medusa, answer["service_instance"], options)
    return PurchasedService(order=shown_order(order), service=service)


def _shown(medusa: Medusa, row: Json, options: DisplayOptions) -> Service:
    if not is_me(medusa, str(mapper.owner(row))):
        raise ForbiddenError("This purchase belongs to another customer")
    [row] = with_own_assets(medusa, [row])
    service = mapper.service(row, products_of(medusa, [row], options), options.currency)
    if service is None:
        raise UpstreamError
    return mapper.with_history(service, row)


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


def _urls(wanted: RenewService) -> dict[str, Any]:
    """Return the URLs to return to, as the payment provider expects them in its session's data."""
    if not wanted.payment_provider_id:
        return {}
    rule = settings.provider_rule(wanted.payment_provider_id)
    if rule.requires_redirect and rule.return_url and not wanted.return_url:
        raise BadRequestError("This payment provider needs a returnUrl", path="body.returnUrl")
    data = session_data(UpdateSession(return_url=wanted.return_url, cancel_url=wanted.cancel_url), rule)
    return {"data": data} if data else {}
