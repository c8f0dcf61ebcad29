"""Nobody waits for a Medusa that does not respond: Powertools' circuit breaker around every call.

After `FAILURES` calls in a row that end with no response, with one that is too late, or with 502, 503 or
504, Medusa is probed with a small read of our own. If that fails as well, the circuit opens: for `RECOVERY`
seconds calls are refused at once, with 503 and nothing sent. The first one after that tries Medusa again.

The probe decides, since a single caller can bring about all the other signs: a cart so large that its reads
are late, or a request that Medusa chokes on. What one caller does must not have everybody else refused.

The state is the warm instance's own. Kept in a table for all instances, it would cost every shopper a read of
that table, and one instance with a broken network could refuse everybody.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from aws_lambda_powertools import Logger

from commerce.errors import CommerceError, MedusaFailedError, MedusaTimeoutError, UnavailableError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.circuit_breaker import CircuitTransition
    from aws_lambda_powertools.utilities.circuit_breaker.persistence import CircuitStateRecord

FAILURES = 5
RECOVERY = 10
"""Seconds for which an open circuit refuses every call."""

T = TypeVar("T")

logger = Logger(child=True)
_open = threading.Event()
_numbers = itertools.count(1)
_counting = threading.Lock()
_in_a_row = 0


class _AwayError(Exception):
    """Carries a failure past Powertools that is to open the circuit."""

    def __init__(self, failure: CommerceError) -> None:
        super().__init__()
        self.failure = failure


def protect(call: Callable[[], T], probe: Callable[[], bool | None]) -> T:
    """Make a call to Medusa, unless Medusa is away; its errors pass through.

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
    try:
        outcome: T | CommerceError = _breaker()(lambda: _watched(call, probe))
    except _AwayError as away:
        raise away.failure from away.failure.__cause__
    if isinstance(outcome, CommerceError):
        raise outcome
    return outcome


def is_open() -> bool:
    """Whether this instance has given Medusa up for the moment."""
    return _open.is_set()


def get_ready() -> None:
    """Make the breaker: for a snapshot."""
    _breaker()


def forget() -> None:
    """Close the circuit and forget the failures so far."""
    _breaker.cache_clear()
    _open.clear()
    _count(failed=False)


@cache
def _breaker() -> Callable[[Callable[[], Any]], Any]:
    # Imported here, as the settings' SSM client is: all of Powertools' stores import boto3.
    from aws_lambda_powertools.utilities.circuit_breaker import CircuitBreakerConfig, circuit_breaker
    from aws_lambda_powertools.utilities.circuit_breaker.persistence import CircuitBreakerPersistenceLayer
    from aws_lambda_powertools.utilities.circuit_breaker.persistence.base import (
        CircuitBreakerExistingLockError,
    )

    class Memory(CircuitBreakerPersistenceLayer):
        """The one circuit of this instance; side by side, a single call may try Medusa again."""

        def __init__(self) -> None:
            super().__init__()
            self._record: CircuitStateRecord | None = None
            self._electing = threading.Lock()

        def _get_record(self, _name: str) -> CircuitStateRecord | None:
            return self._record

        def _put_record(
            self,
            record: CircuitStateRecord,
            condition: str | None = None,
            expected_opened_at: int | None = None,
        ) -> None:
            with self._electing:
                known = self._record
                if condition and known and known.half_open_owner and known.opened_at == expected_opened_at:
                    raise CircuitBreakerExistingLockError
                self._record = record

        def _update_record(self, record: CircuitStateRecord) -> None:
            self._record = record

    config = CircuitBreakerConfig(
        failure_threshold=1,  # `_watched` counts: Powertools would open the circuit without a probe
        recovery_timeout=RECOVERY,
        success_threshold=1,
        handled_exceptions=(_AwayError,),
        local_cache_max_age=0,
    )
    guarded: Callable[[Callable[[], Any]], Any] = circuit_breaker(
        name=f"medusa-{next(_numbers)}",  # Powertools keeps a name's failures as long as the process lives
        persistence_store=Memory(),
        on_circuit_open=_refuse,
        on_transition=_note,
        config=config,
    )(_run)
    return guarded


def _run(call: Callable[[], T]) -> T:
    return call()


def _watched(call: Callable[[], T], probe: Callable[[], bool | None]) -> T | CommerceError:
    """Make a call; a failure is returned where the probe shows that Medusa is there all the same."""
    try:
        answer = call()
    except (MedusaFailedError, MedusaTimeoutError) as failure:
        responds = probe() if _count(failed=True) >= FAILURES else None
        if responds is None:
            raise
        if not responds:
            raise _AwayError(failure) from failure
        _count(failed=False)
        return failure
    _count(failed=False)
    return answer


def _count(*, failed: bool) -> int:
    """Return how many calls have failed in a row, the last one included."""
    global _in_a_row  # noqa: PLW0603
    with _counting:
        _in_a_row = _in_a_row + 1 if failed else 0
        return _in_a_row


def _refuse(*_: object, **_circuit: object) -> None:
    raise UnavailableError("The commerce server does not answer just now, try again shortly")


def _note(change: CircuitTransition) -> None:
    logger.warning("The circuit to Medusa changed", was=str(change.from_state), now=str(change.to_state))
    if change.to_state == "CLOSED":
        _open.clear()
    else:
        _open.set()
