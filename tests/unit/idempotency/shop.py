"""Functions that take an Idempotency-Key, and count what they do."""

from __future__ import annotations

import json
from typing import Any

from commerce.api import Api
from commerce.errors import BadRequestError
from commerce.models.common import Model, OmitNone, Request

from local.function_events import ANNA, Context, event

KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"
BEN = ANNA | {"id": "ben", "email": "ben@lab.local"}


class Made(Model):
    number: int
    cart_id: OmitNone[str] = None


class Make(Request):
    cart_id: str | None = None
    fail: bool = False


class Shop:
    """A function that counts what it makes."""

    def __init__(self) -> None:
        self.made = 0
        self.api = Api("things")
        self.meanwhile: list[Any] = []

        @self.api.post("/things", status_code=201)
        def make(body: Make) -> Made:
            if body.fail:
                raise BadRequestError("no")
            self.made += 1
            if self.meanwhile:
                self.meanwhile.pop()()
            return Made(number=self.made, cart_id=body.cart_id)

        @self.api.get("/things")
        def count() -> Made:
            return Made(number=self.made)

    def post(self, body: Any = None, key: str | None = KEY, **kwargs: Any) -> tuple[int, Any, dict[str, str]]:
        headers = {"idempotency-key": key} if key is not None else {}
        context = Context(kwargs.pop("seconds", 10))
        route = kwargs.pop("route", "POST /things")
        sent = event(route, *["x_1"] * route.count("{"), body=body or {}, headers=headers, **kwargs)
        answer = self.api.handle(sent, context)  # type: ignore[arg-type]
        headers = {
            name.lower(): value[0] if isinstance(value, list) else value
            for name, value in answer["headers"].items()
        }
        return answer["statusCode"], json.loads(answer["body"]), headers


def selling(shop: Shop, route: str = "POST /carts", then: Any = lambda: None) -> Shop:
    """Make the function write to Medusa after a read, as the real ones do."""

    @shop.api.post(route.partition(" ")[2].replace("{", "<").replace("}", ">"), status_code=201)
    def make(id: str = "") -> Made:
        shop.api.medusa.get("regions")
        shop.api.medusa.post("carts")
        return Made(number=1, cart_id=then())

    return shop
