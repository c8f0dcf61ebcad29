"""Rows of `tests/fixtures/sign_in` made real: key servers, key sets and tokens as a row describes them.

A row is data. In it ``{"$now": -5}`` is a moment, ``{"$key": "rsa-1", …}`` the public JWK of a key with some
fields changed, ``$drop`` names fields to leave out, and ``{issuer}`` stands for the key server's address.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import socket
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from jwt.algorithms import get_default_algorithms

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "sign_in"
DISCOVERY = "/.well-known/openid-configuration"
JWKS = "/keys"
SECRET = "a secret of thirty-two bytes, or more"
NOW = 1_800_000_000

_CURVES: dict[str, Any] = {
    "p256": ec.SECP256R1,
    "p384": ec.SECP384R1,
    "p521": ec.SECP521R1,
    "k256": ec.SECP256K1,
}
_ALGORITHMS = {
    "p256": "ES256",
    "p384": "ES384",
    "p521": "ES512",
    "k256": "ES256K",
    "ed25519": "EdDSA",
    "ed448": "EdDSA",
}


def groups(name: str) -> list[dict[str, Any]]:
    """Return the groups of rows in a file."""
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text())
    return found


@functools.cache
def private_key(name: str) -> Any:
    """Create the private key with a name, which begins with its kind; the same for the same name."""
    kind = name.partition("-")[0]
    if kind in _CURVES:
        return ec.generate_private_key(_CURVES[kind]())
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if kind == "ed448":
        return ed448.Ed448PrivateKey.generate()
    return rsa.generate_private_key(65537, 1024 if kind == "short" else 2048)


def jwk(name: str, *, private: bool = False) -> dict[str, Any]:
    """Return a key as a provider publishes it."""
    algorithm = algorithm_of(name)
    key = private_key(name)
    fields = get_default_algorithms()[algorithm].to_jwk(key if private else key.public_key(), as_dict=True)
    fields.pop("key_ops", None)
    return {**fields, "kid": name, "use": "sig", "alg": algorithm}


@functools.cache
def expired_certificate() -> str:
    """Return a certificate of `rsa-1` that ended long ago, as an x5c has it."""
    key, name = private_key("rsa-1"), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "id.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1).not_valid_before(
        datetime(2020, 1, 1, tzinfo=UTC)
    )
    signed = made.not_valid_after(datetime(2021, 1, 1, tzinfo=UTC)).sign(key, hashes.SHA256())
    return base64.b64encode(signed.public_bytes(Encoding.DER)).decode()


def algorithm_of(name: str) -> str:
    """Return the algorithm that a key is made for."""
    return _ALGORITHMS.get(name.partition("-")[0], "RS256")


def resolve(value: Any, issuer: str) -> Any:
    """Put keys, moments and addresses where a row only names them."""
    if isinstance(value, str):
        return expired_certificate() if value == "$EXPIRED" else value.replace("{issuer}", issuer)
    if isinstance(value, list):
        return [resolve(each, issuer) for each in value]
    if not isinstance(value, dict):
        return value
    if "$now" in value:
        return NOW + value["$now"]
    base = jwk(value["$key"], private=value.get("$private", False)) if "$key" in value else {}
    changed = {name: resolve(each, issuer) for name, each in value.items() if name[0] != "$"}
    return {name: each for name, each in {**base, **changed}.items() if name not in value.get("$drop", ())}


def token(row: dict[str, Any], issuer: str) -> tuple[str, dict[str, Any]]:
    """Sign a token as a row describes it; return it with its claims."""
    if "whole" in row:
        return row["whole"], {}
    key, after = row.get("key", "rsa-1"), row.get("after", 0)
    algorithm = row.get("alg", algorithm_of(key))
    header = {"alg": algorithm, "typ": "JWT", "kid": key, **resolve(row.get("header", {}), issuer)}
    claims = {
        "iss": issuer,
        "aud": "storefront",
        "sub": "anna",
        "email": "anna@lab.local",
        "email_verified": True,
        "iat": NOW + after,
        "exp": NOW + after + 600,
    }
    claims = resolve(row["only"], issuer) if "only" in row else claims
    if isinstance(claims, dict):
        claims.update(resolve({**row.get("group claims", {}), **row.get("claims", {})}, issuer))
    parts = [_text(header, row.get("drop", ())), _text(claims, row.get("without", ()))]
    for where, number in (("header text", 0), ("claims text", 1)):
        for before, then in row.get(where, ()):
            assert before in parts[number]
            parts[number] = parts[number].replace(before, then)
    encoding = row.get("encoding", "utf-8")
    signed = ".".join(
        (
            _base64(parts[0].encode("utf-8", "surrogatepass")),
            _base64(parts[1].encode(encoding, "surrogatepass")),
        )
    )
    token = f"{signed}.{_base64(_signature(row, key, algorithm, signed.encode()))}"
    return token[: row.get("cut")] + row.get("append", ""), claims


def _text(fields: Any, without: Any) -> str:
    if isinstance(fields, dict):
        fields = {name: value for name, value in fields.items() if name not in without}
    return json.dumps(fields)


def _signature(row: dict[str, Any], key: str, algorithm: str, signed: bytes) -> bytes:
    if row.get("unsigned"):
        return b""
    if "hmac" in row:
        public = private_key("rsa-1").public_key()
        secret = {
            "secret": SECRET.encode(),
            "another secret": b"x" * 32,
            "nothing": b"",
            "pem": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "der": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            "jwk": json.dumps(jwk("rsa-1")).encode(),
        }[row["hmac"]]
        return hmac.digest(secret, signed, hashlib.sha256)
    signer = get_default_algorithms()[row.get("sign", algorithm)]
    signature: bytes = signer.sign(signed, private_key(row.get("by", key)))
    return signature


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class KeyServer:
    """A provider's HTTP server, which does what a row's ``provider`` says, and counts the requests."""

    def __init__(self) -> None:
        server = self
        self.state: dict[str, Any] = {}
        self.asked = 0

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked += 1
                server._respond(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"

    def _respond(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path
        how = self.state.get(path, {})
        body = how["text"].encode() if "text" in how else json.dumps(self._document(path)).encode()
        body = bytes.fromhex(how.get("before", "")) + body + b" " * how.get("blanks", 0)
        if "drip" in how:
            _drip(request.connection, how["drip"], body)
            return
        request.send_response(how.get("status", 200))
        for name, value in resolve(how.get("headers", {}), self.issuer).items():
            request.send_header(name, value)
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def _document(self, path: str) -> Any:
        if path == DISCOVERY:
            said = resolve(self.state.get("discovery", {}), self.issuer)
            return {"issuer": self.issuer, "jwks_uri": self.issuer + JWKS, **said}
        keys = self.state.get("keys", [{"$key": "rsa-1"}, {"$key": "p256-1"}])
        return resolve(self.state.get("key set", {"keys": keys}), self.issuer)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _drip(connection: socket.socket, what: str, body: bytes) -> None:
    """Send a byte now and then: each one lets a timeout for a single wait begin again."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx: "
    whole = {"headers": head, "body": head + b"x\r\n\r\n" + body, "nothing": b""}[what]
    begun = {"headers": len(head), "body": len(head) + 5, "nothing": 0}[what]
    try:
        connection.sendall(whole[:begun])
        for number in range(60):
            time.sleep(0.05)
            if what != "nothing":
                connection.sendall(whole[begun + number : begun + number + 1] or b"x")
    except OSError:
        pass
