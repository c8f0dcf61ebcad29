"""The verifier of Medusa's plugin (jose) does what each row says; `test_authorizer` runs them through PyJWT.

Otherwise one admits a customer and the other does not, or a token that one refuses opens an account at the
other.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sign_in.rows import NAMES, ROWS, Outcome, Row, check, report

MEDUSA = Path(__file__).resolve().parents[2] / "medusa/plugin"


class Plugin:
    """The plugin's verifier, in a process of its own."""

    name = "medusa"

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", "-r", "ts-node/register", "../../tests/support/verifier.cjs"],
            cwd=MEDUSA,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def configure(self, settings: dict[str, str], waits: float) -> Outcome:
        return self._ask(settings=settings, waits=waits)

    def verify(self, signed: str, now: float) -> Outcome:
        return self._ask(token=signed, now=now)

    def _ask(self, **request: object) -> Outcome:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        found: Outcome = json.loads(self._process.stdout.readline())
        return found

    def stop(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def plugin() -> Iterator[Plugin]:
    running = Plugin()
    yield running
    running.stop()
    report()


@pytest.mark.parametrize(("group", "row"), ROWS, ids=NAMES)
def test_the_plugin_does_what_the_row_says(group: Row, row: Row, plugin: Plugin) -> None:
    check(group, row, plugin)
