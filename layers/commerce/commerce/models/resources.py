"""What a customer owns: assets and services (contract: Asset, Service)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from commerce.models.common import Address, Id, Maybe, Model, Price, Request
from commerce.models.orders import Order
from commerce.models.products import Product

AssetStatus = Literal["ACTIVE", "INACTIVE", "RETIRED"]
ContractStatus = Literal["ACTIVE", "EXPIRED", "INACTIVE"]
PaymentPeriod = Literal["ONE_TIME", "MONTHLY", "YEARLY", "WEEKLY"]


class Asset(Model):
    """A thing that a customer owns; ``serial_no`` is the maker's number."""

    id: str
    typename: Literal["Asset"] = Field(default="Asset", alias="__typename")
    billing_account_id: str = ""
    manufacturer: Maybe[str] = None
    model: Maybe[str] = None
    serial_no: Maybe[str] = None
    description: Maybe[str] = None
    status: Maybe[AssetStatus] = None
    product: Maybe[Product] = None
    address: Maybe[Address] = None
    compatible_services: Maybe[list[Product]] = None
    end_of_warranty: Maybe[str] = None


class Contract(Model):
    """On what terms a service runs; ``end_date`` is an empty text while it has no end."""

    id: str
    type: Maybe[str] = None
    status: ContractStatus
    start_date: str
    end_date: str
    payment_period: Maybe[PaymentPeriod] = None
    price: Price


class Service(Model):
    """A service that a customer has bought."""

    id: str
    typename: Literal["Service"] = Field(default="Service", alias="__typename")
    billing_account_id: str = ""
    product: Product
    contract: Contract
    assets: list[Asset] = Field(default_factory=list)


class PurchaseService(Request):
    """POST /resources/{id}/purchase: for one of the caller's assets, when one is named."""

    asset_id: Id | None = None
    payment_provider_id: Id | None = None


class PurchasedService(Model):
    """A service that was bought, with the order that it came with."""

    order: Order
    service: Service
