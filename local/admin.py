"""Medusa Admin in the demo shop: whether it is wanted, and the user that signs in there."""

from __future__ import annotations

import json
import os
from typing import Any

import urllib3

from local.config import SEED, PlatformError, secret

_EMAIL = "operator@lab.local"


def wanted() -> bool:
    """Whether `ADMIN=1` is set: without it the shop is headless, and faster to build and start."""
    return os.environ.get("ADMIN") == "1"


def is_served(medusa: str) -> bool:
    """Whether this Medusa serves the admin."""
    return urllib3.request("GET", f"{medusa}/app/", timeout=10, retries=False).status == 200


def credentials() -> tuple[str, str]:
    """Return the email and the password of the admin's user."""
    return _EMAIL, secret("admin")


def make_user(medusa: str) -> None:
    """Create the user, who accepts an invitation, unless the database has them.

    Raises
    ------
    PlatformError
        When the database has this user with another password.
    """
    email, password = credentials()
    login = {"email": email, "password": password}
    if _post(f"{medusa}/auth/user/emailpass", login)[0] == 200:
        return
    key = json.loads(SEED.read_text())["adminKey"]
    basic = urllib3.make_headers(basic_auth=f"{key}:")
    invited = _post(f"{medusa}/admin/invites", {"email": email}, basic)[1]
    registered = _post(f"{medusa}/auth/user/emailpass/register", login)[1]
    if "invite" not in invited or "token" not in registered:
        raise PlatformError(
            f"Medusa has a user {email} with another password: reset it there, or run make clean up ADMIN=1"
        )
    bearer = {"authorization": f"Bearer {registered['token']}"}
    accept = f"{medusa}/admin/invites/accept?token={invited['invite']['token']}"
    status = _post(accept, {"email": email, "first_name": "Olga", "last_name": "Operator"}, bearer)[0]
    if status != 200:
        raise PlatformError(
            f"Medusa did not create the user {email}: it returned {status}; see make logs NAME=medusa"
        )


def _post(
    url: str, body: dict[str, Any], headers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    sent = {"content-type": "application/json", **(headers or {})}
    response = urllib3.request("POST", url, body=json.dumps(body).encode(), headers=sent, timeout=60)
    try:
        parsed: dict[str, Any] = json.loads(response.data)
    except ValueError:
        parsed = {}
    return response.status, parsed
