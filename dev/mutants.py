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
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

from dev.places import LOCAL, ROOT

FOLDER = LOCAL / "mutants"
EXPLAINED = ROOT / "tests" / "mutants.toml"
_LINKS = ("dev", "docs", "functions", "pyproject.toml", "template.yaml", "tests")


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
    """Make the mutants anew, and run the tests on those of the files, or on all."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name in _LINKS:
        (FOLDER / name).symlink_to(ROOT / name)
    (FOLDER / "commerce").symlink_to(ROOT / "layers" / "commerce" / "commerce")
    at_once = os.environ.get("AT_ONCE") or str(os.cpu_count() or 1)
    _make(int(at_once))
    names = [name for name in _made() if not files or file_of(name) in files]
    (FOLDER / "names.json").write_text(json.dumps(names))
    paths = [str(FOLDER / name) for name in ("names.json", "survivors.json")]
    command = [sys.executable, "-m", "dev.mutant_runs", *paths, at_once]
    done = subprocess.run(command, cwd=FOLDER / "mutants", check=False, env={**os.environ, "PYTHONPATH": "."})
    if done.returncode:
        raise SystemExit(done.returncode)


def _make(at_once: int) -> None:
    """Let mutmut write its mutants, which it does in the working directory."""
    from mutmut.__main__ import create_mutants
    from mutmut.mutation.trampoline import set_mutant_under_test
    from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir

    with chdir(FOLDER), redirect_stdout(StringIO()):
        (FOLDER / "mutants").mkdir()
        set_mutant_under_test("mutant_generation")
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(at_once)


def _made() -> list[str]:
    """Name the mutants that were made."""
    metas = sorted((FOLDER / "mutants").rglob("*.py.meta"))
    return [name for meta in metas for name in json.loads(meta.read_text())["exit_code_by_key"]]


def _results() -> Iterator[Mutant]:
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    names = json.loads((FOLDER / "names.json").read_text())
    survivors = set(json.loads((FOLDER / "survivors.json").read_text()))
    with chdir(FOLDER):
        for name in names:
            survived = name in survivors
            change = change_of(name, get_diff_for_mutant(name, path=file_of(name))) if survived else ""
            yield Mutant(file_of(name), change, survived)


def file_of(name: str) -> str:
    """Give the file of a mutant, as ``commerce/ids.py``."""
    return name.rpartition(".")[0].replace(".", "/") + ".py"


def chosen(wanted: Iterable[str], patterns: Sequence[str]) -> list[str]:
    """Check that the files which are asked for are among those that are mutated."""
    files = list(wanted)
    for file in files:
        if not any(fnmatch.fnmatch(file, pattern) for pattern in patterns):
            raise SystemExit(f"{file} is not among only_mutate in pyproject.toml")
    return files


def main(arguments: Sequence[str]) -> int:
    """Run the tests on the mutants of the named files, or of all; ``--again`` tells of the last run."""
    config: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]
    files = chosen([name for name in arguments if name != "--again"], config["only_mutate"])
    if "--again" not in arguments:
        _run(files)
    verdict = judge(list(_results()), read_explanations(EXPLAINED.read_text()))
    print("\n".join(verdict.lines))
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
