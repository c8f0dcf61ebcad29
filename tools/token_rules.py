"""The tables of docs/sso.md: what a token, a key and a setting must be.

``make rules`` writes them from the groups in tests/fixtures/sign_in, whose rows the tests run through the
authorizer and through Medusa's plugin; a test compares what is written with the groups.
"""

from __future__ import annotations

import json

from commerce import jwks, key_set, sso

from local.config import ROOT

DOCUMENT = ROOT / "docs" / "sso.md"
ROWS = ROOT / "tests" / "fixtures" / "sign_in"
TABLES = {"token": ("tokens", "claims"), "provider": ("keys", "provider"), "settings": ("settings",)}
"""The table's name in the document, and the files with its groups of rows."""

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
    """Return the document with its tables written again."""
    for name, files in TABLES.items():
        before, _, rest = text.partition(f"<!-- {name}: made by make rules -->\n")
        _, end, after = rest.partition(f"<!-- {name}: end -->")
        table = "\n".join(_table(files))
        text = f"{before}<!-- {name}: made by make rules -->\n{table}\n{end}{after}"
    return text


def _table(files: tuple[str, ...]) -> list[str]:
    groups = [group for file in files for group in json.loads((ROWS / f"{file}.json").read_text())]
    rules = [f"| {group['what']} | {group['rule'].format_map(NUMBERS)} |" for group in groups]
    return ["| What | Rule |", "| --- | --- |", *rules]


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text()))
