"""What of Medusa's JSON cannot be read is Medusa's failure, and the log says what without any value."""

from __future__ import annotations

import importlib
import inspect
import re
from pkgutil import iter_modules
from typing import Any

import pytest
from commerce import mappers, reading
from commerce.errors import ConflictError, UpstreamError
from commerce.models.common import Media, Price
from commerce.reading import MedusaObject, parse, reads_medusa

from local.function_events import Context, event
from tests.conftest import Configure
from tests.support.upstream import Upstream


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The fields of what is logged as an error."""
    written: list[dict[str, Any]] = []
    monkeypatch.setattr(reading.logger, "error", lambda _, **fields: written.append(fields))
    return written


def test_a_field_missing_anywhere_is_a_failure_of_medusa(log: list[dict[str, Any]]) -> None:
    answer = parse(b'{"cart": {"items": [{"id": "a"}]}}')
    assert answer == {"cart": {"items": [{"id": "a"}]}}
    for thing, field in ((answer, "order"), (answer["cart"], "id"), (answer["cart"]["items"][0], "quantity")):
        with pytest.raises(UpstreamError):
            thing[field]
    assert answer.get("order") is None
    assert log == [{"field": "order"}, {"field": "id"}, {"field": "quantity"}]


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b'{"cart": ', b"[" * 100_000, b"\xff", b"\xef\xbb\xbf{}", b"\xfe\xff{}"]
)
def test_what_is_no_json_is_none(raw: bytes) -> None:
    assert parse(raw) is None


@reads_medusa
def price(medusa: Any) -> Price:
    """Return a price."""
    if medusa == "conflict":
        raise ConflictError("no")
    return Price(value=medusa["amounts"][0]["value"], currency=medusa["currency"].upper())


GOOD = {"amounts": [{"value": 1}], "currency": "eur"}


def test_what_can_be_read_is_returned() -> None:
    assert price(GOOD) == Price(value=1, currency="EUR")
    assert (price.__name__, price.__doc__) == ("price", "Return a price.")


@pytest.mark.parametrize(
    ("medusa", "reason"),
    [
        ({}, "KeyError"),
        (None, "TypeError"),
        (GOOD | {"amounts": []}, "IndexError"),
        (GOOD | {"currency": None}, "AttributeError"),
        (GOOD | {"amounts": [{"value": "anna@lab.local"}]}, "Price: value"),
    ],
)
def test_what_cannot_be_read_is_a_failure_of_medusas(
    medusa: Any, reason: str, log: list[dict[str, Any]]
) -> None:
    with pytest.raises(UpstreamError):
        price(medusa)
    assert log[0]["reader"] == "price"
    assert reason in log[0]["reason"]
    assert "anna@lab.local" not in str(log)


def test_an_error_of_the_contracts_passes() -> None:
    with pytest.raises(ConflictError):
        price("conflict")


def test_the_log_names_the_field_that_does_not_fit(log: list[dict[str, Any]]) -> None:
    picture = reads_medusa(lambda url: Media(url=url, alt=""))
    with pytest.raises(UpstreamError):
        picture(["anna@lab.local"])
    assert log[0]["reason"] == "Media: url: string_type"


def test_an_object_of_medusas_is_a_dict() -> None:
    assert MedusaObject(a=1) | {"b": 2} == {"a": 1, "b": 2}


INNER = {"price", "maybe_price", "amount_of", "text_of"}
"""Called only by other mappers, once for each field."""


def readers() -> list[tuple[str, Any]]:
    """Return the public mappers whose first argument is Medusa's JSON."""
    found = []
    for file in iter_modules(mappers.__path__, "commerce.mappers."):
        for name, function in inspect.getmembers(importlib.import_module(file.name), inspect.isfunction):
            if function.__module__ == file.name and not name.startswith("_") and name not in INNER:
                first = next(iter(inspect.signature(function).parameters.values()))
                if re.match("Mapping|MedusaJson", str(first.annotation)):
                    found.append((f"{file.name}.{name}", function))
    return found


@pytest.mark.parametrize(("name", "mapper"), readers())
def test_each_mapper_that_reads_medusas_json_is_marked(name: str, mapper: Any) -> None:
    assert hasattr(mapper, "__wrapped__"), f"{name} needs @reads_medusa"


@pytest.mark.parametrize(
    "answer", [{}, {"cart": {}}, {"cart": {"id": "cart_1"}}, {"cart": {"id": "cart_1", "items": 7}}]
)
def test_a_cart_that_cannot_be_read_is_502(answer: Any, upstream: Upstream, configure: Configure) -> None:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    upstream.on("GET /store/carts/cart_1", answer)
    handler = importlib.import_module("functions.carts.app").handler
    assert handler(event("GET /carts/{id}", "cart_1"), Context())["statusCode"] == 502
