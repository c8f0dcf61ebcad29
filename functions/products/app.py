"""The catalogue, the OpenAPI document and the health check."""

from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query
from commerce.api import Api
from commerce.medusa import catalogue, health, offers, product_list, products
from commerce.medusa.product_filter import ProductFilter
from commerce.medusa.products import display_options
from commerce.models.catalogue import Category, Collection, Locale, Region
from commerce.models.common import OPTION_PATTERN, PATH_PATTERN, PRINTABLE_PATTERN, Id, ListOf
from commerce.models.health import Health
from commerce.models.products import (
    Product,
    ProductPage,
    ProductType,
    ReferenceType,
    Suggestions,
    SummaryPage,
)
from commerce.paging import Amount, Country, Flag, Limit, Offset, sorted_by
from pydantic import Field, WithJsonSchema

api = Api(
    "products",
    public=frozenset(
        {
            "GET /products",
            "GET /products/suggestions",
            "GET /products/{id}",
            "GET /products/{id}/variants/{variantId}/related-products",
            "GET /categories",
            "GET /categories/{id}",
            "GET /collections",
            "GET /collections/{id}",
            "GET /regions",
            "GET /locales",
            "GET /openapi.json",
        }
    ),
)
handler = api.handle

BasePath = Annotated[
    str | None,
    Field(max_length=200, pattern=PATH_PATTERN),
    Query(alias="basePath", description="Prefix of product links; the shop's own by default"),
]
Sort = Annotated[str | None, sorted_by(products.SORT_COLUMNS)]
# PostgreSQL has no text with a NUL in it: Medusa would fail.
Name = Annotated[str, Field(max_length=255, pattern=PRINTABLE_PATTERN)]
Option = Annotated[str, Field(max_length=255, pattern=OPTION_PATTERN)]

# JSON as text, returned as it is: parsing and serialising the document would take 10 ms.
Document = Annotated[Any, WithJsonSchema({"type": "object", "additionalProperties": True})]


@api.get("/products")
def list_products(
    limit: Limit = 12,
    offset: Offset = 0,
    product_type: Annotated[
        list[ProductType] | None, Query(alias="type", description="Only products of any of these types")
    ] = None,
    category: Annotated[
        list[Name] | None,
        Query(description="Only products of any of these categories or below: names, handles or ids"),
    ] = None,
    q: Annotated[Name | None, Query(description="Text to search for, as in a title")] = None,
    sort: Sort = None,
    base_path: BasePath = None,
    country: Country = None,
    ids: Annotated[
        list[Id] | None,
        Query(max_length=100, description="Only products with these ids; without `sort` in this order"),
    ] = None,
    collection: Annotated[
        list[Name] | None,
        Query(max_length=50, description="Only products of any of these collections: handles, titles or ids"),
    ] = None,
    tag: Annotated[
        list[Name] | None,
        Query(max_length=50, description="Only products with any of these tags"),
    ] = None,
    option: Annotated[
        list[Option] | None,
        Query(
            max_length=50,
            description="Only products with a variant of this option, as in `Color:Red`; several values of"
            " one option are alternatives, several options must all fit",
        ),
    ] = None,
    min_price: Annotated[
        Amount, Query(alias="minPrice", description="Only products with a variant that costs this or more")
    ] = None,
    max_price: Annotated[
        Amount, Query(alias="maxPrice", description="Only products with a variant that costs this or less")
    ] = None,
    in_stock: Annotated[
        Flag, Query(alias="inStock", description="`true`: only products that can be bought now")
    ] = False,
    facets: Annotated[
        Flag, Query(description="`true`: return what the products can be filtered by, with counts")
    ] = False,
    fields: Annotated[
        Literal["summary"] | None,
        Query(description="`summary`: only what a card or a sitemap shows of each product"),
    ] = None,
) -> ProductPage | SummaryPage:
    """List products.

    Each is shown through its first variant for sale; with `option`, `minPrice`, `maxPrice` or `inStock`
    through the first that fits all of them. A guest's response may be cached.
    """
    wanted = ProductFilter(
        limit=limit,
        offset=offset,
        types=frozenset(product_type or ()),
        categories=tuple(category or ()),
        q=q,
        sort=sort,
        ids=tuple(dict.fromkeys(ids or ())),
        collections=tuple(collection or ()),
        tags=tuple(tag or ()),
        options=tuple(option or ()),
        min_price=min_price,
        max_price=max_price,
        in_stock=in_stock,
        facets=facets,
        is_summary=fields == "summary",
    )
    return product_list.list_products(api.medusa, wanted, display_options(api.currency, base_path, country))


@api.get("/products/suggestions")
def suggest_products(
    q: Annotated[Name, Query(description="What has been typed of a product's name")],
) -> Suggestions:
    """Suggest products.

    At most ten whose name begins with the text, has a word that does, or is written alike. A guest's response
    may be cached.
    """
    return product_list.suggestions(api.medusa, q, display_options(api.currency))


@api.get("/products/<id>")
def get_product(
    id: str,
    variant_id: Annotated[
        str | None,
        Query(max_length=255, alias="variantId", description="The variant to show: its id or its slug"),
    ] = None,
    base_path: BasePath = None,
    country: Country = None,
) -> Product:
    """Get a product.

    By its id or handle, shown through the variant `variantId` or the first for sale. A guest's response may
    be cached.
    """
    return products.get_product(api.medusa, id, variant_id, display_options(api.currency, base_path, country))


@api.get("/products/<id>/variants/<variantId>/related-products")
def related_products(
    id: str,
    variantId: str,
    reference: Annotated[
        ReferenceType | None, Query(alias="type", description="Only products with this relation")
    ] = None,
    limit: Limit = 12,
    offset: Offset = 0,
    sort: Sort = None,
    base_path: BasePath = None,
    country: Country = None,
) -> ListOf[Product]:
    """List related products.

    Spare parts, replacements and services of a variant, each once. A guest's response may be cached.
    """
    page = ProductFilter(limit=limit, offset=offset, sort=sort)
    return offers.related_products(
        api.medusa, id, variantId, reference, page, display_options(api.currency, base_path, country)
    )


@api.get("/categories")
def list_categories() -> ListOf[Category]:
    """List categories.

    As a tree: those that are public and active, and below no other. `total` is the number of the topmost. A
    guest's response may be cached.
    """
    return catalogue.list_categories(api.medusa, api.currency)


@api.get("/categories/<id>")
def get_category(id: str) -> Category:
    """Get a category.

    By its id or handle, with the categories above and below it. A guest's response may be cached.
    """
    return catalogue.get_category(api.medusa, id, api.currency)


@api.get("/collections")
def list_collections(limit: Limit = 10, offset: Offset = 0) -> ListOf[Collection]:
    """List collections.

    By title. A guest's response may be cached.
    """
    return catalogue.list_collections(api.medusa, limit, offset)


@api.get("/collections/<id>")
def get_collection(id: str) -> Collection:
    """Get a collection.

    By its id or handle. A guest's response may be cached.
    """
    return catalogue.get_collection(api.medusa, id)


@api.get("/regions")
def list_regions() -> ListOf[Region]:
    """List regions.

    Where the shop sells, with the countries, the currency and the ways to pay. A guest's response may be
    cached.
    """
    return catalogue.list_regions(api.medusa)


@api.get("/locales")
def list_locales() -> ListOf[Locale]:
    """List languages.

    Those that the shop's texts are translated into; none if the shop has one language only. A guest's
    response may be cached.
    """
    return catalogue.list_locales(api.medusa)


@api.get("/openapi.json")
def openapi() -> Document:
    """Get this document.

    The OpenAPI document of all routes, as of this version of the API.
    """
    return _document()


@api.get("/health")
def check_health() -> Health:
    """Check the health of the service.

    200 if it is configured and the commerce server can be reached, otherwise a 503 that names the cause.
    """
    return health.check(api.medusa)


@cache
def _document() -> str:
    return resources.files("commerce").joinpath("openapi.json").read_text()
