"""Products in the order of their prices, which Medusa cannot sort by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from commerce.errors import BadRequestError
from commerce.mappers.products import DisplayOptions, shown_amount
from commerce.mappers.rows import mapped_rows
from commerce.medusa.transport.client import Json, Medusa

MOST_PRODUCTS = 1000
"""So many products are read at most."""

_FIELDS = "id,*variants,variants.calculated_price.calculated_amount,variants.calculated_price.currency_code"
"""What the price that a list shows depends on: the first variant for sale is the first by variant_rank."""
_PAGE = 200


def ids_by_price(
    medusa: Medusa, query: Mapping[str, Any], options: DisplayOptions, *, descending: bool
) -> list[str]:
    """Return the ids of all products that match, by the price that a list shows (GET /store/products).

    Those without one, which a list leaves out, come last either way. Further pages are read in parallel.

    Raises
    ------
    BadRequestError
        More products match than are read.
    """

    def read(offset: int) -> Json:
        page = {"limit": _PAGE, "offset": offset, "order": "id", "fields": _FIELDS}
        return medusa.get("products", query={**query, **page})

    query = {name: value for name, value in query.items() if name != "country_code"}  # tax costs time
    first = read(0)
    if first["count"] > MOST_PRODUCTS:
        say = f"More than {MOST_PRODUCTS} products match: name a category or search to sort them by price"
        raise BadRequestError(say, path="query.sort")
    rest = [partial(read, offset) for offset in range(_PAGE, first["count"], _PAGE)]
    rows = [row for answer in [first, *medusa.gather(*rest)] for row in answer["products"]]
    amounts = dict(mapped_rows(rows, lambda row: (str(row["id"]), shown_amount(row, options)), "product"))
    priced = {key: amount for key, amount in amounts.items() if amount is not None}
    ids = sorted(priced, key=priced.__getitem__, reverse=descending)
    return ids + [key for key in amounts if key not in priced]
