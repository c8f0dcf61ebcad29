"""The public keys of a JSON Web Key Set that can verify a token.

An entry that cannot be used is left out, and the others stay (RFC 7517, 5): another entry's fault must not
sign everybody out. Medusa's plugin reads a key set by the same rules (`medusa/plugin/src/sso/key-set.ts`).
The rows in `tests/fixtures/sign_in` run through both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey

_RSA = ("RSA", None)
ALGORITHMS: dict[str, tuple[str, str | None]] = {
    "RS256": _RSA,
    "RS384": _RSA,
    "RS512": _RSA,
    "PS256": _RSA,
    "PS384": _RSA,
    "PS512": _RSA,
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "EdDSA": ("OKP", "Ed25519"),
}
"""Each algorithm with the type and the curve of its keys."""
MIN_RSA_BITS = 2048
"""RFC 7518, 3.3."""

_NUMBERS = {"RSA": ("n", "e"), "EC": ("x", "y"), "OKP": ("x",)}
_READERS: dict[str, Any] = {"RSA": RSAAlgorithm, "EC": ECAlgorithm, "OKP": OKPAlgorithm}
_PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
"""Fields of a private key: anyone who reads such a key set can sign, so the key proves nothing."""
_BASE64URL = re.compile(r"([A-Za-z0-9_-]+)={0,2}")


@dataclass(frozen=True)
class Key:
    """A public key, with the algorithms of tokens that it may verify."""

    kid: str | None
    algorithms: frozenset[str]
    public: PublicKey


def read_keys(document: Any, allowed: Collection[str]) -> tuple[Key, ...]:
    """Return the keys of a key set that can verify a token of one of the ``allowed`` algorithms.

    Raises
    ------
    ValueError
        The document is not a key set, or none of its keys is usable.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("the response is not a key set")
    keys = tuple(key for entry in entries if (key := _read(entry, allowed)))
    if not keys:
        raise ValueError("there is no usable key among the provider's keys")
    return keys


def candidates(keys: Iterable[Key], kid: str | None, algorithm: str) -> list[PublicKey]:
    """Return the keys that may have signed a token.

    A ``kid`` may be used twice: by the same key, with a certificate and without, or by a new key next to the
    old one. A token that names no key is only matched when one key comes into question.
    """
    named = (key for key in keys if kid is None or key.kid == kid)
    found = [key.public for key in named if algorithm in key.algorithms]
    if kid is None and any(public != found[0] for public in found):
        return []
    return found


def _read(entry: Any, allowed: Collection[str]) -> Key | None:
    # What is null counts as missing: some libraries write every field.
    fields = (
        {name: value for name, value in entry.items() if value is not None} if isinstance(entry, dict) else {}
    )
    kid = fields.get("kid")
    algorithms = _algorithms(fields) & set(allowed)
    if not algorithms or not _is_for_signatures(fields) or not (kid is None or isinstance(kid, str)):
        return None
    public = _public(fields)
    return Key(kid, frozenset(algorithms), public) if public else None


def _algorithms(fields: dict[str, Any]) -> set[str]:
    """Return the algorithms for an entry's type and curve; only the one that it names, if it names one."""
    kind = (fields.get("kty"), None if fields.get("kty") == "RSA" else fields.get("crv"))
    fitting = {name for name, needed in ALGORITHMS.items() if needed == kind}
    return {name for name in fitting if fields.get("alg", name) == name}


def _is_for_signatures(fields: dict[str, Any]) -> bool:
    operations = fields.get("key_ops", ["verify"])
    return (
        fields.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and not any(name in fields for name in _PRIVATE)
    )


def _public(fields: dict[str, Any]) -> PublicKey | None:
    kind = fields["kty"]
    # Nothing else of the entry reaches the library: a certificate (x5c) is not looked at, nor its age.
    texts = {name: text for name in _NUMBERS[kind] if isinstance(text := fields.get(name), str)}
    jwk = {name: found[1] for name, text in texts.items() if (found := _BASE64URL.fullmatch(text))}
    try:
        public: Any = _READERS[kind].from_jwk({"kty": kind, "crv": fields.get("crv"), **jwk})
    except (PyJWTError, ValueError, TypeError):
        return None
    if isinstance(public, RSAPublicKey) and public.key_size < MIN_RSA_BITS:
        return None
    return public if isinstance(public, PublicKey) else None
