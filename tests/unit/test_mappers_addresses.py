"""Addresses: a parcel must find its way, and what a customer typed must come back as it was typed."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.mappers.addresses import address, customer_address, medusa_address
from commerce.models.common import Address
from commerce.models.customers import AddressChange, AddressInput
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from local.shop import ADDRESS
from tests.support.medusa_code import countries
from tests.support.recorded import as_json, recorded

Json = dict[str, Any]


# What the models take: no control characters, but tabs and line breaks; spaces of all kinds around.
_LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n"), max_size=40)
_FILLED = _LINE.filter(lambda text: bool(text.strip()))
_EMAILS = st.from_regex(r" ?[a-z0-9.+-]{1,20}@[a-z0-9]{1,9}\.[a-z]{2,5} ?", fullmatch=True)
_COUNTRIES = st.sampled_from(sorted(countries() | {"XK"})).flatmap(
    lambda code: st.sampled_from([code, code.lower(), code.capitalize()])
)
_PHONES = st.sampled_from(
    ["", " ", "+49 30 1234567", "(030) 123-45.67", "030/1234 ext. 12", "+1 555 0100 x7"]
)
_POSTAL_CODES = st.from_regex(r" ?[A-Za-z0-9]([A-Za-z0-9 -]{0,10}[A-Za-z0-9])? ?", fullmatch=True)
_OPTIONAL = [
    "firstName",
    "lastName",
    "companyName",
    "taxId",
    "district",
    "region",
    "streetNumber",
    "apartment",
]


@st.composite
def _inputs(draw: st.DrawFn) -> Json:
    whole = {"country": draw(_COUNTRIES)}
    whole |= {name: draw(_FILLED) for name in ("streetName", "city")} | {"postalCode": draw(_POSTAL_CODES)}
    whole |= draw(st.dictionaries(st.sampled_from(_OPTIONAL), _LINE))
    return whole | draw(st.fixed_dictionaries({}, optional={"email": _EMAILS, "phone": _PHONES}))


def _as_typed(typed: Json) -> Json:
    """What a client should get back: trimmed, empty ones left out."""
    trimmed = {name: text.strip() for name, text in typed.items() if text.strip()}
    trimmed["country"] = trimmed["country"].upper()
    return trimmed


@settings(deadline=None)
@given(_inputs())
def test_a_round_trip_loses_nothing(typed: Json) -> None:
    stored = medusa_address(AddressInput.model_validate(typed))
    shown = address(stored)
    assert shown
    assert as_json(shown) == _as_typed(typed)
    again = AddressInput.model_validate(as_json(shown))
    assert address(medusa_address(again)) == shown


def test_where_each_part_lives_in_medusa() -> None:
    typed = AddressInput.model_validate(ADDRESS | {"email": "ada@lab.local"})
    assert medusa_address(typed) == {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "company": "Analytical GmbH",
        "address_1": "Invalidenstrasse",
        "address_2": "116",
        "city": "Berlin",
        "postal_code": "10115",
        "phone": "+49301234567",
        "country_code": "de",
        "province": "Berlin",
        "metadata": {"taxId": "DE123456789", "apartment": "4", "email": "ada@lab.local"},
    }


@pytest.mark.parametrize("name", ["cart-full", "order-completed"])
@pytest.mark.parametrize("kind", ["shipping_address", "billing_address"])
def test_a_recorded_address_is_the_one_that_was_typed(name: str, kind: str) -> None:
    answer = recorded(name)
    shown = address((answer.get("cart") or answer["order"])[kind])
    assert shown
    assert as_json(shown) == ADDRESS


def test_fields_stand_in_the_contracts_order() -> None:
    names = list(as_json(Address(**dict.fromkeys(Address.model_fields, "x"))))
    assert names == [
        "firstName",
        "lastName",
        "companyName",
        "taxId",
        "country",
        "district",
        "region",
        "streetName",
        "streetNumber",
        "apartment",
        "city",
        "postalCode",
        "email",
        "phone",
    ]


@pytest.mark.parametrize(
    "typed", [{"district": "Mitte"}, {"region": "Berlin"}, {"district": "a", "region": "b"}]
)
def test_a_district_is_no_region(typed: Json) -> None:
    bare = {"country": "DE", "streetName": "A", "city": "B", "postalCode": "1"}
    stored = medusa_address(AddressInput.model_validate(bare | typed))
    assert stored.get("province") == typed.get("region")
    assert stored.get("metadata", {}).get("district") == typed.get("district")
    shown = address(stored)
    assert shown
    assert as_json(shown) == bare | typed


def test_a_change_sends_only_changes_and_empty_text_removes() -> None:
    assert medusa_address(AddressChange.model_validate({"phone": " "})) == {"phone": ""}
    assert medusa_address(AddressChange.model_validate({"country": "pl"})) == {"country_code": "pl"}
    assert medusa_address(AddressChange.model_validate({"taxId": ""})) == {"metadata": {"taxId": ""}}
    assert medusa_address(AddressChange()) == {}


@pytest.mark.parametrize("field", ["streetName", "city", "postalCode", "country"])
@pytest.mark.parametrize("text", ["", "  ", "\t"])
def test_what_a_parcel_needs_cannot_be_empty(field: str, text: str) -> None:
    with pytest.raises(ValidationError):
        AddressInput.model_validate(ADDRESS | {field: text})
    with pytest.raises(ValidationError):
        AddressChange.model_validate({field: text})


@pytest.mark.parametrize(
    "medusa",
    [
        None,
        {},
        {"country_code": "us", "address_1": None},
        {"country_code": "us", "address_1": "  "},
        {"country_code": None, "address_1": "Main Street"},
        "Main Street 1",
        ["Main Street 1"],
    ],
)
def test_an_address_that_no_parcel_would_find_is_none(medusa: Any) -> None:
    assert address(medusa) is None


def test_values_are_trimmed_and_empty_ones_left_out() -> None:
    shown = address(
        {
            "country_code": " de ",
            "address_1": " Torstrasse ",
            "address_2": " ",
            "city": None,
            "postal_code": 10115,
            "phone": "",
            "metadata": {"taxId": 5, "apartment": " 2 "},
        }
    )
    assert shown
    assert as_json(shown) == {
        "country": "DE",
        "streetName": "Torstrasse",
        "apartment": "2",
        "city": "",
        "postalCode": "",
    }


def test_recorded_saved_addresses_can_be_shown() -> None:
    for theirs in recorded("addresses-list")["addresses"]:
        shown = as_json(customer_address(theirs))
        assert (shown["id"], shown["customerId"]) == (theirs["id"], theirs["customer_id"])
        assert (shown["createdAt"], shown["updatedAt"]) == (theirs["created_at"], theirs["updated_at"])
        assert shown["address"]["country"] == theirs["country_code"].upper()


@pytest.mark.parametrize(
    ("names", "label"),
    [
        (("Workshop", "Anna", "Nowak"), "Workshop"),
        ((None, "Anna", "Nowak"), "Anna Nowak"),
        ((" ", None, "Nowak"), "Nowak"),
        (("", "", None), None),
    ],
)
def test_a_label_is_the_addresses_name_or_else_the_persons(
    names: tuple[str | None, ...], label: str | None
) -> None:
    theirs = recorded("addresses-list")["addresses"][0]
    theirs |= dict(zip(("address_name", "first_name", "last_name"), names, strict=True))
    assert as_json(customer_address(theirs)).get("label") == label


@pytest.mark.parametrize("shipping", [True, False])
@pytest.mark.parametrize("billing", [True, False])
def test_default_for_one_is_default(shipping: bool, billing: bool) -> None:
    theirs = recorded("addresses-list")["addresses"][0]
    theirs |= {"is_default_shipping": shipping, "is_default_billing": billing}
    assert as_json(customer_address(theirs))["isDefault"] is (shipping or billing)


def test_a_saved_address_that_never_got_a_country_is_still_shown() -> None:
    theirs = recorded("addresses-list")["addresses"][0] | {"country_code": None, "address_1": None}
    shown = as_json(customer_address(theirs))["address"]
    assert (shown["country"], shown["streetName"]) == ("", "")


def test_a_saved_address_shows_what_is_known_of_it() -> None:
    theirs = {"id": "cuaddr_1", "customer_id": "cus_1", "created_at": "x", "updated_at": "y"}
    shown = as_json(customer_address(theirs | {"metadata": None, "province": " Mitte "}))
    assert shown == {
        "id": "cuaddr_1",
        "customerId": "cus_1",
        "isDefault": False,
        "address": {
            "country": "",
            "region": "Mitte",
            "streetName": "",
            "city": "",
            "postalCode": "",
        },
        "createdAt": "x",
        "updatedAt": "y",
    }


def test_an_emptied_region_is_taken_away() -> None:
    assert medusa_address(AddressChange.model_validate({"region": ""})) == {"province": ""}
    assert medusa_address(AddressChange.model_validate({"district": " "})) == {"metadata": {"district": ""}}
