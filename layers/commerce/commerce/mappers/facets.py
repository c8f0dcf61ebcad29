"""The plugin's facets into the contract's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.mappers.money import maybe_price
from commerce.models.common import Media
from commerce.models.products import Facets, FacetValue, OptionFacet, PriceFacet, StockFacet, Suggestion
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]


@reads_medusa
def facets(found: MedusaJson, currency: str) -> Facets:
    """Map the facets of a list; amounts are in ``currency``."""
    options: dict[str, list[FacetValue]] = {}
    labels: dict[str, str] = {}
    for row in found["options"]:
        labels.setdefault(row["option_key"], row["title"])
        options.setdefault(row["option_key"], []).append(_value(row, "key", "value"))
    lowest, highest = (maybe_price(found["price"], end, currency) for end in ("min", "max"))
    in_stock = found["stock"]["in_stock"]
    return Facets(
        categories=[_value(row, "handle", "name") for row in found["categories"]],
        collections=[_value(row, "handle", "title") for row in found["collections"]],
        tags=[_value(row, "key", "value") for row in found["tags"]],
        options=[OptionFacet(value=key, label=labels[key], values=values) for key, values in options.items()],
        price=PriceFacet(min=lowest, max=highest) if lowest and highest else None,
        stock=StockFacet(in_stock=in_stock, out_of_stock=found["stock"]["all"] - in_stock),
    )


@reads_medusa
def suggestion(product: MedusaJson) -> Suggestion:
    """Map a product that is suggested while its title is being typed."""
    name, picture = product["title"], product["thumbnail"]
    image = Media(url=picture, alt=name) if picture else None
    return Suggestion(id=product["id"], name=name, handle=product["handle"], image=image)


def _value(row: MedusaJson, value: str, label: str) -> FacetValue:
    return FacetValue(value=row[value], label=row[label], count=row["count"])
