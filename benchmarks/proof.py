"""Keeps the tables of docs/proof.md those of the last results: run after each benchmark."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import cold, load, size, storm, tables, warm
from dev.places import ROOT

DOCUMENT = ROOT / "docs" / "proof.md"
FOLDER = Path(__file__).parent

REPORTS: dict[str, Callable[..., str]] = {
    "results.json": warm.report,
    "cold.json": cold.report,
    "size.json": size.report,
    "load.json": load.report,
    "faults.json": storm.report,
}
"""Who draws which results."""

_SECTION = re.compile(r"(?<=<!-- benchmarks/)(?P<name>\w+\.json)( -->\n).*?(?=<!-- end -->)", re.DOTALL)


def filled(text: str) -> str:
    """Give the document with each marked place filled with the tables of its results."""

    def drawn(place: re.Match[str]) -> str:
        results: dict[str, Any] = json.loads((FOLDER / place["name"]).read_text())
        measured = ", ".join(f"{name} {value}" for name, value in results["facts"].items())
        report = REPORTS[place["name"]](results, tables.markdown)
        return f"{place['name']} -->\n\nMeasured: {measured}.\n\n{report}\n\n"

    return _SECTION.sub(drawn, text)


if __name__ == "__main__":
    DOCUMENT.write_text(filled(DOCUMENT.read_text()))
