"""Forward containers' connections to the parts of the platform that functions call, on 127.0.0.1.

It listens on the address that this machine has in the containers' network, and serves no one from elsewhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import subprocess
import sys

from local import process
from local.config import HOST, Ports

PARTS = ("medusa", "sso", "aws")


def start(address: str, subnet: str) -> subprocess.Popen[bytes]:
    """Start it for containers of a network."""
    return process.launch("containers", [sys.executable, "-m", "local.forwarder", address, subnet])


_IP_FREEBIND = 15
"""Linux's option to listen on an address that is not there yet: an engine may remove an empty network."""


def listener(address: str, port: int) -> socket.socket:
    """Return a socket that listens on an address of a containers' network."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.IPPROTO_IP, _IP_FREEBIND, 1)
    bound.bind((address, port))
    bound.listen()
    return bound


async def forward(bound: socket.socket, subnet: str, port: int) -> None:
    """Connect whoever calls from the subnet with the port on 127.0.0.1, until this is cancelled."""
    allowed = ipaddress.ip_network(subnet)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError), contextlib.closing(writer):
            if ipaddress.ip_address(writer.get_extra_info("peername")[0]) not in allowed:
                return
            there, back = await asyncio.open_connection(HOST, port)
            with contextlib.closing(back):
                await asyncio.gather(_copy(reader, back), _copy(there, writer))

    async with await asyncio.start_server(serve, sock=bound) as server:
        await server.serve_forever()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        target.write(data)
        await target.drain()
    target.write_eof()


async def _all(address: str, subnet: str, ports: Ports) -> None:
    wanted = [getattr(ports, part) for part in PARTS]
    await asyncio.gather(*(forward(listener(address, port), subnet, port) for port in wanted))


if __name__ == "__main__":
    asyncio.run(_all(sys.argv[1], sys.argv[2], Ports.from_environment()))
