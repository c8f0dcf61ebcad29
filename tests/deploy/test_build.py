"""What `sam build` makes is small, compiled and complete, with the tools that the pages name."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.config import ROOT
from tests.support import reports

LAYER_BUDGET = 40 * 1024 * 1024
LAMBDA_LIMIT = 250 * 1024 * 1024


@pytest.fixture(scope="module", params=["README.md", "docs/deploy.md"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with a page's folders before the system's own, as on a machine that has no uv and no pip."""
    found = re.search(r'^export PATH="(.+):\$PATH"', (ROOT / request.param).read_text(), re.M)
    assert found
    folder = tmp_path_factory.mktemp("build")
    done = subprocess.run(
        ["sam", "build", "--build-dir", str(folder)],
        cwd=ROOT,
        env=os.environ
        | {"PATH": f"{found[1].replace('$PWD', str(ROOT))}:/usr/bin:/bin", "SAM_CLI_TELEMETRY": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_the_layers_are_complete(built: Path) -> None:
    assert (built / "DependenciesLayer/python/aws_lambda_powertools").is_dir()
    assert (built / "CommerceLayer/python/commerce/api.py").is_file()
    assert (built / "CommerceLayer/python/commerce/openapi.json").is_file()
    assert not list(built.glob("DependenciesLayer/python/boto*")), "Lambda brings boto3 itself"


@pytest.mark.parametrize("packages", ["DependenciesLayer", "DependenciesX86Layer"])
def test_the_layers_are_small_and_compiled(built: Path, packages: str) -> None:
    layers = (packages, "CommerceLayer")
    files = [path for layer in layers for path in (built / layer).rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    compiled = {path for path in files if path.suffix == ".pyc"}
    reports.table(
        "Layers, with the shared code",
        ("packages", "MB unpacked", "budget", "Lambda's limit", ".pyc files"),
        [
            (
                " ".join(layers),
                f"{size / 2**20:.1f}",
                LAYER_BUDGET // 2**20,
                LAMBDA_LIMIT // 2**20,
                len(compiled),
            )
        ],
    )
    assert size < LAYER_BUDGET < LAMBDA_LIMIT
    # Compiled where Lambda's Python is at hand, as this venv's own is; without it nothing is half compiled.
    sources = [path for path in files if path.suffix == ".py"]
    assert sources
    if compiled or sys.version_info[:2] == (3, 13):
        assert [path for path in sources if _compiled(path) not in compiled] == []


def _compiled(source: Path) -> Path:
    return source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc"
