"""Where a payment provider may send the shopper back to: the shop's hosts, if the setting names them."""

from __future__ import annotations

import re
from typing import Protocol

from commerce import settings
from commerce.errors import BadRequestError, Detail

_URL = re.compile(r"(https?)://([A-Za-z0-9.-]+)(:\d+)?(?:[/?#].*)?", re.DOTALL)
_LOCAL = {"localhost", "127.0.0.1"}


class Returning(Protocol):
    """A body that names where the shopper returns to."""

    return_url: str | None
    cancel_url: str | None


def must_return_to_shop(body: Returning) -> None:
    """Refuse URLs elsewhere, if the setting RETURN_URL_HOSTS names the storefronts' hosts.

    Only a URL whose host can be read in one way is accepted: browsers take a backslash for a slash, and what
    precedes an ``@`` for a user.

    Raises
    ------
    BadRequestError
        It names the fields.
    """
    hosts = settings.store().return_url_hosts
    if not hosts:
        return
    named = {"body.returnUrl": body.return_url, "body.cancelUrl": body.cancel_url}
    checked = {path: _fault(url, hosts) for path, url in named.items() if url}
    details = tuple(Detail(path, fault) for path, fault in checked.items() if fault)
    if details:
        message = "; ".join(f"{detail.path}: {detail.message}" for detail in details)
        raise BadRequestError(message, details=details)


def _fault(url: str, hosts: frozenset[str]) -> str | None:
    place = _URL.fullmatch(url)
    if place is None or f"{place[2]}{place[3] or ''}".lower() not in hosts:
        return "must be on a host of the shop"
    if place[1] == "http" and place[2].lower() not in _LOCAL:
        return "must begin with https"
    return None
