"""Start, wait for and stop the processes of the local platform."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import urllib3

from local.config import HOST, LOGS, ROOT, PlatformError


def log_of(name: str) -> Path:
    """Return the log file of a part or step."""
    return LOGS / f"{name}.log"


def tethered(
    command: Sequence[str], dying: signal.Signals = signal.SIGKILL, options: Sequence[str] = ()
) -> list[str]:
    """Return the command that runs `command` and gets `dying` when its parent ends, however it ends.

    So no process of the local platform outlives its supervisor. ``options`` are further ones of setpriv.

    Raises
    ------
    PlatformError
        When setpriv is missing, which is on every Debian.
    """
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise PlatformError("setpriv is missing: install util-linux")
    return [setpriv, *options, f"--pdeathsig={dying.name.removeprefix('SIG')}", "--", *command]


def launch(
    name: str,
    command: Sequence[str],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    dying: signal.Signals = signal.SIGKILL,
    options: Sequence[str] = (),
) -> subprocess.Popen[bytes]:
    """Start a part in a session of its own, its output going to its log.

    It ends with the thread that called this, so call it from one that lasts.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    with log_of(name).open("ab") as log:
        return subprocess.Popen(
            tethered(command, dying, options),
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def run(
    name: str, command: Sequence[str], *, cwd: Path, env: Mapping[str, str], options: Sequence[str] = ()
) -> None:
    """Run a step to its end, its output going to its log.

    Raises
    ------
    PlatformError
        When it fails; the message ends with the last line of the log.
    """
    process = launch(name, command, cwd=cwd, env=env, options=options)
    try:
        code = process.wait()
    except BaseException:
        stop(process)
        raise
    if code != 0:
        raise PlatformError(f"{name} failed with code {code}: {explain(name)}")


def wait_for(
    name: str, healthy: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float = 180
) -> None:
    """Wait until a part is healthy.

    Raises
    ------
    PlatformError
        When it ends before that, or takes longer than `seconds`.
    """
    deadline = time.monotonic() + seconds
    while not healthy():
        if process.poll() is not None:
            raise PlatformError(f"{name} ended while it was starting: {explain(name)}")
        if time.monotonic() > deadline:
            raise PlatformError(f"{name} did not respond within {seconds:.0f} s: {explain(name)}")
        time.sleep(0.1)


def explain(name: str) -> str:
    """Point to a log, with its last line that says something."""
    path = log_of(name)
    text = path.read_text(errors="replace") if path.exists() else ""
    lines = [line.strip() for line in text.splitlines() if line.strip(" {}[]()\t,;")]
    last = f' (it ends with "{lines[-1][:200]}")' if lines else ""
    return f"see {path.relative_to(ROOT)}{last}"


def stop(
    process: subprocess.Popen[bytes], first: signal.Signals = signal.SIGTERM, patience: float = 10
) -> None:
    """End a part and whatever it started: politely first, then surely."""
    for number, seconds in ((first, patience), (signal.SIGKILL, patience)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return


def runs(pid: int) -> bool:
    """Whether a process is there and not just waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def responds(url: str, status: int = 200) -> bool:
    """Whether a GET of this address gives this status."""
    try:
        return urllib3.request("GET", url, timeout=10, retries=False).status == status
    except urllib3.exceptions.HTTPError:
        return False


def require_free(name: str, port: int, seconds: float = 3) -> None:
    """Check that nothing listens on a port, after a moment for what is just ending.

    Raises
    ------
    PlatformError
        When the port is taken.
    """
    deadline = time.monotonic() + seconds
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except PermissionError:
                raise PlatformError(
                    f"port {port} needs more rights than you have: choose another with {name.upper()}_PORT=…"
                ) from None
            except OSError:
                if time.monotonic() > deadline:
                    raise PlatformError(
                        f"port {port} is taken: stop what listens there, "
                        f"or choose another with {name.upper()}_PORT=… make up"
                    ) from None
            else:
                return
        time.sleep(0.2)
