"""Connections that are reused: a write into one that is closing would be lost, and no one could repeat it."""

from __future__ import annotations

import time

import pytest
from commerce.medusa.transport import connections

NOW = 1_800_000_000.0


class _Socket:
    there = True

    @property
    def is_connected(self) -> bool:
        return self.there


class _Connection(connections._Aging, _Socket):
    pass


@pytest.mark.parametrize(
    ("idle", "usable"),
    [
        (0, True),
        (0.5, True),
        (connections.IDLE_LIMIT - 0.5, True),
        (connections.IDLE_LIMIT, False),
        (3600, False),
        (-0.5, False),  # the clock was set back: no one knows for how long it was idle
    ],
)
def test_a_connection_is_reused_while_medusa_keeps_it_open(
    monkeypatch: pytest.MonkeyPatch, idle: float, usable: bool
) -> None:
    monkeypatch.setattr(time, "time", lambda: NOW)
    connection = _Connection()
    connection.used_at = NOW - idle
    assert connection.is_connected is usable
    connection.there = False
    assert connection.is_connected is False


def test_what_was_never_used_is_not_trusted() -> None:
    assert _Connection().is_connected is False


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_one_request_keeps_as_many_connections_as_it_uses(scheme: str) -> None:
    pool = connections.new_pool().connection_from_url(f"{scheme}://medusa.example")
    assert issubclass(pool.ConnectionCls, connections._Aging)
    assert pool.pool is not None
    assert pool.pool.maxsize == connections.POOL_SIZE
