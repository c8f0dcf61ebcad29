"""Translate template.yaml as CloudFormation would, for cfn-lint to read. Runs in SAM CLI's venv.

It fails as `sam validate` does, with the same validator, if the template is not a valid SAM template.
"""

from __future__ import annotations

import sys
from pathlib import Path

from samcli.lib.translate.sam_template_validator import SamTemplateValidator
from samcli.yamlhelper import yaml_parse

from local.config import REGION, TEMPLATE


class _NoManagedPolicies:
    """AWS's own policies by name; they would have to be requested, and the template uses none."""

    def load(self) -> dict[str, str]:
        """Return none."""
        return {}


def translate(template: Path = TEMPLATE) -> str:
    """Return the plain CloudFormation template as YAML, with the full paths of nested templates."""
    document = yaml_parse(template.read_text())
    # The translation puts parameters' values in, and so leaves no use of some of them.
    document["Metadata"] = {"cfn-lint": {"config": {"ignore_checks": ["W2001"]}}}
    for resource in document["Resources"].values():
        if resource["Type"] == "AWS::CloudFormation::Stack":
            resource["Properties"]["TemplateURL"] = str(
                template.resolve().parent / resource["Properties"]["TemplateURL"]
            )
    translated: str = SamTemplateValidator(
        document, _NoManagedPolicies(), region=REGION
    ).get_translated_template_if_valid()
    return translated


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(translate())
