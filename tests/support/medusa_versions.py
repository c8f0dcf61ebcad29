"""What fails on older versions of Medusa, and is Medusa's fault: those tests are expected to fail there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest

from local.config import MEDUSA, MEDUSA_VERSION
from tools.medusa_versions import FAULTS


def mark(items: Iterable[pytest.Item]) -> None:
    """Expect the tests of the running Medusa's faults to fail; one that passes all the same is an error."""
    running = numbers(version())
    faults = [fault for fault in FAULTS if running < numbers(fault.before)]
    for item in items:
        for fault in faults:
            if item.nodeid.endswith(fault.tests):
                item.add_marker(pytest.mark.xfail(reason=f"Medusa before {fault.before}: {fault.what}"))


def version() -> str:
    """Return the version of Medusa that the platform runs."""
    wanted = json.loads((MEDUSA / "shop/package.json").read_text())["dependencies"]
    return MEDUSA_VERSION or str(wanted["@medusajs/medusa"])


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers that can be compared."""
    return tuple(map(int, re.findall(r"\d+", version)))
