"""A customer's profile."""

from __future__ import annotations

from pydantic import model_validator

from commerce.models.common import Model, OmitNone, Request, Text, Timestamp
from commerce.models.customers import Phone


class Profile(Model):
    """What the shop knows of a customer."""

    id: str
    """The customer's id in Medusa, such as `cus_01…`."""
    email: str
    """The email that the customer signs in with; only the sign-in provider can change it."""
    first_name: OmitNone[str] = None
    """First name."""
    last_name: OmitNone[str] = None
    """Last name."""
    company_name: OmitNone[str] = None
    """Company."""
    phone: OmitNone[str] = None
    """Telephone number, such as `+49 30 1234567`."""
    default_shipping_address_id: OmitNone[str] = None
    """Id of the saved address that deliveries go to."""
    default_billing_address_id: OmitNone[str] = None
    """Id of the saved address that invoices go to."""
    created_at: Timestamp
    """When the customer first signed in."""
    updated_at: Timestamp
    """When the profile was last changed."""


class UpdateProfile(Request):
    """Body of PATCH /customers/me: what is not named stays as it is; an empty text removes it."""

    first_name: Text | None = None
    """First name."""
    last_name: Text | None = None
    """Last name."""
    company_name: Text | None = None
    """Company."""
    phone: Phone | None = None
    """Telephone number, such as `+49 30 1234567`."""

    @model_validator(mode="before")
    @classmethod
    def _keeps_the_email(cls, body: object) -> object:
        if isinstance(body, dict) and "email" in body:
            raise ValueError("email cannot be changed here: it is the sign-in provider's")
        return body

    @model_validator(mode="after")
    def _names_something(self) -> UpdateProfile:
        if not self.model_fields_set:
            raise ValueError("name firstName, lastName, companyName or phone")
        return self
