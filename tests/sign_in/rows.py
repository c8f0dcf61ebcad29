"""Run a row of `tests/fixtures/sign_in` through a verifier, and keep what came of it for the report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Protocol

from tests.support import reports
from tests.support.sign_in import JWKS, NOW, SECRET, KeyServer, groups, token

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "sso.md"
FILES = ("tokens", "claims", "keys", "provider", "settings", "shapes")

Row = dict[str, Any]
Outcome = dict[str, Any]

ROWS = [(group, row) for file in FILES for group in groups(file) for row in group["rows"]]
NAMES = [f"{group['what']}: {row['name']}" for group, row in ROWS]

_came: dict[str, dict[str, str]] = {}
"""What came of each row, by its name and the verifier's."""


class Verifier(Protocol):
    """The authorizer's or Medusa's."""

    name: str

    def configure(self, settings: dict[str, str], waits: float) -> Outcome:
        """Create the verifier; it waits for a provider for that part of the real time."""

    def verify(self, signed: str, now: float) -> Outcome: ...


def check(group: Row, row: Row, verifier: Verifier) -> list[Outcome]:
    """Run a row, and assert that the verifier does what it says; return what came of each step."""
    steps = _steps(row)
    outcomes, asked = _run(group, steps, row.get("settings", {}), verifier)

    said = [outcome["outcome"] for outcome in outcomes]
    _came.setdefault(f"{group['what']}: {row['name']}", {})[verifier.name] = " ".join(said)
    assert said == [step["expect"] for step in steps], outcomes
    assert asked == [step.get("asked", count) for step, count in zip(steps, asked, strict=True)]
    return outcomes


def _steps(row: Row) -> list[Row]:
    """Return a row's steps; most rows are one."""
    steps: list[Row] = row.get("steps", [row])
    return steps


def _run(
    group: Row, steps: list[Row], changed: dict[str, str], verifier: Verifier
) -> tuple[list[Outcome], list[int]]:
    """Return what came of the steps, and how often the key server was called up to each."""
    outcomes: list[Outcome] = []
    asked: list[int] = []
    now = float(NOW)
    with KeyServer() as server:
        settings = _settings(group, changed, server)
        begun = verifier.configure(settings, group.get("waits", 1))
        if begun["outcome"] != "configured":
            return [begun], [server.asked]
        email = settings.get("SSO_CLAIM_EMAIL", "email")
        for step in steps:
            now += step.get("later", 0)
            server.state = step.get("provider", {})
            described: Row = {**group.get("token", {}), **step.get("token", {}), "after": now - NOW}
            signed, claims = token(described, server.issuer)
            outcome = verifier.verify(signed, now)
            if outcome["outcome"] == "in":
                assert outcome["email"] == claims[email].lower()
            outcomes.append(outcome)
            asked.append(server.asked)
    return outcomes, asked


def _settings(group: Row, changed: dict[str, str], server: KeyServer) -> dict[str, str]:
    """Return the settings of a row, or those that docs/sso.md names for its group's provider."""
    said = {"SSO_ISSUER": server.issuer, "SSO_AUDIENCE": "storefront"}
    if "section" in group:
        said = _documented(group["section"])
        if "SSO_SHARED_SECRET" in said:
            assert said["SSO_SHARED_SECRET"].startswith("…"), "a secret in a document is none"
            said["SSO_SHARED_SECRET"] = SECRET
        else:
            # The real addresses are not reached from here.
            said["SSO_JWKS_URL"] = server.issuer + JWKS
    put = {name: value.replace("{issuer}", server.issuer) for name, value in changed.items()}
    return {name: value for name, value in {**said, **put}.items() if value}


def _documented(section: str) -> dict[str, str]:
    """Read the settings in the first block of a section of docs/sso.md."""
    text = next(part for part in _sections() if part.startswith(section + "\n"))
    block = re.search(r"```ini\n(.*?)```", text, re.S)
    assert block, f"{section} names no settings"
    return dict(line.split("=", 1) for line in block[1].splitlines())


def _sections() -> list[str]:
    return re.split(r"^## ", DOCUMENT.read_text(), flags=re.M)


def providers() -> list[str]:
    """Return the sections of docs/sso.md that name settings."""
    return [part.partition("\n")[0] for part in _sections() if "```ini\n" in part]


def report() -> None:
    """Collect a table of the groups for the end of the run, and one of all rows in a file."""
    counted: dict[str, list[int]] = {}
    lines = ["row | expected | authorizer | medusa"]
    for name, (group, row) in zip(NAMES, ROWS, strict=True):
        expected = " ".join(step["expect"] for step in _steps(row))
        came = [_came.get(name, {}).get(verifier, "not run") for verifier in ("authorizer", "medusa")]
        lines.append(" | ".join((name, expected, *came)))
        counts = counted.setdefault(group["what"], [0, 0, 0, 0])
        is_accepted = expected.endswith("in")
        for place, adds in enumerate((True, is_accepted, not is_accepted, came == [expected, expected])):
            counts[place] += adds
    every = [sum(column) for column in zip(*counted.values(), strict=True)]
    rows = [(what, *counts) for what, counts in [*counted.items(), ("all", every)]]
    reports.table("Two verifiers", ("group", "rows", "accepted", "refused", "both agree"), rows)
    (reports.FOLDER / "two-verifiers-rows.txt").write_text("\n".join(lines) + "\n")
