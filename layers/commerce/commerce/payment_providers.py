"""Where a payment provider expects our URLs in a session's data, and where it returns what a shopper needs.

Medusa does not say so: each provider has its own shape. What is known of Medusa's own providers is here,
an operator adds others with the setting PAYMENT_PROVIDERS; for the rest the usual places are tried.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

_PATH = re.compile(r"[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9_-]{1,64}){0,5}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_WEB = re.compile(r"https?://[^\s\\]+", re.I)


@dataclass(frozen=True)
class ProviderRule:
    """A provider's shape; each path leads through the session's ``data``, as in ``links.0.href``."""

    return_url: str | None = None
    """Where the provider reads the URL to return to; None where it must not get one."""
    cancel_url: str | None = None
    redirect_url: tuple[str, ...] = (
        "redirect_url",
        "_links.checkout.href",
        "next_action.redirect_to_url.url",
    )
    """Where the page for the shopper may be; the first http(s) URL is taken."""
    client_secret: tuple[str, ...] = ("client_secret",)
    requires_redirect: bool | None = None
    """Whether the shopper pays on a page of the provider; None where it is not known."""
    name: str | None = None
    """What shoppers know it by; None for its id."""
    kind: str | None = None
    """What it is to a storefront, such as ``card``; None for its id."""
    order: int | None = None
    """Its place among a region's providers, the lowest first; None for after all that have one."""


USUAL = ProviderRule()

KNOWN: Mapping[str, ProviderRule] = {
    # Stripe's own script in the browser leads to a bank's page where that is needed. The provider passes a
    # `return_url` on to Stripe, which refuses it for a payment that is not confirmed immediately.
    "pp_stripe": ProviderRule(redirect_url=("next_action.redirect_to_url.url",)),
    "pp_system_": ProviderRule(redirect_url=(), client_secret=(), requires_redirect=False),
}
"""By the beginning of a provider's id in Medusa."""

_FIELDS = {
    "returnUrl": "return_url",
    "cancelUrl": "cancel_url",
    "redirectUrl": "redirect_url",
    "clientSecret": "client_secret",
    "requiresRedirect": "requires_redirect",
    "name": "name",
    "kind": "kind",
    "order": "order",
}
_LONGEST = 80
_LAST = 1000


def rule_for(provider_id: str, custom: Mapping[str, ProviderRule]) -> ProviderRule:
    """Return the rule with the longest beginning of a provider's id, an operator's before a known one."""
    for rules in (custom, KNOWN):
        fitting = [beginning for beginning in rules if provider_id.startswith(beginning)]
        if fitting:
            return rules[max(fitting, key=len)]
    return USUAL


@lru_cache(maxsize=4)
def parse_rules(text: str) -> Mapping[str, ProviderRule]:
    """Read the setting PAYMENT_PROVIDERS: provider id, or its beginning, to rule; empty for none.

    Raises
    ------
    ValueError
        It says what is wrong, for an operator.
    """
    if not text:
        return {}
    try:
        entries = json.loads(text)
    except ValueError:
        raise ValueError("must be JSON") from None
    if not isinstance(entries, dict):
        raise ValueError("must be a JSON object: provider id to its fields")
    return {_checked_id(name): _rule(name, entry) for name, entry in entries.items()}


def _checked_id(name: str) -> str:
    if not _ID.fullmatch(name):
        raise ValueError(
            "must name each provider by its id in Medusa or the beginning of it, as in pp_paypal"
        )
    return name


def _rule(provider: str, entry: Any) -> ProviderRule:
    if not isinstance(entry, dict) or not entry.keys() <= _FIELDS.keys():
        raise ValueError(f"{provider} may have {', '.join(_FIELDS)} and nothing else")
    rule = rule_for(provider, {})
    for name, value in entry.items():
        changed: Any = {_FIELDS[name]: _value(f"{provider}.{name}", name, value)}
        rule = replace(rule, **changed)
    return rule


def _value(place: str, name: str, value: Any) -> Any:
    if name == "requiresRedirect":
        if not isinstance(value, bool):
            raise ValueError(f"{place} must be true or false")
        return value
    if name == "order":
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LAST:
            raise ValueError(f"{place} must be a number from 0 to {_LAST}")
        return value
    if name in {"name", "kind"}:
        if not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST or not value.isprintable():
            raise ValueError(f"{place} must be a text of at most {_LONGEST} characters")
        return value.strip()
    if name in {"returnUrl", "cancelUrl"}:
        if value is not None and not _is_path(value):
            raise ValueError(f"{place} must be a path in the session's data, as in return_url, or null")
        return value
    paths = [value] if isinstance(value, str) else value
    if not isinstance(paths, list) or not all(_is_path(path) for path in paths):
        raise ValueError(f"{place} must be a list of paths in the session's data, as in _links.checkout.href")
    return tuple(paths)


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and _PATH.fullmatch(value) is not None


def place(url: str | None, path: str | None) -> dict[str, Any]:
    """Return data that holds a URL at a path, or nothing where there is no URL or no path.

    >>> place("https://shop.example", "urls.success")
    {'urls': {'success': 'https://shop.example'}}
    """
    if not url or not path:
        return {}
    *above, last = path.split(".")
    data: dict[str, Any] = {last: url}
    for name in reversed(above):
        data = {name: data}
    return data


def merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return both, nested ones merged as well."""
    both = dict(one)
    for name, value in other.items():
        present = both.get(name)
        is_nested = isinstance(present, Mapping) and isinstance(value, Mapping)
        both[name] = merged(present, value) if is_nested else value  # type: ignore[arg-type]
    return both


def first_url(data: Any, paths: tuple[str, ...]) -> str | None:
    """Return the first http(s) URL at one of the paths."""
    return next((text for path in paths if (text := _text(data, path)) and _WEB.fullmatch(text)), None)


def first_text(data: Any, paths: tuple[str, ...]) -> str | None:
    """Return the first text at one of the paths."""
    return next((text for path in paths if (text := _text(data, path))), None)


def _text(data: Any, path: str) -> str | None:
    for name in path.split("."):
        if isinstance(data, list) and name.isdecimal() and int(name) < len(data):
            data = data[int(name)]
        elif isinstance(data, Mapping):
            data = data.get(name)
        else:
            return None
    return data if isinstance(data, str) and data else None
