"""What became of carts, counted in Medusa's database: every figure after the first four must be 0."""

from __future__ import annotations

from local.database import Database

_CARTS = "unnest($1::text[]) cart(id)"
_LINES = "select oc.cart_id, i.item_id, i.quantity, l.variant_id from order_cart oc join order_item i on \
i.order_id = oc.order_id and i.deleted_at is null join order_line_item l on l.id = i.item_id \
where oc.cart_id = any($1) and oc.deleted_at is null"
_ORDERED = f"select cart_id, variant_id, sum(quantity), count(*) from ({_LINES}) line group by 1, 2"
_IN_CARTS = """select cart_id, variant_id, sum(quantity), count(*) from cart_line_item
    where cart_id = any($1) and deleted_at is null group by 1, 2"""


def _not_one(joined: str, counted: str) -> str:
    """Count the carts that have not exactly one of something."""
    return f"""select count(*) from (
        select cart.id from {_CARTS} {joined} group by 1 having count(distinct {counted}) <> 1) other"""


_ORDER = "left join order_cart oc on oc.cart_id = cart.id and oc.deleted_at is null"
_COLLECTION = "left join cart_payment_collection c on c.cart_id = cart.id and c.deleted_at is null"
CHECKS = {
    "carts with other than one order": _not_one(
        f'{_ORDER} left join "order" o on o.id = oc.order_id and o.deleted_at is null', "o.id"
    ),
    "orders whose lines are not the cart's": f"""select count(distinct cart_id) from (
        (({_ORDERED}) except ({_IN_CARTS})) union (({_IN_CARTS}) except ({_ORDERED}))) other""",
    "carts with other than one payment collection": _not_one(_COLLECTION, "c.payment_collection_id"),
    "carts with other than one payment": _not_one(
        f"""{_COLLECTION} left join payment p on p.payment_collection_id = c.payment_collection_id
        and p.deleted_at is null and p.canceled_at is null""",
        "p.id",
    ),
    "orders with other than one shipping method": _not_one(
        f"{_ORDER} left join order_shipping s on s.order_id = oc.order_id and s.deleted_at is null", "s.id"
    ),
    "lines that are not reserved once": f"""select count(*) from (
        select item_id from ({_LINES}) line
        left join reservation_item r on r.line_item_id = line.item_id and r.deleted_at is null
        group by item_id, line.quantity having count(r.id) <> 1 or sum(r.quantity) <> line.quantity) other""",
}


class Ledger:
    """Counts orders since it was created; nothing else may place orders in the meantime."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._before = self._all()

    def figures(self, carts: list[str]) -> dict[str, int]:
        """Return what became of ``carts``."""
        number = self._database.number
        orders, reservations, reserved = (
            now - before for now, before in zip(self._all(), self._before, strict=True)
        )
        lines = number(f"select count(*) from ({_LINES}) line", carts)
        ordered = number(f"select sum(quantity) from ({_LINES}) line", carts)
        found = {"carts": len(set(carts)), "orders": orders, "lines": lines, "pieces reserved": reserved}
        found |= {check: number(sql, carts) for check, sql in CHECKS.items()}
        found["orders that belong to no cart"] = orders - len(set(carts))
        found["reservations that belong to no line"] = reservations - lines
        return found | {"pieces reserved that nobody ordered": reserved - ordered}

    def _all(self) -> tuple[int, int, int]:
        number = self._database.number
        return (
            number('select count(*) from "order" where deleted_at is null'),
            number("select count(*) from reservation_item where deleted_at is null"),
            number("select sum(reserved_quantity) from inventory_level where deleted_at is null"),
        )
