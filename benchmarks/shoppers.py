"""Shoppers who fill a cart and order it, repeating what fails, and the instances of the functions they ask.

Each instance is a process of its own that serves one request at a time, as on Lambda: two clicks at once meet
in Medusa and nowhere before.
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
from commerce.medusa import circuit

from benchmarks.world import BOTH_ADDRESSES, PROVIDER, Request
from tests.support.instance import Instance, Told

SECONDS = 14
"""What a function has for a request; on AWS it has 20."""
PATIENCE = 60
"""How often a shopper tries before she gives up, which none may have to."""
PLACED = 201
CONFLICT = 409

_here: list[Instance] = []


def _start(running: Mapping[str, str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts means the shoppers
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the functions log
    circuit.RECOVERY = 1
    _here.append(Instance(running, pytest.MonkeyPatch()))


def _answer(route: str, request: Request, headers: Mapping[str, str]) -> Told:
    return _here[0].ask(route, request, SECONDS, headers)


class Instances:
    """Some instances of all functions; whichever is free takes a request."""

    def __init__(self, running: Mapping[str, str], number: int) -> None:
        """Start ``number`` of them, which find their settings on the platform that is ``running``."""
        self._all = ProcessPoolExecutor(
            number, mp_context=get_context("spawn"), initializer=_start, initargs=(running,)
        )

    def ask(self, route: str, request: Request, headers: Mapping[str, str]) -> Future[Told]:
        """Have one of them answer."""
        return self._all.submit(_answer, route, request, headers)

    def stop(self) -> None:
        """Stop them."""
        self._all.shutdown()


@dataclass
class Tally:
    """What all shoppers together did and were told."""

    answers: Counter[str] = field(default_factory=Counter)
    did: Counter[str] = field(default_factory=Counter)
    late: int = 0
    """Answers that came after Lambda would have stopped the function."""
    slowest: float = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        """Count something that a shopper did."""
        with self._lock:
            self.did[what] += 1

    def told(self, answer: Told) -> None:
        """Count an answer."""
        with self._lock:
            self.answers[str(int(answer.status))] += 1
            self.late += not answer.in_time
            self.slowest = max(self.slowest, answer.seconds)


@dataclass
class Shopper:
    """Somebody who wants one order, and what is chance about her."""

    instances: Instances
    tally: Tally
    dice: random.Random
    skus: list[str]
    option: str
    token: str | None = None
    cart: str = ""
    orders: set[str] = field(default_factory=set)
    """The ids of the orders that she was told of: one, if all is well."""

    def shop(self) -> None:
        """Fill a cart, order it, and now and then press the button once more."""
        for sku in self.dice.sample(self.skus, self.dice.randint(1, 2)):
            item = {"sku": sku, "quantity": self.dice.randint(1, 2), "currency": "EUR"}
            body = item | ({"cartId": self.cart} if self.cart else {})
            self.cart = self._until_done("POST /carts/items", (), body).body["id"]
        self._order()
        self.tally.count("orders told")

    def _order(self) -> None:
        if self.dice.random() < 0.5:
            self.tally.count("placed in one call")
            chosen = {"shippingMethodId": self.option, "paymentProviderId": PROVIDER}
            self._place("POST /checkout/{cartId}/complete", BOTH_ADDRESSES | chosen)
            return
        self.tally.count("placed step by step")
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
            self.tally.count("pressed again after the order")
            self._until_done(route, (self.cart,), body, places=True)

    def _until_done(self, route: str, values: tuple[str, ...], body: Any, *, places: bool = False) -> Told:
        """Ask until it is done, each time with the same Idempotency-Key, if any, until it is spent."""
        headers = {}
        if self.dice.random() < 0.5:
            self.tally.count("requests with a key")
            headers["idempotency-key"] = secrets.token_hex(16)  # an earlier run's would get its answers
        request = Request(values, body=body, token=self.token)
        for attempt in range(PATIENCE):
            if attempt:
                self.tally.count("repeats")
            answers = self._click(route, request, headers, places)
            done = [told for told in answers if told.status < 300]
            if places:
                self.orders |= {told.body["order"]["id"] for told in done if told.status == PLACED}
            if done:
                return done[0]
            if headers and not places and answers[0].status == CONFLICT:
                self.tally.count("keys spent")
                headers["idempotency-key"] = secrets.token_hex(16)
            time.sleep(0.1)
        raise ValueError(f"{route} was never answered with success, at last with {answers[0].body}")

    def _click(self, route: str, request: Request, headers: dict[str, str], places: bool) -> list[Told]:
        twice = places and self.dice.random() < 0.2
        if twice:
            self.tally.count("double clicks")
        asked = [self.instances.ask(route, request, headers) for _ in range(1 + twice)]
        answers = [one.result() for one in asked]
        for told in answers:
            self.tally.told(told)
        return answers
