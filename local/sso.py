"""The OpenID provider: a real one with discovery, keys and RS256 tokens, for the seed's customers."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from local import process
from local.config import SEED


def customers() -> list[dict[str, Any]]:
    """Return the customers of the seed, the first one first."""
    found: list[dict[str, Any]] = json.loads(SEED.read_text())["customers"]
    return found


def claims(customer: dict[str, Any]) -> dict[str, Any]:
    """Return what the provider says of a customer; the subject is the email address."""
    return {
        "sub": customer["email"],
        "email": customer["email"],
        "email_verified": True,
        "given_name": customer.get("firstName"),
        "family_name": customer.get("lastName"),
    }


def start(port: int) -> subprocess.Popen[bytes]:
    """Start the provider; it creates a new signing key each time."""
    return process.launch("sso", [sys.executable, "-m", "local.openid", str(port)])
