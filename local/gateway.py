"""The gateway: SAM CLI's own local one over template.yaml, its functions run by our runtime.

Runs in SAM CLI's venv. It is built on SAM CLI's internals, whose version is pinned. What it changes is where
SAM CLI's gateway differs from an HTTP API on AWS: responses of the gateway itself, CORS headers
on all of them, header names in lower case, a request id per request, the limit of an event's size.
"""

from __future__ import annotations

import json
import platform
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import flask
import samcli
from samcli.commands.local.lib.local_lambda import LocalLambdaRunner
from samcli.lib.providers.api_collector import ApiCollector
from samcli.lib.providers.api_provider import ApiProvider
from samcli.lib.providers.sam_function_provider import SamFunctionProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider
from samcli.lib.utils.stream_writer import StreamWriter
from samcli.local.apigw.local_apigw_service import LocalApigwService
from samcli.local.apigw.service_error_responses import ServiceErrorResponses
from samcli.local.docker.exceptions import ProcessSigTermException
from samcli.yamlhelper import yaml_parse

from local import aws
from local.config import HOST, LOCAL, REGION, SETTINGS_PATH, TEMPLATE, Ports
from local.docs_page import add_docs_page
from local.runtime import Runtime, Tools

_LARGEST_EVENT = 6_291_456
"""Bytes that Lambda takes ("Request must be smaller than 6291456 bytes for the InvokeFunction operation")."""


class Gateway(LocalApigwService):  # type: ignore[misc]  # SAM CLI has no types
    """SAM CLI's gateway with the responses of an HTTP API."""

    exposed = ""
    """Response headers that a script may read: SAM CLI reads all of a CORS configuration but these."""

    def create(self) -> None:
        """Create the application: the template's routes, and what AWS returns where there is none."""
        super().create()
        self._app.url_map.merge_slashes = False
        self._app.before_request(self._options)
        self._app.after_request(self._with_cors)
        add_docs_page(self._app)

    def _options(self) -> flask.Response | None:
        """Respond to OPTIONS for any path, as AWS does without a route, an authorizer or a body."""
        if flask.request.method != "OPTIONS":
            return None
        response = flask.Response(status=204)
        del response.headers["content-type"]
        return response

    def _with_cors(self, response: flask.Response) -> flask.Response:
        """Set the CORS headers of a response, also of the gateway's own errors; no function has a say."""
        for name, _ in list(response.headers):
            if name.lower().startswith("access-control-"):
                del response.headers[name]
        cors, asked = self.api.cors, flask.request.headers
        origins = [allowed.strip() for allowed in (cors.allow_origin or "").split(",")] if cors else []
        preflight = flask.request.method == "OPTIONS"
        if asked.get("Origin") not in origins or (preflight and "Access-Control-Request-Method" not in asked):
            return response
        response.headers["Access-Control-Allow-Origin"] = asked["Origin"]
        if preflight:
            response.headers["Access-Control-Allow-Methods"] = cors.allow_methods
            response.headers["Access-Control-Allow-Headers"] = cors.allow_headers
            response.headers["Access-Control-Max-Age"] = str(cors.max_age)
        elif self.exposed:
            response.headers["Access-Control-Expose-Headers"] = self.exposed
        return response

    def _get_current_route(self, flask_request: Any) -> Any:
        try:
            return super()._get_current_route(flask_request)
        except KeyError:  # HEAD, which Flask adds to each GET
            flask.abort(404)

    def _generate_lambda_event(self, *arguments: Any) -> dict[str, Any]:
        try:
            event: dict[str, Any] = super()._generate_lambda_event(*arguments)
        except UnicodeDecodeError:
            flask.abort(message("Bad Request", 400))
        event["headers"] = {name.lower(): value for name, value in event["headers"].items()}
        # One id for a request, in its authorizer's event as in its function's.
        if "request_id" not in flask.g:
            flask.g.request_id = str(uuid.uuid4())
        event["requestContext"]["requestId"] = flask.g.request_id
        event["requestContext"]["timeEpoch"] = int(time.time() * 1000)
        if len(json.dumps(event)) > _LARGEST_EVENT:
            flask.abort(message("Request Entity Too Large", 413))
        return event


def message(text: str, status: int) -> flask.Response:
    """Return a response that API Gateway makes itself."""
    return flask.make_response({"message": text}, status)


def answer_as_aws() -> None:
    """Set the words and codes of an HTTP API in the gateway's own responses."""
    errors = ServiceErrorResponses
    errors._LAMBDA_FAILURE = {"message": "Internal Server Error"}
    errors.HTTP_STATUS_CODE_502 = 500
    errors._LAMBDA_AUTHORIZER_NOT_AUTHORIZED = {"message": "Forbidden"}
    errors.route_not_found = staticmethod(lambda *_: message("Not Found", 404))


def keep_authorizers() -> None:
    """Allow two methods of one path an authorizer each: SAM CLI would use the last one for both."""
    merged = ApiCollector.dedupe_function_routes

    def kept(routes: list[Any]) -> list[Any]:
        for route in routes:
            route.operation_name = route.operation_name or route.authorizer_name
        return list(merged(routes))

    ApiCollector.dedupe_function_routes = staticmethod(kept)


def layer_folder(source: Path) -> Path:
    """Return the importable folder of a layer: as it was built for this machine, else its source."""
    built = LOCAL / "layers" / source.name / "python"
    return built if built.exists() else source


def read(template: Path = TEMPLATE) -> Any:
    """Return the template as SAM CLI can serve it: without aliases and nested stacks, which only AWS has."""
    document = without_aliases(yaml_parse(template.read_text()))
    resources = document["Resources"]
    for name in [name for name, entry in resources.items() if entry["Type"] == "AWS::CloudFormation::Stack"]:
        del resources[name]
    return document


def without_aliases(node: Any) -> Any:
    """Return the template with each function's alias (``!Ref Name.Alias``) as the function itself.

    SAM knows that reference, SAM CLI's gateway does not: it would leave the authorizers out.
    """
    if isinstance(node, dict):
        name, dot, attribute = str(node.get("Ref", "")).partition(".")
        if dot and attribute == "Alias":
            return {"Fn::GetAtt": [name, "Arn"]}
        return {key: without_aliases(value) for key, value in node.items()}
    return [without_aliases(value) for value in node] if isinstance(node, list) else node


def exposed_headers(document: Any) -> str:
    """Return the response headers that scripts may read, as the template's HTTP API has them."""
    apis = [thing for thing in document["Resources"].values() if thing["Type"] == "AWS::Serverless::HttpApi"]
    cors = apis[0].get("Properties", {}).get("CorsConfiguration", {})
    return ",".join(cors.get("ExposeHeaders", []))


def origins(document: Any, ports: Ports) -> str:
    """Return the origins that browsers may call from: the template's, and the storefront's."""
    own = document.get("Parameters", {}).get("CorsOrigins", {}).get("Default", "")
    return f"{own},{ports.url('storefront')}"


def make(ports: Ports, template: Path = TEMPLATE, settings_path: str = SETTINGS_PATH) -> Gateway:
    """Create the gateway of a template; its functions find AWS and their settings at moto's address."""
    document = read(template)
    stacks, _ = SamLocalStackProvider.get_stacks(
        template_dictionary=document,
        parameter_overrides={"SettingsPath": settings_path, "CorsOrigins": origins(document, ports)},
    )
    emulator = f"local/rapid/aws-lambda-rie-{'arm64' if platform.machine() == 'aarch64' else 'x86_64'}"
    extra = {"AWS_ENDPOINT_URL_SSM": ports.url("aws"), "AWS_ENDPOINT_URL_DYNAMODB": ports.url("aws")}
    runtime = Runtime(
        Tools(Path(samcli.__file__).parent / emulator, LOCAL / "venv/bin/python"),
        lambda code_uri: layer_folder(template.parent / code_uri),
        extra,
    )
    folder = str(template.parent)
    runner = LocalLambdaRunner(runtime, SamFunctionProvider(stacks), folder, folder, aws_region=REGION)
    answer_as_aws()
    keep_authorizers()
    provider = ApiProvider(stacks, cwd=folder)
    gateway = Gateway(provider.api, runner, None, ports.gateway, HOST, StreamWriter(sys.stderr))
    gateway.exposed = exposed_headers(document)
    gateway.create()
    return gateway


if __name__ == "__main__":
    aws.isolate()
    serving = make(Ports.from_environment())
    with suppress(ProcessSigTermException):
        serving.run()
    serving.lambda_runner.local_runtime.close()
