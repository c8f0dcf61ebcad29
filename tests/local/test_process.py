"""Nothing may be left running, and an error names in one line what to do."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time

import pytest

from local import process
from local.config import HOST, ROOT, PlatformError, Ports


@pytest.fixture(autouse=True)
def _own_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ROOT / ".local/logs/tests"
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(process, "LOGS", folder)


def is_running(pid: int) -> bool:
    return process.runs(pid)


def gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not is_running(pid)


def test_a_part_dies_with_a_parent_that_is_killed() -> None:
    tethered = process.tethered(["sleep", "60"])
    parent_code = "import subprocess, sys; print(subprocess.Popen(sys.argv[1:]).pid, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", parent_code, *tethered], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(0.3)
        assert is_running(child)

        parent.kill()
        parent.wait()

        assert gone_within(child, 5)


def test_stop_ends_what_a_part_started_as_well() -> None:
    log = process.log_of("stubborn")
    log.write_text("")  # before the start: afterwards it could wipe what the part has said
    part = process.launch("stubborn", ["sh", "-c", "trap '' TERM; sleep 60 & echo $!; wait; wait"])
    deadline = time.monotonic() + 5
    while not log.read_text().strip() and time.monotonic() < deadline:
        time.sleep(0.02)
    grandchild = int(log.read_text().split()[-1])

    process.stop(part, signal.SIGTERM, patience=0.3)

    assert part.returncode is not None
    assert gone_within(grandchild, 5)


def test_a_failed_step_says_what_it_said_last() -> None:
    with pytest.raises(PlatformError, match=r'build failed with code 3: see .*build\.log .*"no such module"'):
        process.run("build", ["sh", "-c", "echo no such module >&2; exit 3"], cwd=ROOT, env={})


def test_a_missing_program_is_named() -> None:
    with pytest.raises(PlatformError, match="no-such-program: No such file"):
        process.run("missing", ["no-such-program"], cwd=ROOT, env={})


def test_a_part_that_ends_while_starting_is_reported_immediately() -> None:
    part = process.launch("short", ["sh", "-c", "echo bad config; exit 1"])

    with pytest.raises(PlatformError, match=r'short ended while it was starting: .*"bad config"'):
        process.wait_for("short", lambda: False, part, seconds=30)


def test_a_part_that_never_responds_is_given_up() -> None:
    part = process.launch("mute", ["sleep", "60"])
    try:
        with pytest.raises(PlatformError, match="mute did not respond within 0 s"):
            process.wait_for("mute", lambda: False, part, seconds=0.2)
    finally:
        process.stop(part)


def test_a_taken_port_names_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(PlatformError, match=f"port {port} is taken: .*MEDUSA_PORT=… make up"):
            process.require_free("medusa", port, seconds=0)

    process.require_free("medusa", port)


def test_ports_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_PORT", "3999")
    assert Ports.from_environment().url("gateway") == "http://127.0.0.1:3999"

    monkeypatch.setenv("GATEWAY_PORT", "http")
    with pytest.raises(PlatformError, match="GATEWAY_PORT=http is not a port"):
        Ports.from_environment()


def test_nothing_listening_is_not_healthy() -> None:
    assert not process.responds("http://127.0.0.1:9/")
