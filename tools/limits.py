"""Write the table of limits in docs/limits.md from the code and the template: ``make limits``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commerce import api, aws, deadline, idempotency, jwks, limits, paging, settings, sso
from commerce.medusa import products
from commerce.medusa.transport import client

from local.config import ROOT
from tools.routes import read

DOCUMENT = ROOT / "docs" / "limits.md"

_TEMPLATE = read()
_FUNCTION = _TEMPLATE["Globals"]["Function"]
_AUTHORIZER = _TEMPLATE["Resources"]["AuthorizerFunction"]["Properties"]["Timeout"]
_HOLD = (ROOT / "medusa/plugin/src/api/store/hold.ts").read_text()
_KB, _MB = 1024, 1024**2
_PLACE = re.compile(r"(?<=<!-- limits -->\n).*?(?=<!-- end -->)", re.DOTALL)


@dataclass(frozen=True)
class Limit:
    """One limit: what is limited, to how much, and what happens beyond.

    Without the last it is not in the table: no caller meets it, but others must fit into it.
    """

    what: str
    value: float
    unit: str
    beyond: str = ""

    @property
    def size(self) -> float:
        """The value in the smallest unit of its kind."""
        return self.value * {"KB": _KB, "MB": _MB, "h": 3600}.get(self.unit, 1)


def _constant(name: str) -> float:
    """Return a number of the plugin's code in Medusa."""
    found = re.search(rf"^const {name} = ([\d_]+)$", _HOLD, re.MULTILINE)
    if not found:
        raise LookupError(name)
    return float(found[1].replace("_", ""))


_BY_GATEWAY = "gateway error"

CHAINS: dict[str, tuple[Limit, ...]] = {
    "Time of a request": (
        Limit("cart lock in Medusa, if its holder stopped", _constant("LONGEST_MS") / 1000, "s", "released"),
        Limit("request, at the gateway (AWS)", 30, "s", _BY_GATEWAY),
        Limit("request, in a function", _FUNCTION["Timeout"], "s", _BY_GATEWAY),
        Limit(
            "… until the idempotent response is stored",
            _FUNCTION["Timeout"] - deadline.LAST,
            "s",
            "not stored",
        ),
        Limit("… until the work is done", _FUNCTION["Timeout"] - deadline.MARGIN, "s", "504"),
        Limit("wait in Medusa for another write to the cart or stock", _constant("WAIT_SECONDS"), "s", "409"),
        Limit("read from Medusa, one attempt", client.READ_LIMIT, "s", "504"),
        Limit("call to SSM or DynamoDB", aws.LIMIT, "s", "503"),
        Limit("connect to Medusa", client.CONNECT_TIMEOUT, "s", "retried, then 502"),
        Limit("probe before the circuit opens", client.PROBE_LIMIT, "s"),
        Limit("renew settings", settings.REREAD_LIMIT, "s"),
    ),
    "Time of the authorizer": (
        Limit("authorizer, at the gateway (AWS)", 10, "s"),
        Limit("authorizer", _AUTHORIZER, "s", _BY_GATEWAY),
        Limit("settings, discovery document and keys", aws.LIMIT + jwks.TIMEOUT, "s"),
        Limit("discovery document and keys", jwks.TIMEOUT, "s", "cached keys"),
        Limit("call to SSM", aws.LIMIT, "s"),
    ),
    "Size of a request's body": (
        Limit("body, at the gateway (AWS)", 10, "MB"),
        Limit("event with its body, also in Base64 (AWS)", 6, "MB", "413"),
        Limit("body to Medusa", client.MAX_BODY / _KB, "KB"),
        Limit("metadata in it, four bytes a character", 4 * limits.METADATA_LENGTH / _KB, "KB"),
    ),
    "Size of a URL and headers": (
        Limit("call to Medusa (Node.js)", 16, "KB"),
        Limit("its URL and token together", client.MAX_URL + sso.MAX_LENGTH, "characters"),
        Limit("request, at the gateway (AWS)", 10, "KB", "431"),
        Limit("token", sso.MAX_LENGTH, "characters", "401"),
        Limit("URL to Medusa", client.MAX_URL, "characters", "400"),
    ),
    "Size of a response": (
        Limit("memory of a function", _FUNCTION["MemorySize"], "MB"),
        Limit("Medusa's responses for one request", client.MAX_ANSWER / _MB, "MB", "400"),
        Limit("response, at the gateway (AWS)", 10, "MB"),
        Limit("response of a function (AWS)", 6, "MB", _BY_GATEWAY),
        Limit("its body and headers", api.MAX_RESPONSE / _KB, "KB", "400"),
        Limit("record in DynamoDB (AWS)", 400, "KB"),
        Limit("stored idempotent response", idempotency.MAX_STORED / _KB, "KB", "not stored"),
    ),
    "Entries": (
        Limit("ids in a call to Medusa", products._IDS_A_CALL, ""),
        Limit("`limit` of a list", paging.MAX_LIMIT, ""),
    ),
}
"""Limits that nest: each fits into the one before it, so that the inner one is reached first."""


def table() -> str:
    """Return the table of the limits that a caller can meet."""
    lines = ["| What | Limit | Beyond |", "| --- | --- | --- |"]
    for name, chain in CHAINS.items():
        shown = [one for one in chain if one.beyond]
        lines += [f"| **{name}** | | |"] if shown else []
        lines += [f"| {one.what} | {one.value:g} {one.unit} | {one.beyond} |" for one in shown]
    return "\n".join(lines)


def filled(text: str) -> str:
    """Return the document with the marked place filled with the table."""
    return _PLACE.sub(lambda _: f"\n{table()}\n\n", text)


if __name__ == "__main__":
    DOCUMENT.write_text(filled(DOCUMENT.read_text()))
