"""The resolver that every function shares: what a client sees of an error, and what a log may say."""

from __future__ import annotations

import base64
import contextlib
import io
import json
from typing import Any

import pytest
from commerce import reading
from commerce.api import Api, logger
from commerce.caller import Caller
from commerce.errors import (
    CommerceError,
    ConflictError,
    NotSupportedError,
    TooManyRequestsError,
    UpstreamError,
)
from commerce.medusa.transport.client import Medusa
from commerce.models.carts import AddItem
from commerce.models.common import Model, OmitNone

from local.function_events import ANNA, Context, event
from tests.conftest import Configure
from tests.support.upstream import Upstream

NOTHING: Any = None


class Thing(Model):
    some_id: str
    note: OmitNone[str] = None


def _api() -> Api:
    api = Api("things")

    @api.get("/things/<id>")
    def get_thing(id: str) -> Thing:
        return Thing(some_id=id)

    @api.post("/things")
    def add(body: AddItem) -> Thing:
        return Thing(some_id=str(body.quantity), note=api.currency)

    @api.get("/broken/<id>")
    def broken(id: str) -> Thing:
        match id:
            case "conflict":
                raise ConflictError("no")
            case "locked":
                raise ConflictError("no", retry_after=2)
            case "busy":
                raise TooManyRequestsError(retry_after=3)
            case "key":
                return Thing(some_id=dict[str, str]()["anna@lab.local"])
            case "type":
                return Thing(some_id=NOTHING["x"])
            case "attribute":
                return Thing(some_id=NOTHING.x)
            case "index":
                return Thing(some_id=id.split("x")[2])
            case "value":
                return Thing(some_id=str(int("anna@lab.local")))
            case "misfit":
                return Thing.model_validate({"someId": ["anna@lab.local"]})
            case "medusa":
                return Thing(some_id=reading.MedusaObject()["some_id"])
            case "huge":
                return Thing(some_id='"' * 2_500_000)
            case "separators":
                return Thing(some_id="\u2028" * 1_200_000)
            case "large":
                return Thing(some_id="ä" * 3_000_000)
            case "model":
                return "text"  # type: ignore[return-value]
        raise RuntimeError("secret words: sk_123")

    @api.delete("/carts/<cartId>/promotions/<code>")
    def code(cartId: str, code: str) -> Thing:
        return Thing(some_id=code)

    return api


def call(*args: Any, **kwargs: Any) -> tuple[int, dict[str, Any], dict[str, str]]:
    answer = _api().handle(event(*args, **kwargs), Context())  # type: ignore[arg-type]
    headers = {k.lower(): v[0] if isinstance(v, list) else v for k, v in answer["headers"].items()}
    return answer["statusCode"], json.loads(answer["body"]), headers


def test_unknown_fields_are_left_out_and_names_are_camel_case() -> None:
    status, body, headers = call("GET /things/{id}", "a-1")
    assert (status, body) == (200, {"someId": "a-1"})
    assert headers["x-request-id"] == "request-1"


@pytest.mark.parametrize("bad", ["../x", "a%2Fb", "a?b", "a b", "a\x00b", "ä", "", "x" * 129, "-a", "a\n"])
def test_what_is_no_id_is_400_and_names_the_parameter(bad: str) -> None:
    status, body, _ = call("GET /things/{id}", bad)
    assert status == 400
    assert body["details"][0]["path"] == "path.id"


TEXT_ROUTE = "DELETE /carts/{cartId}/promotions/{code}"
TEXTS = [
    "SAVE 10",
    "20%OFF",
    "bohrmaschine-für-x",
    "A.B",
    "..",
    "私の製品",
    "🔧",
    "\"#?&'<",
    "a%2Fb",
    "ä" * 255,
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_code_is_any_line_of_text(text: str) -> None:
    assert call(TEXT_ROUTE, "a", text)[:2] == (200, {"someId": text})


@pytest.mark.parametrize(
    "bad", ["", " ", "a\x00b", "a\nb", "a\x7f", "a\x85", "a\u2028b", "\ud800", "x" * 256]
)
def test_what_is_no_line_of_text_is_400_and_names_the_parameter(bad: str) -> None:
    status, body, _ = call(TEXT_ROUTE, "a", bad)
    assert status == 400
    assert body["details"][0]["path"] == "path.code"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"sku": "A"}, "body.quantity"),
        ({"quantity": 1}, "body.sku"),
        ({"sku": "A", "quantity": 1.5}, "body.quantity"),
        ({"sku": "A", "quantity": "2"}, "body.quantity"),
        ({"sku": "A", "quantity": True}, "body.quantity"),
        ({"sku": "A", "quantity": 0}, "body.quantity"),
        ({"sku": "A", "quantity": -1}, "body.quantity"),
        ({"sku": "", "quantity": 1}, "body.sku"),
        ({"sku": "A\x00", "quantity": 1}, "body.sku"),
        ({"sku": "A\ud800", "quantity": 1}, "body.sku"),
        ({"sku": "A", "quantity": 1, "cartId": "../x"}, "body.cartId"),
        ({"sku": "A", "quantity": 1, "currency": "EURO"}, "body.currency"),
        ({"sku": "A", "quantity": 1, "metadata": {"a": [{"b": "\x00"}]}}, "body.metadata"),
        ({"sku": "A", "quantity": 1, "metadata": {"a": "x" * 5001}}, "body.metadata"),
        ({"sku": "A", "quantity": 1, "metadata": {"a": [1] * 501}}, "body.metadata"),
        ({"sku": "A", "quantity": 1, "metadata": []}, "body.metadata"),
        ([], "body"),
        (None, "body"),
        ("", "body"),
        ("{", "body"),
        ('{"sku": NaN}', "body"),
        ('{"sku": "A", "quantity": 1, "metadata": {"a": 1e999}}', "body"),
        ('{"sku": "A", "quantity": 1, "metadata": {"a": ' + "9" * 5000 + "}}", "body"),
        ("[" * 100_000, "body"),
    ],
)
def test_a_wrong_body_is_400_and_names_the_field(body: Any, path: str) -> None:
    status, answer, _ = call("POST /things", body=body)
    assert status == 400
    assert answer["error"] == "Bad Request"
    assert path in [detail["path"] for detail in answer["details"]]


def test_a_body_that_is_no_json_or_no_text_is_400() -> None:
    assert call("POST /things", body="a=1", headers={"content-type": "text/plain"})[0] == 400
    form = {"content-type": "multipart/form-data"}
    assert call("POST /things", body={"sku": "A", "quantity": 1}, headers=form)[0] == 400
    binary = event("POST /things") | {"body": base64.b64encode(b"\xff\xfe").decode(), "isBase64Encoded": True}
    assert _api().handle(binary, Context())["statusCode"] == 400  # type: ignore[arg-type]


@pytest.mark.parametrize("said", ["Application/JSON", "application/json; charset=utf-8", ""])
def test_json_is_json_however_its_type_is_written(said: str) -> None:
    body = {"sku": "A", "quantity": 1}
    assert call("POST /things", body=body, headers={"content-type": said})[0] == 200


@pytest.mark.parametrize("said", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_the_type_of_a_body_that_did_not_come_matters_to_no_one(said: str) -> None:
    status, body, _ = call("POST /things", body=None, headers={"content-type": said})
    assert (status, body["details"][0]["path"]) == (400, "body")
    assert call("GET /things/{id}", "a", headers={"content-type": said})[0] == 200


def test_currency_comes_from_the_header_in_any_case() -> None:
    body = {"sku": "A", "quantity": 1}
    assert call("POST /things", body=body, headers={"x-currency": "usd"})[1]["note"] == "USD"
    status, answer, _ = call("POST /things", body=body, headers={"x-currency": "dollars"})
    assert (status, answer["details"][0]["path"]) == (400, "header.x-currency")


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("conflict", 409, "conflict"),
        ("locked", 409, "conflict"),
        ("busy", 429, "too_many_requests"),
        ("medusa", 502, "upstream_failed"),
        ("x", 500, "internal_error"),
    ],
)
def test_errors_have_the_contracts_shape(what: str, status: int, code: str) -> None:
    answered, body, headers = call("GET /broken/{id}", what)
    assert answered == body["statusCode"] == status
    assert set(body) == {"statusCode", "error", "code", "message"}
    assert body["code"] == code
    assert "secret" not in json.dumps(body)
    assert headers.get("retry-after") == {"busy": "3", "locked": "2"}.get(what)


def test_a_response_that_lambda_would_not_let_through_is_400() -> None:
    """Else one caller's lists would count as crashes of the function, and roll back a deployment."""
    assert call("GET /broken/{id}", "large")[0] == 200
    for what in ("huge", "separators"):  # the runtime escapes these: 6 bytes each
        status, body, headers = call("GET /broken/{id}", what)
        assert (status, body["code"], headers["x-request-id"]) == (400, "response_too_large", "request-1")


def test_an_unknown_route_is_404_in_the_contracts_shape() -> None:
    status, body, _ = call("GET /nowhere")
    assert (status, body["error"]) == (404, "Not Found")


@pytest.mark.parametrize(
    "context",
    [
        {"caller": "rejected", "reason": "expired"},
        {"caller": "rejected", "reason": "signature"},
        {"caller": "root"},
        {},
        ANNA | {"expiresAt": "1000"},
    ],
)
def test_a_rejected_token_is_401_before_any_route_runs(context: dict[str, str]) -> None:
    status, body, headers = call("GET /things/{id}", "../x", caller=context)
    assert (status, body["error"]) == (401, "Unauthorized")
    assert headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_the_log_says_what_happened_but_not_to_whom() -> None:
    written = io.StringIO()
    logger.registered_handler.setStream(written)  # type: ignore[attr-defined]
    call("GET /things/{id}", "cart-of-anna", caller=ANNA, headers={"authorization": "Bearer tok.en.1"})
    out = written.getvalue()
    answered = next(json.loads(line) for line in out.splitlines() if '"Request handled"' in line)
    assert answered["route"] == "GET /things/{id}"
    assert answered["correlation_id"] == "request-1"
    assert (answered["status"], answered["caller"], answered["medusa_requests"]) == (200, "customer", 0)
    for secret in ("tok.en.1", "anna@lab.local", "cart-of-anna", '"anna"'):
        assert secret not in out


def metrics_of(lines: str) -> dict[str, Any]:
    emf: dict[str, Any] = next(json.loads(line) for line in lines.splitlines() if '"_aws"' in line)
    return emf


def test_metrics_are_written_for_the_module_and_for_the_service(capsys: pytest.CaptureFixture[str]) -> None:
    """The dashboard shows the one, the alarms read the other."""
    call("GET /things/{id}", "a")
    emf = metrics_of(capsys.readouterr().out)
    kinds = emf["_aws"]["CloudWatchMetrics"][0]
    assert kinds["Dimensions"] == [["service"], ["service", "module"]]
    assert (emf["service"], emf["module"]) == ("medusa-bundle", "things")
    assert {metric["Name"] for metric in kinds["Metrics"]} == {"Latency", "ServerErrors", "CircuitOpen"}


@pytest.mark.parametrize(
    ("failure", "counted"),
    [
        (UpstreamError(), 1),
        (NotSupportedError("it"), 0),
        (ConflictError("locked", retry_after=1), 0),
        (TooManyRequestsError(), 0),
    ],
)
def test_the_rollback_alarm_counts_failures_only_of_the_service(
    capsys: pytest.CaptureFixture[str], failure: CommerceError, counted: int
) -> None:
    api = _api()

    @api.get("/failing")
    def failing() -> Thing:
        raise failure

    api.handle(event("GET /failing"), Context())  # type: ignore[arg-type]
    assert metrics_of(capsys.readouterr().out)["ServerErrors"] == [counted]


def test_metrics_count_medusas_failures_and_placed_orders(
    capsys: pytest.CaptureFixture[str], configure: Configure, upstream: Upstream
) -> None:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    upstream.script((500, {}))
    api = _api()

    @api.get("/counted/<id>")
    def counted(id: str) -> Thing:
        api.medusa.stats.orders_placed += 1
        with contextlib.suppress(UpstreamError):
            api.medusa.get("regions")
        return Thing(some_id=id)

    api.handle(event("GET /counted/{id}", "a"), Context())  # type: ignore[arg-type]
    emf = metrics_of(capsys.readouterr().out)
    assert (emf["MedusaRequests"], emf["MedusaErrors"], emf["OrdersPlaced"]) == ([1], [1], [1])


@pytest.mark.parametrize(
    ("changed", "kind"), [({}, "guest"), ({"caller": ANNA}, "customer"), ({"id": "a b"}, "guest")]
)
def test_the_log_says_what_kind_of_caller_it_was(changed: dict[str, Any], kind: str) -> None:
    written = io.StringIO()
    logger.registered_handler.setStream(written)  # type: ignore[attr-defined]
    call("GET /things/{id}", changed.pop("id", "a"), **changed)
    answered = next(
        json.loads(line) for line in written.getvalue().splitlines() if '"Request handled"' in line
    )
    assert answered["caller"] == kind


def test_a_caller_does_not_show_the_token() -> None:
    assert "tok.en" not in repr(Caller(token="tok.en", subject="x"))
    assert "tok.en" not in repr(Medusa(Caller(token="tok.en")))


@pytest.mark.parametrize("bug", ["key", "type", "attribute", "index", "value", "misfit", "model", "other"])
def test_a_bug_is_500_and_logged_without_any_value(bug: str) -> None:
    written = io.StringIO()
    logger.registered_handler.setStream(written)  # type: ignore[attr-defined]
    status, body, _ = call("GET /broken/{id}", bug)
    assert (status, set(body)) == (500, {"statusCode", "error", "code", "message"})
    assert body["code"] == "internal_error"
    logged = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["level"] for line in logged if "places" in line] == ["ERROR"]
    if bug != "model":
        assert any("test_api.py" in place for line in logged for place in line.get("places", ()))
    assert "anna@lab.local" not in written.getvalue()
    assert "secret words" not in written.getvalue()
