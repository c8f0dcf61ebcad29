"""Every fault on the way to Medusa, for every kind of work: the response, how soon, and what is done.

A shopper must get the function's response (not the gateway's 500 after a timeout), nothing may be lost or
done twice, and after the fault everything must work as before.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from benchmarks.world import Request, World
from local.database import Database
from tests.support import faults, reports
from tests.support.faults import always, once
from tests.support.instance import Instance, Returned
from tests.support.proxy import Fault, Proxy
from tests.support.works import READS, WORKS, WRITES, Work, is_completion

AFTER = (
    (faults.RESET_AFTER, 502),
    (faults.RESET_INSIDE, 502),
    (faults.CUT, 502),
    (faults.HANG_AFTER, 504),
    (faults.DRIP, 504),
    (faults.ERROR_AFTER, 502),
    (faults.GATEWAY_AFTER, 504),
    (faults.HALF_JSON, 502),
    (faults.HTML_AFTER, 502),
    (faults.STALE, None),
)
"""Faults after Medusa has done its work, and the status while they last (None: as if nothing were)."""
BEFORE = (
    (faults.REFUSED, 502),
    (faults.RESET_BEFORE, 502),
    (faults.HANG_BEFORE, 504),
    (faults.ERROR_BEFORE, 502),
    (faults.GATEWAY_BEFORE, 502),
    (faults.HTML_BEFORE, 502),
    (faults.STALE_RESET, 502),
)
_NOT_FOR_READS = {faults.RESET_AFTER, faults.HANG_AFTER, faults.ERROR_AFTER, faults.HTML_AFTER}
"""To a read it makes no difference whether Medusa has done it."""
SLOW = {faults.HANG_BEFORE, faults.HANG_AFTER, faults.DRIP}


def _status(fault: Fault, work: Work, status: int | None) -> int | None:
    """A read and a completion are requested again, on another connection."""
    again = work.kind == "read" or work.hit is is_completion
    return None if fault is faults.STALE_RESET and again else status


CELLS = [
    (fault, work, _status(fault, work, status))
    for fault, status in BEFORE + AFTER
    for work in WORKS
    if not (work.kind == "read" and fault in _NOT_FOR_READS)
]

_returned: dict[tuple[str, str], Returned] = {}


@pytest.fixture(scope="module", autouse=True)
def _report() -> Iterator[None]:
    yield
    rows = [
        (fault.name, *(_shown(_returned.get((fault.name, work.name))) for work in WORKS))
        for fault, _ in BEFORE + AFTER
    ]
    head = ("fault: status ms requests", *(work.name for work in WORKS))
    reports.table("Faults by kind of work", head, rows)


def _shown(returned: Returned | None) -> str:
    return f"{returned.status} {returned.seconds * 1000:4.0f} {returned.requests}" if returned else "-"


@pytest.mark.parametrize(
    ("fault", "work", "status"), CELLS, ids=[f"{fault.name}-{work.name}" for fault, work, _ in CELLS]
)
def test_a_fault_is_told_in_time_and_nothing_is_lost_or_doubled(
    fault: Fault,
    work: Work,
    status: int | None,
    world: World,
    instance: Instance,
    proxy: Proxy,
    database: Database,
) -> None:
    job = work.make(world)
    before = job.state(database)
    _warm(instance)
    proxy.use(always(fault, work.hit))
    if fault.refuses:
        proxy.refuse()
    returned = instance.ask(work.route, job.request, work.seconds if fault in SLOW else 20)
    _returned[fault.name, work.name] = returned
    assert returned.in_time
    if status is None:
        assert returned.status < 300, returned.body
    else:
        assert returned.status == status, returned.body
        assert returned.is_our_error(), returned.body
    done = before + (work.kind != "read" and (fault.reached or status is None))
    assert job.state(database) == done
    proxy.heal()
    again = instance.ask(work.route, job.request)
    assert again.status < 300, again.body
    # Whoever adds an item again gets another; an order or a service is there once, however often requested.
    expected = {"read": before, "write": done + 1, "placing": before + 1}
    assert job.state(database) == expected[work.kind]


ONCE_READ = (faults.RESET_BEFORE, faults.RESET_INSIDE, faults.CUT, faults.GATEWAY_BEFORE)
ONCE_PLACED = (faults.RESET_AFTER, faults.CUT, faults.ERROR_AFTER, faults.HALF_JSON, faults.HTML_AFTER)


@pytest.mark.parametrize("fault", ONCE_READ, ids=lambda fault: fault.name)
@pytest.mark.parametrize("work", READS, ids=lambda work: work.name)
def test_a_read_survives_a_fault_that_passes(
    fault: Fault, work: Work, world: World, instance: Instance, proxy: Proxy
) -> None:
    job = work.make(world)
    proxy.use(once(fault, work.hit))
    returned = instance.ask(work.route, job.request)
    assert returned.status == 200, returned.body
    assert sum(passed.fault is not None for passed in proxy.passed) == 1


@pytest.mark.parametrize("fault", ONCE_PLACED, ids=lambda fault: fault.name)
def test_an_order_whose_response_got_lost_is_given_all_the_same(
    fault: Fault, world: World, instance: Instance, proxy: Proxy, database: Database
) -> None:
    """The shopper sees the order, not an error that makes her wonder whether she has paid."""
    work = next(work for work in WRITES if work.name == "place order")
    job = work.make(world)
    proxy.use(once(fault, work.hit))
    returned = instance.ask(work.route, job.request)
    assert returned.status == 201, returned.body
    assert job.state(database) == 1


def test_a_lost_response_adds_no_second_item_with_its_key(
    world: World, instance: Instance, proxy: Proxy, database: Database
) -> None:
    """The shopper wanted it once; whoever gets the 409 reads the cart: docs/frontend.md."""
    work = next(work for work in WRITES if work.name == "add an item")
    job, key = work.make(world), {"idempotency-key": secrets.token_hex(8)}
    before = job.state(database)
    proxy.use(once(faults.ERROR_AFTER, work.hit))
    statuses = [instance.ask(work.route, job.request, headers=key).status for _ in range(3)]
    assert statuses == [502, 409, 409]
    assert job.state(database) == before + 1


def _warm(instance: Instance) -> None:
    """Read the settings and open a connection, as in an instance that has served before."""
    assert instance.ask("GET /carts/{id}", Request(("cart_unknown",))).status == 404
