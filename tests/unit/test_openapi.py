"""The OpenAPI document: a client that is generated from it must find what is there, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from dev import openapi
from dev.routes import routes

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(openapi.DOCUMENT.read_text())
    return loaded


def test_the_written_document_is_what_the_code_says() -> None:
    assert openapi.DOCUMENT.read_text() == openapi.text(), "run make openapi"


def test_docs_has_the_same_document() -> None:
    assert (ROOT / "docs" / "openapi.json").read_text() == openapi.DOCUMENT.read_text()


def test_it_has_each_route_of_the_template_with_its_authorizer(document: dict[str, Any]) -> None:
    said = {
        f"{method.upper()} {path}": operation["security"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert set(said) == {route.key for route in routes()}
    for route in routes():
        assert (said[route.key] == [{"sso": []}]) == (route.authorizer == "Customer")


def test_each_operation_has_a_name_a_summary_and_its_errors(document: dict[str, Any]) -> None:
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        assert operation["summary"].endswith(".")
        assert {"400", "401", "404", "502", "504"} <= set(operation["responses"])
        assert sum(status.startswith("2") for status in operation["responses"]) == 1


def test_what_may_be_left_out_is_never_null(document: dict[str, Any]) -> None:
    cart = document["components"]["schemas"]["Cart"]
    assert cart["properties"]["email"] == {"type": "string"}
    assert "email" not in cart["required"]
    assert {"id", "currency", "items", "total"} <= set(cart["required"])


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    schemas = document["components"]["schemas"]
    for name in schemas:
        assert f"#/components/schemas/{name}" in text, f"nobody uses {name}"
    for part in text.split("#/components/schemas/")[1:]:
        assert part.split('"')[0] in schemas


def test_the_examples_are_answers_that_fit(document: dict[str, Any]) -> None:
    shown = 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            status = next(status for status in operation["responses"] if status.startswith("2"))
            answer = operation["responses"][status].get("content", {}).get("application/json", {})
            if path == "/openapi.json" or not answer:
                continue
            schema = answer["schema"] | {"components": document["components"]}
            jsonschema_rs.Draft202012Validator(schema).validate(answer["example"])
            shown += 1
            assert "Bearer" not in json.dumps(answer["example"]), (method, path)
    assert shown > 35
