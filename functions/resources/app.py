"""What a customer owns, and buying a service: routes 35–41 of the contract."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from commerce import idempotency
from commerce.api import Api
from commerce.medusa import purchases, resources
from commerce.medusa.products import Shown
from commerce.medusa.resources import ResourceFilter
from commerce.models.common import ListOf
from commerce.models.products import Product, ProductType
from commerce.models.resources import (
    Asset,
    AssetStatus,
    ContractStatus,
    PurchasedService,
    PurchaseService,
    Service,
)
from commerce.paging import From, Limit, Offset, Sort, To
from pydantic import Field

api = Api("resources", public=frozenset({"GET /resources/services/featured"}))
handler = api.handle

Type = Annotated[list[ProductType] | None, Query()]
Category = Annotated[str, Field(max_length=100)]


@api.get("/resources/assets")
def list_assets(
    limit: Limit = 10,
    offset: Offset = 0,
    type: Type = None,
    status: Annotated[list[AssetStatus] | None, Query()] = None,
    date_from: From = None,
    date_to: To = None,
    sort: Sort = None,
) -> ListOf[Asset]:
    """List the caller's assets (route 35)."""
    wanted = ResourceFilter(limit, offset, type or (), (), status or (), date_from, date_to, sort)
    return resources.list_assets(api.medusa, wanted, Shown(api.currency))


@api.get("/resources/assets/<id>")
def get_asset(id: str) -> Asset:
    """Get one of the caller's assets (route 36)."""
    return resources.get_asset(api.medusa, id, Shown(api.currency))


@api.get("/resources/assets/<id>/compatible-services")
def compatible_services(id: str) -> ListOf[Product]:
    """List the services that fit one of the caller's assets (route 37)."""
    return resources.compatible_services(api.medusa, id, Shown(api.currency))


@api.get("/resources/services")
def list_services(
    limit: Limit = 10,
    offset: Offset = 0,
    status: Annotated[list[ContractStatus] | None, Query()] = None,
    type: Type = None,
    category: Annotated[list[Category] | None, Query()] = None,
    date_from: From = None,
    date_to: To = None,
    sort: Sort = None,
) -> ListOf[Service]:
    """List the caller's services (route 38)."""
    wanted = ResourceFilter(limit, offset, type or (), category or (), status or (), date_from, date_to, sort)
    return resources.list_services(api.medusa, wanted, Shown(api.currency))


@api.get("/resources/services/<id>")
def get_service(id: str) -> Service:
    """Get one of the caller's services (route 39)."""
    return resources.get_service(api.medusa, id, Shown(api.currency))


@api.get("/resources/services/featured")
def featured_services() -> ListOf[Product]:
    """List the services that the shop features (route 40)."""
    return resources.featured_services(api.medusa, Shown(api.currency))


@api.post("/resources/<id>/purchase", status_code=HTTPStatus.CREATED)
def purchase_service(id: str, body: PurchaseService | None = None) -> PurchasedService:
    """Buy a service (route 41)."""
    key = idempotency.key_of(api.current_event.raw_event)
    return purchases.purchase_service(api.medusa, id, body or PurchaseService(), Shown(api.currency), key)
