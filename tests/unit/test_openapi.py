"""The OpenAPI document: a client that is generated from it must find what is there, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from commerce.error_codes import ERROR_CODES
from commerce.medusa import customer_carts, orders, products, resources
from commerce.paging import medusa_order

from tools import openapi
from tools.routes import routes

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


def test_each_operation_has_a_name_and_a_short_summary(document: dict[str, Any]) -> None:
    found = operations(document)
    names = [operation["operationId"] for operation in found.values()]
    assert len(names) == len(set(names))
    for operation in found.values():
        assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", operation["operationId"])
        assert 0 < len(operation["summary"]) <= 60
        assert operation["description"]
        assert sum(status.startswith("2") for status in operation["responses"]) == 1


def test_everything_that_a_client_sends_or_reads_is_described(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field, said in schema.get("properties", {}).items():
            assert said.get("description"), f"{name}.{field}"
    for key, operation in operations(document).items():
        for parameter in operation["parameters"]:
            assert parameter["description"], (key, parameter["name"])
        for status, response in operation["responses"].items():
            assert "$ref" in response or response["description"], (key, status)


def test_the_document_has_no_words_of_the_code(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    assert not re.search(r"\(route|``|Medusa's ", text.replace("Medusa's own", ""))


def test_sort_keys_are_those_that_the_route_can_sort_by(document: dict[str, Any]) -> None:
    found = {
        key: parameter["schema"]["enum"]
        for key, operation in operations(document).items()
        for parameter in operation["parameters"]
        if parameter["name"] == "sort"
    }
    related = "GET /products/{id}/variants/{variantId}/related-products"
    columns = {
        "GET /products": products.SORT_COLUMNS,
        related: products.SORT_COLUMNS,
        "GET /orders": orders.SORT_COLUMNS,
        "GET /carts": customer_carts.SORT_COLUMNS,
        "GET /resources/assets": resources.ASSET_SORT,
        "GET /resources/services": resources.SERVICE_SORT,
    }
    assert set(found) == set(columns)
    for key, keys in found.items():
        assert all(medusa_order(one, columns[key]) for one in keys)
        assert {one.rpartition("_")[0] for one in keys} == set(columns[key])


def codes(document: dict[str, Any], key: str) -> dict[str, set[str]]:
    """Return the codes of each status of an operation, as a reader of the document finds them."""
    shared = document["components"]["responses"]
    found = {}
    for status, response in operations(document)[key]["responses"].items():
        told = shared[response["$ref"].rpartition("/")[2]] if "$ref" in response else response
        if status >= "4":
            found[status] = set(re.findall(r"^- `(\w+)`", told["description"], flags=re.M))
    return found


def test_each_code_is_an_operations_error_and_none_is_unknown(document: dict[str, Any]) -> None:
    told = {code for key in operations(document) for found in codes(document, key).values() for code in found}
    # Of another address than the document's.
    assert told | {"address_closed"} == set(ERROR_CODES)
    assert document["components"]["schemas"]["Error"]["properties"]["code"]["enum"] == list(ERROR_CODES)


@pytest.mark.parametrize(
    ("key", "status", "some", "none"),
    [
        ("GET /carts/{id}", "404", {"not_found"}, set()),
        ("GET /carts/current", "401", {"sign_in_required", "invalid_token"}, set()),
        ("GET /products", "401", {"invalid_token"}, {"sign_in_required"}),
        (
            "POST /carts/items",
            "400",
            {"out_of_stock", "sku_mismatch", "currency_mismatch"},
            {"cart_incomplete"},
        ),
        ("PATCH /carts/{id}", "412", {"version_mismatch"}, set()),
        ("POST /checkout/{cartId}/place-order", "409", {"cart_changed", "payment_action_required"}, set()),
        (
            "POST /checkout/{cartId}/complete",
            "400",
            {"cart_incomplete", "address_incomplete"},
            {"sku_unknown"},
        ),
        ("GET /health", "503", {"unhealthy"}, set()),
    ],
)
def test_an_operation_has_the_codes_that_its_code_raises(
    document: dict[str, Any], key: str, status: str, some: set[str], none: set[str]
) -> None:
    found = codes(document, key)[status]
    assert found >= some
    assert not found & none


@pytest.mark.parametrize(
    ("key", "statuses"),
    [
        ("GET /openapi.json", {"404", "409", "412", "422", "502", "504"}),
        ("GET /products", {"403", "404", "409", "412", "422", "501"}),
        ("GET /orders/{id}", {"409", "412", "422", "501"}),
        ("DELETE /carts/{id}", {"422"}),
        ("POST /customers/addresses", {"403", "404", "412", "501"}),
    ],
)
def test_an_operation_has_no_errors_of_others(document: dict[str, Any], key: str, statuses: set[str]) -> None:
    assert not statuses & set(operations(document)[key]["responses"])


def test_if_match_is_taken_where_a_412_may_come(document: dict[str, Any]) -> None:
    taken = {
        key
        for key, operation in operations(document).items()
        if any(parameter["name"] == "if-match" for parameter in operation["parameters"])
    }
    assert taken == {key for key in operations(document) if "412" in codes(document, key)}
    assert {"PATCH /carts/{id}", "POST /carts/items", "POST /checkout/{cartId}/complete"} <= taken


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_what_may_be_left_out_is_never_null(document: dict[str, Any]) -> None:
    cart = document["components"]["schemas"]["Cart"]
    assert cart["properties"]["email"].keys() == {"type", "description"}
    assert cart["properties"]["createdAt"]["format"] == "date-time"
    assert "email" not in cart["required"]
    assert {"id", "currency", "items", "total"} <= set(cart["required"])


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    schemas = document["components"]["schemas"]
    for name in schemas:
        assert f"#/components/schemas/{name}" in text, f"nobody uses {name}"
    for part in text.split("#/components/schemas/")[1:]:
        assert part.split('"')[0] in schemas


def test_the_examples_are_responses_that_fit(document: dict[str, Any]) -> None:
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
