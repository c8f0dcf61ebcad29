"""What a customer bought: every filter is honoured, and the total counts what matches."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from commerce.errors import BadRequestError
from commerce.medusa import orders
from commerce.medusa.orders import OrderFilter
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Medusa

from tests.support.recorded import recorded
from tests.support.upstream import Upstream

ORDERS = "GET /store/orders"

Json = dict[str, Any]


def listed(anna: Medusa, shop: Upstream, **wanted: Any) -> dict[str, list[str]]:
    shop.on(ORDERS, recorded("orders-list"))
    found = orders.list_orders(anna, OrderFilter(**wanted))
    assert found.total == recorded("orders-list")["count"]
    assert len(found.data) == (3 if not wanted.get("offset") else 2)
    assert shop.asked == [ORDERS]
    return shop.seen[0].queries


def test_a_list_is_one_request_newest_first(anna: Medusa, shop: Upstream) -> None:
    query = listed(anna, shop)
    # One more than the page, to see whether it is of the same moment as the last.
    assert (query["limit"], query["offset"], query["order"]) == (["11"], ["0"], ["-created_at"])
    assert query["fields"] == [orders._LIST_FIELDS]
    assert shop.seen[0].headers["authorization"] == "Bearer anna.s.token"


def test_what_medusa_can_filter_by_it_does(anna: Medusa, shop: Upstream) -> None:
    query = listed(anna, shop, limit=5, offset=5, id="order_1", status=["CANCELLED"], sort="updatedAt_ASC")
    assert (query["limit"], query["offset"], query["order"]) == (["7"], ["4"], ["updated_at"])
    assert (query["id[]"], query["status[]"]) == (["order_1"], ["canceled"])


def test_a_status_that_medusa_does_not_have_matches_nothing(anna: Medusa, shop: Upstream) -> None:
    found = orders.list_orders(anna, OrderFilter(status=["UNKNOWN"]))
    assert (found.data, found.total) == ([], 0)
    assert shop.seen == []


def test_what_medusa_cannot_sort_by_is_refused(anna: Medusa, shop: Upstream) -> None:
    with pytest.raises(BadRequestError, match="subtotal_DESC"):
        orders.list_orders(anna, OrderFilter(sort="email_ASC"))
    assert shop.seen == []


def test_a_storefronts_own_words_for_a_status_find_nothing(anna: Medusa, shop: Upstream) -> None:
    assert orders.list_orders(anna, OrderFilter(status=["PROCESSING", "DELIVERED"])).total == 0
    assert shop.seen == []
    query = listed(anna, shop, status=["PROCESSING", "CANCELLED", "ARCHIVED"])
    assert sorted(query["status[]"]) == ["archived", "canceled"]


@pytest.mark.parametrize(("sort", "order"), [("id_ASC", "id"), ("id_DESC", "-id")])
def test_orders_by_id(anna: Medusa, shop: Upstream, sort: str, order: str) -> None:
    assert listed(anna, shop, sort=sort)["order"] == [order]


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("total_ASC", [3, 1, 2, 4, 5]),
        ("total_DESC", [4, 2, 1, 3, 5]),
        ("subtotal_ASC", [3, 1, 2, 4, 5]),
    ],
)
def test_orders_by_an_amount_currency_by_currency(
    anna: Medusa, shop: Upstream, sort: str, ids: list[int]
) -> None:
    amounts = {1: ("eur", 9), 2: ("eur", 10), 3: ("eur", 8.5), 4: ("usd", 1), 5: ("eur", None)}
    found = [
        row | {"currency_code": code, "total": amount, "item_subtotal": amount}
        for row, (code, amount) in zip(rows(1, 2, 3, 4, 5), amounts.values(), strict=True)
    ]
    shop.on(ORDERS, {"orders": found, "count": 5}, {"orders": [whole(number) for number in amounts]})
    page = orders.list_orders(anna, OrderFilter(sort=sort))
    assert [order.id for order in page.data] == [f"order_{number}" for number in ids]
    assert "total" in shop.seen[0].query["fields"]
    assert shop.seen[0].query["order"] == "id"


ODD: list[Json] = [
    {"total": None},
    {"currency_code": None},
    {"items": [{"id": "ordli_1"}]},
    {"created_at": None},
    {"items": 5},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_odd_order_costs_a_list_that_order_only(anna: Medusa, shop: Upstream, odd: Json) -> None:
    shop.on(ORDERS, {"orders": [whole(3), whole(2) | odd, whole(1)], "count": 3})
    found = orders.list_orders(anna, OrderFilter())
    assert ([order.id for order in found.data], found.total) == (["order_3", "order_1"], 3)


def test_an_order_of_an_unknown_date_is_in_no_span(anna: Medusa, shop: Upstream) -> None:
    odd = [row | {"created_at": when} for row, when in zip(rows(4, 3, 2), ODD_DATES, strict=True)]
    shop.on(ORDERS, {"orders": rows(5) + odd, "count": 4}, {"orders": [whole(5)]})
    assert orders.list_orders(anna, OrderFilter(date_from=january(1))).total == 1


ODD_DATES: list[Any] = [None, "+010000-01-01T00:00:00.000Z", 5]


def rows(*numbers: int) -> list[Json]:
    """An order a day of January, paid for on even days."""
    return [
        {
            "id": f"order_{number}",
            "created_at": f"2026-01-{number:02}T12:00:00.000Z",
            "status": "pending",
            "payment_status": "captured" if number % 2 == 0 else "not_paid",
            "fulfillment_status": "not_fulfilled",
            "total": 10,
        }
        for number in numbers
    ]


def whole(number: int) -> Json:
    [row] = rows(number)
    found: Json = recorded("order")["order"]
    return found | row


def january(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "ids", "total"),
    [
        ({"date_from": january(3, 12)}, [5, 4, 3], 3),
        ({"date_from": january(3, 13)}, [5, 4], 2),
        ({"date_to": january(2, 12)}, [2, 1], 2),
        ({"date_to": january(2, 11)}, [1], 1),
        ({"date_from": january(2), "date_to": january(4)}, [3, 2], 2),
        ({"payment_status": ["CAPTURED"]}, [4, 2], 2),
        ({"payment_status": ["NOT_PAID"], "limit": 1, "offset": 1}, [3], 3),
        ({"payment_status": ["REFUNDED"]}, [], 0),
        ({"payment_status": ["CAPTURED"], "offset": 2}, [], 2),
    ],
)
def test_dates_and_payment_status_are_looked_for_in_all_orders(
    anna: Medusa, shop: Upstream, wanted: Json, ids: list[int], total: int
) -> None:
    found_by_id = {"orders": [whole(number) for number in sorted(ids)]}  # in another order than ours
    shop.on(ORDERS, {"orders": rows(5, 4, 3, 2, 1), "count": 5}, found_by_id)
    found = orders.list_orders(anna, OrderFilter(**wanted))
    assert [order.id for order in found.data] == [f"order_{number}" for number in ids]
    assert found.total == total
    # By its currency Medusa decides what is missing from a payment.
    fields = "id,created_at,updated_at,status,payment_status,fulfillment_status,currency_code"
    # One that costs nothing is paid, although Medusa calls it not paid.
    amount = ",total,total" if "NOT_PAID" in wanted.get("payment_status", ()) else ""
    assert shop.seen[0].query["fields"] == fields + amount
    if ids:
        page = shop.seen[1].queries
        assert page["id[]"] == [f"order_{number}" for number in ids]
        assert page["limit"] == [str(len(ids))]
        assert page["fields"] == [orders._LIST_FIELDS]
    else:
        assert len(shop.seen) == 1


def test_a_long_history_is_scanned_page_by_page_in_parallel(
    anna: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "_SCAN_PAGE", 2)
    shop.on(ORDERS, {"orders": rows(5, 4), "count": 5}, {"orders": rows(3, 2)}, {"orders": rows(1)})
    shop.on(ORDERS, {"orders": [whole(4), whole(2)]})
    found = orders.list_orders(anna, OrderFilter(payment_status=["CAPTURED"], status=["PENDING"]))
    assert ({order.id for order in found.data}, found.total) == ({"order_4", "order_2"}, 2)
    assert shop.seen[0].query["offset"] == "0"
    assert {seen.query["limit"] for seen in shop.seen} == {"2"}
    assert sorted(seen.query["offset"] for seen in shop.seen[1:3]) == ["2", "4"]
    assert all(seen.queries["status[]"] == ["pending"] for seen in shop.seen[:3])


MIXED: list[Json] = [
    {},
    {"fulfillment_status": "fulfilled", "payment_status": "captured"},
    {"fulfillment_status": "partially_shipped"},
    {"fulfillment_status": "delivered"},
    {"fulfillment_status": "delivered", "payment_status": "captured"},
    {"fulfillment_status": "delivered", "total": 0},
    {"status": "completed", "fulfillment_status": "delivered"},
    {"status": "canceled", "payment_status": "canceled", "total": 0},
    {"payment_status": "canceled"},
]
"""Orders 1 to 9, as Medusa calls them; what is not named is as in an order that was just placed."""


def mixed(statuses: list[str]) -> list[Json]:
    fresh = {"payment_status": "not_paid"}
    made = [
        whole(number) | fresh | {"fulfillment_status": "not_fulfilled"} | more
        for number, more in enumerate(MIXED, 1)
    ]
    return [one for one in made if not statuses or one["status"] in statuses]


@pytest.mark.parametrize(
    ("wanted", "theirs", "ids"),
    [
        ({"status": ["PENDING"]}, ["pending"], [1, 2, 9]),
        ({"status": ["SHIPPED"]}, ["pending"], [3, 4]),
        ({"status": ["COMPLETED"]}, ["pending", "completed"], [5, 6, 7]),
        ({"status": ["SHIPPED", "CANCELLED"]}, ["pending", "canceled"], [3, 4, 8]),
        ({"status": ["PENDING", "SHIPPED"]}, ["pending"], [1, 2, 3, 4, 9]),
        ({"payment_status": ["PAID"]}, [], [6]),
        ({"payment_status": ["FAILED"]}, [], [9]),
        ({"payment_status": ["CAPTURED"]}, [], [2, 5]),
        ({"payment_status": ["NOT_PAID"]}, [], [1, 3, 4, 7, 8]),
        ({"payment_status": ["NOT_PAID"], "status": ["CANCELLED"]}, ["canceled"], [8]),
        ({"payment_status": ["PAID"], "status": ["COMPLETED"]}, ["pending", "completed"], [6]),
    ],
    ids=str,
)
def test_orders_are_filtered_by_the_status_that_is_shown(
    anna: Medusa, shop: Upstream, wanted: Json, theirs: list[str], ids: list[int]
) -> None:
    rows = mixed(theirs)
    page = {"orders": [one for one in rows if int(one["id"].removeprefix("order_")) in ids]}
    shop.on(ORDERS, {"orders": rows, "count": len(rows)}, page)
    found = orders.list_orders(anna, OrderFilter(**wanted, sort="id_ASC"))
    assert ([order.id for order in found.data], found.total) == ([f"order_{one}" for one in ids], len(ids))
    assert shop.seen[0].queries.get("status[]", []) == theirs
    for order in found.data:
        assert order.status in wanted.get("status", [order.status])
        assert order.payment_status in wanted.get("payment_status", [order.payment_status])


def test_all_pending_statuses_together_are_filtered_by_medusa(anna: Medusa, shop: Upstream) -> None:
    query = listed(anna, shop, status=["PENDING", "SHIPPED", "COMPLETED"])
    assert query["status[]"] == ["pending", "completed"]
    assert query["fields"] == [orders._LIST_FIELDS]


@pytest.mark.parametrize("sort", [None, "createdAt_DESC"])
def test_since_a_date_the_newest_orders_are_read_first(
    anna: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch, sort: str | None
) -> None:
    monkeypatch.setattr(orders, "_RECENT", 3)
    shop.on(ORDERS, {"orders": rows(9, 8, 7), "count": 9}, {"orders": [whole(9), whole(8)]})
    found = orders.list_orders(anna, OrderFilter(date_from=january(8), sort=sort))
    assert ([order.id for order in found.data], found.total) == (["order_9", "order_8"], 2)
    assert (shop.seen[0].query["limit"], len(shop.seen)) == ("3", 2)


@pytest.mark.parametrize(
    ("wanted", "offsets"),
    [
        (
            {"date_from": january(6, 12)},
            ["0", "0", "2", "4"],
        ),  # the last one seen may not be the last that fits
        ({"date_from": january(8), "sort": "createdAt_ASC"}, ["0", "2", "4"]),
        ({"date_from": january(8), "sort": "updatedAt_DESC"}, ["0", "2", "4"]),
        ({"date_to": january(8)}, ["0", "2", "4"]),
    ],
)
def test_all_orders_are_scanned_if_a_match_may_come_late(
    anna: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch, wanted: Json, offsets: list[str]
) -> None:
    monkeypatch.setattr(orders, "_RECENT", 3)
    monkeypatch.setattr(orders, "_SCAN_PAGE", 2)
    shop.on(ORDERS, {"orders": rows(8, 7, 6), "count": 6}, *[{"orders": [], "count": 6}] * 3)
    orders.list_orders(anna, OrderFilter(**wanted))
    assert sorted(seen.query["offset"] for seen in shop.seen if "offset" in seen.query) == offsets


@pytest.mark.parametrize("offset", [0, 2])
def test_orders_of_one_moment_are_each_on_one_page(anna: Medusa, shop: Upstream, offset: int) -> None:
    """As after an import: Medusa's pages would then show one twice and another never."""
    twins = [whole(number) | {"created_at": "2026-01-01T00:00:00.000Z"} for number in (4, 1, 3, 2)]
    listed = {"orders": [twins[0], twins[2], twins[1]] if offset else twins[:3], "count": 4}
    ids = [f"order_{number}" for number in (1, 2, 3, 4)][offset : offset + 2]
    chosen = {"orders": [twin for twin in twins if twin["id"] in ids]}
    shop.on(ORDERS, listed, {"orders": twins, "count": 4}, chosen)
    found = orders.list_orders(anna, OrderFilter(limit=2, offset=offset))
    assert ([order.id for order in found.data], found.total) == (ids, 4)
    assert shop.seen[1].query["order"] == "id"


def test_a_customer_without_orders_has_none_since_a_date(anna: Medusa, shop: Upstream) -> None:
    shop.on(ORDERS, {"orders": [], "count": 0})
    assert orders.list_orders(anna, OrderFilter(date_from=january(1))).total == 0


def test_an_order_that_is_placed_meanwhile_shows_no_other_twice(
    anna: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "_SCAN_PAGE", 2)
    shop.on(
        ORDERS, {"orders": rows(6, 4), "count": 4}, {"orders": rows(4, 2)}, {"orders": [whole(6), whole(4)]}
    )
    found = orders.list_orders(anna, OrderFilter(payment_status=["CAPTURED"]))
    assert ([order.id for order in found.data], found.total) == (["order_6", "order_4"], 3)


def test_an_order_that_went_between_the_two_requests_is_left_out(anna: Medusa, shop: Upstream) -> None:
    shop.on(ORDERS, {"orders": rows(4, 2), "count": 2}, {"orders": [whole(2)]})
    found = orders.list_orders(anna, OrderFilter(payment_status=["CAPTURED"]))
    assert [order.id for order in found.data] == ["order_2"]


LISTED = "GET /store/customers/me/lists/orders"


def with_lists() -> None:
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso,lists")


def test_the_plugins_list_is_one_request(anna: Medusa, shop: Upstream) -> None:
    with_lists()
    shop.on(LISTED, {"orders": [whole(2), whole(1)], "count": 7})
    wanted = OrderFilter(
        limit=2,
        offset=4,
        id="order_1",
        status=["SHIPPED", "PROCESSING", "PENDING"],
        payment_status=["PAID", "PAID"],
        date_from=january(1),
        date_to=january(31),
        sort="total_DESC",
    )
    found = orders.list_orders(anna, wanted)
    assert ([order.id for order in found.data], found.total) == (["order_2", "order_1"], 7)
    [seen] = shop.seen
    assert seen.route == LISTED
    assert seen.headers["authorization"] == "Bearer anna.s.token"
    assert seen.queries == {
        "limit": ["2"],
        "offset": ["4"],
        "order": ["-total"],
        "id[]": ["order_1"],
        "status[]": ["PENDING", "SHIPPED"],
        "payment_status[]": ["PAID"],
        "created_at[$gte]": ["2026-01-01T00:00:00+00:00"],
        "created_at[$lte]": ["2026-01-31T00:00:00+00:00"],
    }


def test_a_list_that_the_plugin_has_no_longer_is_medusas(anna: Medusa, shop: Upstream) -> None:
    with_lists()
    shop.on(LISTED, (404, "Cannot GET"))
    shop.on(ORDERS, {"orders": [whole(1)], "count": 1})
    assert orders.list_orders(anna, OrderFilter()).total == 1
    assert shop.asked == [LISTED, ORDERS]


def test_a_plugin_without_lists_is_not_asked_for_one(anna: Medusa, shop: Upstream) -> None:
    plugin.remember("0.2.0; medusa=2.21.2; parts=sso")
    listed(anna, shop)
