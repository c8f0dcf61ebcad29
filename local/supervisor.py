"""Start the local platform part by part, then watch over it until it is stopped.

`local.platform up` runs it in the background. It reports its progress on standard output; when that closes,
the platform is up, or this process has ended and said why. Each part ends with it, even when it is killed.

For tests of what happens without a database it stops PostgreSQL at SIGUSR1 and starts it at SIGUSR2.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

from local import admin, aws, forwarder, medusa, payments, postgres, process, several, sso, storefront
from local.config import LOCAL, LOGS, MEDUSA_VERSION, PLATFORM, ROOT, STATE, PlatformError, Ports

LOCK = PLATFORM / "platform.lock"


class _Stop(BaseException):
    """A signal to stop the platform; no handler of errors may catch it."""


@dataclass
class Supervisor:
    """The parts that run, in the order in which they were started."""

    ports: Ports
    parts: list[dict[str, Any]] = field(default_factory=list)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_all(self) -> None:
        """Start every part, each when the one before is healthy."""
        ports = self.ports
        for name in ports.__dataclass_fields__:
            if name != "database" or not postgres.external():
                process.require_free(name, getattr(ports, name))
        sources = medusa.sources_hash()
        self._database()
        if not medusa.is_built(sources):
            with _step("Medusa: build"):
                medusa.build(sources)
        if admin.wanted() and not medusa.is_admin_built(sources):
            with _step("Medusa Admin: build"):
                medusa.build_admin(sources)
        if not medusa.is_seeded(sources):
            with _step("Medusa: migrations"):
                medusa.migrate(ports)
            with _step("Medusa: seed"):
                medusa.seed(ports, sources)
        self._part(
            "payments",
            "Payment providers",
            ports.url("payments"),
            "/lab/requests",
            lambda: payments.start(ports),
        )
        if several.wanted():
            self._two_medusas()
        else:
            self._part("medusa", "Medusa", ports.url("medusa"), "/health", lambda: medusa.start(ports))
        if admin.wanted():
            with _step("Medusa Admin: user", f"{ports.url('medusa')}/app"):
                admin.make_user(ports.url("medusa"))
        discovery = "/.well-known/openid-configuration"
        self._part("sso", "OpenID provider", ports.url("sso"), discovery, lambda: sso.start(ports.sso))
        self._part("aws", "SSM, DynamoDB", ports.url("aws"), "/moto-api/", lambda: aws.start(ports.aws))
        with _step("Settings and tables"):
            aws.put_settings(ports)
            aws.make_tables(ports)
        if not MEDUSA_VERSION:
            self._containers()
        self._part("gateway", "Gateway", ports.url("gateway"), "/", self._gateway)
        with _step("First request"):
            if not process.responds(f"{ports.url('gateway')}/products?limit=1"):
                _say("    GET /products?limit=1 fails: see make logs")
        if not MEDUSA_VERSION:
            self._storefront()

    def stop_all(self) -> None:
        """Stop every part, the last one first."""
        for part, running in reversed(list(zip(self.parts, self.processes, strict=True))):
            process.stop(running, signal.SIGINT if part["name"] == "database" else signal.SIGTERM)
        STATE.unlink(missing_ok=True)

    def _database(self) -> None:
        address = postgres.url(self.ports.database)
        if postgres.external():
            with _step("PostgreSQL (yours)"):
                if not postgres.accepts(address):
                    raise PlatformError("the PostgreSQL of DATABASE_URL does not respond")
            return
        with _step("PostgreSQL"):
            if postgres.prepare():
                medusa.forget_database()
            started = postgres.start(self.ports.database)
            self._keep("database", f"127.0.0.1:{self.ports.database}", "", started)
            process.wait_for("postgres", lambda: postgres.accepts(address), started)

    def stop_database(self, *_: object) -> None:
        """Stop PostgreSQL in its orderly and quick way, unless it is another's."""
        if self.parts[0]["name"] == "database":
            process.stop(self.processes[0], signal.SIGINT)

    def start_database(self, *_: object) -> None:
        """Start PostgreSQL again."""
        if self.parts[0]["name"] == "database" and self.processes[0].poll() is not None:
            self.processes[0] = postgres.start(self.ports.database)
            self.parts[0]["pid"] = self.processes[0].pid
            self.record(ready=True)

    def _two_medusas(self) -> None:
        """Start two servers, the Redis that they share, and what gives each of them every other request."""
        ports = self.ports
        if several.with_redis():
            redis = several.free_port()
            with _step("Redis", f"redis://127.0.0.1:{redis}"):
                started = several.start_redis(redis)
                self._keep("redis", f"redis://127.0.0.1:{redis}", "", started)
                process.wait_for("redis", lambda: several.listens(f"127.0.0.1:{redis}"), started)
        servers = []
        for name in ("medusa-1", "medusa-2"):
            port = several.free_port()
            servers.append(port)
            start = partial(medusa.start, ports, name, port)
            self._part(name, name.capitalize(), f"http://127.0.0.1:{port}", "/health", start)
        spread = partial(several.start_spread, medusa.node(), ports.medusa, servers)
        self._part("medusa", "Both Medusas", ports.url("medusa"), "/health", spread)

    def _containers(self) -> None:
        """Connect `sam local`'s containers to the platform, where there is an engine."""
        command = [str(LOCAL / "sam/bin/python"), "-m", "local.containers"]
        with (LOGS / "containers.log").open("wb") as log:
            text = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, check=False).stdout
        found = json.loads(text or "{}")
        if found.get("subnet"):
            address, subnet = found["address"], found["subnet"]
            self._part(
                "containers",
                "Containers",
                f"http://{address}:{self.ports.medusa}",
                "/health",
                lambda: forwarder.start(address, subnet),
            )

    def _storefront(self) -> None:
        sources = storefront.sources_hash()
        if not storefront.is_built(sources):
            with _step("Storefront: build"):
                storefront.build(sources)
        address = self.ports.url("storefront")
        self._part("storefront", "Storefront", address, "/", lambda: storefront.start(self.ports))

    def _gateway(self) -> subprocess.Popen[bytes]:
        python = str(LOCAL / "sam/bin/python")
        return process.launch("gateway", [python, "-m", "local.gateway"], env={"PYTHONPATH": str(ROOT)})

    def _part(
        self, name: str, title: str, address: str, health: str, start: Callable[[], subprocess.Popen[bytes]]
    ) -> None:
        with _step(title, address):
            started = start()
            self._keep(name, address, health, started)
            # The gateway has no page of its own: that it knows no route "/" is its sign of life.
            status = 404 if name == "gateway" else 200
            process.wait_for(name, lambda: process.responds(address + health, status), started)

    def _keep(self, name: str, address: str, health: str, started: subprocess.Popen[bytes]) -> None:
        self.parts.append({"name": name, "address": address, "health": health, "pid": started.pid})
        self.processes.append(started)
        self.record(ready=False)

    def record(self, *, ready: bool) -> None:
        """Write down what runs, for the commands that read it."""
        draft = STATE.with_suffix(".draft")
        draft.write_text(json.dumps({"pid": os.getpid(), "ready": ready, "parts": self.parts}, indent=2))
        draft.replace(STATE)


def main() -> None:
    """Be the supervisor of this checkout's platform, unless there is one."""
    PLATFORM.mkdir(parents=True, exist_ok=True)
    lock = LOCK.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _fail("the local platform is up, or being started, already")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    _new_logs()
    aws.isolate()
    try:
        supervisor = Supervisor(Ports.from_environment())
    except PlatformError as error:
        _fail(str(error))
    try:
        supervisor.start_all()
        supervisor.record(ready=True)
        signal.signal(signal.SIGUSR1, supervisor.stop_database)
        signal.signal(signal.SIGUSR2, supervisor.start_database)
        _let_go()
        while True:
            signal.pause()
    except (PlatformError, OSError) as error:
        supervisor.stop_all()
        _fail(str(error))
    except _Stop:
        supervisor.stop_all()


def is_up() -> bool:
    """Whether a supervisor holds this checkout's platform."""
    if not LOCK.exists():
        return False
    with LOCK.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def _step(title: str, address: str = "") -> Iterator[None]:
    """Print what is being done, then how long it took."""
    began = time.monotonic()
    _say(f"  {title:<20} {address:<24}", end="")
    try:
        yield
    except BaseException:
        _say("")
        raise
    _say(f"{time.monotonic() - began:6.1f} s")


def _say(text: str, end: str = "\n") -> None:
    """Print to the command that started this process; when it has ended, no one waits for the platform."""
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise _Stop from None


def _fail(message: str) -> NoReturn:
    print(f"error: {message}", flush=True)
    sys.exit(1)


def _let_go() -> None:
    """Close the standard output: what runs from here on runs in the background."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _new_logs() -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    for log in LOGS.glob("*.log"):
        if not log.name.startswith(("install-", "supervisor")):
            log.unlink()


def _stop(*_: object) -> NoReturn:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise _Stop


if __name__ == "__main__":
    main()
