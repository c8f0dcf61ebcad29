"""Orders at random, written into Medusa's tables: every status, payment and amount that the tables can hold.

Medusa's own workflows would take hours, and could not make most of them.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from local.database import Database

Row = dict[str, Any]

_STATUSES = ["pending"] * 5 + ["completed", "archived", "canceled", "canceled", "requires_action"]
_PAYMENTS = ["not_paid", "awaiting", "authorized", "partially_authorized", "canceled"]
_PAYMENTS += ["failed", "partially_captured", "completed"]
_CURRENCIES = {"eur": 2, "usd": 2, "jpy": 0, "kwd": 3}
_UNIT = {0: Decimal(1), 2: Decimal("0.01"), 3: Decimal("0.001")}
_NONE = dict.fromkeys(
    f"{name}_quantity"
    for name in ("shipped", "delivered", "return_requested", "return_received", "return_dismissed")
)


class Rows:
    """Rows of Medusa's tables, made by a seed; `tables` has them in the order in which they go in."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.mark = f"_rnd{secrets.token_hex(4)}"
        self.tables: defaultdict[str, list[Row]] = defaultdict(list)
        self._count = 0

    def row(self, table: str, prefix: str, **values: Any) -> str:
        """Make a row and return its id."""
        self._count += 1
        key = f"{prefix}{self.mark}{self._count:06}"
        self.tables[table].append({"id": key} | values)
        return key

    def write(self, database: Database) -> None:
        """Insert all rows."""
        for table, rows in self.tables.items():
            columns = ", ".join(f'"{name}"' for name in rows[0])
            database.rows(
                f'insert into "{table}" ({columns}) '
                f'select {columns} from jsonb_populate_recordset(null::"{table}", $1)',
                json.dumps(rows, default=str),
            )

    def remove(self, database: Database) -> None:
        """Delete what was inserted, those that point to others first."""
        for table, rows in reversed(self.tables.items()):
            column = next(iter(rows[0]))
            database.rows(f'delete from "{table}" where "{column}" like $1', f"%{self.mark}%")


class RandomOrders(Rows):
    """Orders of one customer, made by a seed."""

    def __init__(self, seed: int, customer_id: str) -> None:
        super().__init__(seed)
        self._customer = customer_id

    def add(self, count: int) -> None:
        """Make so many orders; some are drafts or deleted, which no list has."""
        for _ in range(count):
            self._order()

    def _order(self) -> None:
        random = self.random
        currency = random.choice([*_CURRENCIES])
        unit = _UNIT[_CURRENCIES[currency]]
        version = random.choice([1, 1, 1, 2])
        # Several of the same moment, to the microsecond that Medusa does not return.
        created = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(
            days=random.randrange(40), microseconds=random.randrange(3) * 100
        )
        order = self.row(
            "order",
            "order",
            customer_id=self._customer,
            version=version,
            status=random.choice(_STATUSES),
            is_draft_order=random.random() < 0.05,
            currency_code=currency,
            email="random@lab.local",
            metadata={"notes": "at random"},
            created_at=created,
            updated_at=created + timedelta(hours=random.randrange(5)),
            deleted_at=created if random.random() < 0.05 else None,
        )
        is_free = random.random() < 0.25
        for _ in range(random.choice([1, 1, 2, 3])):
            self._line(order, version, unit, is_free=is_free)
        self._delivery(order, version, unit, is_free=is_free)
        if version > 1:
            self._way_back(order, version, unit)
        if random.random() < 0.15:
            self.row("order_credit_line", "ordcl", order_id=order, version=version, **_amount("amount", unit))
        for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
            self._payment(order, currency, unit)
        for _ in range(random.choice([0, 0, 1, 1, 2])):
            self._fulfillment(order)

    def _line(self, order: str, version: int, unit: Decimal, *, is_free: bool) -> None:
        random = self.random
        price = Decimal(0) if is_free else random.randrange(1, 9000) * unit
        quantity: Decimal = random.choice([Decimal(one) for one in ("1", "1", "2", "3", "2.5")])
        line = self.row(
            "order_line_item",
            "ordli",
            title="Line",
            product_title="Line",
            product_type=random.choice(["VIRTUAL", "PHYSICAL", None]),
            variant_option_values=random.choice([None, {"Size": "M"}]),
            is_tax_inclusive=random.random() < 0.5,
            **_amount("unit_price", price),
        )
        own = random.random() < 0.3
        returned: int = random.choice([0, 0, 0, 1])
        quantities: dict[str, Any] = dict.fromkeys(_NONE, 0) | {
            "quantity": quantity,
            "fulfilled_quantity": random.choice([0, quantity, quantity]),
            "return_received_quantity": returned if returned < quantity else 0,
            "written_off_quantity": 0,
        }
        for number in range(1, version + 1):
            amounts = [_amount(name, value) for name, value in quantities.items()]
            amounts += [_amount("unit_price", price + unit)] if own and not is_free else []
            values = {name: value for amount in amounts for name, value in amount.items()}
            values = {"unit_price": None, "raw_unit_price": None} | values
            self.row("order_item", "orditem", order_id=order, item_id=line, version=number, **values)
            if random.random() < 0.3:
                values = _amount("amount", price * Decimal("0.1"))
                values["is_tax_inclusive"] = random.random() < 0.5
                self.row("order_line_item_adjustment", "ordliadj", item_id=line, version=number, **values)
        for rate in random.choice([[], [Decimal(23)], [Decimal("8.875")], [Decimal(5), Decimal("9.975")]]):
            self.row("order_line_item_tax_line", "ordlitxl", item_id=line, code="t", **_amount("rate", rate))

    def _delivery(self, order: str, version: int, unit: Decimal, *, is_free: bool) -> None:
        random = self.random
        if random.random() < 0.2:
            return
        method = self.row(
            "order_shipping_method",
            "ordsm",
            name="Parcel",
            is_tax_inclusive=random.random() < 0.5,
            **_amount("amount", Decimal(0) if is_free else random.randrange(1, 900) * unit),
        )
        for number in range(1, version + 1):
            ids = {"order_id": order, "shipping_method_id": method}
            self.row("order_shipping", "ordspmv", version=number, **ids)
        if random.random() < 0.7:
            tax = {"shipping_method_id": method, "code": "t"} | _amount("rate", Decimal(23))
            self.row("order_shipping_method_tax_line", "ordsmtxl", **tax)

    def _way_back(self, order: str, version: int, unit: Decimal) -> None:
        """Add a return's shipping method, which counts in the totals and is no delivery."""
        made = {"name": "Return", "is_tax_inclusive": False, **_amount("amount", unit)}
        method = self.row("order_shipping_method", "ordsm", **made)
        ids = {"order_id": order, "shipping_method_id": method, "return_id": f"return_{self.mark}"}
        self.row("order_shipping", "ordspmv", version=version, **ids)

    def _payment(self, order: str, currency: str, unit: Decimal) -> None:
        random = self.random
        amount = random.choice([0, 50, 50, 100]) * unit

        def part() -> Decimal | None:
            misses = [Decimal(0), unit, 2 * unit, amount / 2, amount]
            return random.choice([None, None, Decimal(0), *(max(Decimal(0), amount - one) for one in misses)])

        values = _amount("amount", amount) | _amount("captured_amount", part())
        values |= _amount("refunded_amount", random.choice([None, None, part()]))
        # Of a collection that is deleted and still linked, Medusa's own list is a 500.
        deleted = {"deleted_at": "2026-01-01" if random.random() < 0.07 else None}
        collection = self.row(
            "payment_collection",
            "pay_col",
            currency_code=currency,
            status=random.choice(_PAYMENTS),
            **values,
            **deleted,
        )
        ids = {"order_id": order, "payment_collection_id": collection}
        self.row("order_payment_collection", "ordpay", **ids, **deleted)

    def _fulfillment(self, order: str) -> None:
        random = self.random
        names = ("packed_at", "shipped_at", "delivered_at", "canceled_at")
        likely = (0.9, 0.7, 0.5, 0.15)
        dates = {
            name: "2026-02-01" if random.random() < rate else None
            for name, rate in zip(names, likely, strict=True)
        }
        fulfillment = self.row("fulfillment", "ful", location_id="sloc_1", **dates)
        self.row("order_fulfillment", "ordful", order_id=order, fulfillment_id=fulfillment)


def _amount(name: str, value: Decimal | int | None) -> Row:
    raw = None if value is None else {"value": str(value), "precision": 20}
    return {name: value, f"raw_{name}": raw}
