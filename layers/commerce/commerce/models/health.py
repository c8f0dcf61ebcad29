"""How the service is."""

from __future__ import annotations

from typing import Literal

from commerce.models.common import Model


class Health(Model):
    """What a monitor sees while all is well; otherwise it gets a 503 that says what is not."""

    status: Literal["ok"]
    """Always `ok`: everything else is a 503."""
    configured: bool
    """All settings that are required are there, and Medusa takes the keys."""
    reachable: bool
    """Medusa answers."""
    version: str
    """Version of the bundle: `0.1.0`."""
