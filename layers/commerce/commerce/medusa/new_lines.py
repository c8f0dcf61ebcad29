"""What is to be added to a cart: which variants they are, and which of them cannot be bought."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

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
    product_id: str = ""
    """Empty for a line on its own."""

    @property
    def body(self) -> Json:
        """The line as Medusa takes it."""
        line: Json = {"variant_id": self.variant_id, "quantity": self.line.quantity}
        return line | ({"metadata": self.line.metadata} if self.line.metadata else {})

    def field(self, name: str) -> str:
        """Return the path of a field of the line."""
        return f"{self.path}.{name}"

    @property
    def product(self) -> str:
        """The path of what names the product."""
        return self.field("sku" if self.line.variant_id is None else "variantId")


def lines_of(wanted: AddItem) -> list[tuple[str, NewLine]]:
    """Return what is to be added, each with its place in the request."""
    if wanted.items is None:
        return [("body", NewLine.model_validate(wanted.model_dump(include=set(NewLine.model_fields))))]
    return [(f"body.items.{number}", line) for number, line in enumerate(wanted.items)]


def find(medusa: Medusa, lines: list[tuple[str, NewLine]]) -> list[Found]:
    """Find the variants: those that are named, if the SKUs are their own, else the SKUs' variants.

    Medusa returns only what the shop sells here: published, in the sales channel of our key. Several variants
    take one request, or two where some are named by id.

    Raises
    ------
    BadRequestError
        A SKU is unknown or another variant's, or a product is not for sale here; it names each such line.
    """
    if len(lines) == 1:
        [(path, line)] = lines
        return [Found(path, line, _variant_id(medusa, path, line))]
    by_id, by_sku = medusa.both(
        lambda: _sold(medusa, "id", [line.variant_id for _, line in lines if line.variant_id]),
        lambda: _sold(medusa, "sku", [line.sku for _, line in lines if not line.variant_id]),
    )
    found, wrong = [], []
    for path, line in lines:
        variant = by_id.get(line.variant_id) if line.variant_id else by_sku.get(line.sku)
        if variant is None and line.variant_id is None:
            wrong.append(Detail(f"{path}.sku", f"There is no product with the SKU {line.sku}", "sku_unknown"))
        elif variant is None:
            wrong.append(Detail(f"{path}.variantId", "This product is not for sale here", "not_for_sale"))
        elif line.variant_id and line.sku not in {variant["sku"], line.variant_id}:
            message = f"The SKU of this variant is {variant['sku']}, not {line.sku}"
            wrong.append(Detail(f"{path}.sku", message, "sku_mismatch"))
        else:
            found.append(Found(path, line, variant["id"], variant["product_id"]))
    if wrong:
        raise _refused(wrong)
    return found


@contextmanager
def blamed(medusa: Medusa, found: list[Found], currency: str | None, region_id: str | None) -> Iterator[None]:
    """Turn a refusal into a 400 on the line that cannot be bought.

    Of several lines Medusa does not say which: then their products are read once more.
    """
    if len(found) == 1:
        [one] = found
        with blamed_on(out_of_stock=one.field("quantity"), not_for_sale=one.product, no_price=one.product):
            yield
        return
    try:
        with blamed_on(out_of_stock=_ITEMS, not_for_sale=_ITEMS, no_price=_ITEMS):
            yield
    except BadRequestError as refused:
        is_unclear = [detail.path for detail in refused.details] == [_ITEMS]
        wrong = _unavailable(medusa, found, currency, region_id) if is_unclear else []
        if wrong:
            raise _refused(wrong) from refused
        raise


def _unavailable(
    medusa: Medusa, found: list[Found], currency: str | None, region_id: str | None
) -> list[Detail]:
    """Name the lines that cannot be bought; pieces that are in the cart already do not count."""
    region = reference_data.region_for(medusa, currency) if currency and region_id is None else None
    region_id = region.id if region else region_id
    variants = availability.variants_of(medusa, [one.product_id for one in found], region_id)
    left = {variant_id: availability.in_stock(variant) for variant_id, variant in variants.items()}
    wrong = []
    for one in found:
        code = availability.unsellable(variants.get(one.variant_id))
        if code:
            wrong.append(Detail(one.product, availability.SAID[code], code))
            continue
        rest = left[one.variant_id]
        left[one.variant_id] = max(rest - one.line.quantity, 0)
        if rest < one.line.quantity:
            said = f"Only {rest} are left" if rest else availability.SAID["out_of_stock"]
            wrong.append(Detail(one.field("quantity"), said, "out_of_stock", available=rest))
    return wrong


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


def _variant_id(medusa: Medusa, path: str, wanted: NewLine) -> str:
    if wanted.variant_id is None:
        return _variant_of_sku(medusa, path, wanted.sku)
    try:
        sku = reference_data.sku_of(medusa, wanted.variant_id)
    except NotFoundError:
        message = "This product is not for sale here"
        raise BadRequestError(message, path=f"{path}.variantId", code="not_for_sale") from None
    if wanted.sku not in {sku, wanted.variant_id}:  # carts show a variant without a SKU by its id
        message = f"The SKU of this variant is {sku}, not {wanted.sku}"
        raise BadRequestError(message, path=f"{path}.sku", code="sku_mismatch")
    return wanted.variant_id


def _variant_of_sku(medusa: Medusa, path: str, sku: str) -> str:
    query = {"variants[sku]": sku, "fields": _FIELDS, "limit": 1}
    for product in medusa.get("products", query=query)["products"]:
        for variant in product.get("variants") or []:
            if variant.get("sku") == sku:
                return str(variant["id"])
    raise BadRequestError(f"There is no product with the SKU {sku}", path=f"{path}.sku", code="sku_unknown")


def _refused(wrong: list[Detail]) -> BadRequestError:
    codes = {detail.code for detail in wrong}
    said = "; ".join(f"{detail.path}: {detail.message}" for detail in wrong)
    shared = codes.pop() if len(codes) == 1 else ""
    return BadRequestError(said, details=tuple(wrong), code=shared)
