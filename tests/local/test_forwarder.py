"""The forwarder: containers' connections arrive on 127.0.0.1, no one else's do."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import pytest

from local import forwarder

BRIDGE = "127.0.0.2"


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write((await reader.read()).upper())
    writer.close()


async def _sent(subnet: str, caller: str) -> bytes:
    """Return what comes back when a caller sends a word and closes its side."""
    async with await asyncio.start_server(_echo, "127.0.0.1", 0) as server:
        bound = forwarder.listener(BRIDGE, 0)
        port = server.sockets[0].getsockname()[1]
        forwarding = asyncio.create_task(forwarder.forward(bound, subnet, port))
        reader, writer = await asyncio.open_connection(*bound.getsockname(), local_addr=(caller, 0))
        writer.write(b"word")
        writer.write_eof()
        try:
            return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()
            forwarding.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await forwarding


@pytest.mark.parametrize(("caller", "back"), [("127.0.0.3", b"WORD"), ("127.1.0.3", b"")])
def test_it_serves_the_containers_network_alone(caller: str, back: bytes) -> None:
    assert asyncio.run(_sent("127.0.0.0/16", caller)) == back


def test_it_listens_where_the_engine_has_no_network_yet() -> None:
    """An engine may remove its bridge while there is no container."""
    with socket.socket() as plain, pytest.raises(OSError, match="assign"):
        plain.bind(("192.0.2.99", 0))
    forwarder.listener("192.0.2.99", 0).close()
