"""Which instance of a function handles a request, as Lambda decides it.

An instance handles one request at a time and is reused for the next one; concurrent requests get further
instances. One that has ended, or whose code has changed since, is replaced.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol


class InstanceGone(Exception):  # noqa: N818 - it is an outcome, not our fault
    """The instance ended, or did not respond in time."""


class RunningInstance(Protocol):
    """What the pool requires of an instance."""

    made_from: float

    def invoke(self, event: str) -> str:
        """Invoke with an event and return the response; raises `InstanceGone` when there is none."""

    def is_alive(self) -> bool:
        """Whether its process is there."""

    def stop(self) -> None:
        """End it."""


@dataclass
class Pool:
    """The instances of one function: at most `limit`; who comes when all are busy waits.

    `start` begins to start an instance of the code that a number stands for; `current` gives the number of
    the code that is there now.
    """

    start: Callable[[float], Future[RunningInstance]]
    current: Callable[[], float]
    limit: int = 10
    _idle: list[RunningInstance] = field(default_factory=list)
    _broken: list[BaseException] = field(default_factory=list)
    _count: int = 0
    _starting: int = 0
    _waiting: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def invoke(self, event: str) -> str:
        """Invoke an instance that handles only this event; return its response, or the failure."""
        instance = self._take()
        keep = False
        try:
            response, keep = _judge(instance.invoke(event))
        except InstanceGone as error:
            response = _failure("Runtime.ExitError", str(error))
        finally:
            self._give_back(instance, keep)
        return response

    def close(self) -> None:
        """End the instances that are idle."""
        with self._changed:
            while self._idle:
                self._idle.pop().stop()
                self._count -= 1

    def _take(self) -> RunningInstance:
        """Return the first free instance: a new one, or one that has finished another request."""
        code = self.current()
        with self._changed:
            self._waiting += 1
            try:
                while True:
                    if instance := self._usable(code):
                        return instance
                    if self._broken:
                        raise self._broken.pop()
                    if self._starting < self._waiting and self._count < self.limit:
                        self._count += 1
                        self._starting += 1
                        self.start(code).add_done_callback(self._started)
                    else:
                        self._changed.wait()
            finally:
                self._waiting -= 1

    def _usable(self, code: float) -> RunningInstance | None:
        while self._idle:
            instance = self._idle.pop()
            if instance.is_alive() and instance.made_from == code:
                return instance
            instance.stop()
            self._count -= 1
        return None

    def _started(self, start: Future[RunningInstance]) -> None:
        with self._changed:
            self._starting -= 1
            if error := start.exception():
                self._count -= 1
                self._broken.append(error)
            else:
                self._idle.append(start.result())
            self._changed.notify_all()

    def _give_back(self, instance: RunningInstance, keep: bool) -> None:
        if not keep:
            instance.stop()
        with self._changed:
            if keep:
                self._idle.append(instance)
            else:
                self._count -= 1
            self._changed.notify_all()


def every(seconds: float, measure: Callable[[], float]) -> Callable[[], float]:
    """Return `measure`, called at most once in so many seconds."""
    known: tuple[float, float] | None = None

    def current() -> float:
        nonlocal known
        now = time.monotonic()
        if known is None or now - known[0] >= seconds:
            known = (now, measure())
        return known[1]

    return current


def _judge(response: str) -> tuple[str, bool]:
    """Return the response, a failure in the form that SAM CLI knows as one, and whether to keep the instance.

    The emulator says 200 to everything: a handler's exception is an object with an errorType, a timeout a
    line of text.
    """
    try:
        found = json.loads(response)
    except ValueError:
        return _failure("Sandbox.Timedout", response), False
    if (
        isinstance(found, dict)
        and {"errorType", "errorMessage"} <= found.keys()
        and "statusCode" not in found
    ):
        kind = str(found["errorType"])
        return _failure(kind, str(found["errorMessage"])), not kind.startswith(("Runtime.", "Sandbox."))
    return response, True


def _failure(kind: str, message: str) -> str:
    return json.dumps({"errorType": kind, "errorMessage": message})
