"""The health check: an operator must learn what is wrong, and no one may learn a secret."""

from __future__ import annotations

import importlib
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from commerce.medusa.transport import circuit_breaker, client, connections, plugin

from local.function_events import Context, event
from tests.conftest import Configure
from tests.support.upstream import Upstream, reset


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_pool", connections.new_pool())
    monkeypatch.setattr(client, "backoff", lambda attempt: 0.001)


def ask() -> tuple[int, dict[str, Any]]:
    app = importlib.import_module("functions.products.app")
    answer = app.handler(event("GET /health"), Context())
    return answer["statusCode"], json.loads(answer["body"])


def test_health_is_ok_if_medusa_accepts_key_and_reads_its_data(
    configure: Configure, upstream: Upstream
) -> None:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    upstream.on("GET /store/regions", {"regions": [{"id": "reg_1"}]})
    upstream.on("GET /admin/regions", {"regions": [{"id": "reg_1"}]})
    status, body = ask()
    version = tomllib.loads(Path("pyproject.toml").read_text())["project"]["version"]
    assert (status, body) == (
        200,
        {"status": "ok", "configured": True, "reachable": True, "version": version},
    )


@pytest.mark.parametrize(
    ("missing", "group"), [("MEDUSAJS_PUBLISHABLE_API_KEY", "store"), ("MEDUSAJS_ADMIN_API_KEY", "admin")]
)
def test_a_missing_setting_is_named(configure: Configure, missing: str, group: str) -> None:
    del configure()[group][missing]
    status, body = ask()
    assert (status, body["configured"], body["reachable"]) == (503, False, False)
    assert missing in body["message"]


@pytest.mark.parametrize(
    ("setting", "route", "refusal"),
    [
        (
            "MEDUSAJS_PUBLISHABLE_API_KEY",
            "GET /store/regions",
            (400, {"type": "not_allowed", "message": "A valid publishable key"}),
        ),
        ("MEDUSAJS_ADMIN_API_KEY", "GET /admin/regions", (401, {"message": "Unauthorized"})),
    ],
)
def test_a_key_that_medusa_refuses_is_named_and_not_shown(
    configure: Configure, upstream: Upstream, setting: str, route: str, refusal: Any
) -> None:
    configure(MEDUSAJS_BASE_URL=upstream.url, **{setting: "k_very_secret"})
    for asked in ("GET /store/regions", "GET /admin/regions"):
        upstream.on(asked, *([refusal] * 2 if asked == route else [{"regions": []}]))
    status, body = ask()
    assert (status, body["configured"], body["reachable"]) == (503, False, True)
    assert setting in body["message"]
    assert "k_very_secret" not in json.dumps(body)


@pytest.mark.parametrize("answer", [reset, (500, {}), (503, {})])
def test_a_medusa_that_fails_is_not_reachable(configure: Configure, upstream: Upstream, answer: Any) -> None:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    upstream.on("GET /store/regions", *[answer] * 3)
    upstream.on("GET /admin/regions", {"regions": []})
    status, body = ask()
    assert (status, body["configured"], body["reachable"]) == (503, True, False)
    assert upstream.url not in json.dumps(body)


def test_an_open_circuit_is_reported(configure: Configure) -> None:
    configure()
    for _ in range(circuit_breaker.FAILURES):
        ask()
    assert circuit_breaker.is_open()
    assert ask()[0] == 503


PARTS = ",".join(part for part in plugin.PARTS if not part.startswith("service-"))


def ask_with(upstream: Upstream, configure: Configure, header: str) -> tuple[int, dict[str, Any]]:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    upstream.on("GET /store/regions", (200, {"regions": []}, {"x-storefront-plugin": header}))
    upstream.on("GET /admin/regions", {"regions": []})
    return ask()


def test_the_plugin_and_what_it_lacks_are_told(configure: Configure, upstream: Upstream) -> None:
    status, body = ask_with(upstream, configure, f"0.2.0; medusa=2.21.2; parts={PARTS}")
    assert (status, body["status"]) == (200, "ok")
    assert (body["pluginVersion"], body["medusaVersion"]) == ("0.2.0", "2.21.2")
    assert body["missingParts"] == ["service-purchases", "service-lifecycle"]
    assert "problem" not in body


@pytest.mark.parametrize(("version", "reason"), [("2.12.0", "2.13"), ("3.0.1", "3.0.0")])
def test_a_medusa_that_is_not_supported_is_told(
    configure: Configure, upstream: Upstream, version: str, reason: str
) -> None:
    status, body = ask_with(upstream, configure, f"0.2.0; medusa={version}; parts={PARTS}")
    assert (status, body["status"], body["medusaVersion"]) == (200, "degraded", version)
    assert reason in body["problem"]
