"""The local gateway must do what API Gateway does, or what works here fails after the deployment.

A template of its own and functions that tell what they were given, run by the real runtime interface. What
API Gateway does is known from:

- AWS's guide: "Configure CORS for HTTP APIs" (OPTIONS needs no route; CORS headers need an Origin, with
  OPTIONS an Access-Control-Request-Method too; those of a function are ignored), the quotas of HTTP APIs and
  of Lambda;
- events that others published: rawPath and path parameters are decoded before a route is looked up
  (fastify/aws-lambda-fastify#169, honojs/hono#2156).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import urllib3

from local import process
from local.config import HOST, LOCAL, ROOT

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  SettingsPath: {Type: String, Default: /not/this}
Globals:
  Function:
    Runtime: python3.13
    Handler: app.handler
    Timeout: 2
    AutoPublishAlias: live
    Environment: {Variables: {SETTINGS_PATH: !Ref SettingsPath}}
Resources:
  Layer:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: layer}
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: [https://shop.example]
        AllowMethods: [GET, POST]
        AllowHeaders: [authorization, if-match]
        ExposeHeaders: [etag, x-request-id]
        MaxAge: 600
      Auth:
        Authorizers:
          Customer: &asks
            AuthorizerPayloadFormatVersion: "2.0"
            EnableSimpleResponses: true
            FunctionArn: !Ref AuthorizerFunction.Alias
            Identity: {Headers: [Authorization]}
          Visitor:
            <<: *asks
            Identity: {ReauthorizeEvery: 0}
  AuthorizerFunction:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: authorizer}
  ThingsFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: things
      Layers: [!Ref Layer]
      Events:
        Thing:
          Type: HttpApi
          Properties: {ApiId: !Ref Api, Method: POST, Path: "/things/{id}", Auth: {Authorizer: Visitor}}
        Mine:
          Type: HttpApi
          Properties: {ApiId: !Ref Api, Method: GET, Path: /mine, Auth: {Authorizer: Customer}}
"""

AUTHORIZER = """
def handler(event, context):
    token = event["headers"].get("authorization")
    if token == "crash":
        raise RuntimeError("no provider")
    request = event["requestContext"]["requestId"]
    return {"isAuthorized": token != "bad", "context": {"token": token or "none", "request": request}}
"""

THINGS = """
import json, os, time
from shared import VERSION

def handler(event, context):
    order = json.loads(event.get("body") or "{}")
    if order.get("do") == "raise":
        raise KeyError("inner secret")
    if order.get("do") == "exit":
        os._exit(1)
    if order.get("do") == "sleep":
        time.sleep(order["seconds"])
    told = {"event": event, "pid": os.getpid(), "version": VERSION, "cwd": os.getcwd(), **os.environ}
    return {"statusCode": 201, "headers": {"content-type": "application/json"}, "body": json.dumps(told)}
"""

RUN = """
import sys; from pathlib import Path
from local import aws, gateway; from local.config import Ports
aws.isolate(); gateway.make(Ports(gateway=int(sys.argv[1]), aws=9), Path(sys.argv[2])).run()
"""


@dataclass
class Stack:
    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        answer = urllib3.request(
            method, self.url + path, body=json.dumps(body) if body else None, headers=headers, retries=False
        )
        return answer.status, json.loads(answer.data) if answer.data else None

    def thing(self, **order: Any) -> tuple[int, Any]:
        return self.ask("POST", "/things/1", order)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    files = {
        "template.yaml": TEMPLATE,
        "authorizer/app.py": AUTHORIZER,
        "things/app.py": THINGS,
        "layer/shared.py": "VERSION = 1",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    command = [str(LOCAL / "sam/bin/python"), "-c", RUN, str(port), str(folder / "template.yaml")]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "AWS_PROFILE": "somebody", "AWS_ACCESS_KEY_ID": "real"}
    with (folder / "gateway.log").open("wb") as log:
        gateway = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    url = f"http://{HOST}:{port}"
    process.wait_for("gateway", lambda: process.responds(url, 404), gateway)
    yield Stack(url, folder, gateway)
    process.stop(gateway)


def test_a_function_gets_api_gateways_event_and_its_environment(stack: Stack) -> None:
    status, told = stack.ask("POST", "/things/a%20%25b?x=1&x=2", {"n": 1}, Authorization="good")

    event = told["event"]
    assert status == 201
    assert event["version"] == "2.0"
    assert event["routeKey"] == "POST /things/{id}"
    assert (event["rawPath"], event["pathParameters"]) == ("/things/a %b", {"id": "a %b"})
    assert event["queryStringParameters"] == {"x": "1,2"}
    assert event["headers"]["authorization"] == "good"
    authorizer = event["requestContext"]["authorizer"]["lambda"]
    assert authorizer == {"token": "good", "request": event["requestContext"]["requestId"]}
    assert told["SETTINGS_PATH"] == "/medusa-bundle/local"
    assert told["AWS_ENDPOINT_URL_SSM"] == "http://127.0.0.1:9"
    assert told["cwd"] == str(stack.folder / "things")
    assert told["AWS_ACCESS_KEY_ID"] == "local"


def test_each_request_has_an_id_of_its_own(stack: Stack) -> None:
    ids = {stack.thing()[1]["event"]["requestContext"]["requestId"] for _ in range(3)}

    assert len(ids) == 3


@pytest.mark.parametrize(
    ("method", "path", "authorization", "status", "message"),
    [
        ("GET", "/nowhere", "", 404, "Not Found"),
        ("DELETE", "/things/1", "", 404, "Not Found"),
        ("POST", "/things//1", "", 404, "Not Found"),
        ("POST", "/things/a%2Fb", "", 404, "Not Found"),
        ("GET", "/mine", "", 401, "Unauthorized"),
        ("GET", "/mine", "bad", 403, "Forbidden"),
        ("POST", "/things/1", "bad", 403, "Forbidden"),
        ("POST", "/things/1", "crash", 500, "Internal Server Error"),
    ],
)
def test_the_gateway_s_own_responses(
    stack: Stack, method: str, path: str, authorization: str, status: int, message: str
) -> None:
    headers = {"Authorization": authorization} if authorization else {}

    assert stack.ask(method, path, **headers) == (status, {"message": message})


@pytest.mark.parametrize(
    ("method", "path", "authorization", "status"),
    [
        ("POST", "/things/1", "good", 201),
        ("POST", "/things/1", "crash", 500),
        ("GET", "/mine", "", 401),
        ("GET", "/mine", "bad", 403),
        ("GET", "/nowhere", "", 404),
    ],
)
def test_a_script_of_the_shop_can_read_every_response(
    stack: Stack, method: str, path: str, authorization: str, status: int
) -> None:
    sent = {"Authorization": authorization} if authorization else {}

    known, headers = cors(stack, method, path, Origin="https://shop.example", **sent)
    assert known == status
    assert headers == {
        "access-control-allow-origin": "https://shop.example",
        "access-control-expose-headers": "etag,x-request-id",
    }
    for origin in ("https://other.example", "null", "https://shop.example.other.example"):
        assert cors(stack, method, path, Origin=origin, **sent) == (status, {})


def test_an_encoded_slash_parts_a_path_as_a_plain_one(stack: Stack) -> None:
    status, told = stack.ask("POST", "/things%2F1")
    assert (status, told["event"]["rawPath"]) == (201, "/things/1")


@pytest.mark.parametrize(("megabytes", "status"), [(5.9, 201), (6, 413)])
def test_what_lambda_cannot_take_is_413(stack: Stack, megabytes: float, status: int) -> None:
    known, told = stack.ask("POST", "/things/1", {"n": "x" * int(megabytes * 2**20)})
    assert known == status
    if status == 413:
        assert told == {"message": "Request Entity Too Large"}


def test_options_without_a_preflight_s_headers_are_answered_without_cors(stack: Stack) -> None:
    for headers in ({}, {"Origin": "https://shop.example"}, {"Access-Control-Request-Method": "GET"}):
        assert cors(stack, "OPTIONS", "/mine", **headers) == (204, {})


@pytest.mark.parametrize("path", ["/things/1", "/mine", "/nowhere"])
def test_a_preflight_needs_no_token_and_no_route(stack: Stack, path: str) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "if-match"}

    status, headers = cors(stack, "OPTIONS", path, Origin="https://shop.example", **asked)
    assert (status, headers["access-control-allow-origin"]) == (204, "https://shop.example")
    assert set(headers["access-control-allow-headers"].split(",")) == {"authorization", "if-match"}
    assert {"GET", "POST"} <= set(headers["access-control-allow-methods"].split(","))
    assert headers["access-control-max-age"] == "600"
    answer = urllib3.request("OPTIONS", stack.url + path, headers=asked | {"Origin": "https://shop.example"})
    assert (answer.data, answer.headers.get("content-type")) == (b"", None)
    assert cors(stack, "OPTIONS", path, Origin="https://other.example", **asked) == (204, {})


def cors(stack: Stack, method: str, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    """Return the status and the CORS headers of a response."""
    answer = urllib3.request(method, stack.url + path, headers=headers, retries=False)
    found = {name.lower(): value for name, value in answer.headers.items()}
    return answer.status, {name: value for name, value in found.items() if name.startswith("access-control")}


def test_head_is_no_get(stack: Stack) -> None:
    assert stack.ask("HEAD", "/mine") == (404, None)


@pytest.mark.parametrize("order", [{"do": "raise"}, {"do": "exit"}, {"do": "sleep", "seconds": 20}])
def test_a_failing_function_leaks_nothing_and_the_next_works(stack: Stack, order: dict[str, Any]) -> None:
    """The one that sleeps would respond well, were it not for the two seconds that the template gives it."""
    assert stack.thing(**order) == (500, {"message": "Internal Server Error"})
    assert stack.thing()[0] == 201


def test_an_instance_is_kept_and_has_one_request_at_a_time(stack: Stack) -> None:
    with ThreadPoolExecutor(3) as callers:
        at_once = list(callers.map(lambda _: stack.thing(do="sleep", seconds=1)[1]["pid"], range(3)))
    afterwards = {stack.thing()[1]["pid"] for _ in range(3)}

    assert len(set(at_once)) == 3
    assert len(afterwards) == 1
    assert afterwards < set(at_once)


def test_an_edit_is_run_without_a_restart(stack: Stack) -> None:
    assert stack.thing()[1]["version"] == 1

    (stack.folder / "layer/shared.py").write_text("VERSION = 2")

    deadline = time.monotonic() + 30  # it looks for changes twice a second
    while stack.thing()[1]["version"] == 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert stack.thing()[1]["version"] == 2


def test_no_instance_outlives_a_gateway_that_is_killed(stack: Stack) -> None:
    instance = stack.thing()[1]["pid"]

    stack.process.send_signal(signal.SIGKILL)
    stack.process.wait()

    deadline = time.monotonic() + 5
    while Path(f"/proc/{instance}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
