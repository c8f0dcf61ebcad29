"""Each role has what its function needs and nothing else: a hole in one function must not open the others.

Read from the template as CloudFormation gets it, with every optional part and without.
"""

from __future__ import annotations

import fnmatch
import json
import re
from typing import Any

import pytest

from local.config import LOCAL, ROOT
from tests.support import reports
from tests.support.stack import PRODUCTION, decided, of_type, translated
from tools.routes import read

SETTINGS = {
    "Authorizer": ["sso"],
    "Products": ["store", "admin"],
    "Carts": ["store"],
    "Checkout": ["store"],
    "Customers": ["store"],
    "Orders": ["store"],
    "Payments": ["store"],
    "Resources": ["store", "admin"],
}
"""The groups of settings that each function reads."""
WRITES_ONCE = {"Carts", "Checkout", "Customers", "Orders", "Payments", "Resources"}
"""The functions that store responses under an idempotency key."""
PARAMETER = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${SettingsPath}/"
NETWORK = [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
]
NO_RESOURCE_KNOWN = {
    *NETWORK,
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "cloudwatch:DescribeAlarms",
}
"""Actions for which AWS has no narrower resource than all."""

PLAIN = decided(translated(), {})
FULL = decided(translated(), PRODUCTION)


def allowed(role: dict[str, Any]) -> dict[str, Any]:
    """Return what a role may do: each action with its resources."""
    found: dict[str, Any] = {}
    for policy in role["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Allow":
                actions = statement["Action"]
                for action in [actions] if isinstance(actions, str) else actions:
                    found.setdefault(action, []).append(statement["Resource"])
    return found


def role_of(stack: dict[str, Any], name: str) -> str:
    role, attribute = of_type(stack, "AWS::Lambda::Function")[f"{name}Function"]["Role"]["Fn::GetAtt"]
    assert attribute == "Arn"
    return str(role)


def expected(name: str, *, full: bool) -> dict[str, Any]:
    paths: list[Any] = [{"Fn::Sub": PARAMETER + group} for group in SETTINGS[name]]
    log = {"Fn::GetAtt": ["LogGroup", "Arn"]}
    may: dict[str, Any] = {
        "logs:CreateLogStream": [log],
        "logs:PutLogEvents": [log],
        "ssm:GetParametersByPath": [paths if len(paths) > 1 else paths[0]],
    }
    if name in WRITES_ONCE:
        table = {"Fn::GetAtt": ["IdempotencyTable", "Arn"]}
        may |= {f"dynamodb:{verb}Item": [table] for verb in ("Get", "Put", "Update", "Delete")}
    if full:
        may |= {"kms:Decrypt": [{"Ref": "SettingsKmsKeyArn"}]}
        may |= {action: ["*"] for action in [*NETWORK, "xray:PutTraceSegments", "xray:PutTelemetryRecords"]}
    return may


@pytest.mark.parametrize("full", [False, True], ids=["plain", "with every option"])
@pytest.mark.parametrize("name", SETTINGS)
def test_a_function_s_role_is_exactly_what_it_needs(name: str, full: bool) -> None:
    stack = FULL if full else PLAIN
    assert allowed(of_type(stack, "AWS::IAM::Role")[role_of(stack, name)]) == expected(name, full=full)


@pytest.mark.parametrize("stack", [PLAIN, FULL], ids=["plain", "with every option"])
def test_no_wildcards_and_no_policies_of_aws(stack: dict[str, Any]) -> None:
    roles = of_type(stack, "AWS::IAM::Role")
    assert set(roles) == {role_of(stack, name) for name in SETTINGS} | {"RolloutRole"}
    for role in roles.values():
        assert not role.keys() & {"ManagedPolicyArns", "PermissionsBoundary"}
        for action, resources in allowed(role).items():
            assert "*" not in action
            if action not in NO_RESOURCE_KNOWN:
                assert "*" not in re.sub(r"^arn.*", "", json.dumps(resources))
    kept = of_type(stack, "AWS::IAM::ManagedPolicy") | of_type(stack, "AWS::IAM::Policy")
    assert not kept


def test_a_table_of_them_all() -> None:
    """For a reviewer of a deployment: one line a role."""
    rows = []
    for name, role in of_type(PLAIN, "AWS::IAM::Role").items():
        kinds = sorted({action.partition(":")[0] for action in allowed(role)} - {"logs"})
        functions = [function for function in SETTINGS if role_of(PLAIN, function) == name]
        groups = "+".join(SETTINGS[functions[0]]) if functions else "-"
        rows.append((name, ", ".join(functions) or "-", groups, ", ".join(kinds)))
    reports.table("Privileges", ("role", "functions", "settings", "services besides the log"), rows)
    assert len(rows) == 5


def test_in_a_vpc_a_functions_code_may_not_change_the_network() -> None:
    role = of_type(FULL, "AWS::IAM::Role")["ShoppingRole"]
    policy = next(policy for policy in role["Policies"] if policy["PolicyName"] == "JoinVpc")
    denied = [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == "Deny"]
    assert [one["Action"] for one in denied] == [NETWORK]
    assert list(denied[0]["Condition"]) == ["ArnLike"]


def test_the_rollout_moves_these_functions_aliases_and_no_others() -> None:
    may = allowed(of_type(FULL, "AWS::IAM::Role")["RolloutRole"])
    functions = [f"{name}Function" for name in SETTINGS]
    (resources,) = may["lambda:UpdateAlias"]
    assert resources == [
        form
        for name in functions
        for form in ({"Fn::GetAtt": [name, "Arn"]}, {"Fn::Sub": f"${{{name}.Arn}}:live"})
    ]
    assert set(may) == {
        "lambda:GetAlias",
        "lambda:UpdateAlias",
        "lambda:GetProvisionedConcurrencyConfig",
        "cloudwatch:DescribeAlarms",
    }


def test_only_this_api_may_invoke_the_functions() -> None:
    """No invocation is queued, so none can get lost in a queue: there is nothing for a dead-letter queue."""
    for permission in of_type(FULL, "AWS::Lambda::Permission").values():
        assert permission["Principal"] == "apigateway.amazonaws.com"
        assert "${__ApiId__}" in json.dumps(permission["SourceArn"])
    kinds = {entry["Type"] for entry in FULL["Resources"].values()}
    assert not {kind for kind in kinds if "EventSourceMapping" in kind or kind.startswith("AWS::Events")}
    assert "AWS::Lambda::EventInvokeConfig" not in kinds


def test_no_function_s_environment_holds_a_secret() -> None:
    for function in of_type(FULL, "AWS::Lambda::Function").values():
        assert set(function["Environment"]["Variables"]) <= {
            "SETTINGS_PATH",
            "CATALOGUE_CACHE_SECONDS",
            "EDGE",
            "IDEMPOTENCY_TABLE",
            "POWERTOOLS_LOG_LEVEL",
            "POWERTOOLS_SERVICE_NAME",
            "POWERTOOLS_METRICS_NAMESPACE",
        }


DEPLOYER = json.loads((ROOT / "docs/deployer-policy.json").read_text())
NOT_OURS = {
    # What CloudFormation can do with these kinds of resources, and the template does not ask for.
    "kinesis:*": "a table's stream",
    "dynamodb:*KinesisStreamingDestination": "a table's stream",
    "firehose:*": "a log group's subscription",
    "elasticfilesystem:*": "a function's file system",
    "s3files:*": "a function's file system",
    "s3:*": "a table's import, code in another bucket",
    "kms:*": "keys of one's own: docs/deploy.md",
}


def _matches(action: str, patterns: Any) -> bool:
    return any(
        fnmatch.fnmatch(action.lower(), pattern.lower())
        for pattern in ([patterns] if isinstance(patterns, str) else patterns)
    )


def test_the_deployer_s_policy_allows_what_cloudformation_does() -> None:
    """CloudFormation acts with the deployer's rights; its schemas, part of cfn-lint, list the actions."""
    (schemas,) = LOCAL.glob("sam/lib/python*/site-packages/cfnlint/data/schemas")
    files = json.loads((schemas / "providers/eu-central-1.json").read_text())
    needed: dict[str, str] = {}
    parts = (FULL["Resources"], read(ROOT / "edge.yaml")["Resources"])
    for kind in {entry["Type"] for part in parts for entry in part.values()}:
        handlers = json.loads((schemas / f"resources/{files[kind]}.json").read_text()).get("handlers", {})
        for verb in handlers.keys() - {"list"}:
            needed |= dict.fromkeys(handlers[verb]["permissions"], kind)
    assert {"lambda:CreateFunction", "logs:CreateLogDelivery", "iam:PassRole"} <= set(needed)
    allowed_actions = [statement["Action"] for statement in DEPLOYER["Statement"]]
    missing = {
        action: kind
        for action, kind in needed.items()
        if not any(_matches(action, patterns) for patterns in [*allowed_actions, NOT_OURS])
    }
    assert not missing


def test_the_deployer_s_policy_turns_on_access_logs() -> None:
    """What API Gateway's guide demands for an HTTP API's access log ("Configure logging for HTTP APIs")."""
    (statement,) = (entry for entry in DEPLOYER["Statement"] if entry["Sid"] == "AccessLogs")
    assert statement["Resource"] == "*"
    assert {
        "logs:CreateLogDelivery",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
    } == set(statement["Action"])
