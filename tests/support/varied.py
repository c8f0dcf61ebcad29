"""Medusa's responses, varied within their types: what another shop, or another day, would return."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_AMOUNTS = st.one_of(
    st.integers(-(10**9), 10**12),
    st.floats(-1e9, 1e12, allow_nan=False, allow_infinity=False),
    st.decimals(0, 10**7, places=2).map(float),
)
_COUNTS = st.integers(0, 10**6)
_WHOLE = {"quantity", "count", "limit", "offset", "inventory_quantity"}
ALWAYS = {
    *("id", "created_at", "updated_at", "quantity", "unit_price", "total", "currency_code", "provider_id"),
    *(
        "code",
        "customer_id",
        "start_date",
        "url",
        "value",
        "option_id",
        "sku",
        "payment_collections",
        "status",
    ),
}
"""Fields that Medusa's tables do not allow to be empty; a list may still be, and so may any other field."""


def varied(example: Any, name: str = "", required: frozenset[str] = frozenset()) -> st.SearchStrategy[Any]:
    """Return values of the example's shape: other texts and amounts, fields without a value or left out.

    Fields in ``required`` are there, with a value of their type.
    """
    if isinstance(example, dict):
        return _object(example, required)
    if isinstance(example, list):
        entry = varied(example[0], name, required) if example else st.nothing()
        return st.lists(entry, max_size=3) if example else st.just([])
    if isinstance(example, bool):
        return st.booleans()
    if isinstance(example, int | float):
        return _COUNTS if name in _WHOLE else _AMOUNTS
    if isinstance(example, str):
        return st.one_of(st.just(example), _TEXTS)
    return st.none()


def _object(example: dict[str, Any], required: frozenset[str]) -> st.SearchStrategy[dict[str, Any]]:
    sure, unsure = {}, {}
    for key, value in example.items():
        kind = varied(value, key, required)
        if key in required:
            sure[key] = kind
        else:
            unsure[key] = st.one_of(kind, st.none())
    return st.fixed_dictionaries(sure, optional=unsure)
