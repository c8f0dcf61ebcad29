"""Runs the tests on mutmut's mutants: they are collected once, and each mutant has a fork of that process.

mutmut's own loop collects them anew for each mutant, which takes longer than the tests that notice it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import tomllib
import traceback
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.format_utils import mangled_name_from_mutant_name as function_of

_START = 10
"""Seconds that a test gets with a mutant, on top of five times what it takes without one."""

_SLOW = 0.3
"""Seconds from which on a test waits for the quicker ones."""


class _Watched(NamedTuple):
    """One test without a mutant: which functions it runs, how long it takes, and how it failed if it did."""

    test: int
    functions: list[str]
    seconds: float
    failure: str


class Runs:
    """A plugin that runs the collected tests on each mutant instead of once; read `survivors` afterwards."""

    def __init__(self, mutants: Sequence[str], at_once: int) -> None:
        self.survivors: list[str] | None = None
        """None when the tests fail without a mutant as well."""
        self._mutants, self._at_once = mutants, at_once
        self._items: list[pytest.Item] = []
        self._tests: dict[str, list[int]] = defaultdict(list)
        self._seconds: dict[int, float] = {}
        self._failure = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the first failure."""
        if report.failed and not self._failure:
            self._failure = f"{report.nodeid}\n{report.longreprtext}"

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Find out which test runs which function, then run those on each function's mutants."""
        if session.testsfailed:
            return True
        self._items = session.items
        watched = [_Watched(*each) for each in self._shared(range(len(self._items)), self._watched)]
        # What runs few functions is about them, and soonest notices a change of one.
        watched.sort(key=lambda each: (each.seconds > _SLOW, len(each.functions), each.seconds))
        for each in watched:
            self._seconds[each.test] = each.seconds
            for function in each.functions:
                self._tests[function].append(each.test)
        failure = next((each.failure for each in watched if each.failure), "") or self._together()
        if failure:
            print("The tests fail without a mutant:", failure, sep="\n")
            return True
        outcomes = self._shared(self._mutants, self._outlives)
        self.survivors = [mutant for mutant, survived in outcomes if survived]
        return True

    def _shared(self, jobs: Sequence[Any], work: Callable[[Any], Any]) -> list[Any]:
        """Do the jobs in as many processes as are wanted at once, and give all results."""

        def part(first: int) -> list[Any]:
            results = []
            for number, job in enumerate(jobs[first :: self._at_once], start=1):
                results.append(work(job))
                if not first and number % 50 == 0:
                    print(f"{number * self._at_once} of {len(jobs)}", file=sys.stderr, flush=True)
            return results

        forks = [_Fork(partial(part, first)) for first in range(self._at_once)]
        parts = [fork.result() for fork in forks]
        if None in parts:
            raise RuntimeError("a process that ran tests has died")
        return [result for results in parts for result in results]

    def _watched(self, test: int) -> _Watched:
        def watch() -> _Watched:
            state()._stats.clear()
            started = time.monotonic()
            self._passes([test], "stats")
            return _Watched(test, sorted(state()._stats), time.monotonic() - started, self._failure)

        return _Watched(*_Fork(watch).result())

    def _together(self) -> str:
        """Give the first failure of all tests in the order in which mutants meet them."""

        def run() -> str:
            self._passes(list(self._seconds), "")
            return self._failure

        return str(_Fork(run).result())

    def _outlives(self, mutant: str) -> tuple[str, bool]:
        tests = self._tests[function_of(mutant)]
        survived = _Fork(lambda: self._passes(tests, mutant)).result() is True
        if survived:
            print(f"survived: {mutant}", file=sys.stderr, flush=True)
        return mutant, survived

    def _passes(self, tests: Sequence[int], mutant: str) -> bool:
        """Run tests until one fails, and tell whether none did; one that takes too long ends the process.

        It also ends this process's output.
        """
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        set_mutant_under_test(mutant)
        items = [self._items[test] for test in tests]
        for test, item, following in zip(tests, items, [*items[1:], None], strict=False):
            signal.alarm(int(_START + 5 * self._seconds.get(test, 2 * _START)))
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failure:
                return False
        return True


class _Fork:
    """A copy of this process that does one piece of work."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._reads, writes = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(writes)
            return
        try:
            with os.fdopen(writes, "w") as answer:
                answer.write(json.dumps(work()))
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(0)

    def result(self) -> Any:
        """Give what the work gave, or None if it did not end by itself."""
        with os.fdopen(self._reads) as answer:
            said = answer.read()
        os.waitpid(self._pid, 0)
        return json.loads(said) if said else None


def main(mutants: Sequence[str], results: Path, at_once: int) -> int:
    """Run the tests of the folder that this is called in on the mutants, and write who survived."""
    config = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["mutmut"]
    runs = Runs(mutants, at_once)
    options = ["-qq", "--import-mode=importlib", "--rootdir=.", *config["pytest_add_cli_args"]]
    pytest.main([*options, *config["pytest_add_cli_args_test_selection"]], plugins=[runs])
    if runs.survivors is None:
        return 1
    results.write_text(json.dumps(runs.survivors))
    return 0


if __name__ == "__main__":
    sys.exit(main(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]), int(sys.argv[3])))
