"""A customer's profile: one request, what is named and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import UnauthorizedError
from commerce.medusa import profile
from commerce.medusa.transport.client import Medusa
from commerce.models.profile import UpdateProfile
from pydantic import ValidationError

from tests.support.recorded import as_json
from tests.support.upstream import Upstream

ME = "/store/customers/me"
CUSTOMER: dict[str, Any] = {
    "id": "cus_anna",
    "email": "anna@lab.local",
    "first_name": "Anna",
    "last_name": "",
    "company_name": None,
    "phone": "+49301234567",
    "created_at": "2026-01-01T00:00:00.000Z",
    "updated_at": "2026-01-02T00:00:00.000Z",
    "addresses": [
        {"id": "cuaddr_1", "is_default_shipping": False, "is_default_billing": True},
        {"id": "cuaddr_2", "is_default_shipping": True, "is_default_billing": False},
    ],
}


def test_a_profile_is_one_request(anna: Medusa, shop: Upstream) -> None:
    shop.replace(f"GET {ME}", {"customer": CUSTOMER})
    assert as_json(profile.get_profile(anna)) == {
        "id": "cus_anna",
        "email": "anna@lab.local",
        "firstName": "Anna",
        "phone": "+49301234567",
        "defaultShippingAddressId": "cuaddr_2",
        "defaultBillingAddressId": "cuaddr_1",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "updatedAt": "2026-01-02T00:00:00.000Z",
    }
    assert shop.asked == [f"GET {ME}"]


def test_a_change_sends_what_is_named_and_nothing_else(anna: Medusa, shop: Upstream) -> None:
    shop.on(f"POST {ME}", {"customer": CUSTOMER | {"addresses": []}})
    sent = {"firstName": " Ann ", "phone": "", "has_account": False, "id": "cus_ben", "metadata": {"a": "b"}}
    found = as_json(profile.update_profile(anna, UpdateProfile.model_validate(sent)))
    assert shop.seen[0].json == {"first_name": "Ann", "phone": None}
    assert "defaultShippingAddressId" not in found
    assert shop.asked == [f"POST {ME}"]


@pytest.mark.parametrize(
    "body", [{}, {"email": "other@lab.local"}, {"firstName": "A", "email": "a@b.c"}, {"phone": "abc"}]
)
def test_a_change_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        UpdateProfile.model_validate(body)


def test_a_guest_has_no_profile(guest: Medusa, shop: Upstream) -> None:
    with pytest.raises(UnauthorizedError):
        profile.get_profile(guest)
    with pytest.raises(UnauthorizedError):
        profile.update_profile(guest, UpdateProfile(first_name="A"))
    assert shop.seen == []
