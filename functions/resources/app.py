"""What a customer owns: assets, services, and buying those."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from commerce import idempotency
from commerce.api import Api
from commerce.medusa import purchases, resources
from commerce.medusa.products import display_options
from commerce.medusa.resources import ResourceFilter
from commerce.models.common import ListOf
from commerce.models.products import Product, ProductType
from commerce.models.resources import (
    Asset,
    AssetStatus,
    ContractStatus,
    PurchasedService,
    PurchaseService,
    RegisterAsset,
    RenewService,
    Service,
    UpgradeService,
)
from commerce.paging import Country, From, Limit, Offset, To, sorted_by
from pydantic import Field

api = Api("resources", public=frozenset({"GET /resources/services/featured"}))
handler = api.handle

Type = Annotated[
    list[ProductType] | None, Query(description="Only those whose product has any of these types")
]
Category = Annotated[str, Field(max_length=100)]


@api.get("/resources/assets")
def list_assets(
    limit: Limit = 10,
    offset: Offset = 0,
    type: Type = None,
    status: Annotated[
        list[AssetStatus] | None, Query(description="Only assets with any of these statuses")
    ] = None,
    date_from: From = None,
    date_to: To = None,
    sort: Annotated[str | None, sorted_by(resources.ASSET_SORT)] = None,
) -> ListOf[Asset]:
    """List assets.

    The caller's own, newest first unless `sort` is sent.
    """
    wanted = ResourceFilter(limit, offset, type or (), (), status or (), date_from, date_to, sort)
    return resources.list_assets(api.medusa, wanted, display_options(api.currency))


@api.get("/resources/assets/<id>")
def get_asset(id: str) -> Asset:
    """Get an asset.

    One of the caller's own.
    """
    return resources.get_asset(api.medusa, id, display_options(api.currency))


@api.get("/resources/assets/<id>/compatible-services")
def compatible_services(id: str, country: Country = None) -> ListOf[Product]:
    """List services that fit an asset.

    For one of the caller's own assets.
    """
    return resources.compatible_services(api.medusa, id, display_options(api.currency, country=country))


@api.get("/resources/services")
def list_services(
    limit: Limit = 10,
    offset: Offset = 0,
    status: Annotated[
        list[ContractStatus] | None, Query(description="Only services with any of these statuses")
    ] = None,
    type: Type = None,
    category: Annotated[
        list[Category] | None, Query(description="Only services in any of these categories: names")
    ] = None,
    date_from: From = None,
    date_to: To = None,
    sort: Annotated[str | None, sorted_by(resources.SERVICE_SORT)] = None,
) -> ListOf[Service]:
    """List services.

    The caller's own, newest first unless `sort` is sent.
    """
    wanted = ResourceFilter(limit, offset, type or (), category or (), status or (), date_from, date_to, sort)
    return resources.list_services(api.medusa, wanted, display_options(api.currency))


@api.get("/resources/services/<id>")
def get_service(id: str) -> Service:
    """Get a service.

    One of the caller's own, with its contract and its assets.
    """
    return resources.get_service(api.medusa, id, display_options(api.currency))


@api.get("/resources/services/featured")
def featured_services(country: Country = None) -> ListOf[Product]:
    """List featured services.

    Those that the shop has marked. A guest's response may be cached.
    """
    return resources.featured_services(api.medusa, display_options(api.currency, country=country))


@api.post("/resources/<id>/purchase", status_code=HTTPStatus.CREATED)
def purchase_service(id: str, body: PurchaseService | None = None) -> PurchasedService:
    """Buy a service.

    The id is the service's variant, or its product if it has only one plan. The order goes to the caller's
    default billing address.
    """
    key = idempotency.key_of(api.current_event.raw_event)
    return purchases.purchase_service(
        api.medusa, id, body or PurchaseService(), display_options(api.currency), key
    )


@api.post("/resources/assets", status_code=HTTPStatus.CREATED)
def register_asset(body: RegisterAsset) -> Asset:
    """Register an asset.

    Active at once if one of the caller's orders holds the product, and each piece of it is registered once;
    else its `confirmation` is `PENDING` until the shop confirms it.
    """
    return purchases.register_asset(api.medusa, body, display_options(api.currency))


@api.post("/resources/services/<id>/renew", status_code=HTTPStatus.CREATED)
def renew_service(id: str, body: RenewService | None = None) -> PurchasedService:
    """Renew a service.

    An order for one more period, which begins when the present one ends. A cancelled service runs on.
    """
    key = idempotency.key_of(api.current_event.raw_event)
    options = display_options(api.currency)
    return purchases.renew_service(api.medusa, id, body or RenewService(), options, key)


@api.post("/resources/services/<id>/upgrade", status_code=HTTPStatus.CREATED)
def upgrade_service(id: str, body: UpgradeService) -> PurchasedService:
    """Upgrade a service.

    To another plan, which begins now: an order for its price less what is left of the paid period.
    """
    key = idempotency.key_of(api.current_event.raw_event)
    return purchases.upgrade_service(api.medusa, id, body, display_options(api.currency), key)


@api.post("/resources/services/<id>/cancel")
def cancel_service(id: str) -> Service:
    """Cancel a service.

    It ends with its paid period. A renewal before the end undoes it.
    """
    return purchases.cancel_service(api.medusa, id, display_options(api.currency))
