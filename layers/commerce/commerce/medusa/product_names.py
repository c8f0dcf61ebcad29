"""Products and variants by their names: ids, handles and slugs."""

from __future__ import annotations

from typing import Any

from commerce.errors import NotFoundError
from commerce.ids import is_id, spellings
from commerce.mappers.products import find_variant
from commerce.medusa.transport.client import Json, Medusa


def named_query(id_or_handle: str) -> dict[str, Any]:
    """Build the query for a product by its path segment: an id, or a handle, which may be any text."""
    if id_or_handle.startswith("prod_"):
        return {"id": id_or_handle, "limit": 1}
    if id_or_handle == "null":
        return search_query(id_or_handle) | {"limit": 100}
    # An imported product may have another id.
    return {
        "$or[0][id]": id_or_handle,
        "$or[1][handle][]": spellings(id_or_handle),
        "limit": 3,
    }


def named_query_of_plugin(id_or_handle: str) -> dict[str, Any]:
    """Build the same for the plugin's list, which takes any text as it is."""
    return {"name[]": spellings(id_or_handle), "limit": 3}


def search_query(text: str) -> dict[str, str]:
    """Build the query of a search: Medusa reads ``null`` as none, and ignores case."""
    return {"q": "Null" if text == "null" else text}


def exactly(products: list[Json], wanted: str) -> Json | None:
    """Find the one product that is meant; Medusa may return others."""
    for key, name in [("id", wanted), *(("handle", name) for name in spellings(wanted))]:
        for product in products:
            if product.get(key) == name:
                return product
    return None


def ids_of(medusa: Medusa, id_or_handle: str, id_or_slug: str) -> tuple[str, str]:
    """Return the ids of a product and its variant; one call more where a handle or a slug names them.

    Raises
    ------
    NotFoundError
        There is no such product for sale, or it has no such variant.
    """
    # What goes into an Admin path as it came is an id, and nothing but one.
    if (
        is_id(id_or_handle)
        and is_id(id_or_slug)
        and id_or_handle.startswith("prod_")
        and (id_or_slug.startswith("variant_"))
    ):
        return id_or_handle, id_or_slug
    return find_ids(medusa, id_or_handle, id_or_slug)


def find_ids(medusa: Medusa, id_or_handle: str, id_or_slug: str) -> tuple[str, str]:
    """Find a product and its variant for sale in one call; `NotFoundError` as `ids_of`."""
    query = named_query(id_or_handle) | {"fields": "id,handle,*variants"}
    found = exactly(medusa.get("products", query=query)["products"], id_or_handle)
    variant = find_variant(found, id_or_slug) if found else None
    if found is None or variant is None:
        raise NotFoundError(f"There is no product {id_or_handle} with a variant {id_or_slug}")
    return str(found["id"]), str(variant["id"])


def product_id_of(medusa: Medusa, id_or_handle: str) -> str:
    """Return the id of a product that is named by its handle; what is an id already costs no call.

    A name that no product has is returned as it is: the next call finds nothing by it.
    """
    if id_or_handle.startswith(("prod_", "variant_")):
        return id_or_handle
    found = exactly(
        medusa.get("products", query=named_query(id_or_handle) | {"fields": "id,handle"})["products"],
        id_or_handle,
    )
    return str(found["id"]) if found else id_or_handle
