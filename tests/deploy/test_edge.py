"""What CloudFront is set up for: it caches guests' catalogue and nothing else, with the API's own key."""

from __future__ import annotations

import fnmatch
import importlib
import json
import re
import subprocess
from typing import Any

import pytest
from commerce import catalogue_cache, edge
from commerce.api import Api

from local.config import ROOT
from tests.support.stack import PRODUCTION, decided, translated
from tools.routes import Route, read, routes

TEMPLATE = read(ROOT / "edge.yaml")
RESOURCES = {name: entry["Properties"] for name, entry in TEMPLATE["Resources"].items()}
CONFIG = RESOURCES["Distribution"]["DistributionConfig"]
CACHE = RESOURCES["CatalogueCache"]["CachePolicyConfig"]
KEY = CACHE["ParametersInCacheKeyAndForwardedToOrigin"]
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
ERRORS = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}
"""The errors that CloudFront caches by itself."""


def api_of(route: Route) -> Api:
    found: Api = importlib.import_module(f"functions.{route.module}.app").api
    return found


def is_public(route: Route) -> bool:
    return route.key in api_of(route).public


def behaviour(path: str) -> dict[str, Any]:
    """Return what CloudFront does with a path: the first pattern that matches it, or the default."""
    for entry in CONFIG["CacheBehaviors"]:
        if fnmatch.fnmatchcase(path, entry["PathPattern"]):
            return dict(entry)
    return dict(CONFIG["DefaultCacheBehavior"])


def caches(path: str) -> bool:
    return bool(behaviour(path)["CachePolicyId"] != CACHING_DISABLED)


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.key)
def test_only_the_catalogue_can_be_cached(route: Route) -> None:
    path = re.sub(r"{\w+}", "x", route.path)
    if route.method == "GET":
        assert caches(path) == is_public(route), route.key
    else:
        assert not caches(path), route.key
    if caches(path):
        # With a Customer authorizer API Gateway itself would respond, without saying that it is not cached.
        assert route.authorizer == "Visitor"


def test_a_customer_s_response_has_a_key_of_its_own_and_is_not_stored() -> None:
    headers = KEY["HeadersConfig"]["Headers"]
    assert "authorization" in headers
    assert (CACHE["MinTTL"], CACHE["DefaultTTL"]) == (0, 0), "CloudFront would store what says no-store"
    assert catalogue_cache.NOT_KEPT == {"cache-control": "no-store"}
    assert KEY["CookiesConfig"] == {"CookieBehavior": "none"}


def test_the_key_has_what_a_response_depends_on() -> None:
    in_key = {"accept-encoding", *KEY["HeadersConfig"]["Headers"]}  # the first by EnableAcceptEncoding…
    assert in_key == set(catalogue_cache.VARY.split(", "))
    assert KEY["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert KEY["EnableAcceptEncodingGzip"] is KEY["EnableAcceptEncodingBrotli"] is True
    assert all(entry["Compress"] is True for entry in CONFIG["CacheBehaviors"])
    assert int(CACHE["MaxTTL"]) >= int(translated()["Parameters"]["CatalogueCacheSeconds"]["MaxValue"])


@pytest.mark.parametrize("entry", [CONFIG["DefaultCacheBehavior"], *CONFIG["CacheBehaviors"]])
def test_everything_reaches_the_api_as_it_was_sent(entry: dict[str, Any]) -> None:
    """Without a policy that forwards all headers CloudFront drops Authorization, and all would be guests."""
    assert entry["OriginRequestPolicyId"] == ALL_BUT_HOST
    assert set(entry["AllowedMethods"]) == {"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"}
    assert entry["ViewerProtocolPolicy"] == "https-only"
    (function,) = entry["FunctionAssociations"]
    assert function["EventType"] == "viewer-request"


def test_no_error_is_cached() -> None:
    """Whatever the API says, CloudFront caches these for ten seconds; one customer's would reach another."""
    left = {int(entry["ErrorCode"]): entry for entry in CONFIG["CustomErrorResponses"]}
    assert set(left) == ERRORS
    assert {int(entry["ErrorCachingMinTTL"]) for entry in left.values()} == {0}
    assert all(set(entry) == {"ErrorCode", "ErrorCachingMinTTL"} for entry in left.values())


def run(function: str, query: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
    """Run a CloudFront function with Node, and return the request that it makes of one."""
    event = {
        "viewer": {"ip": "192.0.2.9"},
        "request": {
            "uri": "/products",
            "querystring": {name: {"value": value} for name, value in query.items()},
            "headers": {name: {"value": value} for name, value in headers.items()},
        },
    }
    code = (
        RESOURCES[function]["FunctionCode"] + f"\nconsole.log(JSON.stringify(handler({json.dumps(event)})))"
    )
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True)
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def test_only_parameters_that_a_catalogue_route_reads_are_in_the_key() -> None:
    declared = {
        name
        for route in routes()
        if route.method == "GET" and is_public(route)
        for name in api_of(route)._declared(route.key)
    }
    sent = dict.fromkeys([*declared, "utm_source", "fbclid", "_"], "1")
    made = run("CatalogueFunction", sent, {})
    assert set(made["querystring"]) == declared


@pytest.mark.parametrize("function", ["CatalogueFunction", "ViewerFunction"])
def test_a_shopper_cannot_name_an_address(function: str) -> None:
    made = run(function, {"q": "drill"}, {edge.VIEWER: "203.0.113.1", "x-currency": "EUR"})
    assert made["headers"] == {edge.VIEWER: {"value": "192.0.2.9"}, "x-currency": {"value": "EUR"}}
    assert made["querystring"] == {"q": {"value": "drill"}}


def test_the_api_recognises_the_distribution_by_the_setting() -> None:
    (origin,) = CONFIG["Origins"]
    assert origin["OriginCustomHeaders"] == [{"HeaderName": edge.KEY, "HeaderValue": "Key"}]
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    stack = decided(translated(), PRODUCTION)["Resources"]["EdgeStack"]["Properties"]
    assert stack["Parameters"]["Key"] == {"Fn::Sub": "${SettingsPath}/store/EDGE_KEY"}
    assert TEMPLATE["Parameters"]["Key"]["Type"] == "AWS::SSM::Parameter::Value<String>"
    assert "EdgeStack" not in decided(translated(), {})["Resources"]


def test_the_dashboard_shows_what_cloudfront_reports() -> None:
    body = json.loads(RESOURCES["Dashboard"]["DashboardBody"])
    shown = {row[1] for widget in body["widgets"] for row in widget["properties"]["metrics"] if len(row) > 2}
    assert shown == {
        "Requests", "CacheHitRate", "4xxErrorRate", "5xxErrorRate", "OriginLatency", "BytesDownloaded",
    }  # fmt: skip
