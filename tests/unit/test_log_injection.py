"""What a client sends makes no line of the log, and forges no field in one."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from commerce.api import Api, logger
from commerce.errors import UpstreamError
from commerce.models.carts import AddItem
from commerce.models.common import Model

from functions.authorizer import app as authorizer
from local.function_events import Context, event
from tests.conftest import Configure
from tests.support.upstream import Upstream

FORGED = (
    'x\n{"level":"INFO","message":"Request handled","status":200,"caller":"customer"}\r\n\x1b[2J","status":"1'
)
VALUES = [FORGED, "x\u2028y\u2029z", "x\x85y", "x\x0by\x0cz", '","level":"ERROR', "%0a{}", "${jndi:ldap://x}"]


class Thing(Model):
    some_id: str


def _api() -> Api:
    api = Api("things")

    @api.post("/things/<id>")
    def add(id: str, body: AddItem) -> Thing:
        api.medusa.get("carts", "x")
        raise UpstreamError

    return api


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    stream = io.StringIO()
    for handler in {logger.registered_handler, authorizer.logger.registered_handler}:
        monkeypatch.setattr(handler, "stream", stream)
    return stream


def _lines(log: io.StringIO) -> list[dict[str, Any]]:
    """Read the log as CloudWatch does: each line is one entry, and a JSON object."""
    text = log.getvalue()
    assert text.endswith("\n")
    return [json.loads(line, object_pairs_hook=_once) for line in text[:-1].split("\n")]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs)


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_part_of_a_request_makes_a_line(
    value: str, upstream: Upstream, configure: Configure, log: io.StringIO
) -> None:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    upstream.script((400, {"type": value, "message": value, "code": value}))
    item = {"sku": "A", "quantity": 1, "unknown": value, value: 1}
    sent = event("POST /things/{id}", "x", body=item, query={"q": value, value: "x"})
    sent["headers"] |= {
        "user-agent": value,
        "x-forwarded-for": value,
        "host": value,
        "x-amzn-trace-id": value,
    }
    sent["requestContext"]["requestId"] = value
    sent["rawPath"] = "/things/x"

    _api().handle(sent, Context())  # type: ignore[arg-type]

    answered = [line for line in _lines(log) if line["message"] == "Request handled"]
    assert len(answered) == 1
    assert (answered[0]["status"], answered[0]["caller"], answered[0]["level"]) == (400, "guest", "INFO")
    assert upstream.asked == ["GET /store/carts/x"]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_nor_does_a_token(value: str, log: io.StringIO) -> None:
    sent = {"headers": {"authorization": f"Bearer {value}"}, "requestContext": {"requestId": value}}

    authorizer.handler(sent, None)

    (line,) = _lines(log)
    assert (line["message"], line["reason"]) == ("Rejected a token", "malformed")
