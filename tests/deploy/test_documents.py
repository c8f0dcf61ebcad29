"""What docs/deploy.md, configure.md and operate.md say is what the code does: they are read at night."""

from __future__ import annotations

import re

from local.config import ROOT
from tests.support.stack import translated
from tools.settings import SETTINGS

DEPLOY, CONFIGURE, OPERATE = (
    (ROOT / "docs" / f"{name}.md").read_text() for name in ("deploy", "configure", "operate")
)


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading."""
    part = re.split(r"^## ", text.partition(f"## {heading}\n")[2], flags=re.M)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_table_of_settings_is_that_of_the_code() -> None:
    required = {row[0].strip("`"): row[1] == "required" for row in rows(CONFIGURE, "Settings")}
    assert required == {setting.path: setting.required for setting in SETTINGS}


def test_the_settings_defaults_are_those_of_the_code() -> None:
    code = (ROOT / "layers/commerce/commerce/settings.py").read_text()
    defaults = dict(re.findall(r'optional\("([A-Z_]+)", "(\w+)"\)', code))
    told = {row[0].strip("`").partition("/")[2]: row[1].strip("`") for row in rows(CONFIGURE, "Settings")}
    assert defaults
    assert {name: told[name] for name in defaults} == defaults
    assert told["SSO_ALGORITHMS"] == "RS256,ES256`; `HS256` with a secret"
    assert '"HS256" if secret else "RS256,ES256"' in code


def test_the_table_of_parameters_is_that_of_the_template() -> None:
    parameters = translated()["Parameters"]
    told = {row[0].strip("`"): row[1].strip("`") for row in rows(CONFIGURE, "Parameters")}
    assert told == {name: str(entry.get("Default", "")) or "empty" for name, entry in parameters.items()}
    text = CONFIGURE.partition("## Parameters")[2]
    for name, entry in parameters.items():
        for value in entry.get("AllowedValues", []):
            assert str(value) in text, f"{name}: {value}"


def test_each_metric_and_log_field_is_documented() -> None:
    code = (ROOT / "layers/commerce/commerce/api.py").read_text()
    for name in re.findall(r'add_metric\("(\w+)"', code):
        assert f"`{name}`" in OPERATE
    fields = re.findall(
        r"^            (\w+)=",
        code.partition('"Request handled"')[2].partition(")\n        metrics")[0],
        re.M,
    )
    assert {"status", "caller", "medusa_failures", "ms"} <= set(fields)
    for field in fields:
        assert f"`{field}`" in OPERATE


def test_what_they_have_one_run_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for text in (DEPLOY, CONFIGURE, OPERATE):
        assert set(re.findall(r"`?\bmake ([a-z]+)\b(?= ENV|`|$)", text, re.M)) <= targets
    version = re.search(r"aws-sam-cli==([\d.]+)", (ROOT / "requirements/sam.txt").read_text())
    assert version
    assert f"SAM CLI, version {version[1]}" in DEPLOY
    for output in re.findall(r"[Oo]utput `(\w+)`", DEPLOY + OPERATE):
        assert output in translated()["Outputs"], output
