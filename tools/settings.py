"""Write a deployment's settings into SSM Parameter Store: ``make settings ENV=dev``, from a prompt or a file.

``make settings ENV=dev REMOVE=1`` deletes them once the stack is deleted.

Keys become SecureStrings. Values are never printed, only the names of what was written.
"""

from __future__ import annotations

import argparse
import getpass
import re
import stat
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError
from commerce.payment_providers import parse_rules

from local.config import ROOT

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

SAMCONFIG = ROOT / "samconfig.toml"
_BY_KEY = r"([RPE]S(256|384|512)|EdDSA)"
_HTTPS = r"https://\S+|http://(localhost|127\.0\.0\.1)\S*"
_EDGE_KEY = r"[A-Za-z0-9_-]{32,128}"


class SettingsError(Exception):
    """What a person must put right; one line that never holds a value."""


@dataclass(frozen=True)
class Setting:
    """One parameter below the settings path."""

    group: str
    name: str
    meaning: str
    required: bool = False
    secret: bool = False
    """Stored encrypted, and not shown while it is typed."""
    pattern: str = r".+"
    check: Callable[[str], object] | None = None
    """Raises a ValueError for what no pattern can tell."""
    managed_by: str = ""
    """The stack's parameter that writes it, when it is given."""
    hidden: bool = False
    """Not shown while it is typed, but stored as text."""

    @property
    def path(self) -> str:
        """The name below the settings path."""
        return f"{self.group}/{self.name}"


SETTINGS = (
    Setting("store", "MEDUSAJS_BASE_URL", "address of the Medusa server", True, pattern=r"https?://\S+"),
    Setting("store", "MEDUSAJS_PUBLISHABLE_API_KEY", "Store API key", True, True, r"pk_\S+"),
    Setting("store", "DEFAULT_CURRENCY", "currency of prices, as in EUR", True, pattern=r"[A-Za-z]{3}"),
    Setting("store", "DEFAULT_REGION_ID", "region of carts that name none", pattern=r"reg_\w+"),
    Setting("store", "PRODUCTS_BASE_PATH", "prefix of product links, as in /products", pattern=r"/\S*"),
    Setting(
        "store",
        "RETURN_URL_HOSTS",
        "storefronts' hosts, where payments return to, as in shop.example,www.shop.example",
        pattern=r"[A-Za-z0-9.-]+(:\d+)?(, ?[A-Za-z0-9.-]+(:\d+)?)*",
    ),
    Setting(
        "store",
        "PAYMENT_PROVIDERS",
        "JSON, what payment providers expect, see docs/payments.md",
        check=parse_rules,
    ),
    Setting("store", "EDGE_KEY", "key that CloudFront sends", pattern=_EDGE_KEY, hidden=True),
    Setting("store", "EDGE_KEY_PREVIOUS", "key that CloudFront sent before", pattern=_EDGE_KEY, hidden=True),
    Setting("admin", "MEDUSAJS_ADMIN_API_KEY", "Admin API secret key", True, True, r"sk_\S+"),
    Setting(
        "sso",
        "SSO_ISSUER",
        "who signs customers' tokens (claim iss)",
        True,
        pattern=_HTTPS,
        managed_by="SsoIssuer",
    ),
    Setting("sso", "SSO_AUDIENCE", "whom the tokens are for (claim aud)", True, managed_by="SsoAudience"),
    Setting("sso", "SSO_JWKS_URL", "where the provider's keys are", pattern=_HTTPS),
    Setting("sso", "SSO_SHARED_SECRET", "secret of HS256 tokens", secret=True, pattern=r".{32,}"),
    Setting(
        "sso",
        "SSO_ALGORITHMS",
        "RS256, ES256 or both, also PS256, ES384, EdDSA, …; or HS256",
        pattern=rf"{_BY_KEY}(, ?{_BY_KEY})*|HS256",
    ),
    Setting("sso", "SSO_CLAIM_ID", "claim of the customer's id"),
    Setting("sso", "SSO_CLAIM_EMAIL", "claim of the email"),
    Setting("sso", "SSO_CLAIM_EMAIL_VERIFIED", "claim that vouches for the email"),
)


def deployment(environment: str, samconfig: Path = SAMCONFIG) -> dict[str, Any]:
    """Return what samconfig.toml has for ``sam deploy`` in an environment."""
    known = tomllib.loads(samconfig.read_text())
    try:
        found: dict[str, Any] = known[environment]["deploy"]["parameters"]
    except KeyError:
        names = ", ".join(name for name in known if name not in {"version", "default"})
        raise SettingsError(f"samconfig.toml has no environment {environment}: there is {names}") from None
    return found


def overrides(environment: str, samconfig: Path = SAMCONFIG) -> dict[str, str]:
    """Return the template's parameters as samconfig.toml sets them for an environment, and its region."""
    deploy = deployment(environment, samconfig)
    said = deploy.get("parameter_overrides", "")
    pairs = said if isinstance(said, list) else re.findall(r'(\w+=(?:"[^"]*"|\S*))', said)
    found = {name: value.strip('"') for name, _, value in (pair.partition("=") for pair in pairs)}
    return found | ({"region": deploy["region"]} if "region" in deploy else {})


def read_file(file: Path) -> dict[str, str]:
    """Read ``NAME=value`` lines; refuses a file that others on this machine can read, and unknown names."""
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(f"{file} can be read by others: chmod 600 {file}")
    found: dict[str, str] = {}
    known = {setting.name for setting in SETTINGS}
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or name.strip() not in known:
            raise SettingsError(f"line {number} of {file} names no setting: see docs/configure.md")
        found[name.strip()] = value.strip().strip("\"'")
    return found


def prompt_for(settings: Iterable[Setting], present: Mapping[str, str]) -> dict[str, str]:
    """Prompt for each setting at the terminal; what is left empty stays as it is."""
    found = {}
    for setting in settings:
        state = (
            "kept when empty" if setting.path in present else "required" if setting.required else "optional"
        )
        prompt = f"{setting.name} - {setting.meaning} ({state}): "
        found[setting.name] = (getpass.getpass if setting.secret or setting.hidden else input)(prompt).strip()
    return found


def checked(settings: Iterable[Setting], values: Mapping[str, str], present: Mapping[str, str]) -> None:
    """Refuse values that cannot be right, and to leave out what is required.

    Raises
    ------
    SettingsError
        Names the settings, never their values.
    """
    given = {name: value for name, value in values.items() if value}
    wrong = [
        f"{setting.name} does not look like one ({setting.meaning})"
        for setting in settings
        if setting.name in given and not re.fullmatch(setting.pattern, given[setting.name])
    ]
    wrong += [said for setting in settings if (said := _checked(setting, given.get(setting.name)))]
    missing = [
        f"{setting.name} is missing ({setting.meaning})"
        for setting in settings
        if setting.required and setting.name not in given and setting.path not in present
    ]
    if wrong or missing:
        raise SettingsError("; ".join(wrong + missing))


def _checked(setting: Setting, value: str | None) -> str:
    if not value or setting.check is None:
        return ""
    try:
        setting.check(value)
    except ValueError as wrong:
        return f"{setting.name} {wrong}"
    return ""


def present_in(ssm: SSMClient, path: str) -> dict[str, str]:
    """Return the type of each parameter that is there, by its name below the path; values stay encrypted."""
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True)
    return {
        entry["Name"].removeprefix(f"{path}/"): entry["Type"]
        for page in pages
        for entry in page["Parameters"]
    }


def write(ssm: SSMClient, path: str, values: Mapping[str, str], key: str) -> list[str]:
    """Write the values to SSM; return the names of what was written."""
    present = present_in(ssm, path)
    written = []
    for setting in SETTINGS:
        if not values.get(setting.name):
            continue
        kind: Any = "SecureString" if setting.secret else "String"
        if present.get(setting.path) not in {None, kind}:
            # A parameter cannot change its type.
            ssm.delete_parameter(Name=f"{path}/{setting.path}")
        encrypted: Any = {"KeyId": key} if setting.secret and key else {}
        ssm.put_parameter(
            Name=f"{path}/{setting.path}",
            Value=values[setting.name],
            Type=kind,
            Overwrite=True,
            Description=setting.meaning,
            **encrypted,
        )
        written.append(setting.path)
    return written


def remove(environment: str) -> int:
    """Delete the settings that ``make settings`` has written; refused while the stack is there."""
    parameters, stack = overrides(environment), deployment(environment)["stack_name"]
    region = parameters.get("region")
    formation = boto3.client("cloudformation", region_name=region)
    pages = formation.get_paginator("list_stacks").paginate()
    states = {
        entry["StackStatus"]
        for page in pages
        for entry in page["StackSummaries"]
        if entry["StackName"] == stack
    }
    if states - {"DELETE_COMPLETE"}:
        raise SettingsError(f"{stack} still reads them: sam delete --config-env {environment} first")
    ssm, path = boto3.client("ssm", region_name=region), parameters["SettingsPath"]
    for name in sorted({setting.path for setting in SETTINGS} & set(present_in(ssm, path))):
        ssm.delete_parameter(Name=f"{path}/{name}")
        print(f"  removed  {name}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Write the settings of one environment; 0 when they are complete."""
    parser = argparse.ArgumentParser(prog="make settings", description=__doc__)
    parser.add_argument("environment", help="an environment of samconfig.toml: dev, staging, prod")
    parser.add_argument("file", nargs="?", type=Path, help="NAME=value lines, readable by you only")
    parser.add_argument("--remove", action="store_true", help="delete them; the stack must be deleted before")
    options = parser.parse_args(arguments)
    try:
        if options.remove:
            return remove(options.environment)
        return _write(options.environment, options.file)
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
    except FileNotFoundError as error:
        print(f"error: there is no file {error.filename}", file=sys.stderr)
    except (NoCredentialsError, NoRegionError):
        print("error: no AWS credentials or region: set AWS_PROFILE and AWS_DEFAULT_REGION", file=sys.stderr)
    except (BotoCoreError, ClientError) as error:
        print(f"error: AWS refuses: {error}", file=sys.stderr)
    except (KeyboardInterrupt, EOFError):
        print("\nstopped: nothing was written", file=sys.stderr)
    return 1


def _write(environment: str, file: Path | None) -> int:
    parameters = overrides(environment)
    path = parameters["SettingsPath"]
    settings = [setting for setting in SETTINGS if not parameters.get(setting.managed_by)]
    ssm = boto3.client("ssm", region_name=parameters.get("region"))
    present = present_in(ssm, path)
    print(f"Settings of {environment}, below {path} in {ssm.meta.region_name}")
    values = read_file(file) if file else prompt_for(settings, present)
    for name in sorted(set(values) - {setting.name for setting in settings}):
        raise SettingsError(f"{name} is set by the stack itself (samconfig.toml): leave it out here")
    checked(settings, values, present)
    for name in write(ssm, path, values, parameters.get("SettingsKmsKeyArn", "")):
        print(f"  written  {name}")
    print("In use within five minutes; no deployment is needed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
