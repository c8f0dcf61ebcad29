"""Medusa: built, migrated and seeded when something changed, then started."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local import admin, payments, postgres, process
from local.config import (
    AUDIENCE,
    LOCAL,
    MEDUSA,
    MEDUSA_VERSION,
    PLATFORM,
    SEED,
    SHOP,
    PlatformError,
    Ports,
    running,
    secret,
)

PLUGIN = MEDUSA / "plugin"
_BUILT = SHOP / ".medusa/server"
_ADMIN = _BUILT / "public/admin"
_STAMP = PLATFORM / "medusa.json"
_PACKAGES = LOCAL / "plugin"
_CLI = "node_modules/@medusajs/cli/cli.js"
_PLUGIN_CLI = MEDUSA / _CLI
_SHOP_CLI = SHOP / _CLI if MEDUSA_VERSION else _PLUGIN_CLI
_TELEMETRY = {"MEDUSA_DISABLE_TELEMETRY": "true"}
_NOT_SOURCES = {"node_modules", ".medusa", "tests"}


def sources_hash() -> str:
    """Return a hash of all that Medusa is built from; another one means: build, migrate and seed again."""
    digest = hashlib.sha256()
    for folder, names, files in os.walk(MEDUSA):
        names[:] = sorted(set(names) - _NOT_SOURCES)
        for name in sorted(files):
            path = Path(folder, name)
            digest.update(str(path.relative_to(MEDUSA)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_built(sources: str) -> bool:
    """Whether the build there is one of these sources."""
    return (_BUILT / "package.json").exists() and _stamps().get("built") == sources


def pack() -> Path:
    """Build the plugin and return its package, the tarball that an operator installs."""
    process.run("plugin-build", [node(), str(_PLUGIN_CLI), "plugin:build"], cwd=PLUGIN, env=_TELEMETRY)
    shutil.rmtree(_PACKAGES, ignore_errors=True)
    _PACKAGES.mkdir(parents=True)
    process.run("plugin-pack", [_npm(), "pack", "--pack-destination", str(_PACKAGES)], cwd=PLUGIN, env={})
    return next(_PACKAGES.glob("*.tgz"))


def build(sources: str) -> None:
    """Build the plugin, install its package in the demo shop and build the shop; needs no database."""
    _forget("built")
    _forget("admin")
    package = pack()
    if MEDUSA_VERSION:
        _install_as_anybody(package)
    else:
        _install_in_workspace(package)
    process.run("medusa-build", [node(), str(_SHOP_CLI), "build"], cwd=SHOP, env={**_TELEMETRY, "ADMIN": ""})
    _remember("built", sources)


def _install_in_workspace(package: Path) -> None:
    installed = SHOP / "node_modules" / json.loads((PLUGIN / "package.json").read_text())["name"]
    shutil.rmtree(installed, ignore_errors=True)
    installed.mkdir(parents=True)
    # The packed files only, as npm installs them; what they depend on is installed for the workspace.
    unpack = ["tar", "-xzf", str(package), "-C", str(installed), "--strip-components=1"]
    process.run("plugin-install", unpack, cwd=SHOP, env={})


def _install_as_anybody(package: Path) -> None:
    """Create an app of the demo shop's files and of MEDUSA_VERSION, and install the package with npm."""
    shutil.copytree(MEDUSA / "shop", SHOP, ignore=shutil.ignore_patterns(*_NOT_SOURCES), dirs_exist_ok=True)
    app = json.loads((MEDUSA / "shop/package.json").read_text())
    medusa = {name: MEDUSA_VERSION for name in app["dependencies"] if name.startswith("@medusajs/")}
    workspace = json.loads((MEDUSA / "package.json").read_text())
    app |= {"dependencies": medusa, "overrides": workspace["overrides"]}
    (SHOP / "package.json").write_text(json.dumps(app, indent=2))
    shutil.copy(MEDUSA / ".npmrc", SHOP)
    process.run("shop-install", [_npm(), "install"], cwd=SHOP, env={})
    process.run("plugin-install", [_npm(), "install", str(package)], cwd=SHOP, env={})


def is_admin_built(sources: str) -> bool:
    """Whether the build there has Medusa Admin, of these sources."""
    return is_built(sources) and _stamps().get("admin") == sources


def build_admin(sources: str) -> None:
    """Add Medusa Admin, with the plugin's pages, to the build; only a server with `ADMIN=1` serves it."""
    _forget("admin")
    command = [node(), str(_SHOP_CLI), "build", "--admin-only"]
    process.run("admin-build", command, cwd=SHOP, env={**_TELEMETRY, "ADMIN": "1"})
    shutil.rmtree(_ADMIN, ignore_errors=True)
    shutil.move(SHOP / ".medusa/admin", _ADMIN)
    _remember("admin", sources)


def is_seeded(sources: str) -> bool:
    """Whether our own database was migrated and seeded by these sources; of another's we never know."""
    return not postgres.external() and SEED.exists() and _stamps().get("seeded") == sources


def migrate(ports: Ports) -> None:
    """Bring the database's tables to what this Medusa needs."""
    _forget("seeded")
    _command("medusa-migrate", ports, "db:migrate", "--execute-all-links")


def seed(ports: Ports, sources: str) -> None:
    """Fill the shop; what is there already stays. Writes .local/seed.json."""
    _command("medusa-seed", ports, "exec", "./src/scripts/seed.js")
    if not SEED.exists():
        raise PlatformError(f"the seed wrote no {SEED.name}: {process.explain('medusa-seed')}")
    SEED.chmod(0o600)
    _remember("seeded", sources)


def grow(ports: Ports, wanted: Mapping[str, Any] | None) -> None:
    """Enlarge the seeded shop with copies of what is in it; None removes all copies (scripts/grow.ts)."""
    variables = {"GROW_TO": json.dumps(wanted)} if wanted else {}
    _command("medusa-grow", ports, "exec", "./src/scripts/grow.js", more=variables)


def compare_ways(ports: Ports, wanted: Mapping[str, Any]) -> None:
    """Do the same to carts in Medusa's way and in the plugin's, and compare (scripts/equivalence.ts)."""
    told = {"EQUIVALENCE": json.dumps(wanted)}
    _command("medusa-equivalence", ports, "exec", "./src/scripts/equivalence.js", more=told)


def start(ports: Ports, name: str = "medusa", port: int = 0) -> subprocess.Popen[bytes]:
    """Start the server, or one of several at another port."""
    started = [node(), "--require", str(payments.STRIPE_HOST), str(_SHOP_CLI), "start"]
    command = [*started, "--host", "127.0.0.1", "--port", str(port or ports.medusa)]
    return process.launch(name, command, cwd=_BUILT, env=_environment(ports))


def forget_database() -> None:
    """Assume that the database is new."""
    _forget("seeded")


def _command(name: str, ports: Ports, *arguments: str, more: Mapping[str, str] | None = None) -> None:
    environment = {**_environment(ports), **(more or {})}
    process.run(name, [node(), str(_SHOP_CLI), *arguments], cwd=_BUILT, env=environment)


def _environment(ports: Ports) -> dict[str, str]:
    return {
        "DATABASE_URL": postgres.url(ports.database),
        "MEDUSA_PORT": str(ports.medusa),
        "JWT_SECRET": secret("jwt"),
        "COOKIE_SECRET": secret("cookie"),
        "SSO_ISSUER": ports.url("sso"),
        "SSO_AUDIENCE": AUDIENCE,
        "SEED_FILE": str(SEED),
        "MAIL_FOLDER": str(PLATFORM / "mail"),
        "TRANSFER_PAGE_URL": f"{ports.url('storefront')}/transfer",
        "ADMIN": "1" if admin.wanted() else "",
        "REDIS_URL": running().get("redis", ""),
        **payments.environment(ports),
        **_TELEMETRY,
        "NODE_ENV": "production",
    }


def node() -> str:
    """Return Node's path.

    Raises
    ------
    PlatformError
        When what it needs is not installed.
    """
    found = shutil.which("node")
    if not found or not _PLUGIN_CLI.exists():
        raise PlatformError("Medusa's npm packages are missing: run make install")
    return found


def _npm() -> str:
    npm = shutil.which("npm")
    if not npm:
        raise PlatformError("npm is missing: install it first")
    return npm


def _stamps() -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads(_STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamps


def _remember(key: str, value: str) -> None:
    _STAMP.write_text(json.dumps({**_stamps(), key: value}))


def _forget(key: str) -> None:
    _STAMP.write_text(json.dumps({name: value for name, value in _stamps().items() if name != key}))


if __name__ == "__main__":
    print(pack())
