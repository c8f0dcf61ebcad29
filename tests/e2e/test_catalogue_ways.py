"""A list is the same by the plugin's route as by Medusa's own; what only the plugin can do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from commerce.caller import GUEST, Caller
from commerce.errors import NotFoundError
from commerce.mappers.products import DisplayOptions
from commerce.medusa import product_list, products
from commerce.medusa.product_filter import PART, ProductFilter
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Medusa

from local.shop import Shop
from tests.conftest import Configure

Json = dict[str, Any]


@pytest.fixture(params=["guest", "customer"])
def medusa(
    request: pytest.FixtureRequest, addresses: dict[str, str], seed: Json, anna: Shop, configure: Configure
) -> Medusa:
    """The running Medusa, called from this process."""
    key = seed["publishableKey"]
    configure(MEDUSAJS_BASE_URL=addresses["medusa"], MEDUSAJS_PUBLISHABLE_API_KEY=key)
    caller = GUEST if request.param == "guest" else Caller(anna.token or "", "anna", 2**31)
    return Medusa(caller)


def both(medusa: Medusa, monkeypatch: pytest.MonkeyPatch, read: Any) -> tuple[Any, Any]:
    """Read by the plugin's route, then as with a plugin that lacks it."""
    medusa.get("regions", query={"fields": "id"})
    assert plugin.has(PART)
    first, known = read(), plugin.known
    with monkeypatch.context() as patch:
        patch.setattr(
            plugin, "known", lambda: (found := known()) and replace(found, parts=found.parts - {PART})
        )
        assert not plugin.has(PART)
        return first, read()


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"limit": 100},
        {"limit": 7, "offset": 5, "sort": "title_DESC"},
        {"limit": 30, "sort": "price_ASC"},
        {"limit": 30, "sort": "price_DESC", "offset": 3},
        {"categories": ("Power tools", "workwear"), "limit": 50, "sort": "title_ASC"},
        {"categories": ("no such",)},
        {"types": frozenset({"VIRTUAL"})},
        {"types": frozenset({"PHYSICAL"}), "limit": 100},
        {"q": "laser", "sort": "title_ASC"},
        {"q": "DRILL-12V", "sort": "title_ASC"},
        {"q": "zzzzzz"},
        {"limit": 0},
    ],
    ids=str,
)
@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_both_ways_list_the_same(
    medusa: Medusa, monkeypatch: pytest.MonkeyPatch, wanted: Json, currency: str
) -> None:
    def read() -> Any:
        return product_list.list_products(medusa, ProductFilter(**wanted), DisplayOptions(currency))

    mine, theirs = both(medusa, monkeypatch, read)
    assert mine == theirs


def test_both_ways_list_ids_in_their_order(
    medusa: Medusa, monkeypatch: pytest.MonkeyPatch, seed: Json
) -> None:
    ids = tuple(product["id"] for product in seed["products"][:9][::-1])

    def read() -> Any:
        wanted = ProductFilter(ids=ids, limit=5, offset=2)
        return product_list.list_products(medusa, wanted, DisplayOptions("EUR"))

    mine, theirs = both(medusa, monkeypatch, read)
    assert mine == theirs
    assert [entry.id for entry in mine.data] == list(ids[2:7])


@pytest.mark.parametrize("by", ["id", "handle"])
def test_both_ways_open_the_same_page(
    medusa: Medusa, monkeypatch: pytest.MonkeyPatch, seed: Json, by: str
) -> None:
    for product in seed["products"][:12]:
        variants = [None, product["variants"][-1]["id"], product["variants"][-1]["sku"].lower(), "gone"]
        for variant in variants:

            def read(named: str = product[by], variant: str | None = variant) -> Any:
                return products.get_product(medusa, named, variant, DisplayOptions("EUR", country="DE"))

            mine, theirs = both(medusa, monkeypatch, read)
            assert mine == theirs
            assert mine.id == product["id"]


NAMES_OF_NONE = ["null", "prod_none", "no such", "x' or '1'='1", "drill%2Fdriver", "{}", "🎉" * 255]


@pytest.mark.parametrize("named", NAMES_OF_NONE, ids=lambda name: name[:12])
def test_both_ways_open_no_other_page(medusa: Medusa, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    def read() -> str:
        with pytest.raises(NotFoundError) as refused:
            products.get_product(medusa, named, None, DisplayOptions("EUR"))
        return str(refused.value)

    mine, theirs = both(medusa, monkeypatch, read)
    assert mine == theirs


def test_both_ways_know_the_products_of_variants(
    medusa: Medusa, monkeypatch: pytest.MonkeyPatch, seed: Json
) -> None:
    pairs = [(product["id"], product["variants"][-1]["id"]) for product in seed["products"][:20]]

    def read() -> Any:
        return products.products_of_variants(medusa, pairs, DisplayOptions("EUR"), detailed=True)

    mine, theirs = both(medusa, monkeypatch, read)
    assert [entry.variant_id for entry in mine] == [variant for _, variant in pairs]
    assert mine == theirs


def names(shop: Shop, **query: Any) -> list[str]:
    response = shop.get("/products", query={"limit": "100", **query})
    assert response.status == 200, response.body
    return [entry["name"] for entry in response.body["data"]]


def test_filters_and_facets_agree(guest: Shop) -> None:
    query = {"option": "Color:Red", "minPrice": "20", "maxPrice": "200", "facets": "true", "limit": "100"}
    page = guest.get("/products", query=query).body
    assert page["total"] == len(page["data"]) > 1
    for entry in page["data"]:
        assert 20 <= entry["price"]["value"] <= 200
        choices = {one["id"]: one for one in entry.get("variants", [])}
        assert not choices or "Red" in choices[entry["variantId"]]["options"].values()
    categories = page["facets"]["categories"]
    for facet in categories:
        found = guest.get("/products", query=query | {"category": facet["value"]}).body
        assert found["total"] == facet["count"] == len(found["data"])
        assert found["facets"]["categories"] == categories
    [colours] = [one for one in page["facets"]["options"] if one["value"] == "Color"]
    for facet in colours["values"]:
        found = guest.get("/products", query=query | {"option": f"Color:{facet['value']}"}).body
        assert found["total"] == facet["count"]
    everything = guest.get("/products", query=query | {"limit": "0"}).body["facets"]["price"]
    free = {name: value for name, value in query.items() if "Price" not in name}
    assert guest.get("/products", query=free | {"limit": "0"}).body["facets"]["price"] == everything


def test_stock_divides_the_catalogue(guest: Shop) -> None:
    page = guest.get("/products", query={"facets": "true", "limit": "1"}).body
    stock = page["facets"]["stock"]
    assert stock["inStock"] + stock["outOfStock"] == page["total"]
    found = guest.get("/products", query={"inStock": "true", "limit": "100"}).body
    assert found["total"] == stock["inStock"]
    assert all(entry["inStock"] for entry in found["data"])


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("drills", "Drill"),
        ("cordles dril", "Cordless Drill"),
        ("CORDLESS-DRILL-12V-RED", "Cordless Drill"),
        ("cordless-drill-12v-r", "Cordless Drill"),
    ],
)
def test_search_knows_plurals_typos_and_skus(guest: Shop, q: str, first: str) -> None:
    assert first in names(guest, q=q)[0]


def test_the_better_match_comes_first(guest: Shop) -> None:
    found = names(guest, q="hammer")
    titled = [name for name in found if "Hammer" in name]
    assert found[: len(titled)] == titled
    assert len(titled) > 1


def test_what_is_being_typed_is_suggested(guest: Shop) -> None:
    found = guest.get("/products/suggestions", query={"q": "cord"})
    assert (found.status, found.requests) == (200, 1)
    first = found.body["data"][0]
    assert first["name"].startswith("Cord")
    assert guest.get(f"/products/{first['handle']}").body["id"] == first["id"]
    assert len(guest.get("/products/suggestions", query={"q": "a"}).body["data"]) <= 10
    assert any("Hammer" in one["name"] for one in guest.get("/products/suggestions?q=hamer").body["data"])
    assert guest.get("/products/suggestions?q=zzzzzz").body == {"data": []}


@pytest.mark.parametrize(
    "text", ["'; drop table product; --", "%", "_", "\\", ":q", "?", "a:b", "$1", "&|!("]
)
def test_hostile_texts_are_texts(guest: Shop, text: str) -> None:
    assert guest.get("/products", query={"q": text, "tag": text, "collection": text}).status == 200
    assert guest.get("/products", query={"option": f"{text}:{text}"}).status in {200, 400}
    assert guest.get("/products/suggestions", query={"q": text}).status == 200
