"""What a reader must know of where the figures come from, and nothing that names a machine."""

from __future__ import annotations

import datetime
import json
import os
import platform
from typing import Any

from dev.places import MEDUSA


def facts() -> dict[str, Any]:
    """Give the date, the versions and the machine's size."""
    wanted = json.loads((MEDUSA / "package.json").read_text())["dependencies"]
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "python": platform.python_version(),
        "medusa": wanted["@medusajs/medusa"],
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
    }
