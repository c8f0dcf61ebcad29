"""Compares a response with the shape of a recorded one.

A shape is the recorded response with each value replaced by what is compared: ``"string"``, ``"number"``,
``"boolean"``, ``"date"`` (ISO 8601, UTC), ``"cart_*"`` (an id of that kind), ``"=PENDING"`` or
``"=YEARLY|MONTHLY"`` (these very values), ``"price EUR"`` (a Price). A list has one shape for its entries,
none when the recorded list was empty; there ``"key?"`` is one that some entries lack. ``"*"`` is any key.

The shop behind the recorded responses sold other things than ours. So of a list's entries every one must have
the recorded types, but it is enough when one of them has a recorded field, or a recorded value: the contract
itself says which fields each entry must have (`tests.contract.models`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


class _Difference(NamedTuple):
    path: str
    text: str
    one_will_do: bool
    """It is none where another entry of the list has what was recorded."""


def differences(shape: Any, value: Any) -> set[str]:
    """Return what of the shape the value lacks or has otherwise; additional fields are ignored."""
    return {f"{found.path}: {found.text}" for found in _compare(shape, value, "")}


def _compare(shape: Any, value: Any, path: str) -> Iterator[_Difference]:
    if isinstance(shape, dict):
        if isinstance(value, dict):
            yield from _fields(shape, value, path)
        else:
            yield _Difference(path, f"{_type(value)} instead of object", False)
    elif isinstance(shape, list):
        if isinstance(value, list):
            yield from _entries(shape, value, path)
        else:
            yield _Difference(path, f"{_type(value)} instead of list", False)
    elif not _fits(shape, value):
        exact = shape.startswith("=")
        shown = value if exact else _id_kind(value) or _type(value)
        yield _Difference(path, f"{shown} instead of {shape.removeprefix('=')}", exact)


def _fields(shape: dict[str, Any], value: dict[str, Any], path: str) -> Iterator[_Difference]:
    if "*" in shape:
        shape = dict.fromkeys(value, shape["*"])
    for name, inner in shape.items():
        field = name.removesuffix("?")
        where = f"{path}.{field}" if path else field
        if field in value:
            yield from _compare(inner, value[field], where)
        elif field == name:
            yield _Difference(where, "missing", True)


def _entries(shape: list[Any], value: list[Any], path: str) -> Iterator[_Difference]:
    if not shape:
        return
    if not value and "[]" not in path:
        yield _Difference(path, "empty, nothing to compare", False)
    found = [list(_compare(shape[0], entry, f"{path}[]")) for entry in value]
    paths = [{difference.path for difference in entry} for entry in found]
    for entry in found:
        for difference in entry:
            if not difference.one_will_do or all(difference.path in others for others in paths):
                yield difference


def _fits(shape: str, value: Any) -> bool:
    if shape.startswith("="):
        return str(value) in shape[1:].split("|")
    if shape.startswith("price "):
        if not isinstance(value, dict):
            return False
        return _type(value.get("value")) == "number" and value.get("currency") == shape[6:]
    if shape == "date":
        return isinstance(value, str) and _DATE.fullmatch(value) is not None
    if shape.endswith("_*"):
        return _id_kind(value) == shape
    return _type(value) == shape


def _type(value: Any) -> str:
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "list", dict: "object"}
    return names.get(type(value), "null")


def _id_kind(value: Any) -> str | None:
    found = re.fullmatch(r"([a-z]+_)[0-9A-Z]{26}", value) if isinstance(value, str) else None
    return found and f"{found[1]}*"
