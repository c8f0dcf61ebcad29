"""A row that cannot be mapped is left out of its list; the others are returned."""

import logging
from typing import Any

import pytest
from commerce.errors import UpstreamError
from commerce.mappers.money import price
from commerce.mappers.rows import mapped_rows
from commerce.models.common import Price

Row = dict[str, Any]


def _total(row: Row) -> Price | None:
    return None if row.get("hidden") else price(row, "total", row["currency_code"].upper())


GOOD = {"total": 5, "currency_code": "eur"}

ODD: list[Any] = [
    {"total": None, "currency_code": "eur"},
    {"total": 5},
    {"total": 5, "currency_code": None},
    {"total": 5, "currency_code": 7},
    "no object",
    None,
]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_row_costs_that_row(odd: Row, caplog: pytest.LogCaptureFixture) -> None:
    assert mapped_rows([GOOD, odd, GOOD], _total, "order") == [Price(value=5, currency="EUR")] * 2
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_list_of_one_odd_row_is_empty() -> None:
    assert mapped_rows([ODD[1]], _total, "order") == []


def test_rows_that_all_cannot_be_read_are_a_failure() -> None:
    with pytest.raises(UpstreamError):
        mapped_rows([ODD[0], ODD[1]], _total, "order")


def test_what_the_mapper_leaves_out_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    assert mapped_rows([{"hidden": True}] * 2, _total, "order") == []
    assert not caplog.records


def test_the_log_quotes_no_value(caplog: pytest.LogCaptureFixture) -> None:
    def _map(row: Row) -> Price:
        return Price.model_validate(row)

    mapped_rows([{"value": "anna@example.com", "currency": "EUR"}], _map, "order")
    (record,) = caplog.records
    assert "anna" not in str(vars(record))
    assert "value" in vars(record)["reason"]
