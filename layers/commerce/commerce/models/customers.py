"""A customer's address book (contract: CustomerAddress)."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from commerce.models.common import (
    COUNTRY_PATTERN,
    PHONE_PATTERN,
    POSTAL_CODE_PATTERN,
    Address,
    Email,
    Model,
    OmitNone,
    Request,
    Text,
    Timestamp,
)

_COUNTRIES = frozenset(
    re.findall(
        r"[A-Z]{2}",
        """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
        BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
        EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
        HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
        LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
        NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
        SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
        TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
        """,
    )
)
"""ISO 3166-1 alpha-2, and XK (Kosovo), which shops deliver to."""


def _country(code: str) -> str:
    if code.upper() not in _COUNTRIES:
        raise ValueError("is not the code of a country")
    return code.upper()


Country = Annotated[str, StringConstraints(pattern=COUNTRY_PATTERN), AfterValidator(_country)]
"""ISO 3166-1 alpha-2; read in any case, stored in upper case."""

Filled = Annotated[Text, Field(min_length=1)]
PostalCode = Annotated[Filled, StringConstraints(pattern=POSTAL_CODE_PATTERN)]
Phone = Annotated[Text, StringConstraints(pattern=PHONE_PATTERN)]
"""A telephone number as people write it; an empty text takes it away."""


class AddressChange(Request):
    """The parts of an address that a change names; an empty text takes a part away."""

    first_name: Text | None = None
    """First name of the recipient."""
    last_name: Text | None = None
    """Last name of the recipient."""
    company_name: Text | None = None
    """Company of the recipient."""
    tax_id: Text | None = None
    """Tax number of the company, such as `DE123456789`."""
    country: Country | None = None
    """ISO 3166-1 alpha-2 code of the country, in any case, such as `DE`."""
    district: Text | None = None
    """District or county, where addresses have one."""
    region: Text | None = None
    """State or province, such as `Berlin`."""
    street_name: Filled | None = None
    """Street, without the number."""
    street_number: Text | None = None
    """House number, such as `116a`."""
    apartment: Text | None = None
    """Apartment, floor or door."""
    city: Filled | None = None
    """City or town."""
    postal_code: PostalCode | None = None
    """Postal code, such as `10115`."""
    email: Email | None = None
    """Email address for this delivery or invoice."""
    phone: Phone | None = None
    """Telephone number, such as `+49 30 1234567`."""

    @field_validator("country", "street_name", "city", "postal_code")
    @classmethod
    def _cannot_go(cls, value: str | None) -> str:
        if value is None:
            raise ValueError("cannot be taken away")
        return value


class AddressInput(AddressChange):
    """A complete address from a client."""

    country: Country
    """ISO 3166-1 alpha-2 code of the country, in any case, such as `DE`."""
    street_name: Filled
    """Street, without the number."""
    city: Filled
    """City or town."""
    postal_code: PostalCode
    """Postal code, such as `10115`."""


class CustomerAddress(Model):
    """An address that a customer has saved."""

    id: str
    """Id of the saved address, such as `cuaddr_01…`."""
    customer_id: str
    """The customer's id in Medusa."""
    label: OmitNone[str] = None
    """The customer's own name for it, such as `Office`."""
    is_default: OmitNone[bool] = None
    """Whether it is the default for shipping and billing."""
    address: Address
    """The postal address."""
    created_at: Timestamp
    """When it was saved."""
    updated_at: Timestamp
    """When it was last changed."""


class CreateAddress(Request):
    """Body of POST /customers/addresses."""

    address: AddressInput
    """The postal address."""
    label: Text | None = None
    """A name for it, such as `Office`."""
    is_default: bool | None = None
    """Whether to make it the default for shipping and billing."""


class UpdateAddress(Request):
    """Body of PATCH /customers/addresses/{id}: what is not named stays as it is."""

    address: AddressChange | None = None
    """The parts to change; parts that are not named stay as they are."""
    label: Text | None = None
    """A new name for it; an empty text removes it."""
    is_default: bool | None = None
    """`true` makes it the default for shipping and billing."""

    @model_validator(mode="after")
    def _names_something(self) -> UpdateAddress:
        if not self.model_fields_set:
            raise ValueError("name address, label or isDefault")
        return self
