"""An OpenID provider on loopback with real keys, and the tokens that it, or someone else, signs."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "storefront"
DISCOVERY = "/.well-known/openid-configuration"
JWKS = "/keys"


@dataclass(frozen=True)
class SigningKey:
    """A key pair with its id, as a provider has it."""

    kid: str
    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    @property
    def algorithm(self) -> str:
        return "RS256" if isinstance(self.private, rsa.RSAPrivateKey) else "ES256"

    @property
    def jwk(self) -> dict[str, Any]:
        """The public half, as a provider publishes it."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            public = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        else:
            public = ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**public, "kid": self.kid, "use": "sig", "alg": self.algorithm}

    @property
    def public_pem(self) -> bytes:
        public = self.private.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """Sign a token; ``header`` changes its header, where None leaves the field out."""
        fields = {"kid": self.kid, **header}
        sent = {name: value for name, value in fields.items() if value is not None}
        return jwt.encode(claims, self.private, algorithm=self.algorithm, headers=sent)


@functools.cache
def rsa_key(kid: str = "rsa-1", bits: int = 2048) -> SigningKey:
    """Create an RSA key pair; the same for the same id, as making one takes a while."""
    return SigningKey(kid, rsa.generate_private_key(65537, bits))


@functools.cache
def ec_key(kid: str = "ec-1") -> SigningKey:
    """Create a P-256 key pair; the same for the same id."""
    return SigningKey(kid, ec.generate_private_key(ec.SECP256R1()))


def sign_with_secret(claims: dict[str, Any], secret: bytes, **header: Any) -> str:
    """Sign by HMAC with anything for a secret, also what a library would refuse."""
    signed = f"{part({'alg': 'HS256', 'typ': 'JWT', **header})}.{part(claims)}"
    return f"{signed}.{_base64(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def unsigned(claims: dict[str, Any], algorithm: str = "none", **header: Any) -> str:
    """Create a token with no signature."""
    return f"{part({'alg': algorithm, 'typ': 'JWT', **header})}.{part(claims)}."


def part(content: Any) -> str:
    """Encode one part of a token."""
    return _base64(json.dumps(content).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


Misbehaviour = Callable[[socket.socket], None]


@dataclass
class Provider:
    """The provider: it publishes ``keys``, and notes which paths were ``asked`` for."""

    keys: list[Any] = field(default_factory=lambda: [rsa_key().jwk, ec_key().jwk])
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    discovery: dict[str, Any] = field(default_factory=dict)
    """What the discovery document says other than it should."""
    status: int = 200
    misbehave: Misbehaviour | None = None
    """Does as it likes with the connection, instead of a response."""

    def __post_init__(self) -> None:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked.append(self.path)
                provider.headers.append({name.lower(): value for name, value in self.headers.items()})
                if provider.misbehave:
                    provider.misbehave(self.connection)
                    return
                body = json.dumps(provider._document(self.path)).encode()
                self.send_response(provider.status)
                self.send_header("content-length", str(len(body)))
                if provider.status == 302:
                    self.send_header("location", provider.issuer + JWKS)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"

    @property
    def jwks_url(self) -> str:
        return self.issuer + JWKS

    @property
    def fetches(self) -> int:
        """How often the keys were fetched."""
        return self.asked.count(JWKS)

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Return a customer's claims; ``changed`` changes them, where None leaves one out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": "anna",
            "email": "anna@lab.local",
            "email_verified": True,
            "iat": now,
            "exp": now + 600,
            **changed,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def _document(self, path: str) -> Any:
        if path == JWKS:
            return {"keys": self.keys}
        return {"issuer": self.issuer, "jwks_uri": self.jwks_url, **self.discovery}

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Go away: connections are refused from now on."""
        self._server.shutdown()
        self._server.server_close()

    def __exit__(self, *_: object) -> None:
        self.stop()
