"""Instances of the functions under the runtime interface emulator, started from nothing and looked at."""

from __future__ import annotations

import json
import platform
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.packages import Package
from dev import process
from dev.places import LOCAL
from dev.runtime import Function, Instance, Tools

_LOG = "bench-cold"
_INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)\)")


@dataclass
class Start:
    """A start: milliseconds of the init and of the first answer, init included, mebibytes at the most."""

    init: float
    first: float
    memory: list[float] = field(default_factory=list)


def tools() -> Tools:
    """Find the emulator that SAM CLI brings, and this Python."""
    kind = "arm64" if platform.machine() == "aarch64" else "x86_64"
    found = next((LOCAL / "sam").glob(f"lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-{kind}"))
    return Tools(found, Path(sys.executable))


def start(
    name: str, package: Package, environment: Mapping[str, str], events: list[str], further: int = 0
) -> Start:
    """Start an instance and have it answer its first event; then each of them ``further`` times, if any.

    Memory is looked at after the first answer, and after the last.

    Raises
    ------
    ValueError
        An answer is no success.
    """
    process.log_of(_LOG).unlink(missing_ok=True)
    function = Function(_LOG, "app.handler", package.code(name), package.layers, 20, environment)
    instance = Instance(function, tools(), 0)
    try:
        began = time.perf_counter()
        _answered(name, instance, events[0])  # The emulator begins the init when it is first asked.
        found = Start(_init_time(), (time.perf_counter() - began) * 1000)
        if further:
            found.memory.append(_peak(instance))
            for _ in range(further):
                for event in events:
                    _answered(name, instance, event)
            found.memory.append(_peak(instance))
        return found
    finally:
        instance.stop()


def _answered(name: str, instance: Instance, event: str) -> None:
    answer = json.loads(instance.invoke(event))
    if answer.get("statusCode", 200) >= 300 or "errorType" in answer:
        raise ValueError(f"{name} answered {str(answer)[:300]}")


def _init_time() -> float:
    found = _INIT.search(process.log_of(_LOG).read_text(errors="replace"))
    if found is None:
        raise ValueError(f"the emulator reported no init: {process.explain(_LOG)}")
    return float(found[1])


def _peak(instance: Instance) -> float:
    """Give the most memory that the runtime's process has had, in mebibytes."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            line = (status.parent / "cmdline").read_bytes().split(b"\0")
            pid = int(status.parent.name)
            # The emulator itself names the runtime's client as well: it is told what to start.
            if b"awslambdaric" not in line or pid == instance.pid or not _is_below(pid, instance.pid):
                continue
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        except OSError:  # It ended just now.
            continue
        if found:
            return int(found[1]) / 1024
    raise ValueError("the runtime's process was not found")


def _is_below(pid: int, ancestor: int) -> bool:
    while pid > 1:
        if pid == ancestor:
            return True
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return False
