"""``python -m benchmarks speed|ways|size|cold|load|page``: measure on the running platform."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys

from benchmarks import cold, report, size, speed
from local.config import LOCAL, ROOT, PlatformError

CALLERS = (1, 4, 16, 64)
_RESULT = LOCAL / "load.json"


def load(seconds: int) -> None:
    """Run locust with both mixes and each number of callers, and write results/load.json."""
    runs = []
    for mix in ("Browse", "Shop"):
        _locust(mix, 16, seconds)  # starts the functions' instances
        for callers in CALLERS:
            _locust(mix, callers, seconds)
            runs.append({"mix": mix.lower(), "callers": callers} | json.loads(_RESULT.read_text()))
    report.write("load", {"seconds_each": seconds, "runs": runs})


def _locust(mix: str, callers: int, seconds: int) -> None:
    options = "--headless --only-summary --exit-code-on-error 0 --stop-timeout 40"
    command = f"-m locust -f benchmarks/locustfile.py {options} -u {callers} -r {callers} -t {seconds}s {mix}"
    environment = os.environ | {"LOAD_RESULT": str(_RESULT)}
    subprocess.run([sys.executable, *command.split()], cwd=ROOT, env=environment, check=True)


def main() -> None:
    """Run a benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, default in (("speed", 20), ("ways", 20), ("size", 15), ("cold", 15)):
        commands.add_parser(name).add_argument("--repetitions", type=int, default=default)
    commands.add_parser("load").add_argument("--seconds", type=int, default=12)
    commands.add_parser("page")
    chosen = parser.parse_args()
    if chosen.command == "load":
        load(chosen.seconds)
    elif chosen.command == "page":
        report.PAGE.write_text(report.updated(report.PAGE.read_text()))
    elif chosen.command == "ways":
        speed.ways(chosen.repetitions)
    else:
        {"speed": speed, "size": size, "cold": cold}[chosen.command].run(chosen.repetitions)


if __name__ == "__main__":
    try:
        main()
    except (ValueError, PlatformError) as error:
        sys.exit(f"error: {error}")
