"""Responses that the real Medusa gave (``tests/fixtures/medusa``, made by ``tests.support.record``)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from commerce.models.common import Model

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "medusa"

_CAMEL = re.compile(r"(__)?[a-z][a-zA-Z0-9]*")
_OPEN = {"metadata", "options", "attributes", "config"}
"""Fields whose keys are the shop's or the client's, not the contract's."""


def recorded(name: str) -> Any:
    """Return the response of this name, a fresh copy each time, so that a test may change it."""
    return json.loads((FOLDER / f"{name}.json").read_text())["answer"]


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
