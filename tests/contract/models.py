"""The contract's models as it writes them, and a check of a response against them.

Written down apart from the models of the code, so that neither can drift unseen. A field is ``name``,
``name?`` (may be missing) or ``name:type``; a type is string (said or not), number, boolean, object (any JSON
object), ``=A|B`` (one of these values), a model's name, ``[type]`` (a list) or ``{type}`` (a list with its
total).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TEXT = """
Error: statusCode:number error code message details?:[Detail] orderId?
Detail: path message code? lineId? available?:number
GatewayError: message
Price: value:number currency
ProductPrice: value:number currency taxIncluded?:boolean grossValue?:number priceListType?:=SALE|OVERRIDE
PriceRange: min:ProductPrice max:ProductPrice
Address: firstName? lastName? companyName? taxId? country district? region? streetName streetNumber?
    apartment? city postalCode email? phone?
Media: url alt width?:number height?:number
Product: id sku name description shortDescription? subtitle? variantId? image?:Media images?:[Media]
    price:ProductPrice originalPrice?:ProductPrice priceRange?:PriceRange
    link type:=PHYSICAL|VIRTUAL category tags:[Tag] attributes?:object location?
    optionGroups?:[OptionGroup] variants?:[ProductVariant] inStock:boolean availableQuantity?:number
    referenceType?:=SPARE_PART|REPLACEMENT|COMPATIBLE_SERVICE
    handle? categories?:[ProductCategory] updatedAt? seo?:Seo
CategoryName: id name handle
ProductCategory: id name handle path:[CategoryName]
Seo: title? description?
LineProduct: id sku name description shortDescription? variantId? image?:Media price:Price link
    type:=PHYSICAL|VIRTUAL category tags:[Tag]
Tag: label variant
OptionGroup: id title values:[string]
ProductVariant: id sku title slug link options?:object price:ProductPrice originalPrice?:ProductPrice
    image?:Media inStock:boolean availableQuantity?:number
Cart: id customerId? name? createdAt updatedAt expiresAt? regionId? currency items:{CartItem} subtotal?:Price
    discountTotal?:Price taxTotal?:Price shippingTotal?:Price total:Price shippingAddress?:Address
    billingAddress?:Address shippingMethod?:ShippingMethod paymentMethod?:PaymentMethod
    promotions?:[Promotion] metadata?:object notes? email? paymentSessionId? shippingSubtotal?:Price
    discountSubtotal?:Price creditTotal?:Price shippingMethods?:[ShippingMethod] completedAt? orderId?
    merged?:object version
LineDiscount: code amount:Price
CartItem: id sku quantity:number price:Price subtotal?:Price discountTotal?:Price
    discounts?:[LineDiscount] total:Price unit?:=PCS currency product:LineProduct variantId?
    variantTitle? options?:object metadata?:object
Promotion: id code name? description? type?:=PERCENTAGE|FIXED_AMOUNT|FREE_SHIPPING value? amount?:Price
ShippingMethod: id name description? total?:Price subtotal?:Price
PaymentMethod: id name description?
Country: code name?
Region: id name currency countries:[Country] paymentProviders?:[PaymentProvider]
Locale: code name
CategoryName: id name handle
Category: id name handle description? path:[CategoryName] productCount?:number children:[Category]
Collection: id title handle
Profile: id email firstName? lastName? companyName? phone? defaultShippingAddressId?
    defaultBillingAddressId? createdAt updatedAt
PaymentProvider: id name type isEnabled:boolean requiresRedirect?:boolean config?:object
PaymentSession: id cartId providerId status:=PENDING|AUTHORIZED|CAPTURED|FAILED|CANCELLED redirectUrl?
    clientSecret? expiresAt? metadata?:object
CheckoutSummary: cart:Cart shippingAddress?:Address billingAddress?:Address shippingMethod?:ShippingMethod
    shippingMethods?:[ShippingMethod] paymentMethod?:PaymentMethod totals:Totals notes? email?
Totals: subtotal:Price shipping:Price tax:Price discount:Price credit?:Price total:Price
PlacedOrder: order:Order paymentRedirectUrl?
CustomerAddress: id customerId label? isDefault?:boolean address:Address createdAt updatedAt
LineQuantity: itemId quantity:number
Tracking: number url?
Fulfilment: id status:=PACKED|SHIPPED|DELIVERED|CANCELLED packedAt? shippedAt? deliveredAt? cancelledAt?
    items?:[LineQuantity] tracking?:[Tracking]
Refund: id amount:Price createdAt
CreditLine: id amount:Price
ReturnReason: id label description?
ReturnItem: itemId quantity:number receivedQuantity:number reasonId? note?
Return: id orderId number?:number status:=OPEN|REQUESTED|PARTIALLY_RECEIVED|RECEIVED|CANCELLED|UNKNOWN
    createdAt receivedAt? cancelledAt? items:[ReturnItem]
Transfer: orderId status:=REQUESTED|ACCEPTED|DECLINED
UnavailableItem: itemId sku name quantity:number code:=not_for_sale|out_of_stock|no_price
    available?:number
Reordered: cart:Cart unavailable:[UnavailableItem]
Order: id number?:number customerId? createdAt paymentDueDate? updatedAt total:Price subtotal?:Price
    shippingTotal?:Price shippingSubtotal?:Price discountTotal?:Price discountSubtotal?:Price
    creditTotal?:Price tax?:Price currency
    paymentStatus:=PENDING|PAID|FAILED|REFUNDED|NOT_PAID|CAPTURED|PARTIALLY_REFUNDED|REQUIRES_ACTION|UNKNOWN
    status:=PENDING|COMPLETED|SHIPPED|CANCELLED|ARCHIVED|REQUIRES_ACTION|UNKNOWN items:{OrderItem}
    purchaseOrderNumber? shippingAddress?:Address billingAddress?:Address shippingMethods:[ShippingMethod]
    customerComment? documents?:object email? fulfilments?:[Fulfilment] returns?:[Return] refunds?:[Refund]
    refundedTotal?:Price creditLines?:[CreditLine]
OrderItem: id productId quantity:number price:Price total?:Price subtotal?:Price discountTotal?:Price
    unit?:=PCS currency product:LineProduct variantId? variantTitle? options?:object
    returnableQuantity?:number
Asset: id __typename:=Asset billingAccountId manufacturer? model serialNo description
    status?:=ACTIVE|INACTIVE|RETIRED product?:Product address?:Address compatibleServices?:[Product]
    endOfWarranty? confirmation?:=PENDING|CONFIRMED
Service: id __typename:=Service billingAccountId product:Product contract:Contract assets:[Asset]
    history?:[ServiceEvent]
ServiceEvent: event:=PURCHASED|RENEWED|UPGRADED|CANCELLED at by:=CUSTOMER|OPERATOR orderId? variantId
    paymentPeriod?:=ONE_TIME|MONTHLY|YEARLY|WEEKLY startDate endDate
Contract: id type? status:=ACTIVE|EXPIRED|INACTIVE startDate endDate
    paymentPeriod?:=ONE_TIME|MONTHLY|YEARLY|WEEKLY price:ProductPrice cancelledAt?
"""
# A field that is not known is left out: so with what an asset or a service does not tell of itself.

_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
}


def _parse(text: str) -> dict[str, dict[str, str]]:
    models = {}
    for name, fields in re.findall(r"^(\w+):((?:.|\n(?=\s))*)", text, re.MULTILINE):
        parts = [field.partition(":") for field in fields.split()]
        models[name] = {field: kind or "string" for field, _, kind in parts}
    return models


MODELS = _parse(_TEXT)


def complaints(value: Any, kind: str, path: str = "") -> Iterator[str]:
    """Return where a value differs from the contract's type, unknown fields included."""
    if kind in MODELS:
        if isinstance(value, dict):
            yield from _of_model(value, MODELS[kind], path)
        else:
            yield f"{path}: no {kind}"
    elif kind.startswith("["):
        if not isinstance(value, list):
            yield f"{path}: no list"
            return
        for entry in value:
            yield from complaints(entry, kind[1:-1], f"{path}[]")
    elif kind.startswith("{"):
        yield from _of_model(value, {"data": f"[{kind[1:-1]}]", "total": "number"}, path)
    elif kind.startswith("="):
        if value not in kind[1:].split("|"):
            yield f"{path}: {value} is none of {kind[1:]}"
    elif type(value) not in _JSON_TYPES[kind]:
        yield f"{path}: no {kind}"


def _of_model(value: dict[str, Any], fields: dict[str, str], path: str) -> Iterator[str]:
    known = {field.removesuffix("?"): kind for field, kind in fields.items()}
    where = f"{path}." if path else ""
    for name in value.keys() - known.keys():
        yield f"{where}{name}: not in tests/contract/models.py"
    for field, kind in fields.items():
        name = field.removesuffix("?")
        if name in value:
            yield from complaints(value[name], kind, where + name)
        elif field == name:
            yield f"{where}{name}: missing"
