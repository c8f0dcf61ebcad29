"""Shoppers who order and retry what fails, and the function instances that serve them.

Each instance is a process of its own that serves one request at a time, as on Lambda: two concurrent requests
meet in Medusa and nowhere before.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

import pytest
from commerce.medusa.transport import circuit_breaker

from benchmarks.world import BOTH_ADDRESSES, PROVIDER, Request
from tests.support.instance import Instance, Returned

PATH = "/medusa-bundle/chaos"
"""Where the settings of these instances are in SSM."""
SECONDS = 14
"""The time limit of a function; on AWS it is 20 s."""
MAX_ATTEMPTS = 60
"""After so many attempts the run fails."""
PLACED = 201
CONFLICT = 409

_instance: list[Instance] = []


def _start(running: Mapping[str, str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # discards the functions' logs
    circuit_breaker.RECOVERY = 1
    _instance.append(Instance(running, pytest.MonkeyPatch(), PATH))


def _request(route: str, request: Request, headers: Mapping[str, str]) -> Returned:
    return _instance[0].ask(route, request, SECONDS, headers)


class Instances:
    """Instances of all functions; the first idle one takes a request."""

    def __init__(self, running: Mapping[str, str], number: int) -> None:
        self._all = ProcessPoolExecutor(
            number, mp_context=get_context("spawn"), initializer=_start, initargs=(running,)
        )

    def request(self, route: str, request: Request, headers: Mapping[str, str]) -> Future[Returned]:
        """Send a request to one of them."""
        return self._all.submit(_request, route, request, headers)

    def stop(self) -> None:
        """Stop them."""
        self._all.shutdown()


@dataclass
class Tally:
    """What all shoppers did and received."""

    responses: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    late: int = 0
    """Responses after the function's time limit."""
    slowest: float = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, action: str) -> None:
        """Count an action of a shopper."""
        with self._lock:
            self.actions[action] += 1

    def received(self, response: Returned) -> None:
        """Count a response."""
        with self._lock:
            self.responses[str(int(response.status))] += 1
            self.late += not response.in_time
            self.slowest = max(self.slowest, response.seconds)


@dataclass
class Shopper:
    """A shopper who wants one order."""

    instances: Instances
    tally: Tally
    dice: random.Random
    skus: list[str]
    option: str
    token: str | None = None
    cart: str = ""
    orders: set[str] = field(default_factory=set)
    """Ids of the orders in the responses: one, if all is well."""

    def shop(self) -> None:
        """Fill a cart, order it, and sometimes order it again."""
        for sku in self.dice.sample(self.skus, self.dice.randint(1, 2)):
            item = {"sku": sku, "quantity": self.dice.randint(1, 2), "currency": "EUR"}
            body = item | ({"cartId": self.cart} if self.cart else {})
            self.cart = self._until_done("POST /carts/items", (), body).body["id"]
        self._order()

    def _order(self) -> None:
        if self.dice.random() < 0.5:
            self.tally.count("orders in one call")
            chosen = {"shippingMethodId": self.option, "paymentProviderId": PROVIDER}
            self._place("POST /checkout/{cartId}/complete", BOTH_ADDRESSES | chosen)
            return
        self.tally.count("orders step by step")
        steps: tuple[tuple[str, Any], ...] = (
            ("addresses", BOTH_ADDRESSES),
            ("shipping-method", {"shippingOptionId": self.option}),
            ("payment", {"providerId": PROVIDER}),
        )
        for step, body in steps:
            self._until_done(f"POST /checkout/{{cartId}}/{step}", (self.cart,), body)
        self._place("POST /checkout/{cartId}/place-order", {})

    def _place(self, route: str, body: Any) -> None:
        self._until_done(route, (self.cart,), body, places=True)
        if self.dice.random() < 0.3:
            self.tally.count("ordered again afterwards")
            self._until_done(route, (self.cart,), body, places=True)

    def _until_done(
        self, route: str, values: tuple[str, ...], body: Any, *, places: bool = False
    ) -> Returned:
        """Retry until it succeeds, half of the time with an idempotency key."""
        headers = {}
        if self.dice.random() < 0.5:
            self.tally.count("requests with a key")
            headers["idempotency-key"] = secrets.token_hex(16)  # unique among runs
        request = Request(values, body=body, token=self.token)
        for attempt in range(MAX_ATTEMPTS):
            if attempt:
                self.tally.count("retries")
            responses = self._click(route, request, headers, places)
            done = [returned for returned in responses if returned.status < 300]
            if places:
                self.orders |= {
                    returned.body["order"]["id"] for returned in done if returned.status == PLACED
                }
            if done:
                return done[0]
            if headers and not places and responses[0].status == CONFLICT:
                self.tally.count("keys replaced after a conflict")
                headers["idempotency-key"] = secrets.token_hex(16)
            time.sleep(0.1)
        raise ValueError(f"{route} never succeeded; last response: {responses[0].body}")

    def _click(self, route: str, request: Request, headers: dict[str, str], places: bool) -> list[Returned]:
        twice = places and self.dice.random() < 0.2
        if twice:
            self.tally.count("double clicks")
        sent = [self.instances.request(route, request, headers) for _ in range(1 + twice)]
        responses = [one.result() for one in sent]
        for returned in responses:
            self.tally.received(returned)
        return responses
