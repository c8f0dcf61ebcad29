"""A gateway for the tests alone, whose functions are measured: what they run counts as covered.

It serves the same template to the same Medusa as the local platform's own, which is left as it is.
"""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from dev import process
from dev.places import HOST, LOCAL, ROOT

_CONFIGURATION = f"""[run]
branch = True
parallel = True
sigterm = True
data_file = {ROOT}/.coverage
source =
    {ROOT}/layers/commerce/commerce
    {ROOT}/functions
"""


@contextmanager
def measured_gateway(addresses: dict[str, str]) -> Iterator[str]:
    """Run the gateway and give its address; on leaving, what its functions ran has been written down."""
    configuration = LOCAL / "coverage.ini"
    configuration.write_text(_CONFIGURATION)
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "GATEWAY_PORT": str(port),
        "AWS_PORT": str(urlsplit(addresses["aws"]).port),
        "PYTHONPATH": str(ROOT),
        "COVERAGE_PROCESS_START": str(configuration),
    }
    with (LOCAL / "logs/gateway-measured.log").open("wb") as log:
        gateway = subprocess.Popen(
            process.tethered([str(LOCAL / "sam/bin/python"), "-m", "dev.gateway"], parent=os.getpid()),
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    url = f"http://{HOST}:{port}"
    try:
        process.wait_for("gateway-measured", lambda: process.answers(url, 404), gateway)
        yield url
    finally:
        process.stop(gateway, patience=60)
