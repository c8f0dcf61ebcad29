"""The catalogue, the document of all routes and the health check: routes 1–3, 43 and 44."""

from functools import cache
from importlib import resources
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query
from commerce.api import Api
from commerce.medusa import health, products
from commerce.medusa.products import ProductFilter, Shown
from commerce.models.common import ListOf
from commerce.models.health import Health
from commerce.models.products import Product, ProductType, ReferenceType
from commerce.paging import Limit, Offset, Sort
from pydantic import Field, WithJsonSchema

api = Api(
    "products",
    public=frozenset(
        {
            "GET /products",
            "GET /products/{id}",
            "GET /products/{id}/variants/{variantId}/related-products",
            "GET /openapi.json",
        }
    ),
)
handler = api.handle

BasePath = Annotated[
    str | None,
    Field(max_length=200, pattern=r"^/?([A-Za-z0-9._~-]+/)*[A-Za-z0-9._~-]*$"),
    Query(alias="basePath", description="Prefix of product links; the shop's own by default"),
]
# PostgreSQL has no text with a NUL in it: Medusa would fail.
Name = Annotated[str, Field(max_length=255, pattern=r"^[^\x00-\x1f]*$")]

# JSON in a text, which goes out as it is: reading and writing the whole document would take 10 ms.
Document = Annotated[Any, WithJsonSchema({"type": "object", "additionalProperties": True})]


@api.get("/products")
def list_products(
    limit: Limit = 12,
    offset: Offset = 0,
    product_type: Annotated[list[ProductType] | None, Query(alias="type")] = None,
    category: Annotated[list[Name] | None, Query(description="Any of these: names, handles or ids")] = None,
    q: Annotated[Name | None, Query()] = None,
    sort: Sort = None,
    base_path: BasePath = None,
) -> ListOf[Product]:
    """List products (route 1)."""
    types, categories = frozenset(product_type or ()), tuple(category or ())
    wanted = ProductFilter(limit, offset, types, categories, q, sort)
    return products.list_products(api.medusa, wanted, Shown(api.currency, base_path))


@api.get("/products/<id>")
def get_product(
    id: str,
    variant_id: Annotated[str | None, Field(max_length=255), Query(alias="variantId")] = None,
    base_path: BasePath = None,
) -> Product:
    """Get a product by id or handle, seen through a variant: its id or slug (route 2)."""
    return products.get_product(api.medusa, id, variant_id, Shown(api.currency, base_path))


@api.get("/products/<id>/variants/<variantId>/related-products")
def related_products(
    id: str,
    variantId: str,
    reference: Annotated[ReferenceType | None, Query(alias="type")] = None,
    limit: Limit = 12,
    offset: Offset = 0,
    sort: Sort = None,
    base_path: BasePath = None,
) -> ListOf[Product]:
    """List the products that a variant refers to (route 3)."""
    page = ProductFilter(limit=limit, offset=offset, sort=sort)
    return products.related_products(
        api.medusa, id, variantId, reference, page, Shown(api.currency, base_path)
    )


@api.get("/openapi.json")
def openapi() -> Document:
    """Get the OpenAPI document of all routes (route 43)."""
    return _document()


@api.get("/health")
def check_health() -> Health:
    """Tell whether the service is configured and Medusa answers (route 44)."""
    return health.check(api.medusa)


@cache
def _document() -> str:
    return resources.files("commerce").joinpath("openapi.json").read_text()
