"""Whether the service is configured, and Medusa takes its keys and reaches its database."""

from __future__ import annotations

import functools
import json
from importlib import resources

from commerce import settings
from commerce.errors import CommerceError, NotConfiguredError, UnavailableError, UnhealthyError
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Medusa
from commerce.models.health import Health

PATIENCE = 3.0
"""Seconds to wait for Medusa: a health check should respond soon."""


def check(medusa: Medusa) -> Health:
    """Read the settings, then one region with each key (GET /store/regions, GET /admin/regions).

    Raises
    ------
    UnhealthyError
        The message names the setting that is missing or refused, never a value of one.
    """
    try:
        settings.store()
        settings.admin_key()
    except (NotConfiguredError, UnavailableError) as error:
        raise UnhealthyError(error.message, configured=False, reachable=False) from error
    medusa.deadline = medusa.deadline.within(PATIENCE)
    query = {"fields": "id", "limit": 1}
    try:
        medusa.both(
            lambda: medusa.get("regions", query=query), lambda: medusa.admin_get("regions", query=query)
        )
    except NotConfiguredError as error:
        raise UnhealthyError(error.message, configured=False, reachable=True) from error
    except CommerceError as error:
        raise UnhealthyError(error.message, configured=True, reachable=False) from error
    found = plugin.known()
    return Health(
        status="degraded" if found and found.fault else "ok",
        configured=True,
        reachable=True,
        version=_version(),
        plugin_version=found and found.version,
        missing_parts=found and found.missing,
        medusa_version=found and found.medusa,
        problem=found and found.fault,
    )


@functools.cache
def _version() -> str:
    """Return the bundle's version: the OpenAPI document has it from pyproject.toml."""
    document = json.loads(resources.files("commerce").joinpath("openapi.json").read_text())
    return str(document["info"]["version"])
