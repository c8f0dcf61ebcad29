"""Which mutants the tests notice: one that is taken for noticed hides a hole in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dev.places import ROOT

PYPROJECT = """
[tool.mutmut]
source_paths = ["pack.py"]
pytest_add_cli_args = ["-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = ["test_pack.py"]
"""
PACK = """
import os
from mutmut.mutation.trampoline import wrap_in_trampoline

mutants = {}

@wrap_in_trampoline(mutants)
def half(number): ...
def x_half__mutmut_orig(number): return number // 2
def x_half__mutmut_1(number): return number // 3
def x_half__mutmut_2(number): return number / 2
def x_half__mutmut_3(number): os._exit(0)
mutants |= {
    "_mutmut_orig": x_half__mutmut_orig,
    "x_half__mutmut_1": x_half__mutmut_1,
    "x_half__mutmut_2": x_half__mutmut_2,
    "x_half__mutmut_3": x_half__mutmut_3,
}
"""
TESTS = """
import pack

def test_half():
    assert pack.half(4) == 2

def test_something_else():
    assert True
"""
NAMES = [
    "pack.x_half__mutmut_1",
    "pack.x_half__mutmut_2",
    "pack.x_half__mutmut_3",
    "pack.x_never_run__mutmut_1",
]


def run(folder: Path, tests: str) -> tuple[Any, str]:
    """Run the tests on the mutants, two at once; give who survived, if it came so far, and what was said."""
    files = {"pyproject.toml": PYPROJECT, "pack.py": PACK, "test_pack.py": tests, "names": json.dumps(NAMES)}
    for name, text in files.items():
        (folder / name).write_text(text)
    command = [sys.executable, "-m", "dev.mutant_runs", "names", "survivors", "2"]
    paths = {"PYTHONPATH": os.pathsep.join([".", str(ROOT)])}
    done = subprocess.run(
        command, cwd=folder, env=os.environ | paths, capture_output=True, text=True, check=False
    )
    survivors = folder / "survivors"
    assert survivors.exists() is (done.returncode == 0), done.stderr
    return json.loads(survivors.read_text()) if survivors.exists() else None, done.stdout


def test_who_changes_no_outcome_or_is_never_run_survives(tmp_path: Path) -> None:
    survivors, _ = run(tmp_path, TESTS)
    assert sorted(survivors) == ["pack.x_half__mutmut_2", "pack.x_never_run__mutmut_1"]


@pytest.mark.parametrize("wrong", ["assert pack.half(4) == 3", "import nowhere"])
def test_nobody_is_judged_by_tests_that_fail_anyway(tmp_path: Path, wrong: str) -> None:
    survivors, said = run(tmp_path, f"{TESTS}\ndef test_wrong():\n    {wrong}\n")
    assert survivors is None
    assert "The tests fail without a mutant" in said
    assert "test_wrong" in said


def test_nobody_is_judged_by_tests_that_cannot_be_read(tmp_path: Path) -> None:
    assert run(tmp_path, "import nowhere")[0] is None
