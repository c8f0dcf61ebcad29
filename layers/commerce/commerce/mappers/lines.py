"""What a cart or an order holds, in the order in which it was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]


def by_creation(rows: Iterable[Row | None] | None) -> list[Row]:
    """Return the lines, deliveries or promotions of a cart or an order in the order of their making.

    Medusa's database gives them in any order. Rows of the same moment go by their ids.
    """
    there = [row for row in rows or [] if row]
    return sorted(there, key=lambda row: (str(row.get("created_at") or ""), str(row.get("id"))))
