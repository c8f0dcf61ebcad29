"""Which errors a route can end with, by the code: each ``raise`` that its function leads to.

Followed are the names that a function mentions, through our own modules. What Medusa refuses is not in the
code; `tools.api_errors` adds it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from commerce import errors

from local.config import ROOT

_LAYER = ROOT / "layers" / "commerce"
_FOLLOWED = ("commerce.medusa.", "commerce.mappers.", "commerce.limits", "commerce.paging")
_NOT_FOLLOWED = {
    "commerce.medusa.transport.client",
    "commerce.medusa.transport.circuit_breaker",
    "commerce.medusa.transport.error_mapping",
}
"""What every route leads to: its errors are those of every route that calls Medusa."""

Found = frozenset[tuple[int, str]]
"""Pairs of a status and a code."""


class _Module(NamedTuple):
    functions: dict[str, ast.FunctionDef]
    names: dict[str, str]
    """What an imported name stands for: ``commerce.medusa.carts`` or ``commerce.medusa.carts.add_item``."""


@cache
def by_route(module: str) -> dict[str, Found]:
    """Return the errors of each route of a function, by the route's key."""
    found = {}
    path = f"functions.{module}.app"
    for name, node in _read(path).functions.items():
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute):
                route = ast.literal_eval(decorator.args[0]).replace("<", "{").replace(">", "}")
                found[f"{decorator.func.attr.upper()} {route}"] = _of(path, name)
    return found


def _of(module: str, function: str) -> Found:
    """Return the errors of a function and of all that it leads to."""
    seen: set[tuple[str, str]] = set()
    queue, found = [(module, function)], set()
    while queue:
        place = queue.pop()
        if place in seen:
            continue
        seen.add(place)
        node = _read(place[0]).functions[place[1]]
        found |= set(_raised(node))
        queue += _mentioned(place[0], node)
    return frozenset(found)


def _raised(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
            yield from _error(node.exc.id, [])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from _error(node.func.id, node.keywords)
            if node.func.id == "blamed_on":
                yield from ((400, str(keyword.arg)) for keyword in node.keywords)


def _error(name: str, keywords: list[ast.keyword]) -> Iterator[tuple[int, str]]:
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, errors.CommerceError):
        named = {keyword.arg: keyword.value for keyword in keywords}
        code: str | None = kind.code
        if "token_rejected" in named:
            code = "invalid_token"
        if "code" in named:  # `tools.api_errors` lists one that is worked out
            value = named["code"]
            code = str(value.value) if isinstance(value, ast.Constant) else None
        if code:
            yield int(kind.status), code


def _mentioned(module: str, function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    known = _read(module)
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            if node.id in known.functions:
                yield module, node.id
            yield from _target(known.names.get(node.id, ""))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from _target(f"{known.names.get(node.value.id, '')}.{node.attr}")


def _target(name: str) -> Iterator[tuple[str, str]]:
    module, _, function = name.rpartition(".")
    is_followed = module.startswith(_FOLLOWED) and module not in _NOT_FOLLOWED and _exists(module)
    if is_followed and function in _read(module).functions:
        yield module, function


def _exists(module: str) -> bool:
    return (_LAYER / (module.replace(".", "/") + ".py")).exists()


@cache
def _read(module: str) -> _Module:
    root = ROOT if module.startswith("functions.") else _LAYER
    tree = ast.parse((root / (module.replace(".", "/") + ".py")).read_text())
    names = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return _Module(functions, names)
