"""Payments."""

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
def list_providers(
    region_id: Annotated[Id, Query(alias="regionId", description="Id of the region, as in a cart")],
) -> ListOf[PaymentProvider]:
    """List payment providers.

    Those of a region.
    """
    return payments.list_providers(api.medusa, region_id)


@api.post("/payments/sessions", status_code=HTTPStatus.CREATED)
def create_session(body: CreateSession) -> PaymentSession:
    """Create a payment session.

    It replaces the cart's earlier session, which stays if the new one cannot be created. Send the shopper to
    `redirectUrl` if there is one, or continue in the page with `clientSecret`.
    """
    return payments.create_session(api.medusa, body.cart_id, body)


@api.get("/payments/sessions/<id>")
def get_session(id: str) -> PaymentSession:
    """Get a payment session.

    Its status is the provider's, as far as that responds. One that was replaced by another is not found.
    """
    return payments.get_session(api.medusa, id)


@api.patch("/payments/sessions/<id>")
def update_session(id: str, body: UpdateSession) -> PaymentSession:
    """Update a payment session.

    Fields that are not named stay as they are; metadata is merged key by key.
    """
    return payments.update_session(api.medusa, id, body)


@api.delete("/payments/sessions/<id>", status_code=HTTPStatus.NO_CONTENT)
def cancel_session(id: str) -> None:
    """Cancel a payment session.

    The cart has no payment then; another session can be created.
    """
    payments.cancel_session(api.medusa, id)
