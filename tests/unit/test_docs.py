"""The documents say what the code does: a reader who follows them must not get lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.routes import read, routes

ROOT = Path(__file__).resolve().parents[2]
_INSTALLED = {"node_modules", "requirements"}
DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part in _INSTALLED for part in path.relative_to(ROOT).parts)
)
README = (ROOT / "README.md").read_text()


def test_what_the_readme_calls_is_there() -> None:
    known = {route.path for route in routes()} | {"/docs"}
    for path in re.findall(r"http://127\.0\.0\.1:3000(/[a-z./-]*[a-z])", README):
        assert any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path) for template in known), path


def test_each_folder_with_documents_is_checked() -> None:
    assert {path.parent.relative_to(ROOT).as_posix() for path in DOCUMENTS} >= {".", "docs", "medusa/plugin"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for link, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)]*))?\)", document.read_text()):
        if link.startswith("https://"):
            continue
        target = document.parent / link if link else document
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), f"{link}#{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_named_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    code = re.findall(r"```sh\n(.*?)```|`([^`\n]+)`", document.read_text(), re.S)
    named = re.findall(r"\bmake (?:-s )?([a-z-]+)", "\n".join("".join(found) for found in code))
    assert set(named) <= targets


def test_the_index_leads_to_each_document() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    for document in (ROOT / "docs").glob("*.md"):
        assert document.name == "README.md" or f"({document.name})" in index, document.name


def test_each_module_has_its_function_its_role_and_its_output() -> None:
    template = read()
    modules = {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
    assert {f"{name.capitalize()}Function" for name in modules} == {
        name for name, thing in template["Resources"].items() if thing["Type"] == "AWS::Serverless::Function"
    }
    for name in modules:
        assert f"{name.capitalize()}FunctionName" in template["Outputs"]


def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as repository hosts make them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
