"""Two Medusa servers behind one address, and the Redis that they share: `make up MEDUSAS=2`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

from local import process
from local.config import HOST, ROOT, PlatformError

_SPREAD = ROOT / "local/spread.cjs"


def wanted() -> bool:
    """Whether two servers are to be started; without `MEDUSAS=2` it is one.

    Raises
    ------
    PlatformError
        When it is another number.
    """
    number = os.environ.get("MEDUSAS") or "1"
    if number not in {"1", "2"}:
        raise PlatformError(f"MEDUSAS={number}: the platform has 1 or 2")
    return number == "2"


def with_redis() -> bool:
    """Whether they share Redis: `REDIS=0` shows what goes wrong when each has its locks in its own memory."""
    return os.environ.get("REDIS") != "0"


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def start_redis(port: int) -> subprocess.Popen[bytes]:
    """Start Redis; what it knows ends with it.

    Raises
    ------
    PlatformError
        When it is not installed.
    """
    redis = shutil.which("redis-server")
    if not redis:
        raise PlatformError("redis-server is missing: install it (on Debian: apt-get install redis-server)")
    options = ["--bind", HOST, "--port", str(port), "--save", "", "--appendonly", "no"]
    return process.launch("redis", [redis, *options], cwd=Path("/"))


def start_spread(node: str, port: int, servers: list[int]) -> subprocess.Popen[bytes]:
    """Start what gives each request to the next server."""
    return process.launch("medusa", [node, str(_SPREAD), *map(str, [port, *servers])])


def listens(address: str) -> bool:
    """Whether something listens at an address such as 127.0.0.1:6379."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
    except OSError:
        return False
    return True
