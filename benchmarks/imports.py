"""What imports cost: by package at the start of a function, and those that wait for the first request."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping

from benchmarks.figures import percentile
from benchmarks.packages import Package

_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")
STEPS = (
    "import app",
    "import boto3",
    "SSM client and first read",
    "SSM read",
    "import idempotency",
    "its table",
)


def by_package(text: str) -> Counter[str]:
    """Sum up the microseconds that ``-X importtime`` says, each module's own, by top-level package."""
    found: Counter[str] = Counter()
    for own, module in _LINE.findall(text):
        found[module.partition(".")[0]] += int(own)
    return found


def at_start(name: str, package: Package, times: int = 5) -> dict[str, float]:
    """Give the milliseconds of each package that a function imports, median of runs, the most first."""
    runs = []
    for _ in range(times):
        command = [sys.executable, "-X", "importtime", "-c", "import app"]
        done = subprocess.run(command, env=_environment(name, package), capture_output=True, check=True)
        runs.append(by_package(done.stderr.decode()))
    medians = {module: percentile([run[module] for run in runs], 0.5) / 1000 for module in runs[0]}
    return {
        module: round(ms, 1) for module, ms in sorted(medians.items(), key=lambda one: -one[1]) if ms >= 2
    }


def at_first_request(
    name: str, package: Package, environment: Mapping[str, str], times: int
) -> dict[str, float]:
    """Give the milliseconds of each of `STEPS` in a fresh process, median of several."""
    runs = []
    for _ in range(times):
        command = [sys.executable, "-m", "benchmarks.imports"]
        done = subprocess.run(
            command, env=_environment(name, package) | dict(environment), capture_output=True, check=True
        )
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    return {step: round(percentile([run[step] for run in runs], 0.5), 1) for step in STEPS}


def _environment(name: str, package: Package) -> dict[str, str]:
    here = os.environ["PYTHONPATH"].split(os.pathsep)[0]
    path = os.pathsep.join([str(package.code(name)), *map(str, package.layers), here])
    base = {"POWERTOOLS_SERVICE_NAME": "medusa-bundle", "POWERTOOLS_METRICS_NAMESPACE": "MedusaBundle"}
    return base | {"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def _step(found: dict[str, float], began: float) -> float:
    found[STEPS[len(found)]] = (time.perf_counter() - began) * 1000
    return time.perf_counter()


def main() -> None:
    """Do the steps in this process, as a function's first requests do, and print their milliseconds."""
    found: dict[str, float] = {}
    now = time.perf_counter()
    importlib.import_module("app")
    now = _step(found, now)
    importlib.import_module("aws_lambda_powertools.utilities.parameters")
    importlib.import_module("boto3")
    now = _step(found, now)
    from commerce import idempotency, settings

    settings.store()
    now = _step(found, now)
    settings.forget()
    settings.store()
    now = _step(found, now)
    importlib.import_module("aws_lambda_powertools.utilities.idempotency")
    now = _step(found, now)
    idempotency._ready()
    _step(found, now)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
