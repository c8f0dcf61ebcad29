"""How much time is left: with too much the gateway responds instead, with too little Medusa is cut off."""

from __future__ import annotations

import time

import pytest
from commerce.deadline import MARGIN, Deadline


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 1000.0)


class Context:
    def get_remaining_time_in_millis(self) -> int:
        return 20_000


def test_a_little_is_reserved_to_respond_in() -> None:
    assert Deadline.of(Context()).at == 1020 - MARGIN


@pytest.mark.parametrize(("seconds", "left"), [(3, 3), (9, 5)])
def test_a_part_of_the_work_ends_no_later_than_all_of_it(seconds: float, left: float) -> None:
    assert Deadline.after(5).within(seconds).left() == left


def test_what_has_passed_is_less_than_nothing() -> None:
    assert Deadline(999.0).left() == -1
