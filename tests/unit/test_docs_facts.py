"""Numbers, headers and names in the documents are those of the code."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from commerce import (
    body,
    caller,
    catalogue_cache,
    idempotency,
    ids,
    limits,
    paging,
    settings,
    sso,
)
from commerce.error_codes import ERROR_CODES
from commerce.medusa import orders, ownership, price_order, product_cache, reference_data, resource_records
from commerce.medusa.transport import client, connections, plugin
from commerce.models import carts, common, payments
from pydantic import TypeAdapter, ValidationError

from tests.contract.deviations import DEVIATIONS, UNSEEN
from tools import api_errors, token_rules
from tools.routes import read, routes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = read()
PARAMETERS = TEMPLATE["Parameters"]
FUNCTIONS = {
    name: thing["Properties"]
    for name, thing in TEMPLATE["Resources"].items()
    if thing["Type"] == "AWS::Serverless::Function"
}
API = TEMPLATE["Resources"]["Api"]["Properties"]
PLUGIN = json.loads((ROOT / "medusa/plugin/package.json").read_text())


def document(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def section(name: str, heading: str) -> str:
    """Return what stands below a heading, up to the next of its kind."""
    return next(
        part for part in re.split(r"^## ", document(name), flags=re.M) if part.startswith(heading + "\n")
    )


def rows(text: str) -> list[list[str]]:
    """Return the cells of the tables in a text, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    ruled = {place for place, row in enumerate(cells) if set("".join(row)) <= set("-: ")}
    return [row for place, row in enumerate(cells) if place not in ruled and place + 1 not in ruled]


LIMITS = {
    f"`ThrottlingRate` {PARAMETERS['ThrottlingRate']['Default']} per second, "
    f"`ThrottlingBurst` {PARAMETERS['ThrottlingBurst']['Default']} by default",
    f"in total | {limits.METADATA_LENGTH} characters as JSON (bytes in the plugin), "
    f"{limits.METADATA_NODES} nodes",
    f"| lines of a cart | {limits.CART_LINES} |",
    f"| lines added in one request | {limits.LINES_AT_ONCE} |",
    f"| open carts of a customer | {limits.OPEN_CARTS};",
    f"| saved addresses of a customer | {limits.ADDRESSES};",
    f"A read from Medusa is tried {client.MAX_ATTEMPTS} times",
    f"a request makes {connections.POOL_SIZE} calls to Medusa in parallel",
    f"| integer in a body | up to {body.MAX_WHOLE} ",
    f"and at most {paging.MAX_LIMIT}: a larger one counts as {paging.MAX_LIMIT}",
    f"all of the customer's, {orders._SCAN_PAGE} a call, or {orders._AMOUNTS_PAGE} if it needs their amounts",
    f"or `subtotal` | all of the customer's, {orders._AMOUNTS_PAGE} a call",
    f"newest first, only the {orders._RECENT} newest",
    f"| assets, services | all of the customer's, {resource_records.PAGE} a call",
    f"{price_order._PAGE} a call; more than {price_order.MOST_PRODUCTS} are 400",
    f"| responses of writes with an `idempotency-key` | {idempotency.KEPT // 3600} h,",
    f"`CatalogueCacheSeconds`, {PARAMETERS['CatalogueCacheSeconds']['Default']} s by default; "
    f"{catalogue_cache.MAX_BYTES // 1024**2} MiB",
    f"without prices | `CatalogueCacheSeconds`; {product_cache.MOST_PRODUCTS} products, "
    f"{product_cache.MOST_PAGES} pages",
    f"| settings from SSM | {settings.MAX_AGE:g} s;",
    f"| regions, categories ({reference_data._MOST} languages), product types "
    f"| {reference_data.MAX_AGE:g} s; where one lacks what is asked for, {reference_data.RECENT:g} s |",
    f"under a hash | {ownership.MAX_AGE:g} s, within the token's life; {ownership._MAX_KNOWN} |",
    "| authorizer results, on routes for customers | "
    f"{API['Auth']['Authorizers']['Customer']['Identity']['ReauthorizeEvery']} s,",
}


@pytest.mark.parametrize("fact", sorted(LIMITS))
def test_a_limit_is_the_codes(fact: str) -> None:
    assert fact in " ".join(document("limits.md").split())


@pytest.mark.parametrize(
    ("what", "kind", "longest"),
    [
        ("id in a path or body", common.Id, "a"),
        ("line of text (names, streets …)", common.Text, "a"),
        ("longer text (notes)", common.LongText, "a"),
        ("email", common.Email, "a@"),
        ("URL in a body", payments.Url, "https://"),
    ],
)
def test_a_text_is_as_long_as_it_may_be_and_no_longer(what: str, kind: Any, longest: str) -> None:
    limit = int(re.findall(r"\d+", next(row[1] for row in rows(document("limits.md")) if row[0] == what))[0])
    accepts = TypeAdapter(kind).validate_python
    accepts(longest.ljust(limit, "b"))
    with pytest.raises(ValidationError):
        accepts(longest.ljust(limit + 1, "b"))


def test_other_inputs_are_limited_as_the_document_says() -> None:
    found = {row[0]: re.findall(r"\d+", row[1]) for row in rows(section("limits.md", "Requests"))}
    shortest, longest = map(int, found["`idempotency-key`"])
    assert idempotency._KEY.pattern.endswith(f"{{{shortest},{longest}}}")
    assert ids.ID_PATTERN.endswith(f"{{0,{int(found['id in a path or body'][0]) - 1}}}$")
    largest = int(found["quantity"][0])
    TypeAdapter(carts.Quantity).validate_python(largest)
    with pytest.raises(ValidationError):
        TypeAdapter(carts.Quantity).validate_python(largest + 1)
    of_text = next(limits for name, limits in found.items() if name.startswith("product handle or promotion"))
    assert int(of_text[0]) == ids.MAX_TEXT
    carts.ApplyPromotion(code="c" * ids.MAX_TEXT)
    with pytest.raises(ValidationError):
        carts.ApplyPromotion(code="c" * (ids.MAX_TEXT + 1))


def test_metadata_is_as_large_as_the_document_says() -> None:
    told = next(row[1] for row in rows(document("limits.md")) if row[0] == "metadata")
    nodes, levels, text, length = map(int, re.findall(r"\d+", told))
    accepts = TypeAdapter(common.Metadata).validate_python
    # The object itself, the name, the list and what is in it are a node each.
    accepts({"a": "b" * text})
    accepts({"a": [0] * (nodes - 3)})
    accepts(nested(levels))
    accepts(texts := {str(number): "b" * 4000 for number in range(4)} | {"c": "d" * (length - 16036)})
    longer = texts | {"c": texts["c"] + "d"}
    for too_much in ({"a": "b" * (text + 1)}, {"a": [0] * (nodes - 2)}, nested(levels + 1), longer):
        with pytest.raises(ValidationError):
            accepts(too_much)


def nested(levels: int) -> dict[str, Any]:
    return {"a": nested(levels - 1)} if levels > 1 else {"a": 1}


def test_the_headers_are_those_that_the_gateway_lets_through() -> None:
    cors = API["CorsConfiguration"]
    told = {row[0].strip("`") for row in rows(section("frontend.md", "Headers"))}
    assert told == set(cors["AllowHeaders"])
    readable = section("frontend.md", "CORS").partition("a script may read")[2].partition(".")[0]
    assert set(re.findall(r"`([a-z-]+)`", readable)) == set(cors["ExposeHeaders"])


def test_the_error_codes_are_listed_with_their_statuses() -> None:
    told = {row[0].strip("`"): row[1:3] for row in rows(section("frontend.md", "Error codes"))}
    assert list(told) == list(ERROR_CODES)
    for code, (statuses, meaning) in told.items():
        found = {
            str(status)
            for route in routes()
            for status, codes in api_errors.of(route).items()
            if code in codes
        }
        # No operation has it: the document describes the API at its public address.
        elsewhere = {"403"} if code == "address_closed" else {"409"}
        assert set(statuses.split(", ")) == (found or elsewhere), code
        assert meaning.partition(" → ")[0].lower() == ERROR_CODES[code].lower()


def test_the_statuses_are_those_of_the_openapi_document() -> None:
    api = json.loads(document("openapi.json"))
    answered = {
        int(status)
        for methods in api["paths"].values()
        for operation in methods.values()
        for status in operation["responses"]
    }
    told = {int(status) for row in rows(section("frontend.md", "Errors")) for status in row[0].split(",")}
    assert told == {status for status in answered if status >= 400}


def test_the_routes_whose_responses_may_be_stored_are_named() -> None:
    modules = {route.module for route in routes()}
    public = {key for name in modules for key in importlib.import_module(f"functions.{name}.app").api.public}
    told = section("frontend.md", "Caching").partition("```")[0]
    assert {f"GET {path}" for path in re.findall(r"(/[\w{}/.-]+)`", told)} == public
    assert f"\nvary: {catalogue_cache.VARY}\n" in document("frontend.md")


def test_each_deviation_is_listed_with_its_reason() -> None:
    told = {row[1] for row in rows(section("frontend.md", "Differences from O2S's integration"))}
    assert told == {deviation.why for deviation in DEVIATIONS} | UNSEEN


def test_the_reasons_for_a_refused_token_are_documented() -> None:
    lines = [row[0] for row in rows(section("sso.md", "Troubleshooting")) if row[0].startswith("…")]
    assert set(re.findall(r"`([a-z-]+)`", " ".join(lines))) == set(get_args(sso.Reason))
    assert set(caller._SAY) <= set(get_args(sso.Reason))


def test_the_rules_for_tokens_are_those_of_the_tested_rows() -> None:
    """`tests.sign_in` runs the rows through both verifiers; `make rules` writes the tables."""
    assert token_rules.written(document("sso.md")) == document("sso.md")


def test_what_a_token_must_be_is_what_is_checked() -> None:
    told = dict(row[:2] for row in rows(section("sso.md", "What a token must be")))
    defaults = settings.SsoSettings("i", "a")
    named = set(re.findall(r"[A-Z]S\d{3}|EdDSA", told["`alg`"]))
    assert named == sso._BY_KEY | sso._BY_SECRET
    for claim, setting in (
        (defaults.claim_id, "SSO_CLAIM_ID"),
        (defaults.claim_email, "SSO_CLAIM_EMAIL"),
        (defaults.claim_email_verified, "SSO_CLAIM_EMAIL_VERIFIED"),
    ):
        assert f"`{setting}`" in told[f"`{claim}`"]


def test_medusas_variables_are_those_of_the_plugin() -> None:
    code = (ROOT / "medusa/plugin/src/sso/settings.ts").read_text()
    told = re.findall(r"`(SSO_[A-Z_]+)`", "\n".join(row[1] for row in rows(document("plugin.md"))))
    assert set(told) == set(re.findall(r'(?:env\.|env, ")(SSO_\w+)', code))
    assert f"tested with {PLUGIN['devDependencies']['@medusajs/medusa']}" in document("plugin.md")
    assert f"\nMedusa {PLUGIN['devDependencies']['@medusajs/medusa']}, " in document("upgrade.md")
    assert f"{TEMPLATE['Globals']['Function']['Runtime']} on arm64" in document("upgrade.md")


def test_the_parts_of_the_plugin_are_named_alike() -> None:
    source = (ROOT / "medusa/plugin/src/api/plugin-header.ts").read_text()
    lists = re.findall(r"PARTS = \[([^\]]*)\]", source)
    of_tables = re.findall(r"PARTS_OF_TABLES = \{ (.*) \}", source)
    reported = {part for one in lists for part in re.findall(r'"([\w-]+)"', one)}
    reported |= {part.strip('"') for one in of_tables for part in re.findall(r"([\w\"-]+):", one)}
    assert set(plugin.PARTS) == reported
    assert {row[0].strip("`") for row in rows(section("plugin.md", "What works without it"))} == reported
