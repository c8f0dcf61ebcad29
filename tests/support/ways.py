"""The catalogue as it is without the plugin's list of products: by Medusa's own."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from commerce.medusa.product_filter import PART

from benchmarks.calls import without
from benchmarks.world import Request
from local.config import SETTINGS_PATH
from local.shop import Answer, Shop
from tests.support.instance import Instance

_ROUTES = ["/products", "/products/suggestions", "/products/{id}"]
_ROUTES += ["/products/{id}/variants/{variantId}/related-products"]


class MedusasWay(Shop):
    """Calls the functions in this process as a guest; to them the plugin has no list of products."""

    def __init__(self, addresses: dict[str, str], patch: pytest.MonkeyPatch) -> None:
        super().__init__(addresses["gateway"])
        self._instance = Instance(addresses, patch, SETTINGS_PATH)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Call the function of a route of the catalogue."""
        for route in _ROUTES:
            found = re.fullmatch(re.sub(r"{\w+}", "([^/]+)", route), path)
            if found:
                texts = {name: str(value) for name, value in (query or {}).items()}
                request = Request(tuple(map(unquote, found.groups())), texts, body)
                with without(PART):
                    told = self._instance.ask(f"{method} {route}", request, headers=headers)
                return Answer(told.status, told.body, dict(told.headers))
        raise ValueError(f"{path} is no route of the catalogue")
