"""How AWS is asked: with the patience of somebody whom a shopper waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.config import Config

CONNECT_TIMEOUT = 2
READ_TIMEOUT = 3
ATTEMPTS = 2


def client_config() -> Config:
    """Give the limits of a client: two attempts of some seconds; boto3's own outlast the function."""
    from botocore.config import Config  # boto3 is imported when it is first needed, see `commerce.settings`

    retries: Any = {"total_max_attempts": ATTEMPTS, "mode": "standard"}
    return Config(connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT, retries=retries)
