"""What ten years of a shop leave behind: edited, drafted, handed-over orders, services long out of sale."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from local.database import Database
from local.shop import ADDRESS, Shop
from tests.support.admin import Admin

Json = dict[str, Any]


@pytest.fixture(scope="module")
def admin(addresses: dict[str, str], seed: Json) -> Admin:
    return Admin(addresses["medusa"], seed["adminKey"])


@pytest.fixture(scope="module")
def database(addresses: dict[str, str]) -> Iterator[Database]:
    with Database(addresses["database"]) as asked:
        yield asked


def email() -> str:
    return f"odd-{secrets.token_hex(4)}@example.com"


def ordered(shop: Shop, seed: Json) -> tuple[str, Json]:
    """Place an order; return its cart's id and the order."""
    cart = shop.cart_with()["id"]
    body = {
        "shippingAddress": ADDRESS,
        "sameAsBillingAddress": True,
        "email": email(),
        "shippingMethodId": seed["shippingOptions"]["EUR"]["flat"],
        "paymentProviderId": "pp_system_default",
    }
    placed = shop.post(f"/checkout/{cart}/complete", body)
    assert placed.status == 201, placed.body
    return cart, placed.body["order"]


def drafted(admin: Admin, seed: Json, currency: str = "EUR", **whose: str) -> str:
    """Create an order as an operator does, of something that the catalogue does not have."""
    body = {
        "region_id": seed["regions"][currency]["id"],
        "sales_channel_id": seed["salesChannelId"],
        "items": [{"title": "Cable by the metre", "quantity": 0.5, "unit_price": 3}],
        "email": email(),
    }
    order: str = admin.call("POST", "/draft-orders", body | whose)["draft_order"]["id"]
    admin.call("POST", f"/draft-orders/{order}/convert-to-order")
    return order


def customer_id(shop: Shop) -> str:
    made: str = shop.post("/carts", {"currency": "EUR"}).body["customerId"]
    return made


def test_an_order_that_was_edited_to_a_part_of_a_piece(newcomer: Shop, admin: Admin, seed: Json) -> None:
    cart, order = ordered(newcomer, seed)
    line = order["items"]["data"][0]["id"]
    admin.call("POST", "/order-edits", {"order_id": order["id"]})
    admin.call("POST", f"/order-edits/{order['id']}/items/item/{line}", {"quantity": 2.5})
    admin.call("POST", f"/order-edits/{order['id']}/request")
    admin.call("POST", f"/order-edits/{order['id']}/confirm")
    listed = newcomer.get("/orders").body["data"]
    alone = newcomer.get(f"/orders/{order['id']}").body
    again = newcomer.post(f"/checkout/{cart}/place-order").body["order"]
    for shown in (*listed, alone, again):
        assert [item["quantity"] for item in shown["items"]["data"]] == [2.5]


def test_a_drafts_order_is_its_customers_or_its_guests(
    guest: Shop, newcomer: Shop, ben: Shop, admin: Admin, seed: Json
) -> None:
    guests = drafted(admin, seed)
    mine = drafted(admin, seed, customer_id=customer_id(newcomer))
    assert [shop.get(f"/orders/{guests}").status for shop in (guest, newcomer, ben)] == [200, 200, 200]
    assert [shop.get(f"/orders/{mine}").status for shop in (guest, newcomer, ben)] == [401, 200, 403]
    shown = guest.get(f"/orders/{guests}").body
    assert "customerId" not in shown
    assert [item["quantity"] for item in shown["items"]["data"]] == [0.5]


def test_a_transferred_guest_order_is_closed_to_the_guest(
    guest: Shop, newcomer: Shop, admin: Admin, seed: Json
) -> None:
    _, order = ordered(guest, seed)
    path = f"/orders/{order['id']}"
    assert guest.get(path).status == 200
    admin.call("POST", f"{path}/transfer", {"customer_id": customer_id(newcomer)})
    [change] = admin.call("GET", f"{path}/changes?fields=*actions")["order_changes"]
    token = next(found for action in change["actions"] if (found := action["details"].get("token")))
    accept(admin, seed, order["id"], token)
    assert [shop.get(path).status for shop in (guest, newcomer)] == [401, 200]


def accept(admin: Admin, seed: Json, order: str, token: str) -> None:
    headers = {"x-publishable-api-key": seed["publishableKey"]}
    shop = Shop(admin.medusa)
    answer = shop.post(f"/store/orders/{order}/transfer/accept", {"token": token}, headers=headers)
    assert answer.status == 200, answer.body


def test_who_was_deleted_owns_nothing_any_more(newcomer: Shop, guest: Shop, admin: Admin, seed: Json) -> None:
    cart, order = newcomer.cart_with()["id"], ordered(newcomer, seed)[1]
    assert newcomer.get(f"/orders/{order['id']}").status == 200
    admin.call("DELETE", f"/customers/{order['customerId']}")
    for shop in (newcomer, guest):
        assert shop.get(f"/orders/{order['id']}").status == 401
        assert shop.get(f"/carts/{cart}").status == 401
        assert shop.post(f"/checkout/{cart}/place-order").status == 401
    # A token from before the deletion brings no account back.
    refused = newcomer.get("/orders")
    assert (refused.status, refused.body["code"]) == (401, "invalid_token")


def test_orders_by_amount_and_by_one_of_several_statuses(newcomer: Shop, admin: Admin, seed: Json) -> None:
    me = customer_id(newcomer)
    small, dollars = (drafted(admin, seed, currency, customer_id=me) for currency in ("EUR", "USD"))
    large = ordered(newcomer, seed)[1]["id"]
    admin.call("POST", f"/orders/{dollars}/cancel")

    def ids(**query: str) -> list[str]:
        answer = newcomer.get("/orders", query=query)
        assert answer.status == 200, answer.body
        assert answer.body["total"] == len(answer.body["data"])
        return [order["id"] for order in answer.body["data"]]

    assert ids(sort="total_ASC") == ids(sort="subtotal_ASC") == [small, large, dollars]
    assert ids(sort="total_DESC") == [dollars, large, small]
    assert ids(sort="id_ASC") == sorted([small, large, dollars])
    assert ids(sort="createdAt_ASC") == [small, dollars, large]
    assert ids(status="CANCELLED") == [dollars]
    assert ids(status="PROCESSING") == ids(status="DELIVERED") == []
    both = newcomer.get("/orders?status=PENDING&status=CANCELLED&status=RETURNED").body
    assert both["total"] == 3
    assert newcomer.get("/orders?status=pending").body["details"][0]["path"].startswith("query.status")


def test_orders_of_one_moment_are_each_on_one_page(
    newcomer: Shop, admin: Admin, database: Database, seed: Json
) -> None:
    """As after an import."""
    me = customer_id(newcomer)
    imported = sorted(drafted(admin, seed, customer_id=me) for _ in range(6))
    database.rows("""update "order" set created_at = '2020-01-01' where customer_id = $1""", me)
    for limit in (1, 2, 4):
        pages = [
            newcomer.get("/orders", query={"limit": limit, "offset": offset}).body
            for offset in range(0, len(imported), limit)
        ]
        assert [order["id"] for page in pages for order in page["data"]] == imported
        assert {page["total"] for page in pages} == {len(imported)}


def test_a_service_in_a_cart_and_in_an_order_is_virtual(newcomer: Shop, seed: Json) -> None:
    products = [product for product in seed["products"] if product["handle"] == "calibration"]
    sku = products[0]["variants"][0]["sku"]
    line = newcomer.cart_with(sku)["items"]["data"][0]
    assert line["product"]["type"] == "VIRTUAL"


@pytest.fixture
def calibration(seed: Json) -> str:
    product = next(product for product in seed["products"] if product["handle"] == "calibration")
    found: str = product["variants"][0]["id"]
    return found


def service(admin: Admin, owner: str, variant: str, **more: Any) -> str:
    body = {"customer_id": owner, "product_variant_id": variant, "payment_type": "MONTHLY"}
    made = admin.call("POST", "/service-instances", body | {"start_date": "2026-01-01"} | more)
    found: str = made["serviceInstance"]["id"]
    return found


TOTALS = {"currency": "eur", "total_price": {"value": 7}}


def test_services_of_which_little_is_known(
    newcomer: Shop, admin: Admin, database: Database, calibration: str
) -> None:
    me = customer_id(newcomer)
    plain, gone, nothing = (service(admin, me, calibration, totals=totals) for totals in (None, TOTALS, None))
    for odd in (gone, nothing):
        database.rows("update service_instance set product_variant_id = 'variant_gone' where id = $1", odd)
    listed = newcomer.get("/resources/services", query={"sort": "id_ASC"}).body
    assert listed["total"] == 3  # the price of one is unknown: it is counted, but not shown
    shown = {entry["id"]: entry for entry in listed["data"]}
    assert set(shown) == {plain, gone}
    assert shown[plain]["contract"]["price"] == shown[plain]["product"]["price"]
    assert shown[plain]["product"]["name"] == "Calibration"
    assert shown[gone]["contract"]["price"] == {"value": 7, "currency": "EUR"}
    assert shown[gone]["product"]["type"] == "VIRTUAL"
    assert {entry["contract"]["endDate"] for entry in shown.values()} == {""}
    assert newcomer.get(f"/resources/services/{nothing}").status == 409
    for entry in shown.values():
        assert newcomer.get(f"/resources/services/{entry['id']}").body == entry | {"history": []}


@pytest.mark.parametrize(
    "totals", ['"free"', "[]", '{"currency": "eur"}', '{"currency": 5, "total_price": 5}']
)
def test_totals_of_an_odd_shape(
    newcomer: Shop, admin: Admin, database: Database, calibration: str, totals: str
) -> None:
    odd = service(admin, customer_id(newcomer), calibration)
    database.rows("update service_instance set totals = $1::jsonb where id = $2", totals, odd)
    [shown] = newcomer.get("/resources/services").body["data"]
    assert shown["contract"]["price"] == shown["product"]["price"]


@pytest.mark.parametrize(
    "address", ["null", "{}", '{"country_code": "de"}', '"Main Street 1"', '["Main Street 1"]', "5"]
)
def test_an_asset_of_which_little_is_known(
    newcomer: Shop, admin: Admin, database: Database, calibration: str, address: str
) -> None:
    body = {"serial_number": secrets.token_hex(4), "product_variant_id": calibration}
    asset = admin.call("POST", "/assets", body | {"customer_id": customer_id(newcomer)})["asset"]["id"]
    database.rows(
        "update asset set address = $1::jsonb, product_variant_id = 'x' where id = $2", address, asset
    )
    shown = newcomer.get("/resources/assets").body
    assert shown["total"] == 1
    assert "address" not in shown["data"][0]
    assert newcomer.get(f"/resources/assets/{asset}").body == shown["data"][0]


def test_a_transferred_asset_is_not_in_the_old_owners_service(
    newcomer: Shop, ben: Shop, admin: Admin, seed: Json, calibration: str
) -> None:
    me, bens = customer_id(newcomer), seed["customers"][1]["id"]
    body = {"serial_number": f"HAND-{secrets.token_hex(4)}", "product_variant_id": calibration}
    asset = admin.call("POST", "/assets", body | {"customer_id": me})["asset"]["id"]
    one = service(admin, me, calibration, assets=[asset])
    path = f"/resources/services/{one}"
    assert [entry["id"] for entry in newcomer.get(path).body["assets"]] == [asset]
    admin.call("PATCH", f"/assets/{asset}", {"customer_id": bens})
    assert newcomer.get(path).body["assets"] == []
    [listed] = newcomer.get("/resources/services").body["data"]
    assert listed["assets"] == []
    assert newcomer.get(f"/resources/assets/{asset}").status == 404
    assert ben.get(f"/resources/assets/{asset}").status == 200
    admin.call("DELETE", f"/assets/{asset}")


def test_dates_that_no_calendar_has(
    newcomer: Shop, admin: Admin, database: Database, calibration: str
) -> None:
    odd = service(admin, customer_id(newcomer), calibration)
    database.rows("update service_instance set start_date = '12026-01-01' where id = $1", odd)
    assert newcomer.get("/resources/services").body["total"] == 1
    assert newcomer.get("/resources/services", query={"dateTo": "2026-12-31"}).body["total"] == 0
