"""Ids and URLs: what is no id must not reach Medusa as a part of a path."""

from __future__ import annotations

import pytest
from commerce.errors import BadRequestError
from commerce.ids import is_id, spellings, url_path


@pytest.mark.parametrize(("value", "known"), [("cart_01M8-x", True), ("a" * 128, True), ("a" * 129, False)])
def test_an_id_has_letters_and_an_end(value: str, known: bool) -> None:
    assert is_id(value) is known


@pytest.mark.parametrize("value", ["", "_a", "-a", "../x", "a/b", "a%2Fb", "a?b", "a\n", "\u0430"])
def test_what_could_be_more_than_a_segment_is_no_id(value: str) -> None:
    assert not is_id(value)


@pytest.mark.parametrize("segments", [("",), ("carts", "."), ("..", "carts")])
def test_a_segment_that_climbs_is_refused_wherever_it_stands(segments: tuple[str, ...]) -> None:
    with pytest.raises(BadRequestError, match="An id is missing"):
        url_path(*segments)


def test_a_segment_stays_one() -> None:
    assert url_path("store", "carts", "a/b?c#d e") == "/store/carts/a%2Fb%3Fc%23d%20e"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a", ["a"]),
        ("20%OFF", ["20%OFF"]),
        ("A%2FB", ["A%2FB", "A/B"]),
        ("a%00", ["a%00"]),
        ("%0A", ["%0A"]),
        ("a%2500", ["a%2500", "a%00"]),
    ],
)
def test_a_text_that_was_encoded_twice_is_read_once_more(text: str, found: list[str]) -> None:
    assert spellings(text) == found
