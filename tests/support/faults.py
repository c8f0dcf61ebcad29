"""The faults that `tests.support.proxy` can make, and plans that say when."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Mapping

from tests.support.proxy import Arrived, Fault, Plan
from tests.support.upstream import reset

Where = Callable[[Arrived], bool]


def always(fault: Fault, where: Where) -> Plan:
    """Apply the fault to every request that matches."""
    return lambda arrived: fault if where(arrived) and (arrived.number > 1 or not fault.reused_only) else None


def once(fault: Fault, where: Where) -> Plan:
    """Apply the fault only to the first request that matches."""
    left = [fault]
    return lambda arrived: left.pop() if left and where(arrived) else None


def by_chance(seed: int, rate: float, weights: Mapping[Fault, int]) -> Plan:
    """Make one request in ``1 / rate`` fail, with faults as often as their weights say."""
    dice = random.Random(seed)
    faults = list(weights)

    def plan(arrived: Arrived) -> Fault | None:
        if dice.random() >= rate:
            return None
        chosen = dice.choices(faults, weights=[weights[fault] for fault in faults])[0]
        return None if chosen.reused_only and arrived.number == 1 else chosen

    return plan


def _reset(connection: socket.socket, _: bytes) -> bool:
    reset(connection)
    return False


def _reset_inside(connection: socket.socket, response: bytes) -> bool:
    connection.sendall(response[: len(response) * 2 // 3])
    reset(connection)
    return False


def _cut(connection: socket.socket, response: bytes) -> bool:
    connection.sendall(response[:-5])
    return False


def _hang(connection: socket.socket, _: bytes) -> bool:
    connection.recv(1)
    return False


def _drip(connection: socket.socket, response: bytes) -> bool:
    pause = threading.Event()
    for byte in response:
        connection.sendall(bytes([byte]))
        pause.wait(0.05)
    return True


def _close_after(connection: socket.socket, response: bytes) -> bool:
    connection.sendall(response)
    return False


def _half_a_document(connection: socket.socket, response: bytes) -> bool:
    body = response.partition(b"\r\n\r\n")[2]
    return _say("200 OK", "application/json", body[: len(body) // 2])(connection, b"")


def _say(status: str, kind: str, body: bytes) -> Callable[[socket.socket, bytes], bool]:
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"

    def tell(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(head.encode() + body)
        return True

    return tell


_ERROR = b'{"code":"unknown_error","type":"unknown_error","message":"connect ECONNREFUSED 10.0.0.7:5432"}'
_PAGE = b"<!DOCTYPE html><html><body><h1>Welcome to nginx at 10.0.0.7</h1></body></html>"


def _failing(name: str, reached: bool, status: str) -> Fault:
    return Fault(name, reached, _say(status, "application/json", _ERROR))


REFUSED = Fault("refused", False, _reset, refuses=True)
RESET_BEFORE = Fault("reset before it arrived", False, _reset)
RESET_AFTER = Fault("reset, work done", True, _reset)
RESET_INSIDE = Fault("reset mid-response", True, _reset_inside)
CUT = Fault("response cut off", True, _cut)
HANG_BEFORE = Fault("hung, nothing done", False, _hang)
HANG_AFTER = Fault("hung, work done", True, _hang)
DRIP = Fault("slow drip", True, _drip)
ERROR_BEFORE = _failing("500, nothing done", False, "500 Internal Server Error")
ERROR_AFTER = _failing("500, work done", True, "500 Internal Server Error")
GATEWAY_BEFORE = _failing("503, nothing done", False, "503 Service Unavailable")
GATEWAY_AFTER = _failing("504, work done", True, "504 Gateway Timeout")
HALF_JSON = Fault("truncated JSON", True, _half_a_document)
HTML_BEFORE = Fault("HTML, nothing done", False, _say("200 OK", "text/html", _PAGE))
HTML_AFTER = Fault("HTML, work done", True, _say("200 OK", "text/html", _PAGE))
STALE = Fault("stale keep-alive", True, _close_after)
"""The server closes the connection after its response without having said so."""
STALE_RESET = Fault("keep-alive reset", False, _reset, reused_only=True)
"""A connection that was used before is dead, which shows only when it is written into."""
