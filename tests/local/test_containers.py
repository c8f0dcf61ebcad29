"""The template for `sam local`, read by SAM CLI as `sam local start-api` reads it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from typing import Any

import pytest

from local.config import CONTAINERS_PATH, LOCAL, ROOT
from tools.routes import routes

_READ = """
import json
from samcli.lib.providers.api_provider import ApiProvider
from samcli.lib.providers.sam_function_provider import SamFunctionProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider
from local.containers import template

made = template("http://10.88.0.1:9500")
stacks, _ = SamLocalStackProvider.get_stacks(template_dictionary=made)
print(json.dumps({
    "routes": [
        [method, route.path, route.authorizer_name, route.authorizer_object.lambda_name]
        for route in ApiProvider(stacks).api.routes for method in route.methods if method != "OPTIONS"
    ],
    "functions": {
        function.name: [function.architectures, [layer.codeuri for layer in function.layers],
                        function.codeuri, function.environment["Variables"]]
        for function in SamFunctionProvider(stacks).get_all()
    },
}))
"""


@pytest.fixture(scope="module")
def read() -> dict[str, Any]:
    command = [str(LOCAL / "sam/bin/python"), "-c", _READ]
    # Where the template is written: paths that only the project's own folder has would not be found.
    ran = subprocess.run(
        command,
        cwd=LOCAL,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_every_route_has_its_authorizer(read: dict[str, Any]) -> None:
    """SAM CLI leaves out an authorizer that is named by its alias, and mixes up those of one path."""
    wanted = {(route.method, route.path): route.authorizer for route in routes()}
    wanted["GET", "/carts"] = "Visitor"
    found = {(method, path): name for method, path, name, _ in read["routes"]}
    assert found == wanted
    assert {function for *_, function in read["routes"]} == {"AuthorizerFunction"}


def test_a_function_is_this_machines(read: dict[str, Any]) -> None:
    architecture, layer = (
        ("arm64", "DependenciesLayer")
        if platform.machine() == "aarch64"
        else ("x86_64", "DependenciesX86Layer")
    )
    built = ROOT / ".aws-sam/build"
    for name, (architectures, layers, code, variables) in read["functions"].items():
        assert architectures == [architecture]
        assert layers == [str(built / layer), str(built / "CommerceLayer")]
        assert code == str(ROOT / "functions" / name.removesuffix("Function").lower())
        assert variables["SETTINGS_PATH"] == CONTAINERS_PATH
        assert variables["AWS_ENDPOINT_URL"] == "http://10.88.0.1:9500"
