"""Lists of Medusa's rows: a row that cannot be read is left out, the others are returned."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from traceback import extract_tb
from typing import TypeVar

from aws_lambda_powertools import Logger
from pydantic import ValidationError

from commerce.errors import UpstreamError

Row = TypeVar("Row")
T = TypeVar("T")

UNREADABLE = (UpstreamError, LookupError, TypeError, AttributeError, ValueError)
"""What a mapper raises at JSON that is not as Medusa documents it; pydantic's errors are ValueErrors."""

logger = Logger(child=True)


def mapped_rows(rows: Iterable[Row], mapper: Callable[[Row], T | None], name: str) -> list[T]:
    """Return what ``mapper`` makes of each row, without the rows for which it raises or returns None.

    Rows that cannot be read are logged under ``name`` (as in ``"order"``), by kind of error and place only:
    pydantic's own words quote values, which may be private.

    Raises
    ------
    UpstreamError
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
        raise UpstreamError
    return mapped


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return ", ".join(f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in error.errors())
    frame = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name}, line {frame.lineno}"
