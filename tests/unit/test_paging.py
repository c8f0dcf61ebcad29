"""Pages, sorting and dates mean the same on every route."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from commerce.errors import BadRequestError
from commerce.paging import From, Limit, Offset, To, medusa_order
from pydantic import TypeAdapter, ValidationError

COLUMNS = {"createdAt": "created_at", "title": "title"}


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("createdAt_DESC", "-created_at"),
        ("createdAt_ASC", "created_at"),
        ("title_DESC", "-title"),
        (None, None),
        ("", None),
    ],
)
def test_sort(sort: str | None, order: str | None) -> None:
    assert medusa_order(sort, COLUMNS) == order


@pytest.mark.parametrize(
    "sort", ["price_ASC", "title", "title_", "_ASC", "title_asc", "title_UP", "created_at_ASC", "-title"]
)
def test_an_unknown_sort_field_is_refused_with_the_known_ones(sort: str) -> None:
    with pytest.raises(BadRequestError) as refused:
        medusa_order(sort, COLUMNS)
    assert "createdAt_ASC, createdAt_DESC, title_ASC, title_DESC" in refused.value.message
    assert refused.value.details[0].path == "query.sort"


def read(kind: Any, text: str) -> Any:
    return TypeAdapter(kind).validate_python(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T12:30:00", datetime(2026, 1, 31, 12, 30, tzinfo=UTC)),
        ("2026-01-31T12:30:00Z", datetime(2026, 1, 31, 12, 30, tzinfo=UTC)),
        ("2026-01-31T00:30:00+02:00", datetime(2026, 1, 30, 22, 30, tzinfo=UTC)),
        ("2026-01-31T00:30:00.250-01:00", datetime(2026, 1, 31, 1, 30, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_from(text: str, moment: datetime) -> None:
    assert read(From, text) == moment


def test_a_date_as_the_end_includes_its_day() -> None:
    assert read(To, "2026-01-31") == datetime(2026, 1, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert read(To, "2026-01-31T12:00:00Z") == datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2026-02-30", "2026-1-1", "31.01.2026", "", "1769817600", "0001-01-01T00:00:00+23:00"],
)
@pytest.mark.parametrize("kind", [From, To])
def test_what_is_no_date_is_refused_with_an_example(text: str, kind: Any) -> None:
    with pytest.raises(ValidationError, match="must be an ISO 8601 date or time, as in 2026-01-31"):
        read(kind, text)


def test_limit_is_capped_and_neither_may_be_negative() -> None:
    assert [read(Limit, value) for value in ("0", "7", "100", "101", "999999999")] == [0, 7, 100, 100, 100]
    for kind in (Limit, Offset):
        for wrong in ("-1", "1.5", "many"):
            with pytest.raises(ValidationError):
                read(kind, wrong)
