"""Medusa's products into the contract's (contract: Product)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from commerce.mappers.money import maybe_price
from commerce.models.common import Media, Price
from commerce.models.products import OptionGroup, Product, ProductType, ProductVariant, Tag
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]

_ATTRIBUTES = ("weight", "height", "width", "length", "material", "origin_country", "hs_code", "mid_code")


@dataclass(frozen=True)
class View:
    """How the caller wants products shown: in which currency (upper case), links below which path."""

    currency: str
    base_path: str = ""


@reads_medusa
def listed_product(product: MedusaJson, view: View, variant: MedusaJson | None = None) -> Product | None:
    """Map a product as an entry of a list, seen through ``variant`` (by default its first).

    Gives None when it cannot be sold: it has no SKU, or no price in the view's currency.
    """
    return _product(product, variant or _first_variant(product), view)


@reads_medusa
def detailed_product(product: MedusaJson, view: View, variant: MedusaJson | None = None) -> Product | None:
    """Map a product with all that a page of its own shows; None as `listed_product`."""
    variant = variant or _first_variant(product)
    entry = _product(product, variant, view)
    if entry is None or variant is None:
        return None
    return entry.model_copy(
        update={
            "short_description": product.get("subtitle") or "",
            "attributes": _attributes(variant, product) or None,
            "option_groups": _option_groups(product),
        }
    )


@reads_medusa
def find_variant(product: MedusaJson, wanted: str) -> MedusaJson | None:
    """Find a product's variant by its id or its slug."""
    for variant in _variants(product):
        if wanted in {variant.get("id"), slug_of(variant)}:
            return variant
    return None


@reads_medusa
def slug_of(variant: MedusaJson) -> str:
    """Give a variant's slug: its SKU in lower case with only ``[a-z0-9-]``; without a SKU, its id."""
    return _slug(str(variant.get("sku") or "")) or str(variant["id"])


# A list asks for each of them twice, and a warm instance for the same ones again.
@lru_cache(maxsize=4096)
def _slug(sku: str) -> str:
    joined = re.sub(r"\s+", "-", sku.strip().lower())
    return re.sub(r"-+", "-", re.sub(r"[^a-z0-9-]", "", joined))


def _product(product: MedusaJson, variant: MedusaJson | None, view: View) -> Product | None:
    price = _price(variant or {}, view.currency)
    if variant is None or price is None or not variant.get("sku"):
        return None
    name = product.get("title") or ""
    images = [Media(url=image["url"], alt=name) for image in product.get("images") or [] if image.get("url")]
    thumbnail = product.get("thumbnail")
    categories = product.get("categories") or [{}]
    return Product(
        id=product["id"],
        sku=variant["sku"],
        name=name,
        description=product.get("description") or "",
        subtitle=product.get("subtitle") or None,
        variant_id=variant["id"],
        image=Media(url=thumbnail, alt=name) if thumbnail else None,
        images=images or None,
        price=price,
        link=_link(product, variant, view),
        type=product_type(product),
        category=categories[0].get("name") or "",
        tags=[Tag(label=tag["value"]) for tag in product.get("tags") or [] if tag.get("value")],
        variants=_variant_choices(product, view),
    )


@reads_medusa
def product_type(product: MedusaJson) -> ProductType:
    """Give VIRTUAL for a product whose type says so, PHYSICAL for all others."""
    value = str((product.get("type") or {}).get("value") or "")
    return "VIRTUAL" if value.upper() == "VIRTUAL" else "PHYSICAL"


def _price(variant: MedusaJson, currency: str) -> Price | None:
    calculated = variant.get("calculated_price") or {}
    candidates = [(calculated.get("currency_code"), maybe_price(calculated, "calculated_amount", currency))]
    for listed in variant.get("prices") or []:
        candidates.append((listed.get("currency_code"), maybe_price(listed, "amount", currency)))
    return next((price for code, price in candidates if price and str(code).upper() == currency), None)


def _link(product: MedusaJson, variant: MedusaJson, view: View) -> str:
    return f"{view.base_path}/{product.get('handle') or product['id']}/{slug_of(variant)}"


def _variant_choices(product: MedusaJson, view: View) -> list[ProductVariant] | None:
    variants = _variants(product)
    if len(variants) < 2:
        return None
    return [
        ProductVariant(
            id=variant["id"],
            title=_variant_title(variant),
            slug=slug_of(variant),
            link=_link(product, variant, view),
            options=dict(_option_values([variant])) or None,
            in_stock=_in_stock(variant),
        )
        for variant in variants
    ]


def _variant_title(variant: MedusaJson) -> str:
    values = [value for _, value in _option_values([variant])]
    return " / ".join(values) or variant.get("title") or variant["id"]


def _in_stock(variant: MedusaJson) -> bool:
    if not variant.get("manage_inventory") or variant.get("allow_backorder"):
        return True
    quantity = variant.get("inventory_quantity")
    return quantity is None or quantity > 0


def _option_groups(product: MedusaJson) -> list[OptionGroup]:
    titles = {option["id"]: option.get("title") for option in product.get("options") or []}
    groups: dict[str, list[str]] = {}
    for option_id, value in _option_values(_variants(product)):
        values = groups.setdefault(option_id, [])
        if value not in values:
            values.append(value)
    return [
        OptionGroup(id=option_id, title=titles.get(option_id) or option_id, values=values)
        for option_id, values in groups.items()
    ]


def _option_values(variants: Iterable[MedusaJson]) -> Iterable[tuple[str, str]]:
    for variant in variants:
        for option in variant.get("options") or []:
            if option.get("option_id") and option.get("value") is not None:
                yield option["option_id"], option["value"]


def _attributes(variant: MedusaJson, product: MedusaJson) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _ATTRIBUTES:
        value = variant.get(name)
        if value is None:
            value = product.get(name)
        if value not in {None, ""}:
            found[name] = str(value)
    return found


def _variants(product: MedusaJson) -> Sequence[MedusaJson]:
    return product.get("variants") or []


def _first_variant(product: MedusaJson) -> MedusaJson | None:
    return next(iter(_variants(product)), None)
