"""Payments: routes 30–34 of the contract."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from commerce.api import Api
from commerce.medusa import payments, replays
from commerce.models.common import Id, ListOf
from commerce.models.payments import CreateSession, PaymentProvider, PaymentSession, UpdateSession

api = Api("payments", prove_replay=replays.prove_owner)
handler = api.handle


@api.get("/payments/providers")
def list_providers(region_id: Annotated[Id, Query(alias="regionId")]) -> ListOf[PaymentProvider]:
    """List the ways to pay in a region (route 30)."""
    return payments.list_providers(api.medusa, region_id)


@api.post("/payments/sessions", status_code=HTTPStatus.CREATED)
def create_session(body: CreateSession) -> PaymentSession:
    """Start the payment of a cart (route 31)."""
    return payments.create_session(api.medusa, body.cart_id, body)


@api.get("/payments/sessions/<id>")
def get_session(id: str) -> PaymentSession:
    """Get a payment session (route 32)."""
    return payments.get_session(api.medusa, id)


@api.patch("/payments/sessions/<id>")
def update_session(id: str, body: UpdateSession) -> PaymentSession:
    """Change a payment session's return URLs or metadata (route 33)."""
    return payments.update_session(api.medusa, id, body)


@api.delete("/payments/sessions/<id>", status_code=HTTPStatus.NO_CONTENT)
def cancel_session(id: str) -> None:
    """Cancel a payment session (route 34)."""
    payments.cancel_session(api.medusa, id)
