"""The examples of the OpenAPI document: responses of the real platform, one for each route.

``make examples`` (with the platform up) sends the requests of the benchmarks and writes the responses to
docs/examples.json; ``make openapi`` puts them into the document. Lists are cut to one entry.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.operations import OPERATIONS
from benchmarks.world import Request, World, event_of
from local.config import ROOT, PlatformError
from local.shop import Shop
from tools.openapi import EXAMPLES
from tools.routes import Route, routes

FULLER: dict[str, Callable[[World], Request]] = {
    "GET /carts/{id}": lambda w: Request((w.ready(),)),
    "POST /resources/{id}/purchase": lambda w: Request(
        (w.service(),), body={"assetId": w.me["assets"][0]}, token=w.token
    ),
}
"""Requests that show more than the benchmarks' do."""


def record() -> dict[str, Any]:
    """Call every route but that of the document itself; return the responses by route.

    Raises
    ------
    PlatformError
        The platform is not up, or a response is an error.
    """
    try:
        world = World.running()
    except (KeyError, OSError):
        raise PlatformError("the local platform is not up: run make up") from None
    world.cart(world.anna)  # for the lists of a customer's carts
    wanted = {one.route: one.request for one in reversed(OPERATIONS)} | FULLER
    found: dict[str, Any] = {}
    for route in routes():
        if route.key != "GET /openapi.json":
            body = _response(world, route, wanted[route.key](world))
            found |= {route.key: _short(body)} if body is not None else {}
    world.tidy()
    return found


def _response(world: World, route: Route, request: Request) -> Any:
    shop = Shop(world.addresses["gateway"], request.token)
    path = event_of(route.key, request)["rawPath"]
    response = shop.call(route.method, path, request.body, query=request.query)
    if response.status >= 300:
        raise PlatformError(f"{route.key} returned {response.status}: {response.body}")
    return response.body


def _short(node: Any) -> Any:
    """Cut each list to its first entry, so that the document stays readable."""
    if isinstance(node, list):
        return [_short(part) for part in node[:1]]
    return {name: _short(value) for name, value in node.items()} if isinstance(node, dict) else node


def main() -> None:
    """Write the examples."""
    try:
        found = record()
    except PlatformError as error:
        sys.exit(f"error: {error}")
    EXAMPLES.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    missing = [route.key for route in routes() if route.key not in found]
    print(f"{EXAMPLES.relative_to(ROOT)}: {len(found)} responses; without one: {', '.join(missing)}")


if __name__ == "__main__":
    main()
