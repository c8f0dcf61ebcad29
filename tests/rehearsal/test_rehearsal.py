"""A deployment rehearsed without an AWS account: `make rehearse`.

The real ``sam build`` and ``sam deploy`` against an emulator of AWS that executes the change sets, enforces
IAM and runs the functions, which call the local platform's Medusa. The tests are the steps of one rehearsal,
in order.
"""

from __future__ import annotations

import json
import os
import re
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from local.config import REGION, SETTINGS_PATH
from local.tokens import token
from tests.rehearsal.aws import ARCHITECTURE, STACK, Aws, emulated
from tests.support import reports
from tests.support.stack import PRODUCTION, decided, of_type, translated
from tools.settings import overrides

UNPROVEN = (
    (
        "CloudFormation, IAM",
        "what the deployer needs for each resource: the policy is taken from CloudFormation's schemas",
    ),
    ("CodeDeploy", "gradual shifts and rollbacks: the alias moves at once"),
    ("Lambda", "arm64, SnapStart's restore, memory, the account's concurrency, rights to write logs"),
    ("API Gateway", "throttling, access logs, the limits of size and time, what it does with odd paths"),
    ("CloudWatch", "alarms: none is evaluated; their metric math is not even stored"),
    ("Network", "VPC, domain, certificate, DNS, CloudFront at work: its distribution is only stored"),
    ("KMS", "your own keys"),
)

EDGE_KEY = "k" * 32

_steps: list[tuple[str, str]] = []


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory, addresses: dict[str, str]) -> Iterator[Aws]:
    with (
        pytest.MonkeyPatch.context() as environment,
        emulated(tmp_path_factory.mktemp("rehearsal")) as account,
    ):
        for name in [name for name in os.environ if name.startswith("AWS_") and name != "AWS_PORT"]:
            environment.delenv(name)
        environment.setenv("AWS_CONFIG_FILE", os.devnull)
        account.hire()
        account.build()
        values = _settings(addresses)
        file = account.folder / "settings.env"
        file.touch(0o600)
        file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
        for name in ("dev", "prod"):
            account.run("make", "-s", "settings", f"ENV={name}", f"FILE={file}")
        for name in ("MEDUSAJS_BASE_URL", "MEDUSAJS_PUBLISHABLE_API_KEY", "DEFAULT_CURRENCY"):
            account.put_setting("staging", f"store/{name}", values[name])
        account.put_setting("staging", "store/EDGE_KEY", EDGE_KEY)
        yield account
    reports.table("Deploy rehearsal", ("step", "seconds"), _steps)
    reports.text("What the rehearsal cannot prove", "\n".join(f"{part}: {said}" for part, said in UNPROVEN))


def _settings(addresses: dict[str, str]) -> dict[str, str]:
    """Return the local platform's settings."""
    ssm = boto3.client(
        "ssm",
        endpoint_url=addresses["aws"],
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    pages = ssm.get_paginator("get_parameters_by_path").paginate(
        Path=SETTINGS_PATH, Recursive=True, WithDecryption=True
    )
    return {
        entry["Name"].rpartition("/")[2]: entry["Value"] for page in pages for entry in page["Parameters"]
    }


@pytest.fixture(scope="module")
def customer(addresses: dict[str, str], seed: dict[str, Any]) -> str:
    return token(seed["customers"][0]["email"], addresses["sso"])


@pytest.fixture(autouse=True)
def _timed(request: pytest.FixtureRequest, aws: Aws) -> Iterator[None]:
    began = time.monotonic()
    yield
    title = request.node.name.removeprefix("test_").replace("_", " ")
    _steps.append((title, f"{time.monotonic() - began:.0f}"))


@pytest.mark.parametrize("environment", ["dev", "prod", "staging"])
def test_the_whole_stack_is_created(aws: Aws, environment: str) -> None:
    """Staging with every option, the others as samconfig.toml has them."""
    options = {}
    if environment == "staging":
        zone = aws.client("route53").create_hosted_zone(Name="shop.example", CallerReference="one")
        options = PRODUCTION | overrides(environment)
        options["HostedZoneId"] = zone["HostedZone"]["Id"].rpartition("/")[2]
    said = aws.deploy(environment, **options)
    (shown,) = re.findall(r"Parameter overrides\s+: (\{.*\})", said)
    parameters = (options or overrides(environment)) | ARCHITECTURE
    assert json.loads(shown) == parameters
    template = decided(translated(), parameters)
    made = aws.resources(environment)
    assert {entry["ResourceStatus"] for entry in made} == {"CREATE_COMPLETE"}
    kinds = Counter(entry["ResourceType"] for entry in made)
    assert kinds == Counter(entry["Type"] for entry in template["Resources"].values())
    for function in aws.client("lambda").list_functions()["Functions"]:
        if function["FunctionName"].startswith(STACK.format(environment)):
            variables = function["Environment"]["Variables"]
            assert variables["SETTINGS_PATH"] == parameters["SettingsPath"]
            assert variables["POWERTOOLS_SERVICE_NAME"] == STACK.format(environment)
    groups = of_type(template, "AWS::Logs::LogGroup")
    kept = {
        group["logGroupName"]: str(group["retentionInDays"])
        for group in aws.client("logs").describe_log_groups()["logGroups"]
    }
    assert [kept[aws.name(environment, name)] for name in groups] == [parameters["LogRetentionDays"]] * 2
    board = aws.name(environment, "Dashboard")
    json.loads(aws.client("cloudwatch").get_dashboard(DashboardName=board)["DashboardBody"])


def test_what_the_stack_sets_itself_is_there(aws: Aws) -> None:
    name = "/medusa-bundle/staging/sso/SSO_ISSUER"
    issuer = aws.client("ssm").get_parameter(Name=name)["Parameter"]
    assert (issuer["Type"], issuer["Value"]) == ("String", PRODUCTION["SsoIssuer"])


def test_cloudfront_sends_the_key_that_opens_the_api(aws: Aws) -> None:
    cloudfront, guest = aws.client("cloudfront"), aws.api("staging")
    (distribution,) = cloudfront.list_distributions()["DistributionList"]["Items"]
    (origin,) = cloudfront.get_distribution_config(Id=distribution["Id"])["DistributionConfig"]["Origins"][
        "Items"
    ]
    assert origin["DomainName"].startswith(aws.name("staging", "Api"))
    (sent,) = origin["CustomHeaders"]["Items"]
    assert (sent["HeaderName"], sent["HeaderValue"]) == ("x-edge-key", EDGE_KEY)
    assert guest.get("/products?limit=1").status == 403
    guest.get("/products?limit=1", headers={sent["HeaderName"]: sent["HeaderValue"]}).expect(200)


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_every_function_responds(aws: Aws, environment: str, customer: str, seed: dict[str, Any]) -> None:
    guest, anna, liar = (aws.api(environment, one) for one in (None, customer, "not.a.token"))
    providers = f"/payments/providers?regionId={seed['regions']['EUR']['id']}"
    cart = guest.cart_with()["id"]
    rows = []
    for function, path, without in (
        ("Products", "/health", 200),
        ("Products", "/products?limit=1", 200),
        ("Carts", f"/carts/{cart}", 200),
        ("Carts", "/carts", 401),
        ("Checkout", f"/checkout/{cart}/shipping-options", 200),
        ("Customers", "/customers/addresses", 401),
        ("Orders", "/orders", 401),
        ("Payments", providers, 200),
        ("Resources", "/resources/services/featured", 200),
        ("Resources", "/resources/assets", 401),
    ):
        found = (guest.get(path), anna.get(path), liar.get(path))
        statuses = [answer.status for answer in found]
        assert statuses == [without, 200, 401], (path, [answer.body for answer in found])
        rows.append((function, path.replace(cart, "{id}").partition("?")[0], *statuses))
    heads = ("function", "path", "guest", "customer", "invalid token")
    reports.table(f"Deployed functions of {environment}", heads, rows)


def test_a_write_is_done_once_for_its_key(aws: Aws) -> None:
    guest, key = aws.api("dev"), {"idempotency-key": str(uuid.uuid4())}
    first, second = (guest.post("/carts", {"currency": "EUR"}, headers=key) for _ in range(2))
    assert first.expect(201)["id"] == second.expect(201)["id"]
    assert second.headers["idempotency-replayed"] == "true"


def test_a_deployment_without_changes_succeeds(aws: Aws) -> None:
    before = aws.versions("dev")
    assert "No changes to deploy" in aws.deploy("dev")
    assert aws.versions("dev") == before


def test_a_changed_layer_is_published_for_every_function(aws: Aws, customer: str) -> None:
    """One of them deployed without its right to read its settings: it cannot work, the others can."""
    before = aws.versions("dev")
    document = aws.folder / "build/CommerceLayer/python/commerce/openapi.json"
    document.write_text(re.sub(r'"version": "[\d.]+"', '"version": "0.0.0-rehearsal"', document.read_text()))
    anna = aws.api("dev", customer)
    with aws.without("dev", "ResourcesRole", "ReadStoreAndAdminSettings"):
        aws.deploy("dev")
        assert anna.get("/resources/assets").status == 500
        assert anna.get("/health").expect(200)["version"] == "0.0.0-rehearsal"
    anna.get("/resources/assets").expect(200)
    after = aws.versions("dev")
    assert len(after) == 8
    assert not after.items() & before.items()


def test_a_changed_parameter_takes_effect(aws: Aws) -> None:
    guest, before = aws.api("prod"), aws.versions("prod")
    origin, said = "https://shop.example", {"origin": "https://shop.example"}
    first = guest.get("/products?limit=1", headers=said)
    assert "access-control-allow-origin" not in first.headers
    aws.deploy("prod", **overrides("prod"), CatalogueCacheSeconds="7", CorsOrigins=origin)
    second = guest.get("/products?limit=1", headers=said)
    second.expect(200)
    assert second.headers["access-control-allow-origin"] == origin
    assert "max-age=7" in second.headers["cache-control"]
    assert "max-age=60" in first.headers["cache-control"]
    assert not aws.versions("prod").items() & before.items()


def test_without_a_right_a_function_fails(aws: Aws) -> None:
    guest, body = aws.api("prod"), {"currency": "EUR"}
    with aws.without("prod", "ShoppingRole", "StoreResponses"):
        assert guest.post("/carts", body, headers={"idempotency-key": str(uuid.uuid4())}).status == 500
        guest.post("/carts", body).expect(201)
    guest.post("/carts", body, headers={"idempotency-key": str(uuid.uuid4())}).expect(201)


def test_deleting_one_environment_leaves_the_others(aws: Aws, customer: str) -> None:
    gone = aws.artefacts("dev")
    assert len(gone) == 12
    aws.sam("delete", "--config-env", "dev", "--no-prompts")
    aws.run("make", "-s", "settings", "ENV=dev", "REMOVE=1")
    assert set(aws.artefacts("prod").values()) == set(aws.artefacts("staging").values()) == {True}
    aws.api("prod", customer).get("/orders").expect(200)
    rest = [aws.client("lambda").list_functions()["Functions"], aws.client("iam").list_roles()["Roles"]]
    rest += [aws.client("dynamodb").list_tables()["TableNames"], aws.client("logs").describe_log_groups()]
    assert STACK.format("dev") not in json.dumps(rest, default=str)
    assert STACK.format("prod") in json.dumps(rest, default=str)
    ssm = aws.client("ssm")
    left = {
        environment: ssm.get_parameters_by_path(Path=f"/medusa-bundle/{environment}", Recursive=True)[
            "Parameters"
        ]
        for environment in ("dev", "prod")
    }
    assert not left["dev"]
    assert left["prod"]
