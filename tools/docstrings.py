"""What the code says of itself: the docstrings of routes, models and fields, read from the source.

Read by the OpenAPI document only: at run time the functions need none of it, and reading it takes them time.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel

from local.config import ROOT


@cache
def of_routes(module: str) -> dict[str, tuple[str, str]]:
    """Return the summary and the description of each route of a function, by the route's key."""
    said = {}
    for node in _tree(ROOT / "functions" / module / "app.py").body:
        for decorator in getattr(node, "decorator_list", []):
            if isinstance(node, ast.FunctionDef) and isinstance(decorator, ast.Call):
                method = decorator.func.attr.upper() if isinstance(decorator.func, ast.Attribute) else ""
                path = ast.literal_eval(decorator.args[0]).replace("<", "{").replace(">", "}")
                summary, _, more = (ast.get_docstring(node) or "").partition("\n")
                said[f"{method} {path}"] = (summary.rstrip("."), unwrapped(more))
    return said


@cache
def of_fields(model: type[BaseModel]) -> dict[str, str]:
    """Return what is said below each field of a model or of those that it derives from, by JSON name."""
    said: dict[str, str] = {}
    for kind in model.__mro__:
        said = _of_class(kind) | said
    return {field.alias or name: said[name] for name, field in model.model_fields.items() if name in said}


def _of_class(kind: type) -> dict[str, str]:
    if not kind.__module__.startswith("commerce.models."):
        return {}
    tree = _tree(Path(inspect.getfile(kind)))
    name = kind.__name__.partition("[")[0]
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    return {
        field.target.id: unwrapped(below.value.value)
        for field, below in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        if isinstance(below.value.value, str)
    }


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def unwrapped(text: str) -> str:
    """Join the lines of a text, paragraph by paragraph."""
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs).replace("``", "`")
