"""A proxy on loopback before a real server, that makes what lies between two machines fail.

Each request is read completely, a plan decides about it, and the server's response is returned unchanged, in
part, or not at all. For writes, a fault may come before the server has the request, or after it has done its
work and only the response is lost.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BufferedReader
from typing import Self
from urllib.parse import urlsplit

HOST = "127.0.0.1"
_SERVER_PATIENCE = 60
_FRAMED = re.compile(rb"^(content-length|transfer-encoding): *(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Arrived:
    """A request that came to the proxy; ``number`` counts the requests of its connection."""

    method: str
    path: str
    number: int

    @property
    def writes(self) -> bool:
        return self.method != "GET"


@dataclass(frozen=True)
class Fault:
    """What becomes of an exchange: ``reached`` says whether the server hears of it and does its work.

    ``tell`` gets the client's connection and the server's response (empty when it was not called), and says
    whether the connection stays in use.
    """

    name: str
    reached: bool
    tell: Callable[[socket.socket, bytes], bool]
    refuses: bool = False
    """Nothing listens at all: the connection itself is refused."""
    reused_only: bool = False
    """Happens only to connections that have served before."""


Plan = Callable[[Arrived], Fault | None]


@dataclass(frozen=True)
class Passed:
    """What became of a request."""

    arrived: Arrived
    fault: str | None
    reached: bool


def faultless(_: Arrived) -> None:
    """Pass everything on."""


@dataclass
class Proxy:
    """The proxy before ``target``: set its `plan`, then read what has `passed`."""

    target: str
    plan: Plan = faultless
    passed: list[Passed] = field(default_factory=list)

    def __post_init__(self) -> None:
        server = urlsplit(self.target)
        self._server = (server.hostname or HOST, server.port or 80)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = _listen(0)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        self._accept()

    def refuse(self) -> None:
        """Listen no more and drop every connection, as a server that has died does."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            left, self._open = self._open, set()
        for connection in left:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def listen(self) -> None:
        """Listen again, at the same address."""
        self._listener = _listen(self.port)
        self._accept()

    def use(self, plan: Plan) -> None:
        """Set the plan from now on and forget what has passed."""
        self.plan = plan
        self.passed.clear()

    def heal(self) -> None:
        """End all faults."""
        self.plan = faultless
        if self._listener.fileno() < 0:
            self.listen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.refuse()

    def _accept(self) -> None:
        threading.Thread(target=self._serve_all, args=(self._listener,), daemon=True).start()

    def _serve_all(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), connection, connection.makefile("rb") as reader:
            number = 0
            while request := _message(reader):
                number += 1
                if not self._exchange(connection, request, number):
                    break
        with self._lock:
            self._open.discard(connection)

    def _exchange(self, connection: socket.socket, request: bytes, number: int) -> bool:
        method, target, _ = request.split(b"\r\n", 1)[0].decode().split(" ")
        arrived = Arrived(method, urlsplit(target).path, number)
        with self._lock:
            fault = self.plan(arrived)
        reached = fault is None or fault.reached
        response = self._call(request) if reached else b""
        with self._lock:
            self.passed.append(Passed(arrived, fault.name if fault else None, reached))
        if fault is not None:
            return fault.tell(connection, response)
        connection.sendall(response)
        return bool(response)

    def _call(self, request: bytes) -> bytes:
        with socket.create_connection(self._server, timeout=_SERVER_PATIENCE) as server:
            server.sendall(request)
            with server.makefile("rb") as reader:
                return _message(reader, is_answer=True)


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen(64)
    return listener


def _message(reader: BufferedReader, *, is_answer: bool = False) -> bytes:
    """Read one HTTP message as it came; empty at the end of the connection."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = reader.readline()
        if not line:
            return b""
        head += line
    framed = {name.lower(): value for name, value in _FRAMED.findall(head)}
    if b"transfer-encoding" in framed:
        return head + _chunks(reader)
    if b"content-length" in framed:
        return head + reader.read(int(framed[b"content-length"]))
    if is_answer and head.split(b" ", 2)[1][:3] not in {b"204", b"304"}:
        return head + reader.read()
    return head


def _chunks(reader: BufferedReader) -> bytes:
    body = b""
    while True:
        size = reader.readline()
        body += size + reader.read(int(size, 16) + 2)
        if int(size, 16) == 0:
            return body
