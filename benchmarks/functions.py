"""The functions' handlers, called in this process with real events and this platform's settings."""

from __future__ import annotations

import contextlib
import importlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.world import Request
from dev import aws, invoke
from dev.places import SETTINGS_PATH
from dev.routes import routes
from tests.support.events import Context, event

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def prepare(running: dict[str, str]) -> None:
    """Set what the functions find in their environment; call it before they are imported."""
    aws.isolate()
    os.environ.update(
        SETTINGS_PATH=SETTINGS_PATH,
        AWS_ENDPOINT_URL_SSM=running["aws"],
        AWS_ENDPOINT_URL_DYNAMODB=running["aws"],
        IDEMPOTENCY_TABLE="IdempotencyTable",
        CATALOGUE_CACHE_SECONDS="60",
        POWERTOOLS_SERVICE_NAME="medusa-bundle",
        POWERTOOLS_METRICS_NAMESPACE="MedusaBundle",
    )


class Functions:
    """The handlers by route; what they log is written, but to nowhere."""

    def __init__(self) -> None:
        self._nowhere = Path(os.devnull).open("w")  # noqa: SIM115 - it is written to until the end
        with self._quiet():
            self._handlers: dict[str, Handler] = {
                route.key: importlib.import_module(f"functions.{route.module}.app").handler
                for route in routes()
            }

    def call(self, route: str, made: dict[str, Any]) -> float:
        """Have a route's function answer an event and give the seconds that it took.

        Raises
        ------
        ValueError
            It did not answer with success.
        """
        return self.answer(route, made)[1]

    def answer(self, route: str, made: dict[str, Any]) -> tuple[str, float]:
        """Give the answer's body as well; raises as `call` does."""
        context = Context(20)
        with self._quiet():
            began = time.perf_counter()
            answer = self._handlers[route](made, context)
            seconds = time.perf_counter() - began
        if answer["statusCode"] >= 300:
            raise ValueError(f"{route} was answered with {answer['statusCode']}: {answer['body']}")
        return answer.get("body") or "", seconds

    @contextlib.contextmanager
    def _quiet(self) -> Iterator[None]:
        with contextlib.redirect_stdout(self._nowhere):
            yield


def event_of(route: str, request: Request) -> dict[str, Any]:
    """Give the event of a request, as the gateway hands it over behind the authorizer."""
    made = event(route, *request.values, query=request.query, body=request.body)
    if request.token:
        invoke.sign_in(made, request.token)
    return made
