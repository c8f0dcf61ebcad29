"""Lists that hardly change are read once by a warm instance, and never for longer than they are good."""

from __future__ import annotations

import time

import pytest
from commerce import cache
from commerce.medusa import reference_data
from commerce.medusa.transport.client import Medusa

from tests.conftest import Configure
from tests.support.recorded import recorded
from tests.support.upstream import Upstream

REGIONS = "GET /store/regions"


def test_recorded_regions_categories_and_types(guest: Medusa, shop: Upstream) -> None:
    shop.on("GET /store/product-categories", recorded("categories"))
    shop.on("GET /store/product-types", recorded("types"))
    euro, dollar = reference_data.regions(guest)
    assert (euro.currency, euro.countries) == ("EUR", ("DE", "PL"))
    assert (dollar.currency, dollar.countries) == ("USD", ("US",))
    assert reference_data.categories(guest)[0].handle == "power-tools"
    assert {value for _, value in reference_data.type_ids(guest)} == {"PHYSICAL", "VIRTUAL"}
    assert all(int(seen.query["limit"]) >= 200 for seen in shop.seen)


def test_a_list_is_read_once_until_it_is_old(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.on(REGIONS, {"regions": []}, {"regions": []})
    first = reference_data.regions(guest)
    assert reference_data.regions(guest) is first
    assert shop.asked == [REGIONS]
    later = time.time() + reference_data.MAX_AGE + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert reference_data.regions(guest) == ()
    assert shop.asked == [REGIONS] * 2


def test_a_clock_that_was_set_back_does_not_keep_a_list_for_ever(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.on(REGIONS, {"regions": []})
    reference_data.regions(guest)
    before = time.time() - 1000
    monkeypatch.setattr(time, "time", lambda: before)
    assert reference_data.regions(guest) == ()


def pass_by(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    later = time.time() + seconds
    monkeypatch.setattr(time, "time", lambda: later)


def test_an_empty_list_is_soon_read_again(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    route = "GET /store/product-types"
    shop.on(route, {"product_types": [], "count": 0}, recorded("types"))
    assert reference_data.type_ids(guest) == reference_data.type_ids(guest) == ()
    assert shop.asked == [route]
    pass_by(monkeypatch, reference_data.RECENT)
    assert len(reference_data.type_ids(guest)) == 2


def test_a_region_that_is_new_in_medusa_is_found(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {"id": "reg_new", "currency_code": "pln", "countries": [{"iso_2": "pl"}]}
    known = recorded("regions")["regions"]
    shop.on(REGIONS, {"regions": [*known, new]})
    assert reference_data.region_of(guest, known[0]["id"])
    assert reference_data.region_of(guest, "reg_new") is None
    assert reference_data.region_for(guest, "PLN") is None
    assert shop.asked == [REGIONS]
    pass_by(monkeypatch, reference_data.RECENT)
    assert reference_data.region_of(guest, "reg_new")
    assert reference_data.region_for(guest, "PLN", "PL")
    assert shop.asked == [REGIONS] * 2


def test_unknown_names_do_not_cost_a_call_each(
    guest: Medusa, shop: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.on(REGIONS, *[recorded("regions")] * 2)
    reference_data.regions(guest)
    pass_by(monkeypatch, reference_data.RECENT)
    for number in range(20):
        assert reference_data.region_of(guest, f"reg_{number}") is None
        assert reference_data.region_for(guest, "EUR", f"X{number}") is None
    assert shop.asked == [REGIONS] * 2


def test_a_new_instance_or_a_reset_reads_again(guest: Medusa, shop: Upstream) -> None:
    shop.on(REGIONS, {"regions": []})
    reference_data.regions(guest)
    cache.clear()
    assert reference_data.regions(guest) == ()


def test_a_currencys_region_is_the_default_or_else_the_first(
    upstream: Upstream, configure: Configure
) -> None:
    euros = [{"id": f"reg_{number}", "currency_code": "eur"} for number in (1, 2)]
    dollars = {"id": "reg_3", "currency_code": "usd", "countries": None}
    upstream.on(REGIONS, {"regions": [*euros, dollars]})
    configure(MEDUSAJS_BASE_URL=upstream.url)

    def found(currency: str) -> str | None:
        region = reference_data.region_for(Medusa(), currency)
        return region.id if region else None

    assert (found("EUR"), found("USD"), found("PLN")) == ("reg_1", "reg_3", None)
    configure(MEDUSAJS_BASE_URL=upstream.url, DEFAULT_REGION_ID="reg_2")
    assert (found("EUR"), found("USD")) == ("reg_2", "reg_3")


def test_types_have_their_own_names_categories_the_callers(shop: Upstream) -> None:
    types, categories = "GET /store/product-types", "GET /store/product-categories"
    shop.on(types, recorded("types"))
    german = {"product_categories": [{"id": "pcat_1", "name": "Werkzeuge", "handle": "tools"}]} | {"count": 1}
    shop.on(categories, german, recorded("categories"))
    there, here = Medusa(locale="de-DE"), Medusa(locale="en-US")
    assert reference_data.categories(there)[0].name == "Werkzeuge"
    assert reference_data.categories(here)[0].name != "Werkzeuge"
    assert reference_data.type_ids(there) == reference_data.type_ids(here)
    assert shop.asked == [categories, categories, types]
    assert [seen.headers.get("x-medusa-locale") for seen in shop.seen] == ["de-DE", "en-US", None]


def test_languages_that_are_made_up_do_not_fill_the_memory(shop: Upstream) -> None:
    shop.on("GET /store/product-categories", *[recorded("categories")] * 40)
    reference_data.regions(Medusa())
    for number in range(40):
        reference_data.categories(Medusa(locale=f"xx-{number}"))
    assert len(reference_data._categories) == reference_data._MOST
    reference_data.categories(Medusa(locale="xx-39"))
    reference_data.regions(Medusa())
    assert len(shop.seen) == 41


def test_a_category_has_those_above_it_and_is_hidden_with_them(shop: Upstream) -> None:
    ups = [
        ("tools", None),
        ("saws", "tools"),
        ("bow-saws", "saws"),
        ("lost", "internal"),
        ("a", "b"),
        ("b", "a"),
    ]
    rows = [{"id": name, "name": name, "handle": name, "parent_category_id": up} for name, up in ups]
    shop.on("GET /store/product-categories", {"product_categories": rows, "count": len(rows)})
    found = reference_data.categories_by_id(Medusa(), {"tools", "bow-saws", "lost", "a"})
    assert {name: [one.id for one in category.path] for name, category in found.items()} == {
        "tools": [],
        "bow-saws": ["tools", "saws"],
    }
    assert reference_data.categories_by_id(Medusa(), set()) == {}
    assert shop.asked == ["GET /store/product-categories"]
