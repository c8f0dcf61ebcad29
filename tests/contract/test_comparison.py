"""The comparison itself: each kind of difference that a caller would feel is found."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.models import MODELS, complaints
from tests.contract.shapes import differences

ID = "cart_01EXAMPLE00000000000000000"
SHAPE = {"id": "cart_*", "total": "price EUR", "at": "date", "status": "=A|B", "items": [{"ok": "boolean"}]}
ANSWER = {
    "id": ID,
    "total": {"value": 9.9, "currency": "EUR"},
    "at": "2026-11-22T20:36:07.525Z",
    "status": "B",
    "items": [{"ok": True}],
}


def test_what_is_the_same_has_no_difference() -> None:
    assert differences(SHAPE, ANSWER | {"more": 1}) == set()
    assert differences({"*": "string"}, {"opt_1": "12V"}) == set()
    assert differences([{"endDate?": "date"}], [{}]) == set()


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"id": f"order{ID[4:]}"}, "id: order_* instead of cart_*"),
        ({"id": 1}, "id: number instead of cart_*"),
        ({"total": {"value": "9.9", "currency": "EUR"}}, "total: object instead of price EUR"),
        ({"total": {"value": True, "currency": "EUR"}}, "total: object instead of price EUR"),
        ({"total": {"value": 9.9, "currency": "USD"}}, "total: object instead of price EUR"),
        ({"total": 9.9}, "total: number instead of price EUR"),
        ({"at": "yesterday"}, "at: string instead of date"),
        ({"at": None}, "at: null instead of date"),
        ({"status": "C"}, "status: C instead of A|B"),
        ({"items": []}, "items: empty, nothing to compare"),
        ({"items": {}}, "items: object instead of list"),
        ({"items": [{"ok": True}, {"ok": 1}]}, "items[].ok: number instead of boolean"),
        ({"items": [{}]}, "items[].ok: missing"),
    ],
)
def test_each_difference_is_found(changed: dict[str, Any], found: str) -> None:
    assert differences(SHAPE, ANSWER | changed) == {found}


def test_what_one_entry_of_a_list_has_is_there() -> None:
    shape = [{"id": "string", "status": "=ACTIVE"}]
    assert differences(shape, [{"id": "1", "status": "EXPIRED"}, {"status": "ACTIVE"}]) == set()
    none = differences(shape, [{"id": "1", "status": "EXPIRED"}, {"id": "2"}])
    assert none == {"[].status: EXPIRED instead of ACTIVE", "[].status: missing"}


def test_all_types_that_the_models_name_are_known() -> None:
    kinds = {kind.strip("[]{}") for fields in MODELS.values() for kind in fields.values()}
    named = {kind for kind in kinds if not kind.startswith("=")}
    assert named <= MODELS.keys() | {"string", "number", "boolean", "object"}


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("Price", {"value": 1, "currency": "EUR"}, []),
        ("Price", {"value": "1", "currency": "EUR"}, ["value: no number"]),
        ("Price", {"value": True, "currency": "EUR"}, ["value: no number"]),
        ("Price", {"value": 1}, ["currency: missing"]),
        ("Price", {"value": 1, "currency": "EUR", "tax": 1}, ["tax: not in tests/contract/models.py"]),
        ("Price", [], [": no Price"]),
        ("{Media}", {"data": [{"url": "u"}], "total": 1}, ["data[].alt: missing"]),
        ("[Media]", {}, [": no list"]),
        ("=A|B", "C", [": C is none of A|B"]),
        ("Promotion", {"id": "1", "code": "X", "type": "GIFT"}, None),
    ],
)
def test_what_the_contract_does_not_say_is_found(kind: str, value: Any, said: list[str] | None) -> None:
    found = list(complaints(value, kind))
    assert found == said if said is not None else found[0].startswith("type: GIFT is none of PERCENTAGE|")
