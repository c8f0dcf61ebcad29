"""An id with an encoded slash must reach the function as one id, never as another route."""

from __future__ import annotations

from typing import Any

import pytest

from local.segments import decoded, keep_segments


@pytest.mark.parametrize(
    ("sent", "routed"),
    [
        ("/carts/cart_1", "/carts/cart_1"),
        ("/carts/..%2F..%2Fx", "/carts/..%2F..%2Fx"),
        ("/carts/a%2fb", "/carts/a%2Fb"),
        ("/products/blue%20drill", "/products/blue drill"),
        ("/products/%C3%A9", "/products/\u00c3\u00a9"),
    ],
)
def test_only_slashes_stay_encoded(sent: str, routed: str) -> None:
    assert decoded(sent) == routed


@pytest.mark.parametrize(
    "request_uri", ["/carts/a%2Fb?x=%2F", "http://127.0.0.1:3000/carts/a%2Fb?x=%2F", "//carts/a%2Fb"]
)
def test_the_path_comes_from_the_request_line(request_uri: str) -> None:
    seen: list[str] = []

    def application(environ: dict[str, Any], _: Any) -> list[bytes]:
        seen.append(environ["PATH_INFO"])
        return []

    keep_segments(application)({"REQUEST_URI": request_uri, "PATH_INFO": "/carts/a/b"}, lambda *_: None)

    assert seen == ["//carts/a%2Fb" if request_uri.startswith("//") else "/carts/a%2Fb"]
