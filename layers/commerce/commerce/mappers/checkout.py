"""What a cart needs to be ordered, what changed in it, its shipping options and its summary."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from commerce.errors import Detail
from commerce.mappers.addresses import missing_parts
from commerce.mappers.money import (
    DELIVERY_TOTALS_FIELDS,
    LINE_TOTALS_FIELDS,
    amount_of,
    decimal_of,
    rounded,
    same_amount,
)
from commerce.models.carts import Cart, ShippingMethod
from commerce.models.checkout import CheckoutSummary, Totals
from commerce.models.common import Price
from commerce.reading import lacks, reads_medusa

MedusaJson = Mapping[str, Any]

LINE_FIELDS = "items.id,items.title,items.product_title,items.variant_id,items.quantity"
"""What `unsellable_lines` reads of a cart."""

CHECK_FIELDS = (
    f"currency_code,total,email,{LINE_FIELDS},items.requires_shipping,shipping_methods.shipping_option_id,"
    f"{LINE_TOTALS_FIELDS},{DELIVERY_TOTALS_FIELDS},"
    + ",".join(
        f"{kind}_address.{part}"
        for kind in ("shipping", "billing")
        for part in ("country_code", "address_1", "city", "postal_code")
    )
)
"""What `missing` and `unsellable_lines` read of a cart."""

COMPARED_FIELDS = (
    f"currency_code,total,item_total,items.id,items.title,items.product_title,{LINE_TOTALS_FIELDS},"
    "promotions.code"
)
"""What `changes` reads of a cart."""


@reads_medusa
def missing(
    cart: MedusaJson, facts: MedusaJson | None, option_ids: Collection[str], *, has_payment: bool
) -> list[Detail]:
    """Name everything that a cart lacks to become an order, in the contract's words.

    ``cart`` is the cart as it will be ordered, ``option_ids`` its shipping options. ``facts`` is what the
    plugin reports of it; without them one shipping option counts for all lines.
    """
    items = cart.get("items") or []
    found = [] if items else [Detail("items", "is required: the cart is empty")]
    delivered = [item for item in items if item.get("requires_shipping") is not False]
    found += _missing_address("shippingAddress", cart.get("shipping_address"), is_delivered=bool(delivered))
    found += _missing_address("billingAddress", cart.get("billing_address"), is_delivered=True)
    found += _missing_deliveries(delivered, facts, option_ids)
    if needs_payment(cart) and not has_payment:
        found.append(Detail("paymentMethod", "is required"))
    if not cart.get("email"):
        found.append(Detail("email", "is required"))
    return found


@reads_medusa
def needs_payment(cart: MedusaJson) -> bool:
    """Whether anything is to be paid; a total that Medusa did not return counts as such."""
    total = total_of(cart)
    return total is None or total > 0


@reads_medusa
def total_of(cart: MedusaJson) -> int | float | None:
    """Return a cart's total as Medusa stores it; None when it did not return it."""
    return amount_of(cart, "total")


def _missing_address(kind: str, address: MedusaJson | None, *, is_delivered: bool) -> Iterable[Detail]:
    """Name what an address lacks. Where nothing is delivered, the tax still depends on the country."""
    parts = missing_parts(address or {})
    if not is_delivered:
        return [Detail(kind, "is required: the tax depends on its country")] if "country" in parts else []
    # Medusa itself fills in the country where a region has only one.
    if set(parts) >= {"streetName", "city", "postalCode"}:
        return [Detail(kind, "is required")]
    return [Detail(f"{kind}.{part}", "is required") for part in parts]


def _missing_deliveries(
    delivered: Sequence[MedusaJson], facts: MedusaJson | None, option_ids: Collection[str]
) -> list[Detail]:
    """Name each shipping profile of the lines that no chosen option serves, by its lines.

    A line that is no longer for sale needs none: a deleted variant has no profile that could be served.
    """
    if not delivered:
        return []
    if facts is None:
        return [] if option_ids else [Detail("shippingMethod", "is required")]
    profiles = {line["id"]: line.get("shipping_profile_id") for line in facts["lines"] if line["is_for_sale"]}
    served = {
        option.get("shipping_profile_id")
        for option in facts["shipping_options"]
        if option["id"] in option_ids
    }
    unserved: dict[str, list[str]] = {}
    for item in delivered:
        if item["id"] in profiles and (profile := profiles[item["id"]]) not in served:
            unserved.setdefault(str(profile), []).append(_title(item))
    if len(unserved) == 1 and not option_ids:
        return [Detail("shippingMethod", "is required")]
    return [
        Detail("shippingMethod", f"is required for the delivery of {', '.join(titles)}")
        for titles in unserved.values()
    ]


@reads_medusa
def unsellable_lines(cart: MedusaJson, facts: MedusaJson | None) -> list[Detail]:
    """Name each line that cannot be bought as it is: no longer for sale, sold out, more than is left."""
    if facts is None:
        return []
    known = {line["id"]: line for line in facts["lines"]}
    wanted: dict[Any, float] = {}
    for item in cart.get("items") or []:
        wanted[item.get("variant_id")] = wanted.get(item.get("variant_id"), 0) + item["quantity"]
    found = []
    for item in cart.get("items") or []:
        line = known.get(item["id"])
        if line and (said := _unsellable(item, line, wanted[item.get("variant_id")])):
            found.append(said)
    return found


def _unsellable(item: MedusaJson, line: MedusaJson, wanted: float) -> Detail | None:
    title, path = _title(item), f"items.{item['id']}"
    if not line["is_for_sale"]:
        return Detail(path, f"{title} is no longer for sale: remove it", "not_for_sale", item["id"])
    left = line.get("available_quantity")
    if left is None or left >= wanted:
        return None
    said = f"{title} is sold out: remove it"
    if left > 0:
        said = f"Only {left:g} of {title} are left: reduce the quantity"
    return Detail(path, said, "out_of_stock", item["id"], max(left, 0))


@reads_medusa
def changes(seen: MedusaJson, now: MedusaJson, *, same_address: bool, same_delivery: bool) -> list[Detail]:
    """Name what is other in a cart than the shopper saw it, apart from what this request itself changed.

    Tax may change with the address and the total with the delivery: they are compared where the request
    changed neither.
    """
    lost = sorted(_codes(seen) - _codes(now))
    found = [Detail("promotions", f"The code {code} no longer applies") for code in lost]
    before, after = _lines(seen), _lines(now)
    for line_id in dict.fromkeys([*before, *after]):
        if said := _line_change(before.get(line_id), after.get(line_id)):
            found.append(Detail(f"items.{line_id}", said, line_id=line_id))
    if found:
        return found
    compared = ["item_total"] if same_address else []
    compared += ["total"] if same_address and same_delivery else []
    if any(not _same(seen, now, field) for field in compared):
        found.append(Detail("total", f"The total is {now.get('total')} now, it was {seen.get('total')}"))
    return found


def _line_change(before: MedusaJson | None, after: MedusaJson | None) -> str | None:
    if before is None:
        return f"{_title(after or {})} was added meanwhile"
    if after is None:
        return f"{_title(before)} is no longer in the cart"
    if before.get("quantity") != after.get("quantity"):
        return f"The quantity of {_title(before)} is {after.get('quantity')} now"
    if before.get("unit_price") != after.get("unit_price"):
        return f"{_title(before)} costs {after.get('unit_price')} now, it was {before.get('unit_price')}"
    return None


def _lines(cart: MedusaJson) -> dict[str, MedusaJson]:
    return {item["id"]: item for item in cart.get("items") or []}


def _codes(cart: MedusaJson) -> set[str]:
    return {promotion["code"] for promotion in cart.get("promotions") or [] if promotion}


def _same(one: MedusaJson, other: MedusaJson, field: str) -> bool:
    return same_amount(amount_of(one, field), amount_of(other, field), str(one.get("currency_code")))


def _title(item: MedusaJson) -> str:
    return item.get("product_title") or item.get("title") or "An item"


@reads_medusa
def shipping_tax_rates(cart: MedusaJson) -> dict[str, float]:
    """Return the tax on each delivery that the cart has, in per cent, by shipping option.

    Medusa returns the tax of an option only once it is chosen, and each may have its own rate: that of
    the goods or of another option would be a guess.
    """
    return {
        method["shipping_option_id"]: sum(float(line["rate"]) for line in method["tax_lines"])
        for method in cart.get("shipping_methods") or []
        if method.get("shipping_option_id") and method.get("tax_lines")
    }


TAX_FIELDS = "shipping_methods.shipping_option_id,shipping_methods.tax_lines.rate"
"""What `shipping_tax_rates` reads of a cart."""


@reads_medusa
def shipping_option(medusa: MedusaJson, currency: str, tax_rate: float | None) -> ShippingMethod:
    """Map a shipping option with its price for a cart: ``subtotal`` is net, ``total`` gross.

    Either is left out when it is not known.
    """
    name = medusa.get("name") or ""
    net, gross = _net_and_gross(medusa, tax_rate)
    return ShippingMethod(
        id=medusa["id"],
        name=name,
        description=(medusa.get("type") or {}).get("description") or name,
        total=None if gross is None else Price(value=rounded(gross, currency), currency=currency),
        subtotal=None if net is None else Price(value=rounded(net, currency), currency=currency),
    )


def _net_and_gross(option: MedusaJson, tax_rate: float | None) -> tuple[float | None, float | None]:
    amount = amount_of(option, "amount")
    if amount is None:
        return None, None
    with_tax = bool(option.get("is_tax_inclusive"))
    if tax_rate is None and amount != 0:
        return (None, amount) if with_tax else (amount, None)
    factor = 1 + decimal_of(tax_rate or 0) / 100
    exact = decimal_of(amount)
    return (float(exact / factor), amount) if with_tax else (amount, float(exact * factor))


def summary(cart: Cart) -> CheckoutSummary:
    """Return the summary of a cart that lacks nothing (`missing` is empty).

    Raises
    ------
    UpstreamError
        Medusa did not return an amount: it is never shown as 0.
    """
    return CheckoutSummary(
        cart=cart,
        shipping_address=cart.shipping_address,
        billing_address=cart.billing_address,
        shipping_method=cart.shipping_method,
        shipping_methods=cart.shipping_methods,
        payment_method=cart.payment_method,
        totals=Totals(
            subtotal=_known(cart.subtotal, "item_subtotal"),
            shipping=_known(cart.shipping_subtotal, "shipping_subtotal"),
            tax=_known(cart.tax_total, "tax_total"),
            discount=_known(cart.discount_subtotal, "discount_subtotal"),
            credit=cart.credit_total if cart.credit_total and cart.credit_total.value else None,
            total=cart.total,
        ),
        notes=cart.notes,
        email=cart.email,
    )


def _known(amount: Price | None, field: str) -> Price:
    if amount is None:
        raise lacks(field)
    return amount
