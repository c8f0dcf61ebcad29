"""`make invoke` on the running platform: a sample event, filled in, gets a real response."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

from local.config import LOCAL, ROOT
from local.shop import Shop


def invoke(**wanted: str) -> tuple[Any, str]:
    ran = subprocess.run(
        [str(LOCAL / "sam/bin/python"), "-m", "local.invoke"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **wanted},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout), ran.stderr


def test_a_function_handles_a_sample_event_as_the_gateway_would(anna: Shop) -> None:
    cart = anna.post("/carts", {"currency": "EUR"}).body
    answer, log = invoke(
        FUNCTION="carts", EVENT="events/carts/get-cart.json", SET=f"id={cart['id']}", CUSTOMER="1"
    )
    assert (answer["statusCode"], answer["body"]) == (200, cart)
    assert '"route":"GET /carts/{id}"' in log
    assert (anna.token or "") not in log
