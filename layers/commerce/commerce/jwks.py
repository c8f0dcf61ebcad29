"""The key that signed a token: the SSO provider's public keys, fetched and kept.

The keys are fetched when they are first needed, so nothing is connected at import and a SnapStart snapshot
holds no connection; ages are told by the wall clock, which goes on while a snapshot sleeps. An instance
serves one request at a time, so nothing is locked.

When is what fetched?

- Keys younger than `FRESH` are used as they are, older ones are fetched again first.
- While the provider cannot be reached, keys younger than `STALE` go on being used: an outage of an hour
  signs nobody out, and a withdrawn key is honoured for no longer than that.
- A key id that is not among the keys may be a new one: the provider is asked, but for no more than
  `LOOKUPS` ids in `LOOKUP_WINDOW`, as anybody can make up ids. What it did not know
  stays unknown for as long.
- After a failed fetch there is no other for `PAUSE`, so requests do not all wait for a provider that hangs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from aws_lambda_powertools import Logger
from jwt import PyJWK, PyJWKClient, PyJWKSet, PyJWTError

from commerce.errors import NotConfiguredError, UnavailableError

FRESH = 600.0
"""Seconds for which keys are used without asking again."""
STALE = 3600.0
"""Seconds for which keys are used when the provider does not answer."""
PAUSE = 5.0
"""Seconds without another attempt after a failed one."""
LOOKUP_WINDOW = 60.0
LOOKUPS = 5
TIMEOUT = 2.5
"""Seconds to wait for the provider; two waits in a row (discovery, keys) fit the function's 8 s."""

_HEADERS = {"Accept": "application/json", "User-Agent": "medusa-serverless-bundle"}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}

logger = Logger(child=True)


class ProviderUnavailableError(UnavailableError):
    """The provider's keys are needed to judge a token and cannot be had just now."""

    def __init__(self) -> None:
        super().__init__("The sign-in service cannot be reached just now, try again shortly")


class ProviderKeys:
    """The public keys of one provider.

    Parameters
    ----------
    issuer
        The provider; its discovery document tells where the keys are when ``jwks_url`` is not given.
    jwks_url
        Where the keys are.
    algorithms
        Keys for any other algorithm are left out.
    clock
        Gives the wall clock's time in seconds.

    Raises
    ------
    NotConfiguredError
        The address to ask is neither https nor on this machine.
    """

    def __init__(
        self,
        issuer: str,
        jwks_url: str | None,
        algorithms: Sequence[str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        setting, url = ("SSO_JWKS_URL", jwks_url) if jwks_url else ("SSO_ISSUER", issuer)
        if not _is_safe(url):
            raise NotConfiguredError(f"The service is not configured: {setting} must be an https URL")
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._algorithms = algorithms
        self._clock = clock
        self._keys: tuple[PyJWK, ...] = ()
        self._fetched_at = 0.0
        self._failed_at = 0.0
        self._asked_for: dict[str, float] = {}

    def find(self, kid: str | None, algorithm: str) -> PyJWK | None:
        """Give the key with the id ``kid``, or None when the provider has none.

        A key for another algorithm is given as well: it is the verification that refuses it. A token that
        names no key is taken for one of the only key that there is for its algorithm.

        Raises
        ------
        ProviderUnavailableError
            There is no telling without the provider, which cannot be reached or was asked too often.
        """
        started = self._clock()
        key = _pick(self._current(), kid, algorithm)
        if key or kid is None or self._fetched_at >= started:
            return key
        return _pick(self._looked_up(kid), kid, algorithm)

    def _current(self) -> tuple[PyJWK, ...]:
        if self._keys and self._age(self._fetched_at) < FRESH:
            return self._keys
        try:
            return self._fetch()
        except ProviderUnavailableError:
            if self._keys and self._age(self._fetched_at) < STALE:
                return self._keys
            raise

    def _looked_up(self, kid: str) -> tuple[PyJWK, ...]:
        recent = {name: at for name, at in self._asked_for.items() if self._age(at) < LOOKUP_WINDOW}
        self._asked_for = recent
        if kid in recent:
            return self._keys
        if len(recent) >= LOOKUPS:
            logger.warning("Too many unknown keys, the provider is not asked for another just now")
            if self._age(self._fetched_at) < FRESH:
                return self._keys
            raise ProviderUnavailableError
        keys = self._fetch()
        recent[kid] = self._clock()
        return keys

    def _fetch(self) -> tuple[PyJWK, ...]:
        if self._age(self._failed_at) < PAUSE:
            raise ProviderUnavailableError
        try:
            keys = self._download()
        except (PyJWTError, OSError, ValueError, TypeError) as failure:
            self._failed_at = self._clock()
            logger.error("The SSO provider's keys cannot be fetched", issuer=self._issuer, cause=str(failure))
            raise ProviderUnavailableError from failure
        self._keys, self._fetched_at = keys, self._clock()
        return keys

    def _download(self) -> tuple[PyJWK, ...]:
        published = PyJWKSet.from_dict(_get(self._jwks_url or self._discover()))
        keys = tuple(key for key in published.keys if self._is_usable(key))
        if not keys:
            raise ValueError("there is no usable key among the provider's keys")
        return keys

    def _discover(self) -> str:
        document = _get(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if document.get("issuer") != self._issuer:
            raise ValueError("the discovery document is another issuer's")
        url = document.get("jwks_uri")
        if not isinstance(url, str) or not _is_safe(url):
            raise ValueError("the discovery document's jwks_uri is not an https URL")
        return url

    def _is_usable(self, key: PyJWK) -> bool:
        is_long_enough = key.Algorithm.check_key_length(key.key) is None
        return (
            key.public_key_use in {None, "sig"} and key.algorithm_name in self._algorithms and is_long_enough
        )

    def _age(self, moment: float) -> float:
        # A clock that was set back must not make anything young for ever.
        return abs(self._clock() - moment)


def _pick(keys: tuple[PyJWK, ...], kid: str | None, algorithm: str) -> PyJWK | None:
    named = [key for key in keys if kid is None or key.key_id == kid]
    fitting = [key for key in named if key.algorithm_name == algorithm]
    if kid is None and len(fitting) > 1:
        return None
    return next(iter(fitting or named), None)


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def _get(url: str) -> dict[str, Any]:
    # PyJWT's client gets JSON objects by http(s) alone and follows no redirect. Its modules come with PyJWT
    # anyway, while urllib3 would lengthen the authorizer's cold start. Its cache is not used: it keeps no old
    # keys through an outage, and its clock stands still in a snapshot.
    document: dict[str, Any] = PyJWKClient(
        url, headers=_HEADERS, timeout=TIMEOUT, cache_jwk_set=False
    ).fetch_data()
    return document
