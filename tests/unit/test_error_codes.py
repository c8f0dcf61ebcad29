"""A code that a program decides by is in the list of codes, and each in the list is in use."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from commerce.error_codes import ERROR_CODES
from commerce.medusa.refusals import _RULES

ROOT = Path(__file__).resolve().parents[2]


def literals() -> Iterator[tuple[str, str]]:
    """Find each code that is written in the code: ``code="…"``, a class's ``code``, and ``.code == "…"``."""
    for path in sorted((ROOT / "layers" / "commerce" / "commerce").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            values: list[ast.expr | None] = []
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Error", "Detail")):
                values = [one.value for one in node.keywords if one.arg == "code"]
                values += node.args[2:3] if ast.unparse(node.func) == "Detail" else []
            if isinstance(node, ast.ClassDef):
                values = [one.value for one in node.body if ast.unparse(one).startswith("code = ")]  # type: ignore[attr-defined]
            if isinstance(node, ast.Compare) and ast.unparse(node.left).endswith(".code"):
                values = list(node.comparators)
            for value in values:
                for part in ast.walk(value) if value else ():
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                        yield part.value, f"{path.name}:{part.lineno}"


def test_each_code_in_the_code_is_a_known_one() -> None:
    unknown = [place for code, place in literals() if code not in ERROR_CODES]
    assert unknown == []
    assert {rule.code for rule in _RULES} <= set(ERROR_CODES)


def test_each_known_code_is_in_the_code() -> None:
    assert set(ERROR_CODES) <= {code for code, _ in literals()} | {rule.code for rule in _RULES}
