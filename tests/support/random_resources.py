"""Assets, services and references at random, of products in every state.

For sale, hidden, deleted, without a price.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from local.database import Database
from tests.support.random_orders import Rows

_ADDRESS = {
    "first_name": "Ada",
    "address_1": "Street",
    "city": "Town",
    "postal_code": "1",
    "country_code": "pl",
}


_TYPES = ["SPARE_PART", "ACCESSORY", "REPLACEMENT", "TOOL", "COMPATIBLE_SERVICE"]


class RandomResources(Rows):
    """Products in every state, and assets and services of one customer that are of them, made by a seed."""

    def __init__(self, seed: int, customer_id: str, other_id: str, variants: Sequence[str]) -> None:
        super().__init__(seed)
        self._customers = [customer_id, customer_id, customer_id, other_id]
        self._variants = [*variants, "variant_gone", "variant_gone"]

    def add_products(self, database: Database, region_id: str) -> None:
        """Make a product in each state: what is shown of its assets depends on it."""
        virtual = database.rows("select id from product_type where upper(value) = 'VIRTUAL' limit 1")[0]["id"]
        category = database.rows("select id from product_category where not is_internal limit 1")[0]["id"]
        channel = database.rows("select id from sales_channel where deleted_at is null limit 1")[0]["id"]
        states: list[dict[str, Any]] = [
            {},
            {"type_id": virtual},
            {"status": "draft"},
            {"status": "draft", "price": None},
            {"deleted_at": "2026-01-01"},
            {"sku": None},
            {"price": None},
            {"currency": "usd"},
            {"rule": ("region_id", region_id)},
            {"rule": ("region_id", "reg_another")},
            {"rule": ("customer.groups.id", "cusgroup_none")},
            {"title": "ähnlich"},
            {"title": "Zebra", "category": category},
            {"title": "apple", "category": category},
        ]
        for state in states:
            self._product(state, channel)

    def _product(self, state: dict[str, Any], channel: str) -> None:
        mark = secrets.token_hex(6)
        product = self.row(
            "product",
            "prod",
            title=state.get("title", f"Thing {mark}"),
            handle=f"thing-{mark}",
            status=state.get("status", "published"),
            type_id=state.get("type_id"),
            deleted_at=state.get("deleted_at"),
        )
        self.row("product_sales_channel", "prodsc", product_id=product, sales_channel_id=channel)
        variant = self.row(
            "product_variant",
            "variant",
            title="One",
            sku=state.get("sku", f"SKU-{mark}"),
            product_id=product,
            manage_inventory=False,
            deleted_at=state.get("deleted_at"),
        )
        prices = self.row("price_set", "pset")
        self.row("product_variant_price_set", "pvps", variant_id=variant, price_set_id=prices)
        if state.get("price", 5):
            rule = state.get("rule")
            price = self.row(
                "price",
                "price",
                price_set_id=prices,
                currency_code=state.get("currency", "eur"),
                amount=5,
                raw_amount={"value": "5", "precision": 20},
                rules_count=1 if rule else 0,
            )
            if rule:
                self.row(
                    "price_rule", "prule", price_id=price, attribute=rule[0], value=rule[1], operator="eq"
                )
        if "category" in state:
            self.tables["product_category_product"].append(
                {"product_id": product, "product_category_id": state["category"]}
            )
        self._variants += [variant] * 2

    def add(self, count: int) -> None:
        """Make so many assets and services; some are another customer's or deleted, and no list has them."""
        for _ in range(count):
            self._asset()
            self._service()

    def _asset(self) -> None:
        random = self.random
        self.row(
            "asset",
            "asset",
            **self._of_both(),
            serial_number=secrets.token_hex(8),
            status=random.choice(["ACTIVE", "INACTIVE", "RETIRED"]),
            end_of_warranty_date=random.choice([None, "2027-01-01", f"2027-02-{random.randrange(1, 28):02}"]),
            address=random.choice([None, _ADDRESS]),
        )

    def _service(self) -> None:
        random = self.random
        service = self.row(
            "service_instance",
            "serv",
            **self._of_both(),
            status=random.choice(["ACTIVE", "INACTIVE", "EXPIRED", "RETIRED"]),
            payment_type=random.choice(["ONE_TIME", "WEEKLY", "MONTHLY", "YEARLY"]),
            start_date=f"2026-03-{random.randrange(1, 28):02}",
            end_date=random.choice([None, "2027-01-01"]),
        )
        most = min(random.choice([0, 0, 1, 2]), len(self.tables["asset"]))
        for asset in random.sample(self.tables["asset"], most):
            link = {"service_instance_id": service, "asset_id": asset["id"]}
            if link not in self.tables["asset_service_instance"]:
                self.tables["asset_service_instance"].append(link)
        for _ in range(random.choice([0, 1, 3])):
            self._happened(service)

    def add_references(self, sources: Sequence[str], count: int) -> None:
        """Let variants refer to others, in so many ways."""
        wanted = {
            (self.random.choice(sources), self.random.choice(_TYPES), self.random.choice(self._variants))
            for _ in range(count)
        }
        for number, (source, kind, target) in enumerate(sorted(wanted)):
            self.row(
                "product_reference",
                "pref",
                source_product_variant_id=source,
                reference_type=kind,
                target_product_variant_id=target,
                created_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number // 2),
            )

    def _happened(self, service: str) -> None:
        at = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(microseconds=self.random.randrange(10**9))
        self.row(
            "service_event",
            "servevt",
            service_instance_id=service,
            event=self.random.choice(["PURCHASED", "RENEWED", "CANCELLED"]),
            at=at,
            actor_type=self.random.choice(["CUSTOMER", "OPERATOR"]),
            order_id=self.random.choice([None, "order_1"]),
            product_variant_id=self.random.choice(self._variants),
            payment_type="MONTHLY",
            period_start=at,
            period_end=self.random.choice([None, at + timedelta(days=30)]),
        )

    def _of_both(self) -> dict[str, Any]:
        random = self.random
        created = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(
            days=random.randrange(20), microseconds=random.randrange(3) * 100
        )
        paid = {"currency": "eur", "total_price": {"value": random.randrange(1, 99)}}
        return {
            "name": random.choice([None, "", "Workshop", "workshop", "Änderung"]),
            "totals": random.choice([None, None, paid]),
            "customer_id": random.choice(self._customers),
            "product_variant_id": random.choice(self._variants),
            "created_at": created,
            "updated_at": created,
            "deleted_at": created if random.random() < 0.05 else None,
        }
