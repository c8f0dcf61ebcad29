"""Medusa's products into the contract's (contract: Product)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from commerce.mappers.money import amount_of
from commerce.mappers.product_prices import amount_in, original_price, price_of, price_range
from commerce.models.common import Media
from commerce.models.products import (
    OptionGroup,
    Product,
    ProductCategory,
    ProductPrice,
    ProductSummary,
    ProductType,
    ProductVariant,
    ReferenceType,
    Seo,
    Tag,
)
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]

_ATTRIBUTES = ("weight", "height", "width", "length", "material", "origin_country", "hs_code", "mid_code")


@dataclass(frozen=True)
class DisplayOptions:
    """How the caller wants products shown: in which currency (upper case), links below which path.

    ``country`` (alpha-2, upper case) is the one whose tax is added to prices. ``categories`` are those of the
    products that may be shown, by id; where it is None, products are shown without theirs.
    """

    currency: str
    base_path: str = ""
    country: str | None = None
    categories: Mapping[str, ProductCategory] | None = None


@reads_medusa
def listed_product(
    product: MedusaJson, options: DisplayOptions, variant: MedusaJson | None = None
) -> Product | None:
    """Map a product as an entry of a list, seen through ``variant`` (by default the first for sale).

    Returns None when there is nothing to sell: no SKU, or no price in the view's currency.
    """
    sold = _sold(product, options)
    shown = _shown(sold, variant)
    if shown is None:
        return None
    variant, price = shown
    name = product.get("title") or ""
    images = [Media(url=url, alt=name) for url in _image_urls(product)]
    slugs = _slugs(product)
    return Product(
        id=product["id"],
        handle=product.get("handle") or None,
        sku=variant["sku"],
        name=name,
        description=product.get("description") or "",
        short_description=product.get("subtitle") or "",
        subtitle=product.get("subtitle") or None,
        variant_id=variant["id"],
        image=_main_image(product),
        images=images or None,
        price=price,
        original_price=original_price(variant, price),
        price_range=price_range([price for _, price in sold]) if len(sold) > 1 else None,
        link=_link(product, slugs[variant["id"]], options),
        type=product_type(product),
        category=_category(product),
        categories=_placed(product, options),
        tags=[Tag(label=label) for label in _tags(product)],
        option_groups=_option_groups(product, [one for one, _ in sold]),
        variants=_variant_choices(product, sold, slugs, options) if len(sold) > 1 else None,
        in_stock=_in_stock(variant),
        available_quantity=_available_quantity(variant),
        updated_at=product.get("updated_at"),
    )


@reads_medusa
def summarised_product(
    product: MedusaJson, options: DisplayOptions, variant: MedusaJson | None = None
) -> ProductSummary | None:
    """Map a product as a card; None as `listed_product`."""
    sold = _sold(product, options)
    shown = _shown(sold, variant)
    if shown is None:
        return None
    variant, price = shown
    lowest = min(one.value for _, one in sold)
    return ProductSummary(
        id=product["id"],
        name=product.get("title") or "",
        link=_link(product, _slugs(product)[variant["id"]], options),
        image=_main_image(product),
        price=price,
        original_price=original_price(variant, price),
        lowest_price=lowest if lowest < price.value else None,
        in_stock=_in_stock(variant),
        updated_at=product.get("updated_at"),
    )


@reads_medusa
def seo_of(product: MedusaJson) -> Seo | None:
    """Return what a product's metadata has for search engines; None when it has nothing."""
    stored = product.get("metadata") or {}
    found = [
        next((text for name in names if isinstance(text := stored.get(name), str) and text.strip()), None)
        for names in (("seo_title", "meta_title"), ("seo_description", "meta_description"))
    ]
    return Seo(title=found[0], description=found[1]) if any(found) else None


@reads_medusa
def detailed_product(
    product: MedusaJson, options: DisplayOptions, variant: MedusaJson | None = None
) -> Product | None:
    """Map a product with everything that its page shows; None as `listed_product`."""
    entry = listed_product(product, options, variant)
    if entry is None:
        return None
    shown = next(one for one in _variants(product) if one["id"] == entry.variant_id)
    return entry.model_copy(update={"attributes": _attributes(shown, product) or None})


@reads_medusa
def find_variant(product: MedusaJson, wanted: str) -> MedusaJson | None:
    """Find a product's variant by its id or its slug, also by the slug that it had before it shared it.

    Of several that share it the one whose SKU it is: a line of a cart links to it without knowing the others.
    """
    variants, slugs = _variants(product), _slugs(product)
    names = (
        lambda one: one["id"],
        lambda one: slugs[one["id"]],
        exact_slug,
        slug_of,
    )
    for named in names:
        for variant in variants:
            if named(variant) == wanted:
                return variant
    return None


@reads_medusa
def shown_amount(product: MedusaJson, options: DisplayOptions) -> float | None:
    """Return the amount that a list shows for a product: that of its first variant for sale."""
    amounts = (amount_in(one, options.currency) for one in _variants(product) if one.get("sku"))
    return next((amount for amount in amounts if amount is not None), None)


@reads_medusa
def slug_of(variant: MedusaJson) -> str:
    """Return a variant's plain slug: its SKU in lower case with only ``[a-z0-9-]``; without one, its id."""
    return _slug(str(variant.get("sku") or "")) or str(variant["id"])


@reads_medusa
def exact_slug(variant: MedusaJson) -> str | None:
    """Return a variant's slug where it is the complete SKU in lower case; else SKUs may share it."""
    slug = slug_of(variant)
    return slug if slug == str(variant.get("sku") or "").lower() else None


# A list needs each twice, and a warm instance the same ones again.
@lru_cache(maxsize=4096)
def _slug(sku: str) -> str:
    joined = re.sub(r"\s+", "-", sku.strip().lower())
    return re.sub(r"-+", "-", re.sub(r"[^a-z0-9-]", "", joined))


def _slugs(product: MedusaJson) -> dict[str, str]:
    """Return each variant's slug by its id: the plain one if no other variant has it, else the id.

    SKUs are unique in Medusa, their slugs are not: ``X-1.5`` and ``X-15`` both make ``x-15``.
    """
    plain = {variant["id"]: slug_of(variant) for variant in _variants(product)}
    taken = Counter(plain.values()) + Counter(key for key, slug in plain.items() if key != slug)
    return {key: slug if taken[slug] == 1 else key for key, slug in plain.items()}


@reads_medusa
def reference_type(reference: MedusaJson) -> ReferenceType | None:
    """Return how a reference relates two variants; None for a type that the contract does not have."""
    named = str(reference.get("reference_type") or reference.get("referenceType") or "")
    return ReferenceType(named) if named in set(ReferenceType) else None


@reads_medusa
def product_type(product: MedusaJson) -> ProductType:
    """Return VIRTUAL for a product whose type says so, PHYSICAL for all others."""
    value = str((product.get("type") or {}).get("value") or "")
    return "VIRTUAL" if value.upper() == "VIRTUAL" else "PHYSICAL"


def _sold(product: MedusaJson, options: DisplayOptions) -> list[tuple[MedusaJson, ProductPrice]]:
    """Return the variants for sale with their prices."""
    priced = [(one, price_of(one, options.currency)) for one in _variants(product) if one.get("sku")]
    return [(one, price) for one, price in priced if price is not None]


def _shown(
    sold: Sequence[tuple[MedusaJson, ProductPrice]], variant: MedusaJson | None
) -> tuple[MedusaJson, ProductPrice] | None:
    """Return the variant that a product is seen through, with its price; None when it is not for sale."""
    return next((pair for pair in sold if variant is None or pair[0]["id"] == variant["id"]), None)


def _categories(product: MedusaJson) -> list[MedusaJson]:
    """Return the categories that the public may see, by rank; Medusa returns internal ones, too."""
    seen = [
        category
        for category in product.get("categories") or []
        if not category.get("is_internal") and category.get("is_active") is not False
    ]
    return sorted(seen, key=_by_rank("rank"))


def _category(product: MedusaJson) -> str:
    return next((category["name"] for category in _categories(product) if category.get("name")), "")


def _placed(product: MedusaJson, options: DisplayOptions) -> list[ProductCategory] | None:
    """Return the product's categories with those above them; one below a hidden category is hidden."""
    known = options.categories
    if known is None:
        return None
    return [known[category["id"]] for category in _categories(product) if category["id"] in known]


def _tags(product: MedusaJson) -> list[str]:
    """Return a product's tags by their text; Medusa returns them in any order."""
    return sorted(tag["value"] for tag in product.get("tags") or [] if tag.get("value"))


def _image_urls(product: MedusaJson) -> list[str]:
    images = sorted(
        product.get("images") or [], key=lambda image: (_rank(image, "rank"), str(image.get("id") or ""))
    )
    return [image["url"] for image in images if image.get("url")]


def _main_image(product: MedusaJson) -> Media | None:
    url = product.get("thumbnail") or next(iter(_image_urls(product)), None)
    return Media(url=url, alt=product.get("title") or "") if url else None


def _link(product: MedusaJson, slug: str, options: DisplayOptions) -> str:
    handle = str(product.get("handle") or product["id"])
    return f"{options.base_path}/{quote(handle, safe='')}/{quote(slug, safe='')}"


def _variant_choices(
    product: MedusaJson,
    sold: Sequence[tuple[MedusaJson, ProductPrice]],
    slugs: Mapping[str, str],
    options: DisplayOptions,
) -> list[ProductVariant]:
    # Medusa returns a variant's options in any order: all variants have that of the first.
    order = list(dict(_option_values(variant for variant, _ in sold)))
    name = product.get("title") or ""
    choices = []
    for variant, price in sold:
        values = dict(sorted(_option_values([variant]), key=lambda pair: order.index(pair[0])))
        slug, picture = slugs[variant["id"]], variant.get("thumbnail")
        title = " / ".join(values.values()) or variant.get("title") or variant["id"]
        choices.append(
            ProductVariant(
                id=variant["id"],
                sku=variant["sku"],
                title=title,
                slug=slug,
                link=_link(product, slug, options),
                options=values or None,
                price=price,
                original_price=original_price(variant, price),
                image=Media(url=picture, alt=f"{name} {title}") if picture else None,
                in_stock=_in_stock(variant),
                available_quantity=_available_quantity(variant),
            )
        )
    return choices


def _in_stock(variant: MedusaJson) -> bool:
    left = _available_quantity(variant)
    return left is None or left > 0


def _available_quantity(variant: MedusaJson) -> int | float | None:
    """Return how many pieces are left; None where any number can be ordered, or Medusa does not return it."""
    if not variant.get("manage_inventory") or variant.get("allow_backorder"):
        return None
    left = amount_of(variant, "inventory_quantity")
    return None if left is None else max(left, 0)


def _option_groups(product: MedusaJson, sold: Iterable[MedusaJson]) -> list[OptionGroup]:
    titles = {option["id"]: option.get("title") for option in product.get("options") or []}
    groups: dict[str, list[str]] = {}
    for option_id, value in _option_values(sold):
        values = groups.setdefault(option_id, [])
        if value not in values:
            values.append(value)
    return [
        OptionGroup(id=option_id, title=titles.get(option_id) or option_id, values=values)
        for option_id, values in groups.items()
    ]


def _option_values(variants: Iterable[MedusaJson]) -> Iterable[tuple[str, str]]:
    """Return options' ids and values, the options of each variant in one order: Medusa's own changes."""
    for variant in variants:
        known = [option for option in variant.get("options") or [] if option.get("option_id")]
        for option in sorted(known, key=lambda one: str(one["option_id"])):
            if option.get("value") is not None:
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


def _variants(product: MedusaJson) -> list[MedusaJson]:
    """Return a product's variants in the shop's order; Medusa's changes with each edit of one."""
    return sorted(product.get("variants") or [], key=_by_rank("variant_rank"))


def _by_rank(field: str) -> Callable[[MedusaJson], tuple[float, str, str]]:
    """Return what variants or categories are sorted by: their rank, then the order of creation."""
    return lambda row: (_rank(row, field), str(row.get("created_at") or ""), str(row.get("id") or ""))


def _rank(row: MedusaJson, field: str) -> float:
    rank = row.get(field)
    return rank if isinstance(rank, int | float) else math.inf
