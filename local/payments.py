"""Payment providers on this machine: Stripe's API, and a provider with a page of its own."""

from __future__ import annotations

import os
import subprocess
import sys

from flask import Flask

from local import process
from local.config import HOST, ROOT, Ports, secret
from local.hosted_api import Hosted
from local.payment_lab import Lab
from local.stripe_api import Stripe

STRIPE_HOST = ROOT / "local/stripe_host.cjs"
"""What Medusa preloads, so that its Stripe provider, as it is, calls this machine."""


def environment(ports: Ports) -> dict[str, str]:
    """Return the settings of Medusa's payment providers."""
    return {
        "STRIPE_API_KEY": f"sk_test_{secret('stripe')}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secret('stripe-webhook')}",
        "STRIPE_HOST_PORT": str(ports.payments),
        "HOSTED_PAYMENT_URL": f"{ports.url('payments')}/hosted",
        "HOSTED_PAYMENT_KEY": secret("hosted-payment"),
    }


def start(ports: Ports) -> subprocess.Popen[bytes]:
    """Start both providers in one process."""
    env = {**environment(ports), "PAYMENTS_PORT": str(ports.payments), "MEDUSA_URL": ports.url("medusa")}
    return process.launch("payments", [sys.executable, "-m", "local.payments"], env=env)


def main() -> None:
    """Serve until the process is stopped."""
    app = Flask("payments")
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    lab = Lab(os.environ["MEDUSA_URL"])
    lab.add_routes(app)
    Stripe(lab, os.environ["STRIPE_WEBHOOK_SECRET"]).add_routes(app)
    Hosted(lab, os.environ["HOSTED_PAYMENT_KEY"]).add_routes(app)
    app.run(HOST, int(os.environ["PAYMENTS_PORT"]), threaded=True)


if __name__ == "__main__":
    main()
