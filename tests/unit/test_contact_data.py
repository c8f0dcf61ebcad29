"""Where a parcel goes and whom to call: what can be read is taken, the rest is refused in words."""

from __future__ import annotations

import itertools
import json
import re
import string
from collections.abc import Iterator
from typing import Any

import pytest
from commerce.api import _detail
from commerce.models import common, customers
from commerce.models.carts import AddItem, CreateCart
from commerce.models.common import PATTERN_WORDS
from commerce.models.customers import AddressChange, AddressInput
from pydantic import BaseModel, ValidationError

from local.shop import ADDRESS
from tests.support.medusa_code import countries
from tools import openapi

Json = dict[str, Any]


def refused(model: type[BaseModel], body: Json) -> list[Json]:
    """Return what a client would read of each field that is wrong."""
    try:
        model.model_validate(body)
    except ValidationError as wrong:
        return [_detail({**error, "loc": ("body", *error["loc"])}).as_json() for error in wrong.errors()]
    return []


def paths(model: type[BaseModel], body: Json) -> list[str]:
    return [detail["path"] for detail in refused(model, body)]


def test_countries_are_those_that_there_are() -> None:
    pairs = {"".join(pair) for pair in itertools.product(string.ascii_uppercase, repeat=2)}
    taken = {code for code in pairs if not refused(AddressInput, ADDRESS | {"country": code})}
    # Medusa has no Kosovo; of the world's countries it lacks none.
    assert taken == customers._COUNTRIES
    assert countries() <= taken
    assert len(taken) == 250


@pytest.mark.parametrize("code", ["ZZ", "AA", "EU", "UK", "xx", "D", "DEU", "", "1A", "D\u0415"])
def test_what_is_no_country_is_refused(code: str) -> None:
    assert paths(AddressInput, ADDRESS | {"country": code}) == ["body.country"]
    assert paths(AddressChange, {"country": code}) == ["body.country"]


@pytest.mark.parametrize(
    "phone",
    [
        *(
            "+49301234567",
            "+49 30 1234567",
            "(030) 123 45 67",
            "030/1234-567",
            "030.123.45.67",
            "110 0",
            "1234",
        ),
        *("+1 (555) 010-0100 x12", "+1 555 0100 ext. 7", "+1 555 0100 ext7", " +48 22 1234567 ", "", "  "),
    ],
)
def test_a_telephone_number_as_people_write_it(phone: str) -> None:
    assert AddressChange.model_validate({"phone": phone}).phone == phone.strip()


@pytest.mark.parametrize(
    "phone",
    [
        "abc",
        "1",
        "12",
        "+",
        "call me",
        "+49 30 12345 x",
        "<script>",
        "123;456",
        "1" * 40,
        "12345\n678a",
        "٠٣٠١٢٣٤",
    ],
)
def test_what_is_no_telephone_number_is_refused(phone: str) -> None:
    assert paths(AddressInput, ADDRESS | {"phone": phone}) == ["body.phone"]


@pytest.mark.parametrize(
    "code",
    ["10115", "00-001", "SW1A 1AA", "1234 AB", "K1A 0B1", "AD500", "1", " 10115 ", "LV-1010", "350000-0001"],
)
def test_a_postal_code(code: str) -> None:
    assert AddressChange.model_validate({"postalCode": code}).postal_code == code.strip()


@pytest.mark.parametrize(
    "code", ["!!!", "-", "10115!", "-10115", "10115-", "12345678901234", "10\n115", "a_b", "", " "]
)
def test_what_is_no_postal_code_is_refused(code: str) -> None:
    assert paths(AddressInput, ADDRESS | {"postalCode": code}) == ["body.postalCode"]


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (AddressInput, ADDRESS | {"country": "?!"}),
        (AddressInput, ADDRESS | {"country": "ZZ"}),
        (AddressInput, ADDRESS | {"phone": "abc"}),
        (AddressInput, ADDRESS | {"postalCode": "!!!"}),
        (AddressInput, ADDRESS | {"email": "abc"}),
        (CreateCart, {"currency": "euro"}),
        (CreateCart, {"currency": "EUR", "regionId": "../x"}),
        (AddItem, {"sku": "A", "quantity": 1, "cartId": "a b"}),
    ],
    ids=str,
)
def test_no_message_shows_a_regular_expression(model: type[BaseModel], body: Json) -> None:
    [detail] = refused(model, body)
    assert not re.search(r"[\\\[\]{}^$|*]|pattern", detail["message"])
    assert detail["message"] != "is not valid"


def patterns(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("pattern"), str):
            yield value["pattern"]
        for inner in value.values():
            yield from patterns(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from patterns(inner)


def test_each_pattern_has_its_words() -> None:
    document = json.loads(openapi.text())
    for methods in document["paths"].values():  # headers are read by hand, with words of their own
        for operation in methods.values():
            told = operation.get("parameters", [])
            operation["parameters"] = [one for one in told if one.get("in") != "header"]
    document["components"].pop("parameters", None)
    used = set(patterns(document))
    assert len(used) > 5
    assert used <= set(PATTERN_WORDS)
    assert {value for name, value in vars(common).items() if name.endswith("_PATTERN")} == set(PATTERN_WORDS)
