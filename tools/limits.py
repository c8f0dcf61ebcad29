"""Keeps the table of limits in docs/limits.md that of the code and the template: ``make limits``."""

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
_HOLD = (ROOT / "medusa/src/api/store/hold.ts").read_text()
_KB, _MB = 1024, 1024**2
_PLACE = re.compile(r"(?<=<!-- limits -->\n).*?(?=<!-- end -->)", re.DOTALL)


@dataclass(frozen=True)
class Limit:
    """One limit: what is limited, to how much, and what happens beyond."""

    what: str
    value: float
    unit: str
    beyond: str

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


_BY_GATEWAY = "an error by the gateway"
_AWAY = "503; the last values, where there are some"

CHAINS: dict[str, tuple[Limit, ...]] = {
    "Time of a request": (
        Limit(
            "a lock on a cart in Medusa, if its holder is gone",
            _constant("LONGEST_MS") / 1000,
            "s",
            "it is free",
        ),
        Limit("a request, at the gateway (AWS)", 30, "s", _BY_GATEWAY),
        Limit("a request, in a function", _FUNCTION["Timeout"], "s", _BY_GATEWAY),
        Limit(
            "… until what an `idempotency-key` stands for is stored",
            _FUNCTION["Timeout"] - deadline.LAST,
            "s",
            "the response is sent; the key is 409 or, for what may be repeated, free",
        ),
        Limit("… until the work is done", _FUNCTION["Timeout"] - deadline.MARGIN, "s", "504"),
        Limit(
            "waiting in Medusa for another write to the same cart or the same stock",
            _constant("WAIT_SECONDS"),
            "s",
            "409",
        ),
        Limit("a read at Medusa, one attempt", client.READ_LIMIT, "s", "504"),
        Limit("a call to SSM or DynamoDB", aws.LIMIT, "s", "503"),
        Limit("connecting to Medusa", client.CONNECT_TIMEOUT, "s", "tried again, then 502"),
        Limit("probing Medusa before the circuit opens", client.PROBE_LIMIT, "s", "503 from then on"),
        Limit("reading settings again", settings.REREAD_LIMIT, "s", "the last values serve"),
    ),
    "Time of the authorizer": (
        Limit("the authorizer, at the gateway (AWS)", 10, "s", _BY_GATEWAY),
        Limit("the authorizer", _AUTHORIZER, "s", _BY_GATEWAY),
        Limit(
            "the settings, the provider's discovery document and its keys",
            aws.LIMIT + jwks.TIMEOUT,
            "s",
            _BY_GATEWAY,
        ),
        Limit(
            "the provider's discovery document and its keys together",
            jwks.TIMEOUT,
            "s",
            "the keys of the last hour serve",
        ),
        Limit("a call to SSM", aws.LIMIT, "s", _AWAY),
    ),
    "Size of a request's body": (
        Limit("a body, at the gateway (AWS)", 10, "MB", "413 by the gateway"),
        Limit("an event with its body, also in Base64 (AWS)", 6, "MB", _BY_GATEWAY),
        Limit("a body to Medusa", client.MAX_BODY / _KB, "KB", "nothing that is accepted is larger"),
        Limit("metadata in it, four bytes a character", 4 * limits.METADATA_LENGTH / _KB, "KB", "400"),
    ),
    "Size of a URL and headers": (
        Limit("a call to Medusa (Node.js)", 16, "KB", "nothing that is sent is larger"),
        Limit("its URL and its token together", client.MAX_URL + sso.MAX_LENGTH, "characters", "as below"),
        Limit("a request, at the gateway (AWS)", 10, "KB", "431 by the gateway"),
        Limit("a token", sso.MAX_LENGTH, "characters", "401"),
        Limit("a URL to Medusa", client.MAX_URL, "characters", "400: name fewer"),
    ),
    "Size of a response": (
        Limit("the memory of a function", _FUNCTION["MemorySize"], "MB", _BY_GATEWAY),
        Limit(
            "all that Medusa responds to one request",
            client.MAX_ANSWER / _MB,
            "MB",
            "400: request fewer entries",
        ),
        Limit("a response, at the gateway (AWS)", 10, "MB", _BY_GATEWAY),
        Limit("a response of a function (AWS)", 6, "MB", _BY_GATEWAY),
        Limit("its body and headers", api.MAX_RESPONSE / _KB, "KB", "400: request fewer entries"),
        Limit("a record in DynamoDB (AWS)", 400, "KB", "as below"),
        Limit(
            "a response that is stored with an `idempotency-key`",
            idempotency.MAX_STORED / _KB,
            "KB",
            "409 for what is made anew; the rest is done again",
        ),
    ),
    "Entries": (
        Limit("ids in a call to Medusa", products._IDS_A_CALL, "", "several calls"),
        Limit("`limit` of a list", paging.MAX_LIMIT, "", "counts as that"),
    ),
}
"""Limits that nest: each fits into the one before it, so that the inner one is reached first."""


def table() -> str:
    """Return the table of all chains."""
    lines = ["| What | Limit | Beyond |", "| --- | --- | --- |"]
    for name, chain in CHAINS.items():
        lines.append(f"| **{name}** | | |")
        lines += [f"| {one.what} | {one.value:g} {one.unit}".rstrip() + f" | {one.beyond} |" for one in chain]
    return "\n".join(lines)


def filled(text: str) -> str:
    """Return the document with the marked place filled with the table."""
    return _PLACE.sub(lambda _: f"\n{table()}\n\n", text)


if __name__ == "__main__":
    DOCUMENT.write_text(filled(DOCUMENT.read_text()))
