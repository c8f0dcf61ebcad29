"""A deployment rehearsed as far as it goes without an AWS account.

The real ``sam deploy`` packs what was built, uploads it and makes its change set, for each environment,
against moto's server. moto does not run SAM's transform, so the uploaded template is then translated by SAM's
own translator, and moto's CloudFormation makes the stack from it. What moto cannot make is left out, and
printed.
"""

from __future__ import annotations

import copy
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto.cloudformation.parsing import get_model_map

from local.config import LOCAL, REGION, ROOT
from tests.support import reports
from tests.support.stack import PRODUCTION, decided, of_type, translate
from tools.settings import overrides

BUCKET = "artifacts"
ENVIRONMENTS = ("dev", "staging", "prod")
LAYER_BUDGET = 40 * 1024 * 1024
LAMBDA_LIMIT = 250 * 1024 * 1024
MORE_PRECISE = {
    "AWS::ApiGatewayV2::Api": "the local gateway runs its routes; cfn-lint checks it",
    "AWS::ApiGatewayV2::Stage": "cfn-lint",
    "AWS::ApiGatewayV2::DomainName": "cfn-lint",
    "AWS::ApiGatewayV2::ApiMapping": "cfn-lint",
    "AWS::CloudWatch::Alarm": "each is put through CloudWatch's own API",
    "AWS::CodeDeploy::Application": "cfn-lint",
    "AWS::CodeDeploy::DeploymentGroup": "its alarms and rollback by test_template.py",
    "AWS::Lambda::Alias": "cfn-lint",
    "AWS::SNS::TopicPolicy": "cfn-lint",
}
"""What moto's CloudFormation does not know, and what looks after it instead."""


@dataclass(frozen=True)
class Rehearsal:
    """moto's server, with what ``sam deploy`` has uploaded."""

    url: str
    said: dict[str, str]
    folder: Path

    def client(self, name: Any) -> Any:
        return boto3.client(
            name,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="rehearsal",
            aws_secret_access_key="rehearsal",
        )

    def uploaded(self, key: str) -> bytes:
        body: bytes = self.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return body


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    if not (ROOT / ".aws-sam/build/template.yaml").exists():
        subprocess.run(["make", "-s", "build"], cwd=ROOT, check=True, capture_output=True)
    folder = tmp_path_factory.mktemp("rehearsal")
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVE], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert server.stdout
    # By this name: moto takes the bucket from the path only of such an address.
    url = f"http://localhost:{server.stdout.readline().strip()}"
    try:
        made = Rehearsal(url, {}, folder)
        made.client("s3").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        config = folder / "samconfig.toml"
        text = (ROOT / "samconfig.toml").read_text()
        config.write_text(text.replace("resolve_s3 = true", f's3_bucket = "{BUCKET}"'))
        for environment in ENVIRONMENTS:
            made.said[environment] = _deploy(url, environment, config)
        yield made
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


_SERVE = """
from moto.server import ThreadedMotoServer
import threading
server = ThreadedMotoServer(port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
threading.Event().wait()
"""


def _deploy(url: str, environment: str, config: Path) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    account = {"AWS_ACCESS_KEY_ID": "rehearsal", "AWS_SECRET_ACCESS_KEY": "rehearsal"}
    place = {"AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": REGION, "SAM_CLI_TELEMETRY": "0"}
    command = [str(LOCAL / "sam/bin/python"), "-m", "samcli", "deploy", "--no-execute-changeset"]
    done = subprocess.run(
        [*command, "--config-env", environment, "--config-file", str(config)],
        cwd=ROOT,
        env=clean | account | place,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_sam_deploy_uses_the_environments_parameters(rehearsal: Rehearsal, environment: str) -> None:
    said = rehearsal.said[environment]
    assert "Changeset created successfully" in said
    (shown,) = re.findall(r"Parameter overrides\s+: (\{.*\})", said)
    assert json.loads(shown) == overrides(environment)
    made = rehearsal.client("cloudformation").describe_stacks(StackName=f"medusa-bundle-{environment}")
    assert made["Stacks"][0]["StackName"] == f"medusa-bundle-{environment}"


def test_the_stack_is_made_as_far_as_moto_goes(rehearsal: Rehearsal) -> None:
    zone = rehearsal.client("route53").create_hosted_zone(Name="shop.example", CallerReference="one")
    hosted = {"HostedZoneId": zone["HostedZone"]["Id"].rpartition("/")[2]}
    parameters = PRODUCTION | overrides("prod") | hosted
    template = _uploaded_template(rehearsal, parameters)
    known = set(get_model_map())
    cannot = Counter(entry["Type"] for entry in template["Resources"].values() if entry["Type"] not in known)
    assert set(cannot) == set(MORE_PRECISE)
    formation = rehearsal.client("cloudformation")
    formation.create_stack(
        StackName="rehearsal",
        TemplateBody=yaml.safe_dump(_without(template, known)),
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    (stack,) = formation.describe_stacks(StackName="rehearsal")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    made = Counter(
        entry["ResourceType"]
        for page in formation.get_paginator("list_stack_resources").paginate(StackName="rehearsal")
        for entry in page["StackResourceSummaries"]
    )
    wanted = Counter(entry["Type"] for entry in template["Resources"].values() if entry["Type"] in known)
    assert made == wanted
    reports.table(
        "Deploy rehearsal",
        ("resource", "in moto", "what looks after it instead"),
        [(kind, count, "") for kind, count in sorted(made.items())]
        + [(kind, f"not {count}", MORE_PRECISE[kind]) for kind, count in sorted(cannot.items())],
    )
    _check_functions(rehearsal)
    _check_the_rest(rehearsal, template)
    _check_alarms(rehearsal, template)


def _uploaded_template(rehearsal: Rehearsal, parameters: dict[str, str]) -> dict[str, Any]:
    keys = [entry["Key"] for entry in rehearsal.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]]
    (key,) = [key for key in keys if key.endswith(".template")]
    packaged = rehearsal.folder / "packaged.yaml"
    packaged.write_bytes(rehearsal.uploaded(key))
    loaded = yaml.safe_load(translate(packaged, rehearsal.folder / "translated.yaml").read_text())
    return decided(loaded, parameters)


def _without(template: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """Leave out what moto cannot make; a reference to it becomes a text, one to an alias its function."""
    gone = {name for name, entry in template["Resources"].items() if entry["Type"] not in known}

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(part) for part in node]
        if not isinstance(node, dict):
            return node
        if str(node.get("Ref")).endswith("Aliaslive"):
            return {"Ref": node["Ref"].removesuffix("Aliaslive")}
        if node.get("Ref") in gone or (node.get("Fn::GetAtt") or [""])[0] in gone:
            return "left-out"
        if isinstance(node.get("Fn::Sub"), str):
            text = re.sub(
                r"\${(\w+)(\.\w+)?}", lambda m: "left-out" if m[1] in gone else m[0], node["Fn::Sub"]
            )
            return {"Fn::Sub": text}
        return {name: walk(part) for name, part in node.items()}

    kept = {name: entry for name, entry in template["Resources"].items() if name not in gone}
    rest = {name: template[name] for name in ("AWSTemplateFormatVersion", "Parameters")}
    return {**rest, "Resources": walk(copy.deepcopy(kept))}


def _check_functions(rehearsal: Rehearsal) -> None:
    """Each function is the code that was uploaded, and the layers are within their budget."""
    found = rehearsal.client("lambda").list_functions()["Functions"]
    assert len(found) == 8
    for function in found:
        assert (function["Runtime"], function["Handler"]) == ("python3.13", "app.handler")
        assert function["Environment"]["Variables"]["SETTINGS_PATH"] == "/medusa-bundle/prod"
        assert function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == "rehearsal"
    keys = [entry["Key"] for entry in rehearsal.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]]
    archives = [
        zipfile.ZipFile(io.BytesIO(rehearsal.uploaded(key))) for key in keys if not key.endswith(".template")
    ]
    layers = [zipped for zipped in archives if zipped.namelist()[0].startswith("python/")]
    handlers = [zipped for zipped in archives if "app.py" in zipped.namelist()]
    assert (len(layers), len(handlers)) == (3, 8)
    # A stack has the packages of one architecture.
    layers.remove(next(zipped for zipped in layers if any("x86_64" in name for name in zipped.namelist())))
    size = sum(entry.file_size for zipped in layers for entry in zipped.infolist())
    names = [name for zipped in layers for name in zipped.namelist()]
    reports.table(
        "Layers",
        ("layers", "MB unpacked", "budget", "Lambda's limit", ".pyc files"),
        [("both", f"{size / 2**20:.1f}", 40, 250, sum(name.endswith(".pyc") for name in names))],
    )
    assert size < LAYER_BUDGET < LAMBDA_LIMIT
    assert "python/commerce/openapi.json" in names
    # Compiled where Lambda's Python is at hand, as this venv's own is; without it nothing is half compiled.
    uncompiled = [name for name in names if name.endswith(".py") and _compiled(name) not in names]
    if any(name.endswith(".pyc") for name in names) or sys.version_info[:2] == (3, 13):
        assert uncompiled == []
    assert not any("boto" in name for name in names), "Lambda brings boto3 itself"


def _compiled(source: str) -> str:
    folder, _, name = source.rpartition("/")
    return f"{folder}/__pycache__/{name.removesuffix('.py')}.cpython-313.pyc"


def _check_the_rest(rehearsal: Rehearsal, template: dict[str, Any]) -> None:
    assert len(rehearsal.client("dynamodb").list_tables()["TableNames"]) == 1
    issuer = rehearsal.client("ssm").get_parameter(Name="/medusa-bundle/prod/sso/SSO_ISSUER")["Parameter"]
    assert (issuer["Type"], issuer["Value"]) == ("String", PRODUCTION["SsoIssuer"])
    roles = rehearsal.client("iam").list_roles()["Roles"]
    assert len(roles) == len(of_type(template, "AWS::IAM::Role"))
    groups = rehearsal.client("logs").describe_log_groups()["logGroups"]
    assert [group["retentionInDays"] for group in groups] == [90] * 2
    body = rehearsal.client("cloudwatch").get_dashboard(DashboardName=f"rehearsal-{REGION}")["DashboardBody"]
    assert "rehearsal" in json.dumps(json.loads(body))


def _check_alarms(rehearsal: Rehearsal, template: dict[str, Any]) -> None:
    """CloudWatch's API takes each alarm as it is; boto3 refuses a property that it does not know."""
    watch = rehearsal.client("cloudwatch")
    alarms = of_type(template, "AWS::CloudWatch::Alarm")
    for name, alarm in alarms.items():
        text = re.sub(r'\{"Ref": "([\w:]+)"\}', r'"\1"', json.dumps(alarm))
        watch.put_metric_alarm(AlarmName=name, **json.loads(text))
    assert {alarm["AlarmName"] for alarm in watch.describe_alarms()["MetricAlarms"]} == set(alarms)


@pytest.mark.parametrize("page", ["README.md", "docs/deploy.md"])
def test_the_tools_that_a_page_names_build_what_is_deployed(page: str, tmp_path: Path) -> None:
    """With these folders before the system's own, as on a machine that has no uv and no pip."""
    found = re.search(r'^export PATH="(.+):\$PATH"', (ROOT / page).read_text(), re.M)
    assert found
    path = f"{found[1].replace('$PWD', str(ROOT))}:/usr/bin:/bin"
    done = subprocess.run(
        ["sam", "build", "--build-dir", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"PATH": path, "SAM_CLI_TELEMETRY": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "DependenciesLayer/python/aws_lambda_powertools").is_dir()
    assert (tmp_path / "CommerceLayer/python/commerce/api.py").is_file()
