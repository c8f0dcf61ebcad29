"""A circuit breaker around every call to Medusa: while Medusa is down, requests fail immediately with 503.

After `FAILURES` calls in a row without a response, with a late one, or with 502, 503 or 504, Medusa is probed
with a small read. If the probe fails as well, the circuit opens: for `RECOVERY` seconds calls are
refused with nothing sent. Then a single call is let through, and its outcome decides.

The probe decides because a single caller can cause all the other signs: a cart so large that its reads are
late, or a request that Medusa chokes on. No caller may get everybody else refused.

The state belongs to the warm instance. In a table for all instances, each request would have to read that
table, and one instance with a broken network could refuse everybody.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from aws_lambda_powertools import Logger

from commerce.errors import CommerceError, UnavailableError, UpstreamError, UpstreamTimeoutError

FAILURES = 5
RECOVERY = 10
"""Seconds for which an open circuit refuses calls."""

T = TypeVar("T")

logger = Logger(child=True)
_lock = threading.Lock()
_failures = 0
_tried_at: float | None = None
"""Wall-clock time of the failure, or of the last trial, since the circuit is open."""


def protect(call: Callable[[], T], probe: Callable[[], bool | None]) -> T:
    """Call Medusa unless the circuit is open; errors of the call pass through.

    Parameters
    ----------
    call
        The call.
    probe
        Returns whether Medusa responds to a read that no caller influences; None when no time is left.

    Raises
    ------
    UnavailableError
        The circuit is open: nothing was sent.
    """
    _admit()
    try:
        result = call()
    except (UpstreamError, UpstreamTimeoutError):
        if _count() >= FAILURES or is_open():
            responds = probe()
            if responds is not None:
                _set(is_down=not responds)
        raise
    except CommerceError:
        _set(is_down=False)
        raise
    _set(is_down=False)
    return result


def is_open() -> bool:
    """Return whether this instance refuses calls for the moment."""
    return _tried_at is not None


def clear() -> None:
    """Close the circuit."""
    global _failures, _tried_at
    with _lock:
        _failures, _tried_at = 0, None


def _admit() -> None:
    """Refuse a call while the circuit is open; the one that may try holds the others off."""
    global _tried_at  # noqa: PLW0603
    with _lock:
        if _tried_at is None:
            return
        if 0 <= time.time() - _tried_at < RECOVERY:
            raise UnavailableError("The commerce server cannot be reached at the moment: retry shortly")
        _tried_at = time.time()


def _count() -> int:
    global _failures  # noqa: PLW0603
    with _lock:
        _failures += 1
        return _failures


def _set(*, is_down: bool) -> None:
    global _failures, _tried_at  # noqa: PLW0603
    with _lock:
        if is_down != is_open():
            logger.warning("The circuit to Medusa changed", now="OPEN" if is_down else "CLOSED")
        _failures = _failures if is_down else 0
        _tried_at = time.time() if is_down else None
