"""What is to be added to a cart: which variants they are, and which of them cannot be bought."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from commerce.errors import BadRequestError, Detail, NotFoundError
from commerce.medusa import availability, reference_data
from commerce.medusa.transport.client import Json, Medusa, Query
from commerce.medusa.transport.error_mapping import blamed_on
from commerce.models.carts import AddItem, NewLine

_FIELDS = "id,variants.id,variants.sku"
_ITEMS = "body.items"


@dataclass(frozen=True)
class Found:
    """A line of the request with its variant."""

    path: str
    """Where the line is in the request: ``body``, or ``body.items.0``."""
    line: NewLine
    variant_id: str
    product_id: str
    """Empty for a variant that is the only one, and named by its id."""

    @property
    def body(self) -> Json:
        """The line as Medusa takes it."""
        line: Json = {"variant_id": self.variant_id, "quantity": self.line.quantity}
        return line | ({"metadata": self.line.metadata} if self.line.metadata else {})

    @property
    def quantity_path(self) -> str:
        """The path of the quantity."""
        return f"{self.path}.quantity"

    @property
    def product_path(self) -> str:
        """The path of what names the product."""
        return f"{self.path}.{'sku' if self.line.variant_id is None else 'variantId'}"


def lines_of(wanted: AddItem) -> list[tuple[str, NewLine]]:
    """Return what is to be added, each with its place in the request."""
    if wanted.items is None:
        return [("body", NewLine.model_validate(wanted.model_dump(include=set(NewLine.model_fields))))]
    return [(f"{_ITEMS}.{number}", line) for number, line in enumerate(wanted.items)]


def find(medusa: Medusa, lines: Sequence[tuple[str, NewLine]]) -> list[Found]:
    """Find the variants: those that are named, if the SKUs are their own, else the SKUs' variants.

    Medusa returns only what the shop sells here: published, in the sales channel of our key. Several variants
    take one request, or two where some are named by id.

    Raises
    ------
    BadRequestError
        A SKU is unknown or another variant's, or a product is not for sale here; it names each such line.
    """
    variants = _variants(medusa, [line for _, line in lines])
    wrong = [
        detail
        for (path, line), variant in zip(lines, variants, strict=True)
        if (detail := _mistake(path, line, variant))
    ]
    if wrong:
        raise _refused(wrong)
    return [
        Found(path, line, variant["id"], variant.get("product_id", ""))
        for (path, line), variant in zip(lines, variants, strict=True)
        if variant
    ]


def kind(line: Json) -> tuple[Any, str]:
    """Return what lines have in common that add up: the variant and the metadata."""
    return line.get("variant_id"), json.dumps(line.get("metadata") or {}, sort_keys=True)


def added_up(found: Sequence[Found]) -> list[Json]:
    """Return the lines as Medusa takes them: it adds them up with the cart's, and not among themselves."""
    lines: dict[tuple[Any, str], Json] = {}
    for body in (one.body for one in found):
        known = lines.setdefault(kind(body), body | {"quantity": 0})
        known["quantity"] += body["quantity"]
    return list(lines.values())


def room_path(found: Sequence[Found]) -> str:
    """Return the path of what takes the room of a line too many."""
    return "body.sku" if found[0].path == "body" else _ITEMS


@contextmanager
def blamed(medusa: Medusa, found: Sequence[Found], cart: Json) -> Iterator[None]:
    """Turn a refusal into a 400 on the line that cannot be bought.

    ``cart`` has the region or the currency that is sold in, and its lines. Of several lines Medusa does not
    say which it refuses: then their products are read once more.
    """
    if len(found) == 1:
        [one] = found
        product, room = one.product_path, room_path(found)
        with blamed_on(
            out_of_stock=one.quantity_path, not_for_sale=product, no_price=product, too_many_lines=room
        ):
            yield
        return
    try:
        with blamed_on(out_of_stock=_ITEMS, not_for_sale=_ITEMS, no_price=_ITEMS, too_many_lines=_ITEMS):
            yield
    except BadRequestError as refused:
        if refused.code in {"out_of_stock", "not_for_sale", "no_price"} and (
            wrong := _unavailable(medusa, found, cart)
        ):
            raise _refused(wrong) from refused
        raise


def _unavailable(medusa: Medusa, found: Sequence[Found], cart: Json) -> list[Detail]:
    """Name the lines that cannot be bought, with what the cart has already."""
    region_id = cart.get("region_id")
    if region_id is None and (region := reference_data.region_for(medusa, str(cart["currency_code"]))):
        region_id = region.id
    if region_id is None:
        return []
    variants = availability.variants_of(medusa, [one.product_id for one in found], region_id)
    left = {variant_id: availability.in_stock(variant) for variant_id, variant in variants.items()}
    for line in cart.get("items") or []:
        if line["variant_id"] in left:
            left[line["variant_id"]] -= math.ceil(line["quantity"])
    wrong = []
    for one in found:
        code = availability.unsellable(variants.get(one.variant_id))
        if code:
            wrong.append(Detail(one.product_path, availability.SAID[code], code))
            continue
        rest = max(left[one.variant_id], 0)
        left[one.variant_id] = rest - one.line.quantity
        if rest < one.line.quantity:
            said = f"Only {rest} more are left" if rest else "No more are left"
            wrong.append(Detail(one.quantity_path, said, "out_of_stock", available=rest))
    return wrong


def _variants(medusa: Medusa, lines: Sequence[NewLine]) -> list[Json | None]:
    """Look the variants up; None for what is not sold here."""
    if len(lines) == 1 and lines[0].variant_id:
        return [_variant(medusa, lines[0].variant_id)]
    by_id, by_sku = medusa.both(
        lambda: _sold(medusa, "id", [line.variant_id for line in lines if line.variant_id]),
        lambda: _sold(medusa, "sku", [line.sku for line in lines if not line.variant_id]),
    )
    return [by_id.get(line.variant_id) if line.variant_id else by_sku.get(line.sku) for line in lines]


def _variant(medusa: Medusa, variant_id: str) -> Json | None:
    """Return a variant that is the only one, whose SKU may be cached."""
    try:
        return {"id": variant_id, "sku": reference_data.sku_of(medusa, variant_id)}
    except NotFoundError:
        return None


def _sold(medusa: Medusa, name: str, values: list[str]) -> dict[str, Json]:
    """Return the variants with these ids or SKUs, by them, with their products' ids (GET /store/products)."""
    if not values:
        return {}
    query: Query = {f"variants[{name}][]": values, "fields": _FIELDS, "limit": len(values)}
    return {
        variant[name]: {"id": variant["id"], "sku": variant.get("sku"), "product_id": product["id"]}
        for product in medusa.get("products", query=query)["products"]
        for variant in product.get("variants") or []
        if variant.get(name)
    }


def _mistake(path: str, line: NewLine, variant: Json | None) -> Detail | None:
    if variant is None and line.variant_id is None:
        return Detail(f"{path}.sku", f"There is no product with the SKU {line.sku}", "sku_unknown")
    if variant is None:
        return Detail(f"{path}.variantId", "This product is not for sale here", "not_for_sale")
    # Carts show a variant without a SKU by its id.
    if line.variant_id and line.sku not in {variant["sku"], line.variant_id}:
        message = f"The SKU of this variant is {variant['sku']}, not {line.sku}"
        return Detail(f"{path}.sku", message, "sku_mismatch")
    return None


def _refused(wrong: list[Detail]) -> BadRequestError:
    """Return the error of some lines; its code is theirs, if they have one in common."""
    codes = {detail.code for detail in wrong}
    said = [detail.message for detail in wrong]
    if len(wrong) > 1:
        said = [f"{detail.path}: {detail.message}" for detail in wrong]
    shared = codes.pop() if len(codes) == 1 else ""
    return BadRequestError("; ".join(said), details=tuple(wrong), code=shared)
