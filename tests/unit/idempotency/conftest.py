from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from commerce import idempotency
from commerce.api import logger
from commerce.medusa.transport import client, connections
from moto import mock_aws

from tests.conftest import Configure
from tests.support.upstream import Upstream


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("IDEMPOTENCY_TABLE", "answers")
    monkeypatch.setattr(idempotency, "_table", None)
    with mock_aws():
        dynamodb = boto3.resource("dynamodb", region_name="eu-central-1")
        yield dynamodb.create_table(
            TableName="answers",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )


@pytest.fixture
def medusa(upstream: Upstream, configure: Configure, monkeypatch: pytest.MonkeyPatch) -> Upstream:
    configure(MEDUSAJS_BASE_URL=upstream.url)
    monkeypatch.setattr(client, "_pool", connections.new_pool())
    monkeypatch.setattr(client, "backoff", lambda attempt: 0.001)
    upstream.on("GET /store/regions", *[{"regions": []}] * 3)
    logger.registered_handler.setStream(io.StringIO())  # type: ignore[attr-defined]
    return upstream
