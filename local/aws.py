"""AWS on this machine: moto's server for SSM and DynamoDB, with the settings put in."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import boto3

from local import process
from local.config import AUDIENCE, HOST, REGION, SEED, SETTINGS_PATH, Ports
from tools.routes import read

_SECRETS = {"MEDUSAJS_PUBLISHABLE_API_KEY", "MEDUSAJS_ADMIN_API_KEY"}
_PAYMENT_PROVIDERS = {
    "pp_hosted": {"returnUrl": "return_url", "cancelUrl": "cancel_url", "requiresRedirect": True}
}


def isolate() -> None:
    """Keep this process and what it starts off the machine's AWS account, and SAM CLI from calling home."""
    for name in [name for name in os.environ if name.startswith("AWS_") and name != "AWS_PORT"]:
        del os.environ[name]
    os.environ.update(
        AWS_ACCESS_KEY_ID="local",
        AWS_SECRET_ACCESS_KEY="local",  # noqa: S106 - moto takes any
        AWS_DEFAULT_REGION=REGION,
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_EC2_METADATA_DISABLED="true",
        SAM_CLI_TELEMETRY="0",
    )


def start(port: int) -> subprocess.Popen[bytes]:
    """Start moto's server."""
    return process.launch("aws", [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(port)])


def settings(ports: Ports) -> dict[str, str]:
    """Return the parameters by their name below the settings path, from the seed and the ports."""
    seed = json.loads(SEED.read_text())
    return {
        "store/MEDUSAJS_BASE_URL": ports.url("medusa"),
        "store/MEDUSAJS_PUBLISHABLE_API_KEY": seed["publishableKey"],
        "store/DEFAULT_CURRENCY": "EUR",
        "store/PAYMENT_PROVIDERS": json.dumps(_PAYMENT_PROVIDERS),
        "store/DEFAULT_REGION_ID": seed["regions"]["EUR"]["id"],
        "admin/MEDUSAJS_ADMIN_API_KEY": seed["adminKey"],
        "sso/SSO_ISSUER": ports.url("sso"),
        "sso/SSO_AUDIENCE": AUDIENCE,
    }


def put_settings(ports: Ports, path: str = SETTINGS_PATH, host: str = "") -> None:
    """Write the settings to SSM, keys as SecureString.

    ``host`` is this machine for functions that cannot reach it at 127.0.0.1.
    """
    ssm = boto3.client("ssm", endpoint_url=ports.url("aws"))
    found = settings(ports)
    if host:
        # The issuer stays as it is in the tokens.
        found["store/MEDUSAJS_BASE_URL"] = f"http://{host}:{ports.medusa}"
        found["sso/SSO_JWKS_URL"] = f"http://{host}:{ports.sso}/jwks"
    for name, value in found.items():
        ssm.put_parameter(
            Name=f"{path}/{name}",
            Value=value,
            Type="SecureString" if name.rpartition("/")[2] in _SECRETS else "String",
            Overwrite=True,
        )


def make_tables(ports: Ports) -> None:
    """Create the template's tables under their names in the template: SAM CLI resolves a ``!Ref`` to them."""
    dynamodb = boto3.client("dynamodb", endpoint_url=ports.url("aws"))
    for name, resource in read()["Resources"].items():
        if resource["Type"] == "AWS::DynamoDB::Table":
            wanted = ("BillingMode", "AttributeDefinitions", "KeySchema")
            dynamodb.create_table(TableName=name, **{key: resource["Properties"][key] for key in wanted})
