"""Two Medusas behind one address."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import urllib3

from local import process, several
from local.config import PlatformError


@contextmanager
def server(name: str) -> Iterator[int]:
    """Serve a server's name, with what it was sent, on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"]))
            body = f"{name} {self.path} {sent.decode()} {self.headers['x-more']}".encode()
            self.send_response(201)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield http.server_address[1]
    http.shutdown()
    http.server_close()


def test_each_server_gets_every_other_request() -> None:
    node, port = shutil.which("node") or "node", several.free_port()
    with ExitStack() as stack:
        servers = [stack.enter_context(server(name)) for name in ("one", "two")]
        spread = several.start_spread(node, port, servers)
        stack.callback(process.stop, spread)
        address = f"127.0.0.1:{port}"
        process.wait_for("spread", lambda: several.listens(address), spread)
        received = [
            urllib3.request("POST", f"http://{address}/a?b=c", body=b"sent", headers={"x-more": "more"})
            for _ in range(4)
        ]
        assert {response.status for response in received} == {201}
        bodies = [response.data.decode() for response in received]
    assert sorted(bodies[:2]) == ["one /a?b=c sent more", "two /a?b=c sent more"]
    assert bodies[2:] == bodies[:2]
    assert not several.listens(address)


def test_a_server_that_is_gone_is_no_response() -> None:
    node, port, gone = shutil.which("node") or "node", several.free_port(), several.free_port()
    spread = several.start_spread(node, port, [gone])
    try:
        process.wait_for("spread", lambda: several.listens(f"127.0.0.1:{port}"), spread)
        with pytest.raises(urllib3.exceptions.ProtocolError):
            urllib3.request("GET", f"http://127.0.0.1:{port}/", retries=False)
    finally:
        process.stop(spread)


@pytest.mark.parametrize(("number", "two"), [("", False), ("1", False), ("2", True)])
def test_there_are_one_or_two(monkeypatch: pytest.MonkeyPatch, number: str, two: bool) -> None:
    monkeypatch.setenv("MEDUSAS", number)
    assert several.wanted() is two


@pytest.mark.parametrize("number", ["0", "3", "two"])
def test_any_other_number_is_refused(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    monkeypatch.setenv("MEDUSAS", number)
    with pytest.raises(PlatformError, match="MEDUSAS="):
        several.wanted()


def test_redis_must_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PlatformError, match="redis-server"):
        several.start_redis(several.free_port())
