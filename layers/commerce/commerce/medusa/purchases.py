"""Route 41: buying a service, in one call of the bundle's own module in Medusa.

There the order goes through Medusa's own checkout and the service instance is made from the placed order, so
there is no half purchase: whatever fails in between, the same call again finishes it and never buys twice.
"""

from __future__ import annotations

from typing import Any

from commerce.errors import NotFoundError
from commerce.mappers import orders as order_mapper
from commerce.mappers import resources as mapper
from commerce.medusa.client import Medusa
from commerce.medusa.orders import ORDER_FIELDS
from commerce.medusa.products import Shown, products_of_variants
from commerce.models.resources import PurchasedService, PurchaseService


def purchase_service(
    medusa: Medusa, service_id: str, wanted: PurchaseService, shown: Shown, key: str | None
) -> PurchasedService:
    """Buy a service (a product or one of its variants) for the caller, linked to an asset when one is named.

    Sent again with the same ``key`` (without one: within minutes) it gives the first purchase.

    Raises
    ------
    NotFoundError
        There is no such service for sale, or the asset is not the caller's.
    PaymentActionError
        The payment needs the shopper first.
    NotSupportedError
        The Medusa server lacks the bundle's module.
    """
    view = shown.view()
    named = {
        "asset_id": wanted.asset_id,
        "provider_id": wanted.payment_provider_id,
        "idempotency_key": key,
    }
    body: dict[str, Any] = {"id": service_id, "currency_code": view.currency.lower()}
    body |= {name: value for name, value in named.items() if value}
    query = {"fields": f"{ORDER_FIELDS},*payment_collections"}
    try:
        answer = medusa.post("services", "purchase", body=body, query=query)
    except NotFoundError:
        raise NotFoundError("There is no such service for sale, or the asset is not yours") from None
    if answer.get("is_new"):
        medusa.orders_placed += 1
    row = answer["service_instance"]
    pair = mapper.variant_of(row)
    products = products_of_variants(medusa, [pair] if pair else [], view, detailed=True)
    return PurchasedService(
        order=order_mapper.order(answer["order"]),
        service=mapper.service(row, products[0] if products else None, {}),
    )
