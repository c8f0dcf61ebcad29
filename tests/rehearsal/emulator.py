"""MiniStack, an emulator of AWS, with what it lacks for this stack: python tests/rehearsal/emulator.py.

Runs in a venv of its own, .local/emulator. It is built on MiniStack's internals, whose version is pinned.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.services import apigateway
from ministack.services.cloudformation import engine, provisioners
from samtranslator.translator import transform

Node = dict[str, Any]


def replace(name: str, new: Callable[..., Any]) -> None:
    """Put a function in the place of another wherever MiniStack has imported it."""
    for module in [module for key, module in sys.modules.items() if key.startswith("ministack.")]:
        if hasattr(module, name):
            setattr(module, name, new)


def import_body(api_id: str, body: Node) -> None:
    """Make the authorizers and routes of an HTTP API's OpenAPI document, which MiniStack ignores."""
    for kept in (apigateway._authorizers, apigateway._integrations, apigateway._routes):
        kept[api_id] = {}
    apigateway._apis[api_id]["corsConfiguration"] = body["x-amazon-apigateway-cors"]
    authorizers = {}
    for name, scheme in body["components"]["securitySchemes"].items():
        told = {"identitySource": [], **scheme["x-amazon-apigateway-authorizer"]}
        made = apigateway._create_authorizer(api_id, {**told, "authorizerType": "REQUEST", "name": name})
        authorizers[name] = json.loads(made[2])["authorizerId"]
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            uri = operation["x-amazon-apigateway-integration"]["uri"]
            made = apigateway._create_integration(api_id, {"integrationUri": uri})
            ((authorizer, _),) = operation["security"][0].items()
            route = {
                "routeKey": f"{method.upper()} {path}",
                "target": f"integrations/{json.loads(made[2])['integrationId']}",
                "authorizationType": "CUSTOM",
                "authorizerId": authorizers[authorizer],
            }
            apigateway._create_route(api_id, route)


def with_body(handler: Callable[..., Any], properties: int) -> Callable[..., Any]:
    """Return a resource's handler that imports the API's document afterwards."""

    def handle(*arguments: Any) -> Any:
        made = handler(*arguments)
        import_body(made[0], arguments[properties]["Body"])
        return made

    return handle


def with_values(template: Node, given: Any = None, previous: Any = None) -> Any:
    """Apply the transforms; SAM's gets the parameters' values, where MiniStack passes it none."""
    values = engine._transform_parameters(template, given, previous)
    for name, parameter in template.get("Parameters", {}).items():
        if parameter["Type"] == "CommaDelimitedList":
            values[name] = values[name].split(",")
    transform.transform = lambda document, _, policies: sam_transform(document, values, policies)
    return apply_transforms(template, given, previous)


def joined(template: Node, parameters: Node) -> Any:
    """Decide the conditions, with each Fn::Join of a list parameter done before."""

    def join(node: Node) -> Any:
        return parameters[node["Fn::Join"][1]["Ref"]]["Value"] if "Fn::Join" in node else node

    conditions = json.loads(json.dumps(template.get("Conditions", {})), object_hook=join)
    return evaluate_conditions({**template, "Conditions": conditions}, parameters)


def without_math(name: str, properties: Node) -> Any:
    """Create an alarm; one of metric math is stored without its metrics."""
    math = {"MetricName": "-", "Namespace": "-", "Metrics": None} if "Metrics" in properties else {}
    return alarm_record(name, properties | math)


def with_path(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
    """Return what a request must be allowed for: GetParametersByPath its path, as AWS documents it."""
    if service == "ssm" and b'"Path"' in body:
        return f"arn:aws:ssm:{rest[1]}:{rest[2]}:parameter{json.loads(body)['Path']}"
    return str(resource_arn(service, method, path, headers, body, *rest))


def over_tls(address: str, _: bool) -> None:
    """Take each request as one over TLS, which SAM's bucket insists on."""
    pin_origin(address, True)


resources = provisioners._RESOURCE_HANDLERS
api = resources["AWS::ApiGatewayV2::Api"]
api |= {"create": with_body(api["create"], 1), "update": with_body(api["update"], 2)}
for kind in ("CodeDeploy::Application", "CodeDeploy::DeploymentGroup", "CloudFront::MonitoringSubscription"):
    # Names only: an alias moves at once.
    resources[f"AWS::{kind}"] = {
        "create": lambda logical_id, properties, stack: (f"{stack}-{logical_id}", {}),
        "update": lambda physical_id, *_: (physical_id, {}),
        "delete": lambda *_: None,
    }
sam_transform = transform.transform
apply_transforms = engine._apply_transforms
evaluate_conditions = engine._evaluate_conditions
alarm_record = provisioners._cw_metric_alarm_record
resource_arn = iam_actions.extract_resource_arn
pin_origin = iam_evaluator.pin_request_origin
replace("_apply_transforms", with_values)
replace("_evaluate_conditions", joined)
replace("_cw_metric_alarm_record", without_math)
replace("extract_resource_arn", with_path)
replace("pin_request_origin", over_tls)
app._HEALTH_PATHS = ("/_ministack/health",)  # /health is ours

if __name__ == "__main__":
    app.main()
