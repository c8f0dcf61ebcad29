"""The routes of template.yaml: what the gateway serves, and which function is behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from local.config import TEMPLATE


@dataclass(frozen=True)
class Route:
    """One route, as an HTTP API has it."""

    name: str
    """What the template calls it, such as ``GetCart``."""
    method: str
    path: str
    authorizer: str
    module: str
    """The folder of its function below functions/."""

    @property
    def key(self) -> str:
        """The route's key, such as ``GET /carts/{id}``."""
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[str]:
        """The names of its path parameters, in their order."""
        return re.findall(r"{(\w+)}", self.path)


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as plain values."""


def _plain(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    raise TypeError(f"{node.tag} is no YAML node")


_Loader.add_multi_constructor("!", _plain)


def read(template: Path = TEMPLATE) -> dict[str, Any]:
    """Read the template as it is written; ``!Ref Api`` is ``"Api"``."""
    loaded: dict[str, Any] = yaml.load(template.read_text(), Loader=_Loader)  # noqa: S506 - it is a safe one
    return loaded


@cache
def routes(template: Path = TEMPLATE) -> tuple[Route, ...]:
    """Return every route in the template's order."""
    return tuple(
        Route(
            name=name,
            method=event["Properties"]["Method"],
            path=event["Properties"]["Path"],
            authorizer=event["Properties"]["Auth"]["Authorizer"],
            module=Path(resource["Properties"]["CodeUri"]).name,
        )
        for resource in read(template)["Resources"].values()
        for name, event in resource.get("Properties", {}).get("Events", {}).items()
        if event["Type"] == "HttpApi"
    )
