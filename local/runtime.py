"""Run the stack's functions as Lambda does, without containers.

Each instance is the runtime interface emulator with AWS's own Python runtime client behind it; `local.pool`
says which one handles a request.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import process
from local.config import HOST, LOCAL
from local.pool import InstanceGone, Pool, every

_INVOCATION = "/2015-03-31/functions/function/invocations"
# What a first request may take above the function's timeout: Lambda gives the start 10 s.
_START_SECONDS = 10
_STALE_CHECK_SECONDS = 0.5


@dataclass(frozen=True)
class Function:
    """What an instance of a function is started from."""

    name: str
    handler: str
    code: Path
    layers: tuple[Path, ...]
    timeout: int
    environment: Mapping[str, str]

    def fingerprint(self) -> float:
        """Return a number that changes when a file of the function or of its layers changes."""
        return sum(_changed_at(path) for folder in (self.code, *self.layers) for path in _watched(folder))


@dataclass(frozen=True)
class Tools:
    """The programs that an instance is made of."""

    emulator: Path
    python: Path


class Instance:
    """One running copy of a function."""

    def __init__(self, function: Function, tools: Tools, made_from: float) -> None:
        self._function = function
        self.made_from = made_from
        self._port, api_port = _free_ports()
        command = [
            str(tools.emulator),
            *("--runtime-interface-emulator-address", f"{HOST}:{self._port}"),
            *("--runtime-api-address", f"{HOST}:{api_port}"),
            *process.tethered([str(tools.python), "-m", "awslambdaric", function.handler]),
        ]
        with process.log_of(function.name).open("ab") as log:
            self._process = subprocess.Popen(
                process.tethered(command),
                cwd=function.code,
                env=_environment(function),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process.wait_for(function.name, self._listens, self._process, seconds=_START_SECONDS)

    @property
    def pid(self) -> int:
        """The process that all others of this instance are below."""
        return self._process.pid

    def invoke(self, event: str) -> str:
        """Invoke with an event and return the response as it came.

        Raises
        ------
        InstanceGone
            When there is no response.
        """
        patience = self._function.timeout + _START_SECONDS + 5
        connection = http.client.HTTPConnection(HOST, self._port, timeout=patience)
        try:
            connection.request("POST", _INVOCATION, event.encode())
            return connection.getresponse().read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise InstanceGone(f"{self._function.name} returned no response: {error!r}") from error
        finally:
            connection.close()

    def is_alive(self) -> bool:
        """Whether its process is there."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it; it holds nothing worth a farewell."""
        process.stop(self._process, signal.SIGKILL)

    def _listens(self) -> bool:
        try:
            socket.create_connection((HOST, self._port), timeout=1).close()
        except OSError:
            return False
        return True


class Runtime:
    """The runtime object that SAM CLI's gateway calls: it invokes functions in pools of instances."""

    def __init__(self, tools: Tools, layer_folder: Callable[[str], Path], extra: Mapping[str, str]) -> None:
        self._tools = tools
        self._layer_folder = layer_folder
        self._extra = extra
        self._pools: dict[str, Pool] = {}
        self._lock = threading.Lock()
        # An instance ends with the thread that started it. This one lasts, and starts one at a time, so that
        # two of them never pick the same port.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="starter")

    def invoke(self, config: Any, event: str, _tenant: str | None = None, *, stdout: Any, **_: Any) -> None:
        """Invoke the function that SAM CLI describes by `config` and write its response to `stdout`."""
        with self._lock:
            pool = self._pools.get(config.full_path)
            if pool is None:
                pool = self._pools[config.full_path] = self._pool(config)
        stdout.write_str(pool.invoke(event))

    def close(self) -> None:
        """End the instances that are idle; those that work end with this process."""
        for pool in self._pools.values():
            pool.close()

    def _pool(self, config: Any) -> Pool:
        function = Function(
            name=config.name,
            handler=config.handler,
            code=Path(config.code_abs_path),
            layers=tuple(self._layer_folder(layer.codeuri) for layer in config.layers),
            timeout=config.timeout,
            environment={**config.env_vars.resolve(), **self._extra},
        )
        return Pool(
            start=lambda code: self._starter.submit(Instance, function, self._tools, code),
            current=every(_STALE_CHECK_SECONDS, function.fingerprint),
        )


def _environment(function: Function) -> dict[str, str]:
    """Return the function's environment; of this process's own only where programs and libraries are."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "LAMBDA_TASK_ROOT": str(function.code),
        "PYTHONPATH": os.pathsep.join(str(layer) for layer in function.layers),
        # A function's folder is read-only on Lambda, where our layers come compiled.
        "PYTHONPYCACHEPREFIX": str(LOCAL / "cache/functions"),
        **function.environment,
    }


def _watched(folder: Path) -> Iterable[Path]:
    """Return what changes with a folder's code; a built layer is replaced as a complete folder."""
    return [folder] if LOCAL in folder.parents else folder.rglob("*.py")


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # It was removed just now.
        return 0


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind((HOST, 0))
        second.bind((HOST, 0))
        return first.getsockname()[1], second.getsockname()[1]
