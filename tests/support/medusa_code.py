"""Medusa's own words: enums and lists as its installed packages have them."""

from __future__ import annotations

import re
from pathlib import Path

_PACKAGES = Path(__file__).parents[2] / "medusa/node_modules/@medusajs"


def enum(file: str, name: str) -> set[str]:
    """Return the values of an enum or a constant object, as in ``enum("utils/dist/order/status.js", …)``."""
    code = (_PACKAGES / file).read_text()
    found = re.search(rf"\(function \({name}\) {{(.*?)\n}}\)|const {name} = {{(.*?)}}", code, re.DOTALL)
    assert found, f"{file} has no {name}"
    return set(re.findall(r'(?:= |: )"(\w+)"', found[0]))


def countries() -> set[str]:
    """Return the codes of all countries that Medusa knows."""
    code = (_PACKAGES / "utils/dist/defaults/countries.js").read_text()
    return set(re.findall(r'alpha2: "([A-Z]{2})"', code))
