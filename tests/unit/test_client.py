"""The client: a shopper would lose time, money or secrets if it repeated, waited or encoded wrongly."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from commerce import limits, settings
from commerce.caller import Caller
from commerce.deadline import Deadline
from commerce.errors import (
    ApiKeyRejectedError,
    BadRequestError,
    CommerceError,
    ConflictError,
    ForbiddenError,
    NotConfiguredError,
    NotFoundError,
    ResponseTooLargeError,
    TooManyRequestsError,
    UnauthorizedError,
    UpstreamError,
    UpstreamTimeoutError,
)
from commerce.medusa.transport import client, connections
from commerce.medusa.transport.client import Medusa
from commerce.medusa.transport.error_mapping import admin_refusal, refusal
from commerce.models import common
from pydantic import TypeAdapter

from tests.conftest import Configure
from tests.support.upstream import Upstream, drip, drip_head, hang, hang_up, late, reset, stall

CUSTOMER = Caller(token="a.b.c", subject="anna", expires_at=2**31)


@pytest.fixture
def medusa(upstream: Upstream, configure: Configure, monkeypatch: pytest.MonkeyPatch) -> Medusa:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    monkeypatch.setattr(client, "_pool", connections.new_pool())
    monkeypatch.setattr(client, "backoff", lambda attempt: 0.001)
    settings.store()  # in a new process these two would use up a short deadline
    return Medusa(CUSTOMER, Deadline.after(5))


def test_ids_stay_one_segment(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script({})
    medusa.get("carts", "../../admin/customers?x=1&y#z%2F")
    assert upstream.seen[0].target == "/store/carts/..%2F..%2Fadmin%2Fcustomers%3Fx%3D1%26y%23z%252F"


@pytest.mark.parametrize("segment", ["", ".", ".."])
def test_segments_that_climb_are_refused(medusa: Medusa, upstream: Upstream, segment: str) -> None:
    with pytest.raises(BadRequestError):
        medusa.get("carts", segment)
    assert upstream.seen == []


def test_the_store_gets_the_callers_token_not_the_admin_key(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script({}, {})
    medusa.get("carts", "cart_1")
    medusa.admin_get("assets", "a1")
    store, admin = upstream.seen
    assert store.headers["authorization"] == "Bearer a.b.c"
    assert store.headers["x-publishable-api-key"] == "pk_test"
    assert admin.path == "/admin/assets/a1"
    assert admin.headers["authorization"] == "Basic c2tfdGVzdDo="
    assert "x-publishable-api-key" not in admin.headers


def test_a_guest_sends_no_authorization(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script({})
    Medusa().get("regions")
    assert "authorization" not in upstream.seen[0].headers


def test_connections_are_reused(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script({}, {}, {})
    for _ in range(3):
        medusa.post("carts")
    assert upstream.connections == 1
    assert medusa.stats.requests == 3


def test_a_connection_that_idled_too_long_is_not_written_into(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.script({}, {})
    medusa.post("carts")
    later = time.time() + connections.IDLE_LIMIT + 1
    monkeypatch.setattr(time, "time", lambda: later)
    medusa.post("carts")
    assert upstream.connections == 2


def test_a_read_is_repeated_after_a_reset(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script(reset, hang_up, {"cart": {"id": "cart_1"}})
    assert medusa.get("carts", "cart_1") == {"cart": {"id": "cart_1"}}
    assert medusa.stats.requests == 3


@pytest.mark.parametrize("fault", [reset, hang_up])
def test_a_write_is_never_repeated(medusa: Medusa, upstream: Upstream, fault: object) -> None:
    upstream.script(fault, {})
    with pytest.raises(UpstreamError):
        medusa.post("carts", "cart_1", "complete")
    assert len(upstream.seen) == 1


def test_a_read_is_retried_at_most_twice_while_medusa_starts(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script((503, {}), (502, {}), (504, {}), {})
    with pytest.raises(UpstreamTimeoutError):
        medusa.get("regions")
    assert len(upstream.seen) == client.MAX_ATTEMPTS


def test_a_refused_connection_is_tried_again_whatever_the_method(
    medusa: Medusa, configure: Configure
) -> None:
    configure(MEDUSAJS_BASE_URL="http://127.0.0.1:9")
    with pytest.raises(UpstreamError):
        medusa.post("carts")
    assert medusa.stats.requests == client.MAX_ATTEMPTS


@pytest.mark.parametrize("fault", [hang, drip, drip_head])
def test_a_slow_medusa_ends_with_the_deadline(medusa: Medusa, upstream: Upstream, fault: object) -> None:
    upstream.script(fault)
    slow = Medusa(deadline=Deadline.after(0.2))
    with pytest.raises(UpstreamTimeoutError):
        slow.get("regions")
    assert slow.stats.requests == 1


@pytest.mark.parametrize("fault", [stall, drip, drip_head])
def test_all_of_a_response_has_one_limit(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch, fault: object
) -> None:
    """Else the function would run into its own limit: the gateway's 500."""
    waits: list[float] = []
    wait = connections._InTime.readinto

    def watched(stream: connections._InTime, buffer: object) -> int | None:
        try:
            return wait(stream, buffer)
        finally:
            waits.append(stream._sock.gettimeout() or 0)

    monkeypatch.setattr(connections._InTime, "readinto", watched)
    upstream.script(fault)
    with pytest.raises(UpstreamTimeoutError):
        Medusa(deadline=Deadline.after(0.9)).get("regions")
    assert len(waits) > 1
    assert waits == sorted(waits, reverse=True)
    assert waits[0] <= 0.9


def test_the_time_to_connect_is_part_of_the_limit(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[float] = []

    class Slow(connections._AgingHTTPConnection):
        def connect(self) -> None:
            time.sleep(0.3)
            super().connect()

        def getresponse(self) -> Any:
            limits.append(float(self.timeout or 0))
            return super().getresponse()

    monkeypatch.setattr(connections._HTTPPool, "ConnectionCls", Slow)
    upstream.script({})
    Medusa(deadline=Deadline.after(5)).get("regions")
    assert limits[0] <= 4.7


@pytest.mark.parametrize(("method", "slept"), [("get", True), ("post", False)])
def test_a_read_has_a_limit_of_its_own(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch, method: str, slept: bool
) -> None:
    """A write is waited for as long as there is time: it may be done, and no one would know."""
    monkeypatch.setattr(client, "READ_LIMIT", 0.2)
    upstream.script(late)
    with contextlib.nullcontext() if not slept else pytest.raises(UpstreamTimeoutError):
        getattr(medusa, method)("regions")


def test_nothing_is_sent_after_the_deadline(medusa: Medusa, upstream: Upstream) -> None:
    with pytest.raises(UpstreamTimeoutError):
        Medusa(deadline=Deadline.after(-1)).get("regions")
    assert upstream.seen == []


@pytest.mark.parametrize("answer", [b"<html>", b'{"cart": ', b"[1]", b"[" * 100_000])
def test_nonsense_is_a_failure_of_medusas(medusa: Medusa, upstream: Upstream, answer: bytes) -> None:
    upstream.script(answer)
    with pytest.raises(UpstreamError):
        medusa.get("carts", "cart_1")


def test_a_response_has_a_limit(medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_ANSWER", 1000)
    upstream.script({"x": "y" * 2000})
    with pytest.raises(ResponseTooLargeError):
        medusa.get("carts", "cart_1")
    assert not medusa.stats.wrote
    upstream.script({"x": "y" * 2000})
    with pytest.raises(ResponseTooLargeError):
        medusa.post("carts", "cart_1")
    assert medusa.stats.wrote


def test_all_responses_to_a_request_have_a_limit_together(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight in parallel would take more than a function's memory, and that is a crash."""
    monkeypatch.setattr(client, "MAX_ANSWER", 1000)
    upstream.script({"x": "y" * 600}, {"x": "y" * 600})
    medusa.get("carts", "cart_1")
    with pytest.raises(ResponseTooLargeError):
        medusa.get("carts", "cart_1")


def test_a_url_that_servers_would_refuse_is_not_sent(medusa: Medusa, upstream: Upstream) -> None:
    """As with hundreds of categories: Medusa's 431 says nothing to a client."""
    upstream.script({})
    ids = [f"pcat_01{number:024}" for number in range(1000)]
    medusa.get("products", query={"category_id[]": ids[:100]})
    with pytest.raises(BadRequestError):
        medusa.get("products", query={"category_id[]": ids})
    assert len(upstream.seen) == 1


def test_the_largest_body_is_one_that_medusa_takes(medusa: Medusa, upstream: Upstream) -> None:
    """As many characters of four bytes as there may be; escaped they would be 12 bytes each."""
    texts = dict.fromkeys("abc", "🔧" * limits.METADATA_TEXT)
    texts["d"] = "🔧" * (limits.METADATA_LENGTH - limits.metadata_length(texts | {"d": ""}))
    metadata = TypeAdapter(common.Metadata).validate_python(texts)
    notes = TypeAdapter(common.LongText).validate_python("🔧" * 5000)
    upstream.script({})
    medusa.post("carts", body={"metadata": metadata | {"notes": notes}, "email": "a" * 254})
    assert len(upstream.seen[0].body) <= client.MAX_BODY
    assert upstream.seen[0].json["metadata"]["notes"] == notes


def test_redirects_are_not_followed(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script((302, {}, {"location": "/admin/users"}), {"secret": 1})
    with pytest.raises(UpstreamError):
        medusa.get("carts", "cart_1")
    assert len(upstream.seen) == 1


def test_independent_calls_run_in_parallel_and_all_count(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script(*[{"n": 1}] * 4)
    answers = medusa.gather(*[lambda: medusa.get("regions")] * 4)
    assert answers == [{"n": 1}] * 4
    assert medusa.stats.requests == 4
    assert medusa.stats.seconds > 0


def test_one_failed_call_fails_them_all(medusa: Medusa, upstream: Upstream) -> None:
    upstream.script((404, {}), (404, {}))
    with pytest.raises(NotFoundError):
        medusa.gather(lambda: medusa.get("a"), lambda: medusa.get("b"))


@pytest.mark.parametrize(
    ("status", "said", "error"),
    [
        (400, {"message": "A valid publishable key is required"}, ApiKeyRejectedError),
        (400, {"code": "insufficient_inventory", "message": "x"}, ConflictError),
        (400, {"message": "Cart cart_1 is already completed."}, ConflictError),
        (400, {"message": "The promotion code X is invalid"}, BadRequestError),
        (400, {"message": "The promotion code publishable key is invalid"}, BadRequestError),
        (400, {"message": "The promotion code already completed is invalid"}, BadRequestError),
        (400, {"message": "Invalid request: Invalid email address"}, BadRequestError),
        (400, {"message": "some inner words"}, BadRequestError),
        (401, {"message": "Unauthorized"}, UnauthorizedError),
        (403, {"message": "The cart belongs to another customer"}, ForbiddenError),
        (403, None, UpstreamError),
        (404, {"message": "Cart with id: x was not found"}, NotFoundError),
        (404, {"type": "not_found", "message": "Region with id: reg_x was not found"}, BadRequestError),
        (409, {}, ConflictError),
        (429, {}, TooManyRequestsError),
        (408, {}, UpstreamTimeoutError),
        (504, {}, UpstreamTimeoutError),
        (500, {"message": "connect ECONNREFUSED already completed"}, UpstreamError),
        (500, None, UpstreamError),
        (400, None, UpstreamError),
    ],
)
def test_refusals_become_errors_without_medusas_words(
    status: int, said: object, error: type[CommerceError]
) -> None:
    given = refusal(status, said, {})
    assert type(given) is error
    assert "inner words" not in given.message
    assert "ECONNREFUSED" not in given.message


def test_a_guest_without_a_token_is_not_told_that_it_was_refused() -> None:
    said = {"type": "unauthorized", "message": "The cart belongs to a customer: sign in to use it"}
    assert refusal(401, said, {}).headers == {"WWW-Authenticate": "Bearer"}
    assert "invalid_token" in refusal(401, {"message": "Unauthorized"}, {}).headers["WWW-Authenticate"]


def test_slow_down_says_for_how_long() -> None:
    assert refusal(429, {}, {"retry-after": "7"}).headers == {"Retry-After": "7"}
    assert refusal(429, {}, {"retry-after": "soon"}).headers == {"Retry-After": "1"}


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_admin_key_is_our_fault_not_the_callers(status: int) -> None:
    assert isinstance(admin_refusal(status, {}, {}), ApiKeyRejectedError)
    assert isinstance(admin_refusal(404, {}, {}), NotFoundError)


def test_backoff_grows_and_jitters() -> None:
    pauses = {round(client.backoff(2), 6) for _ in range(20)}
    assert all(0.05 <= pause <= 0.1 for pause in pauses)
    assert len(pauses) > 1


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "Customer with email: anna@lab.local, already exists",
            "Customer with email: (email) already exists",
        ),
        ("Cart with id: cart_01KAZ4N6V5 was not found", "Cart with id: (id) was not found"),
        ("pay_col_01KAZ4N6V5: no open payment", "(id): no open payment"),
        ("pi_3MtwBwLkdIwHu7ix28a3tqPa was declined", "(id) was declined"),
        ("insufficient_inventory in stock_locations", "insufficient_inventory in stock_locations"),
        ("x" * 195 + " anna@lab.local", "x" * 195 + " (ema"),
        ("x" * 190 + " cart_01KAZ4N6V5ZR2WJXK0T9H7C3QD", "x" * 190 + " (id)"),
    ],
)
def test_the_log_repeats_no_email_address_and_no_id(
    medusa: Medusa, upstream: Upstream, monkeypatch: pytest.MonkeyPatch, said: str, shown: str
) -> None:
    logged: list[object] = []
    monkeypatch.setattr(client.logger, "info", lambda *_, **keys: logged.append(keys["medusa_message"]))
    upstream.script((400, {"message": said}))
    with pytest.raises((BadRequestError, ConflictError)):
        medusa.post("carts", "cart_1")
    assert logged == [shown]


REFUSED = (400, {"type": "not_allowed", "message": "A valid publishable key is required to proceed"})


def test_a_rotated_key_is_read_again_and_no_request_is_lost(upstream: Upstream, configure: Configure) -> None:
    """However young the instance is, and whichever key was rotated a moment before."""
    groups = configure(MEDUSAJS_BASE_URL=upstream.url)
    medusa = Medusa(deadline=Deadline.after(5))
    upstream.script({}, {"assets": []}, REFUSED, {"cart": {}}, (401, {"message": "no"}), {"assets": []})
    medusa.get("regions")
    medusa.admin_get("assets")
    groups["store"] = groups["store"] | {"MEDUSAJS_PUBLISHABLE_API_KEY": "pk_new"}
    medusa.post("carts")
    groups["admin"] = {"MEDUSAJS_ADMIN_API_KEY": "sk_new"}
    medusa.admin_get("assets")
    sent = [seen.headers.get("x-publishable-api-key") for seen in upstream.seen]
    assert sent == ["pk_test", None, "pk_test", "pk_new", None, None]
    assert upstream.seen[-1].headers["authorization"] == "Basic c2tfbmV3Og=="


def test_a_wrong_key_is_not_read_again_and_again(
    upstream: Upstream, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    upstream.script(*[REFUSED] * 7)

    def refused() -> int:
        before = len(upstream.seen)
        with pytest.raises(NotConfiguredError, match="MEDUSAJS_PUBLISHABLE_API_KEY"):
            Medusa().post("carts")
        return len(upstream.seen) - before

    assert [refused() for _ in range(3)] == [2, 1, 1]
    later(monkeypatch, settings.RENEWAL_PAUSE + 1)
    assert [refused() for _ in range(2)] == [2, 1]


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Move the wall clock, by which settings age, forward."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)
