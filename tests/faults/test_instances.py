"""Real instances behind a gateway, which start while something that they need is away, and lose it later.

In their order: the first tests find functions that have never run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from benchmarks.world import World
from local.shop import Answer, Shop
from tests.support import faults, reports
from tests.support.faults import always
from tests.support.proxy import Proxy

_rows: list[tuple[str, str, str, str]] = []


@pytest.fixture(scope="module", autouse=True)
def _report() -> Iterator[None]:
    yield
    head = ("what is away", "caller", "response", "s")
    reports.table("What functions need", head, _rows)


@pytest.fixture
def guest(second_gateway: str) -> Shop:
    return Shop(second_gateway)


@pytest.fixture
def customer(second_gateway: str, world: World) -> Shop:
    return Shop(second_gateway, world.token)


def _ask(what: str, who: str, ask: Callable[[], Answer]) -> Answer:
    began = time.monotonic()
    answer = ask()
    _rows.append((what, who, str(answer.status), f"{time.monotonic() - began:.1f}"))
    return answer


def _is_ours(answer: Answer, status: int) -> bool:
    said: Any = answer.body
    return answer.status == status and set(said) == {"statusCode", "error", "code", "message"}


def _until_well(ask: Callable[[], Answer]) -> Answer:
    for _ in range(40):
        answer = ask()
        if answer.status < 300:
            break
        time.sleep(0.5)
    return answer


def test_an_ssm_outage_at_the_start_ends_when_it_is_back(guest: Shop, customer: Shop, ssm: Proxy) -> None:
    """No function has its settings yet: every caller gets a 503."""
    path = "/carts/cart_none"
    for fault in (faults.RESET_BEFORE, faults.ERROR_BEFORE):
        ssm.use(always(fault, lambda _: True))
        what = f"SSM, at the start: {fault.name}"
        answer = _ask(what, "a guest", partial(guest.get, path))
        assert _is_ours(answer, 503), answer.body
        assert answer.headers["retry-after"] == "5"
        refused = _ask(what, "a customer", partial(customer.get, "/orders"))
        assert (refused.status, refused.body) == (500, {"message": "Internal Server Error"})
    ssm.heal()
    assert guest.get(path).status == 404


def test_the_provider_away_at_the_start_stops_customers_alone(
    guest: Shop, customer: Shop, sso: Proxy
) -> None:
    sso.use(always(faults.HANG_BEFORE, lambda _: True))
    what = f"sign-in provider, at the start: {faults.HANG_BEFORE.name}"
    answer = _ask(what, "a customer", lambda: customer.get("/orders"))
    assert (answer.status, answer.body) == (500, {"message": "Internal Server Error"})
    assert _ask(what, "a customer, again", lambda: customer.get("/orders")).status == 500
    assert _ask(what, "a guest", lambda: guest.get("/products?limit=1")).status == 200
    sso.heal()
    assert _until_well(lambda: customer.get("/orders")).status == 200


def test_the_provider_away_later_is_not_noticed(customer: Shop, sso: Proxy) -> None:
    """Its keys are cached: no one is signed out."""
    sso.refuse()
    answer = _ask("sign-in provider, later: refused", "a customer", lambda: customer.get("/orders"))
    assert answer.status == 200


def test_ssm_away_later_is_not_noticed(guest: Shop, customer: Shop, ssm: Proxy) -> None:
    ssm.refuse()
    what = "SSM, later: refused"
    assert _ask(what, "a guest", lambda: guest.get("/products?limit=2")).status == 200
    assert _ask(what, "a customer", lambda: customer.get("/orders")).status == 200


def test_the_function_responds_before_lambdas_limit(guest: Shop, world: World, proxy: Proxy) -> None:
    cart = world.cart()
    assert guest.get(f"/carts/{cart}").status == 200
    proxy.use(always(faults.DRIP, lambda _: True))
    assert _is_ours(_ask("Medusa: slow drip", "a guest reads", lambda: guest.get(f"/carts/{cart}")), 504)
    proxy.use(always(faults.HANG_BEFORE, lambda arrived: arrived.writes))
    item = {**world.item, "cartId": cart}
    assert _is_ours(_ask("Medusa: hung", "a guest writes", lambda: guest.post("/carts/items", item)), 504)
    proxy.heal()
    assert guest.get(f"/carts/{cart}").body["items"]["data"][0]["quantity"] == 1
