"""What warm functions lean on goes away and comes back: Medusa, PostgreSQL, SSM, the provider's keys."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from commerce import aws, jwks, settings
from commerce.medusa.transport import circuit_breaker

from benchmarks.world import Request, World
from functions.authorizer import app as authorizer
from local import platform, postgres
from local.database import Database
from tests.support import faults, reports
from tests.support.faults import always
from tests.support.instance import Instance, Returned
from tests.support.proxy import Fault, Proxy
from tests.support.works import WORKS, Job, Work

_rows: list[tuple[str, str, str, str, str]] = []


@pytest.fixture(scope="module", autouse=True)
def _report() -> Iterator[None]:
    yield
    reports.table("What is away while warm", ("what", "work", "response", "ms", "requests"), _rows)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the circuit try again after a second."""
    monkeypatch.setattr(circuit_breaker, "RECOVERY", 1)


def _note(what: str, work: str, returned: Returned) -> None:
    _rows.append(
        (what, work, str(int(returned.status)), f"{returned.seconds * 1000:.0f}", str(returned.requests))
    )


def _until_well(ask: Callable[[], Returned]) -> Returned:
    for _ in range(60):
        returned = ask()
        if returned.status < 300:
            break
        time.sleep(0.25)
    return returned


def test_an_unreachable_medusa_is_not_called_and_found_again(
    soon: None, world: World, instance: Instance, proxy: Proxy
) -> None:
    cart = Request((world.cart(),))
    ask = partial(instance.ask, "GET /carts/{id}", cart)
    assert ask().status == 200
    proxy.refuse()
    for number in range(circuit_breaker.FAILURES):
        returned = ask()
        _note(f"Medusa refuses, call {number + 1}", "own cart", returned)
        probes = number == circuit_breaker.FAILURES - 1  # before it opens
        assert (returned.status, returned.requests) == (502, 3 + probes)
    returned = ask()
    _note(f"Medusa refuses, call {circuit_breaker.FAILURES + 1}", "own cart", returned)
    assert (returned.status, returned.requests, returned.headers["Retry-After"]) == (503, 0, "5")
    assert returned.is_our_error()
    proxy.heal()
    assert _until_well(ask).status == 200
    assert not circuit_breaker.is_open()


@contextmanager
def _without_database(database: str) -> Iterator[None]:
    """Stop the platform's PostgreSQL, and start it again."""
    supervisor = platform._state()["pid"]
    address = f"postgres://{database}"
    os.kill(supervisor, signal.SIGUSR1)
    _wait(lambda: not postgres.accepts(address))
    try:
        yield
    finally:
        os.kill(supervisor, signal.SIGUSR2)
        _wait(lambda: postgres.accepts(address))


def _wait(until: Callable[[], bool]) -> None:
    for _ in range(300):
        if until():
            return
        time.sleep(0.1)
    raise TimeoutError


@pytest.mark.skipif(bool(postgres.external()), reason="your own PostgreSQL is not stopped")
def test_a_postgresql_outage_is_reported_and_loses_nothing(
    soon: None, world: World, instance: Instance, database: Database, addresses: dict[str, str]
) -> None:
    jobs: list[tuple[Work, Job, int]] = []
    for work in WORKS:
        job = work.make(world)
        jobs.append((work, job, job.state(database)))
    with _without_database(addresses["database"]):
        for work, job, _ in jobs:
            circuit_breaker.clear()
            returned = instance.ask(work.route, job.request, 1.6)
            _note("PostgreSQL stopped", work.name, returned)
            assert returned.in_time
            assert returned.status in {502, 504}, returned.body
            assert returned.is_our_error()
    for work, job, before in jobs:
        returned = _until_well(partial(instance.ask, work.route, job.request))
        _note("PostgreSQL back", work.name, returned)
        assert returned.status < 300, returned.body
        assert job.state(database) == before + (work.kind != "read")
    assert world.guest.get("/health").status == 200


@pytest.mark.parametrize("fault", [faults.RESET_BEFORE, faults.HANG_BEFORE], ids=lambda fault: fault.name)
def test_ssm_away_is_reported_at_the_start_and_not_noticed_later(
    fault: Fault,
    world: World,
    addresses: dict[str, str],
    settings_in_ssm: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(aws, "READ_TIMEOUT", 0.5)
    request = Request(token=world.token)
    with Proxy(addresses["aws"]) as ssm:
        instance = Instance({**addresses, "aws": ssm.url}, monkeypatch)
        ssm.use(always(fault, lambda _: True))
        returned = instance.ask("GET /resources/assets", request)
        _note(f"SSM at the start: {fault.name}", "assets (Admin)", returned)
        assert (returned.status, returned.requests, returned.headers["Retry-After"]) == (503, 0, "5")
        assert returned.is_our_error()
        ssm.heal()
        assert instance.ask("GET /resources/assets", request).status == 200
        ssm.use(always(fault, lambda _: True))
        monkeypatch.setattr(settings, "MAX_AGE", 0)
        returned = instance.ask("GET /orders", request)
        _note(f"SSM later: {fault.name}", "orders list", returned)
        assert returned.status == 200
    settings._ssm.cache_clear()


KEY_FAULTS = (
    faults.RESET_BEFORE,
    faults.HANG_BEFORE,
    faults.ERROR_BEFORE,
    faults.HTML_BEFORE,
    faults.HALF_JSON,
    faults.CUT,
)


@pytest.mark.parametrize("fault", KEY_FAULTS, ids=lambda fault: fault.name)
def test_without_keys_no_one_signs_in_with_cached_ones_all(
    fault: Fault, world: World, sso: Proxy, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(jwks, "TIMEOUT", 0.5)
    monkeypatch.setattr(jwks.ProviderKeys.__init__, "__defaults__", (clock,))
    monkeypatch.setattr(authorizer, "_verifier", None)
    known = settings.sso()
    monkeypatch.setattr(settings, "sso", lambda: known)
    event = {"headers": {"authorization": f"Bearer {world.token}"}}
    sso.use(always(fault, lambda _: True))
    for _ in range(2):
        with pytest.raises(jwks.ProviderUnavailableError):
            authorizer.handler(event, None)
    assert len(sso.passed) == 1  # a request right after a failure does not wait again
    assert authorizer.handler({"headers": {}}, None)["context"] == {"caller": "guest"}
    sso.heal()
    clock.later += jwks.PAUSE + 1
    assert authorizer.handler(event, None)["context"]["caller"] == "customer"
    sso.use(always(fault, lambda _: True))
    clock.later += jwks.FRESH + 1
    assert authorizer.handler(event, None)["context"]["caller"] == "customer"
    assert len(sso.passed) == 1
    clock.later += jwks.STALE
    with pytest.raises(jwks.ProviderUnavailableError):
        authorizer.handler(event, None)


class Clock:
    """The wall clock, some seconds later."""

    later = 0.0

    def __call__(self) -> float:
        return time.time() + self.later
