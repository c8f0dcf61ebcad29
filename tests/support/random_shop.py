"""A shop made at random: what differs between products, prices and stock, and what hides a product."""

from __future__ import annotations

import contextlib
import random
from dataclasses import dataclass, field
from typing import Any

from tests.support.admin import Admin

Json = dict[str, Any]

_COLOURS = ["Red", "Blue", "Green"]
_SIZES = ["S", "M", "L"]
_NOUNS = ["Wrench", "Spanner", "Chisel", "Clamp", "Lantern", "Bucket", "Trowel"]


@dataclass
class RandomShop:
    """Created through the Admin API beside the seed; `tidy_up` deletes all of it, the last first."""

    admin: Admin
    seed: Json
    number: int
    products: int
    _made: list[str] = field(default_factory=list)
    _products: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Not for anything secret: the same number makes the same shop.
        self.random = random.Random(self.number)
        self.mark = f"rs{self.number}"

    def create(self, member: str) -> None:
        """Create everything; ``member`` is the id of the customer who is put in a group."""
        self._surroundings()
        self._group(member)
        for start in range(0, self.products, 20):
            rows = [self._product(number) for number in range(start, min(start + 20, self.products))]
            made = self.admin.call("POST", "/products/batch", {"create": rows})["created"]
            self._products += [one["id"] for one in made]
            self._stock(made)
            self._tax_rates(made)
            self._pictures(made[0])
            self._price_lists(made)

    def tidy_up(self) -> None:
        """Delete what was made; what is gone by now is no failure."""
        while self._products:
            self.admin.call("POST", "/products/batch", {"delete": self._products[:20]})
            del self._products[:20]
        while self._made:
            with contextlib.suppress(AssertionError):
                self.admin.call("DELETE", self._made.pop())

    def _make(self, path: str, name: str, body: Json) -> Json:
        made: Json = self.admin.call("POST", path, body)[name]
        self._made.append(f"{path}/{made['id']}")
        return made

    def _surroundings(self) -> None:
        mark, mine = self.mark, self.seed["salesChannelId"]
        self.regions = {code: self.seed["regions"][code]["id"] for code in ("EUR", "USD")}
        market: Json = {"name": f"Euro {mark}", "currency_code": "eur", "countries": ["it"]}
        market |= {"is_tax_inclusive": True}
        self.regions["EUR elsewhere"] = self._make("/regions", "region", market)["id"]
        self.channels = [
            mine,
            self._make("/sales-channels", "sales_channel", {"name": f"Other {mark}"})["id"],
        ]
        places = self.admin.call("GET", "/stock-locations?fields=id")["stock_locations"][:1]
        places += [
            self._make("/stock-locations", "stock_location", {"name": f"Place {number} {mark}"})
            for number in range(2)
        ]
        self.places = [place["id"] for place in places]
        # The last place is no sales channel's.
        self.admin.call("POST", f"/stock-locations/{self.places[1]}/sales-channels", {"add": self.channels})
        self.parts = [
            self._make("/inventory-items", "inventory_item", {"sku": f"{mark}-PART-{number}"})["id"]
            for number in range(4)
        ]
        for part in self.parts:
            self._levels(part)
        parent = self._category("Parent", True, False)
        self.categories = [parent]
        self.categories += [self._category("Child", True, False, parent_category_id=parent)]
        self.categories += [self._category("Hidden", True, True), self._category("Old", False, False)]
        self.collections = [
            self._make("/collections", "collection", {"title": f"{name} {mark}"})["id"]
            for name in ("Best", "New")
        ]
        self.type = self._make("/product-types", "product_type", {"value": f"Books {mark}"})["id"]
        self.tags = [
            self._make("/product-tags", "product_tag", {"value": f"{name} {mark}"})["id"] for name in "ab"
        ]

    def _category(self, name: str, is_active: bool, is_internal: bool, **more: str) -> str:
        body = {"name": f"{name} {self.mark}", "is_active": is_active, "is_internal": is_internal} | more
        return str(self._make("/product-categories", "product_category", body)["id"])

    def _group(self, member: str) -> None:
        group = self._make("/customer-groups", "customer_group", {"name": f"Dealers {self.mark}"})
        self.group = group["id"]
        self.admin.call("POST", f"/customer-groups/{self.group}/customers", {"add": [member]})
        other = self._make("/customer-groups", "customer_group", {"name": f"Others {self.mark}"})
        self.others = other["id"]

    def _amount(self) -> float:
        return self.random.choice([0, 5, 9.99, 20, 20, 1.005, self.random.randint(1, 500)])

    def _prices(self) -> list[Json]:
        codes = self.random.choice([["eur"], ["usd"], ["eur", "usd"], ["eur", "usd"], []])
        prices: list[Json] = [{"currency_code": code, "amount": self._amount()} for code in codes]
        if self.random.random() < 0.3:
            region = self.random.choice([self.regions["EUR"], self.regions["EUR elsewhere"]])
            rules = {"region_id": region}
            prices.append({"currency_code": "eur", "amount": self._amount(), "rules": rules})
        if self.random.random() < 0.2:
            prices.append({"currency_code": "eur", "amount": 3, "min_quantity": 5, "max_quantity": 9})
        return prices

    def _variant(self, number: int, colour: str, size: str, rank: int) -> Json:
        pick = self.random.random()
        sku = {} if pick < 0.1 else {"sku": f"{self.mark}-{number}-{colour}-{size}"}
        kit = [
            {"inventory_item_id": part, "required_quantity": self.random.randint(1, 4)}
            for part in self.random.sample(self.parts, self.random.choice([1, 2]))
        ]
        return {
            "title": f"{colour} / {size}",
            "options": {"Colour": colour, "Size": size},
            "variant_rank": self.random.choice([rank, -rank]),
            "prices": self._prices(),
            "manage_inventory": self.random.random() < 0.7,
            "allow_backorder": self.random.random() < 0.2,
            **({"inventory_items": kit} if self.random.random() < 0.3 else {}),
            **({"weight": rank * 10} if rank % 2 else {}),
            **sku,
        }

    def _product(self, number: int) -> Json:
        pick = self.random
        colours = pick.sample(_COLOURS, pick.randint(1, 3))
        sizes = pick.sample(_SIZES, pick.randint(1, 2))
        pairs = [(colour, size) for colour in colours for size in sizes]
        title = f"{pick.choice(_NOUNS)} {number} {self.mark}"
        return {
            "title": title,
            "subtitle": pick.choice([None, "For every day"]),
            "description": pick.choice([None, f"The {title} of choice"]),
            "handle": f"{self.mark}-{number}",
            "status": pick.choices(["published", "draft", "proposed", "rejected"], [8, 1, 1, 1])[0],
            "thumbnail": pick.choice([None, f"https://example.com/{number}.jpg"]),
            "metadata": pick.choice([None, {"seo_title": title, "parts": [1, 2.5, {"name": "ż"}]}]),
            "images": [
                {"url": f"https://example.com/{number}-{one}.jpg"} for one in range(pick.randint(0, 3))
            ],
            "sales_channels": [
                {"id": one} for one in pick.sample(self.channels, pick.choice([0, 1, 1, 1, 2]))
            ],
            "categories": [{"id": one} for one in pick.sample(self.categories, pick.randint(0, 3))],
            "tags": [{"id": one} for one in pick.sample(self.tags, pick.randint(0, 2))],
            "collection_id": pick.choice([None, *self.collections]),
            "type_id": pick.choice([None, self.type]),
            "options": [{"title": "Colour", "values": colours}, {"title": "Size", "values": sizes}],
            "variants": [
                self._variant(number, colour, size, rank) for rank, (colour, size) in enumerate(pairs)
            ],
        }

    def _levels(self, item: str) -> None:
        rows = [
            {"location_id": place, "stocked_quantity": self.random.randint(0, 12)}
            for place in self.random.sample(self.places, self.random.randint(0, 3))
        ]
        if rows:
            self.admin.call("POST", f"/inventory-items/{item}/location-levels/batch", {"create": rows})

    def _stock(self, made: list[Json]) -> None:
        """Put stock where a variant has an inventory item of its own, and not of a kit."""
        skus = {variant["sku"] for one in made for variant in one["variants"] if variant.get("sku")}
        path = f"/inventory-items?limit=1000&fields=id,sku&q={self.mark}-"
        for item in self.admin.call("GET", path)["inventory_items"]:
            if item["sku"] in skus:
                self._levels(item["id"])

    def _tax_rates(self, made: list[Json]) -> None:
        """Create reduced rates of Germany: of the type, and of one of the products."""
        if any(path.startswith("/tax-rates") for path in self._made):
            return
        [region] = self.admin.call("GET", "/tax-regions?country_code=de&fields=id")["tax_regions"]
        for rate, reference, named in [(7, "product_type", self.type), (3, "product", made[-1]["id"])]:
            rule = {"reference": reference, "reference_id": named}
            code = f"{self.mark}-{rate}"
            body = {"tax_region_id": region["id"], "name": code, "code": code, "rate": rate, "rules": [rule]}
            self._make("/tax-rates", "tax_rate", body)

    def _pictures(self, product: Json) -> None:
        """Give each variant of a product a picture of its own, which a new variant cannot have."""
        for variant in product["variants"]:
            picture = {"thumbnail": f"https://example.com/{variant['id']}.jpg"}
            self.admin.call("POST", f"/products/{product['id']}/variants/{variant['id']}", picture)

    def _price_lists(self, made: list[Json]) -> None:
        """Create lists of all kinds on some of the variants: of a group, a region, to come, over, drafts."""
        variants = [variant["id"] for one in made for variant in one["variants"]]
        rules: list[Json] = [
            {},
            {"customer.groups.id": [self.group]},
            {"customer.groups.id": [self.others]},
            {"region_id": [self.regions["EUR elsewhere"]]},
            {"customer.groups.id": [self.others, self.group], "region_id": [self.regions["EUR"]]},
        ]
        times: list[Json] = [
            {},
            {},
            {"starts_at": "2099-01-01T00:00:00Z"},
            {"ends_at": "2020-01-01T00:00:00Z"},
        ]
        for number, rule in enumerate(rules):
            chosen = self.random.sample(variants, max(1, len(variants) // 4))
            body = {
                "title": f"List {number} {self.mark}",
                "description": "Made at random",
                "type": self.random.choice(["sale", "override"]),
                "status": self.random.choices(["active", "draft"], [6, 1])[0],
                "prices": [
                    {"variant_id": one, "currency_code": code, "amount": self._amount()}
                    for one in chosen
                    for code in ("eur", "usd")
                ],
                **({"rules": rule} if rule else {}),
                **self.random.choice(times),
            }
            self._make("/price-lists", "price_list", body)
