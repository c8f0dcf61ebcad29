"""Write the results of ``make test-medusa`` and Medusa's faults into docs/versions.md: ``make versions``.

A row is replaced when that version was tested here; the others stay as they are.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import yaml

from local.config import LOCAL, ROOT

DOCUMENT = ROOT / "docs" / "versions.md"
WORKFLOW = ROOT / ".github" / "workflows" / "medusa-versions.yml"

_ROWS = re.compile(r"(?<=<!-- results -->\n).*?(?=<!-- end -->)", re.DOTALL)
_FAULTS = re.compile(r"(?<=<!-- faults -->\n).*?(?=<!-- end -->)", re.DOTALL)
_HEAD = [
    "| Medusa | Installed, migrated, started | Tests passed | Failed | Fail because of Medusa | Tested |",
    "| --- | --- | --: | --: | --: | --- |",
]


@dataclass(frozen=True)
class Fault:
    """A fault of Medusa in all versions before one, and the tests that show it."""

    what: str
    before: str
    tests: tuple[str, ...]
    """The ends of the tests' names, parameters included: ``test_orders.py::test_list[anna]``."""


FAULTS: tuple[Fault, ...] = (
    Fault(
        "a payment that takes days has no status: its cart cannot be ordered until it is paid",
        "2.17.0",
        (
            "test_payment_troubles.py::test_a_webhook_after_the_return[pending-pp_stripe_stripe]",
            "test_payment_troubles.py::test_a_webhook_after_the_return[pending-pp_hosted_hosted]",
            "test_payments_lab.py::test_a_payment_s_outcome[stripe: pending, guest, steps]",
            "test_payments_lab.py::test_a_payment_s_outcome[stripe: pending, anna, one call]",
            "test_payments_lab.py::test_a_payment_s_outcome[hosted: pending, guest, steps]",
            "test_payments_lab.py::test_a_payment_s_outcome[hosted: pending, anna, one call]",
            "test_paid_carts.py::test_money_on_its_way_counts_as_paid[change an item-pending]",
            "test_paid_carts.py::test_money_on_its_way_counts_as_paid[delete the cart-pending]",
            "test_paid_carts.py::test_money_on_its_way_counts_as_paid[cancel the payment-pending]",
        ),
    ),
    Fault(
        "a second shipping method replaces the first one also when it is of another shipping profile",
        "2.18.0",
        ("test_orderable.py::test_a_cart_of_two_shipping_profiles",),
    ),
    Fault(
        "a search does not find a product by its SKU",
        "2.18.0",
        (
            "test_products.py::test_search_finds_by_name_and_by_sku[medusa]",
            *(
                "test_catalogue_ways.py::test_both_ways_list_the_same"
                f"[{caller}-{currency}-{{'q': 'DRILL-12V', 'sort': 'title_ASC'}}]"
                for caller in ("guest", "customer")
                for currency in ("EUR", "USD")
            ),
        ),
    ),
    Fault(
        "another address is a 500 instead of a 400 if a variant of the cart has lost its prices",
        "2.19.0",
        ("test_paid_carts.py::test_a_refused_address_leaves_the_one_before",),
    ),
)


def matrix() -> list[str]:
    """Return the versions of Medusa that are tested, the newest one first."""
    jobs = yaml.safe_load(WORKFLOW.read_text())["jobs"]
    versions: list[str] = jobs["test"]["strategy"]["matrix"]["version"]
    return versions


def rows(text: str) -> dict[str, str]:
    """Return the rows of the document's table by version."""
    found = _ROWS.search(text)
    return {row.split("|")[1].strip(): row for row in (found[0] if found else "").splitlines()[len(_HEAD) :]}


def written(text: str, results: Path = LOCAL / "medusa") -> str:
    """Return the document with the results that are in a folder."""
    known = rows(text)
    for version in matrix():
        file = results / version / "results.xml"
        if file.exists():
            known[version] = _row(version, file)
        known.setdefault(version, f"| {version} | not tested yet | | | | |")
    table = [*_HEAD, *(known[version] for version in matrix())]
    faults = [f"| {fault.before} | {fault.what} | {len(fault.tests)} |" for fault in FAULTS]
    faults = ["| Before | Medusa's fault | Tests |", "| --- | --- | --: |", *faults]
    for place, lines in ((_ROWS, table), (_FAULTS, faults)):
        text = place.sub("\n".join(lines).replace("\\", "\\\\") + "\n", text, count=1)
    return text


def _row(version: str, file: Path) -> str:
    suite = ET.parse(file).getroot()[0]  # noqa: S314 - pytest wrote it
    count = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
    failed = count["failures"] + count["errors"]
    expected = sum(1 for skip in suite.iter("skipped") if skip.get("type") == "pytest.xfail")
    passed = count["tests"] - failed - count["skipped"]
    return f"| {version} | yes | {passed} | {failed} | {expected} | {suite.get('timestamp', '')[:10]} |"


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text()))
