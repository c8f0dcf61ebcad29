"""However a list is paged: each entry is on one page, in one order, and every page says the same total."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zlib import crc32

import pytest
from commerce.caller import Caller
from commerce.mappers.products import DisplayOptions
from commerce.medusa import orders, resources
from commerce.medusa.orders import OrderFilter
from commerce.medusa.resources import ResourceFilter
from commerce.medusa.transport.client import Medusa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Configure
from tests.support.recorded import recorded

Json = dict[str, Any]

_SETTINGS = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
_STATUSES = st.sampled_from(["captured", "awaiting", "refunded", "not_paid", None])
_DATES = st.dates(min_value=date(2020, 1, 1)).map(lambda day: f"{day}T12:00:00.000Z")
_ASSETS = st.lists(
    st.fixed_dictionaries({"status": st.sampled_from(["ACTIVE", "RETIRED", None])}), max_size=25
)


def _numbered(rows: list[Json], example: Json) -> list[Json]:
    return [{**example, **row, "id": f"thing_{number:03}"} for number, row in enumerate(rows)]


class Orders(Medusa):
    """Medusa with these orders and no others: it pages and picks as the Store API does."""

    def __init__(self, rows: list[Json]) -> None:
        super().__init__(Caller("a.b.c", "anna", 2**31))
        self._rows = rows

    def get(self, *_: str, query: Any = None, translated: bool = True) -> Json:
        wanted = query.get("id[]")
        rows = [row for row in self._rows if wanted is None or row["id"] in wanted]
        start = query.get("offset", 0)
        column = query.get("order", "id").removeprefix("-")
        rows.sort(key=lambda row: crc32(f"{start} {row['id']}".encode()))  # rows of one moment have no order
        rows.sort(key=lambda row: str(row[column]), reverse=query.get("order", "").startswith("-"))
        return {"orders": rows[start : start + query["limit"]], "count": len(rows)}


@_SETTINGS
@given(
    st.lists(st.fixed_dictionaries({"payment_status": _STATUSES, "created_at": _DATES}), max_size=25),
    st.integers(1, 9),
    st.sampled_from([(), ["CAPTURED"], ["CAPTURED", "PENDING"]]),
    st.integers(2, 30),
)
def _orders(rows: list[Json], limit: int, status: Any, scan: int) -> None:
    medusa = Orders(_numbered(rows, {**recorded("orders-list")["orders"][0], "payment_collections": []}))
    fitting = [(f"thing_{number:03}", row) for number, row in enumerate(rows) if _fits(row, status)]
    newest = sorted(sorted(fitting), key=lambda one: str(one[1]["created_at"]), reverse=True)
    matching = [name for name, _ in newest]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(orders, "_SCAN_PAGE", scan)
        seen = []
        for offset in range(0, len(rows) + limit, limit):
            page = orders.list_orders(medusa, OrderFilter(limit=limit, offset=offset, payment_status=status))
            assert page.total == len(matching)
            assert len(page.data) <= limit
            seen += [order.id for order in page.data]
    assert seen == matching


@_SETTINGS
@given(st.lists(_DATES, max_size=25), _DATES, st.integers(1, 30), st.integers(2, 30))
def _orders_since_a_date(days: list[str], since: str, recent: int, scan: int) -> None:
    example = recorded("orders-list")["orders"][0]
    medusa = Orders(_numbered([{"created_at": day} for day in sorted(days, reverse=True)], example))
    start = datetime.fromisoformat(since)
    matching = [day for day in days if datetime.fromisoformat(day) >= start]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(orders, "_SCAN_PAGE", scan)
        patch.setattr(orders, "_RECENT", recent)
        page = orders.list_orders(medusa, OrderFilter(limit=100, date_from=start))
    assert page.total == len(matching)
    assert [order.id for order in page.data] == [f"thing_{number:03}" for number in range(len(matching))]


@pytest.mark.parametrize("paged", [_orders, _orders_since_a_date])
def test_orders(paged: Callable[[], None], configure: Configure) -> None:
    configure()
    paged()


def _fits(row: Json, status: Any) -> bool:
    words = {"captured": "CAPTURED", "awaiting": "PENDING"}
    return not status or words.get(row["payment_status"]) in status


@pytest.mark.parametrize("sort", [None, "model_ASC", "status_DESC", "createdAt_ASC", "name_DESC", "id_ASC"])
def test_assets(sort: str | None, configure: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    configure()
    example = recorded("asset")["asset"]
    mine: list[Json] = []
    monkeypatch.setattr(resources, "own_records", lambda *_: list(mine))
    monkeypatch.setattr(resources, "products_of", lambda *_: {})

    @_SETTINGS
    @given(_ASSETS, st.integers(1, 9), st.sampled_from([(), ["ACTIVE"], ["ACTIVE", "RETIRED"]]))
    def paged(rows: list[Json], limit: int, status: Any) -> None:
        mine[:] = _numbered(rows, example)
        whole = ResourceFilter(limit=100, status=status, sort=sort)
        all_at_once = resources.list_assets(Medusa(), whole, DisplayOptions("EUR"))
        seen = []
        for offset in range(0, len(rows) + limit, limit):
            page = resources.list_assets(
                Medusa(), replace(whole, limit=limit, offset=offset), DisplayOptions("EUR")
            )
            assert (
                page.total == all_at_once.total == sum(not status or row["status"] in status for row in rows)
            )
            seen += page.data
        assert seen == all_at_once.data
        assert len({asset.id for asset in seen}) == len(seen) == all_at_once.total

    paged()
