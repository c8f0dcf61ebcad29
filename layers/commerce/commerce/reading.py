"""The boundary where Medusa's JSON is read: what cannot be read there is a failure of Medusa, a 502.

A KeyError or a TypeError anywhere else is a bug of the bundle, and a 500.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from aws_lambda_powertools import Logger
from pydantic import ValidationError

from commerce.errors import UpstreamError

P = ParamSpec("P")
T = TypeVar("T")

logger = Logger(child=True)


class MedusaObject(dict[str, Any]):
    """An object in Medusa's JSON: a missing field is a failure of Medusa."""

    def __missing__(self, field: str) -> Any:
        logger.error("Medusa's response lacks a field", field=field)
        raise UpstreamError

    def __or__(self, other: Any) -> Any:
        """Return a copy with what ``other`` adds, which is read in the same way."""
        return MedusaObject(super().__or__(other))


def parse(raw: bytes) -> Any:
    """Return Medusa's JSON with a `MedusaObject` for each object, or None when it is no JSON."""
    try:
        return json.loads(raw.decode(), object_hook=MedusaObject)
    except (ValueError, RecursionError):
        return None


def reads_medusa(read: Callable[P, T]) -> Callable[P, T]:
    """Wrap a function that only reads Medusa's JSON: it raises `UpstreamError` where it cannot.

    @reads_medusa
    def order(medusa: MedusaJson) -> Order: …
    """

    @functools.wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            logger.error("Medusa's response cannot be read", reader=read.__qualname__, reason=_reason(error))
            raise UpstreamError from error

    return reading


def _reason(error: Exception) -> str:
    """Return what is wrong without the value, which may be personal."""
    if isinstance(error, ValidationError):
        fields = (f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in error.errors())
        return f"{error.title}: {', '.join(fields)}"
    return type(error).__name__
