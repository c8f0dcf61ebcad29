"""A payment provider with a page of its own, to which a shopper is redirected.

`POST /hosted/pay/{id}` with ``outcome`` does what a button of the page does: ``authorized``, ``captured``,
``declined``, ``cancelled``, ``pending`` (a bank transfer under way). A paid payment cannot be cancelled.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets

from flask import Flask, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from local.payment_lab import Json, Lab

_NEXT = {
    "open": ["authorized", "captured", "declined", "cancelled", "pending"],
    "pending": ["captured", "declined"],
}
_PAGE = """<!doctype html><title>Hosted payment</title><h1>{amount:.2f} {currency}: {status}</h1>
<form method=post>{buttons}</form>"""


class Hosted:
    """The payments of one shop."""

    def __init__(self, lab: Lab, key: str) -> None:
        self.lab = lab
        self.key = key
        self.payments: dict[str, Json] = {}

    def add_routes(self, app: Flask) -> None:
        """Add the provider's API and its page."""
        app.add_url_rule("/hosted/payments", view_func=self._create, methods=["POST"])
        app.add_url_rule(
            "/hosted/payments/<payment_id>", "retrieve", self._act, defaults={"action": "retrieve"}
        )
        app.add_url_rule("/hosted/payments/<payment_id>/<action>", view_func=self._act, methods=["POST"])
        app.add_url_rule("/hosted/pay/<payment_id>", view_func=self._page, methods=["GET", "POST"])

    def _create(self) -> Response:
        sent = request.get_json()
        if failed := self._receive(sent):
            return failed
        if set(sent) - {"cancel_url"} != {"amount", "currency", "reference", "return_url"}:
            return _refused(400, "amount, currency, reference and return_url are needed")
        payment_id = f"hp_{secrets.token_hex(8)}"
        payment = sent | {"id": payment_id, "status": "open", "captured": 0, "refunded": 0}
        payment["redirect_url"] = f"{request.host_url}hosted/pay/{payment_id}"
        self.payments[payment_id] = payment
        return jsonify(payment)

    def _act(self, payment_id: str, action: str) -> Response:
        sent = request.get_json(silent=True) or {}
        if failed := self._receive(sent):
            return failed
        payment = self.payments.get(payment_id)
        if payment is None:
            return _refused(404, "no such payment")
        with self.lab.lock:
            status, amount = payment["status"], sent.get("amount", 0)
            if action == "cancel" and status in {"open", "declined", "cancelled"}:
                payment["status"] = "cancelled"
            elif action == "capture" and status in {"authorized", "captured"}:
                payment |= {"status": "captured", "captured": payment["amount"]}
            elif action == "refund" and 0 < amount <= payment["captured"] - payment["refunded"]:
                payment["refunded"] += amount
            elif action == "amount" and status == "open":
                payment["amount"] = amount
            elif action != "retrieve":
                return _refused(409, f"{action} is not possible: the payment is {status}")
            return jsonify(payment)

    def _receive(self, sent: Json) -> Response | None:
        failed = self.lab.receive("hosted", sent)
        known = hmac.compare_digest(request.headers.get("authorization", ""), f"Bearer {self.key}")
        return failed or (None if known else _refused(401, "the key is not valid"))

    def _page(self, payment_id: str) -> AnyResponse:
        payment = self.payments.get(payment_id)
        if payment is None:
            return _refused(404, "no such payment")
        outcomes = _NEXT.get(payment["status"], [])
        if request.method == "GET":
            button = "<button name=outcome value={0}>{0}</button> "
            return Response(_PAGE.format(**payment, buttons="".join(button.format(one) for one in outcomes)))
        with self.lab.lock:
            outcome = request.form.get("outcome", "")
            if outcome not in outcomes:
                return _refused(409, f"the payment is {payment['status']}: {outcomes} are possible")
            payment["status"] = outcome
            if outcome == "captured":
                payment["captured"] = payment["amount"]
        event = {name: payment[name] for name in ("id", "reference", "status", "amount")}
        body = json.dumps(event).encode()
        signature = hmac.new(self.key.encode(), body, hashlib.sha256).hexdigest()
        self.lab.notify("/hooks/payment/hosted_hosted", body, {"hosted-signature": signature})
        back = payment.get("cancel_url") if outcome == "cancelled" else None
        return redirect(back or payment["return_url"], 303)


def _refused(status: int, message: str) -> Response:
    return Response(json.dumps({"error": message}), status, content_type="application/json")
