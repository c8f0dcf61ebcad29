"""The documents say what the code does: a reader who follows them must not get lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dev.routes import read, routes

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "medusa" / "README.md"]
README = (ROOT / "README.md").read_text()


def test_what_the_readme_calls_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`?make (?:-s )?([a-z]+)", README)) <= targets
    known = {route.path for route in routes()} | {"/docs"}
    for path in re.findall(r"http://127\.0\.0\.1:3000(/[a-z./-]*[a-z])", README):
        assert any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path) for template in known), path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text()):
        assert link.startswith("https://") or (document.parent / link).exists(), link


def test_each_module_has_its_function_its_role_and_its_output() -> None:
    template = read()
    modules = {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
    assert {f"{name.capitalize()}Function" for name in modules} == {
        name for name, thing in template["Resources"].items() if thing["Type"] == "AWS::Serverless::Function"
    }
    for name in modules:
        assert f"{name.capitalize()}FunctionName" in template["Outputs"]
