"""A payment returns to the shop, and nowhere else, where the operator says which hosts are the shop's."""

from __future__ import annotations

import pytest
from commerce.models import checkout, payments  # noqa: F401 - makes their models known
from commerce.models.common import Request
from commerce.models.payments import ReturnUrl
from pydantic import BaseModel, TypeAdapter, ValidationError

from tests.conftest import Configure

HOSTS = "shop.example,www.shop.example:8443,localhost:3001"
accepts = TypeAdapter(ReturnUrl).validate_python


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
    assert accepts(url) == url


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
    with pytest.raises(ValidationError):
        accepts(url)


@pytest.mark.parametrize("url", ["http://shop.example/", "https://evil.example/back"])
def test_without_the_setting_any_host_is_accepted(configure: Configure, url: str) -> None:
    configure()
    assert accepts(url) == url


def models() -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = [Request]
    for model in found:
        found += [sub for sub in model.__subclasses__() if sub not in found]
    return found


FIELDS = [(model, name) for model in models() for name in model.model_fields if name.endswith("_url")]


@pytest.mark.usefixtures("hosts")
@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_each_url_of_a_body_is_checked(model: type[BaseModel], name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({name: "https://evil.example/"})
    wrong = [".".join(map(str, error["loc"])) for error in refused.value.errors()]
    assert {"return_url": "returnUrl", "cancel_url": "cancelUrl"}.get(name) in wrong or name in wrong


def test_there_are_urls_to_check() -> None:
    assert {model.__name__ for model, _ in FIELDS} >= {"UpdateSession", "CreateSession", "CompleteCheckout"}
