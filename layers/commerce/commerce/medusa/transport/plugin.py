"""Which plugin and which Medusa respond, by a header of each response of the Store API.

x-storefront-plugin: 0.2.0; medusa=2.21.2; parts=sso,carts,checkout

The latest is cached for five minutes: what needs a part that is missing is refused without a request. After
that, and without the header, requests are sent, so that a plugin that was installed since is noticed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from aws_lambda_powertools import Logger

from commerce.cache import Cache
from commerce.errors import NotSupportedError

HEADER = "x-storefront-plugin"

_FORM = re.compile(
    r"(?P<version>\d[\w.+-]*); *medusa=(?P<medusa>\d[\w.+-]*); *parts=(?P<parts>[\w-]*(, *[\w-]+)*)"
)

_SINCE = {
    "carts": "0.1.0",
    "cart-lines": "0.1.0",
    "checkout": "0.1.0",
    "payment-sessions": "0.1.0",
    "service-purchases": "0.1.0",
    "catalogue-counts": "0.1.0",
    "orders": "0.1.0",
    "product-list": "0.1.0",
    "fast-checkout": "0.1.0",
    "service-lifecycle": "0.1.0",
}
"""The parts whose routes only the bundle's plugin has, each with the plugin's oldest version that will do."""

PARTS = ("sso", "catalogue", *_SINCE, "assets-services", "lists", "asset-lists")
"""All parts that may be left out. Another plugin may serve assets and services in its place; without the
lists Medusa's own routes are read."""

_OLDEST, _TOO_NEW = "2.13.0", "3.0.0"
"""On the versions between them that are not supported, the plugin does not start."""

logger = Logger(child=True)


@dataclass(frozen=True)
class Plugin:
    """The bundle's plugin in Medusa, and the Medusa that it runs in."""

    version: str
    medusa: str
    parts: frozenset[str]

    @property
    def missing(self) -> list[str]:
        """The parts that were left out, or that this version does not have yet."""
        return [part for part in PARTS if part not in self.parts]

    @property
    def fault(self) -> str | None:
        """Why Medusa's version is not supported; None for one that is."""
        medusa = _numbers(self.medusa)
        if medusa < _numbers(_OLDEST):
            return f"Medusa {self.medusa} is not supported: it is older than {_OLDEST}"
        if medusa >= _numbers(_TOO_NEW):
            return f"Medusa {self.medusa} is not supported: it is {_TOO_NEW} or newer"
        return None


MAX_AGE = 300
"""Seconds for which a response's header is believed."""

_cache: Cache[Plugin] = Cache(1, lambda: MAX_AGE)


def known() -> Plugin | None:
    """Return what the latest response of the Store API reported; None if it had no header, or is too old."""
    return _cache.get(HEADER)


def has(part: str) -> bool:
    """Return whether the plugin is known to have a part: without it, Medusa's own routes must do."""
    plugin = known()
    return plugin is not None and part in plugin.parts


def remember(header: str | None) -> None:
    """Store the header of a response; None if it has none."""
    said = _FORM.fullmatch(header or "")
    if not said:
        clear()
        return
    parts = frozenset(part.strip() for part in said["parts"].split(",") if part)
    plugin = Plugin(said["version"], said["medusa"], parts)
    if plugin.fault and plugin != known():
        logger.warning("Medusa's version is not supported", medusa=plugin.medusa)
    _cache.put(HEADER, plugin)


def clear() -> None:
    """Drop what was stored."""
    _cache.remove(HEADER)


def must_have(method: str, path: tuple[str, ...]) -> None:
    """Refuse a request to a route of the plugin that is known to be missing.

    Raises
    ------
    NotSupportedError
        It names the part, or that the plugin is too old.
    """
    part = _part_of(method, path)
    plugin = known()
    if plugin is None or part is None:
        return
    if part not in plugin.parts:
        say = f"This needs the part {part} of the bundle's plugin in Medusa, which is not installed"
        raise NotSupportedError(say)
    if _numbers(plugin.version) < _numbers(_SINCE[part]):
        say = f"This needs version {_SINCE[part]} of the bundle's plugin in Medusa, not {plugin.version}"
        raise NotSupportedError(say)


def _part_of(method: str, path: tuple[str, ...]) -> str | None:
    """Return the part of the plugin that has a route of the Store API; None for one of Medusa's own."""
    match path:
        case ("customers", "me", "carts") | ("carts", _, "claim"):
            return "carts"
        case ("carts", _) if method == "DELETE":
            return "carts"
        case ("carts", _, "checkout"):
            return "checkout"
        case ("carts", _, "payment-sessions") | ("payment-sessions", _):
            return "payment-sessions"
        case ("storefront", "products", *_):
            return "product-list"
        case ("storefront", "carts", _, "line-items"):
            return "cart-lines"
        case ("storefront", "carts", _, *_):
            return "fast-checkout"
        case ("services", "purchase"):
            return "service-purchases"
        case ("storefront", "category-counts"):
            return "catalogue-counts"
        case ("storefront", "order-lookup"):
            return "orders"
        case ("customers", "me", "services", _, _) | ("customers", "me", "assets", "register"):
            return "service-lifecycle"
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
