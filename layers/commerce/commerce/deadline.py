"""How much time a request has left."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

MARGIN = 0.75
"""Seconds reserved from the function's own limit, to return a response in."""
LAST = 0.25
"""Seconds of these that remain after the response of an idempotent request is stored."""


class LambdaContext(Protocol):
    """The part of Lambda's context that has the remaining time."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the function."""


@dataclass(frozen=True)
class Deadline:
    """A moment on the monotonic clock by which the work must be done."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Create a deadline ``seconds`` from now."""
        return cls(time.monotonic() + seconds)

    @classmethod
    def of(cls, context: LambdaContext, margin: float = MARGIN) -> Deadline:
        """Return a deadline ``margin`` seconds before Lambda ends the function."""
        return cls.after(context.get_remaining_time_in_millis() / 1000 - margin)

    def within(self, seconds: float) -> Deadline:
        """Return the deadline for a part of the work: ``seconds`` from now, or this one when it is sooner."""
        return min(self, Deadline.after(seconds), key=lambda deadline: deadline.at)

    def left(self) -> float:
        """Seconds left; zero or less once it has passed."""
        return self.at - time.monotonic()
