"""``python -m benchmarks.ways``: changes of carts in Medusa's way and in the plugin's, in one run.

Wall time, and processor time of the Medusa process; requests go to Medusa itself.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import urllib3

from local.config import SEED, STATE, running
from local.shop import ADDRESS

_FIELDS = "fields=id,total,*items,*shipping_methods"
_TICKS = os.sysconf("SC_CLK_TCK")

Cart = dict[str, Any]
Sent = tuple[str, Any]
"""A path below a cart, and the body."""


@dataclass(frozen=True)
class Change:
    """A change of a cart, as each way has it."""

    name: str
    medusas: Callable[[Cart], Sent]
    plugins: Callable[[Cart], Sent]


class Ways:
    """Makes carts and changes them on the running Medusa."""

    def __init__(self) -> None:
        """Read where it runs, and what the seed made."""
        seed = json.loads(SEED.read_text())
        self._url = f"{running()['medusa']}/store"
        self._headers = {
            "x-publishable-api-key": seed["publishableKey"],
            "content-type": "application/json",
        }
        self._http = urllib3.PoolManager()
        self._region = seed["regions"]["EUR"]["id"]
        self._variants = [product["variants"][0]["id"] for product in seed["products"]]
        self._option = seed["shippingOptions"]["EUR"]["flat"]
        parts = json.loads(STATE.read_text())["parts"]
        pid = next(part["pid"] for part in parts if part["name"] == "medusa")
        self._stat = Path(f"/proc/{pid}/stat")

    def changes(self) -> list[Change]:
        """Return what is measured."""
        line = {"variant_id": self._variants[3], "quantity": 1}

        def of_line(cart: Cart) -> Sent:
            return f"line-items/{cart['items'][0]['id']}", {"quantity": 3}

        return [
            Change("add item", lambda _: ("line-items", line), lambda _: ("line-items", {"items": [line]})),
            Change("change quantity", of_line, of_line),
            Change(
                "set shipping method",
                lambda _: ("shipping-methods", {"option_id": self._option}),
                lambda _: ("shipping-methods", {"options": [{"id": self._option}]}),
            ),
        ]

    def measure(self, change: Change, repetitions: int) -> str:
        """Measure both ways and return a row of text: milliseconds, and how they compare."""
        ways = (("carts", change.medusas), ("storefront/carts", change.plugins))
        spans: list[list[tuple[float, float]]] = [[], []]
        for number in range(repetitions + 2):
            for index, (place, sent) in enumerate(ways):
                cart = self._cart()
                path, body = sent(cart)
                cpu, began = self._cpu(), time.perf_counter()
                self._post(f"{place}/{cart['id']}/{path}?{_FIELDS}", body)
                wall = time.perf_counter() - began
                if number > 1:  # the first ones are warming up
                    spans[index].append((wall * 1000, (self._cpu() - cpu) * 1000))
        walls = [median(wall for wall, _ in way) for way in spans]
        cpus = [sum(cpu for _, cpu in way) / repetitions for way in spans]
        said = [f"{one:7.0f} → {other:5.0f} ({other / one:.2f})" for one, other in (walls, cpus)]
        return f"{change.name:20} wall {said[0]}   processor {said[1]}"

    def _cart(self) -> Cart:
        address = {
            "country_code": ADDRESS["country"].lower(),
            "address_1": "Street 1",
            "city": "City",
            "postal_code": "12345",
        }
        items = [{"variant_id": variant, "quantity": 1} for variant in self._variants[:2]]
        body = {"region_id": self._region, "shipping_address": address, "items": items}
        cart: Cart = self._post("carts", body)["cart"]
        return cart

    def _post(self, path: str, body: Any) -> Any:
        response = self._http.request(
            "POST", f"{self._url}/{path}", body=json.dumps(body), headers=self._headers
        )
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {response.data[:200]!r}")
        return response.json()

    def _cpu(self) -> float:
        """Return the seconds of processor time that Medusa has used."""
        user, system = self._stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / _TICKS


def main() -> None:
    """Print a row for each change."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    ways = Ways()
    for change in ways.changes():
        print(ways.measure(change, repetitions), flush=True)


if __name__ == "__main__":
    main()
