"""The typed client and the O2S integration, as they are built, on the running platform."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from pathlib import Path
from typing import Any

import pytest

from local import config
from local.shop import Shop
from local.tokens import token_with

CLIENTS = config.ROOT / "clients"


def run(*command: str | Path, **variables: str) -> None:
    done = subprocess.run(
        [*map(str, command)],
        cwd=CLIENTS,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-12_000:]


@pytest.fixture(scope="module")
def platform(
    addresses: dict[str, str], seed: dict[str, Any], drill: dict[str, Any], anna: Shop, ben: Shop
) -> str:
    """Build the packages; return what their tests need to know."""
    run("npm", "run", "build")
    newcomer, shopper = (token_with(addresses, f"o2s-{secrets.token_hex(4)}@lab.local") for _ in range(2))
    known = {"anna": anna.token, "ben": ben.token, "newcomer": newcomer, "shopper": shopper}
    service = next(product for product in seed["products"] if product["handle"] == "on-site-repair")
    variant = drill["variants"][0]
    return json.dumps(
        {
            "url": addresses["gateway"],
            "issuer": addresses["sso"],
            "audience": config.AUDIENCE,
            "tokens": known,
            "drill": drill | {"sku": variant["sku"], "variantId": variant["id"]},
            "region": seed["regions"]["EUR"]["id"],
            "shippingOption": seed["shippingOptions"]["EUR"]["flat"],
            "service": service,
        }
    )


@pytest.mark.parametrize("package", ["typescript", "o2s"])
def test_a_package_works_on_the_platform(package: str, platform: str) -> None:
    run("node_modules/.bin/vitest", "run", "--project", "platform", f"{package}/", PLATFORM=platform)
