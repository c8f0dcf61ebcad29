"""What the platform's parts take of this machine: processor time, connections, instances of functions.

Read from /proc, so it works on Linux alone, and only for processes of the same user or for root.
"""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dev.places import ROOT, STATE

_ESTABLISHED = "01"
_EVERY = 0.05
"""Seconds between two looks at the connections: shorter ones are not seen."""


@dataclass(frozen=True)
class Process:
    """A line of /proc/<pid>/stat: whose child it is, and the seconds that it and its buried children took."""

    parent: int
    seconds: float


def processes() -> dict[int, Process]:
    """Give all processes by their id."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                found[int(folder.name)] = process_of((folder / "stat").read_text())
            except OSError:  # It has ended.
                continue
    return found


def process_of(stat: str) -> Process:
    """Read a line of /proc/<pid>/stat; a program's name may hold blanks and brackets."""
    fields = stat.rpartition(")")[2].split()
    ticks = sum(int(value) for value in fields[11:15])
    return Process(parent=int(fields[1]), seconds=ticks / os.sysconf("SC_CLK_TCK"))


def below(root: int, known: Mapping[int, Process]) -> set[int]:
    """Give a process and all that are below it."""
    found, fresh = {root}, {root}
    while fresh:
        fresh = {pid for pid, process in known.items() if process.parent in fresh} - found
        found |= fresh
    return found


def seconds_by_part() -> dict[str, float]:
    """Give the processor seconds so far of each part, of the functions apart, and of this process."""
    known = processes()
    spent: dict[str, float] = {"client": sum(os.times()[:2])}
    for part in json.loads(STATE.read_text())["parts"]:
        tree = below(part["pid"], known) & known.keys()
        spent[part["name"]] = sum(known[pid].seconds for pid in tree)
        if part["name"] == "gateway":
            spent["gateway"] = known[part["pid"]].seconds
            spent["functions"] = sum(known[pid].seconds for pid in tree - {part["pid"]})
    return spent


def instances() -> dict[str, int]:
    """Give the running instances of each function of this checkout."""
    found: Counter[str] = Counter()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            place = Path(os.readlink(folder / "cwd"))  # noqa: PTH115 - it may be gone by now
        except OSError:
            continue
        if command[1:3] == [b"-m", b"awslambdaric"] and place.parent == ROOT / "functions":
            found[place.name] += 1
    return dict(sorted(found.items()))


def connections(lines: Iterable[str], port: int) -> int:
    """Count the connections to a port that are open, seen from who made them, in /proc/net/tcp's lines."""
    wanted = f":{port:04X}"
    rows = (line.split() for line in lines)
    return sum(len(row) > 3 and row[2].endswith(wanted) and row[3] == _ESTABLISHED for row in rows)


@dataclass
class Watch:
    """Looks at the connections to some ports while it is entered, and at what the parts take."""

    ports: Mapping[str, int]
    most: dict[str, int] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)

    def __enter__(self) -> Watch:
        self._over = threading.Event()
        self._before = seconds_by_part()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        after = seconds_by_part()
        self.spent = {name: after[name] - seconds for name, seconds in self._before.items()}

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            lines = Path("/proc/net/tcp").read_text().splitlines()
            for name, port in self.ports.items():
                self.most[name] = max(self.most.get(name, 0), connections(lines, port))
