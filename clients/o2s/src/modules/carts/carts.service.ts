import { ConflictException, Inject, Injectable } from "@nestjs/common"
import { Carts } from "@o2s/framework/modules"
import { map, type Observable, switchMap } from "rxjs"

import { count, value } from "../../query"
import { StorefrontApi } from "../../storefront-api"

@Injectable()
export class CartsService extends Carts.Service {
  constructor(@Inject(StorefrontApi) private readonly api: StorefrontApi) {
    super()
  }

  getCart({ id }: Carts.Request.GetCartParams, authorization?: string): Observable<Carts.Model.Cart> {
    return this.api.call({ authorization }, (client) =>
      client.GET("/carts/{id}", { params: { path: { id } } }),
    )
  }

  /** Return the caller's open carts; `customerId` has no effect. */
  getCartList(query: Carts.Request.GetCartListQuery, authorization?: string): Observable<Carts.Model.Carts> {
    const sort = value<"createdAt_DESC">(query.sort)
    const page = { limit: count(query.limit), offset: count(query.offset) }
    return this.api.list({ authorization, locale: query.locale }, page, (client, page) =>
      client.GET("/carts", { params: { query: { sort, ...page } } }),
    )
  }

  getCurrentCart(authorization?: string): Observable<Carts.Model.Cart> {
    return this.api.call({ authorization }, (client) => client.GET("/carts/current"))
  }

  /** Create a cart of the caller's; `customerId` has no effect. */
  createCart(data: Carts.Request.CreateCartBody, authorization?: string): Observable<Carts.Model.Cart> {
    const { locale, customerId: _, ...body } = data
    return this.api.call({ authorization, locale }, (client) => client.POST("/carts", { body }))
  }

  /** Change a cart; then, in this order and each if named, its addresses, shipping method and payment. */
  updateCart(
    { id }: Carts.Request.UpdateCartParams,
    data: Carts.Request.UpdateCartBody,
    authorization?: string,
  ): Observable<Carts.Model.Cart> {
    const { locale, shippingAddressId, billingAddressId, shippingMethodId, paymentMethodId, ...body } = data
    const caller = { authorization, locale }
    const addresses = { shippingAddressId, billingAddressId, locale }
    let cart: Observable<Carts.Model.Cart> = this.api.call(caller, (client) =>
      client.PATCH("/carts/{id}", { params: { path: { id } }, body }),
    )
    const then = (next: () => Observable<Carts.Model.Cart>) => {
      cart = cart.pipe(switchMap(next))
    }
    if (shippingAddressId || billingAddressId)
      then(() => this.updateCartAddresses({ cartId: id }, addresses, authorization))
    if (shippingMethodId) {
      then(() =>
        this.addShippingMethod({ cartId: id }, { shippingOptionId: shippingMethodId, locale }, authorization),
      )
    }
    if (paymentMethodId) then(() => this.choosePayment(id, paymentMethodId, authorization))
    return cart
  }

  deleteCart({ id }: Carts.Request.DeleteCartParams, authorization?: string): Observable<void> {
    return this.api.call({ authorization }, (client) =>
      client.DELETE("/carts/{id}", { params: { path: { id } } }),
    )
  }

  addCartItem(data: Carts.Request.AddCartItemBody, authorization?: string): Observable<Carts.Model.Cart> {
    const { locale, ...body } = data
    return this.api.call({ authorization, locale }, (client) => client.POST("/carts/items", { body }))
  }

  updateCartItem(
    { cartId, itemId }: Carts.Request.UpdateCartItemParams,
    data: Carts.Request.UpdateCartItemBody,
    authorization?: string,
  ): Observable<Carts.Model.Cart> {
    const { locale, ...body } = data
    return this.api.call({ authorization, locale }, (client) =>
      client.PATCH("/carts/{cartId}/items/{itemId}", { params: { path: { cartId, itemId } }, body }),
    )
  }

  removeCartItem(
    { cartId, itemId }: Carts.Request.RemoveCartItemParams,
    authorization?: string,
  ): Observable<Carts.Model.Cart> {
    return this.api.call({ authorization }, (client) =>
      client.DELETE("/carts/{cartId}/items/{itemId}", { params: { path: { cartId, itemId } } }),
    )
  }

  applyPromotion(
    { cartId }: Carts.Request.ApplyPromotionParams,
    { code, locale }: Carts.Request.ApplyPromotionBody,
    authorization?: string,
  ): Observable<Carts.Model.Cart> {
    return this.api.call({ authorization, locale }, (client) =>
      client.POST("/carts/{cartId}/promotions", { params: { path: { cartId } }, body: { code } }),
    )
  }

  removePromotion(
    { cartId, code }: Carts.Request.RemovePromotionParams,
    authorization?: string,
  ): Observable<Carts.Model.Cart> {
    return this.api.call({ authorization }, (client) =>
      client.DELETE("/carts/{cartId}/promotions/{code}", { params: { path: { cartId, code } } }),
    )
  }

  prepareCheckout(
    { cartId }: Carts.Request.PrepareCheckoutParams,
    authorization?: string,
  ): Observable<Carts.Model.Cart> {
    return this.getCart({ id: cartId }, authorization).pipe(
      map((cart) => {
        if (cart.items.total > 0) return cart
        const message = "The cart has no items"
        throw new ConflictException({ statusCode: 409, error: "Conflict", code: "cart_empty", message })
      }),
    )
  }

  updateCartAddresses(
    { cartId }: Carts.Request.UpdateCartAddressesParams,
    data: Carts.Request.UpdateCartAddressesBody,
    authorization?: string,
  ): Observable<Carts.Model.Cart> {
    const { locale, ...body } = data
    return this.api.call({ authorization, locale }, (client) =>
      client.POST("/checkout/{cartId}/addresses", { params: { path: { cartId } }, body }),
    )
  }

  addShippingMethod(
    { cartId }: Carts.Request.AddShippingMethodParams,
    { shippingOptionId, locale }: Carts.Request.AddShippingMethodBody,
    authorization?: string,
  ): Observable<Carts.Model.Cart> {
    return this.api.call({ authorization, locale }, (client) =>
      client.POST("/checkout/{cartId}/shipping-method", {
        params: { path: { cartId } },
        body: { shippingOptionId },
      }),
    )
  }

  private choosePayment(
    cartId: string,
    providerId: string,
    authorization?: string,
  ): Observable<Carts.Model.Cart> {
    const session = this.api.call({ authorization }, (client) =>
      client.POST("/checkout/{cartId}/payment", { params: { path: { cartId } }, body: { providerId } }),
    )
    return session.pipe(switchMap(() => this.getCart({ id: cartId }, authorization)))
  }
}
