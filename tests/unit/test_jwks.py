"""The provider's keys: a rotation must lock no one out, an outage few, a flood not the provider."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from commerce import jwks
from commerce.errors import NotConfiguredError
from commerce.jwks import FRESH, LOOKUP_WINDOW, LOOKUPS, PAUSE, STALE, ProviderKeys, ProviderUnavailableError

from tests.support.tokens import DISCOVERY, JWKS, Provider, ec_key, rsa_key
from tests.support.upstream import hang_up, reset
from tools.routes import read


class Clock:
    def __init__(self) -> None:
        self.now = time.time()
        self.step = 0.001

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider(keys=[rsa_key().jwk]) as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(provider: Provider, clock: Clock) -> ProviderKeys:
    return ProviderKeys(provider.issuer, provider.jwks_url, ("RS256", "ES256"), clock)


def discovering(provider: Provider) -> ProviderKeys:
    return ProviderKeys(provider.issuer, None, ("RS256", "ES256"))


def has(keys: ProviderKeys, kid: str | None, algorithm: str = "RS256") -> bool:
    return bool(keys.find(kid, algorithm))


class TestFetching:
    def test_nothing_is_fetched_before_it_is_needed(self, provider: Provider, keys: ProviderKeys) -> None:
        assert provider.asked == []

    def test_keys_are_fetched_once(self, provider: Provider, keys: ProviderKeys) -> None:
        assert all(has(keys, "rsa-1") for _ in range(3))
        assert provider.asked == [JWKS]

    def test_old_keys_are_fetched_again(self, provider: Provider, keys: ProviderKeys, clock: Clock) -> None:
        assert has(keys, "rsa-1")
        provider.keys = [rsa_key("rsa-2").jwk]
        clock.now += FRESH + 1

        assert not has(keys, "rsa-1")

    def test_a_clock_that_was_set_back_keeps_no_key_for_ever(
        self, provider: Provider, keys: ProviderKeys, clock: Clock
    ) -> None:
        assert has(keys, "rsa-1")
        clock.now -= 86_400

        assert has(keys, "rsa-1")
        assert provider.fetches == 2

    def test_the_discovery_document_tells_where_they_are(self, provider: Provider) -> None:
        assert has(discovering(provider), "rsa-1")
        assert provider.asked == [DISCOVERY, JWKS]

    @pytest.mark.parametrize(
        "said",
        [
            {"issuer": "https://evil.example"},
            {"issuer": None},
            {"jwks_uri": "http://id.example/keys"},
            {"jwks_uri": "file:///etc/passwd"},
            {"jwks_uri": None},
        ],
        ids=str,
    )
    def test_an_untrusted_discovery_document_is_not_followed(
        self, provider: Provider, said: dict[str, Any]
    ) -> None:
        provider.discovery = said

        with pytest.raises(ProviderUnavailableError):
            discovering(provider).find("rsa-1", "RS256")
        assert provider.asked == [DISCOVERY]

    def test_keys_are_not_fetched_over_plain_http(
        self, provider: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        get = jwks._get

        def watched(url: str) -> Any:
            asked.append(url)
            return get(url)

        monkeypatch.setattr(jwks, "_get", watched)
        provider.discovery = {"jwks_uri": "http://id.example/keys"}
        with pytest.raises(ProviderUnavailableError):
            discovering(provider).find("rsa-1", "RS256")
        assert asked == [provider.issuer + DISCOVERY]


class TestChoosing:
    def test_without_an_id_the_only_key_for_the_algorithm_is_taken(
        self, provider: Provider, keys: ProviderKeys
    ) -> None:
        provider.keys = [ec_key().jwk, rsa_key().jwk]

        assert keys.find(None, "RS256") == [rsa_key().private.public_key()]

    def test_without_an_id_none_of_several_is_guessed(self, provider: Provider, keys: ProviderKeys) -> None:
        provider.keys = [rsa_key().jwk, rsa_key("rsa-2").jwk]

        assert not has(keys, None)
        assert provider.fetches == 1

    def test_one_id_for_two_algorithms_is_distinguished(self, provider: Provider, keys: ProviderKeys) -> None:
        provider.keys = [rsa_key("main").jwk, ec_key("main").jwk]

        assert keys.find("main", "ES256") == [ec_key("main").private.public_key()]

    def test_one_new_id_for_two_algorithms_is_distinguished_as_well(
        self, provider: Provider, keys: ProviderKeys
    ) -> None:
        assert has(keys, "rsa-1")
        provider.keys = [rsa_key("main").jwk, ec_key("main").jwk]

        assert keys.find("main", "ES256") == [ec_key("main").private.public_key()]

    def test_one_id_for_two_keys_gives_both(self, provider: Provider, keys: ProviderKeys) -> None:
        provider.keys = [{**rsa_key("old").jwk, "kid": "main"}, rsa_key("main").jwk]

        found = keys.find("main", "RS256")

        assert found == [rsa_key(name).private.public_key() for name in ("old", "main")]

    def test_keys_that_must_not_verify_are_left_out(self, provider: Provider, keys: ProviderKeys) -> None:
        shared = {"kty": "oct", "kid": "shared", "alg": "HS256", "k": "c2VjcmV0" * 8}
        encrypting = {**rsa_key("rsa-2").jwk, "kid": "encrypting", "use": "enc"}
        short = rsa_key("short", 1024).jwk
        provider.keys = [shared, encrypting, short, "no key", {"kty": "new"}, rsa_key().jwk]

        assert has(keys, "rsa-1")
        assert not any(has(keys, kid) for kid in ("shared", "encrypting", "short"))


class TestRotation:
    def test_a_new_key_is_fetched_when_a_token_names_it(self, provider: Provider, keys: ProviderKeys) -> None:
        assert has(keys, "rsa-1")
        provider.keys.append(rsa_key("rsa-2").jwk)

        assert has(keys, "rsa-2")
        assert has(keys, "rsa-1")
        assert provider.fetches == 2

    def test_an_unknown_key_is_no_reason_to_fetch_twice_in_a_row(
        self, provider: Provider, keys: ProviderKeys
    ) -> None:
        assert not has(keys, "unknown")
        assert provider.fetches == 1

    def test_the_same_unknown_key_is_requested_once(self, provider: Provider, keys: ProviderKeys) -> None:
        assert has(keys, "rsa-1")

        assert not any(has(keys, "unknown") for _ in range(20))
        assert provider.fetches == 2

    def test_made_up_ids_do_not_flood_the_provider(
        self, provider: Provider, keys: ProviderKeys, clock: Clock
    ) -> None:
        assert has(keys, "rsa-1")
        for number in range(LOOKUPS):
            assert not has(keys, f"made-up-{number}")

        # Refused rather than failed: otherwise made-up ids could fire the alarms.
        assert not any(has(keys, f"another-{number}") for number in range(50))
        assert has(keys, "rsa-1")
        assert provider.fetches == 1 + LOOKUPS

        clock.now += LOOKUP_WINDOW
        provider.keys.append(rsa_key("rsa-2").jwk)
        assert has(keys, "rsa-2")


class TestOutage:
    def test_known_keys_work_for_an_hour(self, provider: Provider, keys: ProviderKeys, clock: Clock) -> None:
        assert has(keys, "rsa-1")
        fetched = clock.now
        provider.stop()

        clock.now = fetched + STALE - 1
        assert has(keys, "rsa-1")

        clock.now = fetched + STALE + 1
        with pytest.raises(ProviderUnavailableError):
            keys.find("rsa-1", "RS256")

    def test_an_unknown_key_cannot_be_judged(self, provider: Provider, keys: ProviderKeys) -> None:
        assert has(keys, "rsa-1")
        provider.stop()

        with pytest.raises(ProviderUnavailableError):
            keys.find("rsa-2", "RS256")
        assert has(keys, "rsa-1")

    def test_a_failed_fetch_is_not_repeated_immediately(
        self, provider: Provider, keys: ProviderKeys, clock: Clock
    ) -> None:
        provider.status = 503
        for _ in range(5):
            with pytest.raises(ProviderUnavailableError):
                keys.find("rsa-1", "RS256")
        assert provider.fetches == 1

        provider.status = 200
        clock.now += PAUSE
        assert has(keys, "rsa-1")

    def test_a_provider_that_hangs_is_given_up(
        self, provider: Provider, keys: ProviderKeys, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(jwks, "TIMEOUT", 0.2)
        given_up = threading.Event()
        hung_to_the_end: list[bool] = []
        provider.misbehave = lambda connection: hung_to_the_end.append(given_up.wait(30))

        with pytest.raises(ProviderUnavailableError):
            keys.find("rsa-1", "RS256")
        assert not hung_to_the_end
        given_up.set()

    def test_a_provider_that_drips_is_given_up(
        self, provider: Provider, keys: ProviderKeys, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(jwks, "TIMEOUT", 1.0)
        done = threading.Event()

        def drip(connection: socket.socket) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nx: ")
            while not done.wait(0.1):
                connection.sendall(b"x")

        provider.misbehave = drip
        for _ in range(2):
            with pytest.raises(ProviderUnavailableError):
                keys.find("rsa-1", "RS256")
        done.set()
        assert provider.fetches == 1

    def test_the_wait_fits_the_authorizer(self) -> None:
        assert read()["Resources"]["AuthorizerFunction"]["Properties"]["Timeout"] >= jwks.TIMEOUT + 3

    @pytest.mark.parametrize("misbehave", [reset, hang_up], ids=lambda way: way.__name__)
    def test_a_broken_response_counts_as_an_outage(
        self, provider: Provider, keys: ProviderKeys, misbehave: Any
    ) -> None:
        provider.misbehave = misbehave

        with pytest.raises(ProviderUnavailableError):
            keys.find("rsa-1", "RS256")

    @pytest.mark.parametrize(
        "published",
        [[], "nonsense", [{"kty": "RSA"}], [{"kty": "RSA", "alg": ["RS256"]}], [rsa_key("short", 1024).jwk]],
        ids=["none", "no list", "incomplete", "odd", "too short"],
    )
    def test_no_usable_key_counts_as_an_outage(
        self, provider: Provider, keys: ProviderKeys, published: Any
    ) -> None:
        provider.keys = published

        with pytest.raises(ProviderUnavailableError):
            keys.find("rsa-1", "RS256")

    def test_a_redirect_is_not_followed(self, provider: Provider, keys: ProviderKeys) -> None:
        provider.status = 302

        with pytest.raises(ProviderUnavailableError):
            keys.find("rsa-1", "RS256")
        assert provider.fetches == 1


class TestLimits:
    """Each age ends where its name says, on a clock that stands still."""

    @pytest.fixture
    def clock(self) -> Clock:
        clock = Clock()
        clock.step = 0
        return clock

    def test_keys_are_fresh_up_to_the_limit(
        self, provider: Provider, keys: ProviderKeys, clock: Clock
    ) -> None:
        assert has(keys, "rsa-1")
        clock.now += FRESH
        assert has(keys, "rsa-1")
        assert provider.fetches == 2

    def test_keys_are_stale_from_the_limit_on(
        self, provider: Provider, keys: ProviderKeys, clock: Clock
    ) -> None:
        assert has(keys, "rsa-1")
        provider.status = 503
        clock.now += STALE
        with pytest.raises(ProviderUnavailableError, match="cannot be reached"):
            keys.find("rsa-1", "RS256")

    def test_a_failed_provider_is_called_again_from_the_limit_on(
        self, provider: Provider, keys: ProviderKeys, clock: Clock
    ) -> None:
        provider.status = 503
        for passed in (0, PAUSE - 1, 1):
            clock.now += passed
            with pytest.raises(ProviderUnavailableError):
                keys.find("rsa-1", "RS256")
        assert provider.fetches == 2

    def test_an_unknown_key_is_requested_again_from_the_limit_on(
        self, provider: Provider, keys: ProviderKeys, clock: Clock
    ) -> None:
        assert has(keys, "rsa-1")
        for passed in (1, 0, LOOKUP_WINDOW):
            clock.now += passed
            assert not has(keys, "unknown")
        assert provider.fetches == 3

    def test_an_unknown_key_of_the_first_fetch_is_not_refetched(
        self, provider: Provider, keys: ProviderKeys
    ) -> None:
        assert not has(keys, "unknown")
        assert provider.fetches == 1

    def test_a_known_id_with_another_algorithm_is_no_reason_to_fetch(
        self, provider: Provider, keys: ProviderKeys
    ) -> None:
        assert has(keys, "rsa-1")
        assert not has(keys, "rsa-1", "ES256")
        assert not has(keys, None, "ES256")
        assert provider.fetches == 1

    def test_the_provider_is_called_for_json(self, provider: Provider, keys: ProviderKeys) -> None:
        assert has(discovering(provider), "rsa-1")
        assert all(headers["accept"] == "application/json" for headers in provider.headers)

    @pytest.mark.parametrize(
        "url", ["http://localhost:9/keys", "http://[::1]:9/keys", "https://id.example/keys"]
    )
    def test_an_address_is_https_or_on_this_machine(self, url: str) -> None:
        assert ProviderKeys("https://id.example", url, ("RS256",))

    @pytest.mark.parametrize(
        "url", ["https:///keys", "ftp://localhost/keys", "http://localhost.evil.example/keys"]
    )
    def test_any_other_address_is_refused(self, url: str) -> None:
        with pytest.raises(NotConfiguredError, match="configured: SSO_JWKS_URL must be an https URL"):
            ProviderKeys("https://id.example", url, ("RS256",))
        with pytest.raises(NotConfiguredError, match="configured: SSO_ISSUER must be an https URL"):
            ProviderKeys(url, None, ("RS256",))

    def test_a_container_of_sam_local_may_fetch_from_its_host(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hosts = ["http://10.88.0.1:9/keys", "http://host.docker.internal:9/keys"]
        for url in [*hosts, "http://8.8.8.8/keys", "http://id.example/keys"]:
            with pytest.raises(NotConfiguredError):
                ProviderKeys("https://id.example", url, ("RS256",))
        monkeypatch.setenv("AWS_SAM_LOCAL", "true")
        for url in hosts:
            assert ProviderKeys("https://id.example", url, ("RS256",))
        for url in ["http://8.8.8.8/keys", "http://id.example/keys"]:
            with pytest.raises(NotConfiguredError):
                ProviderKeys("https://id.example", url, ("RS256",))
