"""Lists of Medusa's rows: a row that cannot be read costs the list that row and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from traceback import extract_tb
from typing import Any, TypeVar

from aws_lambda_powertools import Logger
from pydantic import ValidationError

from commerce.errors import MedusaFailedError

T = TypeVar("T")
Entry = TypeVar("Entry")
Row = Mapping[str, Any]

UNREADABLE = (MedusaFailedError, LookupError, TypeError, AttributeError, ValueError)
"""What a mapper raises at JSON that is not as Medusa documents it; pydantic's errors are ValueErrors."""

logger = Logger(child=True)


def mapped_rows(rows: Iterable[Entry], mapper: Callable[[Entry], T | None], name: str) -> list[T]:
    """Return what ``mapper`` makes of each row, without the rows for which it raises or returns None.

    Rows that cannot be read are logged under ``name`` (as in ``"order"``), by kind of error and place only:
    pydantic's own words quote values, which may be private.

    Raises
    ------
    MedusaFailedError
        Several rows, and none can be read: that is no odd record but another Medusa than this one.
    """
    mapped: list[T] = []
    read = skipped = 0
    for row in rows:
        read += 1
        try:
            entry = mapper(row)
        except UNREADABLE as error:
            skipped += 1
            logger.error("A row cannot be read and is left out", row=name, number=read, reason=_reason(error))
            continue
        if entry is not None:
            mapped.append(entry)
    if skipped == read > 1:
        raise MedusaFailedError
    return mapped


def by_creation(rows: Iterable[Row | None] | None) -> list[Row]:
    """Return the rows of a record, such as the lines of an order, in the order of their making.

    Medusa's database gives them in any order. Rows of the same moment go by their ids.
    """
    there = [row for row in rows or [] if row]
    return sorted(there, key=lambda row: (str(row.get("created_at") or ""), str(row.get("id"))))


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return ", ".join(f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in error.errors())
    frame = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name}, line {frame.lineno}"
