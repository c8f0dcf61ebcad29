"""Path parameters that are texts: handles and codes, not ids."""

from __future__ import annotations

RELATED = "GET /products/{id}/variants/{variantId}/related-products"
TEXTS = {
    ("GET /products/{id}", "id"),
    ("GET /categories/{id}", "id"),
    ("GET /collections/{id}", "id"),
    (RELATED, "id"),
    (RELATED, "variantId"),
    ("POST /resources/{id}/purchase", "id"),
    ("DELETE /carts/{cartId}/promotions/{code}", "code"),
}
"""They may have any characters: they are in Medusa's query or body, and find nothing there."""
