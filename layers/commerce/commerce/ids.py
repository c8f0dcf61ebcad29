"""What an id and a text may look like, and how either stands in a URL."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote

from commerce.errors import BadRequestError

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$"
"""Medusa's ids (``cart_01M8…``): letters, digits, ``_`` and ``-``."""

MAX_TEXT = 255
"""Characters of a text in a path: a handle or a promotion code."""

_ID = re.compile(ID_PATTERN)
_NEVER_PRINTED = {"Cc", "Cs", "Zl", "Zp"}
"""Control characters (PostgreSQL has no text with a NUL in it), surrogates, ends of lines and paragraphs."""


def is_id(value: str) -> bool:
    """Return whether ``value`` is a valid id; ``../x``, ``a%2Fb`` and ``a?b`` are not."""
    return _ID.fullmatch(value) is not None


def is_text(value: str) -> bool:
    """Return whether ``value`` may be a handle or a code: one line of any characters, as in Medusa."""
    if not value.strip() or len(value) > MAX_TEXT:
        return False
    return all(unicodedata.category(char) not in _NEVER_PRINTED for char in value)


def spellings(text: str) -> list[str]:
    """Return what a text in a path may stand for: itself, or, encoded twice, what it decodes to.

    API Gateway takes a path with an encoded slash for another route, so a slash comes encoded twice.
    """
    return list(dict.fromkeys([text] + [other for other in [unquote(text)] if is_text(other)]))


def url_path(*segments: str) -> str:
    """Build a URL path; each segment is encoded so that it stays one segment.

    >>> url_path("store", "carts", "a/b?c")
    '/store/carts/a%2Fb%3Fc'

    Raises
    ------
    BadRequestError
        A segment is empty, ``.`` or ``..``: a server may drop or climb by those whatever their encoding.
    """
    if any(segment in {"", ".", ".."} for segment in segments):
        raise BadRequestError("An id is missing or not valid")
    return "".join("/" + quote(segment, safe="") for segment in segments)
