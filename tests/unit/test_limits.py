"""What accumulates over many requests stays bounded."""

from itertools import pairwise
from typing import Any

import pytest
from commerce.errors import BadRequestError
from commerce.limits import METADATA_LENGTH, METADATA_NODES, check_merged_metadata

from tools import limits as table


@pytest.mark.parametrize("name", table.CHAINS)
def test_a_limit_fits_into_the_one_before_it(name: str) -> None:
    """Else the outer one is reached first, and the client gets an error that is not ours."""
    for outer, inner in pairwise(table.CHAINS[name]):
        assert inner.size <= outer.size, (outer.what, inner.what)


def test_the_table_of_limits_is_that_of_the_code() -> None:
    text = table.DOCUMENT.read_text()
    assert table.table() in text
    assert table.filled(text) == text


def filled(length: int, name: str = "a") -> dict[str, Any]:
    """Return metadata of so many characters as JSON."""
    return {name: "b" * (length - len('{"":""}') - len(name))}


def test_metadata_may_be_as_large_as_the_limit_after_the_merge() -> None:
    check_merged_metadata(None, filled(METADATA_LENGTH))
    check_merged_metadata(filled(METADATA_LENGTH - 9), {"c": "dd"})
    check_merged_metadata({}, {"c": [0] * (METADATA_NODES - 3)})


@pytest.mark.parametrize(
    ("existing", "changes"),
    [
        (None, filled(METADATA_LENGTH + 1)),
        (filled(METADATA_LENGTH - 9), {"c": "ddd"}),
        (filled(METADATA_LENGTH), {"c": ""}),
        ({"a": [0] * (METADATA_NODES - 3)}, {"c": 1}),
        ({str(number): 0 for number in range(400)}, {"c": 1}),
    ],
)
def test_metadata_does_not_grow_past_the_limit(existing: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError) as refused:
        check_merged_metadata(existing, changes, "body.notes")
    assert [detail.path for detail in refused.value.details] == ["body.notes"]


def test_metadata_that_is_too_large_already_may_be_reduced() -> None:
    existing = filled(METADATA_LENGTH * 2) | {"c": [0] * METADATA_NODES}
    check_merged_metadata(existing, {"a": ""})
    check_merged_metadata(existing, {"c": [1] * METADATA_NODES})
    with pytest.raises(BadRequestError):
        check_merged_metadata(existing, {"d": 1})


def test_a_key_that_is_replaced_counts_once() -> None:
    check_merged_metadata(filled(METADATA_LENGTH), filled(METADATA_LENGTH))
