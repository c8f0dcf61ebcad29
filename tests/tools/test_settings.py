"""Writing a deployment's settings: a key must end up encrypted, and nowhere else."""

from __future__ import annotations

import builtins
import getpass
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.config import ROOT
from tools import settings

PATH = "/medusa-bundle/dev"
VALUES = {
    "MEDUSAJS_BASE_URL": "https://medusa.example",
    "MEDUSAJS_PUBLISHABLE_API_KEY": "pk_very_secret",
    "DEFAULT_CURRENCY": "EUR",
    "MEDUSAJS_ADMIN_API_KEY": "sk_very_secret",
    "SSO_ISSUER": "https://id.example/",
    "SSO_AUDIENCE": "storefront",
    "SSO_SHARED_SECRET": "x" * 32,
}


@pytest.fixture
def ssm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        yield boto3.client("ssm")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "dev.env"
    path.write_text("# ours\n\n" + "".join(f"{name}={value}\n" for name, value in VALUES.items()))
    path.chmod(0o600)
    return path


def test_keys_are_encrypted_and_nothing_is_shown(
    ssm: Any, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert settings.main(["dev", str(file)]) == 0
    stored = ssm.get_parameters_by_path(Path=PATH, Recursive=True, WithDecryption=True)["Parameters"]
    found = {entry["Name"].rpartition("/")[2]: (entry["Type"], entry["Value"]) for entry in stored}
    assert {name: value for name, (_, value) in found.items()} == VALUES
    assert {name for name, (kind, _) in found.items() if kind == "SecureString"} == {
        "MEDUSAJS_PUBLISHABLE_API_KEY",
        "MEDUSAJS_ADMIN_API_KEY",
        "SSO_SHARED_SECRET",
    }
    said = "".join(capsys.readouterr())
    assert "written  admin/MEDUSAJS_ADMIN_API_KEY" in said
    assert not [value for value in VALUES.values() if value in said and value not in {"EUR", "storefront"}]


def test_the_prompt_hides_keys_and_empty_input_keeps_the_old(
    ssm: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.main(["dev", str(file)])
    asked: dict[str, str] = {}

    def answer(way: str) -> Any:
        def say(prompt: str) -> str:
            name = prompt.split(maxsplit=1)[0]
            asked[name] = way
            return "pk_new" if name == "MEDUSAJS_PUBLISHABLE_API_KEY" else ""

        return say

    monkeypatch.setattr(getpass, "getpass", answer("hidden"))
    monkeypatch.setattr(builtins, "input", answer("shown"))
    assert settings.main(["dev"]) == 0
    assert {name for name, way in asked.items() if way == "hidden"} == {
        *(setting.name for setting in settings.SETTINGS if setting.secret),
        *("EDGE_KEY", "EDGE_KEY_PREVIOUS"),
    }
    name = f"{PATH}/store/MEDUSAJS_PUBLISHABLE_API_KEY"
    assert ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == "pk_new"
    assert ssm.get_parameter(Name=f"{PATH}/store/DEFAULT_CURRENCY")["Parameter"]["Value"] == "EUR"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("MEDUSAJS_ADMIN_API_KEY=pk_very_secret", "MEDUSAJS_ADMIN_API_KEY does not look like one"),
        ("SSO_SHARED_SECRET=short_secret", "SSO_SHARED_SECRET does not look like one"),
        ("SSO_AUDIENCE=", "SSO_AUDIENCE is missing"),
        ("MEDUSA_KEY=very_secret", "names no setting"),
    ],
)
def test_invalid_input_is_named_before_anything_is_written(
    ssm: Any, file: Path, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    name = line.partition("=")[0]
    kept = [old for old in file.read_text().splitlines() if not old.startswith(f"{name}=")]
    file.write_text("\n".join([*kept, line]))
    assert settings.main(["dev", str(file)]) == 1
    said = capsys.readouterr().err
    assert told in said
    assert "secret" not in re.sub("SECRET|secret of HS256 tokens|Admin API secret key", "", said)
    assert not ssm.get_parameters_by_path(Path=PATH, Recursive=True)["Parameters"]


def test_a_file_that_others_can_read_is_refused(
    ssm: Any, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.chmod(0o644)
    assert settings.main(["dev", str(file)]) == 1
    assert "chmod 600" in capsys.readouterr().err


def test_a_key_that_was_stored_in_the_clear_becomes_encrypted(ssm: Any, file: Path) -> None:
    name = f"{PATH}/admin/MEDUSAJS_ADMIN_API_KEY"
    ssm.put_parameter(Name=name, Value="sk_old", Type="String")
    assert settings.main(["dev", str(file)]) == 0
    assert ssm.get_parameter(Name=name)["Parameter"]["Type"] == "SecureString"


def test_an_unknown_environment_is_reported(ssm: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert settings.main(["production"]) == 1
    assert "there is dev, staging, prod" in capsys.readouterr().err


def test_they_are_removed_once_the_stack_is_deleted(
    ssm: Any, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its own names only: other things may stand below the same path."""
    settings.main(["dev", str(file)])
    ssm.put_parameter(Name=f"{PATH}/store/OTHERS", Value="stays", Type="String")
    formation = boto3.client("cloudformation")
    topic = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    formation.create_stack(StackName="medusa-bundle-dev", TemplateBody=json.dumps(topic))
    assert settings.main(["dev", "--remove"]) == 1
    assert "sam delete --config-env dev first" in capsys.readouterr().err
    assert len(settings.present_in(ssm, PATH)) == len(VALUES) + 1
    formation.delete_stack(StackName="medusa-bundle-dev")
    assert settings.main(["dev", "--remove"]) == 0
    assert set(settings.present_in(ssm, PATH)) == {"store/OTHERS"}
    assert capsys.readouterr().out.count("removed") == len(VALUES)


def test_what_the_stack_sets_is_left_to_it(
    ssm: Any, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "samconfig.toml"
    config.write_text(
        "[dev.deploy.parameters]\nregion = 'eu-west-1'\n"
        f"parameter_overrides = 'SettingsPath={PATH} SsoIssuer=https://id.example/'\n"
    )
    assert settings.overrides("dev", config) == {
        "SettingsPath": PATH,
        "SsoIssuer": "https://id.example/",
        "region": "eu-west-1",
    }
    monkeypatch.setattr(settings, "SAMCONFIG", config)
    monkeypatch.setattr(settings.overrides, "__defaults__", (config,))
    assert settings.main(["dev", str(file)]) == 1
    assert "SSO_ISSUER is set by the stack" in capsys.readouterr().err


def test_they_are_the_settings_that_the_functions_read() -> None:
    code = (ROOT / "layers/commerce/commerce/settings.py").read_text()
    read = set(re.findall(r'(?:required|optional)\("([A-Z_]+)"', code))
    required = set(re.findall(r'required\("([A-Z_]+)"', code)) - {"EDGE_KEY"}  # with CloudFront only
    assert read == {setting.name for setting in settings.SETTINGS}
    assert required == {setting.name for setting in settings.SETTINGS if setting.required}
