"""Medusa's regions, locales, categories and collections into the contract's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from commerce.mappers.payments import RuleOf
from commerce.mappers.payments import providers as payment_providers
from commerce.models.catalogue import Category, CategoryName, Collection, Country, Locale, Region
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]


@reads_medusa
def region(medusa: MedusaJson, rule_of: RuleOf) -> Region:
    """Map a region; ``rule_of`` returns what is known of a payment provider."""
    providers = medusa.get("payment_providers")
    return Region(
        id=medusa["id"],
        name=medusa["name"],
        currency=medusa["currency_code"].upper(),
        countries=[
            Country(code=country["iso_2"].upper(), name=country.get("display_name") or None)
            for country in medusa["countries"] or []
        ],
        payment_providers=None if providers is None else payment_providers(_enabled(providers), rule_of),
    )


def _enabled(providers: Iterable[MedusaJson | None]) -> list[MedusaJson]:
    return [entry for entry in providers if entry and entry.get("is_enabled") is not False]


@reads_medusa
def locale(medusa: MedusaJson) -> Locale:
    """Map a locale."""
    return Locale(code=medusa["code"], name=medusa["name"] or medusa["code"])


@reads_medusa
def category_tree(medusa: Iterable[MedusaJson], counts: Mapping[str, int] | None) -> list[Category]:
    """Build the tree of categories; ``counts`` are the products of each, None when they are not known.

    A category is hidden with the one above it: Medusa lists it all the same.
    """
    below: dict[str | None, list[MedusaJson]] = {}
    for entry in sorted(medusa, key=lambda entry: (entry.get("rank") or 0, str(entry["id"]))):
        below.setdefault(entry.get("parent_category_id") or None, []).append(entry)

    def tree(parent: str | None, path: list[CategoryName]) -> list[Category]:
        return [branch(entry, path) for entry in below.get(parent, [])]

    def branch(entry: MedusaJson, path: list[CategoryName]) -> Category:
        names = {"id": entry["id"], "name": entry["name"], "handle": entry["handle"]}
        return Category(
            **names,
            description=entry.get("description") or None,
            path=path,
            product_count=None if counts is None else counts.get(entry["id"], 0),
            children=tree(entry["id"], [*path, CategoryName(**names)]),
        )

    return tree(None, [])


@reads_medusa
def collection(medusa: MedusaJson) -> Collection:
    """Map a collection of products."""
    return Collection(id=medusa["id"], title=medusa["title"], handle=medusa["handle"])
