"""Nobody waits for a Medusa that does not answer: Powertools' circuit breaker around every call.

`FAILURES` calls in a row that end with no answer, with one that is too late, or with 502, 503 or 504 open
the circuit. For `RECOVERY` seconds calls are then refused at once, with 503 and nothing sent. The first one
after that tries Medusa: if it answers, the circuit is closed again. A 500 does not count: a client could
bring it about with a request that Medusa chokes on, and have everybody else refused.

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

from commerce.errors import MedusaFailedError, MedusaTimeoutError, UnavailableError

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


def protect(call: Callable[[], T]) -> T:
    """Make a call to Medusa, unless the last ones have failed; its errors pass through.

    Raises
    ------
    UnavailableError
        The circuit is open: nothing was sent.
    """
    answer: T = _breaker()(call)
    return answer


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
        failure_threshold=FAILURES,
        recovery_timeout=RECOVERY,
        success_threshold=1,
        handled_exceptions=(MedusaFailedError, MedusaTimeoutError),
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


def _refuse(*_: object, **_circuit: object) -> None:
    raise UnavailableError("The commerce server does not answer just now, try again shortly")


def _note(change: CircuitTransition) -> None:
    logger.warning("The circuit to Medusa changed", was=str(change.from_state), now=str(change.to_state))
    if change.to_state == "CLOSED":
        _open.clear()
    else:
        _open.set()
