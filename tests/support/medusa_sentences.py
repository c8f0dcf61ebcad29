"""Every sentence with which Medusa's cart, promotion, payment and stock code refuses a client, and its error.

The sentences are Medusa's own, from its workflows, modules and routes, with the status that its error handler
sets.
"""

from __future__ import annotations

from typing import Any

from commerce.errors import (
    ApiKeyRejectedError,
    BadRequestError,
    CommerceError,
    ConflictError,
    NotConfiguredError,
    NotFoundError,
    PaymentActionError,
    PaymentProviderError,
)

Json = dict[str, Any]


def said(message: str, kind: str = "invalid_data", **more: str) -> Json:
    return {"type": kind, "message": message, **more}


def not_allowed(message: str, **more: str) -> Json:
    return said(message, "not_allowed", **more)


def not_found(message: str) -> Json:
    return said(message, "not_found")


CONFLICT = said(
    "The request conflicted with another request. "
    "You may retry the request with the provided Idempotency-Key.",
    "conflict",
    code="invalid_state_error",
)
CHANNEL = "Either provide a sales channel ID or set the default sales channel for the store."

# Medusa's status and words, the code, the error
SENTENCES: list[tuple[int, Json, str, type[CommerceError]]] = [
    # add-to-cart, create-cart, update-line-item, update-cart (the lines are priced again)
    (
        400,
        said("Variants variant_1, variant_2 do not exist or belong to a product that is not published"),
        "not_for_sale",
        ConflictError,
    ),
    (400, said("Variant does not have a product"), "not_for_sale", ConflictError),
    # of the route that looks a variant up: there is no cart yet that could hold it
    (404, not_found("Product variant with id: variant_1 was not found"), "not_found", NotFoundError),
    (
        400,
        said("The variant variant_1 is not available in this sales channel"),
        "not_for_sale",
        ConflictError,
    ),
    (409, said("The items cali_1, cali_2 are no longer for sale", "conflict"), "not_for_sale", ConflictError),
    (400, said("Variants with IDs variant_1 do not have a price"), "no_price", ConflictError),
    (400, said("Items Drill, Saw do not have a price"), "no_price", ConflictError),
    (400, said("Line item Cordless Drill has no unit price"), "no_price", ConflictError),
    (
        400,
        said(
            "Inventory availability cannot be calculated in the given context. Either provide a single sales"
            " channel id or configure a single sales channel in the publishable key"
        ),
        "not_configured",
        NotConfiguredError,
    ),
    (
        400,
        {
            "message": "Provided request body contains errors. Please check the data and retry the request",
            "errors": ["The Publishable API Key in the header has multiple associated sales channels."],
        },
        "not_configured",
        NotConfiguredError,
    ),
    (400, said("Item quantity must be greater than 0"), "invalid_quantity", BadRequestError),
    (
        400,
        said("Invalid request: Value for field 'quantity' too small, expected at least: 0"),
        "invalid_quantity",
        BadRequestError,
    ),
    (
        400,
        not_allowed("Some variant does not have the required inventory", code="insufficient_inventory"),
        "out_of_stock",
        ConflictError,
    ),
    (
        400,
        said("Sales channel sc_1 is not associated with any stock location for variant variant_1."),
        "out_of_stock",
        ConflictError,
    ),
    (
        400,
        said("Variant variant_1 does not have any inventory items associated with it."),
        "out_of_stock",
        ConflictError,
    ),
    (404, not_found("Line item with id: cali_1 was not found"), "not_found", NotFoundError),
    (404, not_found("Cart id not found: cart_1"), "not_found", NotFoundError),
    (400, said("Cart cart_1 is already completed."), "cart_completed", ConflictError),
    (400, said("Invalid request: Invalid email address"), "invalid_email", BadRequestError),
    (400, said("The email is not valid"), "invalid_email", BadRequestError),
    (404, not_found("No regions found"), "region_unknown", BadRequestError),
    (404, not_found("Region id not found: reg_1"), "region_unknown", BadRequestError),
    (
        400,
        said("Currency code usd does not match the region's currency code eur"),
        "currency_mismatch",
        BadRequestError,
    ),
    (
        400,
        said("Country with code fr is not within region Europe"),
        "country_not_in_region",
        BadRequestError,
    ),
    (
        400,
        said("Unable to assign cart to disabled Sales Channel: Web"),
        "sales_channel_closed",
        ConflictError,
    ),
    (
        400,
        said(f"Sales channel is required when creating a cart. {CHANNEL}"),
        "sales_channel_closed",
        ConflictError,
    ),
    (404, not_found("SalesChannel with id: sc_1 was not found"), "sales_channel_closed", ConflictError),
    (
        409,
        said("The email belongs to an account: sign in to use it", "conflict"),
        "email_has_account",
        ConflictError,
    ),
    # promotions
    (400, said("The promotion code SAVE is invalid"), "promotion_unknown", BadRequestError),
    (400, not_allowed("Promotion usage exceeds the limit."), "promotion_used_up", ConflictError),
    (400, not_allowed("Promotion usage exceeds the budget limit."), "promotion_used_up", ConflictError),
    (409, said("The promotion code ONCE is used up", "conflict"), "promotion_used_up", ConflictError),
    (
        400,
        said('Attribute value for "customer_id" is required by promotion campaing budget'),
        "promotion_needs_customer",
        ConflictError,
    ),
    # shipping methods
    (400, said("Shipping Options are invalid for cart."), "shipping_option_unavailable", ConflictError),
    (
        400,
        said("Shipping options with IDs so_1 do not have a price"),
        "shipping_option_unavailable",
        ConflictError,
    ),
    (
        400,
        said("Shipping option with ID so_1 do not have a price"),
        "shipping_option_unavailable",
        ConflictError,
    ),
    # payments
    (
        400,
        said("Payment provider pp_x is not enabled in the cart's region reg_1."),
        "payment_provider_unavailable",
        ConflictError,
    ),
    (
        400,
        said("Payment providers pp_x, pp_y are not enabled in the cart's region reg_1."),
        "payment_provider_unavailable",
        ConflictError,
    ),
    (404, not_found("PaymentSession with id: payses_1 was not found"), "payment_not_ready", ConflictError),
    (404, not_found("PaymentCollection with id: paycol_1 was not found"), "payment_not_ready", ConflictError),
    (404, not_found("payment_session with id: payses_1 was not found"), "not_found", NotFoundError),
    (
        409,
        said("The payment session can no longer be used", "conflict"),
        "payment_not_ready",
        ConflictError,
    ),
    # complete-cart
    (400, said("Cannot complete a cart with no items"), "cart_empty", ConflictError),
    (
        400,
        said("No shipping method selected but the cart contains items that require shipping."),
        "shipping_method_missing",
        ConflictError,
    ),
    (
        400,
        said(
            "The cart items require shipping profiles that are not satisfied by the current shipping methods"
        ),
        "shipping_method_missing",
        ConflictError,
    ),
    (
        400,
        said("Payment collection has not been initiated for cart"),
        "payment_not_ready",
        ConflictError,
    ),
    (400, said("Payment sessions are required to complete cart"), "payment_not_ready", ConflictError),
    (
        400,
        not_allowed("Not enough stock available for item iitem_1 at location sloc_1"),
        "out_of_stock",
        ConflictError,
    ),
    (404, not_found("Item iitem_1 is not stocked at location sloc_1"), "out_of_stock", ConflictError),
    (
        404,
        not_found("Inventory level for item iitem_1 and location sloc_1 not found"),
        "out_of_stock",
        ConflictError,
    ),
    (
        400,
        not_allowed("Session: payses_1 was not authorized with the provider."),
        "payment_action_required",
        PaymentActionError,
    ),
    # two concurrent requests
    (409, CONFLICT, "lock_contention", ConflictError),
    (400, said("Cannot create multiple links between 'order' and 'cart'"), "lock_contention", ConflictError),
    (
        400,
        said("Cannot create multiple links between 'cart' and 'payment_collection'"),
        "lock_contention",
        ConflictError,
    ),
    (500, said('Failed to acquire lock for key "cart_1"', ""), "lock_contention", ConflictError),
    (500, said("Timed-out acquiring lock.", ""), "lock_contention", ConflictError),
    (409, said("The same is still under way, try again later", "conflict"), "lock_contention", ConflictError),
    # the bundle's plugin: bounds, a service's purchase
    (
        400,
        said("The metadata would have 20000 bytes, at most 16384 are allowed"),
        "metadata_too_large",
        BadRequestError,
    ),
    (
        400,
        not_allowed("The cart would have 101 lines, at most 100 are allowed"),
        "too_many_lines",
        BadRequestError,
    ),
    (
        400,
        not_allowed("The customer has 100 addresses, at most 100 are allowed"),
        "too_many_addresses",
        ConflictError,
    ),
    (400, said("Cordless Drill is not a service"), "not_a_service", BadRequestError),
    (
        409,
        said("The idempotency_key was used for another purchase", "conflict"),
        "purchase_key_reused",
        ConflictError,
    ),
    (
        409,
        said("The order order_1 of this purchase holds no such service any more", "conflict"),
        "purchase_undone",
        ConflictError,
    ),
    (409, said("The service does not run any more", "conflict"), "service_ended", ConflictError),
    (
        409,
        said("The service has no paid period: it is paid once", "conflict"),
        "service_without_period",
        ConflictError,
    ),
    (400, said("This is no other plan of the service"), "plan_unknown", BadRequestError),
    (
        409,
        said("What is left of the paid period is worth more than this plan", "conflict"),
        "plan_worth_less",
        ConflictError,
    ),
    (400, not_allowed("The service's plan is no longer for sale"), "not_for_sale", ConflictError),
    (400, said("There is no such product to register"), "product_unknown", ConflictError),
    (400, said("The product is no device"), "product_unknown", ConflictError),
    (409, said("The serial number is registered already", "conflict"), "serial_number_taken", ConflictError),
    (
        409,
        said("The customer has 1000 assets, at most 1000, and 20 to confirm", "conflict"),
        "too_many_assets",
        ConflictError,
    ),
    (
        409,
        said("Another change of the service was still under way, try again", "conflict"),
        "lock_contention",
        ConflictError,
    ),
    (
        400,
        said("Care has several plans, name one of them: Basic, Plus"),
        "several_plans",
        BadRequestError,
    ),
    (
        400,
        said("address is required: the customer has no default billing address"),
        "address_missing",
        BadRequestError,
    ),
    (
        400,
        said("The country fr is outside the region, allowed are: de, pl"),
        "country_not_in_region",
        BadRequestError,
    ),
    (
        400,
        said('There is no region with {"region_id":"reg_1","currency_code":"eur"}'),
        "region_missing",
        BadRequestError,
    ),
    (
        400,
        said("The payment provider pp_x is not enabled in the region, only: pp_y"),
        "payment_provider_unavailable",
        ConflictError,
    ),
    # our key
    (
        400,
        not_allowed("A valid publishable key is required to proceed"),
        "not_configured",
        ApiKeyRejectedError,
    ),
    (
        400,
        not_allowed("Publishable API key required in the request header: x-publishable-api-key."),
        "not_configured",
        ApiKeyRejectedError,
    ),
    (
        400,
        said("Publishable key needs to have a sales channel configured"),
        "not_configured",
        ApiKeyRejectedError,
    ),
    (
        400,
        said("Requested sales channel is not part of the publishable key"),
        "not_configured",
        ApiKeyRejectedError,
    ),
    (409, said("The cart is paid: it can only be completed", "conflict"), "cart_paid", ConflictError),
    (400, not_allowed("The cart is paid: it can only be completed"), "cart_paid", ConflictError),
    (
        409,
        said("The cart is paid, and cannot be ordered: its tax is not that of its address", "conflict"),
        "paid_not_orderable",
        ConflictError,
    ),
    (409, said("The cart's tax has changed: nothing was ordered", "conflict"), "cart_changed", ConflictError),
    (
        500,
        said("Could not delete all payment sessions", "unexpected_state"),
        "payment_provider_failed",
        PaymentProviderError,
    ),
]
