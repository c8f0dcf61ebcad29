"""A customer's address book (contract: CustomerAddress)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from commerce.models.common import Address, Email, Maybe, Model, Request, Text


def _upper(code: str) -> str:
    return code.upper()


Country = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$"), AfterValidator(_upper)]
"""ISO 3166-1 alpha-2; read in any case, kept in upper case."""

Filled = Annotated[Text, Field(min_length=1)]


class AddressChange(Request):
    """The parts of an address that a change names; an empty text takes a part away."""

    first_name: Text | None = None
    last_name: Text | None = None
    company_name: Text | None = None
    tax_id: Text | None = None
    country: Country | None = None
    district: Text | None = None
    region: Text | None = None
    street_name: Filled | None = None
    street_number: Text | None = None
    apartment: Text | None = None
    city: Filled | None = None
    postal_code: Filled | None = None
    email: Email | None = None
    phone: Text | None = None

    @field_validator("country", "street_name", "city", "postal_code")
    @classmethod
    def _cannot_go(cls, value: str | None) -> str:
        if value is None:
            raise ValueError("cannot be taken away")
        return value


class AddressInput(AddressChange):
    """A whole address as a client gives it."""

    country: Country
    street_name: Filled
    city: Filled
    postal_code: Filled


class CustomerAddress(Model):
    """An address that a customer has saved."""

    id: str
    customer_id: str
    label: Maybe[str] = None
    is_default: Maybe[bool] = None
    address: Address
    created_at: str
    updated_at: str


class CreateAddress(Request):
    """POST /customers/addresses."""

    address: AddressInput
    label: Text | None = None
    is_default: bool | None = None


class UpdateAddress(Request):
    """PATCH /customers/addresses/{id}: what is not named stays as it is."""

    address: AddressChange | None = None
    label: Text | None = None
    is_default: bool | None = None

    @model_validator(mode="after")
    def _names_something(self) -> UpdateAddress:
        if not self.model_fields_set:
            raise ValueError("name address, label or isDefault")
        return self
