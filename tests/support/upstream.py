"""A scripted HTTP server on loopback: each request gets its route's response, else the next in the script."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self, cast
from urllib.parse import parse_qs, parse_qsl, urlsplit

Raw = Callable[[socket.socket], None]
"""A response that does as it likes with the connection."""

_Response = tuple[int, dict[str, str], bytes] | Raw


@dataclass
class Seen:
    """One request that arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def queries(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query)

    @property
    def route(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


@dataclass
class Upstream:
    """The server: `script` responses, then read what was `seen`."""

    seen: list[Seen] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._responses: list[_Response] = []
        self._routes: dict[str, list[_Response]] = {}
        self._defaults: dict[str, _Response] = {}
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else each response waits 40 ms for the client's acknowledgement

            def setup(self) -> None:
                upstream.connections += 1
                super().setup()

            def handle_any(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                seen = Seen(self.command, self.path, headers, self.rfile.read(length))
                upstream.seen.append(seen)
                responses = upstream._routes.get(seen.route) or upstream._responses
                end = upstream._defaults.get(seen.route, (599, {}, b"the script has ended"))
                response = responses.pop(0) if responses else end
                if callable(response):
                    self.close_connection = True
                    response(self.connection)
                    return
                status, sent, body = response
                self.send_response(status)
                for name, value in sent.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = handle_any

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def script(self, *responses: Any) -> None:
        """Set the next responses: a dict (200), a status with a dict, or a `Raw`."""
        self._responses += [_as_response(response) for response in responses]

    def on(self, route: str, *responses: Any) -> None:
        """Set the next responses to a route such as ``GET /store/regions``, whenever it is requested."""
        self._routes.setdefault(route, []).extend(_as_response(response) for response in responses)

    def otherwise(self, route: str, response: Any) -> None:
        """Set what a route responds with, however often, when nothing else is set."""
        self._defaults[route] = _as_response(response)

    def replace(self, route: str, *responses: Any) -> None:
        """Set the responses to a route in place of those that it has."""
        self._routes[route] = [_as_response(response) for response in responses]

    @property
    def asked(self) -> list[str]:
        """The routes of the requests that arrived, in their order."""
        return [seen.route for seen in self.seen]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _as_response(response: Any) -> _Response:
    if callable(response):
        return cast("Raw", response)
    if isinstance(response, bytes):
        return 200, {"content-type": "application/json"}, response
    if isinstance(response, tuple):
        status, body, *headers = response
        return status, headers[0] if headers else {}, json.dumps(body).encode()
    return 200, {}, json.dumps(response).encode()


def reset(connection: socket.socket) -> None:
    """Drop the connection with a reset, without a response."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()


def hang_up(connection: socket.socket) -> None:
    """Close the connection in the middle of a response."""
    connection.sendall(b'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"cart":')
    connection.close()


def drip(connection: socket.socket) -> None:
    """Send a response that never ends, a byte at a time."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
    pause = threading.Event()
    with contextlib.suppress(OSError):
        while not pause.wait(0.02):
            connection.sendall(b" ")


def drip_head(connection: socket.socket) -> None:
    """Begin a response whose head never ends."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nx-much: ")
    pause = threading.Event()
    with contextlib.suppress(OSError):
        while not pause.wait(0.02):
            connection.sendall(b"x")


def stall(connection: socket.socket) -> None:
    """Begin a response late and stop in the middle of it."""
    threading.Event().wait(0.2)
    with contextlib.suppress(OSError):
        connection.sendall(b'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"cart":')
        connection.recv(1)


def late(connection: socket.socket) -> None:
    """Respond after half a second."""
    threading.Event().wait(0.5)
    with contextlib.suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}")
        connection.close()


def hang(connection: socket.socket) -> None:
    """Never respond."""
    with contextlib.suppress(OSError):
        connection.recv(1)
