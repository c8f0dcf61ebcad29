"""The public catalogue's cache: a guest waits less, and no one ever sees a customer's response."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from aws_lambda_powertools.event_handler.openapi.params import Query
from commerce import cache, catalogue_cache
from commerce.api import Api
from commerce.errors import NotFoundError
from commerce.models.common import Model, OmitNone

from local.function_events import ANNA, Context, event


class View(Model):
    number: int
    currency: OmitNone[str] = None
    text: str = ""


class Shop:
    """A function that counts how often it is called."""

    def __init__(self) -> None:
        self.asked = 0
        self.text = ""
        self.api = Api("things", public=frozenset({"GET /things/{id}"}))

        @self.api.get("/things/<id>")
        def get(
            id: str, q: str | None = None, limit: int = 12, tag: Annotated[list[str] | None, Query()] = None
        ) -> View:
            self.asked += 1
            if id == "none":
                raise NotFoundError("no")
            return View(number=self.asked, currency=self.api.currency, text=self.text)

        @self.api.get("/mine/<id>")
        def mine(id: str) -> View:
            return View(number=0)

    def get(self, id: str = "a", *, route: str = "GET /things/{id}", **kwargs: Any) -> tuple[int, Any, Any]:
        answer = self.api.handle(event(route, id, **kwargs), Context())  # type: ignore[arg-type]
        body = json.loads(answer["body"]) if answer["body"] else None
        return answer["statusCode"], body, {name.lower(): value for name, value in answer["headers"].items()}


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CATALOGUE_CACHE_SECONDS", "60")
    cache.clear()
    yield
    cache.clear()


def test_a_guest_gets_what_was_made_a_moment_ago() -> None:
    shop = Shop()
    first, second = shop.get(), shop.get()
    assert first[1] == second[1] == {"number": 1, "text": ""}
    assert first[2]["cache-control"] == "public, max-age=60, stale-while-revalidate=60"
    assert first[2]["vary"] == "accept-encoding, authorization, origin, x-currency, x-locale"
    assert first[2]["etag"] == second[2]["etag"]


@pytest.mark.parametrize(
    "other",
    [
        {"id": "b"},
        {"query": {"limit": "1"}},
        {"headers": {"x-currency": "USD"}},
        {"headers": {"x-locale": "de-DE"}},
    ],
)
def test_whatever_changes_the_response_is_another_response(other: dict[str, Any]) -> None:
    shop = Shop()
    shop.get()
    assert shop.get(**other)[1]["number"] == 2
    assert shop.get(**other)[1]["number"] == 2
    assert shop.get()[1]["number"] == 1


def test_a_known_response_is_304_without_a_body() -> None:
    shop = Shop()
    tag = shop.get()[2]["etag"]
    assert tag.startswith('W/"')  # one body, compressed or not
    for known in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        status, body, headers = shop.get(headers={"if-none-match": known})
        assert (status, body, headers["etag"]) == (304, None, tag)
    assert shop.get(headers={"if-none-match": '"x"'})[0] == 200


def test_a_customers_response_is_no_other_customers() -> None:
    shop = Shop()
    shop.get()
    status, body, headers = shop.get(caller=ANNA)
    assert (status, body["number"]) == (200, 2)
    assert headers["cache-control"] == "no-store"
    assert "etag" not in headers
    assert shop.get()[1]["number"] == 1


def test_what_is_no_catalogue_and_what_fails_is_not_cached() -> None:
    shop = Shop()
    assert shop.get(route="GET /mine/{id}")[2]["cache-control"] == "no-store"
    for _ in range(2):
        status, _, headers = shop.get("none")
        assert (status, headers["cache-control"]) == (404, "no-store")
    assert shop.asked == 2
    rejected = shop.get(caller={"caller": "rejected", "reason": "expired"})
    assert (rejected[0], rejected[2]["cache-control"]) == (401, "no-store")


def test_a_response_ages(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop()
    shop.get()
    later = time.time() + 61
    monkeypatch.setattr("time.time", lambda: later)
    assert shop.get()[1]["number"] == 2


def test_zero_seconds_is_off_but_for_the_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOGUE_CACHE_SECONDS", "0")
    shop = Shop()
    headers = shop.get()[2]
    assert headers["cache-control"] == "no-cache"
    assert shop.get()[1]["number"] == 2
    assert "etag" in headers


def test_the_cache_is_bounded_and_drops_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_cache.responses, "capacity", 5000)
    shop = Shop()
    shop.text = "x" * 1000
    for name in ("a", "b", "a", "c"):
        shop.get(name)
    assert shop.asked == 3
    assert 4000 < catalogue_cache.responses.used <= 5000
    shop.get("a")
    assert shop.asked == 3
    shop.get("b")
    assert shop.asked == 4


def test_long_queries_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_cache.responses, "capacity", 50_000)
    shop = Shop()
    for number in range(20):
        shop.get(query={"q": f"{number}" + "y" * 8000})
    assert len(catalogue_cache.responses) == 5


def test_no_one_can_write_a_query_that_is_taken_for_another_one() -> None:
    shop = Shop()
    shop.get(query={"tag": "b", "q": "a"})
    assert shop.get(query={"tag": "b&q=a"})[1]["number"] == 2
    assert shop.get(query={"tag": ["b", "q", "a"]})[1]["number"] == 3
    assert shop.get(query={"tag": "b,q,a"})[1]["number"] == 4


@pytest.mark.parametrize("query", [{"zz": "1"}, {"limits": "3"}, {"q": ""}, {"limit": " "}, {"Q": "x"}])
def test_what_no_route_reads_makes_no_other_response(query: dict[str, str]) -> None:
    shop = Shop()
    shop.get()
    assert shop.get(query=query)[1]["number"] == 1
    assert len(catalogue_cache.responses) == 1


def test_the_order_of_parameters_makes_no_other_response() -> None:
    shop = Shop()
    shop.get(query={"q": "a", "limit": "3"})
    assert shop.get(query={"limit": "3", "q": "a"})[1]["number"] == 1
