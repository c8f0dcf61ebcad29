"""Counts of the requests to Medusa during one request, for logs, metrics and limits."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class RequestStats:
    """Counts of the requests to Medusa; parallel ones may add to them."""

    requests: int = 0
    """Requests sent, retries included."""
    seconds: float = 0.0
    """Total time of them; parallel ones each count."""
    received: int = 0
    """Bytes read."""
    failures: int = 0
    """Calls without a response, or with a 5xx."""
    wrote: bool = False
    """Whether Medusa has done a write, or may have: it was sent, and no response came."""
    orders_placed: int = 0
    orders_unpaid: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def add_request(self, seconds: float) -> None:
        """Count a request that took ``seconds``."""
        with self._lock:
            self.requests += 1
            self.seconds += seconds

    def add_received(self, size: int) -> int:
        """Count bytes; return how many there are by now."""
        with self._lock:
            self.received += size
            return self.received

    def add_failure(self, *, may_have_written: bool) -> None:
        """Count a call that failed."""
        with self._lock:
            self.failures += 1
            self.wrote |= may_have_written
