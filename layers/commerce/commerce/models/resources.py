"""What a customer owns: assets and services (contract: Asset, Service)."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from commerce.models.common import (
    SERIAL_NUMBER_PATTERN,
    Address,
    Id,
    Model,
    OmitNone,
    Request,
    Text,
    Timestamp,
)
from commerce.models.customers import AddressInput
from commerce.models.orders import Order
from commerce.models.payments import Url
from commerce.models.products import Product, ProductPrice

AssetStatus = Literal["ACTIVE", "INACTIVE", "RETIRED"]
ContractStatus = Literal["ACTIVE", "EXPIRED", "INACTIVE"]
PaymentPeriod = Literal["ONE_TIME", "MONTHLY", "YEARLY", "WEEKLY"]
ServiceEventType = Literal["PURCHASED", "RENEWED", "UPGRADED", "CANCELLED"]
SerialNumber = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=100, pattern=SERIAL_NUMBER_PATTERN)
]
"""A maker's number: printable ASCII."""


class Asset(Model):
    """A product that a customer owns; ``serial_no`` is the manufacturer's number."""

    id: str
    """Id of the asset, such as `asset_01…`."""
    typename: Literal["Asset"] = Field(default="Asset", alias="__typename")
    """Always `Asset`."""
    billing_account_id: str = ""
    """Always empty: Medusa has no billing accounts."""
    manufacturer: OmitNone[str] = None
    """Who made it."""
    model: str = ""
    """The model, as the maker calls it; empty if it is not known."""
    serial_no: str = ""
    """The maker's serial number; empty if it is not known."""
    description: str = ""
    """What it is; empty if it is not known."""
    status: OmitNone[AssetStatus] = None
    """Whether it is in use."""
    confirmation: OmitNone[Literal["PENDING", "CONFIRMED"]] = None
    """Whether the shop has confirmed what the customer registered; not there for what the shop entered."""
    product: OmitNone[Product] = None
    """The product in the shop."""
    address: OmitNone[Address] = None
    """Where it is."""
    compatible_services: OmitNone[list[Product]] = None
    """Services that fit it."""
    end_of_warranty: OmitNone[Timestamp] = None
    """When the warranty ends."""


class Contract(Model):
    """On what terms a service runs; ``end_date`` is an empty text while it has no end."""

    id: str
    """Id of the contract, which is the service's."""
    type: OmitNone[str] = None
    """Kind of the contract."""
    status: ContractStatus
    """Whether the service runs."""
    start_date: Timestamp
    """When the service starts."""
    end_date: str
    """When the service ends, ISO 8601; an empty text while it has no end."""
    payment_period: OmitNone[PaymentPeriod] = None
    """How often it is paid."""
    price: ProductPrice
    """What was paid for a period, else what it costs now."""
    cancelled_at: OmitNone[Timestamp] = None
    """When it was cancelled: it ends with `endDate`."""


class ServiceEvent(Model):
    """What became of a service, and its plan since then."""

    event: ServiceEventType
    """What happened."""
    at: Timestamp
    """When it happened."""
    by: Literal["CUSTOMER", "OPERATOR"]
    """Who did it."""
    order_id: OmitNone[str] = None
    """The order that paid for it."""
    variant_id: str
    """The plan since then: a variant of the product."""
    payment_period: OmitNone[PaymentPeriod] = None
    """How often that plan is paid."""
    start_date: Timestamp
    """When the period that was paid starts."""
    end_date: str
    """When it ends; an empty text if it has no end."""


class Service(Model):
    """A service that a customer has bought."""

    id: str
    """Id of the service, such as `serv_01…`."""
    typename: Literal["Service"] = Field(default="Service", alias="__typename")
    """Always `Service`."""
    billing_account_id: str = ""
    """Always empty: Medusa has no billing accounts."""
    product: Product
    """The product in the shop."""
    contract: Contract
    """On what terms it runs."""
    assets: list[Asset] = Field(default_factory=list)
    """The assets that it is for."""
    history: OmitNone[list[ServiceEvent]] = None
    """What became of it, the oldest first; not in lists."""


class RenewService(Request):
    """Body of POST /resources/services/{id}/renew: how it is paid."""

    payment_provider_id: Id | None = None
    """How to pay; the region's manual one, else its first, if it is not named."""
    return_url: Url | None = None
    """Where the payment provider returns the shopper to, if it has a page of its own."""
    cancel_url: Url | None = None
    """The same for a shopper who gives up."""

    @model_validator(mode="after")
    def _has_a_provider(self) -> Self:
        if (self.return_url or self.cancel_url) and not self.payment_provider_id:
            raise ValueError(
                "name paymentProviderId with returnUrl and cancelUrl: each provider reads its own"
            )
        return self


class PurchaseService(RenewService):
    """Body of POST /resources/{id}/purchase: for one of the caller's assets, when one is named."""

    asset_id: Id | None = None
    """One of the caller's assets that the service is for."""
    billing_address: AddressInput | None = None
    """Where the invoice goes; the customer's default billing address, if none is named."""
    billing_address_id: Id | None = None
    """A saved address, in place of `billingAddress`."""

    @model_validator(mode="after")
    def _has_one_address(self) -> Self:
        if self.billing_address and self.billing_address_id:
            raise ValueError("name billingAddress or billingAddressId, not both")
        return self


class PurchasedService(Model):
    """A service that was bought, with the order that it came with."""

    order: Order
    """The order that was placed."""
    service: Service
    """The service that was bought."""


class UpgradeService(RenewService):
    """Body of POST /resources/services/{id}/upgrade."""

    variant_id: Id
    """The other plan: a variant of the same product."""


class RegisterAsset(Request):
    """Body of POST /resources/assets: the product by `variantId` or `sku`."""

    serial_no: SerialNumber
    """The maker's serial number."""
    variant_id: Id | None = None
    """Id of the product's variant."""
    sku: Annotated[Text, Field(min_length=1)] | None = None
    """SKU of the product's variant."""
    name: Annotated[Text, Field(min_length=1)] | None = None
    """What the customer calls it."""
    address: AddressInput | None = None
    """Where it is."""

    @model_validator(mode="after")
    def _one_product(self) -> RegisterAsset:
        if (self.variant_id is None) == (self.sku is None):
            raise ValueError("name the product with either variantId or sku")
        return self
