"""What a cold start costs: init, first response and memory of each function, and of a bare handler.

The functions run as packaged, with compiled files, under Lambda's runtime interface emulator.
"""

from __future__ import annotations

import compileall
import json
import platform
import re
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from py_compile import PycInvalidationMode
from statistics import median
from typing import Any

import psutil

from benchmarks.calls import environment
from benchmarks.operations import OPERATIONS
from benchmarks.report import summary, write
from benchmarks.world import World, event_of
from local import process
from local.config import LOCAL, ROOT
from local.function_events import event
from local.runtime import Function, Instance, Tools

BARE = "bare handler"
YARDSTICKS = {
    BARE: "def handler(event, context):\n    return {}\n",
    "libraries alone": """import urllib3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

api = APIGatewayHttpResolver(enable_validation=True)


def handler(event, context):
    return {}
""",
}
FUNCTIONS = sorted(folder.parent.name for folder in ROOT.glob("functions/*/app.py"))
LIMITS = dict.fromkeys(FUNCTIONS, 230) | {"authorizer": 110}
"""Milliseconds that a function's init may take above the bare handler's."""
READS = {
    "carts": "carts list",
    "checkout": "shipping options",
    "customers": "addresses list",
    "orders": "orders list",
    "payments": "payment providers",
    "products": "products of a category",
    "resources": "assets list",
}
"""The first request of each function."""
_LOG = "bench-cold"
_FOLDER = LOCAL / "bench"
_LAYERS = (_FOLDER / "dependencies", _FOLDER / "commerce")
_INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)\)")


def package() -> None:
    """Build .local/bench as it is deployed: layers compiled, a function's own file not."""
    shutil.rmtree(_FOLDER, ignore_errors=True)
    no_pyc = shutil.ignore_patterns("__pycache__")
    shutil.copytree(LOCAL / "layers" / "dependencies" / "python", _LAYERS[0], ignore=no_pyc)
    shutil.copytree(ROOT / "layers" / "commerce" / "commerce", _LAYERS[1] / "commerce", ignore=no_pyc)
    for layer in _LAYERS:
        compileall.compile_dir(layer, quiet=1, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
    shutil.copytree(ROOT / "functions", _FOLDER / "functions", ignore=no_pyc)
    for name, code in YARDSTICKS.items():
        _code(name).mkdir()
        (_code(name) / "app.py").write_text(code)


def first_event(name: str, world: World) -> str:
    """Return the event of a function's first request."""
    if name in YARDSTICKS:
        return "{}"
    if name == "authorizer":
        made = event("GET /orders") | {"routeArn": "arn:aws:execute-api:::"}
        made["headers"]["authorization"] = f"Bearer {world.token}"
        return json.dumps(made)
    operation = next(one for one in OPERATIONS if one.name == READS[name])
    return json.dumps(event_of(operation.route, operation.request(world)))


def start(name: str, variables: Mapping[str, str], sent: str) -> tuple[float, float, float]:
    """Start an instance; return the ms of its init, the ms until its first response, and its MiB then.

    Raises
    ------
    ValueError
        The response is an error.
    """
    process.log_of(_LOG).unlink(missing_ok=True)
    kind = "arm64" if platform.machine() == "aarch64" else "x86_64"
    emulator = next(
        (LOCAL / "sam").glob(f"lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-{kind}")
    )
    as_packaged = {"PYTHONPYCACHEPREFIX": "", "PYTHONDONTWRITEBYTECODE": "1"}
    function = Function(_LOG, "app.handler", _code(name), _LAYERS, 20, {**variables, **as_packaged})
    instance = Instance(function, Tools(emulator, Path(sys.executable)), 0)
    try:
        began = time.perf_counter()  # the emulator begins the init with the first request
        response = json.loads(instance.invoke(sent))
        milliseconds = (time.perf_counter() - began) * 1000
        if response.get("statusCode", 200) >= 300 or "errorType" in response:
            raise ValueError(f"{name}: {str(response)[:300]}")
        runtimes = [
            one for one in psutil.Process(instance.pid).children(recursive=True) if not one.children()
        ]
        memory = max(one.memory_info().rss for one in runtimes) / 2**20
    finally:
        instance.stop()
    init = _INIT.search(process.log_of(_LOG).read_text(errors="replace"))
    if init is None:
        raise ValueError(f"the emulator reported no init: {process.explain(_LOG)}")
    return float(init[1]), milliseconds, memory


def _code(name: str) -> Path:
    return _FOLDER / "functions" / name.replace(" ", "-")


def _figures(samples: Sequence[tuple[float, float, float]], bare: float) -> dict[str, Any]:
    init, first, memory = zip(*samples, strict=True)
    return {
        "init_ms": summary(init),
        "init_over_bare_ms": round(median(init) - bare, 1),
        "first_response_ms": summary(first),
        "memory_mib": round(median(memory)),
    }


def run(repetitions: int) -> None:
    """Start every function that often, in turns, and write results/cold.json."""
    world = World.running()
    variables = environment(world.addresses)
    package()
    events = {name: first_event(name, world) for name in (*YARDSTICKS, *FUNCTIONS)}
    samples: dict[str, list[tuple[float, float, float]]] = {name: [] for name in events}
    for number in range(repetitions):
        for name, sent in events.items():
            samples[name].append(start(name, variables, sent))
        print(f"  {number + 1} of {repetitions}", flush=True)
    world.tidy()
    bare = median(init for init, *_ in samples[BARE])
    functions = {
        name: _figures(found, bare) | ({"at_most": LIMITS[name]} if name in LIMITS else {})
        for name, found in samples.items()
    }
    write("cold", {"repetitions": repetitions, "functions": functions})
