"""What the models of all modules share (contract: Models)."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic.alias_generators import to_camel

from commerce import limits
from commerce.ids import ID_PATTERN

T = TypeVar("T")


def _is_unknown(value: object) -> bool:
    return value is None


OmitNone = Annotated[T | None, Field(exclude_if=_is_unknown)]
"""A field that is left out of the JSON when it is not known."""


_CONFIG = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, defer_build=True)


class Model(BaseModel):
    """The base of all responses: snake_case here, camelCase in JSON."""

    model_config = _CONFIG


class Request(BaseModel):
    """The base of all request bodies: strict types, so that ``"2"`` or ``1.5`` is no quantity."""

    model_config = _CONFIG | ConfigDict(strict=True)


def prime() -> None:
    """Build every model, which is put off until it is first used: for a snapshot."""
    waiting: list[type[BaseModel]] = [Model, Request]
    while waiting:
        model = waiting.pop()
        model.model_rebuild()
        waiting += model.__subclasses__()


def _printable(text: str) -> str:
    if any(ord(char) < 32 and char not in "\t\n\r" for char in text):
        raise ValueError("must not contain control characters")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("must be valid text")
    return text


def _storable(metadata: dict[str, Any]) -> dict[str, Any]:
    for nodes, (value, depth) in enumerate(limits.metadata_parts(metadata), start=1):
        if nodes > limits.METADATA_NODES or depth > limits.METADATA_DEPTH:
            raise ValueError("is too large or too deeply nested")
        if isinstance(value, str):
            if len(value) > limits.METADATA_TEXT:
                raise ValueError(f"has a text of more than {limits.METADATA_TEXT} characters")
            _printable(value)
    if limits.metadata_length(metadata) > limits.METADATA_LENGTH:
        raise ValueError(f"has more than {limits.METADATA_LENGTH} characters as JSON")
    return metadata


EMAIL_PATTERN = r"^\s*[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\s*$"
CURRENCY_PATTERN = r"^[A-Za-z]{3}$"
COUNTRY_PATTERN = r"^[A-Za-z]{2}$"
PHONE_PATTERN = r"^[+(0-9][0-9 ()./-]{2,28}[0-9]( ?(x|ext\.?) ?[0-9]{1,6})?$|^$"
POSTAL_CODE_PATTERN = r"^[A-Za-z0-9]([A-Za-z0-9 -]{0,10}[A-Za-z0-9])?$"
URL_PATTERN = r"^https?://[^\s\x00-\x1f]+$"
PATH_PATTERN = r"^/?([A-Za-z0-9._~-]+/)*[A-Za-z0-9._~-]*$"
PRINTABLE_PATTERN = r"^[^\x00-\x1f]*$"
OPTION_PATTERN = r"^[^:\x00-\x1f]+:[^\x00-\x1f]+$"
STATUS_PATTERN = r"^[A-Z][A-Z_]{0,39}$"
SERIAL_NUMBER_PATTERN = r"^[\x20-\x7e]+$"

PATTERN_WORDS = {
    ID_PATTERN: "is not a valid id",
    EMAIL_PATTERN: "must be an email address: a name, @ and a domain",
    CURRENCY_PATTERN: "must be a currency code of three letters, as in EUR",
    COUNTRY_PATTERN: "must be a country code of two letters, as in DE",
    PHONE_PATTERN: "must be a telephone number, as in +49 30 1234567",
    POSTAL_CODE_PATTERN: "must be a postal code: letters, digits, blanks and hyphens",
    URL_PATTERN: "must be a URL with http or https",
    PATH_PATTERN: "must be a path of letters, digits, dots, hyphens and slashes, as in /products",
    PRINTABLE_PATTERN: "must not contain control characters",
    OPTION_PATTERN: "must be an option's title and a value, as in Color:Red",
    STATUS_PATTERN: "must be in capital letters, as in PENDING",
    SERIAL_NUMBER_PATTERN: "must be of letters, digits, blanks and signs, as in CD-2026-0001",
}
"""Messages in place of regular expressions."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255), AfterValidator(_printable)]
"""A line that a person typed."""

LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=5000), AfterValidator(_printable)
]
"""Some paragraphs that a person typed."""

Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=EMAIL_PATTERN),
    Field(examples=["ada@example.com"], json_schema_extra={"format": "email"}),
]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
"""An id in Medusa."""

Metadata = Annotated[dict[str, Any], AfterValidator(_storable)]
"""Data of the client, stored with a record: any JSON object of a bounded size."""


def _currency(code: str) -> str:
    return code.upper()


Currency = Annotated[
    str,
    StringConstraints(pattern=CURRENCY_PATTERN),
    AfterValidator(_currency),
    Field(examples=["EUR"]),
]
"""An ISO 4217 code; read in any case, given in upper case."""


CurrencyCode = Annotated[str, WithJsonSchema({"type": "string", "examples": ["EUR"]})]
Timestamp = Annotated[
    str, WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-01-31T09:30:00.000Z"]})
]
Link = Annotated[str, WithJsonSchema({"type": "string", "format": "uri-reference"})]
"""What responses say of themselves in the OpenAPI document; they are not validated again."""


class Price(Model):
    """An amount of money."""

    value: int | float
    """The amount in major units (12.99 is 12.99 EUR), rounded to the currency's smallest unit."""
    currency: CurrencyCode
    """ISO 4217 code in upper case, such as `EUR`."""


class Amount(Request):
    """An amount as a client saw it, in major units; compared as it is rounded in its currency."""

    value: Annotated[
        int | float,
        Field(ge=0, le=1e12, allow_inf_nan=False),
        WithJsonSchema({"type": "number", "minimum": 0, "maximum": 10**12}),
    ]
    """The amount in major units: 12.99 is 12.99 EUR."""
    currency: Currency
    """The amount's currency, which is the cart's."""


class Media(Model):
    """A picture."""

    url: Link
    """Where the picture is."""
    alt: str
    """What it shows, for those who cannot see it."""


class ListOf(Model, Generic[T]):
    """One page of a list; ``total`` is the number of all entries that match."""

    data: list[T]
    """The entries of this page."""
    total: int
    """How many entries match, on all pages."""


class Address(Model):
    """A postal address; ``country`` is an ISO 3166-1 alpha-2 code in upper case."""

    first_name: OmitNone[str] = None
    """First name of the recipient."""
    last_name: OmitNone[str] = None
    """Last name of the recipient."""
    company_name: OmitNone[str] = None
    """Company of the recipient."""
    tax_id: OmitNone[str] = None
    """Tax number of the company, such as `DE123456789`."""
    country: str
    """ISO 3166-1 alpha-2 code of the country in upper case, such as `DE`; empty if none is stored."""
    district: OmitNone[str] = None
    """District or county, where addresses have one."""
    region: OmitNone[str] = None
    """State or province, such as `Berlin`."""
    street_name: str
    """Street, without the number."""
    street_number: OmitNone[str] = None
    """House number, such as `116a`."""
    apartment: OmitNone[str] = None
    """Apartment, floor or door."""
    city: str
    """City or town."""
    postal_code: str
    """Postal code, such as `10115`."""
    email: OmitNone[str] = None
    """Email address for this delivery or invoice."""
    phone: OmitNone[str] = None
    """Telephone number, such as `+49 30 1234567`."""
