"""As much of Stripe's API as Medusa's Stripe provider and Stripe.js use, with Stripe's states and errors."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable

from flask import Flask, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from local.payment_lab import Json, Lab
from local.stripe_rules import ASYNC, DECLINED, NEEDS_3DS, StripeError, check, method_of, nested, unexpected

_OPEN = {"requires_payment_method", "requires_confirmation", "requires_action"}
_PAGE = """<!doctype html><title>Bank</title><h1>{title}</h1><form method=post>
<button name=outcome value=complete>Complete</button> <button name=outcome value=fail>Fail</button></form>"""


class Stripe:
    """Payment intents, refunds and customers of one account."""

    def __init__(self, lab: Lab, webhook_secret: str) -> None:
        self.lab = lab
        self.webhook_secret = webhook_secret
        self.intents: dict[str, Json] = {}
        self.customers: dict[str, Json] = {}
        self.refunded: dict[str, int] = {}
        self.replays: dict[str, tuple[str, Json, int, Json]] = {}

    def add_routes(self, app: Flask) -> None:
        """Add Stripe's routes, and the page of the shopper's bank."""
        posts: dict[str, Callable[..., Json]] = {
            "payment_intents": self._create,
            "payment_intents/<object_id>": self._update,
            "payment_intents/<object_id>/confirm": self._confirm,
            "payment_intents/<object_id>/cancel": self._cancel,
            "payment_intents/<object_id>/capture": self._capture,
            "refunds": self._refund,
            "customers": self._save_customer,
            "customers/<object_id>": self._save_customer,
        }
        gets: dict[str, Callable[..., Json]] = {
            "payment_intents/<object_id>": self._retrieve,
            "payment_methods/<object_id>": lambda object_id, **_: method_of(object_id),
        }
        for method, routes in (("POST", posts), ("GET", gets)):
            for rule, view in routes.items():
                app.add_url_rule(f"/v1/{rule}", f"{method} {rule}", self._route(view), methods=[method])
        app.add_url_rule("/stripe/<object_id>", "bank", self._bank, methods=["GET", "POST"])

    def _route(self, view: Callable[..., Json]) -> Callable[..., Response]:
        def respond(**names: str) -> Response:
            sent = nested(request.form if request.method == "POST" else request.args)
            if failed := self.lab.receive("stripe", sent):
                return failed
            key = request.headers.get("idempotency-key", "") if request.method == "POST" else ""
            with self.lab.lock:
                status, body = self._replayed(key, sent) or self._made(view, sent, names)
                if key and (status == 200 or "payment_intent" in body["error"]):
                    self.replays.setdefault(key, (request.path, sent, status, body))
            return Response(json.dumps(body), status, content_type="application/json")

        return respond

    def _made(self, view: Callable[..., Json], sent: Json, names: dict[str, str]) -> tuple[int, Json]:
        try:
            self._authenticate(sent, names.get("object_id", ""))
            status, body = 200, view(sent, **names)
        except StripeError as error:
            status, body = error.status, {"error": error.body}
        return status, json.loads(json.dumps(body))  # a copy: the intent continues to change

    def _authenticate(self, sent: Json, object_id: str) -> None:
        """Accept a secret key, or a publishable one with the intent's client secret."""
        authorization = request.authorization
        key = str(authorization and (authorization.token or authorization.username))
        secret = self.intents.get(object_id, {}).get("client_secret")
        knows = secret is not None and sent.get("client_secret") == secret
        if not (key.startswith("sk_test_") or (key.startswith("pk_test_") and knows)):
            raise StripeError("Invalid API Key provided", status=401)

    def _replayed(self, key: str, sent: Json) -> tuple[int, Json] | None:
        if key not in self.replays:
            return None
        path, before, status, body = self.replays[key]
        if (path, before) != (request.path, sent):
            message = "Keys for idempotent requests can only be used with the same parameters"
            return 400, {"error": {"type": "idempotency_error", "message": message}}
        return status, body

    def _create(self, sent: Json) -> Json:
        check(sent, "create")
        if "return_url" in sent and sent.get("confirm") != "true":
            raise StripeError("return_url can only be used with confirm=true", param="return_url")
        if "automatic_payment_methods" in sent and "payment_method_types" in sent:
            raise StripeError("Give automatic_payment_methods or payment_method_types, not both")
        for name in ("amount", "currency"):
            if name not in sent:
                raise StripeError(f"Missing required param: {name}.", "parameter_missing", param=name)
        new = f"pi_{secrets.token_hex(12)}"
        intent: Json = {
            "id": new,
            "object": "payment_intent",
            "amount": int(sent["amount"]),
            "amount_capturable": 0,
            "amount_received": 0,
            "automatic_payment_methods": sent.get("automatic_payment_methods"),
            "canceled_at": None,
            "capture_method": sent.get("capture_method", "automatic_async"),
            "client_secret": f"{new}_secret_{secrets.token_hex(12)}",
            "created": int(time.time()),
            "currency": sent["currency"],
            "customer": sent.get("customer"),
            "description": sent.get("description"),
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": False,
            "metadata": sent.get("metadata", {}),
            "next_action": None,
            "payment_method": sent.get("payment_method"),
            "payment_method_types": ["card", "sepa_debit"],
            "status": "requires_confirmation" if "payment_method" in sent else "requires_payment_method",
        }
        self.intents[new] = intent
        self._event("payment_intent.created", intent)
        if sent.get("confirm") == "true":
            self._try(intent, sent)
        return self._shown(intent, sent)

    def _update(self, sent: Json, object_id: str) -> Json:
        check(sent, "update")
        intent = self._intent(object_id)
        if intent["status"] not in _OPEN and {"amount", "currency"} & set(sent):
            raise unexpected(intent, "The amount cannot be changed")
        for name in sent.keys() - {"metadata", "expand"}:
            intent[name] = int(sent[name]) if name == "amount" else sent[name]
        merged = intent["metadata"] | sent.get("metadata", {})
        intent["metadata"] = {name: value for name, value in merged.items() if value}
        return self._shown(intent, sent)

    def _confirm(self, sent: Json, object_id: str) -> Json:
        check(sent, "confirm")
        intent = self._intent(object_id)
        if intent["status"] not in _OPEN:
            raise unexpected(intent, "You cannot confirm this PaymentIntent")
        self._try(intent, sent)
        return self._shown(intent, sent)

    def _try(self, intent: Json, sent: Json) -> None:
        method = intent["payment_method"] = sent.get("payment_method") or intent["payment_method"]
        if not method:
            raise unexpected(intent, "You cannot confirm this PaymentIntent without a payment method")
        method_of(method)
        automatic = (intent["automatic_payment_methods"] or {}).get("enabled") == "true"
        if automatic and "return_url" not in sent:
            raise StripeError("Payment methods might redirect: a return_url is needed", param="return_url")
        intent["last_payment_error"] = None
        if method == NEEDS_3DS:
            intent["return_url"] = sent.get("return_url", "")
            action = {"url": f"{request.host_url}stripe/{intent['id']}", "return_url": intent["return_url"]}
            intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": action}
            self._become(intent, "requires_action", "payment_intent.requires_action")
        elif method in ASYNC:
            if intent["capture_method"] == "manual":
                raise StripeError("sepa_debit cannot be captured manually", param="payment_method")
            self._become(intent, "processing", "payment_intent.processing")
        elif method == DECLINED:
            error = self._fail(intent, "card_declined")
            raise StripeError("Your card was declined.", "card_declined", 402, **error)
        else:
            self._pay(intent)

    def _pay(self, intent: Json) -> None:
        intent |= {"next_action": None, "latest_charge": f"ch_{secrets.token_hex(12)}"}
        if intent["capture_method"] == "manual":
            intent["amount_capturable"] = intent["amount"]
            self._become(intent, "requires_capture", "payment_intent.amount_capturable_updated")
        else:
            self._receive(intent, intent["amount"])

    def _receive(self, intent: Json, amount: int) -> None:
        intent |= {"amount_received": amount, "amount_capturable": 0}
        self._become(intent, "succeeded", "payment_intent.succeeded")

    def _fail(self, intent: Json, code: str) -> Json:
        intent["last_payment_error"] = {"type": "card_error", "code": code, "message": "The payment failed."}
        intent |= {"payment_method": None, "next_action": None}
        self._become(intent, "requires_payment_method", "payment_intent.payment_failed")
        return {"type": "card_error", "decline_code": "generic_decline", "payment_intent": intent}

    def _cancel(self, sent: Json, object_id: str) -> Json:
        check(sent, "cancel")
        intent = self._intent(object_id)
        if intent["status"] not in _OPEN | {"requires_capture"}:
            raise unexpected(intent, "You cannot cancel this PaymentIntent")
        intent |= {"canceled_at": int(time.time()), "next_action": None, "amount_capturable": 0}
        self._become(intent, "canceled", "payment_intent.canceled")
        return self._shown(intent, sent)

    def _capture(self, sent: Json, object_id: str) -> Json:
        check(sent, "capture")
        intent = self._intent(object_id)
        amount = int(sent.get("amount_to_capture") or intent["amount_capturable"])
        if intent["status"] != "requires_capture" or amount > intent["amount_capturable"]:
            raise unexpected(intent, f"This PaymentIntent could not be captured: {amount}")
        self._receive(intent, amount)
        return self._shown(intent, sent)

    def _refund(self, sent: Json) -> Json:
        check(sent, "refund")
        intent = self._intent(sent.get("payment_intent", ""))
        left = intent["amount_received"] - self.refunded.get(intent["id"], 0)
        amount = int(sent.get("amount", left))
        if intent["amount_received"] and not left:
            raise StripeError("The charge has already been refunded.", "charge_already_refunded")
        if not 0 < amount <= left:
            raise StripeError(f"Refund amount ({amount}) is greater than unrefunded amount ({left})")
        self.refunded[intent["id"]] = self.refunded.get(intent["id"], 0) + amount
        refund = {"id": f"re_{secrets.token_hex(12)}", "object": "refund", "status": "succeeded"}
        return refund | {"amount": amount, "payment_intent": intent["id"]}

    def _save_customer(self, sent: Json, object_id: str = "") -> Json:
        check(sent, "customer")
        customer = {"id": object_id or f"cus_{secrets.token_hex(7)}", "object": "customer"}
        customer |= self.customers.get(object_id, {}) | sent
        self.customers[customer["id"]] = customer
        return customer

    def _retrieve(self, sent: Json, object_id: str) -> Json:
        return self._shown(self._intent(object_id), sent)

    def _intent(self, object_id: str) -> Json:
        if object_id not in self.intents:
            raise StripeError("No such payment_intent", "resource_missing", 404, param="intent")
        return self.intents[object_id]

    def _shown(self, intent: Json, sent: Json) -> Json:
        if "payment_method" in sent.get("expand", {}).values() and intent["payment_method"]:
            return {**intent, "payment_method": method_of(intent["payment_method"])}
        return intent

    def _become(self, intent: Json, status: str, event: str) -> None:
        intent["status"] = status
        self._event(event, intent)

    def _event(self, kind: str, intent: Json) -> None:
        now = int(time.time())
        event = {"id": f"evt_{secrets.token_hex(12)}", "object": "event", "type": kind, "created": now}
        body = json.dumps({**event, "livemode": False, "data": {"object": intent}}).encode()
        signed = hmac.new(self.webhook_secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        self.lab.notify("/hooks/payment/stripe_stripe", body, {"stripe-signature": f"t={now},v1={signed}"})

    def _bank(self, object_id: str) -> AnyResponse:
        """Request the 3D Secure outcome from the shopper; settle, or refuse, a debit under way."""
        with self.lab.lock:
            intent = self.intents.get(object_id)
            if not intent or intent["status"] not in {"requires_action", "processing"}:
                return Response("This payment does not wait for a bank.", 409)
            if request.method == "GET":
                return Response(_PAGE.format(title=f"{intent['amount'] / 100} {intent['currency']}"))
            paid = request.form.get("outcome") == "complete"
            if paid:
                self._pay(intent)
            else:
                self._fail(intent, "payment_intent_authentication_failure")
            back = intent.get("return_url")
            words = f"payment_intent={object_id}&redirect_status={'succeeded' if paid else 'failed'}"
            return redirect(f"{back}{'&' if '?' in back else '?'}{words}", 303) if back else jsonify(intent)
