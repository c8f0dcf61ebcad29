"""What a call sends and what is counted: Medusa must be able to read it, and the logs must be right."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from commerce.caller import GUEST
from commerce.deadline import Deadline
from commerce.errors import (
    BadRequestError,
    NotFoundError,
    ResponseTooLargeError,
    TooManyRequestsError,
    UpstreamError,
    UpstreamTimeoutError,
)
from commerce.medusa.transport import circuit_breaker, client, connections
from commerce.medusa.transport.client import Medusa
from urllib3.exceptions import ConnectTimeoutError

from tests.conftest import Configure
from tests.support.upstream import Upstream, hang_up, reset


@pytest.fixture
def medusa(upstream: Upstream, configure: Configure, monkeypatch: pytest.MonkeyPatch) -> Medusa:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    monkeypatch.setattr(client, "_pool", connections.new_pool())
    monkeypatch.setattr(client, "backoff", lambda attempt: 0.001)
    return Medusa(GUEST, Deadline.after(5))


@pytest.mark.parametrize(
    ("method", "body", "sent"),
    [
        ("get", None, None),
        ("post", None, {}),
        ("post", {"email": "ä@lab.local"}, {"email": "ä@lab.local"}),
        ("delete", None, None),
        ("delete", {"promo_codes": ["X"]}, {"promo_codes": ["X"]}),
    ],
)
def test_a_body_goes_as_json_and_says_so(
    medusa: Medusa, upstream: Upstream, method: str, body: object, sent: object
) -> None:
    upstream.script({})
    getattr(medusa, method)("carts", **({"body": body} if body else {}))
    seen = upstream.seen[0]
    assert (seen.method, seen.json) == (method.upper(), sent)
    assert seen.headers["accept"] == "application/json"
    assert seen.headers.get("content-type") == (None if sent is None else "application/json")


@pytest.mark.parametrize("method", ["get", "post", "delete", "admin_get"])
def test_a_query_goes_along_whatever_the_method(medusa: Medusa, upstream: Upstream, method: str) -> None:
    upstream.script({})
    getattr(medusa, method)("carts", query={"fields": "id", "id[]": ["a&b", "c"]})
    assert upstream.seen[0].queries == {"fields": ["id"], "id[]": ["a&b", "c"]}


def test_the_locale_goes_along_and_none_is_made_up(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script({}, {})
    medusa.get("regions")
    medusa.locale = "pl-PL"
    upstream.script({})
    medusa.post("carts")
    assert upstream.seen.pop().headers["x-medusa-locale"] == "pl-PL"
    medusa.get("regions")
    assert [seen.headers.get("x-medusa-locale") for seen in upstream.seen] == [None, "pl-PL"]


def test_nothing_is_counted_before_the_first_call(medusa: Medusa) -> None:
    assert (
        medusa.stats.requests,
        medusa.stats.seconds,
        medusa.stats.failures,
        medusa.stats.orders_placed,
    ) == (0, 0, 0, 0)


def test_requests_and_their_time_add_up(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = itertools.count(100, 2)
    monkeypatch.setattr(time, "perf_counter", lambda: float(next(ticks)))
    upstream.script({}, reset, {})
    medusa.get("regions")
    medusa.get("regions")
    assert (medusa.stats.requests, medusa.stats.seconds, medusa.stats.failures) == (3, 6, 0)


def test_each_call_that_medusa_fails_is_counted_once(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script((500, {}), b"[]", hang_up, (404, {}))
    for _ in range(3):
        with pytest.raises(UpstreamError):
            medusa.post("carts")
    with pytest.raises(NotFoundError):
        medusa.post("carts")
    assert medusa.stats.failures == 3
    with pytest.raises(UpstreamTimeoutError):
        Medusa(deadline=Deadline.after(0)).get("regions")


def test_without_time_nothing_is_sent_and_medusa_is_not_to_blame(medusa: Medusa, upstream: Upstream) -> None:
    late = Medusa(deadline=Deadline.after(0))
    for _ in range(circuit_breaker.FAILURES):
        with pytest.raises(UpstreamTimeoutError):
            late.post("carts")
    assert not circuit_breaker.is_open()
    assert (late.stats.requests, late.stats.failures, late.stats.wrote) == (0, 0, False)


def test_what_was_written_or_may_have_been_is_noted(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script({}, (400, {}), {})
    medusa.get("regions")
    with pytest.raises(BadRequestError):
        medusa.post("carts")
    assert not medusa.stats.wrote
    medusa.post("carts")
    assert medusa.stats.wrote
    upstream.script({}, *[reset] * client.MAX_ATTEMPTS)
    medusa.get("regions")
    with pytest.raises(UpstreamError):
        medusa.get("regions")
    assert medusa.stats.wrote


def test_a_read_that_fails_has_written_nothing(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script(*[reset] * client.MAX_ATTEMPTS)
    with pytest.raises(UpstreamError):
        medusa.get("regions")
    assert not medusa.stats.wrote


def test_how_long_to_wait_is_what_medusa_says(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script((429, {}, {"retry-after": "7"}))
    with pytest.raises(TooManyRequestsError) as refused:
        medusa.post("carts")
    assert refused.value.headers == {"Retry-After": "7"}


@pytest.mark.parametrize("failure", [reset, hang_up, (500, {}), b"<html>"])
def test_a_write_without_a_clear_response_may_have_been_done(
    medusa: Medusa, upstream: Upstream, failure: object
) -> None:
    upstream.script(failure)
    with pytest.raises(UpstreamError):
        medusa.delete("carts", "cart_1")
    assert medusa.stats.wrote


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_connect_timeout_is_retried_as_nothing_was_sent(
    medusa: Medusa, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    def times_out(*_: object, **__: object) -> None:
        raise ConnectTimeoutError

    monkeypatch.setattr(client._pool, "request", times_out)
    with pytest.raises(UpstreamTimeoutError):
        getattr(medusa, method)("carts")
    assert (medusa.stats.requests, medusa.stats.wrote) == (client.MAX_ATTEMPTS, False)


@pytest.mark.parametrize("status", [300, 304])
def test_what_is_no_success_is_a_failure(medusa: Medusa, upstream: Upstream, status: int) -> None:
    upstream.script((status, {}))
    with pytest.raises(UpstreamError):
        medusa.get("regions")


def test_a_response_without_a_body_is_an_empty_one(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script(b"")
    assert medusa.delete("carts", "cart_1") == {}


def test_a_response_may_be_as_large_as_the_limit(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MAX_ANSWER", 12)
    upstream.script(b'{"a": "bcd"}', b'{"a": "bcde"}')
    assert medusa.get("regions") == {"a": "bcd"}
    with pytest.raises(ResponseTooLargeError):
        medusa.get("regions")


def test_a_pause_that_would_outlast_the_deadline_is_not_made(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "backoff", lambda attempt: 60)
    upstream.script((503, {}), {})
    with pytest.raises(UpstreamError):
        medusa.get("regions")
    assert len(upstream.seen) == 1


def test_pauses_go_by_the_attempt_and_double(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def soon(attempt: int) -> float:
        asked.append(attempt)
        return 0.001

    monkeypatch.setattr(client, "backoff", soon)
    upstream.script(reset, (503, {}), {})
    assert medusa.get("regions") == {}
    assert asked == [1, 2]
    monkeypatch.undo()
    monkeypatch.setattr(client._jitter, "uniform", lambda low, high: high)
    assert [client.backoff(attempt) for attempt in (1, 2, 3)] == [0.05, 0.1, 0.2]
    monkeypatch.setattr(client._jitter, "uniform", lambda low, high: low)
    assert client.backoff(1) == 0.025


def test_parallel_calls_are_limited_to_the_connections(
    medusa: Medusa, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    class Threads(ThreadPoolExecutor):
        def __init__(self, max_workers: int) -> None:
            made.append(max_workers)
            super().__init__(max_workers)

    monkeypatch.setattr(client, "ThreadPoolExecutor", Threads)
    assert medusa.gather() == []
    assert medusa.gather(lambda: 1) == [1]
    assert made == []
    assert medusa.gather(*[lambda: 1] * 2) == [1] * 2
    assert medusa.gather(*[lambda: 1] * 20) == [1] * 20
    assert made == [2, connections.POOL_SIZE]


def test_the_log_repeats_no_more_than_a_line_of_what_medusa_said() -> None:
    assert client._short("x" * 300) == "x" * 200
    assert client._short(None) == ""


def test_a_connect_timeout_is_shorter_than_the_deadline(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[Any] = []
    request = client._pool.request

    def watched(*arguments: Any, timeout: Any, **more: Any) -> Any:
        limits.append(timeout.connect_timeout)
        return request(*arguments, timeout=timeout, **more)

    monkeypatch.setattr(client._pool, "request", watched)
    upstream.script({}, {})
    medusa.get("regions")
    medusa.deadline = Deadline.after(1)
    medusa.get("regions")
    assert limits[0] == client.CONNECT_TIMEOUT
    assert limits[1] <= 1


def test_who_names_no_deadline_has_twenty_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    assert Medusa().deadline.left() == 20
