"""The OpenAPI document of all routes, made from the functions' own types and docstrings.

``make openapi`` writes it into the layer, where GET /openapi.json finds it; a test compares what is written
with what the code says. The examples are responses of the real platform, stored in docs/examples.json.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from typing import Any

from aws_lambda_powertools.event_handler.openapi.merge import OpenAPIMerge
from commerce.models.common import Model, Request
from pydantic import BaseModel

from local.config import ROOT
from tools import api_errors, docstrings, events
from tools.api_parts import (
    ERROR,
    HEADERS,
    IF_NONE_MATCH,
    INFO,
    ONCE,
    SEEN,
    SHOWN,
    STATUSES,
    TAGS,
    path_parameter,
)
from tools.routes import Route, routes

DOCUMENT = ROOT / "layers" / "commerce" / "commerce" / "openapi.json"
EXAMPLES = ROOT / "docs" / "examples.json"

Json = dict[str, Any]

_NAMES = {
    "RelatedProducts": "listRelatedProducts",
    "OpenApi": "getOpenApiDocument",
    "CurrentCart": "getCurrentCart",
    "AddItem": "addCartItem",
    "UpdateItem": "updateCartItem",
    "RemoveItem": "removeCartItem",
    "SetAddresses": "setCheckoutAddresses",
    "ShippingOptions": "listShippingOptions",
    "SetPayment": "setCheckoutPayment",
    "Summary": "getCheckoutSummary",
    "Complete": "completeCheckout",
    "MakeDefault": "makeAddressDefault",
    "ListProviders": "listPaymentProviders",
    "CreateSession": "createPaymentSession",
    "GetSession": "getPaymentSession",
    "UpdateSession": "updatePaymentSession",
    "CancelSession": "cancelPaymentSession",
    "CompatibleServices": "listCompatibleServices",
    "FeaturedServices": "listFeaturedServices",
}
"""Operation ids as a client's methods, where the template's name of a route is shorter than that."""


def document() -> Json:
    """Return the document: the functions' routes in the template's order, with errors, headers, examples."""
    merge = OpenAPIMerge(openapi_version="3.1.0", title=INFO["title"], version=INFO["version"])
    known = routes()
    functions = sorted({route.module for route in known})
    for name in functions:
        merge.add_file(ROOT / "functions" / name / "app.py", "api")
    said = json.loads(merge.get_openapi_json_schema())
    examples = json.loads(EXAMPLES.read_text()) if EXAMPLES.exists() else {}
    shared: dict[str, Json] = {}
    paths: dict[str, Json] = {}
    for route in known:
        operation = said["paths"][route.path][route.method.lower()]
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(
            route, operation, examples, shared
        )
    schemas = _described({name: _tidy(schema) for name, schema in said["components"]["schemas"].items()})
    _divide(schemas)
    used = _used(paths, schemas)
    made = {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/", "description": "The API that this document was read from"}],
        "tags": [{"name": name, "description": TAGS[name]} for name in functions],
        "paths": paths,
        "components": {
            "schemas": {name: schemas[name] for name in sorted(used)} | {"Error": ERROR},
            "responses": dict(sorted(shared.items())),
            "headers": HEADERS,
            "securitySchemes": {
                "sso": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "A token of the shop's single sign-on. Guests send none.",
                }
            },
        },
    }
    # A page of carts is a CartList in a client, and not a ListOf_Cart_.
    named: Json = json.loads(re.sub(r"\bListOf_(\w+?)_(?=\")", r"\1List", json.dumps(made)))
    return named


def _described(schemas: dict[str, Json]) -> dict[str, Json]:
    """Add what is said below each field in the models' code, and what is in every response."""
    models: dict[str, type[BaseModel]] = {}
    waiting: list[type[BaseModel]] = [Model, Request]
    while waiting:
        model = waiting.pop()
        models[re.sub(r"\W", "_", model.__name__)] = model
        waiting += model.__subclasses__()
    for name in schemas.keys() & models.keys():
        for field, text in docstrings.of_fields(models[name]).items():
            schemas[name]["properties"][field]["description"] = text
        if issubclass(models[name], Model):  # a default is in the response, too
            fields = models[name].model_fields.items()
            schemas[name]["required"] = [f.alias or key for key, f in fields if f.exclude_if is None]
    return schemas


def _divide(schemas: dict[str, Json]) -> None:
    """Make two schemas of the body that names one variant or several: each has fields that it requires."""
    both, line = schemas["AddItem"], schemas["NewLine"]
    fields = both["properties"]
    one = {name: said for name, said in fields.items() if name != "items"}
    several = {name: said for name, said in fields.items() if name not in line["properties"]}
    schemas["AddItem"] = both | {"properties": one, "required": line["required"]}
    schemas["AddItems"] = both | {"properties": several, "required": ["items"]}


def _used(paths: Json, schemas: Json) -> set[str]:
    """Return which schemas the paths refer to, directly or through others."""
    found: set[str] = set()
    queue = [json.dumps(paths)]
    while queue:
        names = set(re.findall(r'"#/components/schemas/(\w+)"', queue.pop())) & set(schemas) - found
        found |= names
        queue += [json.dumps(schemas[name]) for name in names]
    return found


def _operation(route: Route, said: Json, examples: Json, shared: dict[str, Json]) -> Json:
    summary, description = docstrings.of_routes(route.module)[route.key]
    return {
        "tags": [route.module],
        "operationId": _NAMES.get(route.name, route.name[0].lower() + route.name[1:]),
        "summary": summary,
        **({"description": description} if description else {}),
        # {} means that a guest may call it too.
        "security": [{"sso": []}] if route.authorizer == "Customer" else [{}, {"sso": []}],
        "parameters": _parameters(route, said),
        **({"requestBody": _body(route, said["requestBody"])} if "requestBody" in said else {}),
        "responses": _success(route, said["responses"], examples) | _errors(route, shared),
    }


def _parameters(route: Route, said: Json) -> list[Json]:
    values = events.parameters(route)
    found = []
    for parameter in _tidy(said.get("parameters", [])):
        parameter["schema"].pop("description", None)
        is_path = parameter["in"] == "path"
        found.append(path_parameter(route, parameter["name"], values) if is_path else parameter)
    found += SHOWN
    found += [ONCE] if api_errors.takes_key(route) else []
    found += [SEEN] if api_errors.takes_version(route) else []
    found += [IF_NONE_MATCH] if _is_public(route) else []
    return found


def _body(route: Route, said: Json) -> Json:
    body: Json = _tidy(said)
    if route.key == "POST /carts/items":
        either = [{"$ref": f"#/components/schemas/{name}"} for name in ("AddItem", "AddItems")]
        body["content"]["application/json"]["schema"] = {"oneOf": either}
    example = events.sample_body(route)
    if example is not None:
        body["content"]["application/json"]["example"] = example
    return body


def _success(route: Route, said: Json, examples: Json) -> Json:
    status, content = next((status, part) for status, part in said.items() if status[0] == "2")
    success = _tidy(content) | {"description": "Success"}
    names = ["x-request-id", "server-timing", "cache-control"]
    names += ["etag", "vary"] if _is_public(route) else []
    names += ["idempotency-replayed"] if api_errors.takes_key(route) else []
    success["headers"] = _headers(names)
    if status == "204":
        success.pop("content", None)
    elif route.key in examples:
        success["content"]["application/json"]["example"] = examples[route.key]
    unchanged = {
        "description": "The response has not changed since the one with this ETag",
        "headers": _headers(["x-request-id", "server-timing", "cache-control", "etag", "vary"]),
    }
    return {status: success} | ({"304": unchanged} if _is_public(route) else {})


def _is_public(route: Route) -> bool:
    from importlib import import_module

    public: frozenset[str] = import_module(f"functions.{route.module}.app").api.public
    return route.key in public


def _errors(route: Route, shared: dict[str, Json]) -> Json:
    """Return a route's errors; one with a code or two is shared by all routes that have it."""
    found: Json = {}
    for status, codes in api_errors.of(route).items():
        response = _error(status, codes)
        if len(codes) > 2:
            found[str(status)] = response
            continue
        name = "Or".join("".join(word.capitalize() for word in code.split("_")) for code in codes)
        shared[name] = response
        found[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return found


def _error(status: int, codes: list[str]) -> Json:
    from commerce.error_codes import ERROR_CODES

    names = ["x-request-id", "server-timing", "cache-control"]
    names += ["www-authenticate"] if status == 401 else []
    names += ["retry-after"] if status in {409, 429, 503} else []
    meanings = "".join(f"\n- `{code}`: {ERROR_CODES[code]}" for code in codes)
    return {
        "description": f"{STATUSES[status]}. `code` is:\n{meanings}",
        "headers": _headers(names),
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }


def _headers(names: list[str]) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _tidy(node: Any) -> Any:
    """Drop pydantic's titles, and null from what is left out when it is not known."""
    if isinstance(node, list):
        return [_tidy(part) for part in node]
    if isinstance(node, float) and node.is_integer():
        return int(node)
    if not isinstance(node, dict):
        return node
    kept = {
        name: _tidy(value) for name, value in node.items() if not (name == "title" and isinstance(value, str))
    }
    if isinstance(text := kept.get("description"), str):
        kept["description"] = docstrings.unwrapped(text)
    choices = [choice for choice in kept.get("anyOf", []) if choice != {"type": "null"}]
    kinds = [choice.get("type") for choice in choices]
    if kinds == ["integer", "number"] and {**choices[0], "type": "number"} == choices[1]:
        choices = choices[1:]  # a whole number is a number
    if len(choices) == 1:
        kept.pop("anyOf")
        kept = choices[0] | kept
    return kept


@cache
def text() -> str:
    """Return the document as it stands in the file."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the document."""
    os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "medusa-bundle")
    DOCUMENT.write_text(text())
    print(f"{DOCUMENT.relative_to(ROOT)}: {len(document()['paths'])} paths")


if __name__ == "__main__":
    main()
