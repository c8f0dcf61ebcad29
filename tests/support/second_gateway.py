"""A second gateway over the same template, for functions of its own: with other settings and shorter limits.

``python -m tests.support.second_gateway PORT AWS-PORT SETTINGS-PATH SECONDS``, in SAM CLI's venv.
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress

from samcli.local.docker.exceptions import ProcessSigTermException

from local import aws, gateway
from local.config import LOCAL, ROOT, TEMPLATE, Ports

_FOLDERS = re.compile(r"\b(CodeUri|ContentUri): (\S+)")


def main() -> None:
    """Serve until stopped."""
    port, aws_port, path, seconds = sys.argv[1:]
    text = _FOLDERS.sub(rf"\1: {ROOT}/\2", TEMPLATE.read_text()).replace("Timeout: 20", f"Timeout: {seconds}")
    template = LOCAL / f"gateway-{port}.yaml"
    template.write_text(text)
    serving = gateway.make(Ports(gateway=int(port), aws=int(aws_port)), template, path)
    try:
        with suppress(ProcessSigTermException):
            serving.run()
    finally:
        serving.lambda_runner.local_runtime.close()
        template.unlink()


if __name__ == "__main__":
    aws.isolate()
    main()
