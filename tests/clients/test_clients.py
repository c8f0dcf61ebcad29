"""Clients that are generated from the OpenAPI document compile, and pages can be built from what they say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local.shop import ADDRESS, Shop
from tools.openapi import DOCUMENT

HERE = Path(__file__).parent
TOOLS = HERE / "node_modules" / ".bin"
GENERATED = HERE / "generated"


def run(*command: str | Path, cwd: Path = HERE) -> str:
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def built() -> Path:
    """Generate the clients in TypeScript and compile them with the pages; return the folder of the pages."""
    shutil.rmtree(GENERATED, ignore_errors=True)
    GENERATED.mkdir()
    run(TOOLS / "openapi-typescript", DOCUMENT, "--output", GENERATED / "api.d.ts")
    orval = ("--client", "fetch", "--mode", "single", "--tsconfig", HERE / "tsconfig.json")
    run(TOOLS / "orval", "--input", DOCUMENT, "--output", GENERATED / "orval.ts", *orval)
    run(TOOLS / "tsc", "--project", HERE)
    return GENERATED / "built" / "pages"


def test_the_clients_in_typescript_compile_strictly(built: Path) -> None:
    assert (built / "show.js").exists()
    operations = json.loads(DOCUMENT.read_text())["paths"].values()
    names = {operation["operationId"] for methods in operations for operation in methods.values()}
    source = (GENERATED / "orval.ts").read_text()
    assert all(f"export const {name} = async" in source for name in names)


def test_a_client_in_python_has_right_types(tmp_path: Path) -> None:
    client, config = tmp_path / "shop", tmp_path / "config.json"
    config.write_text('{"post_hooks": []}')
    run(
        Path(sys.executable).with_name("openapi-python-client"),
        *("generate", "--path", DOCUMENT, "--output-path", client, "--meta", "none", "--fail-on-warning"),
        *("--config", config),
        cwd=tmp_path,
    )
    run(sys.executable, "-m", "mypy", "--config-file=", "--cache-dir", tmp_path / "cache", client)


@pytest.mark.parametrize("page", sorted((HERE / "pages").glob("*.ts")), ids=lambda page: page.stem)
def test_a_page_needs_no_cast(page: Path) -> None:
    code = re.sub(r"/\*.*?\*/|//.*|\"[^\"]*\"|`[^`]*`", "", page.read_text(), flags=re.DOTALL)
    assert not re.search(r"\b(as|any|unknown)\b|[\w)\]]!(?!=)|@ts-", code)


def shown(built: Path, page: str, shop: Shop, thing: str) -> dict[str, Any]:
    """Run a page and return what it shows; it takes one request."""
    printed: dict[str, Any] = json.loads(run("node", built / "show.js", page, shop.url, thing))
    assert len(printed["requests"]) == 1
    found: dict[str, Any] = printed["shown"]
    return found


def test_a_product_page_is_built_from_one_response(built: Path, guest: Shop) -> None:
    page = shown(built, "product", guest, "cordless-drill")

    assert page["title"] == "Cordless Drill"
    assert page["price"].startswith("€")
    assert page["image"].startswith("http")
    assert page["inStock"] is True
    assert {"Voltage", "Color"} <= {choice["title"] for choice in page["choices"]}
    for variant in page["variants"]:
        assert variant["link"].startswith("/cordless-drill/")
        assert set(variant["options"]) <= {value for choice in page["choices"] for value in choice["values"]}
        assert "left" in variant


@pytest.fixture(scope="module")
def bought(built: Path, guest: Shop, seed: dict[str, Any]) -> dict[str, Any]:
    """Buy two drills with a promotion; return the cart's page before and after, and the order's."""
    cart = guest.cart_with(quantity=2)["id"]
    option = seed["shippingOptions"]["EUR"]["flat"]
    steps = (
        (f"/carts/{cart}/promotions", {"code": "SAVE10"}),
        (
            f"/checkout/{cart}/addresses",
            {"shippingAddress": ADDRESS, "billingAddress": ADDRESS, "email": "ada@example.com"},
        ),
        (f"/checkout/{cart}/shipping-method", {"shippingOptionId": option}),
        (f"/checkout/{cart}/payment", {"providerId": "pp_system_default"}),
    )
    for path, body in steps:
        assert guest.post(path, body).status < 300
    before = shown(built, "cart", guest, cart)
    order = guest.post(f"/checkout/{cart}/place-order").body["order"]["id"]
    after = shown(built, "cart", guest, cart)
    return {"before": before, "after": after, "id": order, "order": shown(built, "order", guest, order)}


def test_a_cart_page_is_built_from_one_response(bought: dict[str, Any]) -> None:
    page = bought["before"]

    [line] = page["lines"]
    assert (line["title"], line["variant"], line["quantity"]) == ("Cordless Drill", "12V / Red", 2)
    assert line["options"] == {"Voltage": "12V", "Color": "Red"}
    assert line["link"] == "/cordless-drill/cordless-drill-12v-red"
    assert page["addsUp"] is True
    assert page["promotions"] == ["SAVE10"]
    assert (page["isOpen"], "order" in page) == (True, False)


def test_a_cart_page_shows_that_it_is_an_order_by_now(bought: dict[str, Any]) -> None:
    assert (bought["after"]["isOpen"], bought["after"]["order"]) == (False, bought["id"])
    assert bought["after"]["version"] != bought["before"]["version"]


def test_an_order_page_is_built_from_one_response(bought: dict[str, Any]) -> None:
    page = bought["order"]

    assert (page["status"], page["isPaid"]) == ("open", False)
    [line] = page["lines"]
    assert line["options"] == {"Voltage": "12V", "Color": "Red"}
    assert page["total"] == bought["before"]["total"]
    assert page["addsUp"] is True
    assert page["delivery"] == ["Standard delivery"]
    assert page["shippingAddress"] == page["billingAddress"]
    assert page["shippingAddress"] == ["Ada Lovelace", "Invalidenstrasse 116", "10115 Berlin", "DE"]
