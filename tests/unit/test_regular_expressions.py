"""No regular expression of the layer takes more than in proportion to what it reads.

Each is found automatically, in the code and in the models, and reads long texts that are made to mislead it.
What is asserted is how the time grows: eight times the text may not take twenty-four times as long; a
quadratic one takes sixty-four times.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import commerce
import pytest
from commerce.mappers import products
from commerce.medusa.transport import client, error_mapping
from commerce.models import common, customers, payments
from pydantic import TypeAdapter, ValidationError

from functions.authorizer import app as authorizer

Read = Callable[[str], Any]

SHORT, LONG, REPEATS = 1_000, 8_000, 3
SEEDS = [
    "a",
    "0",
    " ",
    "-",
    "@",
    ".",
    "=",
    "\u00e4",
    "a@",
    " a",
    "aa ",
    "bearer ",
    "de-",
    "https://a",
    "x@x ",
]
SEEDS += ["country ", "variants do ", "region ", "shipping option ", "promotion code ", "payment provider "]
ENDS = ("", "\x00")
BOUNDED = {"commerce.medusa.transport.client._EMAIL"}
"""Those that are quadratic by themselves, and read no more than a cut text: `READERS` holds who cuts it."""


def _validator(kind: Any) -> Read:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def validate(text: str) -> Any:
        try:
            return adapter.validate_python(text)
        except ValidationError:
            return None

    return validate


READERS: dict[str, Read] = {
    "a refusal of Medusa's": lambda text: error_mapping.refusal(400, {"message": text, "type": text}, {}),
    "what the log says of one": client._short,
    "a variant's slug": lambda text: products.slug_of({"sku": text, "id": "variant_1"}),
    "Email": _validator(common.Email),
    "Currency": _validator(common.Currency),
    "Id": _validator(common.Id),
    "Country": _validator(customers.Country),
    "Url": _validator(payments.Url),
}


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    found = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(commerce.__path__, "commerce.")
    ]
    for module in [*found, authorizer]:
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield f"{module.__name__}.{name}", value


PATTERNS = dict(_patterns())
MATCHERS = {name: pattern.fullmatch for name, pattern in PATTERNS.items() if name not in BOUNDED}


def _time(read: Read, text: str, repeats: int) -> float:
    """Return the least time of several readings, in nanoseconds."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter_ns()
        read(text)
        times.append(time.perf_counter_ns() - started)
    return min(times)


def _grows_too_fast(read: Read, seed: str, end: str) -> bool:
    """Compare the times of two lengths; a busy machine may disturb one comparison, so three must agree."""
    short, long = (seed * (size // len(seed)) + end for size in (SHORT, LONG))
    return all(_time(read, long, REPEATS) > 24 * max(_time(read, short, REPEATS), 20_000) for _ in range(3))


@pytest.mark.parametrize("name", [*READERS, *MATCHERS])
def test_eight_times_the_text_takes_no_more_than_in_proportion(name: str) -> None:
    read = READERS.get(name) or MATCHERS[name]
    bad = [(seed, end) for seed in SEEDS for end in ENDS if _grows_too_fast(read, seed, end)]
    assert not bad


def test_a_bad_expression_would_be_seen() -> None:
    assert _grows_too_fast(re.compile(r"[^@]*[^@]*@").fullmatch, "a", "!")
    assert not _grows_too_fast(re.compile(r"[^@]*@").fullmatch, "a", "!")


def test_the_expressions_are_found() -> None:
    names = {
        "commerce.api._LOCALE",
        "commerce.ids._ID",
        "functions.authorizer.app._BEARER",
    }
    assert names | BOUNDED <= set(PATTERNS)
