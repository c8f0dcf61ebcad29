"""What the bundle's plugin says of itself and of Medusa, in a header of each response of the Store API.

x-storefront-plugin: 0.2.0; medusa=2.21.2; parts=sso,carts,checkout

The latest is remembered for the warm instance: what needs a part that is not there is refused with nothing
sent. Without the header nothing is known, as of a plugin before 0.1.0: then each request finds out itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from aws_lambda_powertools import Logger

from commerce.errors import NotSupportedError

HEADER = "x-storefront-plugin"

_FORM = re.compile(
    r"(?P<version>\d[\w.+-]*); *medusa=(?P<medusa>\d[\w.+-]*); *parts=(?P<parts>[\w-]*(, *[\w-]+)*)"
)

_SINCE = {
    "carts": "0.1.0",
    "checkout": "0.1.0",
    "payment-sessions": "0.1.0",
    "service-purchases": "0.1.0",
}
"""The parts whose routes only the bundle's plugin has, each with the plugin's oldest version that will do."""

PARTS = ("sso", *_SINCE, "assets-services")
"""All parts that may be left out. Another plugin may serve assets and services in its place."""

_OLDEST, _TOO_NEW = "2.13.0", "3.0.0"
_UNTAXED = ("2.14.0", "2.18.0")
"""From the first to before the second, Medusa orders without tax where an address has no province."""

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
        if self.omits_tax:
            return (
                f"Medusa {self.medusa} is not supported: it may order without tax. Update it to {_UNTAXED[1]}"
            )
        return None

    @property
    def omits_tax(self) -> bool:
        """Whether this Medusa may place orders without tax."""
        first, cured = map(_numbers, _UNTAXED)
        return first <= _numbers(self.medusa) < cured


_known: Plugin | None = None


def known() -> Plugin | None:
    """Return what the latest response of the Store API said; None where none came, or it said nothing."""
    return _known


def remember(header: str | None) -> None:
    """Take in the header of a response; None where it lacks it."""
    global _known  # noqa: PLW0603
    said = _FORM.fullmatch(header or "")
    if not said:
        _known = None
        return
    parts = frozenset(part.strip() for part in said["parts"].split(",") if part)
    plugin = Plugin(said["version"], said["medusa"], parts)
    if plugin.fault and plugin != _known:
        reason = "tax" if plugin.omits_tax else "version"
        logger.warning("Medusa's version is not supported", medusa=plugin.medusa, reason=reason)
    _known = plugin


def clear() -> None:
    """Forget what was said."""
    remember(None)


def must_have(method: str, path: tuple[str, ...]) -> None:
    """Refuse a request to a route of the plugin that is known to be missing.

    Raises
    ------
    NotSupportedError
        It names the part, or that the plugin is too old.
    """
    part = _part_of(method, path)
    if _known is None or part is None:
        return
    if part not in _known.parts:
        say = f"This needs the part {part} of the bundle's plugin in Medusa, which is not installed"
        raise NotSupportedError(say)
    if _numbers(_known.version) < _numbers(_SINCE[part]):
        say = f"This needs version {_SINCE[part]} of the bundle's plugin in Medusa, not {_known.version}"
        raise NotSupportedError(say)


def must_tax() -> None:
    """Refuse to place an order in a Medusa that may leave out the tax.

    Raises
    ------
    NotSupportedError
        It names Medusa's version, and the one that it should be updated to.
    """
    if _known and _known.omits_tax:
        raise NotSupportedError(f"No order can be placed: {_known.fault}")


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
        case ("services", "purchase"):
            return "service-purchases"
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
