"""The tables that a reader is shown are those of the last results."""

from __future__ import annotations

import pytest

from benchmarks import proof


def test_the_document_shows_the_last_results() -> None:
    text = proof.DOCUMENT.read_text()
    assert proof.filled(text) == text, "run: .local/venv/bin/python -m benchmarks.proof"


@pytest.mark.parametrize("results", sorted(path.name for path in proof.FOLDER.glob("*.json")))
def test_all_results_are_shown(results: str) -> None:
    assert f"<!-- benchmarks/{results} -->" in proof.DOCUMENT.read_text()
    assert results in proof.REPORTS
