"""Every ``code`` of an error, with its meaning: the enum of the OpenAPI document and the table in the docs.

A code is stable; the message beside it is for people and may change.
"""

from __future__ import annotations

ERROR_CODES: dict[str, str] = {
    # 400
    "invalid_request": "The request is wrong; details name the fields",
    "cart_incomplete": "The cart cannot be ordered yet; details name everything that is missing",
    "address_incomplete": "An address lacks parts that a delivery needs",
    "address_missing": "The customer needs a default billing address for this",
    "country_not_in_region": "The cart's region does not deliver to this country",
    "currency_mismatch": "The cart or the region has another currency than the request names",
    "region_mismatch": "The cart is in another region than the request names",
    "region_missing": "No region sells in this currency",
    "region_unknown": "There is no such region",
    "sku_unknown": "No product has this SKU",
    "sku_mismatch": "The SKU is not the one of the named variant",
    "invalid_email": "This is not a valid email address",
    "invalid_quantity": "The quantity is not valid",
    "too_many_lines": "The cart has as many lines as a cart may have",
    "metadata_too_large": "The metadata would be too large, with what is stored already",
    "promotion_unknown": "There is no such promotion code",
    "promotion_not_applicable": "The promotion code does not apply to this cart, or has been used up",
    "shipping_option_unavailable": "The shipping option does not deliver this cart",
    "payment_provider_unavailable": "The payment provider is not available for this cart",
    "not_a_service": "The product is not a service",
    "several_plans": "The service has several plans: name a variant",
    "response_too_large": "More was requested than fits into a response: request fewer entries",
    # 401, 403, 404
    "sign_in_required": "This needs a signed-in customer",
    "invalid_token": "The token is not valid, or no longer",
    "forbidden": "This belongs to another customer",
    "not_found": "This does not exist, or belongs to another customer",
    # 409
    "conflict": "The current state does not allow this",
    "cart_completed": "The cart is an order by now; orderId is that order's",
    "cart_empty": "The cart has no items",
    "cart_changed": "A price, quantity, promotion or the total is other than it was; nothing was ordered",
    "total_mismatch": "The total is not the expected one; nothing was ordered",
    "out_of_stock": "There are not enough pieces left; details say how many are",
    "not_for_sale": "A product is no longer for sale here",
    "lines_unavailable": "Several lines cannot be bought as they are; details say why",
    "no_price": "A product has no price in this region and currency",
    "too_many_addresses": "The customer has as many saved addresses as one may have",
    "purchase_key_reused": "The idempotency key was used for another purchase",
    "purchase_undone": "The order of this purchase no longer holds the service",
    "promotion_used_up": "A promotion code of the cart has been used up",
    "promotion_needs_customer": "A promotion code of the cart needs an email or a signed-in customer",
    "sales_channel_closed": "The shop's sales channel takes no orders",
    "shipping_method_missing": "Items need a delivery that is not chosen",
    "email_has_account": "The email belongs to an account: sign in to use it",
    "payment_action_required": "The shopper has to act first; paymentRedirectUrl or clientSecret say where",
    "payment_not_ready": "The cart has no payment that could be completed",
    "order_unpaid": "The order was placed, but its payment failed: contact the shop",
    "lock_contention": "Another request is changing the same thing: retry as retry-after says",
    "request_in_progress": "The first request with this idempotency key is still in progress",
    "outcome_unknown": "It is not known whether the first request with this idempotency key was done",
    # 412, 422, 429
    "version_mismatch": "The cart is not the version in if-match; nothing was done",
    "idempotency_key_reused": "The idempotency key was used with another body",
    "too_many_requests": "Too many requests: retry as retry-after says",
    # 5xx
    "internal_error": "The service failed",
    "not_configured": "The service is not configured correctly: contact the operator",
    "not_supported": "The Medusa server lacks what this needs",
    "upstream_failed": "The commerce server failed",
    "unavailable": "The service or the commerce server cannot be reached at the moment",
    "unhealthy": "The health check found a fault",
    "upstream_timeout": "The commerce server took too long",
}
