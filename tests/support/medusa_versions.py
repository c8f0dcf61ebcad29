"""What fails on older versions of Medusa, and is Medusa's fault: those tests are expected to fail there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from local.config import MEDUSA, MEDUSA_VERSION


@dataclass(frozen=True)
class Fault:
    """A fault of Medusa in all versions before one, and the tests that show it."""

    what: str
    before: str
    tests: tuple[str, ...]
    """The ends of the tests' names, parameters included: ``test_orders.py::test_list[anna]``."""


FAULTS: tuple[Fault, ...] = (
    Fault(
        "when a variant of a cart has lost its prices, another address for the cart is a 500 instead of a 400",
        "2.19.0",
        ("test_paid_carts.py::test_a_refused_address_leaves_the_one_before",),
    ),
)


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
