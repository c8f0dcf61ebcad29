"""Medusa's API keys, for `make secrets` to know them. Runs in the scanners' venv."""

from __future__ import annotations

import re

from detect_secrets.plugins.base import RegexBasedDetector


class MedusaKeyDetector(RegexBasedDetector):  # type: ignore[misc]  # detect-secrets has no types
    """A publishable or secret key as Medusa makes them: its kind, then 64 hexadecimal digits."""

    secret_type = "Medusa API key"  # noqa: S105 - a kind of secret, not one
    denylist = (re.compile(r"\b[ps]k_[0-9a-f]{64}\b"),)
