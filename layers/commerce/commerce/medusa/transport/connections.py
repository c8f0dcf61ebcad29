"""One pool of connections to Medusa for a warm instance."""

from __future__ import annotations

import io
import socket
import time
from http.client import HTTPResponse
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

IDLE_LIMIT = 4.0
"""Seconds after which an idle connection is not used again: Medusa closes its side after five, and a write
sent into a connection that is being closed can neither be trusted nor repeated."""

POOL_SIZE = 8
"""As many as the parallel calls of one request."""


class _InTime(io.RawIOBase):
    """Reads of a socket that together take no longer than one may: a socket's own limit restarts with each.

    Else a server that sends a byte now and then, be it of its headers, would hold the request beyond
    Lambda's limit.
    """

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw, self._sock = raw, sock
        self._ends = time.monotonic() + (sock.gettimeout() or 0.0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(HTTPResponse):
    """A response whose head and body arrive within the timeout."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_InTime(self.fp.detach(), sock))


class _Aging:
    """A connection that counts as closed once it has been idle for `IDLE_LIMIT`.

    Wall-clock time, since it continues while Lambda has the instance frozen.
    """

    response_class: type[HTTPResponse] = _Answer
    used_at = 0.0

    def request(self, *args: Any, **kwargs: Any) -> None:
        self.used_at = time.time()
        super().request(*args, **kwargs)  # type: ignore[misc]

    @property
    def is_connected(self) -> bool:
        fresh = 0 <= time.time() - self.used_at < IDLE_LIMIT
        return bool(fresh and super().is_connected)  # type: ignore[misc]


class _AgingHTTPConnection(_Aging, HTTPConnection):
    pass


class _AgingHTTPSConnection(_Aging, HTTPSConnection):
    pass


class _HTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _AgingHTTPConnection


class _HTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _AgingHTTPSConnection


def new_pool() -> urllib3.PoolManager:
    """Create an empty pool: a connection is opened when it is first needed, so none is in a snapshot."""
    pool = urllib3.PoolManager(num_pools=2, maxsize=POOL_SIZE, block=False, retries=False)
    pool.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
    return pool
