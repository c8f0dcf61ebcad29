"""The adapter with a scripted server in Medusa's place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from commerce.caller import GUEST, Caller
from commerce.deadline import Deadline
from commerce.medusa.transport import client, connections
from commerce.medusa.transport.client import Medusa

from tests.conftest import Configure
from tests.support.recorded import recorded
from tests.support.requested import watched
from tests.support.upstream import Upstream


@pytest.fixture
def shop(upstream: Upstream, configure: Configure, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    """The server, which knows the recorded regions; everything else is the test's to script.

    A test fails when the code reads a field of a response that it did not request.
    """
    configure(MEDUSAJS_BASE_URL=upstream.url)
    monkeypatch.setattr(client, "_pool", connections.new_pool())
    monkeypatch.setattr(client, "backoff", lambda attempt: 0.001)
    upstream.on("GET /store/regions", recorded("regions"))
    upstream.otherwise("GET /store/product-categories", recorded("categories"))
    with watched() as unrequested:
        yield upstream
    assert not unrequested, "\n".join(dict.fromkeys(unrequested))


@pytest.fixture
def guest(shop: Upstream) -> Medusa:
    return Medusa(GUEST, Deadline.after(20))


@pytest.fixture
def anna(shop: Upstream) -> Medusa:
    """A customer whose Medusa id is `cus_anna`."""
    shop.on("GET /store/customers/me", {"customer": {"id": "cus_anna"}})
    return Medusa(Caller("anna.s.token", "anna", 2**31), Deadline.after(20))
