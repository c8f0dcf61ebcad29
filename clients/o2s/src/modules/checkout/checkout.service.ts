import { Inject, Injectable } from "@nestjs/common"
import { type Carts, Checkout, type Payments } from "@o2s/framework/modules"
import type { Observable } from "rxjs"

import { StorefrontApi } from "../../storefront-api"

@Injectable()
export class CheckoutService extends Checkout.Service {
  constructor(@Inject(StorefrontApi) private readonly api: StorefrontApi) {
    super()
  }

  setAddresses(
    { cartId }: Checkout.Request.SetAddressesParams,
    body: Checkout.Request.SetAddressesBody,
    authorization?: string,
  ): Observable<Carts.Model.Cart> {
    return this.api.call({ authorization }, (client) =>
      client.POST("/checkout/{cartId}/addresses", { params: { path: { cartId } }, body }),
    )
  }

  setShippingMethod(
    { cartId }: Checkout.Request.SetShippingMethodParams,
    body: Checkout.Request.SetShippingMethodBody,
    authorization?: string,
  ): Observable<Carts.Model.Cart> {
    return this.api.call({ authorization }, (client) =>
      client.POST("/checkout/{cartId}/shipping-method", { params: { path: { cartId } }, body }),
    )
  }

  setPayment(
    { cartId }: Checkout.Request.SetPaymentParams,
    body: Checkout.Request.SetPaymentBody,
    authorization?: string,
  ): Observable<Payments.Model.PaymentSession> {
    return this.api.call({ authorization }, (client) =>
      client.POST("/checkout/{cartId}/payment", { params: { path: { cartId } }, body }),
    )
  }

  getShippingOptions(
    { cartId, locale }: Checkout.Request.GetShippingOptionsParams,
    authorization?: string,
  ): Observable<Checkout.Model.ShippingOptions> {
    return this.api.call({ authorization, locale }, (client) =>
      client.GET("/checkout/{cartId}/shipping-options", { params: { path: { cartId } } }),
    )
  }

  getCheckoutSummary(
    { cartId, locale }: Checkout.Request.GetCheckoutSummaryParams,
    authorization?: string,
  ): Observable<Checkout.Model.CheckoutSummary> {
    return this.api.call({ authorization, locale }, (client) =>
      client.GET("/checkout/{cartId}/summary", { params: { path: { cartId } } }),
    )
  }

  placeOrder(
    { cartId, locale }: Checkout.Request.PlaceOrderParams,
    body: Checkout.Request.PlaceOrderBody = {},
    authorization?: string,
  ): Observable<Checkout.Model.PlaceOrderResponse> {
    return this.api.call({ authorization, locale }, (client) =>
      client.POST("/checkout/{cartId}/place-order", { params: { path: { cartId } }, body }),
    )
  }

  completeCheckout(
    { cartId }: Checkout.Request.CompleteCheckoutParams,
    body: Checkout.Request.CompleteCheckoutBody,
    authorization?: string,
  ): Observable<Checkout.Model.PlaceOrderResponse> {
    return this.api.call({ authorization }, (client) =>
      client.POST("/checkout/{cartId}/complete", { params: { path: { cartId } }, body }),
    )
  }
}
