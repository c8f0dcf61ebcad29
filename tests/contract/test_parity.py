"""The recorded requests of the implementation to beat, sent to this one: who calls it finds what they knew.

Each must get the recorded status and everything that the recorded response had: its fields, their types, the
values of enumerations. What else is in ours must be the contract's. Where the two differ on purpose,
`tests.contract.deviations` says so and why; a deviation that is none any more fails, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.shop import Shop
from tests.contract.deviations import DEVIATIONS
from tests.contract.models import complaints
from tests.contract.replays import REPLAYS, World, replay
from tests.contract.shapes import differences
from tests.support import reports

GOLDEN = {
    file.stem: json.loads(file.read_text())
    for file in sorted(Path(__file__).with_name("golden").glob("*.json"))
}

Rows = dict[str, tuple[object, ...]]

_BY_CHANCE = {"data[].variants: missing"}
"""A page of products that have one variant each: without a sort Medusa lists them in any order."""


def expected(name: str) -> set[str]:
    """Return the deviations that are meant for a recorded response."""
    return {deviation.what for deviation in DEVIATIONS if name in deviation.names}


@pytest.fixture(scope="module")
def world(guest: Shop, anna: Shop, ben: Shop, seed: dict[str, Any], drill: dict[str, Any]) -> World:
    return World(guest, anna, ben, seed, drill)


@pytest.fixture(scope="module")
def rows() -> Iterator[Rows]:
    """Gather the report's rows and print them at the end of the run."""
    gathered: Rows = {}
    yield gathered
    head = ("request", "theirs", "ours", "verdict")
    reports.table("Parity", head, [(name, *row) for name, row in gathered.items()])
    reports.table(
        "Deviations from the recorded answers",
        ("what is other", "answers", "why"),
        [(entry.what, len(entry.names), entry.why) for entry in DEVIATIONS],
    )


def test_each_recording_is_replayed_each_deviation_has_one() -> None:
    assert set(REPLAYS) == set(GOLDEN)
    assert {name for deviation in DEVIATIONS for name in deviation.names} <= set(GOLDEN)


@pytest.mark.parametrize("name", GOLDEN)
def test_a_response_is_the_recorded_one_or_differs_as_it_should(name: str, world: World, rows: Rows) -> None:
    golden = GOLDEN[name]
    answer = replay(name, golden, world)
    found = set()
    if answer.status != golden["status"]:
        found.add(f"status: {answer.status} instead of {golden['status']}")
    if (answer.status < 400) == (golden["status"] < 400):
        found |= differences(golden["response"], answer.body) - _BY_CHANCE
    wrong, unused = sorted(found - expected(name)), sorted(expected(name) - found)
    foreign = list(complaints(answer.body, REPLAYS[name].model))
    fine = f"other on purpose: {len(found)}" if found else "the same"
    rows[name] = (golden["status"], answer.status, "WRONG" if wrong or unused or foreign else fine)
    assert (wrong, unused, foreign) == ([], [], []), answer.body
