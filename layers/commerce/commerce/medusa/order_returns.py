"""What a shopper sends back of an order.

Medusa's own route takes a return of any order from anyone: the owner is proven here first, and with the
bundle's plugin once more under a lock, since two returns of the same piece may be requested at once.
"""

from __future__ import annotations

from typing import Any

from commerce.errors import BadRequestError, ConflictError, Detail, NotSupportedError
from commerce.mappers import returns as mapper
from commerce.mappers.checkout import shipping_option
from commerce.mappers.money import currency_of
from commerce.mappers.rows import mapped_rows
from commerce.medusa.orders import owned_order
from commerce.medusa.ownership import ORDER_OWNER_FIELDS
from commerce.medusa.transport.client import Json, Medusa
from commerce.medusa.transport.error_mapping import blamed_on
from commerce.models.carts import ShippingMethod
from commerce.models.common import ListOf
from commerce.models.returns import CreateReturn, Return, ReturnLine, ReturnReason

_LINE_FIELDS = ",".join(
    [
        ORDER_OWNER_FIELDS,
        "status,items.id,items.title",
        *(
            f"items.detail.{name}_quantity"
            for name in ("fulfilled", "return_requested", "return_received", "return_dismissed")
        ),
    ]
)
_OPTION_FIELDS = "id,name,amount,type.description,service_zone.fulfillment_set.location.id"
_OPTION = "body.shippingOptionId"


def list_reasons(medusa: Medusa) -> ListOf[ReturnReason]:
    """List the reasons for a return (GET /store/return-reasons): those with none below can be chosen."""
    query = {"fields": "id,label,description,return_reason_children.id", "limit": 200, "order": "label"}
    rows = medusa.get("return-reasons", query=query)["return_reasons"]
    last = [row for row in rows if not row.get("return_reason_children")]
    data = mapped_rows(last, mapper.return_reason, "return reason")
    return ListOf(data=data, total=len(data))


def list_returns(medusa: Medusa, order_id: str) -> ListOf[Return]:
    """List the returns of an order, its owner proven.

    Raises
    ------
    NotSupportedError
        The Medusa server lacks the bundle's plugin.
    """
    fields = f"{ORDER_OWNER_FIELDS},{mapper.RETURN_FIELDS}"
    found = mapper.returns(owned_order(medusa, order_id, fields))
    if found is None:
        say = "This needs the part orders of the bundle's plugin in Medusa, which is not installed"
        raise NotSupportedError(say)
    return ListOf(data=found, total=len(found))


def return_options(medusa: Medusa, order_id: str) -> ListOf[ShippingMethod]:
    """List how an order can be sent back, its owner proven."""
    order = owned_order(medusa, order_id, f"{ORDER_OWNER_FIELDS},currency_code")
    currency = currency_of(order)
    rows = _options(medusa, order)
    data = mapped_rows(rows, lambda row: shipping_option(row, currency, None), "return option")
    return ListOf(data=data, total=len(data))


def create_return(medusa: Medusa, order_id: str, wanted: CreateReturn) -> Return:
    """Request a return (POST /store/returns), the owner of the order proven.

    Raises
    ------
    BadRequestError
        A line is not in the order, or has fewer pieces to return; the reason or the shipping option is not
        available, or there are several and none is named.
    ConflictError
        The order is cancelled, or the shop takes no returns of it.
    """
    order = owned_order(medusa, order_id, _LINE_FIELDS)
    if order["status"] == "canceled":
        raise ConflictError("The order is cancelled", code="order_cancelled")
    _must_be_returnable(order, wanted.items)
    option = _chosen(_options(medusa, order), wanted.shipping_option_id)
    body = {
        "order_id": order_id,
        "items": [_line(line) for line in wanted.items],
        "return_shipping": {"option_id": option["id"]},
        "location_id": option["service_zone"]["fulfillment_set"]["location"][
            "id"
        ],  # else Medusa cannot receive it
    }
    with blamed_on(shipping_option_unavailable=_OPTION):
        made = medusa.post("returns", body=body)["return"]
    return mapper.a_return(made, order_id)


def _must_be_returnable(order: Json, lines: list[ReturnLine]) -> None:
    left = {item["id"]: mapper.returnable(item) for item in order["items"] or [] if item}
    titles = {item["id"]: item.get("title") or "this item" for item in order["items"] or [] if item}
    details = []
    for number, line in enumerate(lines):
        path = f"body.items.{number}"
        if line.item_id not in left:
            details.append(Detail(f"{path}.itemId", "is no line of the order, or named twice"))
            continue
        rest = left.pop(line.item_id)
        if line.quantity > rest:
            say = f"Only {rest} of {titles[line.item_id]} can be returned"
            code = "not_returnable"
            details.append(Detail(f"{path}.quantity", say, code, line_id=line.item_id, available=rest))
    if details:
        said = "; ".join(f"{detail.path}: {detail.message}" for detail in details)
        code = "not_returnable" if all(detail.code for detail in details) else ""
        raise BadRequestError(said, details=tuple(details), code=code)


def _options(medusa: Medusa, order: Json) -> list[Json]:
    """Read how an order can be sent back (GET /store/shipping-options); none for one without a cart."""
    cart_id = (order.get("cart") or {}).get("id")
    if not cart_id:
        return []
    query = {"cart_id": cart_id, "is_return": "true", "fields": _OPTION_FIELDS}
    options: list[Json] = medusa.get("shipping-options", query=query)["shipping_options"]
    return options


def _chosen(options: list[Json], wanted: str | None) -> Json:
    found = {str(option["id"]): option for option in options}
    if not found:
        message = "The shop has no way to send this order back: contact the shop"
        raise ConflictError(message, code="shipping_option_unavailable")
    if wanted is None and len(found) > 1:
        message = f"There are several ways to send it back: name one of {', '.join(found)}"
        raise BadRequestError(message, path=_OPTION)
    if wanted not in {None, *found}:
        message = f"The order cannot be sent back in this way: choose one of {', '.join(found)}"
        raise BadRequestError(message, path=_OPTION, code="shipping_option_unavailable")
    return found[wanted or next(iter(found))]


def _line(line: ReturnLine) -> dict[str, Any]:
    body: dict[str, Any] = {"id": line.item_id, "quantity": line.quantity}
    if line.reason_id:
        body["reason_id"] = line.reason_id
    return body | ({"note": line.note} if line.note else {})
