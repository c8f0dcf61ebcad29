"""One caller who stores and requests as much as possible: no other customer is affected."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from commerce.medusa.transport import circuit_breaker

from local.database import Database
from local.shop import Shop

CARTS = 40
METADATA = 600_000
"""More than the API lets anyone store, as carts may have grown before there was a limit."""


@pytest.fixture
def hoarder(newcomer: Shop, addresses: dict[str, str]) -> Iterator[Shop]:
    """A customer whose carts together are larger than any response may be."""
    with Database(addresses["database"]) as database:
        carts = [newcomer.post("/carts", {"currency": "EUR"}).body["id"] for _ in range(CARTS)]
        grow = "UPDATE cart SET metadata = jsonb_build_object('a', repeat('x', $1::int)) WHERE id = ANY($2)"
        database.rows(grow, METADATA, carts)
        yield newcomer
        database.rows("UPDATE cart SET metadata = NULL WHERE id = ANY($1)", carts)


def test_carts_too_large_for_a_response_shut_no_one_out(hoarder: Shop, guest: Shop) -> None:
    mine = guest.cart_with()["id"]
    for _ in range(circuit_breaker.FAILURES + 1):
        refused = hoarder.get("/carts", query={"limit": 100})
        assert (refused.status, refused.requests) == (400, 1)
    assert guest.get(f"/carts/{mine}").status == 200
    assert hoarder.get("/carts", query={"limit": 2}).status == 200
