"""The circuit: while Medusa is down shoppers get an error immediately, and no one waits once it is back."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from commerce.deadline import Deadline
from commerce.errors import (
    BadRequestError,
    CommerceError,
    ResponseTooLargeError,
    UnavailableError,
    UpstreamError,
    UpstreamTimeoutError,
)
from commerce.medusa.transport import circuit_breaker, client, connections
from commerce.medusa.transport.client import Medusa

from tests.conftest import Configure
from tests.support.upstream import Upstream, hang, hang_up, reset

Wait = Callable[[float], None]


@pytest.fixture
def medusa(upstream: Upstream, configure: Configure, monkeypatch: pytest.MonkeyPatch) -> Medusa:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    monkeypatch.setattr(client, "_pool", connections.new_pool())
    monkeypatch.setattr(client, "backoff", lambda attempt: 0.001)
    return Medusa(deadline=Deadline.after(5))


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Move the wall clock, by which the circuit ages, forward."""

    def jump(seconds: float) -> None:
        now = time.time
        monkeypatch.setattr(time, "time", lambda: now() + seconds)

    return jump


PROBE = "GET /store/regions"


def fail(medusa: Medusa, upstream: Upstream, times: int, answer: object = reset) -> None:
    """Make calls fail; what is not in the script, such as the probe, gets a 599."""
    for _ in range(times):
        upstream.script(answer)
        with pytest.raises((UpstreamError, UpstreamTimeoutError)):
            medusa.post("carts")


def test_after_failures_in_a_row_nothing_is_sent(medusa: Medusa, upstream: Upstream) -> None:
    fail(medusa, upstream, circuit_breaker.FAILURES)
    assert circuit_breaker.is_open()
    with pytest.raises(UnavailableError) as refused:
        medusa.post("carts")
    assert (int(refused.value.status), refused.value.headers) == (503, {"Retry-After": "5"})
    assert upstream.asked == ["POST /store/carts"] * circuit_breaker.FAILURES + [PROBE]
    probe = upstream.seen[-1]
    assert probe.query == {"limit": "1", "fields": "id"}
    assert probe.headers["x-publishable-api-key"] == "pk_test"
    assert "authorization" not in probe.headers


@pytest.mark.parametrize("answer", [reset, hang_up, (502, {}), (503, {}), (504, {})])
def test_no_response_and_a_gateway_s_error_count(medusa: Medusa, upstream: Upstream, answer: object) -> None:
    fail(medusa, upstream, circuit_breaker.FAILURES, answer)
    assert circuit_breaker.is_open()


def late(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make one read after another late, each with time left for the probe."""
    monkeypatch.setattr(client, "READ_LIMIT", 0.05)
    for _ in range(circuit_breaker.FAILURES):
        upstream.on("GET /store/carts/cart_1", hang)
        with pytest.raises(UpstreamTimeoutError):
            Medusa(deadline=Deadline.after(5)).get("carts", "cart_1")


def test_lateness_counts_while_medusa_is_late_for_all(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PROBE_LIMIT", 0.05)
    upstream.on(PROBE, hang)
    late(upstream, monkeypatch)
    assert circuit_breaker.is_open()


def test_a_path_that_is_late_shuts_no_one_out(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a cart so large that Medusa takes too long for it; its owner may retry all day."""
    upstream.on(PROBE, *[{"regions": []}] * 2)
    for _ in range(2):
        late(upstream, monkeypatch)
    assert not circuit_breaker.is_open()
    assert upstream.asked.count(PROBE) == 2


@pytest.mark.parametrize("answer", [reset, hang_up, (502, {}), (503, {}), (504, {})])
def test_what_fails_for_one_request_shuts_no_one_out(
    medusa: Medusa, upstream: Upstream, answer: object
) -> None:
    upstream.on(PROBE, (200, {"regions": []}), (400, {"message": "no key"}))
    for _ in range(2 * circuit_breaker.FAILURES):
        upstream.script(answer)
        with pytest.raises((UpstreamError, UpstreamTimeoutError)):
            medusa.post("carts")
    assert not circuit_breaker.is_open()


def test_a_probe_that_gets_a_500_opens_the_circuit(medusa: Medusa, upstream: Upstream) -> None:
    """Its database is away, and no caller has brought that about."""
    upstream.on(PROBE, (500, {}))
    for _ in range(circuit_breaker.FAILURES):
        upstream.script(reset)
        with pytest.raises(UpstreamError):
            medusa.post("carts")
    assert circuit_breaker.is_open()


def test_without_time_for_a_probe_the_next_call_decides(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(circuit_breaker.FAILURES):
        upstream.script(hang)
        with pytest.raises(UpstreamTimeoutError):
            Medusa(deadline=Deadline.after(0.05)).post("carts")
    assert not circuit_breaker.is_open()
    fail(medusa, upstream, 1)
    assert circuit_breaker.is_open()


def test_a_response_that_is_too_large_does_not_open_the_circuit(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MAX_ANSWER", 1000)
    for _ in range(2 * circuit_breaker.FAILURES):
        upstream.script({"x": "y" * 2000})
        with pytest.raises(ResponseTooLargeError):
            medusa.get("customers", "me", "carts")
    assert not circuit_breaker.is_open()
    assert PROBE not in upstream.asked
    assert medusa.stats.failures == 0


@pytest.mark.parametrize(
    ("status", "error"), [(500, UpstreamError), (400, BadRequestError), (404, CommerceError)]
)
def test_what_a_client_can_bring_about_does_not_count(
    medusa: Medusa, upstream: Upstream, status: int, error: type[CommerceError]
) -> None:
    """Else one client could have everyone else refused."""
    for _ in range(3 * circuit_breaker.FAILURES):
        upstream.script((status, {"message": "no"}))
        with pytest.raises(error):
            medusa.post("carts")
    assert not circuit_breaker.is_open()
    assert len(upstream.seen) == 3 * circuit_breaker.FAILURES


def test_a_response_in_between_starts_the_count_again(medusa: Medusa, upstream: Upstream) -> None:
    fail(medusa, upstream, circuit_breaker.FAILURES - 1)
    upstream.script({})
    medusa.post("carts")
    fail(medusa, upstream, circuit_breaker.FAILURES - 1)
    assert not circuit_breaker.is_open()
    assert PROBE not in upstream.asked


def test_later_one_call_is_tried_and_closes_the_circuit(
    medusa: Medusa, upstream: Upstream, wait: Wait
) -> None:
    fail(medusa, upstream, circuit_breaker.FAILURES)
    wait(circuit_breaker.RECOVERY + 1)
    upstream.script({}, {})
    medusa.post("carts")
    assert not circuit_breaker.is_open()
    medusa.post("carts")


def test_a_try_that_fails_keeps_it_open(medusa: Medusa, upstream: Upstream, wait: Wait) -> None:
    fail(medusa, upstream, circuit_breaker.FAILURES)
    wait(circuit_breaker.RECOVERY + 1)
    fail(medusa, upstream, 1)
    assert circuit_breaker.is_open()
    with pytest.raises(UnavailableError):
        medusa.post("carts")


def test_a_try_that_fails_for_one_request_closes_it(medusa: Medusa, upstream: Upstream, wait: Wait) -> None:
    """Otherwise one such request every ten seconds could keep the circuit open."""
    fail(medusa, upstream, circuit_breaker.FAILURES)
    wait(circuit_breaker.RECOVERY + 1)
    upstream.on(PROBE, {"regions": []})
    upstream.script(reset)
    with pytest.raises(UpstreamError):
        medusa.post("carts")
    assert not circuit_breaker.is_open()


def test_after_an_outage_calls_in_parallel_are_all_handled(
    medusa: Medusa, upstream: Upstream, wait: Wait
) -> None:
    fail(medusa, upstream, circuit_breaker.FAILURES)
    wait(circuit_breaker.RECOVERY + 1)
    upstream.script({"n": 1}, {"n": 2}, {"n": 3})
    assert medusa.gather(*[lambda: medusa.post("carts")] * 3) == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert not circuit_breaker.is_open()


def test_of_calls_in_parallel_one_tries(medusa: Medusa, upstream: Upstream, wait: Wait) -> None:
    fail(medusa, upstream, circuit_breaker.FAILURES)
    wait(circuit_breaker.RECOVERY + 1)
    upstream.script(hang)
    before = len(upstream.seen)
    medusa.deadline = Deadline.after(0.3)
    with pytest.raises((UnavailableError, UpstreamTimeoutError)):
        medusa.gather(*[lambda: medusa.post("carts")] * 4)
    assert len(upstream.seen) == before + 1
