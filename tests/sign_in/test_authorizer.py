"""The authorizer's verifier (PyJWT) does what each row says; `test_medusa` runs the rows through jose."""

from __future__ import annotations

import time
from typing import Any

import pytest
from commerce import jwks
from commerce.caller import caller_of
from commerce.errors import NotConfiguredError, UnauthorizedError

from functions.authorizer import app
from tests.conftest import Configure
from tests.sign_in.rows import NAMES, ROWS, Outcome, Row, check, providers
from tests.support.sign_in import groups


class Authorizer:
    """The authorizer, with what the function behind it checks once more."""

    name = "authorizer"

    def __init__(self, configure: Configure, patch: pytest.MonkeyPatch) -> None:
        self._groups = configure()
        self._patch = patch
        patch.setattr(app, "_verifier", None)
        patch.setattr(jwks.ProviderKeys.__init__, "__defaults__", (_wall_clock,))

    def configure(self, settings: dict[str, str], waits: float) -> Outcome:
        self._groups["sso"] = settings
        self._patch.setattr(jwks, "TIMEOUT", jwks.TIMEOUT * waits)
        try:
            app._current_verifier()
        except NotConfiguredError as error:
            return {"outcome": "not configured", "said": error.message}
        return {"outcome": "configured"}

    def verify(self, signed: str, now: float) -> Outcome:
        with self._patch.context() as patch:
            patch.setattr(time, "time", lambda: now)
            return self._verify(signed)

    def _verify(self, signed: str) -> Outcome:
        event: dict[str, Any] = {"headers": {"authorization": f"Bearer {signed}"}}
        try:
            context = app.handler(event, None)["context"]
        except jwks.ProviderUnavailableError:
            return {"outcome": "unavailable"}
        event["requestContext"] = {"authorizer": {"lambda": context}}
        try:
            caller_of(event)
        except UnauthorizedError:
            return {"outcome": "out", "said": context.get("reason", "by the function")}
        return {"outcome": "in", "email": context["email"].lower()}


def _wall_clock() -> float:
    return time.time()  # looked up at each call, as the tests change it


@pytest.mark.parametrize(("group", "row"), ROWS, ids=NAMES)
def test_the_authorizer_does_what_the_row_says(
    group: Row, row: Row, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = check(group, row, Authorizer(configure, monkeypatch))

    for step, outcome in zip(row.get("steps", [row]), outcomes, strict=True):
        assert outcome.get("said") == step.get("reason", outcome.get("said"))


def test_each_section_of_a_provider_has_rows() -> None:
    assert providers() == [group["section"] for group in groups("shapes")]
