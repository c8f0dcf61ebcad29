"""Which products a list is of, as a query of Medusa's own route or of the plugin's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from commerce.mappers.money import digits_of
from commerce.models.products import ProductType

PART = "product-list"
"""The part of the plugin with a list of its own."""


@dataclass(frozen=True)
class ProductFilter:
    """Which products, in which order."""

    limit: int = 12
    offset: int = 0
    types: frozenset[ProductType] = frozenset()
    """Of any of these types; empty: of all."""
    categories: tuple[str, ...] = ()
    """In any of these categories or below, each a name, handle or id; empty: in all."""
    q: str | None = None
    sort: str | None = None
    ids: tuple[str, ...] = ()
    """Any of these ids; without ``sort`` in this order."""
    collections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    """Title and value of an option, as in ``Color:Red``; values of one title are alternatives."""
    min_price: float | None = None
    max_price: float | None = None
    in_stock: bool = False
    facets: bool = False
    is_summary: bool = False
    """Whether only what a card shows is read."""

    @property
    def chooses_variants(self) -> bool:
        """Whether it is about single variants: a product is shown through the first that fits."""
        return bool(self.options or self.in_stock) or (self.min_price, self.max_price) != (None, None)

    @property
    def needs_plugin(self) -> bool:
        """Whether Medusa's own route cannot do it."""
        return bool(self.collections or self.tags or self.chooses_variants or self.facets)


def plugin_query(wanted: ProductFilter, categories: list[str], currency: str) -> dict[str, Any]:
    """Build the query of the plugin's list; ``categories`` are ids."""
    query: dict[str, Any] = {
        "q": wanted.q,
        "id[]": wanted.ids,
        "category_id[]": categories,
        "collection[]": wanted.collections,
        "tag[]": wanted.tags,
        "option[]": wanted.options,
        "is_virtual": str("VIRTUAL" in wanted.types).lower() if len(wanted.types) == 1 else None,
        "in_stock": "true" if wanted.in_stock else None,
        "facets": "true" if wanted.facets else None,
        "min_price": wanted.min_price,
        "max_price": wanted.max_price,
    }
    if wanted.min_price is not None or wanted.max_price is not None:
        query["digits"] = digits_of(currency)  # prices are compared as they are shown
    return {name: value for name, value in query.items() if value not in (None, (), [])}
