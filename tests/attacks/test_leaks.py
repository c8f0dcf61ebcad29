"""After all other tests: what the functions and the gateway wrote holds no secret and no personal data.

`tests.conftest` puts this file last. What Medusa, PostgreSQL and the OpenID provider log is left out.
Of the local gateway's lines the request's own line is left out, and error bodies' ids: the client wrote them.
`tests.unit.test_leaks` shows that the search finds what is planted.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

from local import config, shop
from local.shop import ADDRESS, Shop
from tests.support import reports
from tests.support.leaks import find
from tools.routes import read

_ID = re.compile(r"\b[a-z_]+_[0-9A-Z]{26}\b")
_REQUEST = re.compile(r'".* HTTP/1\.1')
THEIRS = ("streetName", "taxId", "companyName", "phone", "lastName")


def _known(seed: dict[str, Any], *signed_in: Shop) -> dict[str, str]:
    """Return what no log may contain, by the name under which a leak is reported."""
    secrets = json.loads((config.PLATFORM / "secrets.json").read_text())
    known = {f"the secret {name}": value for name, value in secrets.items()}
    known |= {name: seed[name] for name in ("publishableKey", "adminKey")}
    known["adminKey as it is sent"] = base64.b64encode(f"{seed['adminKey']}:".encode()).decode()
    known |= {f"a {name}": ADDRESS[name] for name in THEIRS}
    known |= {f"customer {number}'s email": one["email"] for number, one in enumerate(seed["customers"])}
    signatures = [(shop.token or "").rpartition(".")[2] for shop in signed_in]
    return known | {f"signature {number}": value for number, value in enumerate(signatures)}


def _logs() -> dict[str, list[str]]:
    resources = read()["Resources"].items()
    functions = [name for name, one in resources if one["Type"] == "AWS::Serverless::Function"]
    paths = [config.LOGS / f"{name}.log" for name in [*functions, "gateway"]]
    return {path.name: _lines(path) for path in paths if path.exists()}


def _lines(path: Path) -> list[str]:
    lines = path.read_text(errors="replace").splitlines()
    return [_REQUEST.sub("", line) for line in lines] if path.name == "gateway.log" else lines


def test_nothing_that_was_written_contains_a_secret(seed: dict[str, Any], anna: Shop, ben: Shop) -> None:
    assert anna.get("/orders").status == 200
    assert anna.get("/carts/no_such_cart").status == 404
    logs, known = _logs(), _known(seed, anna, ben)
    metrics = {
        name: [line for line in lines if '"_aws"' in line]
        for name, lines in logs.items()
        if name != "gateway.log"
    }
    places_of = logs | {"error bodies": [_ID.sub("(id)", line) for line in shop.errors]}
    leaks = find(places_of, known)
    rows = [
        (name, len(lines), len(metrics.get(name, ())), sum(leak.place == name for leak in leaks))
        for name, lines in places_of.items()
    ]
    reports.table("Search for leaks", ("where", "lines", "of them metrics", "leaks"), rows)
    assert {"OrdersFunction.log", "CartsFunction.log", "AuthorizerFunction.log", "gateway.log"} <= set(logs)
    assert metrics["OrdersFunction.log"]
    assert shop.errors
    assert leaks == []
