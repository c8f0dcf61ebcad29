"""What the stack promises: logs end, data is kept safe, versions roll back, alarms notify."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from botocore.validate import ParamValidator

from local.config import ROOT
from tests.support.stack import PRODUCTION, decided, of_type, translate, translated
from tools.settings import deployment, overrides

TEMPLATE = translated()
PLAIN = decided(TEMPLATE, {})
FULL = decided(TEMPLATE, PRODUCTION)


def test_every_function_logs_to_a_group_that_ends() -> None:
    groups = of_type(FULL, "AWS::Logs::LogGroup")
    functions = of_type(FULL, "AWS::Lambda::Function")
    assert {function["LoggingConfig"]["LogGroup"]["Ref"] for function in functions.values()} == {"LogGroup"}
    assert set(groups) == {"LogGroup", "ApiLogGroup"}
    for group in groups.values():
        assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}
        assert group["KmsKeyId"] == {"Ref": "LogKmsKeyArn"}
    assert all("KmsKeyId" not in group for group in of_type(PLAIN, "AWS::Logs::LogGroup").values())


def test_the_table_is_encrypted_recoverable_and_forgets() -> None:
    (table,) = of_type(FULL, "AWS::DynamoDB::Table").values()
    assert table["SSESpecification"]["SSEEnabled"] is True
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expiration", "Enabled": True}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ContentUri: layers/commerce", "ContentUri: s3://artifacts/another-commerce"),
        ("ContentUri: layers/dependencies", "ContentUri: s3://artifacts/other-dependencies"),
        ("MemorySize: 512", "MemorySize: 1024"),
    ],
)
def test_what_changes_is_published_for_every_function(tmp_path: Path, old: str, new: str) -> None:
    """Otherwise the alias keeps the old version, and a deployment that did nothing reports success."""
    text = (ROOT / "template.yaml").read_text()
    assert old in text
    changed = tmp_path / "template.yaml"
    changed.write_text(text.replace(old, new))
    after = yaml.safe_load(translate(changed, tmp_path / "translated.yaml").read_text())
    # CloudFormation creates another version when its name or its description is another.
    versions = [
        {
            (name, json.dumps(version["Description"]))
            for name, version in of_type(stack, "AWS::Lambda::Version").items()
        }
        for stack in (TEMPLATE, after)
    ]
    assert len(versions[0]) == len(versions[1]) == len(of_type(TEMPLATE, "AWS::Lambda::Function"))
    assert not versions[0] & versions[1]


def test_a_changed_parameter_is_published() -> None:
    """CloudFormation replaces a version whose description changes: all that reaches a function is in it."""
    not_versioned = {"ReservedConcurrency", "AuthorizerReservedConcurrency"}
    for name, function in of_type(TEMPLATE, "AWS::Lambda::Function").items():
        read = referenced(function) & set(TEMPLATE["Parameters"]) - not_versioned
        assert read >= {"SettingsPath", "LogLevel", "VpcSubnetIds"}
        (version,) = (
            version
            for version in of_type(TEMPLATE, "AWS::Lambda::Version").values()
            if version["FunctionName"] == {"Ref": name}
        )
        assert read <= referenced(version["Description"])


def referenced(node: Any) -> set[str]:
    """Return the names that a part of the template refers to."""
    text = json.dumps(node)
    return set(re.findall(r'"Ref": "(\w+)"', text)) | set(re.findall(r"\${(\w+)}", text))


def test_new_versions_shift_gradually_and_roll_back_on_alarms() -> None:
    groups = of_type(FULL, "AWS::CodeDeploy::DeploymentGroup")
    assert len(groups) == len(of_type(FULL, "AWS::Lambda::Function"))
    alarms = set(of_type(FULL, "AWS::CloudWatch::Alarm"))
    for group in groups.values():
        assert group["AutoRollbackConfiguration"]["Enabled"] is True
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        named = {alarm["Name"]["Ref"] for alarm in group["AlarmConfiguration"]["Alarms"]}
        assert named == {"ServerErrorsAlarm", "FunctionErrorsAlarm", "AuthorizerAlarm"}
        assert named <= alarms
    assert overrides("prod")["Rollout"].startswith("Canary")
    assert "Rollout" not in overrides("dev")


def test_what_the_alarms_of_a_rollout_read_needs_no_alias() -> None:
    """Else alias, deployment group, alarm and API would wait for each other, and no stack could be made."""
    for name in ("ServerErrorsAlarm", "FunctionErrorsAlarm", "AuthorizerAlarm"):
        text = json.dumps(FULL["Resources"][name])
        assert '"Ref": "Api"' not in text
        assert "Alias" not in text


def test_alarms_notify_and_are_documented() -> None:
    manual = (ROOT / "docs/operate.md").read_text()
    for name, alarm in of_type(FULL, "AWS::CloudWatch::Alarm").items():
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "AlarmTopic"}]
        assert alarm["TreatMissingData"] == "notBreaching"
        assert alarm["AlarmDescription"]
        assert f"### {name}" in manual, f"docs/operate.md does not say what {name} means"
    for alarm in of_type(PLAIN, "AWS::CloudWatch::Alarm").values():
        assert alarm["AlarmActions"] == []


def test_cloudwatch_takes_every_alarm_as_it_is() -> None:
    """Metric math included, which no emulator knows: against the parameters of CloudWatch's own API."""
    model = boto3.client("cloudwatch", region_name="eu-central-1").meta.service_model
    shape = model.operation_model("PutMetricAlarm").input_shape
    for name, alarm in of_type(FULL, "AWS::CloudWatch::Alarm").items():
        text = re.sub(r'\{"Ref": "([\w:]+)"\}', r'"\1"', json.dumps(alarm))
        wrong = ParamValidator().validate({"AlarmName": name, **json.loads(text)}, shape)
        assert not wrong.has_errors(), wrong.generate_report()


def test_alarms_and_dashboard_read_metrics_that_are_written() -> None:
    code = (ROOT / "layers/commerce/commerce/api.py").read_text()
    written = set(re.findall(r'add_metric\("(\w+)"', code))
    asked = {
        metric["MetricStat"]["Metric"]["MetricName"] if "MetricStat" in metric else metric.get("MetricName")
        for alarm in of_type(FULL, "AWS::CloudWatch::Alarm").values()
        for metric in [*alarm.get("Metrics", []), alarm]
        if (metric.get("MetricStat", {}).get("Metric", metric)).get("Namespace") == "MedusaBundle"
    }
    assert asked <= written
    body = dashboard()
    shown = {
        row[1] if row[0] == "MedusaBundle" else None for widget in body["widgets"] for row in rows(widget)
    }
    shown |= set(re.findall(r'MetricName="(\w+)"', json.dumps(body).replace("\\", "")))
    assert {"OrdersPlaced", "MedusaLatency", "ServerErrors", "Latency", "MedusaRequests"} <= shown
    assert shown - {None} <= written
    assert {"MedusaErrors", "CircuitOpen"} <= {row[1] for widget in body["widgets"] for row in rows(widget)}


def test_the_dashboard_shows_every_alarm_function_and_log() -> None:
    text = json.dumps(dashboard())
    for name in [*of_type(FULL, "AWS::CloudWatch::Alarm"), *of_type(FULL, "AWS::Lambda::Function")]:
        assert name in text
    assert "'${LogGroup}'" in text


def dashboard() -> dict[str, Any]:
    (board,) = of_type(FULL, "AWS::CloudWatch::Dashboard").values()
    body: dict[str, Any] = json.loads(board["DashboardBody"]["Fn::Sub"])
    return body


def rows(widget: dict[str, Any]) -> list[list[Any]]:
    found: list[list[Any]] = widget["properties"].get("metrics", [])
    return [row for row in found if len(row) > 2]


def test_options_that_are_not_requested_cost_nothing() -> None:
    gone = set(FULL["Resources"]) - set(PLAIN["Resources"])
    assert gone == {
        "AlarmTopic",
        "AlarmTopicPolicy",
        "Domain",
        "DomainMapping",
        "DomainRecord",
        "EdgeStack",
        "SsoAudienceSetting",
        "SsoIssuerSetting",
    }
    for function in of_type(PLAIN, "AWS::Lambda::Function").values():
        assert not function.keys() & {"VpcConfig", "ReservedConcurrentExecutions"}
        assert function["TracingConfig"] == {"Mode": {"Ref": "Tracing"}}
    for name, function in of_type(FULL, "AWS::Lambda::Function").items():
        assert set(function["VpcConfig"]) == {"SubnetIds", "SecurityGroupIds"}
        reserved = "AuthorizerReservedConcurrency" if name == "AuthorizerFunction" else "ReservedConcurrency"
        assert function["ReservedConcurrentExecutions"] == {"Ref": reserved}


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_samconfig_sets_existing_parameters_to_allowed_values(environment: str) -> None:
    chosen = overrides(environment)
    for name, value in chosen.items():
        if name == "region":
            continue
        parameter = TEMPLATE["Parameters"][name]
        assert re.search(parameter.get("AllowedPattern", ""), value), name
        assert value in map(str, parameter.get("AllowedValues", [value])), name
    assert chosen["SettingsPath"].endswith(f"/{environment}")


def test_each_environment_has_its_own_folder_of_artefacts() -> None:
    """Else ``sam delete`` deletes the artefacts that other stacks' templates name."""
    deployments = [deployment(name) for name in ("dev", "staging", "prod")]
    for name in ("stack_name", "s3_prefix"):
        assert len({entry[name] for entry in deployments}) == len(deployments)
    assert deployment("default")["s3_prefix"] == deployment("dev")["s3_prefix"]
    assert not any(entry["fail_on_empty_changeset"] for entry in deployments)


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_what_samconfig_sets_deploys_in_a_new_account(environment: str) -> None:
    """Lambda lets an account with ten concurrent executions reserve none of them."""
    functions = of_type(decided(TEMPLATE, overrides(environment)), "AWS::Lambda::Function")
    assert not any("ReservedConcurrentExecutions" in function for function in functions.values())


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("CorsOrigins", "https://shop.example:8443", "*"),
        ("CorsOrigins", "http://localhost:3000", "https://shop.example/path"),
        ("SsoIssuer", "https://id.example/realms/shop", "http://id.example"),
        ("SettingsPath", "/medusa-bundle/prod", "/medusa-bundle/"),
        ("DomainName", "api.shop.example", "https://api.shop.example"),
        ("AlarmEmail", "night@example.com", "night"),
        ("VpcSubnetIds", "subnet-0123456789abcdef0", "vpc-01234567"),
    ],
)
def test_parameters_take_what_is_right_and_nothing_else(name: str, right: str, wrong: str) -> None:
    pattern = TEMPLATE["Parameters"][name]["AllowedPattern"]
    assert re.search(pattern, right)
    assert not re.search(pattern, wrong)


def test_nothing_of_a_developers_machine_is_deployed() -> None:
    """With AWS_SAM_LOCAL the authorizer would fetch keys by http from private addresses."""
    for function in of_type(TEMPLATE, "AWS::Lambda::Function").values():
        assert not {"AWS_SAM_LOCAL", "AWS_ENDPOINT_URL"} & set(function["Environment"]["Variables"])
