"""Headers and bodies that are made to break something: a 4xx in the contract's shape, and never a 5xx."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from local.shop import Answer, Shop
from tests.support.tally import Tally, is_error

MEGABYTE = 1024 * 1024
ITEM = {"sku": "CORDLESS-DRILL-12V-RED", "quantity": 1, "currency": "EUR"}


@dataclass(frozen=True)
class Wire:
    """Sends bytes as they are: no client tidies headers or bodies."""

    url: str

    def send(
        self, method: str, path: str, headers: list[tuple[str, bytes]], body: bytes | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)
        connection.putrequest(method, path, skip_host=any(name == "host" for name, _ in headers))
        for name, value in headers:
            connection._buffer.append(name.encode() + b": " + value)  # type: ignore[attr-defined]
        if body is not None:
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        data, received = answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        connection.close()
        return Answer(answer.status, json.loads(data) if data else None, received)


@pytest.fixture(scope="module")
def wire(gateway: str) -> Wire:
    return Wire(gateway)


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    counted = Tally("Hostile headers and bodies")
    yield counted
    counted.print()


INJECTIONS = [
    b"de\r\n x-injected: 1",
    b"de%0d%0ax-injected: 1",
    b"de\x0bx",
    b"de\x85x-injected: 1",
    b"de\xe5\x98\x8a\xe5\x98\x8dx-injected: 1",  # letters whose last bytes are CR and LF
    b"de\x00",
    b"\xff\xfe",
    b"de" * 2000,
    b"../../admin",
    b"de&fields=*customer",
    b"${jndi:ldap://127.0.0.1/x}",
    b'{"$ne":1}',
]


@pytest.mark.parametrize("name", ["x-locale", "x-currency"])
def test_a_header_that_goes_on_to_medusa_is_checked(wire: Wire, tally: Tally, name: str) -> None:
    for value in INJECTIONS:
        answer = wire.send("GET", "/products?limit=1", [(name, value)])
        tally.add(name, answer)
        assert (answer.status, answer.requests) == (400, 0), (value, answer.body)
        assert is_error(answer)
        assert "x-injected" not in answer.headers


@pytest.mark.parametrize("value", [*INJECTIONS, b"", b"short", b"x" * 256])
def test_an_idempotency_key_is_checked(wire: Wire, tally: Tally, value: bytes) -> None:
    headers = [("content-type", b"application/json"), ("idempotency-key", value)]
    answer = wire.send("POST", "/carts", headers, b'{"currency":"EUR"}')
    tally.add("idempotency-key", answer)
    assert answer.status in {201, 400}, (value, answer.body)
    if b" " in value or b"\x00" in value or not 8 <= len(value) <= 255 or max(value) > 126:
        assert (answer.status, answer.requests) == (400, 0)
    assert "x-injected" not in answer.headers


OTHERS = {
    "host": [b"evil.example", b"127.0.0.1:9200", b"evil.example:80/x?", b""],
    "x-forwarded-host": [b"evil.example"],
    "x-forwarded-for": [b"127.0.0.1", b"x\x00", b"1.1.1.1, 2.2.2.2", b"x" * 5000],
    "x-forwarded-proto": [b"gopher"],
    "forwarded": [b"for=127.0.0.1;host=evil.example"],
    "x-original-url": [b"/admin/customers"],
    "x-rewrite-url": [b"/admin/customers"],
    "x-http-method-override": [b"DELETE"],
    "x-publishable-api-key": [b"pk_other"],
    "x-medusa-locale": [b"xx"],
    "cookie": [b"connect.sid=s%3Ax; " * 20],
    "if-none-match": [b"\xff", b"*" * 5000, b'"' * 999],
    "origin": [b"https://evil.example", b"null"],
    "x-amzn-trace-id": [b"Root=x;\x00"],
    "x-request-id": [b"forged\x00"],
    "range": [b"bytes=0-1"],
    "accept": [b"text/html", b"\xff"],
    "accept-encoding": [b"br, \x00", b"gzip;q=0", b"\xff" * 999, b"gzip" * 999],  # none is gzip
    "expect": [b"200-ok"],
    "content-type": [b"\xff/\x00", b"application/json;" + b"charset=x;" * 300],
}


@pytest.mark.parametrize("name", OTHERS)
def test_any_other_header_changes_nothing(wire: Wire, tally: Tally, name: str) -> None:
    plain = wire.send("GET", "/products?limit=1", [])
    for value in OTHERS[name]:
        answer = wire.send("GET", "/products?limit=1", [(name, value)])
        tally.add("other headers", answer)
        assert (answer.status, answer.body) == (200, plain.body), (value, answer.body)
        shown = {key: text for key, text in answer.headers.items() if not key.startswith("access-control")}
        assert "evil.example" not in json.dumps(shown)
        assert "forged" not in json.dumps(shown)


def test_a_forged_address_shares_no_idempotency_key(wire: Wire, guest: Shop, tally: Tally) -> None:
    """No guest gets another's response by claiming another address: the gateway sets it."""
    key = ("idempotency-key", b"a-key-that-was-guessed")
    headers = [("content-type", b"application/json"), key]
    body = json.dumps(ITEM).encode()
    first = wire.send("POST", "/carts/items", [*headers, ("x-forwarded-for", b"10.1.1.1")], body)
    second = wire.send("POST", "/carts/items", [*headers, ("x-forwarded-for", b"10.2.2.2")], body)
    tally.add("idempotency-key", second)
    assert first.status == second.status == 201
    assert first.body["id"] == second.body["id"]  # it is one address all the same: the header says nothing


def _deep(levels: int, opening: str, closing: str) -> bytes:
    return (opening * levels + closing * levels).encode()


BODIES: dict[str, Callable[[], bytes]] = {
    "5 MB in a field": lambda: json.dumps(ITEM | {"sku": "x" * 5 * MEGABYTE}).encode(),
    "5 MB of metadata": lambda: json.dumps(ITEM | {"metadata": {"a": "x" * 5 * MEGABYTE}}).encode(),
    "4 MB of fields": lambda: json.dumps({f"f{number}": number for number in range(230_000)}).encode(),
    "5 MB of blanks": lambda: b" " * 5 * MEGABYTE,
    "100k lists": lambda: _deep(100_000, "[", "]"),
    "100k objects": lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "100k deep metadata": lambda: (
        b'{"sku":"A","quantity":1,"metadata":{"a":' + _deep(100_000, "[", "]") + b"}}"
    ),
    "100k open": lambda: b"[" * 100_000,
    "a huge number": lambda: b'{"sku":"A","quantity":' + b"9" * 100_000 + b"}",
    "1e999": lambda: b'{"sku":"A","quantity":1e999}',
    "1e400 in metadata": lambda: b'{"sku":"A","quantity":1,"metadata":{"a":-1e400}}',
    "NaN": lambda: b'{"sku":"A","quantity":NaN}',
    "2**53": lambda: b'{"sku":"A","quantity":9007199254740993}',
    "half a surrogate": lambda: b'{"sku":"\\ud800","quantity":1,"currency":"EUR"}',
    "half a surrogate in a key": lambda: b'{"sku":"A","quantity":1,"metadata":{"\\udc00":"x"}}',
    "an unknown field with one": lambda: b'{"quantity":0,"\\ud800":1,"sku":"A"}',
    "NUL": lambda: b'{"sku":"A\\u0000","quantity":1}',
    "UTF-16": lambda: json.dumps(ITEM).encode("utf-16"),
    "no UTF-8": lambda: b'{"sku":"\xff\xfe","quantity":1}',
    "two byte order marks": lambda: b"\xef\xbb\xbf" * 2 + json.dumps(ITEM).encode(),
    "2**53 in metadata": lambda: b'{"sku":"A","quantity":1,"metadata":{"a":9007199254740992}}',
    "twice the same key": lambda: b'{"sku":"A","quantity":1,"quantity":2}',
    "5k deep metadata": lambda: b'{"sku":"A","quantity":1,"metadata":{"a":' + _deep(5000, "[", "]") + b"}}",
    "two documents": lambda: json.dumps(ITEM).encode() * 2,
    "single quotes": lambda: b"{'sku':'A'}",
    "a list": lambda: b"[]",
    "a text": lambda: b'"x"',
    "null": lambda: b"null",
    "a number": lambda: b"1",
    "nothing": lambda: b"",
    "a key of 1 MB": lambda: b'{"' + b"k" * MEGABYTE + b'":1}',
    "gzip": lambda: b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_is_none_is_400(wire: Wire, tally: Tally, kind: str) -> None:
    answer = wire.send("POST", "/carts/items", [("content-type", b"application/json")], BODIES[kind]())
    tally.add("bodies", answer)
    assert (answer.status, answer.requests) == (400, 0), answer.body
    assert is_error(answer)
    assert len(json.dumps(answer.body)) < 20_000, "an error does not send back what came"


@pytest.mark.parametrize("encoding", ["gzip", "br", "x"])
def test_a_body_that_is_compressed_is_400(wire: Wire, tally: Tally, encoding: str) -> None:
    headers = [("content-type", b"application/json"), ("content-encoding", encoding.encode())]
    answer = wire.send("POST", "/carts/items", headers, json.dumps(ITEM).encode())
    tally.add("bodies", answer)
    assert (answer.status, answer.body["details"][0]["path"]) == (400, "header.content-encoding")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_a_body_is_the_same_with_and_without_a_type(
    wire: Wire, guest: Shop, tally: Tally, mark: bytes
) -> None:
    """The gateway encodes a body without a type; a key must find the first response to it all the same."""
    cart = guest.cart_with()
    body = mark + json.dumps(ITEM | {"cartId": cart["id"]}).encode()
    key = ("idempotency-key", f"typeless-{cart['id']}".encode())
    answers = [
        wire.send("POST", "/carts/items", headers, body)
        for headers in ([key], [key, ("content-type", b"application/json")], [key])
    ]
    tally.add("bodies", answers[0])
    assert [answer.status for answer in answers] == [201] * 3
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true", "true"]
    counts = [item["quantity"] for item in guest.get(f"/carts/{cart['id']}").body["items"]["data"]]
    assert sum(counts) == sum(item["quantity"] for item in cart["items"]["data"]) + 1


def test_a_body_that_no_function_could_take_ends_at_the_gateway(
    wire: Wire, guest: Shop, tally: Tally
) -> None:
    """Lambda takes 6 MB: the gateway refuses larger bodies, and the next request is served."""
    body = json.dumps(ITEM | {"metadata": {"a": "x" * 9 * MEGABYTE}}).encode()
    answer = wire.send("POST", "/carts/items", [("content-type", b"application/json")], body)
    tally.add("9 MB", answer)
    assert (answer.status, set(answer.body)) == (413, {"message"})
    assert answer.requests == 0
    assert guest.cart_with()["items"]["total"] == 1


TYPES = [
    *(
        b"text/plain",
        b"text/xml",
        b"application/xml",
        b"application/x-www-form-urlencoded",
        b"multipart/form-data",
    ),
    *(b"multipart/form-data; boundary=x", b"application/json5", b"application/x-java-serialized-object"),
    *(b"application/jsonp", b"image/png", b"application/json, text/plain", b"*/*", b"\xff", b"x" * 4000),
]


def test_a_body_of_another_type_is_400(wire: Wire, tally: Tally) -> None:
    xml = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sku>&e;</sku>'
    for said in TYPES:
        for body in (json.dumps(ITEM).encode(), b"sku=A&quantity=1", xml):
            answer = wire.send("POST", "/carts/items", [("content-type", said)], body)
            tally.add("content types", answer)
            assert (answer.status, answer.requests) == (400, 0), (said, answer.body)
            assert is_error(answer)


@pytest.mark.parametrize("body", [b"{}", b"[" * 1000, b'{"limit":1000000}', b"\xff" * 100, b"x" * MEGABYTE])
def test_a_body_of_a_reading_counts_for_nothing(wire: Wire, tally: Tally, body: bytes) -> None:
    plain = wire.send("GET", "/products?limit=2", [])
    answer = wire.send("GET", "/products?limit=2", [("content-type", b"application/json")], body)
    tally.add("a body on GET", answer)
    assert answer.status in {200, 400}, answer.body
    if answer.status == 200:
        assert answer.body == plain.body


CODES = [
    "SAVE10\r\nx-injected: 1",
    "SAVE10\x00",
    "\ud800",
    "\x1b[2J",
    "x" * 101,
    "",
    " ",
    7,
    ["SAVE10"],
    {"$ne": 1},
]


@pytest.mark.parametrize("code", CODES, ids=lambda code: ascii(code)[:20])
def test_a_promotion_code_that_is_none_is_400(guest: Shop, tally: Tally, code: object) -> None:
    cart = guest.cart_with()
    answer = guest.post(f"/carts/{cart['id']}/promotions", {"code": code})
    tally.add("promotion codes", answer)
    assert answer.status == 400, answer.body
    assert is_error(answer)
    assert "promotions" not in guest.get(f"/carts/{cart['id']}").body


QUERIES = ["limit=1e3", "limit=-1", "limit=" + "9" * 5000, "limit=1&limit=2", "offset=99999999999999999999"]
QUERIES += [
    "sort=" + "x" * 5000,
    "sort=title_ASC;DROP",
    "type=%00",
    "limit=%D9%A1x",
    "limit=1_0",
    "limit=%2B5",
    "limit=%205",
    "limit=5.0",
    "limit=%EF%BC%95",
    "offset=1_0",
    "q=%FF",
]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:20])
def test_a_query_that_is_none_is_400(wire: Wire, tally: Tally, query: str) -> None:
    answer = wire.send("GET", f"/products?{query}", [])
    tally.add("queries", answer)
    assert (answer.status, answer.requests) == (400, 0), answer.body
    assert is_error(answer)


TEXTS = ["%00", "%ED%A0%80", "%FF", "x" * 6000, "%0D%0Ax-injected:1", "%22%5D%7D", "$where", "q[$ne]=1"]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:20])
def test_a_text_that_is_searched_for_is_no_more_than_that(wire: Wire, tally: Tally, text: str) -> None:
    for name in ("q", "category", "variants[sku]", "fields", "__proto__[x]"):
        answer = wire.send("GET", f"/products?{name}={text}", [])
        tally.add("searched texts", answer)
        assert answer.status in {200, 400}, (name, answer.status, answer.body)
        assert "x-injected" not in answer.headers
