"""How much a client may store: the numbers, and the check of metadata after Medusa's merge.

A single request is bounded by its model. What accumulates over many requests is bounded here, with what is
stored already. docs/limits.md has the same numbers; a test compares them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from commerce.errors import BadRequestError

METADATA_NODES = 500
"""Values, names and containers in a metadata object, the object itself included."""
METADATA_DEPTH = 8
METADATA_TEXT = 5000
"""Characters in one text of a metadata object."""
METADATA_LENGTH = 16_384
"""Characters of a metadata object as JSON."""

CART_LINES = 100
LINES_AT_ONCE = 20
"""Lines that one request adds to a cart; the bundle's plugin takes no more."""
OPEN_CARTS = 100
"""Open carts of a customer; the bundle's plugin closes the oldest one when another is opened."""
ADDRESSES = 100
"""Saved addresses of a customer."""


def check_merged_metadata(
    existing: Mapping[str, Any] | None, changes: Mapping[str, Any], path: str = "body.metadata"
) -> None:
    """Refuse changes that would make stored metadata too large; Medusa merges them key by key.

    Metadata that is too large already may still be changed, as long as it does not grow.

    Raises
    ------
    BadRequestError
        What is stored would exceed `METADATA_LENGTH` or `METADATA_NODES`; it names ``path``.
    """
    stored = dict(existing or {})
    merged = stored | dict(changes)
    for measure, limit in ((metadata_length, METADATA_LENGTH), (_nodes, METADATA_NODES)):
        if measure(merged) > max(limit, measure(stored)):
            message = (
                f"The metadata would be too large with what is stored: at most {METADATA_LENGTH} characters "
                f"as JSON and {METADATA_NODES} nodes. Remove a key by setting it to an empty text"
            )
            raise BadRequestError(message, path=path, code="metadata_too_large")


def metadata_length(metadata: Mapping[str, Any]) -> int:
    """Return the number of characters of a metadata object as JSON."""
    return len(json.dumps(metadata, ensure_ascii=False, separators=(",", ":")))


def metadata_parts(metadata: Mapping[str, Any]) -> Iterator[tuple[Any, int]]:
    """Return each node of a metadata object with its depth; the object itself first, names are nodes too."""
    queue: list[tuple[Any, int]] = [(metadata, 0)]
    while queue:
        value, depth = queue.pop()
        yield value, depth
        if isinstance(value, Mapping):
            queue.extend((part, depth + 1) for pair in value.items() for part in pair)
        elif isinstance(value, list):
            queue.extend((part, depth + 1) for part in value)


def _nodes(metadata: Mapping[str, Any]) -> int:
    return sum(1 for _ in metadata_parts(metadata))
