"""What an operator may say of payment providers: a slip is refused before a shopper pays nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from commerce import settings
from commerce.errors import NotConfiguredError
from commerce.payment_providers import (
    USUAL,
    ProviderRule,
    first_text,
    first_url,
    merged,
    parse_rules,
    place,
    rule_for,
)

from tests.conftest import Configure


def test_the_longest_prefix_wins_and_the_operators_rule() -> None:
    custom = {"pp_": ProviderRule(return_url="a"), "pp_pay": ProviderRule(return_url="b")}
    assert rule_for("pp_paypal_paypal", custom).return_url == "b"
    assert rule_for("pp_stripe_stripe", custom).return_url == "a"
    assert rule_for("other", custom) is USUAL


def test_stripe_gets_no_url_the_manual_provider_has_no_page() -> None:
    for name in ("pp_stripe_stripe", "pp_stripe-ideal_stripe"):
        rule = rule_for(name, {})
        assert (rule.return_url, rule.cancel_url, rule.client_secret) == (None, None, ("client_secret",))
    assert rule_for("pp_system_default", {}).redirect_url == ()


def test_what_is_not_said_of_a_known_provider_stays() -> None:
    [rule] = parse_rules('{"pp_stripe-ideal_stripe": {"requiresRedirect": true}}').values()
    assert rule.requires_redirect
    assert rule.redirect_url == rule_for("pp_stripe_stripe", {}).redirect_url


def test_all_that_may_be_said() -> None:
    said = {
        "returnUrl": "urls.ok",
        "cancelUrl": None,
        "redirectUrl": ["links.1.href", "page"],
        "clientSecret": "id",
        "requiresRedirect": True,
    }
    assert parse_rules(json.dumps({"pp_x": said})) == {
        "pp_x": ProviderRule("urls.ok", None, ("links.1.href", "page"), ("id",), requires_redirect=True)
    }
    assert parse_rules("") == {}


@pytest.mark.parametrize(
    "wrong",
    [
        "pp_x",
        "[]",
        '"pp_x"',
        '{"pp_x": []}',
        '{"pp x": {}}',
        '{"": {}}',
        '{"pp_x": {"returnURL": "a"}}',
        '{"pp_x": {"returnUrl": "a b"}}',
        '{"pp_x": {"returnUrl": ["a"]}}',
        '{"pp_x": {"cancelUrl": "a..b"}}',
        '{"pp_x": {"redirectUrl": 1}}',
        '{"pp_x": {"redirectUrl": [null]}}',
        '{"pp_x": {"clientSecret": null}}',
        '{"pp_x": {"requiresRedirect": "yes"}}',
        '{"pp_x": {"name": ""}}',
        '{"pp_x": {"kind": 5}}',
        '{"pp_x": {"order": "1"}}',
        '{"pp_x": {"order": true}}',
        '{"pp_x": {"order": 1001}}',
    ],
)
def test_an_invalid_setting_is_named_without_its_value(configure: Configure, wrong: str) -> None:
    configure(PAYMENT_PROVIDERS=wrong)
    with pytest.raises(NotConfiguredError, match="PAYMENT_PROVIDERS"):
        settings.store()


def test_the_setting_is_read_with_the_others(configure: Configure) -> None:
    configure(PAYMENT_PROVIDERS='{"pp_x": {"returnUrl": "back"}}')
    assert settings.provider_rule("pp_x_one").return_url == "back"
    assert settings.provider_rule("pp_y") is USUAL


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"_links": {"checkout": {"href": "https://pay.example/1"}}}, "https://pay.example/1"),
        ({"next_action": {"redirect_to_url": {"url": "https://pay.example/2"}}}, "https://pay.example/2"),
        ({"redirect_url": "HTTPS://pay.example"}, "HTTPS://pay.example"),
        ({"redirect_url": "javascript:alert(1)"}, None),
        ({"redirect_url": "//pay.example"}, None),
        ({"redirect_url": "https://pay.example\\@evil.example"}, None),
        ({"redirect_url": "data:text/html,x", "_links": {"checkout": {"href": "http://a"}}}, "http://a"),
        ({"_links": [{"checkout": {"href": "https://a"}}]}, None),
        ({"redirectUrl": "https://shop.example/back"}, None),
        ([], None),
        (None, None),
    ],
)
def test_only_a_web_page_is_a_place_for_a_shopper(data: Any, found: str | None) -> None:
    assert first_url(data, USUAL.redirect_url) == found


def test_a_path_leads_through_lists_and_ends_at_a_text() -> None:
    data = {"links": [{"href": "a"}, {"href": "b"}], "id": 7}
    assert first_text(data, ("links.1.href",)) == "b"
    assert first_text(data, ("links.2.href", "id", "links", "links.href", "id.x")) is None


def test_urls_are_placed_next_to_each_other() -> None:
    both = merged(place("https://a", "urls.ok"), place("https://b", "urls.no"))
    assert both == {"urls": {"ok": "https://a", "no": "https://b"}}
    assert place(None, "urls.ok") == place("https://a", None) == {}
