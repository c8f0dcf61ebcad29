"""What the two payment providers of the local platform share: requests, faults and webhooks.

`POST /lab` with JSON sets how they behave: ``fault`` is ``refuse`` (the connection is closed), ``500``,
``hang``, ``no cancel`` (only a cancellation fails) or ``none``; ``webhooks`` is ``hold``, ``drop`` or
``send``, which also sends those held, in order.
`GET /lab/requests` lists what Medusa sent to them, the newest last.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections import deque
from typing import Any

import urllib3
from flask import Flask, Response, jsonify, request

Json = dict[str, Any]

_HANG_SECONDS = 60
_FAULTS = {"none", "refuse", "500", "hang", "no cancel"}


class Lab:
    """The faults, the requests so far, and the webhooks that wait to be sent to Medusa."""

    def __init__(self, medusa: str) -> None:
        self.medusa = medusa
        self.requests: deque[Json] = deque(maxlen=2000)
        self.lock = threading.RLock()
        self._fault = "none"
        self._healthy = threading.Event()
        self._dropping = False
        self._sending = threading.Event()
        self._sending.set()
        self._webhooks: queue.Queue[tuple[str, bytes, dict[str, str]]] = queue.Queue(2000)
        threading.Thread(target=self._send_webhooks, daemon=True).start()

    def add_routes(self, app: Flask) -> None:
        """Add the routes that a test sets faults and reads requests with."""
        app.add_url_rule("/lab", view_func=self._configure, methods=["POST"])
        app.add_url_rule("/lab/requests", view_func=lambda: jsonify(list(self.requests)))

    def receive(self, provider: str, sent: Json) -> Response | None:
        """Record a request to a provider; return a response when the provider is to fail."""
        key = request.headers.get("idempotency-key")
        entry = {"provider": provider, "method": request.method, "path": request.path, "sent": sent}
        self.requests.append(entry | {"idempotency_key": key})
        if self._fault == "hang":
            self._healthy.wait(_HANG_SECONDS)
        if self._fault == "refuse":
            connection: socket.socket = request.environ["werkzeug.socket"]
            connection.shutdown(socket.SHUT_RDWR)
        fails = self._fault != "none" and (self._fault != "no cancel" or request.path.endswith("/cancel"))
        return None if not fails else Response('{"error": {"type": "api_error"}}', 500)

    def notify(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        """Queue a webhook for Medusa."""
        if not self._dropping:
            self._webhooks.put_nowait((path, body, {"content-type": "application/json", **headers}))

    def _configure(self) -> Response:
        wanted = request.get_json()
        fault, webhooks = wanted.get("fault", self._fault), wanted.get("webhooks", "send")
        if fault not in _FAULTS or webhooks not in {"send", "hold", "drop"}:
            return Response("fault: none, refuse, 500, hang, no cancel; webhooks: send, hold, drop", 400)
        self._fault = fault
        (self._healthy.set if self._fault == "none" else self._healthy.clear)()
        if "webhooks" in wanted:
            self._dropping = webhooks == "drop"
            (self._sending.clear if webhooks == "hold" else self._sending.set)()
        return jsonify(wanted)

    def _send_webhooks(self) -> None:
        while True:
            path, body, headers = self._webhooks.get()
            self._sending.wait()
            try:
                status = urllib3.request("POST", self.medusa + path, body=body, headers=headers).status
                print(f"webhook {path}: {status}", flush=True)
            except urllib3.exceptions.HTTPError as error:
                print(f"webhook {path}: {type(error).__name__}", flush=True)
