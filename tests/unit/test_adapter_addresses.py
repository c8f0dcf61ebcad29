"""A customer's address book: the caller's own, and nothing lost by a change of one part."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from commerce.errors import NotFoundError, UnauthorizedError, UpstreamError
from commerce.medusa import addresses
from commerce.medusa.transport.client import Medusa
from commerce.models.customers import CreateAddress, UpdateAddress

from local.shop import ADDRESS
from tests.support.recorded import recorded
from tests.support.upstream import Upstream

BOOK = "/store/customers/me/addresses"
ONE = f"{BOOK}/cuaddr_1"

Json = dict[str, Any]


def saved(**change: Any) -> Json:
    found: Json = recorded("addresses-list")["addresses"][0]
    return found | {"id": "cuaddr_1"} | change


def test_a_page_of_the_book(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {BOOK}", recorded("addresses-list"))
    found = addresses.list_addresses(anna, 2, 4)
    assert found.total == recorded("addresses-list")["count"]
    assert shop.seen[0].query == {"fields": addresses._FIELDS, "limit": "2", "offset": "4", "order": "id"}
    assert "metadata" in addresses._FIELDS.split(",")
    assert shop.asked == [f"GET {BOOK}"]


@pytest.mark.parametrize("odd", [{"id": None}, {"customer_id": None}, {"created_at": 5}], ids=str)
def test_an_odd_address_costs_the_book_that_address_only(anna: Medusa, shop: Upstream, odd: Json) -> None:
    shop.on(f"GET {BOOK}", {"addresses": [saved(**odd), saved(metadata="x")], "count": 2})
    found = addresses.list_addresses(anna, 10, 0)
    assert ([entry.id for entry in found.data], found.total) == (["cuaddr_1"], 2)


def test_one_address(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {ONE}", {"address": saved()})
    assert addresses.get_address(anna, "cuaddr_1").id == "cuaddr_1"
    assert shop.seen[0].query == {"fields": addresses._FIELDS}


def test_a_new_address_is_distinguished_from_its_twins(anna: Medusa, shop: Upstream) -> None:
    twin = saved(id="cuaddr_twin", metadata={"ref": "other"})
    body = {"address": ADDRESS, "label": "Office", "isDefault": True}

    def answer(mark: str) -> Json:
        new = saved(id="cuaddr_new", metadata={"ref": mark})
        return {"customer": {"addresses": [twin, saved(metadata=None), new]}}

    with mock.patch("secrets.token_hex", return_value="mark") as marks:
        shop.on(f"POST {BOOK}", answer("mark"))
        made = addresses.create_address(anna, CreateAddress.model_validate(body))
    assert made.id == "cuaddr_new"
    marks.assert_called_once_with(8)
    assert shop.asked == [f"POST {BOOK}"]
    assert shop.seen[0].query == {"fields": f"id,{addresses._NESTED}"}
    sent = shop.seen[0].json
    assert sent["metadata"] == {"taxId": "DE123456789", "apartment": "4", "ref": "mark"}
    assert sent["address_name"] == "Office"
    assert sent["is_default_shipping"] is sent["is_default_billing"] is True


@pytest.mark.parametrize("answer", [{}, {"customer": None}, {"customer": {"addresses": [saved()]}}])
def test_a_response_without_the_new_address_is_a_failure(anna: Medusa, shop: Upstream, answer: Json) -> None:
    shop.on(f"POST {BOOK}", answer)
    with pytest.raises(UpstreamError):
        addresses.create_address(anna, CreateAddress.model_validate({"address": ADDRESS}))


@pytest.mark.parametrize(
    ("change", "body"),
    [
        ({"address": {"phone": "+49 30 1"}}, {"phone": "+49 30 1"}),
        ({"address": {"taxId": "X"}}, {"metadata": {"taxId": "X"}}),
        ({"address": {"companyName": ""}}, {"company": ""}),
        ({"label": "Home"}, {"address_name": "Home"}),
        ({"label": None}, {"address_name": ""}),
        (
            {"address": {"phone": "+49 30 1"}, "label": "Home"},
            {"phone": "+49 30 1", "address_name": "Home"},
        ),
        ({"isDefault": False}, {"is_default_shipping": False, "is_default_billing": False}),
    ],
)
def test_a_change_sends_what_it_names_and_no_more(
    anna: Medusa, shop: Upstream, change: Json, body: Json
) -> None:
    shop.on(f"POST {ONE}", {"customer": {"addresses": [saved(id="cuaddr_0"), saved()]}})
    changed = addresses.update_address(anna, "cuaddr_1", UpdateAddress.model_validate(change))
    assert changed.id == "cuaddr_1"
    assert shop.asked == [f"POST {ONE}"]
    assert shop.seen[0].json == body
    assert shop.seen[0].query == {"fields": f"id,{addresses._NESTED}"}


def test_the_default_is_for_shipping_and_billing(anna: Medusa, shop: Upstream) -> None:
    default = saved(is_default_shipping=True, is_default_billing=True)
    shop.on(f"POST {ONE}", {"customer": {"addresses": [default]}})
    assert addresses.make_default(anna, "cuaddr_1").is_default
    assert shop.seen[0].json == {"is_default_shipping": True, "is_default_billing": True}


def test_an_address_is_deleted(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"DELETE {ONE}", {"id": "cuaddr_1", "deleted": True})
    addresses.delete_address(anna, "cuaddr_1")
    assert shop.asked == [f"DELETE {ONE}"]


CHANGE = UpdateAddress(label="x")
CALLS: dict[str, Any] = {
    "GET": lambda medusa: addresses.get_address(medusa, "cuaddr_1"),
    "POST": lambda medusa: addresses.update_address(medusa, "cuaddr_1", CHANGE),
    "DELETE": lambda medusa: addresses.delete_address(medusa, "cuaddr_1"),
}


@pytest.mark.parametrize("method", CALLS)
def test_another_customers_address_is_404(anna: Medusa, shop: Upstream, method: str) -> None:
    shop.on(f"{method} {ONE}", (404, {"message": "Address with id: cuaddr_1 was not found"}))
    with pytest.raises(NotFoundError, match=r"^Address cuaddr_1 was not found$"):
        CALLS[method](anna)


def test_an_address_that_went_while_it_was_changed_is_404(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"POST {ONE}", {"customer": {"addresses": []}})
    with pytest.raises(NotFoundError, match=r"^Address cuaddr_1 was not found$"):
        addresses.make_default(anna, "cuaddr_1")


@pytest.mark.parametrize(
    "call",
    [
        *CALLS.values(),
        lambda medusa: addresses.list_addresses(medusa, 10, 0),
        lambda medusa: addresses.saved_addresses(medusa, {"shipping": "cuaddr_1"}),
        lambda medusa: addresses.create_address(medusa, CreateAddress.model_validate({"address": ADDRESS})),
    ],
)
def test_a_guest_has_no_address_book(guest: Medusa, shop: Upstream, call: Any) -> None:
    with pytest.raises(UnauthorizedError):
        call(guest)
    assert shop.seen == []


def test_several_saved_addresses_are_one_request(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {BOOK}", {"addresses": [saved(), saved(id="cuaddr_2")]})
    wanted = {"shipping": "cuaddr_2", "billing": "cuaddr_1"}
    found = addresses.saved_addresses(anna, wanted)
    assert {field: entry["id"] for field, entry in found.items()} == wanted
    assert len(shop.seen) == 1
    assert shop.seen[0].query == {"fields": addresses._FIELDS, "limit": "1000"}


def test_a_saved_address_that_is_not_the_callers_is_named(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"GET {BOOK}", {"addresses": [saved()]})
    with pytest.raises(NotFoundError, match=r"^Address cuaddr_2 was not found$"):
        addresses.saved_addresses(anna, {"shipping": "cuaddr_1", "billing": "cuaddr_2"})


def test_a_plain_new_address_is_no_default_and_has_no_label(anna: Medusa, shop: Upstream) -> None:
    new = saved(id="cuaddr_new", metadata={"ref": "mark"})
    shop.on(f"POST {BOOK}", {"customer": {"addresses": [new]}})
    plain = {name: ADDRESS[name] for name in ("country", "streetName", "city", "postalCode")}
    with mock.patch("secrets.token_hex", return_value="mark"):
        addresses.create_address(anna, CreateAddress.model_validate({"address": plain}))
    assert shop.seen[0].json["metadata"] == {"ref": "mark"}
    assert not {"address_name", "is_default_shipping", "is_default_billing"} & set(shop.seen[0].json)
