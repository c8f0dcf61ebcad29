"""Prepare `sam local`: a template that SAM CLI can run, settings with addresses that containers reach.

Runs in SAM CLI's venv, and so finds the engine that SAM CLI finds. ``make up`` runs it: it prints the network
of the containers for `local.forwarder`, and nothing where there is no engine.
"""

from __future__ import annotations

import json
import logging
import platform
import sys
from collections import defaultdict
from typing import Any

from docker.errors import DockerException
from samcli.commands.exceptions import UserException
from samcli.local.docker.utils import get_validated_container_client
from samcli.yamlhelper import yaml_dump

from local import aws
from local.config import CONTAINERS_PATH, CONTAINERS_TEMPLATE, ROOT, PlatformError, Ports
from local.gateway import read

_DESKTOP = "host.docker.internal"
"""This machine's name where the engine is Docker Desktop, which forwards it to 127.0.0.1 automatically."""
_FUNCTION, _LAYER = "AWS::Serverless::Function", "AWS::Serverless::LayerVersion"


def network() -> dict[str, str]:
    """Return the address at which containers reach this machine, and the network that they call from.

    Raises
    ------
    PlatformError
        There is no container engine, or one whose containers cannot reach this machine.
    """
    try:
        client = get_validated_container_client()
        about = client.info()
        networks = client.networks.list(names=["bridge", "podman"])
    except (DockerException, UserException, OSError) as error:
        raise PlatformError("no container engine: install Docker or podman, or set DOCKER_HOST") from error
    if about.get("OperatingSystem") == "Docker Desktop":
        return {"address": _DESKTOP, "subnet": ""}
    if any("rootless" in option for option in about.get("SecurityOptions") or []):
        raise PlatformError(
            "the container engine runs without root, so its containers cannot reach 127.0.0.1"
        )
    for found in networks:
        for config in found.attrs.get("IPAM", {}).get("Config") or []:
            if "Gateway" in config and ":" not in config["Gateway"]:
                return {"address": config["Gateway"], "subnet": config["Subnet"]}
    raise PlatformError("the container engine has no network named bridge or podman")


def template(endpoint: str) -> dict[str, Any]:
    """Return the template as SAM CLI can run it on this machine.

    Its defaults are this machine's: architecture, settings, and the endpoint of SSM and DynamoDB, which no
    deployed template has. The functions are run from their sources, the layers as `sam build` built them.
    """
    local: dict[str, Any] = read()
    machine = "arm64" if platform.machine() in {"aarch64", "arm64"} else "x86_64"
    local["Parameters"]["Architecture"]["Default"] = machine
    local["Parameters"]["SettingsPath"]["Default"] = CONTAINERS_PATH
    local["Globals"]["Function"]["Environment"]["Variables"]["AWS_ENDPOINT_URL"] = endpoint
    for name, resource in local["Resources"].items():
        if resource["Type"] == _LAYER:
            resource["Properties"]["ContentUri"] = str(ROOT / ".aws-sam/build" / name)
            # It is built already.
            del resource["Metadata"]
        elif resource["Type"] == _FUNCTION:
            resource["Properties"]["CodeUri"] = str(ROOT / resource["Properties"]["CodeUri"])
            _share_authorizers(resource["Properties"].get("Events", {}))
    return local


def _share_authorizers(events: dict[str, Any]) -> None:
    """Set one authorizer for all routes of one path, the visitors': SAM CLI would choose either for both.

    The functions refuse guests themselves, so it is their 401 then and not the gateway's.
    """
    paths = defaultdict(list)
    for event in events.values():
        paths[event["Properties"]["Path"]].append(event["Properties"]["Auth"])
    for auths in paths.values():
        if len({auth["Authorizer"] for auth in auths}) > 1:
            for auth in auths:
                auth["Authorizer"] = "Visitor"


def prepare(ports: Ports) -> dict[str, str]:
    """Write the template and the settings; return the network. Raises as `network` does."""
    found = network()
    endpoint = f"http://{found['address']}:{ports.aws}"
    CONTAINERS_TEMPLATE.write_text(yaml_dump(template(endpoint)))
    aws.put_settings(ports, CONTAINERS_PATH, found["address"])
    return found


def main() -> None:
    """Prepare, and print the network as JSON."""
    logging.getLogger("samcli").setLevel(logging.ERROR)
    CONTAINERS_TEMPLATE.unlink(missing_ok=True)
    try:
        print(json.dumps(prepare(Ports.from_environment())))
    except PlatformError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    aws.isolate()
    main()
