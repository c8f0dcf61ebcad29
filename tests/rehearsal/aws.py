"""The emulator of AWS, the deployments to it, and what they left there."""

from __future__ import annotations

import json
import os
import platform
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3

from local import process
from local.config import HOST, LOCAL, REGION, ROOT
from local.shop import Shop
from tools.settings import overrides

KEY = "rehearsal"
STACK = "medusa-bundle-{}"
# This machine's: its processes run the functions.
ARCHITECTURE = {"Architecture": "x86_64" if platform.machine() == "x86_64" else "arm64"}


@dataclass
class Aws:
    """An account, and what is deployed from this checkout to it as a deployer with the documented policy."""

    url: str
    folder: Path
    deployer: dict[str, str] = field(default_factory=dict)

    def client(self, service: Any) -> Any:
        """Return a client with every right."""
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=KEY,
            aws_secret_access_key=KEY,
        )

    def hire(self) -> None:
        """Create the deployer."""
        iam = self.client("iam")
        policy = (ROOT / "docs/deployer-policy.json").read_text()
        made = iam.create_policy(PolicyName="deployer", PolicyDocument=policy)["Policy"]
        iam.create_user(UserName="deployer")
        iam.attach_user_policy(UserName="deployer", PolicyArn=made["Arn"])
        key = iam.create_access_key(UserName="deployer")["AccessKey"]
        self.deployer = {
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        }

    def run(self, *command: str) -> str:
        """Run a command as the deployer and return what it printed."""
        tools = f"{LOCAL / 'uv/bin'}:{LOCAL / 'venv/bin'}:{os.environ['PATH']}"
        place = {"AWS_ENDPOINT_URL": self.url, "AWS_DEFAULT_REGION": REGION}
        target = {"LAYER_PYTHON": "{}.{}".format(*sys.version_info)}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | self.deployer | place | target | {"PATH": tools, "SAM_CLI_TELEMETRY": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def sam(self, command: str, *arguments: str) -> str:
        """Run a command of SAM CLI."""
        program = str(Path(__file__).with_name("sam.py"))
        return self.run(str(LOCAL / "sam/bin/python"), program, command, *arguments)

    def put_setting(self, environment: str, name: str, value: str) -> None:
        """Store a setting, as ``make settings`` does."""
        path = f"/medusa-bundle/{environment}/{name}"
        self.client("ssm").put_parameter(Name=path, Value=value, Type="String", Overwrite=True)

    def build(self) -> None:
        """Run ``sam build``."""
        folders = ("--build-dir", str(self.folder / "build"), "--cache-dir", str(self.folder / "cache"))
        self.sam("build", *folders)

    def deploy(self, environment: str, *arguments: str, **parameters: str) -> str:
        """Run ``sam deploy`` for an environment, with these parameters in place of samconfig.toml's."""
        template = ("--template-file", str(self.folder / "build/template.yaml"))
        config = ("--config-file", str(ROOT / "samconfig.toml"), "--config-env", environment)
        values = (parameters or overrides(environment)) | ARCHITECTURE
        given = ("--parameter-overrides", *(f"{name}={value}" for name, value in values.items()))
        return self.sam("deploy", *config, *template, "--no-confirm-changeset", *arguments, *given)

    def resources(self, environment: str) -> list[dict[str, Any]]:
        """Return the resources of a stack."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources")
        name = STACK.format(environment)
        return [entry for page in pages.paginate(StackName=name) for entry in page["StackResourceSummaries"]]

    def name(self, environment: str, logical_id: str) -> str:
        """Return the name or id of a resource."""
        (found,) = (one for one in self.resources(environment) if one["LogicalResourceId"] == logical_id)
        return str(found["PhysicalResourceId"])

    def api(self, environment: str, token: str | None = None) -> Shop:
        """Return a caller of the deployed API."""
        return Shop(f"{self.url}/_aws/execute-api/{self.name(environment, 'Api')}/$default", token)

    def versions(self, environment: str) -> dict[str, str]:
        """Return the version that each function's alias points to."""
        client = self.client("lambda")
        return {
            entry["LogicalResourceId"]: client.get_alias(
                FunctionName=entry["PhysicalResourceId"], Name="live"
            )["FunctionVersion"]
            for entry in self.resources(environment)
            if entry["ResourceType"] == "AWS::Lambda::Function"
        }

    def artefacts(self, environment: str) -> dict[str, bool]:
        """Return the artefacts that a stack's template names, and whether they are there."""
        s3 = self.client("s3")
        told = self.client("cloudformation").get_template(
            StackName=STACK.format(environment), TemplateStage="Original"
        )["TemplateBody"]
        text = told if isinstance(told, str) else json.dumps(told)
        named = re.findall(r"(?:s3:/|https://s3[.]amazonaws[.]com)/([^/\s\"]+)/([^\s\"]+)", text)
        there = {
            (bucket, entry["Key"])
            for bucket in {bucket for bucket, _ in named}
            for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        }
        return {key: (bucket, key) in there for bucket, key in named}

    @contextmanager
    def without(self, environment: str, role: str, policy: str) -> Iterator[None]:
        """Take a right away from a role for a while."""
        iam, one = self.client("iam"), {"RoleName": self.name(environment, role), "PolicyName": policy}
        document = iam.get_role_policy(**one)["PolicyDocument"]
        iam.delete_role_policy(**one)
        try:
            yield
        finally:
            iam.put_role_policy(**one, PolicyDocument=json.dumps(document))


@contextmanager
def emulated(folder: Path) -> Iterator[Aws]:
    """Run an emulator that enforces IAM; it and the functions' processes end with the block."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    (folder / "tmp").mkdir()
    settings = {
        "PATH": os.environ["PATH"],
        "TMPDIR": str(folder / "tmp"),
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "AUTH": "true",
        "MINISTACK_REGION": REGION,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": KEY,
    }
    # Nothing else of the environment: the functions would inherit it.
    command = ["env", "-i", *(f"{name}={value}" for name, value in settings.items())]
    command += [str(LOCAL / "emulator/bin/python"), str(Path(__file__).with_name("emulator.py"))]
    process.log_of("emulator").unlink(missing_ok=True)
    emulator = process.launch("emulator", command)
    try:
        url = f"http://{HOST}:{port}"
        process.wait_for("emulator", lambda: process.responds(f"{url}/_ministack/health"), emulator)
        yield Aws(url, folder)
    finally:
        # Politely, it would leave the functions' processes behind.
        process.stop(emulator, signal.SIGKILL)
