"""Whether the tests notice when the code is changed: mutmut's mutants of what guards a shopper.

``pyproject.toml`` names the files. mutmut goes by a file's path, so it runs in a folder of its own, in which
the layer is importable as what it is called. Who survives must be explained in ``tests/mutants.toml``::

    [[explained]]
    because = "Python's default is the same"
    file = "commerce/sso.py"
    changes = ['^verify: .*leeway=']   # regular expressions for "function: what was -> what is"
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev.places import LOCAL, ROOT

FOLDER = LOCAL / "mutants"
EXPLAINED = ROOT / "tests" / "mutants.toml"
_LINKS = ("dev", "docs", "functions", "pyproject.toml", "template.yaml", "tests")
_UNNOTICED = {0, 5, 33}
"""mutmut's codes for a mutant with which the tests pass, or that no test runs."""


@dataclass(frozen=True)
class Mutant:
    """One change of the code, and whether the tests passed with it."""

    file: str
    change: str
    survived: bool


@dataclass(frozen=True)
class Explanation:
    """Why mutants may survive in a file, or in those that fit a pattern."""

    because: str
    file: str
    changes: tuple[str, ...]

    def matching(self, mutant: Mutant) -> list[str]:
        """Give the patterns that the mutant's change is matched by."""
        if not fnmatch.fnmatch(mutant.file, self.file):
            return []
        return [pattern for pattern in self.changes if re.search(pattern, mutant.change)]


@dataclass(frozen=True)
class Verdict:
    """What a run says: the lines to print, and whether everything is explained."""

    lines: list[str]
    good: bool


def read_explanations(text: str) -> list[Explanation]:
    """Read ``tests/mutants.toml``."""
    entries = tomllib.loads(text).get("explained", [])
    return [Explanation(entry["because"], entry["file"], tuple(entry["changes"])) for entry in entries]


def judge(mutants: Sequence[Mutant], explanations: Sequence[Explanation]) -> Verdict:
    """Tell each file's figures, who survives without a reason, and which reasons nobody needs any longer.

    A reason for many files is never needless: only some of them may have been run.
    """
    used: set[tuple[str, str]] = set()
    lines = [f"{'file':<34} mutants  killed  survived  explained"]
    unexplained: list[Mutant] = []
    files = sorted({mutant.file for mutant in mutants})
    for file in files:
        own = [mutant for mutant in mutants if mutant.file == file]
        survivors = [mutant for mutant in own if mutant.survived]
        explained = 0
        for mutant in survivors:
            found = {(known.file, pattern) for known in explanations for pattern in known.matching(mutant)}
            used |= found
            explained += bool(found)
            unexplained += [] if found else [mutant]
        killed = len(own) - len(survivors)
        lines.append(f"{file:<34} {len(own):7} {killed:7} {len(survivors):9} {explained:10}")
    needless = [
        f"{known.file}: {pattern}"
        for known in explanations
        for pattern in known.changes
        if known.file in files and (known.file, pattern) not in used
    ]
    lines += [f"survived, unexplained: {mutant.file}: {mutant.change}" for mutant in unexplained]
    lines += [f"explained, but there is no such survivor: {entry}" for entry in needless]
    return Verdict(lines, not unexplained and not needless)


def change_of(name: str, diff: str) -> str:
    """Give a mutant's change in one line: its function, what was, and what is."""
    sides = {"-": "", "+": ""}
    for line in diff.splitlines():
        if line[:1] in sides and not line.startswith(("---", "+++")):
            sides[line[0]] += line[1:].strip()
    function = name.rpartition(".")[2].partition("__mutmut_")[0]
    function = function[2:].replace("ǁ", ".")
    return f"{function}: {sides['-']} -> {sides['+']}"


def _run(files: Sequence[str]) -> None:
    """Make the mutants anew and run the tests on each; a mutant that is named twice is run once."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name in _LINKS:
        (FOLDER / name).symlink_to(ROOT / name)
    (FOLDER / "commerce").symlink_to(ROOT / "layers" / "commerce" / "commerce")
    names = [file.removesuffix(".py").replace("/", ".") + ".*" for file in files]
    children = os.environ.get("AT_ONCE") or str(os.cpu_count() or 1)
    command = [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", children, *names]
    subprocess.run(command, cwd=FOLDER, check=True)


def _results(files: Sequence[str]) -> Iterator[Mutant]:
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    with chdir(FOLDER):
        for meta in sorted(Path("mutants").rglob("*.py.meta")):
            file = str(meta.relative_to("mutants")).removesuffix(".meta")
            codes: dict[str, int | None] = json.loads(meta.read_text())["exit_code_by_key"]
            if files and file not in files:
                continue
            for name, code in codes.items():
                if code is None:
                    raise SystemExit(f"{name} was not run")
                survived = code in _UNNOTICED
                change = change_of(name, get_diff_for_mutant(name, path=file)) if survived else ""
                yield Mutant(file, change, survived)


def chosen(wanted: Iterable[str], patterns: Sequence[str]) -> list[str]:
    """Check that the files which are asked for are among those that are mutated."""
    files = list(wanted)
    for file in files:
        if not any(fnmatch.fnmatch(file, pattern) for pattern in patterns):
            raise SystemExit(f"{file} is not among only_mutate in pyproject.toml")
    return files


def main(arguments: Sequence[str]) -> int:
    """Run mutmut on the files that are named, or on all, and judge; ``--again`` judges the last run."""
    config: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]
    files = chosen([name for name in arguments if name != "--again"], config["only_mutate"])
    if "--again" not in arguments:
        _run(files)
    verdict = judge(list(_results(files)), read_explanations(EXPLAINED.read_text()))
    print("\n".join(verdict.lines))
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
