"""Responses of the real Medusa (``tests/fixtures``; those in ``medusa`` by ``tests.support.record``).

Those in ``o2sdev`` come from Medusa 2.21.2 with O2S's plugin for assets and services, 1.0.1: the queries are
the adapter's, but for ``fields``, which that plugin ignores; ids and emails are made up.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from commerce.models.common import Model

FOLDER = Path(__file__).resolve().parent.parent / "fixtures"

_CAMEL = re.compile(r"(__)?[a-z][a-zA-Z0-9]*")
_OPEN = {"metadata", "options", "attributes", "config"}
"""Fields whose keys are the shop's or the client's, not the contract's."""


def recorded(name: str, source: str = "medusa") -> Any:
    """Return the response of this name, a fresh copy each time, so that a test may change it."""
    return exchange(name, source)["answer"]


def exchange(name: str, source: str) -> dict[str, Any]:
    """Return what was recorded: the request, its query, the response."""
    found: dict[str, Any] = json.loads((FOLDER / source / f"{name}.json").read_text())
    return found


def as_json(model: Model) -> dict[str, Any]:
    """Return the JSON that a client sees, its shape checked: camelCase names, and nothing that is null."""
    sent: dict[str, Any] = model.model_dump(mode="json", by_alias=True)
    _check(sent, "")
    return sent


def _check(value: Any, path: str) -> None:
    assert value is not None, f"{path} is null"
    if isinstance(value, list):
        for number, entry in enumerate(value):
            _check(entry, f"{path}[{number}]")
    elif isinstance(value, dict):
        for key, entry in value.items():
            assert _CAMEL.fullmatch(key), f"{path}.{key} is not in camelCase"
            if key not in _OPEN:
                _check(entry, f"{path}.{key}")
