"""The table of Medusa's refusals: what Medusa says, and the code and sentence that the client gets.

The order matters: the first rule whose pattern is found decides.
"""

from __future__ import annotations

from typing import NamedTuple

from commerce.errors import (
    ApiKeyRejectedError,
    BadRequestError,
    CommerceError,
    ConflictError,
    NotConfiguredError,
    PaymentProviderError,
)
from commerce.limits import ADDRESSES, CART_LINES


class Rule(NamedTuple):
    """A refusal of Medusa's, and the error that it becomes."""

    code: str
    pattern: str
    """What Medusa's type, code or message says, in any case."""
    message: str
    error: type[CommerceError] = ConflictError
    path: str | None = None
    """The field that is wrong, where it is the same on every route."""


RULES: tuple[Rule, ...] = (
    # Before all others: Medusa repeats the code, in which a client may have written another rule's words.
    Rule(
        "promotion_unknown", r"promotion code.*invalid", "This promotion code is not valid", BadRequestError
    ),
    Rule(
        "not_configured",
        r"single sales channel|multiple (associated )?sales channels",
        "The service is not configured: MEDUSAJS_PUBLISHABLE_API_KEY must have exactly one sales channel",
        NotConfiguredError,
    ),
    Rule(
        "not_configured",
        r"publishable (api )?key",
        "The service is not configured: MEDUSAJS_PUBLISHABLE_API_KEY is refused",
        ApiKeyRejectedError,
    ),
    Rule(
        "promotion_used_up",
        r"promotion usage exceeds|promotion code .* is used up",
        "A promotion code of this cart has been used up: remove it, and check the total",
    ),
    Rule(
        "promotion_needs_customer",
        r"required by promotion campai?n?g?n? budget",
        "A promotion code of this cart needs to know the customer: set the email, or remove the code",
    ),
    Rule(
        "metadata_too_large",
        r"metadata would have .* at most",
        "The metadata would be too large with what is stored",
        BadRequestError,
        "body.metadata",
    ),
    Rule(
        "too_many_lines",
        r"would have \d+ lines, at most",
        f"A cart has at most {CART_LINES} lines: remove one first",
        BadRequestError,
        "body.sku",
    ),
    Rule(
        "too_many_addresses",
        r"addresses, at most",
        f"You have {ADDRESSES} saved addresses, and cannot have more: delete one first",
    ),
    Rule(
        "out_of_stock",
        r"insufficient_inventory|required inventory|enough (inventory|stock)|not have any inventory items"
        r"|not associated with any stock location|not stocked at location|inventory level .*not found",
        "There is not enough stock: reduce the quantity or remove the item",
    ),
    Rule(
        "invalid_email",
        r"invalid email|email is not valid",
        "This is not a valid email address",
        BadRequestError,
        "body.email",
    ),
    Rule(
        "not_returnable",
        r"return more items than",
        "The order has fewer such pieces to return",
        BadRequestError,
        "body.items",
    ),
    Rule(
        "return_reason_unknown",
        r"return reason with id",
        "This reason for a return cannot be chosen: list the reasons again",
        BadRequestError,
        "body.items",
    ),
    Rule(
        "transfer_token_invalid",
        r"not_allowed +invalid token|not have an order transfer request|active order change is required",
        "The token is not valid, or no one asks for this order any more",
        BadRequestError,
        "body.token",
    ),
    Rule("order_cancelled", r"order with id .* has been canceled", "The order is cancelled"),
    Rule(
        "order_changing",
        r"existing active order change",
        "Another change of this order is open, such as a requested transfer",
    ),
    Rule("cart_completed", r"already (been )?completed", "This cart is already an order"),
    Rule(
        "not_for_sale",
        r"variants?\b.*(do(es)? not exist|is not published|not available)|not_for_sale"
        r"|does not have a product|no longer for sale",
        "A product in this cart is no longer for sale: remove it",
    ),
    # Before the lines without a price: of an option Medusa says the same.
    Rule(
        "shipping_option_unavailable",
        r"shipping options?.*(not found|invalid|not exist|not have a price)",
        "This shipping option is not available for the cart",
    ),
    Rule(
        "no_price",
        r"do(es)? not have a price|has no (unit )?price|no price",
        "A product in this cart has no price in the cart's region and currency: remove it",
    ),
    Rule(
        "country_not_in_region",
        r"country .*(not (within|in)|outside the) region|country_code",
        "The cart's region does not deliver to this country",
        BadRequestError,
    ),
    Rule(
        "region_unknown",
        r"region.*not found|no regions? found",
        "There is no such region",
        BadRequestError,
        "body.regionId",
    ),
    Rule(
        "currency_mismatch",
        r"currency code .* does not match",
        "The region sells in another currency",
        BadRequestError,
        "body.currency",
    ),
    Rule(
        "sales_channel_closed",
        r"sales ?channel",
        "The shop's sales channel takes no orders at the moment",
    ),
    Rule(
        "shipping_method_missing",
        r"no shipping method selected|shipping profiles? .*not satisfied",
        "The cart contains items for which no delivery is chosen: choose a shipping method for them",
    ),
    Rule("cart_empty", r"cart with no items", "The cart is empty: add an item"),
    Rule(
        "email_has_account",
        r"email belongs to an account",
        "This email belongs to an account: sign in to use it",
        ConflictError,
        "body.email",
    ),
    Rule("not_a_service", r"is not a service\b", "This product is not a service", BadRequestError, "path.id"),
    Rule(
        "several_plans",
        r"several plans",
        "This service has several plans: name a variant",
        BadRequestError,
        "path.id",
    ),
    Rule(
        "address_missing",
        r"address is required",
        "You need a default billing address for this",
        BadRequestError,
        "body",
    ),
    Rule(
        "payment_provider_unavailable",
        r"payment providers? .* (is|are) not enabled|unable to retrieve the payment provider",
        "This payment provider is not available for the cart",
    ),
    Rule(
        "region_missing",
        r"no region with",
        "No region sells in this currency",
        BadRequestError,
        "header.x-currency",
    ),
    Rule(
        "invalid_quantity",
        r"quantity must be greater than|quantity.*(less than|at least)",
        "The quantity must be greater than 0",
        BadRequestError,
        "body.quantity",
    ),
    Rule(
        "purchase_key_reused",
        r"idempotency_key was used",
        "This Idempotency-Key was used for another purchase",
        ConflictError,
        "header.idempotency-key",
    ),
    Rule(
        "purchase_undone",
        r"holds no such service",
        "The order of this purchase was changed, the service is no longer in it",
    ),
    Rule(
        "service_ended",
        r"service does not run any more",
        "The service has ended, or the shop has stopped it",
    ),
    Rule(
        "service_without_period",
        r"service has no paid period",
        "The service is paid once: it has no period to renew or to end with",
    ),
    Rule(
        "plan_unknown",
        r"no other plan of the service",
        "This is no other plan of the service: name another variant of its product",
        BadRequestError,
        "body.variantId",
    ),
    Rule(
        "plan_worth_less",
        r"worth more than this plan",
        "What is left of the paid period is worth more than this plan: cancel, and buy it after the end",
    ),
    Rule(
        "product_unknown",
        r"no such product to register|is no device",
        "There is no such product that can be registered",
    ),
    Rule(
        "serial_number_taken",
        r"serial number is registered",
        "This serial number is registered already: check it, or contact the shop",
        ConflictError,
        "body.serialNo",
    ),
    Rule(
        "too_many_assets",
        r"assets, at most",
        "You have as many assets, or assets to confirm, as one may have: contact the shop",
    ),
    Rule(
        "cart_paid",
        r"is paid: it can only be completed",
        "The cart is paid already: place the order",
    ),
    Rule(
        "paid_not_orderable",
        r"is paid, and cannot be ordered",
        "The cart is paid, but cannot be ordered as it is: contact the shop",
    ),
    Rule(
        "cart_changed",
        r"tax has changed: nothing was ordered",
        "The tax of the cart has changed: check the total, nothing was ordered",
    ),
    Rule(
        "lock_contention",
        r"(acquir\w+|timed.out).{0,20}\block|being completed by another request"
        r"|conflicted with another request|still under way|cart_locked|multiple links between",
        "Another request is changing the same record: retry",
    ),
    Rule(
        "payment_provider_failed",
        # The latter is Medusa's own, and taken back: the provider is down, or the payment was made just now.
        r"the payment provider failed|could not delete all payment sessions",
        "The payment provider failed, try again shortly",
        PaymentProviderError,
    ),
    Rule(
        "payment_not_ready",
        r"payment ?session|payment ?collection",
        "The cart's payment is not ready: choose a payment method again",
    ),
)
