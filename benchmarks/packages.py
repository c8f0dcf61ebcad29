"""The functions' code as it is deployed, with and without compiled files, below .local/bench."""

from __future__ import annotations

import compileall
import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

from dev.places import LOCAL, ROOT

FUNCTIONS = sorted(folder.parent.name for folder in ROOT.glob("functions/*/app.py"))
BARE = "bare handler"
LIBRARIES = "libraries alone"
YARDSTICKS = {
    BARE: "def handler(event, context):\n    return {}\n",
    LIBRARIES: """import urllib3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

api = APIGatewayHttpResolver(enable_validation=True)


def handler(event, context):
    return {}
""",
}
"""What the functions are compared with: nothing at all, and what all but the authorizer stand on."""

_FOLDER = LOCAL / "bench"
_DEPENDENCIES = LOCAL / "layers" / "dependencies" / "python"
_RUNTIME = ("awslambdaric", "boto3", "botocore", "jmespath", "s3transfer", "dateutil", "simplejson")
"""What Lambda's own runtime brings; it is compiled in both cases."""


@dataclass(frozen=True)
class Package:
    """One way to ship the functions."""

    layers: tuple[Path, ...]
    functions: Path

    def code(self, name: str) -> Path:
        """Give the folder of a function's code."""
        return self.functions / name.replace(" ", "-")


def make(compiled: bool) -> Package:
    """Make the folders anew. A function's own file is never compiled: it is deployed as it is."""
    folder = _FOLDER / ("compiled" if compiled else "plain")
    shutil.rmtree(folder, ignore_errors=True)
    package = Package((folder / "dependencies", folder / "commerce"), folder / "functions")
    no_pyc = shutil.ignore_patterns("__pycache__")
    shutil.copytree(_DEPENDENCIES, package.layers[0], ignore=no_pyc)
    shutil.copytree(ROOT / "layers" / "commerce" / "commerce", package.layers[1] / "commerce", ignore=no_pyc)
    for name in FUNCTIONS:
        shutil.copytree(ROOT / "functions" / name, package.code(name), ignore=no_pyc)
    for name, code in YARDSTICKS.items():
        package.code(name).mkdir()
        (package.code(name) / "app.py").write_text(code)
    if compiled:
        for layer in package.layers:
            _compile(layer)
    return package


def compile_runtime() -> None:
    """Compile what stands for Lambda's own runtime, so that both cases find it alike."""
    for name in _RUNTIME:
        _compile(Path(sysconfig.get_path("purelib")) / name)


def _compile(folder: Path) -> None:
    compileall.compile_dir(folder, quiet=1, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
