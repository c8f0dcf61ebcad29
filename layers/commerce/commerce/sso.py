"""Whether a token is one of our customers', and whose.

A token is a signed JWT of the one provider that is configured. Its algorithm must be among the configured
ones, which are all of one kind: public keys (RS256, ES256, …) or a shared secret (HS256). So a public key is
never taken for a secret. A key that a token's header offers (jwk, jku, x5u, x5c) is not looked at.

PyJWT verifies the signature; the claims are checked here, as Medusa's plugin checks them with another library
(`medusa/plugin/src/sso/token.ts`). The rows in `tests/fixtures/sign_in` run through both, and they agree on
each.

::

    CommerceError
    ├── UnauthorizedError
    │   └── TokenRejectedError        the token is not valid; ``reason`` says why
    ├── UnavailableError
    │   └── ProviderUnavailableError  the provider's keys cannot be obtained
    └── NotConfiguredError            a setting is missing or wrong; raised when the verifier is made
"""

from __future__ import annotations

import json
import math
import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import jwt
from jwt.utils import base64url_decode

from commerce.caller import LEEWAY
from commerce.errors import NotConfiguredError, UnauthorizedError
from commerce.jwks import ProviderKeys, ProviderUnavailableError
from commerce.key_set import ALGORITHMS

if TYPE_CHECKING:
    from commerce.key_set import PublicKey
    from commerce.settings import SsoSettings

__all__ = ["LEEWAY", "Claims", "ProviderUnavailableError", "Reason", "TokenRejectedError", "TokenVerifier"]

MAX_LENGTH = 8192
"""Characters; API Gateway takes about 10 KB of headers altogether."""
MIN_SECRET_BYTES = 32
"""RFC 7518, 3.2: an HS256 key has at least the hash's size."""

LATEST = 253_402_300_799
"""The end of the year 9999, in seconds since 1970: no token lives longer."""

_INVISIBLE = {"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co"}
_UNPRINTABLE = {"Cc", "Cs"}
"""Unicode's general categories."""

_BY_KEY = set(ALGORITHMS)
_BY_SECRET = {"HS256"}

_JWS = jwt.PyJWS()
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
"""RFC 7515, 7.1: three parts in base64url, without padding."""

_ENTRA_FLAG = "xms_edov"
"""Entra's: whether the domain of the claim `email` is proven. Written as true, 1 or "1"."""

Reason = Literal[
    "malformed", "expired", "not-yet-valid", "signature", "issuer", "audience", "algorithm", "claims"
]


class TokenRejectedError(UnauthorizedError):
    """The token is not valid; ``reason`` is one of a few words, and never part of the token."""

    def __init__(self, reason: Reason) -> None:
        super().__init__("The token is not valid, sign in again", token_rejected=True)
        self.reason: Reason = reason


@dataclass(frozen=True)
class Claims:
    """What the provider vouches for."""

    id: str = field(repr=False)
    email: str = field(repr=False)
    """As the provider writes it, proven to be the customer's own."""
    expires_at: int
    """When the token ends, in seconds since 1970."""


class TokenVerifier:
    """Verifies tokens as the settings say.

    Create it once: it caches the provider's keys.

    Raises
    ------
    NotConfiguredError
        The algorithms are unknown, of both kinds, or do not fit the shared secret; the secret is too short;
        an address is not https; the flag vouches for another claim than the email.
    """

    def __init__(self, settings: SsoSettings) -> None:
        self.settings = settings
        _check_flag(settings.claim_email, settings.claim_email_verified)
        self._secret = _checked_secret(settings)
        self._provider = (
            None if self._secret else ProviderKeys(settings.issuer, settings.jwks_url, settings.algorithms)
        )

    def verify(self, token: str) -> Claims:
        """Return the token's claims after all of it has been checked.

        Signature, algorithm, issuer, audience, expiry and start are checked, and that it names a customer by
        an id and a verified email.

        Raises
        ------
        TokenRejectedError
            The token is not valid.
        ProviderUnavailableError
            The key that signed it is not known and the provider cannot be reached.
        """
        kid, algorithm = self._read_header(token)
        claims = _verified(token, self._find_keys(kid, algorithm), algorithm)
        self._check_standard(claims)
        return self._read_claims(claims)

    def _read_header(self, token: str) -> tuple[str | None, str]:
        if len(token) > MAX_LENGTH or not _COMPACT.fullmatch(token):
            raise TokenRejectedError("malformed")
        try:
            jwt.get_unverified_header(token)
        except jwt.InvalidTokenError as error:
            raise TokenRejectedError("malformed") from error
        header = _read_object(base64url_decode(token.split(".", 1)[0]))
        # RFC 7515, 4.1.11: what is critical must be understood, and no extension is.
        if "crit" in header or "b64" in header:
            raise TokenRejectedError("malformed")
        algorithm = header.get("alg")
        # Before a key is looked for: a token with another algorithm causes no call to the provider.
        if algorithm not in self.settings.algorithms:
            raise TokenRejectedError("algorithm")
        return header.get("kid"), algorithm

    def _find_keys(self, kid: str | None, algorithm: str) -> Sequence[bytes | PublicKey]:
        return [self._secret] if self._provider is None else self._provider.find(kid, algorithm)

    def _check_standard(self, claims: dict[str, Any]) -> None:
        """Check the claims of RFC 7519. When a token was issued (`iat`) is no condition there, nor here."""
        if not all(name in claims for name in ("exp", "iss", "aud")):
            raise TokenRejectedError("claims")
        if not all(_is_moment(claims[name]) for name in ("exp", "nbf", "iat") if name in claims):
            raise TokenRejectedError("malformed")
        now = time.time()
        if claims["exp"] + LEEWAY <= now:
            raise TokenRejectedError("expired")
        if claims.get("nbf", 0) - LEEWAY > now:
            raise TokenRejectedError("not-yet-valid")
        if claims["iss"] != self.settings.issuer:
            raise TokenRejectedError("issuer")
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        is_text = all(isinstance(audience, str) for audience in audiences)
        if not is_text or self.settings.audience not in audiences:
            raise TokenRejectedError("audience")

    def _read_claims(self, payload: dict[str, Any]) -> Claims:
        # Medusa finds a customer by email: an unproven address could be another customer's.
        flag = self.settings.claim_email_verified
        if not _is_true(payload.get(flag), flag):
            raise TokenRejectedError("claims")
        # Medusa makes a new customer with these two.
        for name in ("given_name", "family_name"):
            _read_text(payload.get(name))
        customer = _read_text(payload.get(self.settings.claim_id))
        if not _visible(customer):
            raise TokenRejectedError("claims")
        return Claims(
            id=customer,
            email=_read_email(payload.get(self.settings.claim_email)),
            # A part of a second counts: the functions must not end a token earlier than this.
            expires_at=math.ceil(payload["exp"]),
        )


def _verified(token: str, keys: Sequence[bytes | PublicKey], algorithm: str) -> dict[str, Any]:
    for key in keys:
        try:
            payload: bytes = _JWS.decode_complete(token, key, [algorithm])["payload"]
        except jwt.InvalidTokenError:
            continue
        return _read_object(payload)
    raise TokenRejectedError("signature")


def _read_object(content: bytes) -> dict[str, Any]:
    """Read a JSON object; JSON has neither NaN nor another encoding than UTF-8, but Python accepts both."""
    try:
        found = json.loads(content.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise TokenRejectedError("malformed") from error
    if not isinstance(found, dict):
        raise TokenRejectedError("malformed")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _is_true(claim: Any, flag: str) -> bool:
    """Return whether a flag is set; some providers write it as a text, and Entra its own as a number."""
    return claim is True or claim == "true" or (flag == _ENTRA_FLAG and claim in (1, "1"))


def _is_moment(claim: Any) -> bool:
    return isinstance(claim, int | float) and not isinstance(claim, bool) and claim <= LATEST


def _read_email(claim: Any) -> str:
    """Read an address; one with anything invisible in it is refused, as the provider vouches for another.

    In lower case the Kelvin sign is a plain k: an address with it would be another customer's.
    """
    email = claim if isinstance(claim, str) else ""
    local, _, domain = email.partition("@")
    is_address = local and domain and "@" not in domain and _visible(email) == email
    if not is_address or not unicodedata.is_normalized("NFC", email):
        raise TokenRejectedError("claims")
    return email


def _read_text(claim: Any) -> str:
    """Read a text that can be stored as it is; what is no text counts as missing."""
    text = claim if isinstance(claim, str) else ""
    if any(unicodedata.category(letter) in _UNPRINTABLE for letter in text):
        raise TokenRejectedError("claims")
    return text


def _visible(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter) not in _INVISIBLE)


def _check_flag(claim_email: str, flag: str) -> None:
    """Refuse a flag that vouches for another claim: in OpenID, `x_verified` vouches for `x`."""
    named = re.fullmatch(r"(.+?)(?:_v|V)erified", flag)
    vouched_for = "email" if flag == _ENTRA_FLAG else named[1] if named else claim_email
    if vouched_for != claim_email or flag == claim_email:
        raise NotConfiguredError(
            "The service is not configured: SSO_CLAIM_EMAIL_VERIFIED must name the claim that vouches for "
            f"SSO_CLAIM_EMAIL, and {flag} vouches for {vouched_for}"
        )


def _checked_secret(settings: SsoSettings) -> bytes:
    """Return the shared secret, empty where public keys are used, after checking that the settings fit it."""
    algorithms = set(settings.algorithms)
    if algorithms and algorithms <= _BY_KEY and not settings.shared_secret:
        return b""
    if not algorithms or not algorithms <= _BY_SECRET or not settings.shared_secret:
        raise NotConfiguredError(
            f"The service is not configured: SSO_ALGORITHMS must be one or more of {', '.join(ALGORITHMS)}, "
            "or HS256 together with SSO_SHARED_SECRET"
        )
    secret = settings.shared_secret.encode()
    if len(secret) < MIN_SECRET_BYTES or b"-----BEGIN" in secret:
        raise NotConfiguredError(
            "The service is not configured: "
            f"SSO_SHARED_SECRET must be a secret of at least {MIN_SECRET_BYTES} bytes"
        )
    return secret
