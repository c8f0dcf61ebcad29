"""Fixtures that tests of all kinds use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import botocore.session
import pytest
from botocore.loaders import create_loader
from commerce import cache, settings
from commerce.medusa.transport import circuit_breaker, plugin

from tests.support import medusa_versions, reports
from tests.support.upstream import Upstream

# Powertools needs these at import, long before a test could set them.
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "medusa-bundle")
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "MedusaBundle")
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

# The running local platform, for the tests that need it.
pytest_plugins = ["tests.support.platform"]

Configure = Callable[..., dict[str, dict[str, str]]]


@pytest.fixture(scope="session", autouse=True)
def _one_loader() -> Iterator[None]:
    """Read boto3's large service descriptions once, and not for each client that a test creates."""
    loader = create_loader()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", lambda _: loader)
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Start each test as a cold instance: nothing cached, the circuit closed."""
    settings.clear()
    cache.clear()
    circuit_breaker.clear()
    plugin.clear()
    yield
    settings.clear()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A scripted server in Medusa's place, for what a real one cannot be made to do."""
    with Upstream() as server:
        yield server


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Set the settings without SSM: ``configure(MEDUSAJS_BASE_URL=…)``."""

    def use(**changed: str) -> dict[str, dict[str, str]]:
        groups = {
            "store": {
                "MEDUSAJS_BASE_URL": "http://127.0.0.1:9",
                "MEDUSAJS_PUBLISHABLE_API_KEY": "pk_test",
                "DEFAULT_CURRENCY": "EUR",
            },
            "admin": {"MEDUSAJS_ADMIN_API_KEY": "sk_test"},
            "sso": {"SSO_ISSUER": "https://id.example", "SSO_AUDIENCE": "storefront"},
        }
        for key, value in changed.items():
            group = "admin" if "ADMIN" in key else "sso" if key.startswith("SSO") else "store"
            groups[group][key] = value
        monkeypatch.setattr(settings, "_read", groups.__getitem__)
        settings.clear()
        return groups

    return use


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the search for leaks last: it reads what all other tests made the platform write."""
    medusa_versions.mark(items)
    items.sort(key=lambda item: item.path.name == "test_leaks.py" and item.path.parent.name == "attacks")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables that the tests made."""
    for text in reports.made():
        terminalreporter.write_line(f"\n{text}")
