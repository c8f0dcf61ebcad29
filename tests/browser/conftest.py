"""What the browser tests share: a Node program run to its end, and a Chromium that starts."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PATIENCE = 600


def run(*arguments: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a Node program of this folder to its end."""
    node = shutil.which("node") or "node"
    command = [node, *map(str, arguments)]
    environment = {**os.environ, **(env or {})}
    return subprocess.run(
        command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@pytest.fixture(scope="session")
def _chromium() -> None:
    """Skip where this machine can run no Chromium; in CI that is a failure."""
    started = run("chromium.js")
    if started.returncode != 0:
        reason = f"no Chromium runs here: {started.stderr.strip()[-400:]}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
