"""Errors for programs: each has a code of the list, each of the list is used, details say what they know."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import commerce
import pytest
from commerce import errors
from commerce.error_codes import ERROR_CODES
from commerce.errors import CommerceError, Detail
from commerce.medusa import orderable
from commerce.medusa.transport import error_mapping

from tests.support.carts import facts_line, facts_of, line, ready_cart

Json = dict[str, Any]

_SOURCES = sorted(Path(next(iter(commerce.__path__))).rglob("*.py"))
_CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def raised() -> Iterator[tuple[str, str]]:
    """Find each code that is written anywhere, with its file: ``code="…"``, a detail's, a rule's."""
    for source in _SOURCES:
        for node in ast.walk(ast.parse(source.read_text())):
            yield from ((code, source.name) for code in _codes_in(node))


def _codes_in(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.keyword(arg="code", value=ast.Constant(value=str(code))):
            yield code
        case ast.keyword(arg="code", value=ast.IfExp() as either):
            yield from (one.value for one in ast.walk(either) if isinstance(one, ast.Constant))  # type: ignore[misc]
        case ast.Call(func=ast.Name(id="Detail"), args=[_, _, ast.Constant(value=str(code)), *_]):
            yield code
        case ast.Call(func=ast.Name(id="Rule"), args=[ast.Constant(value=str(code)), *_]):
            yield code
        case ast.Call(func=ast.Name(id="blamed_on"), keywords=named):
            yield from (str(keyword.arg) for keyword in named)
        case ast.Assign(targets=[ast.Name(id="code")], value=ast.IfExp(orelse=ast.Constant(value=str(code)))):
            yield code
        case ast.Assign(
            targets=[ast.Tuple(elts=[*_, ast.Name(id="code")])], value=ast.Tuple(elts=[*_, last])
        ):
            yield from [str(last.value)] if isinstance(last, ast.Constant) else []


CLASSES = [one for one in vars(errors).values() if inspect.isclass(one) and issubclass(one, CommerceError)]


def test_each_code_that_is_written_is_in_the_list() -> None:
    found = dict(raised())
    assert len(found) > 40
    assert {code: file for code, file in found.items() if code and code not in ERROR_CODES} == {}


def test_each_code_of_the_list_is_used() -> None:
    used = {code for code, _ in raised()} | {one.code for one in CLASSES}
    assert set(ERROR_CODES) - used == set()


def test_codes_are_plain_words_with_a_meaning() -> None:
    for code, meaning in ERROR_CODES.items():
        assert _CODE.fullmatch(code), code
        assert meaning
        assert not meaning.endswith("."), code


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_each_error_has_a_code_of_its_own(error: type[CommerceError]) -> None:
    assert error.code in ERROR_CODES
    shared = {one for one in CLASSES if one.code == error.code}
    assert all(one.status == error.status for one in shared)


def test_the_body_has_the_code() -> None:
    assert CommerceError("x").body() == {
        "statusCode": 500,
        "error": "Internal Server Error",
        "code": "internal_error",
        "message": "x",
    }
    assert errors.ConflictError("x", code="out_of_stock").body()["code"] == "out_of_stock"
    assert errors.UnauthorizedError().body()["code"] == "sign_in_required"
    assert errors.UnauthorizedError(token_rejected=True).body()["code"] == "invalid_token"
    changed = errors.PreconditionFailedError("x").body()
    assert (changed["statusCode"], changed["code"]) == (HTTPStatus.PRECONDITION_FAILED, "version_mismatch")


@pytest.mark.parametrize(
    ("detail", "shown"),
    [
        (Detail("body.x", "is wrong"), {}),
        (
            Detail("items.1", "m", "out_of_stock", "1", 0),
            {"code": "out_of_stock", "lineId": "1", "available": 0},
        ),
        (Detail("items.1", "m", available=2.5), {"available": 2.5}),
        (Detail("items.1", "m", line_id="1"), {"lineId": "1"}),
    ],
)
def test_a_detail_shows_what_it_knows(detail: Detail, shown: Json) -> None:
    assert detail.as_json() == {"path": detail.path, "message": detail.message} | shown


def test_a_completed_cart_names_its_order_a_payment_its_page() -> None:
    assert errors.CartCompletedError("order_1").body()["orderId"] == "order_1"
    assert "orderId" not in errors.CartCompletedError().body()
    body = errors.PaymentActionError(client_secret="cs").body()
    assert (body["code"], body["clientSecret"]) == ("payment_action_required", "cs")
    assert "paymentRedirectUrl" not in body


SOLD_OUT = facts_line(available_quantity=0)
SCARCE = facts_line("item_2", available_quantity=1)
GONE = facts_line("item_2", is_for_sale=False)


@pytest.mark.parametrize(
    ("known", "code", "details"),
    [
        ([SOLD_OUT], "out_of_stock", [("item_1", "out_of_stock", 0)]),
        ([facts_line(available_quantity=-3)], "out_of_stock", [("item_1", "out_of_stock", 0)]),
        ([SOLD_OUT, SCARCE], "out_of_stock", [("item_1", "out_of_stock", 0), ("item_2", "out_of_stock", 1)]),
        ([GONE], "not_for_sale", [("item_2", "not_for_sale", None)]),
        (
            [SOLD_OUT, GONE],
            "lines_unavailable",
            [("item_1", "out_of_stock", 0), ("item_2", "not_for_sale", None)],
        ),
    ],
)
def test_lines_that_cannot_be_bought_are_each_named(
    known: list[Json], code: str, details: list[tuple[str, str, float | None]]
) -> None:
    cart = ready_cart(items=[line(1), line(2)])
    facts = facts_of(
        cart,
        lines=[
            entry
            for entry in [facts_line(), facts_line("item_2")]
            if entry["id"] not in {one["id"] for one in known}
        ]
        + known,
    )
    with pytest.raises(errors.ConflictError) as refused:
        orderable.must_be_orderable(cart, facts, ["so_1"], has_payment=True)
    assert refused.value.code == code
    found = [(one.line_id, one.code, one.available) for one in refused.value.details]
    assert found == details
    assert all(one.path == f"items.{one.line_id}" for one in refused.value.details)


def test_missing_and_unsellable_parts_are_reported_together() -> None:
    cart = ready_cart(email=None)
    with pytest.raises(errors.BadRequestError) as refused:
        orderable.must_be_orderable(cart, facts_of(cart, lines=[SOLD_OUT]), ["so_1"], has_payment=True)
    assert refused.value.code == "cart_incomplete"
    assert [(one.path, one.code) for one in refused.value.details] == [
        ("email", ""),
        ("items.item_1", "out_of_stock"),
    ]


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (401, {"message": "x"}, "invalid_token"),
        (401, {"message": "It belongs to a customer"}, "sign_in_required"),
        (403, {"message": "x"}, "forbidden"),
        (404, {"message": "x"}, "not_found"),
        (404, None, "not_supported"),
        (409, {"message": "x"}, "lock_contention"),
        (429, {"message": "x"}, "too_many_requests"),
        (504, {"message": "x"}, "upstream_timeout"),
        (400, {"message": "x"}, "invalid_request"),
        (400, None, "upstream_failed"),
        (500, {"message": "x"}, "upstream_failed"),
    ],
)
def test_what_medusa_does_not_explain_has_a_code_too(status: int, body: Any, code: str) -> None:
    assert error_mapping.refusal(status, body, {}).code == code
