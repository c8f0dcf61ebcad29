"""The services that a shop offers: those that fit an asset of the caller's, and the featured ones."""

from __future__ import annotations

import pytest
from commerce.errors import NotFoundError
from commerce.mappers.products import DisplayOptions
from commerce.medusa import offers, resources
from commerce.medusa.product_filter import ProductFilter
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Medusa
from commerce.models.products import ReferenceType

from tests.support.recorded import recorded
from tests.support.resources import asset, product
from tests.support.upstream import Upstream

ASSETS, PRODUCTS = "GET /admin/assets", "GET /store/products"
FEATURED = "GET /admin/service-instances/featured"
SHOWN = DisplayOptions("EUR")


def test_compatible_services_of_the_callers_asset(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"{ASSETS}/asset_1", {"asset": asset(1)})
    shop.on(f"{ASSETS}/asset_1/compatible-services", recorded("compatible-services"))
    offered = recorded("compatible-services")["compatibleServices"]
    shown = product(1, "VIRTUAL") | {"id": offered[0]["product_id"]}
    shown["variants"][0]["id"] = offered[0]["id"]
    shop.on(PRODUCTS, {"products": [shown]})
    found = resources.compatible_services(anna, "asset_1", SHOWN)
    # What the shop sells, by its price: one of the plugin's may be for ten pieces at least.
    assert [(entry.variant_id, entry.price.value) for entry in found.data] == [(offered[0]["id"], 1)]
    assert found.total == 1
    assert shop.seen[-1].queries["id[]"] == list(dict.fromkeys(variant["product_id"] for variant in offered))
    assert shop.asked[-1] == PRODUCTS


def test_compatible_services_of_another_customers_asset_are_404(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"{ASSETS}/asset_1", {"asset": asset(1, "cus_ben")})
    shop.on(f"{ASSETS}/asset_1/compatible-services", recorded("compatible-services"))
    with pytest.raises(NotFoundError, match="Asset asset_1 was not found"):
        resources.compatible_services(anna, "asset_1", SHOWN)


def test_featured_services_are_shown_at_the_stores_prices(guest: Medusa, shop: Upstream) -> None:
    """As deployed in the field: bare variants, neither with a price nor with its product."""
    bare = [{"id": "v2", "product_id": "prod_2"}, {"id": "v1", "product_id": "prod_1"}, {"id": "v9"}]
    shop.on(FEATURED, {"featuredServices": bare, "count": 3})
    shop.on(PRODUCTS, {"products": [product(1, "VIRTUAL"), product(2, "VIRTUAL")]})
    found = resources.featured_services(guest, SHOWN)
    assert [(entry.variant_id, entry.price.value) for entry in found.data] == [("v2", 2), ("v1", 1)]
    assert shop.asked == [FEATURED, "GET /store/regions", PRODUCTS]


def test_no_featured_services(guest: Medusa, shop: Upstream) -> None:
    shop.on(FEATURED, {"featuredServices": [], "count": 0})
    assert resources.featured_services(guest, SHOWN).data == []


OFFERS = {
    "offers": [{"product_id": "prod_2", "variant_id": "v2"}, {"product_id": "prod_1", "variant_id": "v1"}],
    "products": [product(1, "VIRTUAL"), product(2, "VIRTUAL")],
}


@pytest.fixture
def with_plugin() -> None:
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso,asset-lists")


@pytest.mark.usefixtures("with_plugin")
def test_the_plugin_returns_offers_with_their_products(anna: Medusa, shop: Upstream) -> None:
    route = "GET /store/customers/me/assets/asset_1/compatible-services"
    shop.on(route, OFFERS)
    found = resources.compatible_services(anna, "asset_1", SHOWN)
    assert [(entry.variant_id, entry.price.value) for entry in found.data] == [("v2", 2), ("v1", 1)]
    assert shop.asked == ["GET /store/regions", route]
    assert shop.seen[-1].query.keys() == {"region_id", "product_fields"}


@pytest.mark.usefixtures("with_plugin")
def test_the_plugin_returns_featured_services(guest: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/storefront/featured-services", OFFERS)
    found = resources.featured_services(guest, SHOWN)
    assert ([entry.variant_id for entry in found.data], found.total) == (["v2", "v1"], 2)
    assert len(shop.seen) == 2


@pytest.mark.usefixtures("with_plugin")
def test_the_plugin_returns_what_a_variant_refers_to(guest: Medusa, shop: Upstream) -> None:
    """What is referred to in two ways is there once, by the first."""
    types = ["SPARE_PART", "REPLACEMENT", "COMPATIBLE_SERVICE"]
    rows = [*OFFERS["offers"], OFFERS["offers"][0]]
    referred = [row | {"reference_type": kind} for row, kind in zip(rows, types, strict=True)]
    route = "GET /store/storefront/variants/variant_1/references"
    products = [one | {"categories": []} for one in OFFERS["products"]]
    shop.on(route, {"offers": referred, "products": products})
    page = ProductFilter(sort="title_ASC")
    related = offers.related_products(guest, "prod_1", "variant_1", ReferenceType.SPARE_PART, page, SHOWN)
    assert [(entry.id, entry.reference_type) for entry in related.data] == [
        ("prod_1", "REPLACEMENT"),
        ("prod_2", "SPARE_PART"),
    ]
    query = shop.seen[1].query
    assert (query["product_id"], query["reference_type"], query["product_order"]) == (
        "prod_1",
        "SPARE_PART",
        "title",
    )


@pytest.mark.usefixtures("with_plugin")
def test_what_the_plugin_does_not_find_is_404(anna: Medusa, shop: Upstream) -> None:
    missing = (404, {"type": "not_found", "message": "No"})
    shop.on("GET /store/customers/me/assets/asset_1/compatible-services", missing)
    with pytest.raises(NotFoundError, match="Asset asset_1 was not found"):
        resources.compatible_services(anna, "asset_1", SHOWN)
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso,asset-lists")
    shop.on("GET /store/storefront/variants/variant_1/references", missing)
    with pytest.raises(NotFoundError, match="Product prod_1 has no variant variant_1"):
        offers.related_products(anna, "prod_1", "variant_1", None, ProductFilter(), SHOWN)


@pytest.mark.usefixtures("with_plugin")
def test_offers_are_read_the_other_way_without_the_plugins_list(guest: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/storefront/featured-services", (404, "Cannot GET"))
    shop.on(FEATURED, {"featuredServices": [{"id": "v1", "product_id": "prod_1"}], "count": 1})
    shop.on(PRODUCTS, {"products": [product(1, "VIRTUAL")]})
    assert resources.featured_services(guest, SHOWN).total == 1
