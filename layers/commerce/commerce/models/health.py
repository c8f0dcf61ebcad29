"""How the service is."""

from __future__ import annotations

from typing import Literal

from commerce.models.common import Model


class Health(Model):
    """Result of the health check when everything works; otherwise the response is a 503 with the reason."""

    status: Literal["ok"]
    """Always `ok`: everything else is a 503."""
    configured: bool
    """All settings that are required are there, and Medusa takes the keys."""
    reachable: bool
    """Medusa responds."""
    version: str
    """Version of the bundle: `0.1.0`."""
