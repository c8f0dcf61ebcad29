"""The resolver that every function shares: the caller, the checks before any route runs, and errors.

from commerce.api import Api

api = Api("carts")

@api.get("/carts/<cart_id>")
def get_cart(cart_id: str) -> Cart:
return carts.get_cart(api.medusa, cart_id)

handler = api.handle
"""

from __future__ import annotations

import json
import re
import time
import traceback
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestValidationError,
)
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic_core import to_json
from snapshot_restore_py import register_before_snapshot

from commerce import body, catalogue_cache, compression, edge, idempotency, settings
from commerce.caller import Caller, caller_of
from commerce.deadline import Deadline
from commerce.errors import (
    BadRequestError,
    CommerceError,
    Detail,
    NotFoundError,
    ResponseTooLargeError,
)
from commerce.ids import MAX_TEXT, is_id, is_text
from commerce.medusa.transport import circuit_breaker
from commerce.medusa.transport.client import Medusa
from commerce.medusa.transport.statistics import RequestStats
from commerce.models import common as models
from commerce.models.common import PATTERN_WORDS
from commerce.query import query_of

_CURRENCY = re.compile(r"[A-Za-z]{3}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
_RELATED = "GET /products/{id}/variants/{variantId}/related-products"
_TEXTS = {
    ("GET /products/{id}", "id"),
    ("GET /categories/{id}", "id"),
    ("GET /collections/{id}", "id"),
    (_RELATED, "id"),
    (_RELATED, "variantId"),
    ("POST /resources/{id}/purchase", "id"),
    ("DELETE /carts/{cartId}/promotions/{code}", "code"),
}
"""Path parameters that are texts, not ids: they reach Medusa in a query or a body, never in a path."""

MAX_RESPONSE = 6 * 1024**2 - 2048
"""Bytes of a function's response without the headers that come last: AWS Lambda takes 6 MB, and counts a
larger one as a crash of the function."""

logger = Logger()
metrics = Metrics(namespace="MedusaBundle")

# boto3 and its clients, and the models, take long to create. They are created when first needed, or before a
# SnapStart snapshot: a restored instance does not wait for them.
for part in (settings, idempotency, models):
    register_before_snapshot(part.prime)


class _Event(APIGatewayProxyEventV2):
    @property
    def resolved_query_string_parameters(self) -> dict[str, list[str]]:
        return query_of(self)


class Api(APIGatewayHttpResolver):
    """One module's routes, with the contract's errors, logs and metrics around them."""

    def __init__(
        self,
        module: str,
        public: frozenset[str] = frozenset(),
        prove_replay: idempotency.Proof = idempotency.proven_by_key,
    ) -> None:
        """Create the resolver of ``module``.

        Parameters
        ----------
        module
            Its name, in metrics.
        public
            Routes whose responses to guests may be cached.
        prove_replay
            Proves that the caller may still have a stored response; needed where guests may write.
        """
        super().__init__(
            enable_validation=True,
            response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
            serializer=_to_json,
            json_body_deserializer=body.from_json,
        )
        self.module = module
        self.public = public
        self.prove_replay = prove_replay
        self.exception_handler(Exception)(self._answer_error)
        self.not_found(self._answer_unknown_route)

    def _to_proxy_event(self, event: dict[str, Any]) -> _Event:
        return _Event(event, self._json_body_deserializer)

    @staticmethod
    def _compile_regex(rule: str, base_regex: str = "^{}$") -> re.Pattern[str]:
        """Accept any segment as a parameter: Powertools would find no route for ``/products/🔧``."""
        return re.compile(base_regex.format(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", rule)))

    def _convert_matches_into_route_keys(self, match: re.Match[str]) -> dict[str, str]:
        """Return the parameters that were checked, not the path in another encoding."""
        return match.groupdict() | self.current_event.path_parameters

    @property
    def medusa(self) -> Medusa:
        """Medusa, as this request's caller may see it."""
        medusa: Medusa = self.context["medusa"]
        return medusa

    @property
    def currency(self) -> str | None:
        """The currency requested with x-currency, in upper case."""
        currency: str | None = self.context["currency"]
        return currency

    def handle(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Return the response to an API Gateway event (HTTP API, payload 2.0)."""
        started = time.perf_counter()
        request_id = event.get("requestContext", {}).get("requestId", "")
        logger.set_correlation_id(request_id)
        logger.append_keys(route=event.get("routeKey"), function_request_id=context.aws_request_id)
        caller: Caller | None = None
        medusa: Medusa | None = None
        headers: dict[str, str] = {}
        try:
            event = edge.admitted(event)
            caller = caller_of(event)
            _check_path(event)
            event = body.decoded(event)
            headers = event["headers"]
            currency = _header(headers, "x-currency", _CURRENCY)
            locale = _header(headers, "x-locale", _LOCALE)
            medusa = Medusa(caller, Deadline.of(context), locale or "")
            if event["requestContext"]["http"]["method"] != "GET":
                medusa.if_match = _version(headers)
            self.context.update(medusa=medusa, currency=currency.upper() if currency else None)
            answer = self._answer(event, context, medusa)
        except CommerceError as error:
            answer = _error_answer(error)
        answer = _fitting(compression.compressed(answer, headers))
        seconds = time.perf_counter() - started
        answer.setdefault("headers", {}).update(
            {"x-request-id": request_id, "server-timing": _timing(medusa, seconds)}
        )
        self._log(
            answer["statusCode"], caller.kind if caller else "rejected", (medusa or Medusa()).stats, seconds
        )
        return answer

    def _answer(self, event: dict[str, Any], context: LambdaContext, medusa: Medusa) -> dict[str, Any]:
        def resolve() -> dict[str, Any]:
            return self.resolve(event, context)

        if event.get("routeKey") in self.public and not medusa.caller.is_customer:
            return catalogue_cache.answer(event, self._declared(event["routeKey"]), resolve)
        key = idempotency.key_of(event)
        if key:
            answer = idempotency.answer_once(event, context, medusa, key, resolve, self.prove_replay)
        else:
            answer = resolve()
        answer.setdefault("headers", {}).update(catalogue_cache.NOT_KEPT)
        return answer

    @cache  # noqa: B019 - an Api lives as long as its process
    def _declared(self, key: str) -> frozenset[str]:
        """Return the names of the query parameters that a route reads."""
        rule = key.replace("{", "<").replace("}", ">")
        routes = [
            route
            for route in self._static_routes + self._dynamic_routes
            if f"{route.method} {route.path}" == rule
        ]
        return frozenset(parameter.alias for route in routes for parameter in route.dependant.query_params)

    def _log(self, status: int, caller: str, stats: RequestStats, seconds: float) -> None:
        logger.info(
            "Request handled",
            status=status,
            caller=caller,
            medusa_requests=stats.requests,
            medusa_failures=stats.failures,
            medusa_ms=round(stats.seconds * 1000, 1),
            ms=round(seconds * 1000, 1),
        )
        # By function, and for the service: an alarm adds up ten metrics at most.
        metrics.add_dimensions(service=metrics.service, module=self.module)
        metrics.add_metric("Latency", MetricUnit.Milliseconds, seconds * 1000)
        failed = status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.NOT_IMPLEMENTED
        metrics.add_metric("ServerErrors", MetricUnit.Count, int(failed))
        metrics.add_metric("CircuitOpen", MetricUnit.Count, 1 if circuit_breaker.is_open() else 0)
        if stats.requests:
            metrics.add_metric("MedusaLatency", MetricUnit.Milliseconds, stats.seconds * 1000)
            metrics.add_metric("MedusaRequests", MetricUnit.Count, stats.requests)
            metrics.add_metric("MedusaErrors", MetricUnit.Count, stats.failures)
        if stats.orders_placed:
            metrics.add_metric("OrdersPlaced", MetricUnit.Count, stats.orders_placed)
        if stats.orders_unpaid:
            metrics.add_metric("UnpaidOrders", MetricUnit.Count, stats.orders_unpaid)
        metrics.flush_metrics()

    def _answer_error(self, error: Exception) -> Response[str]:
        known = _as_commerce_error(error)
        answer = _error_answer(known)
        return Response(
            status_code=answer["statusCode"],
            content_type=content_types.APPLICATION_JSON,
            body=answer["body"],
            headers=known.headers,
        )

    def _answer_unknown_route(self, _: Exception) -> Response[str]:
        return self._answer_error(NotFoundError("There is no such route"))


def _as_commerce_error(error: Exception) -> CommerceError:
    if isinstance(error, CommerceError):
        return error
    if isinstance(error, RequestValidationError):
        details = _details(error.errors())
        message = "; ".join(f"{detail.path}: {detail.message}" for detail in details)
        return BadRequestError(message, details=details)
    # A bug of the bundle. The exception's message is not logged: it may quote a value, such as an address.
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    logger.error("Unhandled exception", reason=type(error).__name__, places=places)
    return CommerceError("Something went wrong on our side")


def _details(errors: Any) -> tuple[Detail, ...]:
    return tuple(_detail(error) for error in errors)


def _detail(error: Mapping[str, Any]) -> Detail:
    if error["type"] == "json_invalid":
        return Detail("body", "is not valid JSON")
    place = error["loc"]
    if place[0] == "query":
        place = place[:2]  # and not which of several values
        if isinstance(error.get("input"), list):
            return Detail(".".join(place), "must be given once")
    path = ".".join(str(part) for part in place)
    if error["type"] == "string_pattern_mismatch":
        return Detail(path, PATTERN_WORDS.get(error["ctx"]["pattern"], "is not valid"))
    return Detail(path, str(error["msg"]).removeprefix("Value error, "))


def _timing(medusa: Medusa | None, seconds: float) -> str:
    """Return the header ``server-timing``: the number of Medusa requests and their duration."""
    requests, medusa_seconds = (medusa.stats.requests, medusa.stats.seconds) if medusa else (0, 0.0)
    return (
        f'medusa;dur={medusa_seconds * 1000:.1f};desc="{requests} requests", total;dur={seconds * 1000:.1f}'
    )


def _error_answer(error: CommerceError) -> dict[str, Any]:
    headers = {"Content-Type": content_types.APPLICATION_JSON} | catalogue_cache.NOT_KEPT | error.headers
    return {"statusCode": int(error.status), "headers": headers, "body": json.dumps(error.body())}


def _fitting(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the response, or a 400 in its place when it would be larger than Lambda lets through."""
    text = answer.get("body") or ""
    if len(text) < MAX_RESPONSE // 7:  # six bytes a character at most, and some headers
        return answer
    # Lambda's runtime writes what is not ASCII as it is, but for these two.
    escaped = text.count("\u2028") + text.count("\u2029")
    if len(json.dumps(answer, ensure_ascii=False).encode()) + 3 * escaped <= MAX_RESPONSE:
        return answer
    logger.warning("The response is too large", limit=MAX_RESPONSE)
    return _error_answer(ResponseTooLargeError())


def _check_path(event: Mapping[str, Any]) -> None:
    """Refuse what is no valid id or text, before anything else looks at it."""
    for name, value in (event.get("pathParameters") or {}).items():
        if (event.get("routeKey"), name) in _TEXTS:
            if not is_text(value):
                say = f"{name} must be 1 to {MAX_TEXT} printable characters"
                raise BadRequestError(say, path=f"path.{name}")
        elif not is_id(value):
            raise BadRequestError(f"{name} is not a valid id", path=f"path.{name}")


def _header(headers: Mapping[str, str], name: str, pattern: re.Pattern[str]) -> str | None:
    value = headers.get(name, "").strip()
    if value and not pattern.fullmatch(value):
        raise BadRequestError(f"{name} is not valid", path=f"header.{name}")
    return value or None


def _version(headers: Mapping[str, str]) -> str | None:
    """Return the version in if-match, written as an ETag or bare; ``*`` matches any."""
    named = headers.get("if-match", "").strip().removeprefix("W/").strip('"')
    return named if named not in {"", "*"} else None


def _to_json(value: Any) -> str:
    return to_json(value).decode()
