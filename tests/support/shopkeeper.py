"""What an operator makes in the admin for a test: products, codes, deliveries, markets."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.support.admin import Admin

Json = dict[str, Any]


@dataclass
class Shopkeeper:
    """Makes things through the Admin API; `tidy_up` deletes them, the last first."""

    admin: Admin
    seed: Json
    _made: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        expanded = "id,fulfillment_sets.id,fulfillment_sets.service_zones.id"
        [self.location] = self.admin.call("GET", f"/stock-locations?fields={expanded}")["stock_locations"]

    def tidy_up(self) -> None:
        """Delete what was made; what is gone by now is no failure."""
        while self._made:
            with contextlib.suppress(AssertionError):
                self.admin.call("DELETE", self._made.pop())

    def _make(self, path: str, name: str, body: Json) -> Json:
        made: Json = self.admin.call("POST", path, body)[name]
        self._made.append(f"{path}/{made['id']}")
        return made

    def product(self, stock: int | None = None, *, prices: Json | None = None, **more: Any) -> Json:
        """Create a product of one variant at 10 EUR; with ``stock``, so many of it. Return the variant."""
        profiles = self.admin.call("GET", "/shipping-profiles?type=default")["shipping_profiles"]
        sku = f"TEST-{secrets.token_hex(4)}"
        variant = {
            "title": "One",
            "sku": sku,
            "options": {"Size": "One"},
            "manage_inventory": stock is not None,
            "prices": [
                {"currency_code": code, "amount": amount} for code, amount in (prices or {"eur": 10}).items()
            ],
        }
        body = {
            "title": f"Thing {sku}",
            "status": "published",
            "sales_channels": [{"id": self.seed["salesChannelId"]}],
            "shipping_profile_id": profiles[0]["id"],
            "options": [{"title": "Size", "values": ["One"]}],
            "variants": [variant],
        }
        made: Json = self._make("/products", "product", body | more)["variants"][0]
        if stock is not None:
            self.stock(made["id"], stock)
        return made | {"title": body["title"]}

    def stock(self, variant_id: str, quantity: int) -> None:
        """Set how many pieces of a variant there are."""
        fields = "id,variants.id,variants.inventory_items.inventory_item_id"
        [product] = self.admin.call("GET", f"/products?variants[id]={variant_id}&fields={fields}")["products"]
        [variant] = [one for one in product["variants"] if one["id"] == variant_id]
        item = variant["inventory_items"][0]["inventory_item_id"]
        path = f"/inventory-items/{item}/location-levels"
        levels = self.admin.call("GET", path)["inventory_levels"]
        body = {"stocked_quantity": quantity}
        if levels:
            self.admin.call("POST", f"{path}/{self.location['id']}", body)
        else:
            self.admin.call("POST", path, body | {"location_id": self.location["id"]})

    def code(self, percent: int, target: str = "items", **more: Any) -> str:
        """Create a promotion code; ``target`` is ``items`` or ``shipping_methods``."""
        method = {
            "type": "percentage",
            "target_type": target,
            "allocation": "across",
            "value": percent,
        }
        code = f"TEST-{secrets.token_hex(4)}"
        body = {"code": code, "type": "standard", "status": "active", "application_method": method}
        self._make("/promotions", "promotion", body | more)
        return code

    def channel(self) -> str:
        """Create another sales channel than the one of our key."""
        body = {"name": f"Elsewhere {secrets.token_hex(4)}"}
        return str(self._make("/sales-channels", "sales_channel", body)["id"])

    def profile(self) -> str:
        """Create a shipping profile."""
        body = {"name": f"Heavy {secrets.token_hex(4)}", "type": "custom"}
        return str(self._make("/shipping-profiles", "shipping_profile", body)["id"])

    def option(self, currency: str = "eur", *, zone: str | None = None, **more: Any) -> str:
        """Create a shipping option of 7 in the seed's zone of Europe."""
        known = self.seed["shippingOptions"]["EUR"]["flat"]
        flat = self.admin.call("GET", f"/shipping-options/{known}")["shipping_option"]
        body = {
            "name": "Forwarder",
            "service_zone_id": zone or flat["service_zone_id"],
            "shipping_profile_id": flat["shipping_profile_id"],
            "provider_id": "manual_manual",
            "price_type": "flat",
            "type": {"label": "Forwarder", "description": "In a week", "code": "forwarder"},
            "prices": [{"currency_code": currency, "amount": 7}],
            "rules": [
                {"attribute": "enabled_in_store", "value": "true", "operator": "eq"},
                {"attribute": "is_return", "value": "false", "operator": "eq"},
            ],
        }
        return str(self._make("/shipping-options", "shipping_option", body | more)["id"])

    def market(self, country: str, currency: str, *, with_tax: bool, goods: float, delivery: float) -> Json:
        """Create a region of one country with tax rates of its own; ``with_tax``: its prices include them."""
        name = f"Market {secrets.token_hex(4)}"
        region = self._make(
            "/regions",
            "region",
            {
                "name": name,
                "currency_code": currency,
                "countries": [country],
                "automatic_taxes": True,
                "payment_providers": ["pp_system_default"],
            },
        )
        preference = {"attribute": "currency_code", "value": currency, "is_tax_inclusive": with_tax}
        self._make("/price-preferences", "price_preference", preference)
        fulfilment = self.location["fulfillment_sets"][0]["id"]
        zone = {"name": name, "geo_zones": [{"type": "country", "country_code": country}]}
        made = self.admin.call("POST", f"/fulfillment-sets/{fulfilment}/service-zones", zone)
        zones = made["fulfillment_set"]["service_zones"]
        zone_id = next(entry["id"] for entry in zones if entry["name"] == name)
        self._made.append(f"/fulfillment-sets/{fulfilment}/service-zones/{zone_id}")
        option = self.option(currency, zone=zone_id)
        rate = {"name": "Goods", "rate": goods, "code": f"goods-{country}"}
        tax = {"country_code": country, "provider_id": "tp_system", "default_tax_rate": rate}
        tax_region = self._make("/tax-regions", "tax_region", tax)["id"]
        rules = [{"reference": "shipping_option", "reference_id": option}]
        body = {"tax_region_id": tax_region, "name": "Delivery", "rate": delivery, "code": f"del-{country}"}
        self._make("/tax-rates", "tax_rate", body | {"rules": rules})
        return {"region": region["id"], "option": option, "country": country.upper()}
