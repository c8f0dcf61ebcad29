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
    Maybe,
    Model,
    Request,
    Text,
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
"""ISO 3166-1 alpha-2; read in any case, kept in upper case."""

Filled = Annotated[Text, Field(min_length=1)]
PostalCode = Annotated[Filled, StringConstraints(pattern=POSTAL_CODE_PATTERN)]
Phone = Annotated[Text, StringConstraints(pattern=PHONE_PATTERN)]
"""A telephone number as people write it; an empty text takes it away."""


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
    postal_code: PostalCode | None = None
    email: Email | None = None
    phone: Phone | None = None

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
    postal_code: PostalCode


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
