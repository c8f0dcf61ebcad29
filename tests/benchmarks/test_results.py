"""What the benchmarks cover and judge, and that the page shows their last results."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import report, size, speed
from benchmarks.operations import LISTS, OPERATIONS
from tools.routes import routes


def test_every_route_is_measured() -> None:
    assert {route.key for route in routes()} == {operation.route for operation in OPERATIONS}


def test_the_page_is_generated_from_the_results() -> None:
    text = report.PAGE.read_text()
    assert report.updated(text) == text, "run: .local/venv/bin/python -m benchmarks page"
    assert all(f"(../benchmarks/results/{path.name})" in text for path in report.RESULTS.glob("*.json"))


@pytest.mark.parametrize(("own", "met"), [(2.9, True), (3, True), (3.1, False)])
def test_the_operation_with_the_most_own_work_is_judged(own: float, met: bool) -> None:
    def figures(own: float) -> dict[str, Any]:
        return {"own_work_ms": {"p50": own}, "gateway_to_floor": 1.1, "function_to_default": 0.7}

    operations = {name: figures(1) for name in (*LISTS, "complete in one call")} | {
        "orders list": figures(own)
    }
    most, complete, *lists, cached = speed.targets(operations, {"ratio": 0.01})
    assert (most["measured"], most["met"]) == (own, met)
    assert [one["met"] for one in (complete, *lists, cached)] == [True, *[False] * len(LISTS), True]


def test_more_calls_in_a_large_shop_are_not_expected() -> None:
    small, large = {"requests": 1, "ms": 2}, {"requests": 2, "ms": 3}
    assert not size.compared(small, small)["unexpected"]
    assert size.compared(small, large)["unexpected"]
    assert size.compared(small, large | {"own_way": {"ms": 30}})["to_own_way"] == 0.1
