"""What changed in a cart since the shopper saw it: nothing is ordered for another sum than the one seen."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import ConflictError
from commerce.mappers.checkout import changes
from commerce.mappers.money import same_amount
from commerce.medusa.orderable import must_be_unchanged

from tests.support.carts import line, ready_cart

Json = dict[str, Any]


def seen() -> Json:
    return ready_cart(items=[line(1), line(2, quantity=1)], item_total=300, total=305.831)


def paths(now: Json, *, same_address: bool = True, same_delivery: bool = True) -> list[str]:
    found = changes(seen(), now, same_address=same_address, same_delivery=same_delivery)
    return [detail.path for detail in found]


def test_what_is_the_same_is_no_change() -> None:
    assert paths(seen()) == []
    must_be_unchanged(seen(), seen())


@pytest.mark.parametrize(
    ("items", "path"),
    [
        ([line(1, unit_price=98), line(2, quantity=1)], "items.item_1"),
        ([line(1, unit_price=None), line(2, quantity=1)], "items.item_1"),
        ([line(1), line(2, quantity=2)], "items.item_2"),
        ([line(1)], "items.item_2"),
        ([line(1), line(2, quantity=1), line(3)], "items.item_3"),
    ],
    ids=["price", "no price", "quantity", "line gone", "line more"],
)
@pytest.mark.parametrize("same", [True, False])
def test_a_changed_line_is_named_whatever_the_request_changes(
    items: list[Json], path: str, same: bool
) -> None:
    assert paths(seen() | {"items": items}, same_address=same, same_delivery=same) == [path]


def test_a_lost_code_is_named_and_a_new_one_changes_the_total() -> None:
    before = seen()
    [first, second] = before["promotions"]
    lost = paths(before | {"promotions": [first, None]}, same_address=False, same_delivery=False)
    assert lost == ["promotions"]
    [detail] = changes(before, before | {"promotions": [first]}, same_address=True, same_delivery=True)
    assert second["code"] in detail.message
    assert len(paths(before | {"promotions": None})) == 2
    more = before | {"promotions": [first, second, {"code": "NEW"}]}
    assert paths(more) == []
    assert paths(more | {"item_total": 290}) == ["total"]


@pytest.mark.parametrize(
    ("change", "same_address", "same_delivery", "is_told"),
    [
        ({"total": 300}, True, True, True),
        ({"total": 300}, True, False, False),  # another delivery, other costs
        ({"total": 300}, False, True, False),  # another country, other taxes
        ({"item_total": 299}, True, False, True),
        ({"item_total": 299}, False, False, False),
        ({"total": None}, True, True, True),
        ({"total": 305.8312}, True, True, False),  # not a cent
        ({"total": 305.836}, True, True, True),
    ],
)
def test_the_total_is_compared_unless_the_request_changes_it(
    change: Json, same_address: bool, same_delivery: bool, is_told: bool
) -> None:
    now = seen() | change
    expected = ["total"] if is_told else []
    assert paths(now, same_address=same_address, same_delivery=same_delivery) == expected


def test_all_changes_are_reported_and_nothing_is_ordered() -> None:
    now = seen() | {"promotions": [], "items": [line(1, unit_price=1), line(2, quantity=9)]}
    with pytest.raises(ConflictError, match="nothing was ordered") as refused:
        must_be_unchanged(seen(), now)
    found = [detail.path for detail in refused.value.details]
    assert found == ["promotions", "promotions", "items.item_1", "items.item_2"]


@pytest.mark.parametrize(
    ("one", "other", "currency", "same"),
    [
        (1.004, 1, "EUR", True),
        (1.005, 1.01, "eur", True),
        (1.004, 1.005, "EUR", False),
        (0.1 + 0.2, 0.3, "EUR", True),
        (100.4, 100, "JPY", True),
        (100.5, 100, "JPY", False),
        (100.5, 101, "jpy", True),
        (1.0004, 1, "KWD", True),
        (1.0005, 1, "KWD", False),
        (1.004, 1, "KWD", False),
        (None, None, "EUR", True),
        (None, 0, "EUR", False),
        (0, None, "EUR", False),
        (1e11 + 0.001, 1e11, "EUR", True),
    ],
)
def test_amounts_are_compared_as_they_are_paid(
    one: float | None, other: float | None, currency: str, same: bool
) -> None:
    assert same_amount(one, other, currency) is same
