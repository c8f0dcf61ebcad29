"""The services that a shop offers: those that fit an asset of the caller's, and the featured ones."""

from __future__ import annotations

import pytest
from commerce.errors import NotFoundError
from commerce.mappers.products import DisplayOptions
from commerce.medusa import resources
from commerce.medusa.transport.client import Medusa

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
