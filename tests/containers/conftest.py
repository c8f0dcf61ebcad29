"""What `sam local` needs; where it is missing, the tests say what and are skipped."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.world import World
from local.config import CONTAINERS_TEMPLATE, LOCAL, LOGS, ROOT
from tests.support import reports

COMMAND = [str(LOCAL / "sam/bin/python"), "-m", "samcli", "local"]
OPTIONS = os.environ.get("SAM_OPTIONS", "").split()
ENVIRONMENT = {**os.environ, "SAM_CLI_TELEMETRY": "0", "PYTHONPATH": str(ROOT)}


def sam_local(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start `sam local …` as people type it, with the options of samconfig.toml."""
    return subprocess.Popen([*COMMAND, *arguments, *OPTIONS], cwd=ROOT, env=ENVIRONMENT, text=True, **options)


@pytest.fixture(scope="session", autouse=True)
def _engine(addresses: dict[str, str]) -> None:
    """Skip everything where `make up` has found no engine."""
    if not CONTAINERS_TEMPLATE.exists():
        said = (LOGS / "containers.log").read_text().strip() or "make up has not looked for an engine"
        pytest.skip(f"Not run in containers: {said}")


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    running = World.running()
    running.cart(running.anna)  # for the lists of a customer's carts
    yield running
    running.tidy()


@pytest.fixture(scope="session")
def rows() -> Iterator[list[tuple[object, ...]]]:
    """The table of events, one row for each."""
    found: list[tuple[object, ...]] = []
    yield found
    if found:
        reports.table("Events in containers", ("event", "container", "gateway", "same", "seconds"), found)
