"""The tables of docs/sso.md: what a token, a key and a setting must be.

``make rules`` writes them from the rows in tests/fixtures/sign_in, which the tests run through the
authorizer and through Medusa's plugin; a test compares what is written with the rows.
"""

from __future__ import annotations

import json
from typing import Any

from commerce import jwks, key_set, sso

from local.config import ROOT

DOCUMENT = ROOT / "docs" / "sso.md"
ROWS = ROOT / "tests" / "fixtures" / "sign_in"
TABLES = {"token": ("tokens", "claims"), "provider": ("keys", "provider"), "settings": ("settings",)}
"""The table's name in the document, and the files with its rows."""

NUMBERS = {
    "MAX_LENGTH": sso.MAX_LENGTH,
    "LEEWAY": sso.LEEWAY,
    "MIN_RSA_BITS": key_set.MIN_RSA_BITS,
    "MAX_DOCUMENT": jwks.MAX_DOCUMENT // 1024,
    "TIMEOUT": f"{jwks.TIMEOUT:g}",
    "PAUSE": f"{jwks.PAUSE:g}",
    "FRESH": f"{jwks.FRESH:g}",
    "STALE": f"{jwks.STALE:g}",
    "LOOKUPS": jwks.LOOKUPS,
    "LOOKUP_WINDOW": f"{jwks.LOOKUP_WINDOW:g}",
}


def written(text: str) -> str:
    """Return the document with its tables made anew."""
    for name, files in TABLES.items():
        before, _, rest = text.partition(f"<!-- {name}: made by make rules -->\n")
        _, end, after = rest.partition(f"<!-- {name}: end -->")
        table = "\n".join(_table(files))
        text = f"{before}<!-- {name}: made by make rules -->\n{table}\n{end}{after}"
    return text


def _table(files: tuple[str, ...]) -> list[str]:
    groups = [group for file in files for group in json.loads((ROWS / f"{file}.json").read_text())]
    head = ["| What | Rule | Accepted, for example | Refused, for example |", "| --- | --- | --- | --- |"]
    return head + [
        f"| {group['what']} | {group['rule'].format_map(NUMBERS)} | {_examples(group, True)} "
        f"| {_examples(group, False)} |"
        for group in groups
    ]


def _examples(group: dict[str, Any], accepted: bool) -> str:
    """Return how many of a group's rows end so, and the names of those that are worth showing."""
    rows = [row for row in group["rows"] if (_last(row) == "in") is accepted]
    shown = "; ".join(row["name"].replace("|", "\\|") for row in rows if row.get("show"))
    return f"{len(rows)}{': ' if shown else ''}{shown}"


def _last(row: dict[str, Any]) -> str:
    outcome: str = row["expect"] if "expect" in row else row["steps"][-1]["expect"]
    return outcome


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text()))
