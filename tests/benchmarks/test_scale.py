"""What the benchmarks of size and load count, and that their tables can be drawn from the files."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from benchmarks import load, machine, size, tables
from benchmarks.calls import Call, Recording
from benchmarks.mixes import Journey
from benchmarks.replay import script

CART = "cart_01HZX3V9K2M4N6P8Q0R2S4T6V8"


@pytest.mark.parametrize("draw", [tables.text, tables.markdown])
@pytest.mark.parametrize("measured", [size, load])
def test_the_tables_are_drawn_from_the_file_alone(measured: Any, draw: Any) -> None:
    name = measured.__name__.rpartition(".")[2]
    results = json.loads((measured.FOLDER / f"{name}.json").read_text())
    assert results["facts"]["cores"]
    assert "p50 ms" in measured.report(results, draw)


def test_a_list_that_takes_more_requests_is_told_unless_it_is_known_to_grow() -> None:
    small, large = {"requests": 1, "ms": 2, "medusa_bytes": 5}, {"requests": 2, "ms": 3, "medusa_bytes": 9}
    results = {
        "flat": size.compared(small, small, ""),
        "worse": size.compared(small, large, ""),
        "known": size.compared(small, large, "one call for every 500"),
    }
    assert size.unexpected(results) == ["worse"]


def test_callers_share_the_journeys_until_the_time_is_up() -> None:
    done: list[str] = []

    def caller(journey: Journey, tally: load.Tally, ends: float) -> None:
        journey.go(lambda *_: None)
        tally.done += 1
        time.sleep(0.01)

    def journey(name: str) -> Journey:
        return Journey(name, lambda _: done.append(name))

    total, seconds = load.together([caller] * 3, [journey("a"), journey("b")], 0.05)
    assert total.done == len(done)
    assert done[:2] == ["a", "b"]
    assert seconds < 5


def test_open_connections_are_counted_for_who_made_them() -> None:
    lines = [
        "  sl  local_address rem_address   st",
        "   0: 0100007F:A1B2 0100007F:2328 01",  # to port 9000
        "   1: 0100007F:2328 0100007F:A1B2 01",  # the other end of the same
        "   2: 0100007F:A1B3 0100007F:2328 06",  # over
    ]
    assert machine.connections(lines, 9000) == 1


def test_a_process_whose_name_has_brackets_is_read() -> None:
    fields = ["S", "7", *["0"] * 9, "100", "50", "0", "50", "0"]
    found = machine.process_of(f"12 (a (b) c) {' '.join(fields)}")
    assert found.parent == 7
    assert found.seconds > 0


def test_an_id_that_an_answer_gave_is_taken_from_the_answer_of_the_replay() -> None:
    def call(url: str, began: float, answer: Any) -> Call:
        return Call("GET", url, {}, None, (began, began + 1), 200, json.dumps(answer).encode())

    made = script(
        Recording(None, None, [call("/carts", 0, {"cart": {"id": CART}}), call(f"/carts/{CART}", 2, {})])
    )
    first, second = (group[0] for group in made.groups)
    assert first.renewed == ()
    assert second.renewed == ((CART, (1, ("cart", "id"))),)
    assert (made.read, made.calls) == (frozenset({1}), 2)
