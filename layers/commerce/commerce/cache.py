"""A cache in the memory of a warm instance."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

V = TypeVar("V")

_caches: list[Cache[Any]] = []


class Cache(Generic[V]):
    """Values by key for a while; the least recently used are dropped first. Safe for threads.

    Ages are measured by the wall clock, which continues while Lambda has the instance frozen.

    Parameters
    ----------
    capacity
        What the sizes of all entries add up to at most.
    seconds
        Returns for how long entries are used; 0 for not at all.
    size
        Returns the size of an entry; each counts 1 by default.
    """

    def __init__(
        self,
        capacity: int,
        seconds: Callable[[], float],
        size: Callable[[Hashable, V], int] = lambda _key, _value: 1,
    ) -> None:
        self.capacity = capacity
        self.used = 0
        self._seconds, self._size = seconds, size
        self._entries: OrderedDict[Hashable, tuple[float, V]] = OrderedDict()
        self._lock = threading.Lock()
        _caches.append(self)

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable, at_most: float = math.inf) -> V | None:
        """Return the value of ``key``, or None when there is none or it is too old.

        ``at_most`` is how many seconds old it may be, if that is less than usual.
        """
        with self._lock:
            stored = self._entries.get(key)
            if stored is None or not 0 <= time.time() - stored[0] < min(self._seconds(), at_most):
                return None
            self._entries.move_to_end(key)
            return stored[1]

    def put(self, key: Hashable, value: V) -> V:
        """Store a value and return it; one larger than the capacity is not stored."""
        with self._lock:
            self._drop(key)
            self._entries[key] = (time.time(), value)
            self.used += self._size(key, value)
            while self.used > self.capacity:
                self._drop(next(iter(self._entries)))
        return value

    def remove(self, key: Hashable) -> None:
        """Drop the entry of ``key``, if there is one."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Drop all entries."""
        with self._lock:
            self._entries.clear()
            self.used = 0

    def _drop(self, key: Hashable) -> None:
        dropped = self._entries.pop(key, None)
        if dropped:
            self.used -= self._size(key, dropped[1])


def clear() -> None:
    """Drop all entries of all caches, as in a new instance."""
    for cache in _caches:
        cache.clear()
