"""A customer of Medusa into the contract's profile, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.models.profile import Profile, UpdateProfile
from commerce.reading import reads_medusa

FIELDS = (
    "id,email,first_name,last_name,company_name,phone,created_at,updated_at,"
    "addresses.id,addresses.is_default_shipping,addresses.is_default_billing"
)
"""What `profile` reads of a customer."""


@reads_medusa
def profile(medusa: Mapping[str, Any]) -> Profile:
    """Map a customer."""
    addresses = [entry for entry in medusa["addresses"] or [] if entry]

    def default(flag: str) -> str | None:
        return next((entry["id"] for entry in addresses if entry[flag]), None)

    return Profile(
        id=medusa["id"],
        email=medusa["email"],
        first_name=medusa["first_name"] or None,
        last_name=medusa["last_name"] or None,
        company_name=medusa["company_name"] or None,
        phone=medusa["phone"] or None,
        default_shipping_address_id=default("is_default_shipping"),
        default_billing_address_id=default("is_default_billing"),
        created_at=medusa["created_at"],
        updated_at=medusa["updated_at"],
    )


def medusa_customer(ours: UpdateProfile) -> dict[str, Any]:
    """Map what ``ours`` names into a change of a customer; an empty text takes it away."""
    return {field: value or None for field, value in ours.model_dump(exclude_unset=True).items()}
