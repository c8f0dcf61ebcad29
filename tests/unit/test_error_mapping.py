"""Medusa's refusals: each sentence that its code may return to a client has an error of its own.

Without a rule a shopper would read "refused this request", and would not know what to do.
"""

from __future__ import annotations

import pytest
from commerce.errors import BadRequestError, CommerceError, UnauthorizedError, UpstreamError
from commerce.medusa.transport.error_mapping import blamed_on, refusal

from tests.support.medusa_sentences import CONFLICT, SENTENCES, Json, not_allowed, not_found, said


@pytest.mark.parametrize(
    ("status", "body", "code", "error"), SENTENCES, ids=[row[1]["message"][:60] for row in SENTENCES]
)
def test_each_sentence_has_its_error(status: int, body: Json, code: str, error: type[CommerceError]) -> None:
    given = refusal(status, body, {})
    assert (type(given), given.code) == (error, code)
    assert given.message != "The commerce server refused this request"
    for word in ("cart_1", "variant_1", "cali_1", "sloc_1", "payses_1", "sc_1", "Drill", "workflow"):
        assert word not in given.message


PATHS = {
    "invalid_email": "body.email",
    "region_unknown": "body.regionId",
    "currency_mismatch": "body.currency",
    "email_has_account": "body.email",
    "not_a_service": "path.id",
    "several_plans": "path.id",
    "address_missing": "body",
    "region_missing": "header.x-currency",
    "invalid_quantity": "body.quantity",
    "metadata_too_large": "body.metadata",
    "too_many_lines": "body.sku",
    "purchase_key_reused": "header.idempotency-key",
    "plan_unknown": "body.variantId",
    "serial_number_taken": "body.serialNo",
}


@pytest.mark.parametrize(("status", "body", "code", "error"), SENTENCES)
def test_only_a_field_that_is_the_same_everywhere_is_named(
    status: int, body: Json, code: str, error: type[CommerceError]
) -> None:
    paths = [detail.path for detail in refusal(status, body, {}).details]
    assert paths == ([PATHS[code]] if code in PATHS else [])


def test_a_lock_says_when_to_retry() -> None:
    for body in (CONFLICT, said("Timed-out acquiring lock.")):
        assert refusal(409, body, {}).headers == {"Retry-After": "1"}
    assert refusal(409, {}, {}).headers == {"Retry-After": "1"}
    assert refusal(400, said("Cart cart_1 is already completed."), {}).headers == {}


@pytest.mark.parametrize(
    "words",
    [
        "Some variant does not have the required inventory",
        "Cart cart_1 is already completed.",
        "An unknown error occurred.",
    ],
)
def test_a_failure_of_medusas_stays_one_whatever_it_says(words: str) -> None:
    assert type(refusal(500, said(words), {})) is UpstreamError


@pytest.mark.parametrize("code", ["already completed", "publishable key", "required inventory", "lock"])
def test_a_code_cannot_speak_for_medusa(code: str) -> None:
    """A client writes the code, and Medusa repeats it."""
    assert refusal(400, said(f"The promotion code {code} is invalid"), {}).code == "promotion_unknown"


def test_what_is_read_of_medusas_words_is_bounded() -> None:
    assert refusal(400, said("x" * 500 + " is already completed"), {}).code == "invalid_request"


def test_a_refusal_is_blamed_on_the_field_that_brought_it_about() -> None:
    with pytest.raises(BadRequestError) as refused, blamed_on(out_of_stock="body.quantity"):
        raise refusal(400, not_allowed("x", code="insufficient_inventory"), {})
    assert refused.value.code == "out_of_stock"
    assert [detail.path for detail in refused.value.details] == ["body.quantity"]


@pytest.mark.parametrize(
    "other",
    [
        refusal(400, said("Cart cart_1 is already completed."), {}),
        refusal(404, not_found("x"), {}),
        refusal(500, {}, {}),
        UnauthorizedError(),
    ],
    ids=["completed", "not found", "failed", "unauthorized"],
)
def test_what_is_not_blamed_stays_as_it_is(other: CommerceError) -> None:
    with pytest.raises(type(other)) as refused, blamed_on(out_of_stock="body.quantity"):
        raise other
    assert refused.value is other
