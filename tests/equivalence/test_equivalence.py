"""Carts that are changed by the plugin's module calls are those that Medusa's own workflows would have made.

`make test` compares a few carts. `make equivalence` compares 300 (``CARTS``, ``SEED``), which takes half an
hour or more.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from local import medusa
from local.config import Ports
from tests.support import reports
from tests.support.platform import skip_without

FEW = 2


@pytest.fixture(scope="module")
def found(
    addresses: dict[str, str], parts: frozenset[str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    assert addresses
    skip_without("fast-checkout", parts)
    file = Path(tmp_path_factory.mktemp("equivalence"), "carts.json")
    carts, seed = int(os.environ.get("CARTS") or FEW), int(os.environ.get("SEED") or 1)
    wanted = {"carts": carts, "seed": seed, "file": str(file)}
    medusa.compare_ways(Ports.from_environment(), wanted)
    results: dict[str, Any] = json.loads(file.read_text())
    assert len(results["rows"]) == carts
    _report(results["rows"], seed)
    return results


@pytest.fixture(scope="module")
def compared(found: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = found["rows"]
    return rows


def test_the_plugins_way_leaves_the_same_cart(compared: list[dict[str, Any]]) -> None:
    different = {
        row["cart"]: (step["step"], step["way"], step["differences"])
        for row in compared
        for step in row["compared"]
        if step["differences"]
    }
    assert different == {}


def test_most_steps_are_done_by_module_calls(compared: list[dict[str, Any]]) -> None:
    ways = [step["way"] for row in compared for step in row["compared"] if step["step"] != "order"]
    assert ways.count("modules") > len(ways) / 2


def test_an_interrupted_change_leaves_nothing_half_done(found: dict[str, Any]) -> None:
    """What fails is undone; where the process is killed, the cart is as it was, or as it should be."""
    interrupted = found["interrupted"]
    assert {one["change"] for one in interrupted if one["how"] == "killed"} == {
        "add lines",
        "change quantity",
        "remove line",
        "choose delivery",
        "checkout",
        "checkout with promotions",
    }
    changes = [one for one in interrupted if not one["change"].startswith("checkout")]
    assert [one for one in changes if one["left"] not in {"before", "after"}] == []
    failed = [one for one in changes if one["how"] == "failed"]
    assert [one for one in failed if one["left"] != ("before" if one["refused"] else "after")] == []


def test_an_interrupted_checkout_can_be_continued(found: dict[str, Any]) -> None:
    """What is left becomes the same order. What fails before the payment is undone."""
    interrupted = [one for one in found["interrupted"] if one["change"].startswith("checkout")]
    stages = {"before", "addressed", "prepared", "collected"}
    assert [one for one in interrupted if one["left"] not in stages] == []
    assert {one["left"] for one in interrupted} == stages
    # With promotions it takes several transactions.
    whole = [one["left"] for one in interrupted if one["change"] == "checkout"]
    assert "addressed" not in whole
    failed = [one["left"] for one in interrupted if one["how"] == "failed"]
    assert "addressed" not in failed


def _report(rows: list[dict[str, Any]], seed: int) -> None:
    """Print how many carts of each kind were compared, and how they were changed."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        steps = [step for step in row["compared"] if step["step"] != "order"]
        is_same = not any(step["differences"] for step in row["compared"])
        for kind in row["kinds"]:
            of = found.setdefault(kind, Counter())
            of["carts"] += 1
            of["different"] += not is_same
            of["module calls"] += sum(step["way"] == "modules" for step in steps)
            of["Medusa's way"] += sum(step["way"] != "modules" for step in steps)
            of["refused"] += sum(step["refusal"] is not None for step in steps)
    head = ("kind", "carts", "module calls", "Medusa's way", "refused", "different")
    lines = [(kind, *(of[name] for name in head[1:])) for kind, of in sorted(found.items())]
    reports.table(f"Equivalence of {len(rows)} carts from seed {seed}", head, lines)
