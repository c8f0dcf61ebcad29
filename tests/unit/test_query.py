"""What stands behind the ``?`` means what a client wrote, or is refused with the parameter's name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from commerce.api import Api
from commerce.models.common import Model
from commerce.paging import From, Limit, Offset

from local.function_events import Context, event


class Seen(Model):
    said: str


def ask(query: str) -> tuple[int, Any]:
    api = Api("things")

    @api.get("/things")
    def things(limit: Limit = 10, offset: Offset = 3, since: From = None) -> Seen:
        return Seen(said=f"{limit} {offset} {since}")

    sent = event("GET /things") | {"rawQueryString": query}
    answer = api.handle(sent, Context())  # type: ignore[arg-type]
    return answer["statusCode"], json.loads(answer["body"])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "10 3 None"),
        ("limit=", "10 3 None"),
        ("limit=%20&offset=5", "10 5 None"),
        ("limit=0", "0 3 None"),
        ("limit=007", "7 3 None"),
        ("limit=101", "100 3 None"),
        ("Limit=5", "10 3 None"),
        ("dateFrom=2026-01-31", "10 3 2026-01-31 00:00:00+00:00"),
    ],
)
def test_a_number_is_read_as_it_is_written(query: str, said: str) -> None:
    assert ask(query) == (200, {"said": said})


NUMBERS = [
    "1_0",
    "%2B5",
    "+5",
    "%205",
    "5%20",
    "5.0",
    "5.",
    "1e1",
    "0x5",
    "5,6",
    "-1",
    "-0.0",
    "--1",
    "9" * 5000,
]
NUMBERS += ["%EF%BC%95", "%D9%A5", "%C2%B2", "NaN", "Infinity", "true", "null", "5%00", "5%0A", "5;6", "%zz"]


@pytest.mark.parametrize("name", ["limit", "offset"])
@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:12])
def test_what_is_no_integer_is_400_and_names_the_parameter(name: str, number: str) -> None:
    status, answer = ask(f"{name}={number}")
    assert (status, answer["details"][0]["path"]) == (400, f"query.{name}")


@pytest.mark.parametrize(
    "query", ["limit=1&limit=2", "limit=1&limit=1", "limit=1&limit=x", "dateFrom=2026&dateFrom=2"]
)
def test_a_parameter_that_comes_twice_is_400(query: str) -> None:
    status, answer = ask(query)
    assert (status, answer["details"][0]["path"]) == (400, f"query.{query.partition('=')[0]}")


@pytest.mark.parametrize("text", ["%FF", "%ED%A0%80", "%C3"])
def test_a_query_that_is_no_text_is_400(text: str) -> None:
    """A replacement character in its place would search for what no one wrote."""
    status, answer = ask(f"q={text}")
    assert (status, answer["details"][0]["path"]) == (400, "query")
