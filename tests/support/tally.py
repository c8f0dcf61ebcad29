"""Counts what a theme of attacks sent and what came back, for the table at the end of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from local.shop import Answer
from tests.support import reports

HEAD = ("attack", "sent", "responses", "medusa requests")


@dataclass
class Tally:
    """The responses to the attacks of one theme, by kind."""

    title: str
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, response: Answer) -> None:
        """Count a response."""
        self.statuses.setdefault(kind, Counter())[response.status] += 1
        self.requests[kind] += response.requests

    def print(self) -> None:
        """Collect the table for the end of the run."""
        rows = [
            (kind, counts.total(), _shown(counts), self.requests[kind])
            for kind, counts in self.statuses.items()
        ]
        reports.table(self.title, HEAD, rows)


def _shown(counts: Counter[int]) -> str:
    return " ".join(f"{count}x{status}" for status, count in sorted(counts.items()))


def is_error(response: Answer) -> bool:
    """Return whether a response is an error in the contract's shape, or one of the gateway's own."""
    body = response.body
    if not isinstance(body, dict):
        return False
    if set(body) == {"message"}:
        return response.status in {400, 401, 404, 413}
    return (
        set(body) <= {"statusCode", "error", "code", "message", "details", "orderId"}
        and body.get("statusCode") == response.status
        and isinstance(body.get("message"), str)
    )
