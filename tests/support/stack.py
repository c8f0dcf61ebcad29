"""The stack as CloudFormation gets it: the template translated, its conditions decided."""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from local.config import LOCAL, ROOT, TEMPLATE

Node = Any
_GONE = object()
PRODUCTION = {
    "Rollout": "Canary10Percent10Minutes",
    "AlarmEmail": "night@example.com",
    "DomainName": "api.shop.example",
    "CertificateArn": "arn:aws:acm:eu-central-1:123456789012:certificate/abc",
    "HostedZoneId": "Z123",
    "Edge": "closed",
    "EdgeDomainName": "edge.shop.example",
    "EdgeCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/def",
    "SettingsKmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/settings",
    "LogKmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/logs",
    "VpcSubnetIds": "subnet-01234567,subnet-12345678",
    "VpcSecurityGroupIds": "sg-01234567",
    "SsoIssuer": "https://id.example/",
    "SsoAudience": "storefront",
    "ReservedConcurrency": "50",
    "AuthorizerReservedConcurrency": "100",
    "Tracing": "Active",
}
"""Every parameter that has something optional made."""


def translate(template: Path, into: Path) -> Path:
    """Create the plain template with SAM's own translator."""
    command = f"from pathlib import Path; from tools.template import translate; Path({str(into)!r})" + (
        f".write_text(translate(Path({str(template)!r})))"
    )
    python = str(LOCAL / "sam/bin/python")
    subprocess.run([python, "-c", command], cwd=ROOT, check=True, capture_output=True)
    return into


@functools.cache
def translated() -> dict[str, Any]:
    """Return the plain template of template.yaml."""
    into = translate(TEMPLATE, LOCAL / "translated-for-tests.yaml")
    loaded: dict[str, Any] = yaml.safe_load(into.read_text())
    return loaded


def decided(template: Mapping[str, Any], parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the template with its conditions decided for the parameters, as CloudFormation does it.

    What stands under a condition that is false is gone, each Fn::If is the branch that holds.
    """
    values = {name: str(entry.get("Default", "")) for name, entry in template["Parameters"].items()}
    values |= parameters
    conditions = template["Conditions"]

    def holds(node: Node) -> bool:
        if isinstance(node, str):
            return holds(conditions[node])
        ((kind, parts),) = node.items()
        if kind == "Condition":
            return holds(parts)
        if kind == "Fn::Not":
            return not holds(parts[0])
        if kind == "Fn::And":
            return all(holds(part) for part in parts)
        assert kind == "Fn::Equals", kind
        left, right = (value_of(part) for part in parts)
        return left == right

    def value_of(node: Node) -> str:
        if isinstance(node, dict) and "Fn::Join" in node:
            return values[node["Fn::Join"][1]["Ref"]].replace(",", node["Fn::Join"][0])
        return values[node["Ref"]] if isinstance(node, dict) else str(node)

    def walk(node: Node) -> Node:
        if isinstance(node, list):
            return [kept for part in node if (kept := walk(part)) is not _GONE]
        if not isinstance(node, dict):
            return node
        if node == {"Ref": "AWS::NoValue"}:
            return _GONE
        if "Fn::If" in node:
            condition, yes, no = node["Fn::If"]
            return walk(yes if holds(condition) else no)
        return {name: kept for name, part in node.items() if (kept := walk(part)) is not _GONE}

    def kept(entries: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: {key: value for key, value in walk(entry).items() if key != "Condition"}
            for name, entry in entries.items()
            if "Condition" not in entry or holds(entry["Condition"])
        }

    return {**template, "Resources": kept(template["Resources"]), "Outputs": kept(template["Outputs"])}


def of_type(template: Mapping[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """Return the properties of all resources of a type, by name."""
    return {
        name: entry.get("Properties", {})
        for name, entry in template["Resources"].items()
        if entry["Type"] == kind
    }
