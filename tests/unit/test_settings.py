"""Settings: a deployment that misses one must say which, and a rotated key must take effect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from commerce import aws, settings
from commerce.errors import NotConfiguredError, UnavailableError
from moto import mock_aws

from tests.conftest import Configure
from tests.support.upstream import Upstream, drip, hang, hang_up, reset

PATH = "/medusa-bundle/test"


@pytest.fixture
def ssm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("SETTINGS_PATH", PATH)
    settings._ssm.cache_clear()
    with mock_aws():
        yield boto3.client("ssm", region_name="eu-central-1")


def put(ssm: Any, **values: str) -> None:
    for name, value in values.items():
        group, _, key = name.partition("__")
        ssm.put_parameter(Name=f"{PATH}/{group}/{key}", Value=value, Type="SecureString", Overwrite=True)


def put_store(ssm: Any) -> None:
    put(
        ssm,
        store__MEDUSAJS_BASE_URL="http://medusa:9000/",
        store__MEDUSAJS_PUBLISHABLE_API_KEY="pk_1",
        store__DEFAULT_CURRENCY="eur",
        store__PRODUCTS_BASE_PATH="/p/",
        store__RETURN_URL_HOSTS=" Shop.example, localhost:3000,",
    )


def test_each_group_is_read_decrypted_and_tidied(ssm: Any) -> None:
    put_store(ssm)
    put(ssm, admin__MEDUSAJS_ADMIN_API_KEY="sk_1", sso__SSO_ISSUER="https://id", sso__SSO_AUDIENCE="shop")
    put(ssm, sso__SSO_ALGORITHMS="HS256", sso__SSO_SHARED_SECRET="s" * 32)
    shop = settings.store()
    assert (shop.base_url, shop.publishable_key, shop.default_currency) == (
        "http://medusa:9000",
        "pk_1",
        "EUR",
    )
    assert (shop.products_base_path, shop.default_region_id) == ("/p", None)
    assert shop.return_url_hosts == {"shop.example", "localhost:3000"}
    assert settings.admin_key() == "sk_1"
    sso = settings.sso()
    assert (sso.issuer, sso.audience, sso.algorithms, sso.claim_id) == (
        "https://id",
        "shop",
        ("HS256",),
        "sub",
    )


def test_another_claim_for_the_email_needs_a_flag_of_its_own(ssm: Any) -> None:
    """``email_verified`` speaks of the claim ``email``: anyone may write what they like into another."""
    put(ssm, sso__SSO_ISSUER="https://id", sso__SSO_AUDIENCE="shop", sso__SSO_CLAIM_EMAIL="upn")
    with pytest.raises(NotConfiguredError, match="SSO_CLAIM_EMAIL_VERIFIED"):
        settings.sso()
    settings.clear()
    put(ssm, sso__SSO_CLAIM_EMAIL_VERIFIED="xms_edov")
    sso = settings.sso()
    assert (sso.claim_email, sso.claim_email_verified) == ("upn", "xms_edov")


def test_secrets_are_not_in_a_repr(ssm: Any) -> None:
    put_store(ssm)
    put(ssm, sso__SSO_ISSUER="https://id", sso__SSO_AUDIENCE="shop", sso__SSO_SHARED_SECRET="hush-hush")
    assert "pk_1" not in repr(settings.store())
    assert "hush-hush" not in repr(settings.sso())
    assert "pk_1" not in repr(settings._groups)


@pytest.mark.parametrize("missing", ["MEDUSAJS_BASE_URL", "MEDUSAJS_PUBLISHABLE_API_KEY", "DEFAULT_CURRENCY"])
def test_a_missing_setting_is_named(ssm: Any, missing: str) -> None:
    put_store(ssm)
    ssm.delete_parameter(Name=f"{PATH}/store/{missing}")
    with pytest.raises(NotConfiguredError, match=missing):
        settings.store()


def test_a_base_url_must_be_one(ssm: Any) -> None:
    put_store(ssm)
    put(ssm, store__MEDUSAJS_BASE_URL="medusa:9000")
    with pytest.raises(NotConfiguredError, match="MEDUSAJS_BASE_URL"):
        settings.store()


def test_without_a_path_nothing_is_read(ssm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SETTINGS_PATH")
    with pytest.raises(NotConfiguredError, match="SETTINGS_PATH"):
        settings.store()


def test_a_rotated_key_takes_effect_when_the_cache_has_aged(
    ssm: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_store(ssm)
    assert settings.store().publishable_key == "pk_1"
    put(ssm, store__MEDUSAJS_PUBLISHABLE_API_KEY="pk_2")
    assert settings.store().publishable_key == "pk_1"
    monkeypatch.setattr(settings, "MAX_AGE", 0)
    assert settings.store().publishable_key == "pk_2"


def test_while_ssm_is_away_the_last_values_serve(ssm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put_store(ssm)
    settings.store()
    monkeypatch.setattr(settings, "MAX_AGE", 0)
    monkeypatch.setattr(settings, "_read", _unreachable)
    assert settings.store().publishable_key == "pk_1"


def test_ssm_away_at_the_start_is_503(ssm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "_read", _unreachable)
    with pytest.raises(UnavailableError):
        settings.store()


@pytest.fixture
def scripted(ssm: Any, upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> Upstream:
    """A server in SSM's place."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSM", upstream.url)
    settings._ssm.cache_clear()
    return upstream


def refused(code: str, said: str = "", status: int = 400) -> tuple[int, dict[str, str]]:
    return status, {"__type": code, "message": said}


KMS = (
    "User: arn:aws:sts::123456789012:assumed-role/x is not authorized to perform: kms:Decrypt on resource: y"
)


@pytest.mark.parametrize(
    ("response", "error", "level"),
    [
        (refused("AccessDeniedException", KMS), NotConfiguredError, "ERROR"),
        (refused("InvalidKeyId"), NotConfiguredError, "ERROR"),
        (refused("ExpiredTokenException"), NotConfiguredError, "ERROR"),
        (refused("UnrecognizedClientException"), NotConfiguredError, "ERROR"),
        (refused("ThrottlingException"), UnavailableError, "WARNING"),
        (refused("RequestLimitExceeded", status=503), UnavailableError, "WARNING"),
        (refused("InternalServerError", status=500), UnavailableError, "WARNING"),
        (reset, UnavailableError, "WARNING"),
    ],
    ids=lambda value: value[1]["__type"] if isinstance(value, tuple) else "",
)
def test_an_ssm_refusal_is_reported_with_its_cause(
    scripted: Upstream, caplog: pytest.LogCaptureFixture, response: Any, error: type[Exception], level: str
) -> None:
    """An operator finds the cause in the log, and no account in it."""
    scripted.script(*[response] * aws.ATTEMPTS)
    with pytest.raises(error) as raised:
        settings.store()
    [said] = [vars(record) for record in caplog.records if hasattr(record, "reason")]
    assert (said["levelname"], said["what"]) == (level, "the store settings")
    if isinstance(response, tuple):
        assert said["reason"] == response[1]["__type"]
    assert said.get("action") == ("kms:Decrypt" if KMS in str(response) else None)
    assert "123456789012" not in str(said) + str(raised.value)


def test_missing_credentials_are_reported(
    ssm: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from botocore.exceptions import NoCredentialsError

    def missing(name: str) -> dict[str, str]:
        raise NoCredentialsError

    monkeypatch.setattr(settings, "_read", missing)
    with pytest.raises(NotConfiguredError):
        settings.store()
    assert [vars(record)["reason"] for record in caplog.records] == ["NoCredentialsError"]


STORE = {
    "Parameters": [
        {"Name": f"{PATH}/store/MEDUSAJS_BASE_URL", "Value": "http://medusa:9000"},
        {"Name": f"{PATH}/store/MEDUSAJS_PUBLISHABLE_API_KEY", "Value": "pk_1"},
        {"Name": f"{PATH}/store/DEFAULT_CURRENCY", "Value": "EUR"},
    ]
}


def test_a_response_of_ssm_that_was_cut_is_not_cached(
    scripted: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """boto3 reads it as one without parameters."""
    scripted.script(hang_up, STORE, hang_up)
    with pytest.raises(NotConfiguredError):
        settings.store()
    assert settings.store().publishable_key == "pk_1"
    monkeypatch.setattr(settings, "MAX_AGE", 0)
    assert settings.store().publishable_key == "pk_1"


def test_an_ssm_that_drips_is_given_up(scripted: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3 waits for each byte again: the authorizer would reach Lambda's limit."""
    monkeypatch.setattr(aws, "LIMIT", 0.3)
    scripted.script(*[drip] * aws.ATTEMPTS)
    with pytest.raises(UnavailableError):
        settings.store()
    assert len(scripted.seen) == 1


def test_a_late_ssm_keeps_no_one_waiting_who_has_values(
    scripted: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Values may be read again at a request's end, where no more time is left than to respond in."""
    parameters = {
        "MEDUSAJS_BASE_URL": "http://medusa:9000",
        "MEDUSAJS_PUBLISHABLE_API_KEY": "pk_1",
        "DEFAULT_CURRENCY": "EUR",
    }
    scripted.script(
        {
            "Parameters": [
                {"Name": f"{PATH}/store/{name}", "Value": value} for name, value in parameters.items()
            ]
        }
    )
    settings.store()
    monkeypatch.setattr(settings, "MAX_AGE", 0)
    monkeypatch.setattr(settings, "REREAD_LIMIT", 0.1)
    scripted.script(*[hang] * aws.ATTEMPTS)
    assert settings.store().publishable_key == "pk_1"
    assert len(scripted.seen) == 2


def _unreachable(name: str) -> dict[str, str]:
    from botocore.exceptions import EndpointConnectionError

    raise EndpointConnectionError(endpoint_url="https://ssm")


def test_parallel_calls_all_retry_after_one_renews_the_key(configure: Configure) -> None:
    groups = configure()
    settings.store()
    groups["store"] = groups["store"] | {"MEDUSAJS_PUBLISHABLE_API_KEY": "pk_new"}
    assert settings.renew("store", "pk_test")
    assert settings.renew("store", "pk_test")  # it will be read at the next use
    assert settings.store().publishable_key == "pk_new"
    assert settings.renew("store", "pk_test")  # it has been read
    assert not settings.renew("store", "pk_new")
    assert settings.store().publishable_key == "pk_new"


def test_a_blank_beside_a_key_changes_nothing(configure: Configure) -> None:
    """As when it is put into SSM from a file: the refused key must be known again."""
    groups = configure(MEDUSAJS_PUBLISHABLE_API_KEY=" pk_test\n")
    assert settings.store().publishable_key == "pk_test"
    groups["store"] = groups["store"] | {"MEDUSAJS_PUBLISHABLE_API_KEY": "pk_new\n"}
    assert settings.renew("store", "pk_test")
    assert settings.store().publishable_key == "pk_new"
    assert not settings.renew("store", "pk_new")


def test_what_was_never_read_need_not_be_read_again(configure: Configure) -> None:
    configure()
    assert settings.renew("store", "pk_test")
    settings.store()
    settings.clear()
    assert settings.renew("store", "pk_test")
