"""An operator's pages in Medusa Admin, in a real Chromium: each `*.test.js` here is a test of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from local import admin
from local.config import SEED
from local.shop import Shop
from tests.browser.conftest import run

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def medusa_url(addresses: dict[str, str]) -> str:
    """Return the address of a Medusa that serves the admin."""
    if not admin.is_served(addresses["medusa"]):
        pytest.fail("The local platform is up without Medusa Admin: run `make down`, then `make up ADMIN=1`")
    return addresses["medusa"]


def operator_at(medusa_url: str) -> dict[str, str]:
    """Return what the programs need: where Medusa is, and who signs in."""
    email, password = admin.credentials()
    return {
        "MEDUSA_URL": medusa_url,
        "OPERATOR_EMAIL": email,
        "OPERATOR_PASSWORD": password,
        "SEED_FILE": str(SEED),
    }


@pytest.mark.usefixtures("_chromium")
@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.js")), ids=lambda file: file.stem)
def test_an_operator_works_with_the_pages(medusa_url: str, anna: Shop, file: Path) -> None:
    customer = {"API_URL": anna.url, "CUSTOMER_TOKEN": anna.token or ""}
    done = run("--test", "--test-reporter=spec", file.name, env=operator_at(medusa_url) | customer)
    assert done.returncode == 0, (done.stdout + done.stderr)[-8000:]
