"""Who may import whom: a newcomer finds the place for a line of code, and nothing goes back and forth."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYER = ROOT / "layers/commerce"

MAY_IMPORT: dict[str, set[str]] = {
    "commerce/models": {"commerce.models", "commerce.ids", "commerce.limits"},
    "commerce/mappers": {
        "commerce.mappers",
        "commerce.models",
        "commerce.reading",
        "commerce.errors",
        "commerce.limits",
        "commerce.payment_providers",
    },
    "functions": {
        "commerce.api",
        "commerce.caller",
        "commerce.errors",
        "commerce.idempotency",
        "commerce.ids",
        "commerce.jwks",
        "commerce.medusa",
        "commerce.models",
        "commerce.paging",
        "commerce.settings",
        "commerce.sso",
    },
}
"""The project's packages that each folder may import."""

HTTP = {"urllib3", "urllib.request", "http.client", "requests"}
SPEAKS_HTTP = {
    "commerce/medusa/transport/client.py",
    "commerce/medusa/transport/connections.py",
    "commerce/jwks.py",
}
READS_AWS = {"commerce/aws.py", "commerce/settings.py", "commerce/idempotency.py", "commerce/api.py"}


def imported(path: Path) -> set[str]:
    """Return the names of all modules that a file imports, those inside of functions included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def files(*folders: str) -> list[Path]:
    """Return the Python files below folders of the project or of the layer."""
    roots = [base / folder for folder in folders for base in (ROOT, LAYER) if (base / folder).is_dir()]
    return sorted(path for root in roots for path in root.rglob("*.py"))


def within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_a_folder_imports_what_it_may(folder: str) -> None:
    assert files(folder)
    for path in files(folder):
        ours = {name for name in imported(path) if name.startswith("commerce.")}
        # `from commerce import limits` names the package as well.
        wrong = {name for name in ours if not within(name, MAY_IMPORT[folder])}
        assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


def test_functions_reach_medusa_through_an_adapter() -> None:
    for path in files("functions"):
        names = imported(path)
        assert not {name for name in names if within(name, {"commerce.medusa.transport"})}, path
        assert not {name for name in names if name.startswith("functions.")}, path


def test_the_transport_knows_no_adapter() -> None:
    for path in files("commerce/medusa/transport"):
        adapters = {name for name in imported(path) if name.startswith("commerce.medusa.")}
        assert not {name for name in adapters if not within(name, {"commerce.medusa.transport"})}, path


@pytest.mark.parametrize(
    ("modules", "allowed"), [(HTTP, SPEAKS_HTTP), ({"boto3", "botocore"}, READS_AWS)], ids=["HTTP", "AWS"]
)
def test_one_place_speaks_to_the_world(modules: set[str], allowed: set[str]) -> None:
    for path in files("commerce", "functions"):
        if any(within(name, modules) for name in imported(path)):
            assert path.is_relative_to(LAYER), path
            assert str(path.relative_to(LAYER)) in allowed, path


def test_nothing_but_tests_imports_tests() -> None:
    for path in files("commerce", "functions", "local", "tools", "benchmarks"):
        assert not {name for name in imported(path) if within(name, {"tests"})}, path
