"""Returns of orders, and transfers to another customer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from commerce.models.common import PRINTABLE_PATTERN, Id, LongText, Model, OmitNone, Request, Timestamp

ReturnStatus = Literal["OPEN", "REQUESTED", "PARTIALLY_RECEIVED", "RECEIVED", "CANCELLED", "UNKNOWN"]


class ReturnReason(Model):
    """Why something is sent back."""

    id: str
    """Id of the reason, as in `reasonId`: `rr_01…`."""
    label: str
    """The reason, in the shop's words."""
    description: OmitNone[str] = None
    """What the shop says of it."""


class ReturnItem(Model):
    """What is sent back of a line."""

    item_id: str
    """Id of the order's line."""
    quantity: int | float
    """Number of pieces."""
    received_quantity: int | float
    """How many of them the shop has received."""
    reason_id: OmitNone[str] = None
    """Why it is sent back; one of `GET /return-reasons`, unless the shop has removed it."""
    note: OmitNone[str] = None
    """What the shopper noted."""


class Return(Model):
    """What is sent back of an order."""

    id: str
    """Id of the return, such as `return_01…`."""
    order_id: str
    """Id of the order."""
    number: OmitNone[int] = None
    """The number that the shop knows it by."""
    status: ReturnStatus
    """How far it is."""
    created_at: Timestamp
    """When it was requested."""
    received_at: OmitNone[Timestamp] = None
    """When the shop received it."""
    cancelled_at: OmitNone[Timestamp] = None
    """When it was cancelled."""
    items: list[ReturnItem]
    """What is sent back."""


class ReturnLine(Request):
    """What to send back of a line."""

    item_id: Id
    """Id of the order's line."""
    quantity: (
        Annotated[int, Field(ge=1, le=1_000_000)]
        | Annotated[float, Field(ge=1, le=1_000_000, allow_inf_nan=False)]
    )
    """Number of pieces."""
    reason_id: Id | None = None
    """Why; one of `GET /return-reasons`."""
    note: LongText | None = None
    """What the shop should know."""


class CreateReturn(Request):
    """Body of POST /orders/{id}/returns."""

    items: Annotated[list[ReturnLine], Field(min_length=1, max_length=100)]
    """What to send back, each line once."""
    shipping_option_id: Id | None = None
    """How it is sent, one of `GET /orders/{id}/return-options`; may be left out where there is one only."""


class RequestTransfer(Request):
    """Body of POST /orders/{id}/transfer."""

    description: LongText | None = None
    """What the shop should know."""


class AnswerTransfer(Request):
    """Body of POST /orders/{id}/transfer/accept and decline."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=PRINTABLE_PATTERN)]
    """The token of the mail."""


class Transfer(Model):
    """A guest's order that a customer asks for."""

    order_id: str
    """Id of the order."""
    status: Literal["REQUESTED", "ACCEPTED", "DECLINED"]
    """What became of it."""
