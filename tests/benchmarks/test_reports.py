"""What a reader sees: the verdicts, the chart, the tables."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import tables
from benchmarks.chart import chart, tick
from benchmarks.imports import by_package
from benchmarks.operations import LISTS, OPERATIONS
from benchmarks.targets import Target, targets
from dev.routes import routes


def figures(own: float = 1, floor: float = 100, gateway: float = 110) -> dict[str, Any]:
    return {
        "own_work_ms": {"p50": own},
        "floor_ms": {"p50": floor},
        "gateway_ms": {"p50": gateway},
        "gateway_to_floor": gateway / floor,
        "function_to_default": 0.7,
    }


def test_every_route_is_measured() -> None:
    assert {route.key for route in routes()} == {operation.route for operation in OPERATIONS}


@pytest.mark.parametrize(("measured", "met"), [(0.99, True), (1, True), (1.01, False)])
def test_a_target_is_met_up_to_its_limit(measured: float, met: bool) -> None:
    assert Target("own work", 1, measured).row()["met"] is met


def test_the_operation_with_the_most_work_of_its_own_is_judged() -> None:
    operations = {name: figures() for name in (*LISTS, "complete in one call")} | {"orders list": figures(4)}
    own, complete, *lists, kept = targets(operations, {"handler_ratio": 0.01})
    assert (own.measured, own.is_met) == (4, False)
    assert "orders list" in own.name
    assert (complete.measured, complete.is_met) == (1.1, True)
    assert [target.is_met for target in (*lists, kept)] == [False] * len(LISTS) + [True]


def test_the_chart_is_an_svg_with_a_pair_of_bars_for_each_operation() -> None:
    drawn = chart({"a <list>": figures(), "an order": figures(floor=400, gateway=800), "no calls": {}})
    root = ElementTree.fromstring(drawn)
    bars = [node for node in root.iter() if node.tag.endswith("rect")][2:]
    ours = [float(bar.attrib["width"]) for bar in bars if bar.attrib["class"] == "ours"]
    assert len(bars) == 4
    assert ours[1] / ours[0] == pytest.approx(800 / 110, rel=0.01)
    texts = [node.text for node in root.iter() if node.tag.endswith("text")]
    assert {"a <list>", "an order", "400 / 800"} <= set(texts)


def test_ticks_are_round_and_few() -> None:
    assert [tick(most) for most in (79, 800, 801, 1500)] == [10, 100, 200, 200]


def test_tables_line_up() -> None:
    head, rows = ("name", "ms"), [("cart", 1), ("order", 100)]
    assert tables.text(head, rows).splitlines() == ["name    ms", "-----  ---", "cart     1", "order  100"]
    assert tables.markdown(head, rows).splitlines()[1:3] == ["| --- | ---: |", "| cart | 1 |"]


def test_imports_are_summed_up_by_package() -> None:
    said = "import time:       100 |        300 |   urllib3.util\nimport time: 20 | 20 | urllib3\nno line"
    assert by_package(said) == {"urllib3": 120}
