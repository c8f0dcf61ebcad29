"""Whether a token is one of our customers', and whose.

A token is a signed JWT of the one provider that is configured. Its algorithm must be among the configured
ones, which are all of one kind: public keys (RS256, ES256) or a shared secret (HS256). So a public key is
never taken for a secret. A key that a token's header offers (jwk, jku, x5u, x5c) is not looked at.

::

    CommerceError
    ├── UnauthorizedError
    │   └── TokenRejectedError        the token is not valid; ``reason`` says why
    ├── UnavailableError
    │   └── ProviderUnavailableError  there is no telling: the provider's keys cannot be had
    └── NotConfiguredError            a setting is missing or wrong; raised when the verifier is made
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import jwt

from commerce.errors import NotConfiguredError, UnauthorizedError
from commerce.jwks import ProviderKeys, ProviderUnavailableError

if TYPE_CHECKING:
    from commerce.settings import SsoSettings

__all__ = ["Claims", "ProviderUnavailableError", "Reason", "TokenRejectedError", "TokenVerifier"]

LEEWAY = 10
"""Seconds by which the provider's clock may differ from ours; Medusa's own check allows the same."""
MAX_LENGTH = 8192
"""Characters; API Gateway takes about 10 KB of headers altogether."""
MIN_SECRET_BYTES = 32
"""RFC 7518, 3.2: an HS256 key has at least the hash's size."""

LATEST = 253_402_300_799
"""The end of the year 9999, in seconds since 1970: no token lives longer."""

# Medusa's check has the same rules, letter by letter: tests/fixtures/claims.json runs through both.
_INVISIBLE = {"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co"}
_UNPRINTABLE = {"Cc", "Cs"}
"""Unicode's general categories."""

_BY_KEY = {"RS256", "ES256"}
_BY_SECRET = {"HS256"}

Reason = Literal[
    "malformed", "expired", "not-yet-valid", "signature", "issuer", "audience", "algorithm", "claims"
]

# The first that fits counts: DecodeError is the parent of InvalidSignatureError.
_REASONS: tuple[tuple[type[jwt.PyJWTError], Reason], ...] = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "not-yet-valid"),
    (jwt.InvalidSignatureError, "signature"),
    (jwt.InvalidIssuerError, "issuer"),
    (jwt.InvalidAudienceError, "audience"),
    (jwt.InvalidAlgorithmError, "algorithm"),
    (jwt.DecodeError, "malformed"),
)


class TokenRejectedError(UnauthorizedError):
    """The token is not valid; ``reason`` says why in one word, and nothing of the token itself."""

    def __init__(self, reason: Reason) -> None:
        super().__init__("The token is not valid, sign in again", token_rejected=True)
        self.reason: Reason = reason


@dataclass(frozen=True)
class Claims:
    """What the provider vouches for."""

    id: str = field(repr=False)
    email: str = field(repr=False)
    """As the provider writes it, proven to be the customer's own."""
    roles: tuple[str, ...]
    expires_at: int
    """When the token ends, in seconds since 1970."""


class TokenVerifier:
    """Verifies tokens as the settings say.

    Keep one: it holds the provider's keys.

    Raises
    ------
    NotConfiguredError
        The algorithms are unknown, of both kinds, or do not fit the shared secret; the secret is too short;
        an address is not https.
    """

    def __init__(self, settings: SsoSettings) -> None:
        self.settings = settings
        self._secret = _checked_secret(settings)
        self._provider = (
            None if self._secret else ProviderKeys(settings.issuer, settings.jwks_url, settings.algorithms)
        )

    def verify(self, token: str) -> Claims:
        """Give what the token says, after all of it has been checked.

        Signature, algorithm, issuer, audience, expiry and start are checked, and that it names a customer by
        an id and a verified email.

        Raises
        ------
        TokenRejectedError
            The token is not valid.
        ProviderUnavailableError
            The key that signed it is not known and the provider cannot be asked.
        """
        try:
            kid, algorithm = self._read_header(token)
            payload = jwt.decode(
                token,
                self._find_key(kid, algorithm),
                algorithms=self.settings.algorithms,
                issuer=self.settings.issuer,
                audience=self.settings.audience,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except jwt.InvalidTokenError as error:
            raise TokenRejectedError(_reason_for(error)) from error
        return self._read_claims(payload)

    def _read_header(self, token: str) -> tuple[str | None, str]:
        if len(token) > MAX_LENGTH or not token.isascii():
            raise TokenRejectedError("malformed")
        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError as error:
            raise TokenRejectedError("malformed") from error
        # RFC 7515, 4.1.11: what is critical must be understood, and no extension is.
        if "crit" in header or "b64" in header:
            raise TokenRejectedError("malformed")
        algorithm = header.get("alg")
        # Before a key is looked for: a token with a foreign algorithm makes nobody ask the provider.
        if algorithm not in self.settings.algorithms:
            raise TokenRejectedError("algorithm")
        return header.get("kid"), algorithm

    def _find_key(self, kid: str | None, algorithm: str) -> bytes | jwt.PyJWK:
        if self._provider is None:
            return self._secret
        key = self._provider.find(kid, algorithm)
        if key is None:
            raise TokenRejectedError("signature")
        return key

    def _read_claims(self, payload: dict[str, Any]) -> Claims:
        # PyJWT takes "1795401794" for a moment; Medusa's check does not, and neither does RFC 7519.
        if not all(_is_moment(payload[name]) for name in ("exp", "nbf", "iat") if name in payload):
            raise TokenRejectedError("malformed")
        # Medusa finds a customer by email: an address that nobody proved could be anybody's. Some providers
        # write the flag as a string.
        verified = payload.get(self.settings.claim_email_verified)
        if verified is not True and verified != "true":
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
            roles=_read_roles(payload.get(self.settings.claim_roles)),
            expires_at=int(payload["exp"]),
        )


def _reason_for(error: jwt.InvalidTokenError) -> Reason:
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), "claims")


def _is_moment(claim: Any) -> bool:
    return isinstance(claim, int | float) and not isinstance(claim, bool) and claim <= LATEST


def _read_email(claim: Any) -> str:
    """Read an address; one with anything invisible in it is refused, as the provider vouches for another.

    In lower case the Kelvin sign is a plain k: whoever has it in an address would be somebody else.
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


def _read_roles(claim: Any) -> tuple[str, ...]:
    """Read a list of names, or names with blanks between them (as in RFC 6749's scope)."""
    names = claim.split() if isinstance(claim, str) else claim
    return tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()


def _checked_secret(settings: SsoSettings) -> bytes:
    """Give the shared secret, empty where public keys are used, after checking that the settings fit it."""
    algorithms = set(settings.algorithms)
    if algorithms and algorithms <= _BY_KEY and not settings.shared_secret:
        return b""
    if not algorithms or not algorithms <= _BY_SECRET or not settings.shared_secret:
        raise NotConfiguredError(
            "The service is not configured: SSO_ALGORITHMS must be RS256, ES256 or both, "
            "or HS256 together with SSO_SHARED_SECRET"
        )
    secret = settings.shared_secret.encode()
    if len(secret) < MIN_SECRET_BYTES or b"-----BEGIN" in secret:
        raise NotConfiguredError(
            "The service is not configured: "
            f"SSO_SHARED_SECRET must be a secret of at least {MIN_SECRET_BYTES} bytes"
        )
    return secret
