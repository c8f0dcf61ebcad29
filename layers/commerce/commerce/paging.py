"""How lists are paged and sorted, the same on every route."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, TypeVar

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from commerce.errors import BadRequestError
from commerce.models.common import COUNTRY_PATTERN

MAX_LIMIT = 100

Row = TypeVar("Row", bound=Mapping[str, Any])


def _capped(limit: int) -> int:
    return min(limit, MAX_LIMIT)


def _digits(text: object) -> object:
    """Refuse what pydantic and Python accept as a number besides digits: ``1_0``, ``+5``, ``5.0``, blanks."""
    if isinstance(text, str) and not re.fullmatch(r"-?[0-9]+", text):
        raise ValueError("must be an integer, as in 10")
    return text


WHOLE_NUMBER = BeforeValidator(_digits)
"""Reads a number in a query; after its bounds, which the OpenAPI document would not understand otherwise."""

Limit = Annotated[
    int,
    Field(ge=0),
    WHOLE_NUMBER,
    AfterValidator(_capped),
    Query(description=f"How many entries to return; more than {MAX_LIMIT} are cut to {MAX_LIMIT}"),
]
Offset = Annotated[
    int,
    Field(ge=0, le=1_000_000_000),
    WHOLE_NUMBER,
    Query(description="How many entries to skip"),
]
Country = Annotated[
    str | None,
    Field(pattern=COUNTRY_PATTERN),
    Query(description="Country (ISO 3166-1 alpha-2) whose tax is added to prices, and that the region has"),
]


def _amount(text: object) -> object:
    """Refuse what pydantic accepts as a number besides digits and a point: ``1e5``, ``Infinity``, ``1_0``."""
    if isinstance(text, str) and not re.fullmatch(r"[0-9]{1,12}([.][0-9]{1,6})?", text):
        raise ValueError("must be a number, as in 10 or 9.99")
    return text


def _flag(text: object) -> object:
    if isinstance(text, str) and text not in {"true", "false"}:
        raise ValueError("must be true or false")
    return text


Amount = Annotated[float | None, Field(ge=0), BeforeValidator(_amount)]
"""An amount in major units."""
Flag = Annotated[bool, BeforeValidator(_flag)]


def sorted_by(columns: Mapping[str, str]) -> Any:
    """Return what a route says of its parameter ``sort``; `medusa_order` checks it.

    >>> sort: Annotated[str | None, sorted_by({"createdAt": "created_at"})] = None
    """
    return Query(
        max_length=60,
        description="Field and direction to sort by",
        json_schema_extra={"enum": [f"{field}_{way}" for field in columns for way in ("ASC", "DESC")]},
    )


def _start(text: object) -> datetime:
    return _moment(text, time.min)


def _end(text: object) -> datetime:
    return _moment(text, time.max)


def _moment(text: object, clock: time) -> datetime:
    """Read an ISO 8601 date or time; a bare date means ``clock`` of that day, no offset means UTC."""
    if not isinstance(text, str):  # a parameter that was sent twice
        raise ValueError("must be given once")
    try:
        moment = (
            datetime.combine(date.fromisoformat(text), clock)
            if len(text) == 10
            else datetime.fromisoformat(text)
        )
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("must be an ISO 8601 date or time, as in 2026-01-31") from error


_MOMENT = WithJsonSchema({"type": "string", "examples": ["2026-01-31", "2026-01-31T09:30:00Z"]})

From = Annotated[
    Annotated[datetime, BeforeValidator(_start), _MOMENT] | None,
    Query(
        alias="dateFrom",
        description="Only from this moment on: an ISO 8601 date or time, inclusive",
    ),
]
To = Annotated[
    Annotated[datetime, BeforeValidator(_end), _MOMENT] | None,
    Query(
        alias="dateTo",
        description="Only up to this moment: an ISO 8601 date or time, inclusive; a date means its end",
    ),
]


def medusa_order(sort: str | None, columns: Mapping[str, str]) -> str | None:
    """Turn ``createdAt_DESC`` into Medusa's ``-created_at``; ``columns`` maps our fields to Medusa's.

    Raises
    ------
    BadRequestError
        The field cannot be sorted by; the message says which can.
    """
    if not sort:
        return None
    name, _, direction = sort.rpartition("_")
    if name not in columns or direction not in {"ASC", "DESC"}:
        choices = ", ".join(f"{field}_ASC, {field}_DESC" for field in columns)
        raise BadRequestError(f"Cannot sort by this; choose one of {choices}", path="query.sort")
    return ("-" if direction == "DESC" else "") + columns[name]


def sorted_rows(rows: Sequence[Row], order: str) -> list[Row]:
    """Sort Medusa's rows by an order such as ``-created_at``; those without a value come last either way."""
    column, descending = order.removeprefix("-"), order.startswith("-")
    known = [row for row in rows if row.get(column)]
    known.sort(key=lambda row: str(row[column]), reverse=descending)
    return known + [row for row in rows if not row.get(column)]


def moment_of(row: Mapping[str, Any], field: str) -> datetime | None:
    """Return the time in a field of Medusa; None when it is missing or not a valid date."""
    try:
        moment = datetime.fromisoformat(row[field])
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def is_within(row: Mapping[str, Any], field: str, start: datetime | None, end: datetime | None) -> bool:
    """Return whether a row's time is between two others, inclusive; a row without a time is not."""
    if start is None and end is None:
        return True
    moment = moment_of(row, field)
    return moment is not None and (start is None or moment >= start) and (end is None or moment <= end)


def date_range(column: str, start: datetime | None, end: datetime | None) -> dict[str, str]:
    """Return the parameters of a Medusa route for the rows between two times, inclusive.

    >>> date_range("created_at", datetime(2026, 1, 31, tzinfo=UTC), None)
    {'created_at[$gte]': '2026-01-31T00:00:00+00:00'}
    """
    bounds = {"$gte": start, "$lte": end}
    return {f"{column}[{name}]": moment.isoformat() for name, moment in bounds.items() if moment}
