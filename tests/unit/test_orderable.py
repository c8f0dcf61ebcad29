"""What a cart lacks to be ordered, and which lines cannot be bought: no more and no less than it needs."""

from __future__ import annotations

from typing import Any

import pytest
from commerce.errors import BadRequestError, ConflictError, ForbiddenError, NotFoundError
from commerce.mappers.checkout import missing, total_of, unsellable_lines
from commerce.medusa import orderable
from commerce.medusa.ownership import OWNER_FIELDS
from commerce.medusa.transport.client import Medusa
from commerce.models.common import Amount

from tests.support.carts import OPTION, facts_line, facts_of, for_checkout, line, option, ready_cart
from tests.support.upstream import Upstream

Json = dict[str, Any]

READ = "GET /store/carts/cart_1/checkout"
PLAIN = "GET /store/carts/cart_1"
COUNTRY_ONLY = {"country_code": "de", "address_1": None, "city": None, "postal_code": ""}
SERVICE = {"requires_shipping": False}


def lacks(cart: Json, facts: Json | None = None, chosen: Any = (OPTION,), paid: bool = True) -> list[str]:
    return [detail.path for detail in missing(cart, facts, chosen, has_payment=paid)]


def test_a_ready_cart_lacks_nothing() -> None:
    cart = ready_cart()
    assert lacks(cart, facts_of(cart)) == lacks(cart) == []


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        ({"items": []}, ["items"]),
        ({"items": None}, ["items"]),
        ({"email": None}, ["email"]),
        ({"email": ""}, ["email"]),
        ({"shipping_address": None}, ["shippingAddress"]),
        ({"billing_address": None}, ["billingAddress"]),
        ({"shipping_address": COUNTRY_ONLY}, ["shippingAddress"]),
        ({"billing_address": COUNTRY_ONLY}, ["billingAddress"]),
    ],
)
def test_each_missing_thing_is_named(change: Json, paths: list[str]) -> None:
    cart = ready_cart(**change)
    assert lacks(cart, facts_of(cart)) == lacks(cart) == paths


@pytest.mark.parametrize("kind", ["shipping", "billing"])
@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("country_code", "country"),
        ("address_1", "streetName"),
        ("city", "city"),
        ("postal_code", "postalCode"),
    ],
)
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_an_address_that_no_parcel_would_find_is_named_by_part(
    kind: str, part: str, name: str, nothing: str | None
) -> None:
    cart = ready_cart()
    cart[f"{kind}_address"][part] = nothing
    assert lacks(cart) == [f"{kind}Address.{name}"]


def test_everything_is_named_together() -> None:
    cart = ready_cart(email=None, shipping_address=None, billing_address=None)
    facts = facts_of(cart)
    paths = ["shippingAddress", "billingAddress", "shippingMethod", "paymentMethod", "email"]
    assert lacks(cart, facts, (), paid=False) == lacks(cart, None, (), paid=False) == paths


def test_a_service_needs_only_the_country_of_its_address() -> None:
    cart = ready_cart(items=[line(1, **SERVICE)], shipping_address=COUNTRY_ONLY)
    assert lacks(cart, facts_of(cart), ()) == lacks(cart, None, ()) == []
    for nothing in (None, {}, {"country_code": None}):
        assert lacks(cart | {"shipping_address": nothing}, None, ()) == ["shippingAddress"]
    assert lacks(cart | {"billing_address": COUNTRY_ONLY}, None, ()) == ["billingAddress"]


@pytest.mark.parametrize("goods", [{}, {"requires_shipping": None}], ids=["goods", "not known"])
def test_one_line_of_goods_among_services_is_delivered(goods: Json) -> None:
    cart = ready_cart(items=[line(1, **SERVICE), line(2, **goods)], shipping_address=COUNTRY_ONLY)
    assert lacks(cart, facts_of(cart), ()) == ["shippingAddress", "shippingMethod"]


@pytest.mark.parametrize(
    ("total", "needs"), [(0, False), (-1, False), (0.001, True), (5, True), (None, True)]
)
def test_only_what_costs_nothing_needs_no_payment(total: float | None, needs: bool) -> None:
    assert ("paymentMethod" in lacks(ready_cart(total=total), paid=False)) is needs


TWO_PROFILES = {
    "lines": [
        facts_line("item_1"),
        facts_line("item_2", shipping_profile_id="sp_2"),
        facts_line("item_3", shipping_profile_id="sp_2"),
    ],
    "shipping_options": [option(), option("so_2", "sp_2")],
}


def of_two_profiles() -> Json:
    titles = ("Drill", "Piano", "Organ")
    return ready_cart(items=[line(number, product_title=title) for number, title in enumerate(titles, 1)])


def deliveries(cart: Json, facts: Json | None, chosen: Any) -> list[str]:
    found = missing(cart, facts, chosen, has_payment=True)
    assert all(detail.path == "shippingMethod" for detail in found)
    return [detail.message for detail in found]


def test_each_shipping_profile_needs_a_delivery_of_its_own() -> None:
    cart = of_two_profiles()
    facts = facts_of(cart, **TWO_PROFILES)
    assert deliveries(cart, facts, ["so_1", "so_2"]) == []
    [pianos] = deliveries(cart, facts, ["so_1"])
    assert "Piano, Organ" in pianos
    assert "Drill" not in pianos
    [drill] = deliveries(cart, facts, ["so_2"])
    assert "Drill" in drill
    assert len(deliveries(cart, facts, [])) == 2
    assert deliveries(cart, None, ["so_1"]) == []


def test_a_profile_only_of_services_needs_no_delivery() -> None:
    cart = of_two_profiles()
    cart["items"] = [cart["items"][0], *(item | SERVICE for item in cart["items"][1:])]
    assert deliveries(cart, facts_of(cart, **TWO_PROFILES), ["so_1"]) == []


@pytest.mark.parametrize(
    ("chosen", "profile", "is_served"),
    [
        (["so_1"], None, False),  # goods without a profile: no option of a profile delivers them
        (["so_free"], None, True),
        (["so_gone"], "sp_1", False),  # an option that was deleted since
    ],
)
def test_an_option_serves_only_its_own_profile(
    chosen: list[str], profile: str | None, is_served: bool
) -> None:
    cart = ready_cart()
    lines = [facts_line(shipping_profile_id=profile)]
    facts = facts_of(cart, lines=lines, shipping_options=[option(), option("so_free", None)])
    assert (deliveries(cart, facts, chosen) == []) is is_served


def test_a_deleted_variant_needs_no_delivery() -> None:
    cart = of_two_profiles()
    gone = facts_line("item_1", is_for_sale=False, shipping_profile_id=None)
    facts = facts_of(cart, **TWO_PROFILES | {"lines": [gone, *TWO_PROFILES["lines"][1:]]})
    assert deliveries(cart, facts, ["so_2"]) == []
    with pytest.raises(ConflictError, match="Drill is no longer for sale"):
        check(cart, facts, ["so_2"])


@pytest.mark.parametrize(
    ("facts", "quantity", "says"),
    [
        ({}, 999, None),
        ({}, 1000, "Only 999"),
        ({"available_quantity": None}, 10**6, None),  # on backorder, or not counted
        ({"available_quantity": 0}, 1, "sold out"),
        ({"available_quantity": -3}, 1, "sold out"),
        ({"available_quantity": 2.5}, 2.5, None),
        ({"available_quantity": 2.5}, 3, "Only 2.5"),
        ({"available_quantity": 1}, 1.5, "Only 1 of"),
        ({"is_for_sale": False}, 1, "no longer for sale"),
        ({"is_for_sale": False, "available_quantity": None}, 1, "no longer for sale"),
    ],
)
def test_a_line_that_cannot_be_bought_is_named(facts: Json, quantity: float, says: str | None) -> None:
    cart = ready_cart(items=[line(1, quantity=quantity), line(2, quantity=1)])
    found = unsellable_lines(cart, facts_of(cart, lines=[facts_line(**facts), facts_line("item_2")]))
    assert [detail.path for detail in found] == (["items.item_1"] if says else [])
    assert not says or says in found[0].message


def test_lines_of_one_variant_share_what_is_left() -> None:
    cart = ready_cart(
        items=[line(number, variant_id="variant_1", quantity=2) for number in (1, 2)]
        + [line(3, quantity=3), line(4, variant_id=None, quantity=9), line(5, variant_id=None, quantity=9)]
    )
    lines = [facts_line(f"item_{number}", available_quantity=3) for number in (1, 2, 3)]
    lines += [facts_line(f"item_{number}", available_quantity=None) for number in (4, 5)]
    found = unsellable_lines(cart, facts_of(cart, lines=lines))
    assert [detail.path for detail in found] == ["items.item_1", "items.item_2"]


def test_a_line_that_nothing_is_known_of_is_left_to_medusa() -> None:
    cart = ready_cart()
    assert unsellable_lines(cart, None) == unsellable_lines(cart, facts_of(cart, lines=[])) == []


def check(cart: Json, facts: Json | None, chosen: Any = (OPTION,), paid: bool = True) -> None:
    orderable.must_be_orderable(cart, facts, chosen, has_payment=paid)


def test_missing_parts_come_before_unsellable_lines() -> None:
    cart = ready_cart(email=None)
    facts = facts_of(cart, lines=[facts_line(is_for_sale=False)])
    with pytest.raises(BadRequestError, match=r"^Still missing: email$") as refused:
        check(cart, facts)
    assert [detail.path for detail in refused.value.details] == ["email", "items.item_1"]
    with pytest.raises(ConflictError, match="no longer for sale") as unsellable:
        check(ready_cart(), facts)
    assert [detail.path for detail in unsellable.value.details] == ["items.item_1"]
    check(ready_cart(), facts_of(cart))


def test_a_name_is_said_once_however_often_it_is_missing() -> None:
    cart = of_two_profiles()
    with pytest.raises(BadRequestError, match=r"^Still missing: shippingMethod$") as refused:
        check(cart, facts_of(cart, **TWO_PROFILES), ())
    assert len(refused.value.details) == 2


@pytest.mark.parametrize(
    ("total", "currency", "value", "named", "fits"),
    [
        (123.641, "eur", 123.64, "EUR", True),
        (123.641, "eur", 123.641, "EUR", True),
        (123.641, "eur", 123.65, "EUR", False),
        (123.641, "eur", 123.64, "USD", False),
        (0.125, "eur", 0.13, "EUR", True),
        (1999, "jpy", 1999.4, "JPY", True),
        (1999.5, "jpy", 2000, "JPY", True),
        (1999.4, "jpy", 2000, "JPY", False),
        (1.2345, "kwd", 1.235, "KWD", True),
        (1.2345, "kwd", 1.23, "KWD", False),
        (0, "eur", 0, "EUR", True),
        (None, "eur", 0, "EUR", False),
    ],
)
def test_the_expected_total_is_compared_as_rounded(
    total: float | None, currency: str, value: float, named: str, fits: bool
) -> None:
    cart, expected = {"total": total, "currency_code": currency}, Amount(value=value, currency=named)
    if fits:
        return orderable.must_cost(cart, expected)
    with pytest.raises(ConflictError) as refused:
        orderable.must_cost(cart, expected)
    assert [detail.path for detail in refused.value.details] == ["body.expectedTotal"]
    return None


def test_who_expects_nothing_pays_what_it_costs() -> None:
    orderable.must_cost({"total": 5, "currency_code": "eur"}, None)
    assert total_of({"total": True}) is total_of({"total": "5"}) is total_of({}) is None


WITH_OPTIONS = f"{OWNER_FIELDS},shipping_methods.shipping_option_id"


def test_the_cart_and_what_is_known_of_it_are_one_request(guest: Medusa, shop: Upstream) -> None:
    cart = ready_cart()
    shop.on(READ, for_checkout(cart))
    found = orderable.read_for_checkout(guest, "cart_1", WITH_OPTIONS, ["so_2", "so_3"])
    assert (found.cart, found.facts, found.option_ids) == (cart, facts_of(cart), [OPTION])
    assert shop.seen[0].queries == {"fields": [WITH_OPTIONS], "shipping_option_id[]": ["so_2", "so_3"]}
    assert shop.asked == [READ]


def test_without_the_plugin_only_the_cart_is_read(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, (404, "<html>"))
    shop.on(PLAIN, {"cart": ready_cart(shipping_methods=[{}, {"shipping_option_id": "so_9"}])})
    found = orderable.read_for_checkout(guest, "cart_1", WITH_OPTIONS)
    assert (found.facts, found.option_ids) == (None, ["so_9"])
    assert shop.asked == [READ, PLAIN]
    assert shop.seen[1].query == {"fields": WITH_OPTIONS}


@pytest.mark.parametrize("has_module", [True, False])
def test_another_customers_cart_is_not_checked(anna: Medusa, shop: Upstream, has_module: bool) -> None:
    theirs = ready_cart(customer_id="cus_ben", customer={"id": "cus_ben", "has_account": True})
    shop.on(READ, for_checkout(theirs) if has_module else (404, "<html>"))
    shop.on(PLAIN, {"cart": theirs})
    with pytest.raises(ForbiddenError):
        orderable.read_for_checkout(anna, "cart_1", OWNER_FIELDS)


def test_an_unknown_cart_is_named(guest: Medusa, shop: Upstream) -> None:
    shop.on(READ, (404, {"message": "Cart with id 'cart_1' not found"}))
    with pytest.raises(NotFoundError, match="Cart cart_1 was not found"):
        orderable.read_for_checkout(guest, "cart_1", OWNER_FIELDS)
