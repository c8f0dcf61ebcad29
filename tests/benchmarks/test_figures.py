"""A wrong median would be believed: the benchmarks' own arithmetic."""

from __future__ import annotations

import pytest

from benchmarks.figures import covered, groups, percentile, summary


def test_a_percentile_is_one_of_the_values() -> None:
    values = [30.0, 10.0, 20.0, 40.0]
    assert [percentile(values, share) for share in (0.25, 0.5, 0.51, 0.95, 1)] == [10, 20, 30, 40, 40]
    assert summary([float(value) for value in range(1, 101)]) == {"p50": 50, "p95": 95}


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0), ([1.0], 1.1)])
def test_there_is_no_percentile_of_nothing(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="no percentile"):
        percentile(values, share)


def test_time_side_by_side_counts_once() -> None:
    one_by_one, side_by_side, within = [(0, 1), (2, 4)], [(0, 3), (1, 4)], [(0, 5), (1, 2)]
    assert [covered(spans) for spans in (one_by_one, side_by_side, within, [])] == [3, 4, 5, 0]


def test_what_ran_at_once_is_one_group_in_order_of_beginning() -> None:
    assert groups([(5, 6), (0, 3), (1, 2), (2.5, 4), (4, 5)]) == [[1, 2, 3], [4], [0]]
