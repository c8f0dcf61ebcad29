"""The only file that sends HTTP requests to Medusa.

A `Medusa` serves one request of one caller: it has that caller's token and the request's deadline, and counts
its calls. The connections below it belong to the warm instance.
"""

from __future__ import annotations

import base64
import itertools
import json
import random
import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, TypeVar
from urllib.parse import urlencode

import urllib3
from aws_lambda_powertools import Logger
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as LateError

from commerce import reading, settings
from commerce.caller import GUEST, Caller
from commerce.deadline import Deadline
from commerce.errors import (
    ApiKeyRejectedError,
    BadRequestError,
    CommerceError,
    ResponseTooLargeError,
    UpstreamError,
    UpstreamTimeoutError,
)
from commerce.ids import url_path
from commerce.medusa.transport import circuit_breaker, plugin
from commerce.medusa.transport.connections import POOL_SIZE, new_pool
from commerce.medusa.transport.error_mapping import admin_refusal, refusal
from commerce.medusa.transport.statistics import RequestStats

Json = dict[str, Any]
Query = Mapping[str, Any]
Method = Literal["GET", "POST", "DELETE"]
T = TypeVar("T")
U = TypeVar("U")

CONNECT_TIMEOUT = 2.0
READ_LIMIT = 8.0
"""Seconds that a read may take; a write gets all the time that the request has left, for it may be done."""
PROBE_LIMIT = 2.0
"""Seconds in which Medusa responds to a small read, unless it is away."""
MAX_ATTEMPTS = 3
MAX_ANSWER = 20 * 1024 * 1024
"""Bytes of all responses to one request together: as Python objects they take some ten times that."""
MAX_URL = 7500
"""Characters of a URL: servers in front of Medusa take 8 KB, Medusa 16 KB with the token and all headers."""
MAX_BODY = 100 * 1024
"""Bytes of a body, by Medusa; `commerce.limits` and the models keep ours smaller."""
_TRANSIENT = {502, 503, 504}
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_ID = re.compile(r"\b[a-z_]{2,20}_(?=[A-Za-z]*\d)[0-9A-Za-z]{8,}")

logger = Logger(child=True)
_pool = new_pool()
_jitter = random.SystemRandom()  # the system's, since all copies of one snapshot would share a seed


class Medusa:
    """Medusa, as one caller may see it, until a deadline."""

    def __init__(self, caller: Caller = GUEST, deadline: Deadline | None = None, locale: str = "") -> None:
        self.caller = caller
        self.deadline = deadline or Deadline.after(20)
        self.locale = locale
        self.if_match: str | None = None
        """The version of the cart that a write of this request is meant for, if the client named one."""
        self.sellable_in = ""
        """The currency in which listed products must be for sale; for a Medusa with the bundle's plugin."""
        self.stats = RequestStats()

    def get(self, *path: str, query: Query | None = None, translated: bool = True) -> Json:
        """Read from the Store API, as in ``get("carts", cart_id, query={"fields": "id"})``."""
        return self._store("GET", path, query, None, translated)

    def post(self, *path: str, body: Json | None = None, query: Query | None = None) -> Json:
        """Write to the Store API; never retried once it may have reached Medusa."""
        return self._store("POST", path, query, body or {})

    def delete(self, *path: str, body: Json | None = None, query: Query | None = None) -> Json:
        """Delete in the Store API; never retried once it may have reached Medusa."""
        return self._store("DELETE", path, query, body)

    def admin_get(self, *path: str, query: Query | None = None) -> Json:
        """Read from the Admin API with our secret key; the caller's token does not go along."""

        def read(key: str) -> Json:
            headers = {"authorization": f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"}
            return self._send("GET", url_path("admin", *path), query, headers, None, admin_refusal)

        return _with_current_key("admin", settings.admin_key, read)

    def gather(self, *calls: Callable[[], T]) -> list[T]:
        """Run independent calls in parallel and return their results in order; the first error is raised.

        One after the other while the circuit is open, for then a single call may try Medusa again.
        """
        if len(calls) < 2 or circuit_breaker.is_open():
            return [call() for call in calls]
        with ThreadPoolExecutor(max_workers=min(len(calls), POOL_SIZE)) as threads:
            return [future.result() for future in [threads.submit(call) for call in calls]]

    def both(self, first: Callable[[], T], second: Callable[[], U]) -> tuple[T, U]:
        """Run two independent calls as `gather` does and return both results, each with its type."""
        found: list[Any] = self.gather(first, second)
        return found[0], found[1]

    def _store(
        self,
        method: Method,
        path: tuple[str, ...],
        query: Query | None,
        body: Json | None,
        translated: bool = True,
    ) -> Json:
        plugin.must_have(method, path)

        def send(key: str) -> Json:
            headers = {"x-publishable-api-key": key}
            if self.caller.token:
                headers["authorization"] = f"Bearer {self.caller.token}"
            if self.sellable_in:
                headers["x-sellable-in"] = self.sellable_in
            if self.locale and translated:
                headers["x-medusa-locale"] = self.locale
            return self._send(method, url_path("store", *path), query, headers, body, refusal)

        return _with_current_key("store", lambda: settings.store().publishable_key, send)

    def _send(
        self,
        method: Method,
        path: str,
        query: Query | None,
        headers: dict[str, str],
        body: Json | None,
        refused: Callable[[int, Any, Mapping[str, str]], CommerceError],
    ) -> Json:
        url = settings.store().base_url + path + (f"?{urlencode(query, doseq=True)}" if query else "")
        if len(url) > MAX_URL:
            message = "The request names too many records: name fewer, or request fewer entries"
            raise BadRequestError(message, path="query")
        headers["accept"] = "application/json"
        payload = None
        if body is not None:
            headers["content-type"] = "application/json"
            text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
            payload = text.encode(errors="surrogatepass")

        def send() -> tuple[int, Mapping[str, str], bytes]:
            status, answer_headers, raw = self._until_answered(method, url, headers, payload)
            if path.startswith("/store/"):
                plugin.remember(answer_headers.get(plugin.HEADER))
            if status in _TRANSIENT:
                raise _refused(refused, status, raw, answer_headers)
            return status, answer_headers, raw

        if self.deadline.left() <= 0:  # not a failure of Medusa: nothing is sent
            raise UpstreamTimeoutError
        try:
            status, answer_headers, raw = circuit_breaker.protect(send, self._responds)
            if status >= 300:
                raise _refused(refused, status, raw, answer_headers)
            self.stats.wrote |= method != "GET"
            answer = reading.parse(raw) if raw else reading.MedusaObject()
            if not isinstance(answer, dict):
                logger.error("Medusa's response is not a JSON object", medusa_status=status, size=len(raw))
                raise UpstreamError
        except ResponseTooLargeError:
            self.stats.wrote |= method != "GET"
            raise
        except (UpstreamError, UpstreamTimeoutError) as failed:
            never_sent = isinstance(failed.__cause__, ConnectTimeoutError)
            self.stats.add_failure(may_have_written=method != "GET" and not never_sent)
            raise
        return answer

    def _until_answered(
        self, method: Method, url: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        for attempt in itertools.count(1):
            try:
                status, answer_headers, raw = self._attempt(method, url, headers, body)
            except HTTPError as failure:
                again = _may_repeat(method, failure)
                logger.warning("A call to Medusa failed", reason=type(failure).__name__, attempt=attempt)
                if not again or not self._pause(attempt):
                    raise _failure(failure) from failure
                continue
            if status in _TRANSIENT and method == "GET" and self._pause(attempt):
                continue
            return status, answer_headers, raw
        raise AssertionError  # pragma: no cover - the count has no end

    def _responds(self) -> bool | None:
        """Return whether Medusa responds to a read that no caller influences; None when no time is left."""
        if self.deadline.left() < PROBE_LIMIT:
            return None
        store = settings.store()
        url = f"{store.base_url}/store/regions?limit=1&fields=id"
        headers = {"x-publishable-api-key": store.publishable_key, "accept": "application/json"}
        try:
            status, _, _ = self._attempt("GET", url, headers, None, PROBE_LIMIT)
        except (HTTPError, UpstreamTimeoutError):
            return False
        return status < 500

    def _attempt(
        self,
        method: Method,
        url: str,
        headers: dict[str, str],
        body: bytes | None,
        read_limit: float | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        limit = read_limit or READ_LIMIT
        ends = self.deadline.within(limit) if method == "GET" else self.deadline
        left = ends.left()
        if left <= 0:
            raise UpstreamTimeoutError
        started = time.perf_counter()
        try:
            answer = _pool.request(
                method,
                url,
                headers=headers,
                body=body,
                # In total: else the time to connect would come on top, past the function's own limit.
                timeout=urllib3.Timeout(total=left, connect=CONNECT_TIMEOUT),
                preload_content=False,
                redirect=False,
            )
            try:
                return answer.status, answer.headers, self._read(answer)
            except BaseException:
                answer.close()
                raise
            finally:
                answer.release_conn()
        finally:
            self.stats.add_request(time.perf_counter() - started)

    def _read(self, answer: urllib3.BaseHTTPResponse) -> bytes:
        chunks = bytearray()
        while chunk := answer.read1(65536):
            chunks += chunk
            if self.stats.add_received(len(chunk)) > MAX_ANSWER:
                logger.warning("Medusa's responses are too large", limit=MAX_ANSWER)
                raise ResponseTooLargeError
        return bytes(chunks)

    def _pause(self, attempt: int) -> bool:
        """Wait before another attempt; return whether there is one."""
        pause = backoff(attempt)
        if attempt >= MAX_ATTEMPTS or pause >= self.deadline.left():
            return False
        time.sleep(pause)
        return True


def _with_current_key(group: str, current: Callable[[], str], call: Callable[[str], Json]) -> Json:
    """Call; if our key is refused it was rotated: call once more with the settings read again.

    A write may be repeated as well: Medusa looks at the key before anything else.
    """
    key = current()
    try:
        return call(key)
    except ApiKeyRejectedError:
        if not settings.renew(group, key):
            raise
        logger.warning("Medusa refused an API key, reading the settings again", group=group)
        return call(current())


def backoff(attempt: int) -> float:
    """Seconds to wait after the given attempt: 50 ms, 100 ms …, half of it jitter."""
    full: float = 0.05 * 2 ** (attempt - 1)
    return full * _jitter.uniform(0.5, 1)


def _may_repeat(method: Method, failure: HTTPError) -> bool:
    """Decide whether a failed attempt is repeated: what never reached Medusa always, the rest only a read."""
    if isinstance(failure, ConnectTimeoutError):  # a refused connection, too
        return True
    return method == "GET" and not isinstance(failure, LateError)


def _failure(failure: HTTPError) -> CommerceError:
    late = isinstance(failure, LateError) and not isinstance(failure, NewConnectionError)
    return UpstreamTimeoutError() if late else UpstreamError()


def _refused(
    refused: Callable[[int, Any, Mapping[str, str]], CommerceError],
    status: int,
    raw: bytes,
    headers: Mapping[str, str],
) -> CommerceError:
    """Return the contract's error for Medusa's refusal; its text goes to the log only."""
    answer = reading.parse(raw) if raw else {}
    error = refused(status, answer, headers)
    said = answer.get("message") if isinstance(answer, dict) else None
    logger.info("Medusa refused", medusa_status=status, status=int(error.status), medusa_message=_short(said))
    return error


def _short(said: Any) -> str:
    """Return Medusa's text for the log, without emails, and without ids, which open guests' carts."""
    return _ID.sub("(id)", _EMAIL.sub("(email)", str(said or "")[:400]))[:200]
