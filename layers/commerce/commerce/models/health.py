"""How the service is."""

from __future__ import annotations

from typing import Literal

from commerce.models.common import Model, OmitNone


class Health(Model):
    """Result of the health check when Medusa responds; otherwise the response is a 503 with the reason."""

    status: Literal["ok", "degraded"]
    """`degraded` when the version of Medusa is not supported; a service that does not work is a 503."""
    configured: bool
    """All settings that are required are there, and Medusa takes the keys."""
    reachable: bool
    """Medusa responds."""
    version: str
    """Version of the bundle: `0.1.0`."""
    plugin_version: OmitNone[str] = None
    """Version of the bundle's plugin in Medusa; left out where Medusa does not name it."""
    missing_parts: OmitNone[list[str]] = None
    """Parts of the plugin that were left out: what needs them is a 501."""
    medusa_version: OmitNone[str] = None
    """Version of Medusa, as the plugin names it."""
    problem: OmitNone[str] = None
    """With `degraded`: what is wrong, and what to do."""
