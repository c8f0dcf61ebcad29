"""Checkouts that are paid at a provider of the local platform, and what happens at the provider meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import urllib3

from local.shop import ADDRESS, Answer, Shop

MANUAL, STRIPE, HOSTED = "pp_system_default", "pp_stripe_stripe", "pp_hosted_hosted"
RETURN_URL = "http://localhost/ok"

_METHODS = {
    "captured": "pm_card_visa",
    "declined": "pm_card_chargeDeclined",
    "3D Secure": "pm_card_threeDSecure2Required",
    "pending": "pm_sepaDebit",
}


@dataclass
class Payments:
    """The process with both providers; ``url`` is its address."""

    url: str

    def behave(self, **wanted: str) -> None:
        """Set ``fault`` and ``webhooks``, as in `local.payment_lab`."""
        assert urllib3.request("POST", f"{self.url}/lab", json=wanted).status == 200

    def requests(self) -> list[dict[str, Any]]:
        """Return what the providers were sent so far."""
        found: list[dict[str, Any]] = urllib3.request("GET", f"{self.url}/lab/requests").json()
        return found

    def act(self, session: dict[str, Any], step: str) -> int:
        """Do what a shopper, or her bank, does with a payment; return the provider's status."""
        if secret := session.get("clientSecret"):
            return self._at_stripe(secret, step)
        url = session.get("redirectUrl") or session["paymentRedirectUrl"]
        return _post(url, {"outcome": step})

    def _at_stripe(self, secret: str, step: str) -> int:
        intent = secret.partition("_secret_")[0]
        path = f"{self.url}/v1/payment_intents/{intent}"
        if step == "cancelled":
            return _post(f"{path}/cancel", {}, "sk_test_shop")
        if step in {"complete", "fail"}:
            return _post(f"{self.url}/stripe/{intent}", {"outcome": step})
        fields = {"payment_method": _METHODS[step], "client_secret": secret, "return_url": RETURN_URL}
        return _post(f"{path}/confirm", fields, "pk_test_shop")


def _post(url: str, fields: dict[str, str], key: str = "") -> int:
    headers = {"authorization": f"Bearer {key}", "content-type": "application/x-www-form-urlencoded"}
    return urllib3.request("POST", url, body=urlencode(fields), headers=headers, redirect=False).status


@dataclass
class Checkout:
    """A cart on its way to an order: step by step, or in one call that is repeated."""

    shop: Shop
    seed: dict[str, Any]
    provider: str
    in_one_call: bool = False
    cart: str = field(init=False)

    def __post_init__(self) -> None:
        self.cart = self.shop.cart_with()["id"]
        self.path = f"/checkout/{self.cart}"
        self.addresses = {
            "shippingAddress": ADDRESS,
            "sameAsBillingAddress": True,
            "email": "payer@example.com",
        }
        self.option = self.seed["shippingOptions"]["EUR"]["flat"]
        if not self.in_one_call:
            assert self.shop.post(f"{self.path}/addresses", self.addresses).status == 200
            option = {"shippingOptionId": self.option}
            assert self.shop.post(f"{self.path}/shipping-method", option).status == 200

    def order(self) -> Answer:
        if not self.in_one_call:
            return self.shop.post(f"{self.path}/place-order")
        chosen = {"shippingMethodId": self.option, "paymentProviderId": self.provider}
        return self.shop.post(f"{self.path}/complete", self.addresses | chosen | {"returnUrl": RETURN_URL})

    def begin(self, **more: Any) -> dict[str, Any]:
        """Begin the payment; return what the shopper needs for it, with the session's id."""
        if self.in_one_call:
            waiting = self.order()
            assert (waiting.status, waiting.body["code"]) == (409, "payment_action_required"), waiting.body
            return {**waiting.body, "id": self.shop.get(f"/carts/{self.cart}").body["paymentSessionId"]}
        body = {"cartId": self.cart, "providerId": self.provider, "returnUrl": RETURN_URL} | more
        made = self.shop.post("/payments/sessions", body)
        assert made.status == 201, made.body
        return dict(made.body)

    def session(self, begun: dict[str, Any]) -> Answer:
        return self.shop.get(f"/payments/sessions/{begun['id']}")
