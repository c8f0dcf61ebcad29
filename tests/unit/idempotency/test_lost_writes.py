"""A write that Medusa may have done: a retry with its key must not do it a second time."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from commerce import idempotency
from commerce.errors import UpstreamError

from local.function_events import ANNA
from tests.conftest import Configure
from tests.support.upstream import Upstream, hang_up, reset
from tests.unit.idempotency.shop import Made, Shop, selling


@pytest.mark.parametrize(
    ("lost", "status"),
    [(reset, 502), (hang_up, 502), ((500, {}), 502), ((504, {}), 504), (b"<html>", 502)],
    ids=["reset", "cut", "500", "504", "html"],
)
def test_a_write_that_may_be_done_is_not_repeated(medusa: Upstream, lost: Any, status: int) -> None:
    """Or there would be two of an item that the shopper wanted once."""
    medusa.on("POST /store/carts", lost, {"cart": {}}, {"cart": {}})
    shop = selling(Shop())
    statuses = [shop.post(route="POST /carts", caller=ANNA)[0] for _ in range(3)]
    assert statuses == [status, 409, 409]
    assert medusa.asked.count("POST /store/carts") == 1
    assert shop.post(route="POST /carts", key="another-key", caller=ANNA)[0] == 201


def _unreadable() -> str:
    raise UpstreamError


def test_what_was_done_and_could_not_be_shown_is_not_done_again(medusa: Upstream) -> None:
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    shop = selling(Shop(), then=_unreadable)
    assert [shop.post(route="POST /carts", caller=ANNA)[0] for _ in range(2)] == [502, 409]
    assert medusa.asked.count("POST /store/carts") == 1


def test_a_write_with_a_too_large_response_is_not_repeated(medusa: Upstream) -> None:
    """DynamoDB keeps 400 kB at most: the same request would run again when the first one's time is over."""
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    shop = selling(Shop(), then=lambda: "x" * 450_000)
    status, body, _ = shop.post(route="POST /carts", caller=ANNA)
    assert (status, len(body["cartId"])) == (201, 450_000)
    assert shop.post(route="POST /carts", caller=ANNA)[0] == 409
    [kept] = boto3.resource("dynamodb", region_name="eu-central-1").Table("answers").scan()["Items"]
    assert kept["status"] == "COMPLETED"


def _end() -> None:
    """End the function in the middle of a request, as Lambda does at its time limit."""
    raise SystemExit


def end_in_the_middle(shop: Shop, route: str, table: Any) -> None:
    """End the first call before it responds, a minute ago: longer than a function may take."""
    with pytest.raises(SystemExit):
        shop.post(route=route, caller=ANNA)
    status, body, headers = shop.post(route=route, caller=ANNA)
    assert (status, body["code"], headers["retry-after"]) == (409, "request_in_progress", "1")
    [record] = table.scan()["Items"]
    table.put_item(
        Item=record
        | {
            "expiration": record["expiration"] - 60,
            "in_progress_expiration": record["in_progress_expiration"] - 60_000,
        }
    )


@pytest.mark.parametrize("route", sorted(idempotency._NOT_REPEATABLE))
def test_a_write_of_an_ended_function_is_not_repeated(medusa: Upstream, table: Any, route: str) -> None:
    """As when it runs out of memory after Medusa's write: no one knows whether it was done."""
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    endings = [_end]
    shop = selling(Shop(), route, then=lambda: endings.pop()() if endings else None)
    end_in_the_middle(shop, route, table)
    for _ in range(2):
        status, body, headers = shop.post(route=route, caller=ANNA)
        assert (status, body["code"], "retry-after" in headers) == (409, "outcome_unknown", False)
    assert medusa.asked.count("POST /store/carts") == 1
    assert shop.post({"name": "other"}, route=route, caller=ANNA)[0] == 422
    assert shop.post(route=route, key="another-key", caller=ANNA)[0] == 201


def test_a_repeatable_write_runs_again_after_the_function_ended(medusa: Upstream, table: Any) -> None:
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    endings = [_end]
    shop = selling(Shop(), "POST /orders", then=lambda: endings.pop()() if endings else None)
    end_in_the_middle(shop, "POST /orders", table)
    assert shop.post(route="POST /orders", caller=ANNA)[0] == 201


def test_a_repeatable_write_runs_again_without_a_stored_response(
    medusa: Upstream,
) -> None:
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    shop = selling(Shop(), "POST /orders", then=lambda: "x" * 450_000)
    assert [shop.post(route="POST /orders", caller=ANNA)[0] for _ in range(2)] == [201, 201]


@pytest.mark.parametrize("length", [-100, 1000])
def test_a_response_is_stored_as_long_as_dynamodb_keeps_it(medusa: Upstream, length: int) -> None:
    medusa.on("POST /store/carts", {"cart": {}}, {"cart": {}})
    size = idempotency.MAX_STORED - 500 + length
    shop = selling(Shop(), then=lambda: "x" * size)
    assert [shop.post(route="POST /carts", caller=ANNA)[0] for _ in range(2)] == [
        201,
        201 if length < 0 else 409,
    ]


def test_a_write_is_reported_if_nothing_can_be_stored(medusa: Upstream, table: Any) -> None:
    medusa.on("POST /store/carts", {"cart": {}})
    shop = selling(Shop(), then=lambda: table.delete() and None)
    assert shop.post(route="POST /carts", caller=ANNA)[0] == 201


@pytest.mark.parametrize("refused", [(400, {}), (404, {}), (429, {})])
def test_a_refused_write_may_be_retried_with_the_same_key(medusa: Upstream, refused: Any) -> None:
    medusa.on("POST /store/carts", refused, {"cart": {}})
    shop = selling(Shop())
    assert shop.post(route="POST /carts", caller=ANNA)[0] == refused[0]
    assert shop.post(route="POST /carts", caller=ANNA)[0] == 201


def test_an_unsent_write_may_be_retried_with_the_same_key(medusa: Upstream, configure: Configure) -> None:
    medusa.on("POST /store/carts", {"cart": {}})
    configure()  # an address at which no one listens
    shop = Shop()

    @shop.api.post("/carts", status_code=201)
    def make() -> Made:
        shop.api.medusa.post("carts")
        return Made(number=1)

    assert shop.post(route="POST /carts", caller=ANNA)[0] == 502
    configure(MEDUSAJS_BASE_URL=medusa.url)
    assert shop.post(route="POST /carts", caller=ANNA)[0] == 201


def test_a_read_that_failed_leaves_the_key_as_it_was(medusa: Upstream) -> None:
    medusa._routes.clear()
    medusa.on("GET /store/regions", (500, {}), {"regions": []})
    medusa.on("POST /store/carts", {"cart": {}})
    shop = selling(Shop())
    assert [shop.post(route="POST /carts", caller=ANNA)[0] for _ in range(2)] == [502, 201]


def test_what_is_the_same_when_done_twice_is_tried_again(medusa: Upstream) -> None:
    """An order is given again, an address is set again: a key must not stand in the shopper's way."""
    medusa.on("POST /store/carts", reset, {"cart": {}})
    shop = selling(Shop(), "POST /orders")
    assert [shop.post(route="POST /orders", caller=ANNA)[0] for _ in range(2)] == [502, 201]
