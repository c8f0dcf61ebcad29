"""Ids that are none, in every place that takes one: refused, and Medusa never hears of them.

`tests.e2e.test_hostile_ids` has the plain ones; here are the ways around a filter for those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from local.shop import ADDRESS, Answer, Shop
from tests.support.tally import Tally, is_error
from tests.support.text_parameters import TEXTS
from tools.routes import routes

HOSTILE = {
    "traversal": [
        "%2F",
        "%2Fadmin%2Fcustomers",
        "%2F%2Fevil.example%2Fx",
        "....%2F%2F....%2F%2Fadmin",
        "..%3B%2Fadmin",
        "x%2F..%2F..%2Fadmin",
        "%2E%2E%2F",
        ".%2E%2Fadmin",
        "x%5C..%5Cadmin",
        "file:%2F%2F%2Fetc%2Fpasswd",
    ],
    "double encoding": [
        "%252F",
        "..%252F..%252Fadmin",
        "%25252E%25252E%25252F",
        "x%253Ffields%253D*",
        "%2500",
    ],
    "query injection": [
        "x%3Ffields%3D%2Bcustomer",
        "x%3Bfields=id",
        "x%26customer_id%3D1",
        "x%23%2Fadmin",
        "id[]=x",
        "[$ne]",
        "%7B%22$ne%22:null%7D",
        "*",
        "x,y",
    ],
    "SQL, templates": [
        "x'%20OR%20'1'='1",
        "x'--",
        "x;DROP",
        "$%7B7*7%7D",
        "%7B%7B7*7%7D%7D",
        "%25s%25n",
        "$(id)",
        "`id`",
    ],
    "NUL, line ends": [
        "%00",
        "x%00.json",
        "x%0A",
        "%0Ax",
        "x%0Dy",
        "x%0D%0AHost:%20evil",
        "x%E2%80%A8y",
        "x%C2%85",
        "x%09",
    ],
    "overlong": ["x" * 129, "x" * 4000, "%78" * 1500],
    "unicode": [
        "%EF%BC%8E%EF%BC%8E%EF%BC%8Fadmin",  # fullwidth dots and slash
        "%E2%84%AA",  # the Kelvin sign, k in lower case
        "%D9%A1%D9%A2",  # digits, but Arabic ones
        "%C4%B1d",
        "%E2%80%AEx",
        "x%E2%80%8By",
        "%F0%9F%92%A5",
        "x%CC%81",
        "%C0%AE%C0%AE%C0%AFadmin",  # dots and a slash in an overlong encoding
        "%ED%A0%80",  # half of a surrogate pair
        "%FF%FE",
    ],
    "names with a meaning": ["__proto__", "-1", "_", "~", "%2B", "@me", "x:y", "null%00"],
}
WITH_IDS = sorted(route.key for route in routes() if route.parameters)


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    counted = Tally("Hostile ids")
    yield counted
    counted.print()


@pytest.mark.parametrize("route", WITH_IDS)
def test_no_encoding_carries_an_id_past_the_check(anna: Shop, tally: Tally, route: str) -> None:
    method, template = route.split(" ")
    names = re.findall(r"{(\w+)}", template)
    for name in names:
        for kind, values in HOSTILE.items():
            for hostile in values:
                path = template.format(**(dict.fromkeys(names, "x_1") | {name: hostile}))
                answer = anna.raw(method, path, {"quantity": 1} if method in {"POST", "PATCH"} else None)
                tally.add(kind, answer)
                assert 400 <= answer.status < 500, (path, answer.status, answer.body)
                assert is_error(answer), (path, answer.body)
                if (route, name) not in TEXTS:
                    assert answer.requests == 0, (path, answer.body)


IN_QUERIES = ["/payments/providers?regionId=", "/orders?id="]
IN_BODIES: list[tuple[str, str, dict[str, Any]]] = [
    ("/carts", "regionId", {"currency": "EUR"}),
    ("/carts/items", "cartId", {"sku": "A", "quantity": 1}),
    ("/carts/items", "variantId", {"sku": "A", "quantity": 1, "currency": "EUR"}),
    ("/carts/items", "regionId", {"sku": "A", "quantity": 1, "currency": "EUR"}),
    ("/checkout/x_1/addresses", "shippingAddressId", {}),
    ("/checkout/x_1/addresses", "billingAddressId", {"shippingAddress": ADDRESS}),
    ("/checkout/x_1/shipping-method", "shippingOptionId", {}),
    ("/checkout/x_1/payment", "providerId", {}),
    ("/checkout/x_1/complete", "shippingMethodId", {"paymentProviderId": "pp_system_default"}),
    ("/checkout/x_1/complete", "paymentProviderId", {}),
    ("/payments/sessions", "cartId", {"providerId": "p", "returnUrl": "https://shop.example"}),
    ("/payments/sessions", "providerId", {"cartId": "x", "returnUrl": "https://shop.example"}),
    ("/resources/x_1/purchase", "assetId", {}),
]
PLAIN = ["", ".", "..", "../x", "a/b", "a?b", "a#b", "a%2Fb", "a\n", "\x00", "a\u212a", "\ud800", "x" * 129]


@pytest.mark.parametrize("path", IN_QUERIES)
def test_nor_does_a_query(anna: Shop, tally: Tally, path: str) -> None:
    for hostile in PLAIN:
        if not hostile and path.startswith("/orders"):
            continue  # an empty parameter counts as not sent, and this one is optional
        answer = anna.raw("GET", path + quote(hostile, safe="", errors="surrogatepass"))
        tally.add("in queries", answer)
        _is_refused(answer, f"{path}{hostile!r}")


@pytest.mark.parametrize(("path", "field", "rest"), IN_BODIES, ids=lambda value: str(value)[:30])
def test_nor_does_a_body(anna: Shop, tally: Tally, path: str, field: str, rest: dict[str, Any]) -> None:
    for hostile in [*PLAIN, 1, True, [], ["x"], {"$ne": 1}, {"id": "x"}]:
        answer = anna.post(path, rest | {field: hostile})
        tally.add("in bodies", answer)
        _is_refused(answer, f"{path} {field} {hostile!r}")
        assert any(detail["path"].startswith(f"body.{field}") for detail in answer.body["details"])


def _is_refused(answer: Answer, what: str) -> None:
    assert (answer.status, answer.requests) == (400, 0), (what, answer.status, answer.body)
    assert is_error(answer), what
