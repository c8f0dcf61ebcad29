"""What template.yaml says, for tests that compare it with the code, the events and the documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as plain values."""


_Loader.add_multi_constructor("!", lambda loader, _, node: _plain(loader, node))


def _plain(loader: yaml.Loader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


def template() -> dict[str, Any]:
    """Read the template."""
    loaded: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), Loader=_Loader)
    return loaded


def routes() -> dict[str, str]:
    """Give each route with its authorizer, as in ``GET /carts/{id}`` → ``Visitor``."""
    found = {}
    for resource in template()["Resources"].values():
        for happening in resource.get("Properties", {}).get("Events", {}).values():
            route = happening["Properties"]
            found[f"{route['Method']} {route['Path']}"] = route["Auth"]["Authorizer"]
    return found
