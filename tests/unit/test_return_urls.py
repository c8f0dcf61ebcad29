"""A payment returns to the shop, and nowhere else, where the operator says which hosts are the shop's."""

from __future__ import annotations

import pytest
from commerce.errors import BadRequestError
from commerce.medusa import ordering, payments
from commerce.medusa.transport.client import Medusa
from commerce.models.checkout import CompleteCheckout
from commerce.models.payments import CreateSession, SetPayment, UpdateSession
from commerce.return_urls import must_return_to_shop

from tests.conftest import Configure

HOSTS = "shop.example,www.shop.example:8443,localhost:3001"
ELSEWHERE = "https://evil.example/"


@pytest.fixture
def hosts(configure: Configure) -> None:
    configure(RETURN_URL_HOSTS=HOSTS)


@pytest.mark.usefixtures("hosts")
@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example",
        "https://SHOP.example/back?to=https://evil.example#x",
        "https://shop.example?ok",
        "https://www.shop.example:8443/back",
        "http://localhost:3001/back",
    ],
)
def test_a_host_of_the_shop_is_accepted(url: str) -> None:
    must_return_to_shop(UpdateSession(return_url=url, cancel_url=url))


@pytest.mark.usefixtures("hosts")
@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/back",
        "https://shop.example.evil.example/",
        "https://evil.example/shop.example",
        "https://evil-shop.example/",
        "https://a.shop.example/",
        "https://shop.example@evil.example/",
        "https://evil.example\\@shop.example/",
        "https://shop.example\\.evil.example/",
        "https://shop.example:443@evil.example/",
        "https://shop.example:8443/",
        "https://www.shop.example/",
        "https://shop.example./",
        "https://shop%2Eexample/",
        "https://[::1]/",
        "https:///shop.example/",
        "https://",
        "http://shop.example/",
        "http://localhost/",
        "HTTPS://shop.example/",
    ],
)
def test_any_other_is_refused(url: str) -> None:
    with pytest.raises(BadRequestError) as refused:
        must_return_to_shop(UpdateSession.model_construct(return_url=url))
    assert [detail.path for detail in refused.value.details] == ["body.returnUrl"]


@pytest.mark.parametrize("url", ["http://shop.example/", "https://evil.example/back"])
def test_without_the_setting_any_host_is_accepted(configure: Configure, url: str) -> None:
    configure()
    must_return_to_shop(UpdateSession(return_url=url))


@pytest.mark.usefixtures("hosts")
@pytest.mark.parametrize("name", ["return_url", "cancel_url"])
def test_each_url_of_a_body_is_checked_before_anything_is_sent(name: str) -> None:
    medusa = Medusa()
    urls = {"return_url": "https://shop.example/"} | {name: ELSEWHERE}
    path = {"return_url": "body.returnUrl", "cancel_url": "body.cancelUrl"}[name]
    for call in (
        lambda: payments.create_session(
            medusa, "cart_1", CreateSession(cart_id="cart_1", provider_id="pp_1", **urls)
        ),
        lambda: payments.create_session(medusa, "cart_1", SetPayment(provider_id="pp_1", **urls)),
        lambda: payments.update_session(medusa, "payses_1", UpdateSession(**urls)),
        lambda: ordering.complete_checkout(medusa, "cart_1", CompleteCheckout(**urls)),
    ):
        with pytest.raises(BadRequestError) as refused:
            call()
        assert [detail.path for detail in refused.value.details] == [path]
    assert medusa.stats.requests == 0
