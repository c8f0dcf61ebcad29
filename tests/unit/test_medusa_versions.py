"""Where npm installs the plugin, where it starts, what /health supports and what is tested are the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commerce.medusa.transport.plugin import Plugin

from local.config import MEDUSA
from tests.support import medusa_versions
from tests.support.medusa_versions import numbers
from tools.medusa_versions import DOCUMENT, FAULTS, matrix, rows, written

PACKAGE = json.loads((MEDUSA / "plugin/package.json").read_text())
RANGES = set(PACKAGE["peerDependencies"].values())
AROUND = "2.12.5 2.13.0 2.13.6 2.14.0 2.14.2 2.15.5 2.16.0 2.17.3 2.18.0 2.19.0 2.20.1 2.21.2 2.99.0 3.0.0"
PASSED = '<testcase name="a"/>'
XFAIL = '<testcase name="b"><skipped type="pytest.xfail" message="Medusa"/></testcase>'


def in_range(version: str, wanted: str) -> bool:
    """Whether npm takes a version for a range of the form ``>=1.2.0 <1.3.0 || >=1.5.0 <2``."""
    parts = [re.fullmatch(r">=([\d.]+) <([\d.]+)", part.strip()) for part in wanted.split("||")]
    assert all(parts), wanted
    return any(numbers(part[1]) <= numbers(version) < numbers(part[2]) for part in parts if part)


def starts(version: str) -> bool:
    """Whether the plugin starts on a version of Medusa, by its own pattern."""
    source = (MEDUSA / "plugin/src/medusa-version.ts").read_text()
    (pattern,) = re.findall(r"if \(/(.+)/\.test\(medusa\)\)", source)
    return not re.search(pattern, version)


@pytest.mark.parametrize("version", AROUND.split())
def test_npm_the_plugin_and_health_agree_on_a_version(version: str) -> None:
    supported = starts(version) and Plugin("0.1.0", version, frozenset()).fault is None
    assert [in_range(version, wanted) for wanted in RANGES] == [supported] * len(RANGES)


def test_each_supported_minor_version_is_tested() -> None:
    assert all(Plugin("0.1.0", version, frozenset()).fault is None for version in matrix())
    newest = numbers(PACKAGE["devDependencies"]["@medusajs/medusa"])
    minors = [f"2.{minor}.0" for minor in range(13, newest[1] + 1)]
    wanted = {numbers(minor)[:2] for minor in minors if any(in_range(minor, one) for one in RANGES)}
    assert {numbers(version)[:2] for version in matrix()} == wanted
    assert numbers(matrix()[0]) == newest


def test_the_page_has_all_tested_versions_and_faults() -> None:
    text = DOCUMENT.read_text()
    assert list(rows(text)) == matrix()
    assert written(text, Path("nowhere")) == text


def test_a_result_replaces_its_row_only(tmp_path: Path) -> None:
    version, *others = matrix()
    (tmp_path / version).mkdir()
    suite = '<testsuite tests="3" failures="1" errors="0" skipped="1" timestamp="2026-11-27T01:00:00">'
    report = f"<testsuites>{suite}{PASSED}{XFAIL}</testsuite></testsuites>"
    (tmp_path / version / "results.xml").write_text(report)
    before, after = rows(DOCUMENT.read_text()), rows(written(DOCUMENT.read_text(), tmp_path))
    assert after[version] == f"| {version} | yes | 1 | 1 | 1 | 2026-11-27 |"
    assert [after[other] for other in others] == [before[other] for other in others]


def test_each_fault_is_of_a_tested_version_and_of_tests() -> None:
    oldest = min(map(numbers, matrix()))
    names = "\n".join(file.read_text() for file in Path(__file__).parents[1].rglob("test_*.py"))
    for fault in FAULTS:
        assert oldest < numbers(fault.before) <= numbers(medusa_versions.version())
        for test in fault.tests:
            file, _, name = test.partition("::")
            assert file.startswith("test_")
            assert f"def {name.partition('[')[0]}(" in names
