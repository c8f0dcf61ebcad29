"""The key that signed a token: the SSO provider's public keys, fetched and cached.

The keys are fetched when they are first needed, so nothing is connected at import and a SnapStart snapshot
holds no connection; ages are measured by the wall clock, which continues while a snapshot sleeps. An instance
serves one request at a time, so nothing is locked.

When is what fetched?

- Keys younger than `FRESH` are used as they are, older ones are fetched again first.
- While the provider cannot be reached, keys younger than `STALE` are still used: an outage of an hour
  signs no one out, and a withdrawn key is accepted for no longer than that.
- A key id that is not among the keys may be a new one: the provider is called, but for no more than
  `LOOKUPS` ids in `LOOKUP_WINDOW`, as anyone can make up ids. Unknown ids stay unknown for as long.
- After a failed fetch there is no other for `PAUSE`, so requests do not all wait for a provider that hangs.

Medusa's plugin fetches by the same rules (`medusa/plugin/src/sso/keys.ts`).
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import time
from collections.abc import Callable, Sequence
from functools import cache
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from aws_lambda_powertools import Logger

from commerce.errors import NotConfiguredError, UnavailableError
from commerce.key_set import Key, PublicKey, candidates, read_keys

FRESH = 600.0
"""Seconds for which keys are used without fetching them again."""
STALE = 3600.0
"""Seconds for which keys are used while the provider does not respond."""
PAUSE = 5.0
"""Seconds without another attempt after a failed one."""
LOOKUP_WINDOW = 60.0
LOOKUPS = 5
TIMEOUT = 5.0
"""Seconds for the discovery document and the keys together; it fits the function's 8 s."""
MAX_DOCUMENT = 512 * 1024
"""Bytes of a discovery document or a key set."""

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "User-Agent": "medusa-serverless-bundle",
}
_LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
_URL = re.compile(
    r"(https?)://([a-z0-9._-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?(?:[/?#][\x21-\x7e]*)?",
    re.IGNORECASE | re.ASCII,
)
"""No user, no password, nothing that two libraries could read in two ways."""

logger = Logger(child=True)


class ProviderUnavailableError(UnavailableError):
    """The provider's keys are needed to verify a token and cannot be fetched."""

    def __init__(self) -> None:
        super().__init__("The sign-in service cannot be reached just now, try again shortly")


class ProviderKeys:
    """The public keys of one provider.

    Parameters
    ----------
    issuer
        The provider; its discovery document has the URL of the keys when ``jwks_url`` is not given.
    jwks_url
        Where the keys are.
    algorithms
        Keys for any other algorithm are left out.
    clock
        Returns the wall clock's time in seconds.

    Raises
    ------
    NotConfiguredError
        The URL is neither https nor on this machine.
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
        self._keys: tuple[Key, ...] = ()
        self._fetched_at = 0.0
        self._failed_at = 0.0
        self._asked_for: dict[str, float] = {}

    def find(self, kid: str | None, algorithm: str) -> list[PublicKey]:
        """Return the keys with the id ``kid`` for the algorithm; none when the provider has none.

        A token that names no key is taken for one of the only key that there is for its algorithm.

        Raises
        ------
        ProviderUnavailableError
            The provider is needed, and cannot be reached or was called too often.
        """
        started = self._clock()
        keys = self._current()
        is_known = kid is None or any(key.kid == kid for key in keys)
        if kid is not None and not is_known and self._fetched_at < started:
            keys = self._looked_up(kid)
        return candidates(keys, kid, algorithm)

    def _current(self) -> tuple[Key, ...]:
        if self._keys and self._age(self._fetched_at) < FRESH:
            return self._keys
        try:
            return self._fetch()
        except ProviderUnavailableError:
            if self._keys and self._age(self._fetched_at) < STALE:
                return self._keys
            raise

    def _looked_up(self, kid: str) -> tuple[Key, ...]:
        recent = {name: at for name, at in self._asked_for.items() if self._age(at) < LOOKUP_WINDOW}
        self._asked_for = recent
        if kid in recent:
            return self._keys
        if len(recent) >= LOOKUPS:
            logger.warning("Too many unknown keys, the provider's keys are not fetched again yet")
            if self._age(self._fetched_at) < FRESH:
                return self._keys
            raise ProviderUnavailableError
        keys = self._fetch()
        recent[kid] = self._clock()
        return keys

    def _fetch(self) -> tuple[Key, ...]:
        if self._age(self._failed_at) < PAUSE:
            raise ProviderUnavailableError
        try:
            keys = _within(TIMEOUT, self._download)
        except Exception as failure:  # whatever the provider sends: it must count as an outage
            self._failed_at = self._clock()
            logger.error("The SSO provider's keys cannot be fetched", issuer=self._issuer, cause=str(failure))
            raise ProviderUnavailableError from failure
        self._keys, self._fetched_at = keys, self._clock()
        return keys

    def _download(self) -> tuple[Key, ...]:
        return read_keys(_get(self._jwks_url or self._discover()), self._algorithms)

    def _discover(self) -> str:
        document = _get(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if not isinstance(document, dict) or document.get("issuer") != self._issuer:
            raise ValueError("the discovery document is another issuer's")
        url = document.get("jwks_uri")
        if not isinstance(url, str) or not _is_safe(url):
            raise ValueError("the discovery document's jwks_uri is not an https URL")
        return url

    def _age(self, moment: float) -> float:
        # A clock that was set back must not make anything young for ever.
        return abs(self._clock() - moment)


def _is_safe(url: str) -> bool:
    """Return whether a URL is https, or on this machine: no one in between can change the response."""
    found = _URL.fullmatch(url)
    if found is None or found[1].lower() == "https":
        return found is not None
    return found[2].lower() in _LOOPBACK or _is_host_of_container(found[2].lower())


def _is_host_of_container(host: str) -> bool:
    """Return whether a host is the developer's machine, as a container of `sam local` sees it.

    SAM CLI sets AWS_SAM_LOCAL in its containers. On Lambda nothing does, so there it is never true.
    """
    if os.environ.get("AWS_SAM_LOCAL") != "true":
        return False
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "host.docker.internal"


def _within(seconds: float, work: Callable[[], tuple[Key, ...]]) -> tuple[Key, ...]:
    """Return what ``work`` returns, or raise `TimeoutError`.

    A socket's own timeout restarts with each byte, and looking up a host's name has none.
    """
    done: list[tuple[Key, ...]] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            done.append(work())
        except Exception as failure:  # raised again where it is waited for
            failed.append(failure)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not done:
        raise TimeoutError("the response took too long")
    return done[0]


class _NoRedirect(HTTPRedirectHandler):
    # A redirect would choose where keys come from, and which hosts the function connects to.
    def redirect_request(self, *_: Any) -> None:
        return None


@cache
def _opener() -> OpenerDirector:
    # Made once: it reads the certificate authorities, which takes longer than a fetch.
    return build_opener(_NoRedirect)


def _get(url: str) -> Any:
    """Return a JSON document. urllib3 would lengthen the authorizer's cold start."""
    ends_at = time.monotonic() + TIMEOUT
    content = b""
    request = Request(url, headers=_HEADERS)  # noqa: S310 - an address that was checked
    try:
        response = _opener().open(request, timeout=TIMEOUT)
    except HTTPError as failure:
        failure.close()
        raise ValueError(f"{url} responds with {failure.code}") from None
    with response:
        if response.status != 200 or response.headers.get("Content-Encoding", "identity") != "identity":
            raise ValueError(f"{url} does not respond with a plain 200")
        while part := response.read1(65536):
            content += part
            if len(content) > MAX_DOCUMENT or time.monotonic() > ends_at:
                raise ValueError(f"the response of {url} is too large, or took too long")
    return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
