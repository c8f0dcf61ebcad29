"""Products cached without their prices for signed-in customers; prices are read each time.

In a list only prices differ between callers. The rest (texts, pictures, options, categories,
stock) is most of Medusa's work for a page. So a page that was read before is read for a customer by ids and
prices only, for as long as guests' responses are cached (`catalogue_cache.seconds`). Which products are on
it, in which order, at which price, and how many match is always what Medusa returns now.

A guest's page is always read in full: its response is cached as well, and would be twice as old.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from commerce import catalogue_cache
from commerce.cache import Cache
from commerce.medusa.products import PRICE_FIELDS
from commerce.medusa.transport.client import Json, Medusa

MOST_PRODUCTS = 300
"""Cached products, those used last: one with a hundred variants takes 110 kB of memory."""
MOST_PAGES = 1000

products: Cache[Json] = Cache(MOST_PRODUCTS, catalogue_cache.seconds)
_pages: Cache[tuple[str, ...]] = Cache(MOST_PAGES, lambda: math.inf)


def read_page(
    medusa: Medusa, query: Mapping[str, Any], fields: str, path: tuple[str, ...] = ("products",)
) -> Json:
    """Read a page of products with ``fields`` and prices; ``query`` names the region.

    GET /store/products, or the plugin's route with the same fields.

    One call, whether the page is known or not; one more when a product has come onto a known page since.
    """
    page = (*path, medusa.locale, *sorted((name, str(value)) for name, value in query.items()))
    ids = _pages.get(page)
    if medusa.caller.is_customer and ids is not None and all(_kept(medusa, product_id) for product_id in ids):
        answer = medusa.get(*path, query={**query, "fields": f"id,variants.id,{PRICE_FIELDS}"})
        answer["products"] = _filled_in(medusa, answer["products"], query, fields, path)
    else:
        answer = medusa.get(*path, query={**query, "fields": fields})
        _keep(medusa, answer["products"])
    _pages.put(page, tuple(product["id"] for product in answer["products"]))
    return answer


def _filled_in(
    medusa: Medusa, priced: list[Json], query: Mapping[str, Any], fields: str, path: tuple[str, ...]
) -> list[Json]:
    """Combine cached products with current prices; products that are not cached are read in full."""
    known = {product["id"]: _with_prices(_kept(medusa, product["id"]), product) for product in priced}
    unknown = [product_id for product_id, product in known.items() if product is None]
    if unknown:
        market = {name: query[name] for name in ("region_id", "country_code") if name in query}
        whole = {"id[]": unknown, "limit": len(unknown), **market, "fields": fields}
        found = medusa.get(*path, query=whole)["products"]
        _keep(medusa, found)
        known |= {product["id"]: product for product in found}
    return [product for product in known.values() if product]


def _with_prices(known: Json | None, priced: Json) -> Json | None:
    """Return a product with current prices; None when it is not cached, or its variants have changed."""
    if known is None:
        return None
    prices = {variant["id"]: variant["calculated_price"] for variant in priced.get("variants") or []}
    variants = known.get("variants") or []
    if prices.keys() != {variant["id"] for variant in variants}:
        return None
    return known | {"variants": [one | {"calculated_price": prices[one["id"]]} for one in variants]}


def _kept(medusa: Medusa, product_id: str) -> Json | None:
    return products.get((medusa.locale, product_id))


def _keep(medusa: Medusa, read: list[Json]) -> None:
    for product in read:
        variants = [variant | {"calculated_price": None} for variant in product.get("variants") or []]
        products.put((medusa.locale, product["id"]), product | {"variants": variants})
