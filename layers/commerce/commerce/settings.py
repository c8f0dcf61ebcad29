"""What the operator has set, read from SSM Parameter Store.

The parameters stand below the path in the environment variable ``SETTINGS_PATH`` in three groups, so that a
function's role can be granted the groups that it needs and no other: ``store``, ``admin`` and ``sso``. A
group is read in one call, cached for ``MAX_AGE`` seconds and then read again, so a rotated key takes effect
with no deployment. While SSM cannot be reached, the cached values are still used.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from commerce import aws
from commerce.errors import NotConfiguredError
from commerce.payment_providers import ProviderRule, parse_rules, rule_for

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.parameters import SSMProvider

MAX_AGE = 300.0
"""Seconds for which a group's values are used before they are read again."""
REREAD_LIMIT = 0.5
"""Seconds to wait for SSM where values are known: it may be late in a request, within `deadline.MARGIN`."""
RENEWAL_PAUSE = 10.0
"""Seconds between two readings of a group whose key Medusa refuses."""

logger = Logger(child=True)


@dataclass(frozen=True)
class StoreSettings:
    """How to reach Medusa's Store API, and the shop's defaults (contract: Settings)."""

    base_url: str
    publishable_key: str = field(repr=False)
    default_currency: str
    default_region_id: str | None = None
    products_base_path: str = ""
    return_url_hosts: frozenset[str] = frozenset()
    """Hosts that payment providers may send shoppers back to; empty for any."""
    payment_providers: Mapping[str, ProviderRule] = field(default_factory=dict)
    """What an operator says of payment providers, by the beginning of their ids."""


@dataclass(frozen=True)
class SsoSettings:
    """Who signs customers' tokens, and in which claims they say who the customer is."""

    issuer: str
    audience: str
    jwks_url: str | None = None
    shared_secret: str | None = field(default=None, repr=False)
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    claim_id: str = "sub"
    claim_email: str = "email"
    claim_email_verified: str = "email_verified"


@dataclass(frozen=True)
class _Group:
    name: str
    values: Mapping[str, str] = field(repr=False)
    read_at: float

    def required(self, key: str) -> str:
        value = self.values.get(key, "")
        if not value:
            logger.error("A required setting is missing", setting=key, group=self.name)
            raise NotConfiguredError(f"The service is not configured: the setting {key} is missing")
        return value

    def optional(self, key: str, default: str = "") -> str:
        return self.values.get(key, "") or default


_groups: dict[str, _Group] = {}
_renewed: dict[str, float] = {}


def store() -> StoreSettings:
    """Return the Store API's settings.

    Raises
    ------
    NotConfiguredError
        A required setting is missing or wrong (the message names it), or SSM refuses the function.
    UnavailableError
        SSM cannot be reached and nothing was read before.
    """
    group = _group("store")
    base_url = group.required("MEDUSAJS_BASE_URL").rstrip("/")
    if not base_url.startswith(("http://", "https://")):
        raise NotConfiguredError("The service is not configured: MEDUSAJS_BASE_URL must be an http(s) URL")
    return StoreSettings(
        base_url=base_url,
        publishable_key=group.required("MEDUSAJS_PUBLISHABLE_API_KEY"),
        default_currency=group.required("DEFAULT_CURRENCY").upper(),
        default_region_id=group.optional("DEFAULT_REGION_ID") or None,
        products_base_path=group.optional("PRODUCTS_BASE_PATH").rstrip("/"),
        return_url_hosts=frozenset(_names(group.optional("RETURN_URL_HOSTS").lower())),
        payment_providers=_payment_providers(group.optional("PAYMENT_PROVIDERS")),
    )


def edge_keys() -> list[str]:
    """Return the keys that CloudFront is recognised by: the current one and, during a change, the one before.

    Raises
    ------
    NotConfiguredError
        EDGE_KEY is missing.
    UnavailableError
        SSM cannot be reached and nothing was read before.
    """
    group = _group("store")
    previous = group.optional("EDGE_KEY_PREVIOUS")
    return [group.required("EDGE_KEY"), *([previous] if previous else [])]


def provider_rule(provider_id: str) -> ProviderRule:
    """Return what is known of a payment provider; raises as `store` does."""
    return rule_for(provider_id, store().payment_providers)


def _payment_providers(text: str) -> Mapping[str, ProviderRule]:
    try:
        return parse_rules(text)
    except ValueError as wrong:
        message = f"The service is not configured: PAYMENT_PROVIDERS {wrong}"
        logger.error("A setting is wrong", setting="PAYMENT_PROVIDERS")
        raise NotConfiguredError(message) from None


def admin_key() -> str:
    """Return the Admin API's secret key; raises as `store` does."""
    return _group("admin").required("MEDUSAJS_ADMIN_API_KEY")


def sso() -> SsoSettings:
    """Return the token verifier's settings; raises as `store` does.

    The provider's ``email_verified`` vouches for its claim ``email``: for another claim, the setting
    SSO_CLAIM_EMAIL_VERIFIED must name the one that vouches for it.
    """
    group = _group("sso")
    claim_email = group.optional("SSO_CLAIM_EMAIL", "email")
    flag = group.optional("SSO_CLAIM_EMAIL_VERIFIED", "email_verified" if claim_email == "email" else "")
    if not flag:
        raise NotConfiguredError(
            "The service is not configured: "
            "SSO_CLAIM_EMAIL_VERIFIED must name the claim that vouches for SSO_CLAIM_EMAIL"
        )
    secret = group.optional("SSO_SHARED_SECRET") or None
    algorithms = group.optional("SSO_ALGORITHMS", "HS256" if secret else "RS256,ES256")
    return SsoSettings(
        issuer=group.required("SSO_ISSUER"),
        audience=group.required("SSO_AUDIENCE"),
        jwks_url=group.optional("SSO_JWKS_URL") or None,
        shared_secret=secret,
        algorithms=tuple(_names(algorithms)),
        claim_id=group.optional("SSO_CLAIM_ID", "sub"),
        claim_email=claim_email,
        claim_email_verified=flag,
    )


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def renew(name: str, refused: str) -> bool:
    """Read the group of a key that Medusa refuses again at its next use: the key may have been rotated.

    Return False when the key in use is still that one, and was read again for the same reason a moment ago.
    """
    group = _groups.get(name)
    if group is None or not group.read_at or refused not in group.values.values():
        return True  # another call has seen to it
    if 0 <= time.time() - _renewed.get(name, 0.0) < RENEWAL_PAUSE:
        return False
    _renewed[name] = time.time()
    _groups[name] = replace(group, read_at=0.0)
    return True


def clear() -> None:
    """Drop what was read, so that the next use reads again."""
    _groups.clear()
    _renewed.clear()


def _group(name: str) -> _Group:
    known = _groups.get(name)
    if known and 0 <= time.time() - known.read_at < MAX_AGE:
        return known
    try:
        values = {key: value.strip() for key, value in _read(name).items()}
    except aws.failures() as failure:
        error = aws.explained(failure, f"the {name} settings")
        if not known:
            raise error from failure
        values = dict(known.values)
    if not values and known:  # to boto3 a response that was cut is empty
        values = dict(known.values)
    group = _Group(name, values, time.time() if values else 0.0)
    _groups[name] = group
    return group


def prime() -> None:
    """Create the SSM client without a request: for a snapshot, so that no shopper waits for it."""
    aws.failures()
    _ssm()


def _read(name: str) -> Mapping[str, str]:
    path = os.environ.get("SETTINGS_PATH", "").rstrip("/")
    if not path:
        raise NotConfiguredError("The service is not configured: SETTINGS_PATH is missing")
    ssm = _ssm()
    limit = REREAD_LIMIT if name in _groups else aws.LIMIT
    values: Any = aws.in_time(
        lambda: ssm.get_multiple(f"{path}/{name}", decrypt=True, force_fetch=True), limit
    )
    return values or {}


@cache
def _ssm() -> SSMProvider:
    # Imported here: boto3 is the slowest import, and not needed while the settings are cached.
    from aws_lambda_powertools.utilities.parameters import SSMProvider

    return SSMProvider(boto_config=aws.client_config())
