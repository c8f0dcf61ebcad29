"""What an id may look like, and how one stands in a URL."""

from __future__ import annotations

import re
from urllib.parse import quote

from commerce.errors import BadRequestError

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$"
"""Medusa's ids (``cart_01M8…``), handles and slugs: letters, digits, ``_`` and ``-``."""

_ID = re.compile(ID_PATTERN)


def is_id(value: str) -> bool:
    """Tell whether ``value`` looks like an id; ``../x``, ``a%2Fb`` and ``a?b`` do not."""
    return _ID.fullmatch(value) is not None


def url_path(*segments: str) -> str:
    """Make a URL path of ``segments``, each encoded so that it can be nothing but one segment.

    >>> url_path("store", "carts", "a/b?c")
    '/store/carts/a%2Fb%3Fc'

    Raises
    ------
    BadRequestError
        A segment is empty, ``.`` or ``..``: a server may drop or climb by those whatever their encoding.
    """
    if any(segment in {"", ".", ".."} for segment in segments):
        raise BadRequestError("An id is missing or does not look like one")
    return "".join("/" + quote(segment, safe="") for segment in segments)
