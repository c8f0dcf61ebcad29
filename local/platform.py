"""The local platform's commands: up, down, status, and `during`, which runs a command while it is up."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

from local import admin, postgres, process, several
from local.config import LOGS, ROOT, SEED, STATE, PlatformError
from local.supervisor import is_up


def up() -> int:
    """Start the platform and say what to try; 0 when it is up."""
    if is_up():
        return _already_up()
    print("Starting the local platform", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        if _start():
            _print_addresses()
            _print_next()
            return 0
        return 1
    print("\nstopped", flush=True)
    return 130


def down() -> int:
    """Stop the platform and wait until it is gone."""
    state = _state()
    if not is_up():
        print("the local platform is not up")
        STATE.unlink(missing_ok=True)
        return 0
    if state:
        os.kill(state["pid"], signal.SIGTERM)
    deadline = time.monotonic() + 60
    while is_up() or (state and process.runs(state["pid"])):
        if time.monotonic() > deadline:
            print("error: the local platform does not stop", file=sys.stderr)
            return 1
        time.sleep(0.05)
    print("the local platform is stopped")
    return 0


def status() -> int:
    """Show each part; 0 when all of them are healthy."""
    if not is_up():
        print("the local platform is not up: make up starts it")
        return 1
    parts = _state().get("parts", [])
    healthy = [_is_healthy(part) for part in parts]
    for part, well in zip(parts, healthy, strict=True):
        said = "healthy" if well else f"NOT HEALTHY: see {LOGS.relative_to(ROOT)}"
        print(f"  {part['name']:<10} {part['address']:<24} pid {part['pid']:<8} {said}")
    ready = bool(_state().get("ready"))
    if not ready:
        print("  it is still starting")
    return 0 if ready and all(healthy) else 1


def during(command: list[str]) -> int:
    """Run a command while the platform is up; stop it afterwards when it was not up before."""
    started = not is_up()
    if not started and not _has_servers():
        return 1
    if started and not _start():
        return 1
    try:
        return subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        if started:
            with contextlib.redirect_stdout(sys.stderr):
                down()


def _start() -> bool:
    """Run the supervisor in the background and pass on what it says until it is ready."""
    LOGS.mkdir(parents=True, exist_ok=True)
    reading, writing = os.pipe()
    with (LOGS / "supervisor.log").open("wb") as log, os.fdopen(writing, "wb") as said_to_us:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "local.supervisor"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=said_to_us,
            stderr=log,
            start_new_session=True,
        )
    # A closed terminal is as good a no as Ctrl-C.
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while said := os.read(reading, 4096):
            sys.stdout.write(said.decode(errors="replace"))
            sys.stdout.flush()
    except KeyboardInterrupt:
        supervisor.terminate()
        supervisor.wait()
        raise
    if _state().get("ready"):
        return True
    code = supervisor.wait()
    text = (LOGS / "supervisor.log").read_text(errors="replace").strip()
    if text:
        print(f"error: the supervisor ended with code {code}: {text.splitlines()[-1]}")
    return False


def _already_up() -> int:
    parts = _state().get("parts", [])
    if not _state().get("ready"):
        print("the local platform is being started already: make status shows how far it is")
        return 1
    ill = [part["name"] for part in parts if not _is_healthy(part)]
    if ill:
        print(f"error: the local platform is up, but not {', '.join(ill)}: run make down up")
        return 1
    if admin.wanted() and not admin.is_served(_address("medusa")):
        print("error: the local platform is up without Medusa Admin: run make down, then make up ADMIN=1")
        return 1
    if not _has_servers():
        return 1
    print("the local platform is up already")
    _print_addresses()
    return 0


def _has_servers() -> bool:
    """Whether the running platform has as many Medusas as are wanted, or more."""
    if several.wanted() and not any(part["name"] == "medusa-2" for part in _state().get("parts", [])):
        print("error: the local platform is up with one Medusa: run make down first", file=sys.stderr)
        return False
    return True


def _state() -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads(STATE.read_text())
    except (OSError, ValueError):
        return {}
    return state


def _address(name: str) -> str:
    return str(next(part["address"] for part in _state()["parts"] if part["name"] == name))


def _is_healthy(part: dict[str, Any]) -> bool:
    if part["name"] == "database":
        return postgres.accepts(f"postgres://{part['address']}")
    if part["name"] == "redis":
        return several.listens(part["address"].removeprefix("redis://"))
    return process.responds(part["address"] + part["health"], 404 if part["name"] == "gateway" else 200)


def _print_addresses() -> None:
    parts = {part["name"]: part["address"] for part in _state()["parts"]}
    if "storefront" in parts:
        print(f"\nThe shop: {parts['storefront']}")
    print()
    for part in _state()["parts"]:
        print(f"  {part['name']:<10} {part['address']}")
    if admin.wanted():
        email, password = admin.credentials()
        print(f"\nMedusa Admin: {_address('medusa')}/app\n  email      {email}\n  password   {password}")


def _print_next() -> None:
    """Print what to try next, with values of this very shop."""
    address = _address("gateway")
    seed = json.loads(SEED.read_text())
    item = '{"sku":"CORDLESS-DRILL-12V-RED","quantity":1,"currency":"EUR"}'
    print(f"""
Try:
  curl '{address}/products?category={seed["categories"][0]["handle"]}&limit=12'
  curl '{address}/products/{seed["products"][0]["handle"]}'
  curl '{address}/carts/items' -H 'content-type: application/json' -d '{item}'
As the first customer:
  curl '{address}/carts/items' -H "authorization: Bearer $(make -s token CUSTOMER=1)" \\
    -H 'content-type: application/json' -d '{item}'
Further: make status, make logs, make down""")


def main() -> int:
    """Do what the command line says."""
    commands = {"up": up, "down": down, "status": status}
    match sys.argv[1:]:
        case [name] if name in commands:
            return commands[name]()
        case ["during", *command] if command:
            return during(command)
        case _:
            print("usage: python -m local.platform up|down|status|during COMMAND…", file=sys.stderr)
            return 2


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PlatformError as error:
        sys.exit(f"error: {error}")
