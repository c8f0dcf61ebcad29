"""The OpenAPI document of all routes, made from the functions' own types.

``make openapi`` writes it into the layer, where GET /openapi.json finds it; a test compares what is written
with what the code says. The examples are answers of the real platform, kept in docs/examples.json.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from functools import cache
from typing import Any

from aws_lambda_powertools.event_handler.openapi.merge import OpenAPIMerge

from dev.places import ROOT
from dev.routes import Route, routes

DOCUMENT = ROOT / "layers" / "commerce" / "commerce" / "openapi.json"
EXAMPLES = ROOT / "docs" / "examples.json"

_ERROR = {
    "type": "object",
    "required": ["message"],
    "description": "What a function answers has all of it; what the gateway answers by itself, a message.",
    "properties": {
        "statusCode": {"type": "integer", "examples": [404]},
        "error": {"type": "string", "examples": ["Not Found"]},
        "message": {"type": "string", "examples": ["Cart cart_1 was not found"]},
        "details": {
            "type": "array",
            "description": "The wrong fields of a request.",
            "items": {
                "type": "object",
                "required": ["path", "message"],
                "properties": {
                    "path": {"type": "string", "examples": ["body.quantity"]},
                    "message": {"type": "string"},
                },
            },
        },
        "paymentRedirectUrl": {
            "type": "string",
            "description": "Where the shopper goes on with the payment.",
        },
        "clientSecret": {"type": "string", "description": "With what the browser goes on with the payment."},
    },
}

_STATUSES = {
    400: "The request is wrong; details name the fields",
    401: "No valid token: sign in",
    403: "Not yours",
    404: "Not there",
    409: "The state of things does not allow it, or the same request is still in progress",
    422: "The Idempotency-Key was used with another body",
    429: "Slow down",
    500: "The service is not configured, or failed",
    501: "The Medusa server lacks the plugin for it",
    502: "Medusa failed",
    503: "Unavailable just now",
    504: "Medusa was too late",
}

_HEADERS: list[dict[str, Any]] = [
    {
        "name": "x-currency",
        "in": "header",
        "description": "The currency of prices, ISO 4217; the shop's default without it",
        "schema": {"type": "string", "pattern": "^[A-Za-z]{3}$"},
    },
    {
        "name": "x-locale",
        "in": "header",
        "description": "The language of texts, as in en-US",
        "schema": {"type": "string", "pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$"},
    },
]
_ONCE: dict[str, Any] = {
    "name": "idempotency-key",
    "in": "header",
    "description": "Sent again with the same key within a day, the request gets the first answer again",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{8,255}$"},
}


def document() -> dict[str, Any]:
    """Make the document: what the functions say in the template's order, with errors, headers, examples."""
    merge = OpenAPIMerge(
        title="Medusa serverless bundle",
        version="1.0.0",
        openapi_version="3.1.0",
        description="One HTTP API over a Medusa 2 commerce server.",
    )
    known = routes()
    functions = {route.module for route in known}
    for name in sorted(functions):
        merge.add_file(ROOT / "functions" / name / "app.py", "api")
    said = json.loads(merge.get_openapi_json_schema())
    examples = json.loads(EXAMPLES.read_text()) if EXAMPLES.exists() else {}
    paths: dict[str, dict[str, Any]] = {}
    for route in known:
        operation = said["paths"][route.path][route.method.lower()]
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, operation, examples)
    schemas = {name: _tidy(schema) for name, schema in said["components"]["schemas"].items()}
    used = _used(paths, schemas)
    return {
        "openapi": "3.1.0",
        "info": said["info"],
        "servers": [{"url": "/"}],
        "tags": [{"name": name} for name in sorted(functions)],
        "paths": paths,
        "components": {
            "schemas": {name: schemas[name] for name in sorted(used)} | {"Error": _ERROR},
            "securitySchemes": {"sso": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _used(paths: dict[str, Any], schemas: dict[str, Any]) -> set[str]:
    """Tell which schemas the paths refer to, directly or through others."""
    found: set[str] = set()
    queue = [json.dumps(paths)]
    while queue:
        names = set(re.findall(r'"#/components/schemas/(\w+)"', queue.pop())) & set(schemas) - found
        found |= names
        queue += [json.dumps(schemas[name]) for name in names]
    return found


def _operation(route: Route, said: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    responses = {status: answer for status, answer in said["responses"].items() if status[0] == "2"}
    (status, success), *_ = responses.items()
    success = _tidy(success) | {"description": "Done"}
    if status == "204":
        success.pop("content", None)
    elif route.key in examples:
        success["content"]["application/json"]["example"] = examples[route.key]
    return {
        "tags": [route.module],
        "operationId": route.name[0].lower() + route.name[1:],
        "summary": _docstrings(route.module).get(route.key, route.key),
        # {} means that a guest may call it too.
        "security": [{"sso": []}] if route.authorizer == "Customer" else [{}, {"sso": []}],
        "parameters": [
            *(_tidy(parameter) for parameter in said.get("parameters", [])),
            *_HEADERS,
            *([_ONCE] if route.method in {"POST", "PATCH"} else []),
        ],
        **({"requestBody": _tidy(said["requestBody"])} if "requestBody" in said else {}),
        "responses": {status: success, **_errors(route)},
    }


@cache
def _docstrings(module: str) -> dict[str, str]:
    """Give the first line that a function's code says of each of its routes."""
    said = {}
    tree = ast.parse((ROOT / "functions" / module / "app.py").read_text())
    for node in tree.body:
        for decorator in getattr(node, "decorator_list", []):
            if isinstance(node, ast.FunctionDef) and isinstance(decorator, ast.Call):
                method = decorator.func.attr.upper() if isinstance(decorator.func, ast.Attribute) else ""
                path = ast.literal_eval(decorator.args[0]).replace("<", "{").replace(">", "}")
                said[f"{method} {path}"] = (ast.get_docstring(node) or "").splitlines()[0]
    return said


def _errors(route: Route) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        str(status): {"description": text, "content": content}
        for status, text in _STATUSES.items()
        if status != 422 or route.method in {"POST", "PATCH"}
    }


def _tidy(node: Any) -> Any:
    """Drop pydantic's titles, and null from what is left out when it is not known."""
    if isinstance(node, list):
        return [_tidy(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {
        name: _tidy(value) for name, value in node.items() if not (name == "title" and isinstance(value, str))
    }
    choices = [choice for choice in kept.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1 and len(kept["anyOf"]) == 2:
        kept.pop("anyOf")
        kept = choices[0] | kept
    return kept


def text() -> str:
    """Give the document as it stands in the file."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the document, or with --check tell whether the written one is up to date."""
    os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "medusa-bundle")
    made = text()
    if "--check" in sys.argv:
        sys.exit(
            0 if DOCUMENT.read_text() == made else "openapi.json is not what the code says: run make openapi"
        )
    DOCUMENT.write_text(made)
    print(f"{DOCUMENT.relative_to(ROOT)}: {len(document()['paths'])} paths")


if __name__ == "__main__":
    main()
