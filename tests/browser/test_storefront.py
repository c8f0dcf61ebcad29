"""Shoppers in the example storefront, in a real Chromium: each file of storefront/ is a test of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.config import PLATFORM, SEED
from tests.browser.conftest import HERE, run

FILES = sorted((HERE / "storefront").glob("*.test.js"))


@pytest.mark.usefixtures("_chromium")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shopper_uses_the_storefront(addresses: dict[str, str], file: Path) -> None:
    places = {"storefront": "STOREFRONT_URL", "gateway": "API_URL", "sso": "SSO_URL", "medusa": "MEDUSA_URL"}
    env = {variable: addresses[name] for name, variable in places.items()} | {
        "SEED_FILE": str(SEED),
        "MAIL_FOLDER": str(PLATFORM / "mail"),
    }
    done = run("--test", "--test-reporter=spec", f"storefront/{file.name}", env=env)
    assert done.returncode == 0, (done.stdout + done.stderr)[-8000:]
