"""Keep an encoded slash inside its segment of a path, as API Gateway does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

_Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def keep_segments(application: _Application) -> _Application:
    """Wrap a WSGI application so that ``/carts/a%2Fb`` is for it ``/carts/{id}`` with the id ``a%2Fb``.

    WSGI hands paths over decoded, and so a slash that a client encoded would split a segment in two. API
    Gateway matches routes before it decodes.
    """

    def kept(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        raw = str(environ.get("REQUEST_URI", ""))
        # A request line holds a path, or a whole URL when the client takes this server for a proxy.
        path = raw.partition("?")[0] if raw.startswith("/") else urlsplit(raw).path
        environ["PATH_INFO"] = decoded(path) or "/"
        return application(environ, start_response)

    return kept


def decoded(path: str) -> str:
    """Decode a path but for its encoded slashes, in the form that WSGI wants (bytes as Latin-1)."""
    held = re.sub("%2f", "%252F", path, flags=re.IGNORECASE)
    return unquote_to_bytes(held).decode("latin-1")
