"""Payments: routes 30 and 31 of the contract."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from commerce.api import Api
from commerce.medusa import payments
from commerce.models.common import Id, ListOf
from commerce.models.payments import CreateSession, PaymentProvider, PaymentSession

api = Api("payments")
handler = api.handle


@api.get("/payments/providers")
def list_providers(region_id: Annotated[Id, Query(alias="regionId")]) -> ListOf[PaymentProvider]:
    """List the ways to pay in a region (route 30)."""
    return payments.list_providers(api.medusa, region_id)


@api.post("/payments/sessions", status_code=HTTPStatus.CREATED)
def create_session(body: CreateSession) -> PaymentSession:
    """Start the payment of a cart (route 31)."""
    return payments.create_session(api.medusa, body.cart_id, body)
