"""Where the local platform's things stand: folders, ports, addresses."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
MEDUSA = ROOT / "medusa"
MEDUSA_VERSION = os.environ.get("MEDUSA_VERSION", "")
"""Another version of Medusa than the demo shop's: it has its own platform, in parallel to the usual one."""
PLATFORM = LOCAL / "medusa" / MEDUSA_VERSION if MEDUSA_VERSION else LOCAL
SHOP = PLATFORM / "shop" if MEDUSA_VERSION else MEDUSA / "shop"
LOGS = PLATFORM / "logs"
TEMPLATE = ROOT / "template.yaml"
SEED = PLATFORM / "seed.json"
STATE = PLATFORM / "platform.json"

HOST = "127.0.0.1"
_BESIDE = 50
"""How much higher the ports of another version's platform are."""
AUDIENCE = "storefront"
REGION = "eu-central-1"
SETTINGS_PATH = "/medusa-bundle/local"
CONTAINERS_PATH = "/medusa-bundle/containers"
"""The settings of functions in containers, in which this machine has another address."""
CONTAINERS_TEMPLATE = LOCAL / "containers.yaml"


class PlatformError(Exception):
    """Something that a person must put right; the message is one line and says what to do."""


@dataclass(frozen=True)
class Ports:
    """The ports of the local platform's parts, all on 127.0.0.1."""

    gateway: int = 3000
    medusa: int = 9000
    sso: int = 9400
    aws: int = 9500
    payments: int = 9600
    database: int = 9543
    storefront: int = 3001

    @classmethod
    def from_environment(cls) -> Ports:
        """Read GATEWAY_PORT, MEDUSA_PORT, SSO_PORT, AWS_PORT and so on: one for each part.

        With MEDUSA_VERSION each port is 50 higher, so that both platforms run with the same variables.

        Raises
        ------
        PlatformError
            When one of them is not a port's number.
        """
        chosen: dict[str, int] = {}
        for name, field in cls.__dataclass_fields__.items():
            variable = f"{name.upper()}_PORT"
            value = os.environ.get(variable) or str(field.default)
            if not value.isdecimal() or not 0 < int(value) < 65536:
                raise PlatformError(f"{variable}={value} is not a port: give a number from 1 to 65535")
            chosen[name] = int(value) + (_BESIDE if MEDUSA_VERSION else 0)
        return cls(**chosen)

    def url(self, name: str) -> str:
        """Return the address of a part: ``url("gateway")`` is ``http://127.0.0.1:3000``."""
        return f"http://{HOST}:{getattr(self, name)}"


def running() -> dict[str, str]:
    """Return the addresses of the running platform's parts by name; empty when none is recorded."""
    try:
        state = json.loads(STATE.read_text())
    except (OSError, ValueError):
        return {}
    return {part["name"]: part["address"] for part in state["parts"]}


def secret(name: str) -> str:
    """Return a secret of this checkout, created at random when it is first requested."""
    path = PLATFORM / "secrets.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if name not in known:
        known[name] = secrets.token_urlsafe(32)
        write_private(path, json.dumps(known, indent=2))
    return known[name]


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
