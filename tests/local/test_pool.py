"""Requests must never share an instance at the same time, nor wait for ever, nor run old code."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from local.pool import InstanceGone, Pool, RunningInstance


class FakeInstance:
    """An instance that responds with its number, and notices when two requests meet in it."""

    def __init__(self, number: int, made_from: float, answer: Callable[[str], str] | None) -> None:
        self.number = number
        self.made_from = made_from
        self.alive = True
        self.stopped = False
        self.met = False
        self._answer = answer
        self._busy = threading.Lock()

    def invoke(self, event: str) -> str:
        if not self._busy.acquire(blocking=False):
            self.met = True
            return "{}"
        try:
            return self._answer(event) if self._answer else json.dumps({"instance": self.number})
        finally:
            self._busy.release()

    def is_alive(self) -> bool:
        return self.alive

    def stop(self) -> None:
        self.stopped = True


class Factory:
    """Starts fake instances and remembers them."""

    def __init__(self, answer: Callable[[str], str] | None = None, limit: int = 10) -> None:
        self.made: list[FakeInstance] = []
        self.code = 1.0
        self.error: Exception | None = None
        self._answer = answer
        self.pool = Pool(start=self._start, current=lambda: self.code, limit=limit)

    def _start(self, code: float) -> Future[RunningInstance]:
        future: Future[RunningInstance] = Future()
        if self.error:
            future.set_exception(self.error)
        else:
            self.made.append(FakeInstance(len(self.made), code, self._answer))
            future.set_result(self.made[-1])
        return future


def test_an_instance_is_kept_for_the_next_request() -> None:
    factory = Factory()

    answers = [factory.pool.invoke("{}") for _ in range(3)]

    assert answers == ['{"instance": 0}'] * 3
    assert len(factory.made) == 1


def test_concurrent_requests_get_own_instances_up_to_the_limit() -> None:
    together = threading.Barrier(3, timeout=10)

    def answer(event: str) -> str:
        if event == "meet":
            together.wait()
        return "{}"

    factory = Factory(answer, limit=3)
    with ThreadPoolExecutor(9) as callers:
        # The barrier opens only when three instances work at the same time.
        list(callers.map(factory.pool.invoke, ["meet"] * 9))

    assert len(factory.made) == 3
    assert not any(instance.met for instance in factory.made)


def test_changed_code_is_run_by_a_new_instance() -> None:
    factory = Factory()
    factory.pool.invoke("{}")

    factory.code = 2.0

    assert factory.pool.invoke("{}") == '{"instance": 1}'
    assert factory.made[0].stopped


def test_an_instance_that_ended_is_replaced() -> None:
    factory = Factory()
    factory.pool.invoke("{}")

    factory.made[0].alive = False

    assert factory.pool.invoke("{}") == '{"instance": 1}'


def test_no_response_is_a_failure_and_costs_the_instance() -> None:
    def vanish(_: str) -> str:
        raise InstanceGone("gone")

    factory = Factory(vanish, limit=1)

    answers = [json.loads(factory.pool.invoke("{}")) for _ in range(2)]

    assert [answer["errorType"] for answer in answers] == ["Runtime.ExitError"] * 2
    assert all(instance.stopped for instance in factory.made)


@pytest.mark.parametrize(
    ("answer", "kind", "kept"),
    [
        ('{"errorType": "KeyError", "errorMessage": "x", "stackTrace": []}', "KeyError", True),
        ('{"errorType": "Runtime.ExitError", "errorMessage": "x"}', "Runtime.ExitError", False),
        ("Task timed out after 3.00 seconds", "Sandbox.Timedout", False),
    ],
)
def test_failures_are_distinguished_from_responses(answer: str, kind: str, kept: bool) -> None:
    factory = Factory(lambda _: answer)

    found = json.loads(factory.pool.invoke("{}"))

    # SAM CLI knows a failure only by these two keys.
    assert found.keys() == {"errorType", "errorMessage"}
    assert found["errorType"] == kind
    assert factory.made[0].stopped is not kept


def test_an_instance_that_does_not_start_fails_only_its_request() -> None:
    factory = Factory(limit=1)
    factory.error = RuntimeError("no emulator")
    with pytest.raises(RuntimeError, match="no emulator"):
        factory.pool.invoke("{}")

    factory.error = None

    assert factory.pool.invoke("{}") == '{"instance": 0}'
