import { Inject, Injectable } from "@nestjs/common"
import { Orders } from "@o2s/framework/modules"
import { map, type Observable } from "rxjs"

import { count, value, values } from "../../query"
import { StorefrontApi } from "../../storefront-api"
import { part } from "./order-items"

@Injectable()
export class OrdersService extends Orders.Service {
  constructor(@Inject(StorefrontApi) private readonly api: StorefrontApi) {
    super()
  }

  /** Return an order, with the part of its lines that a page shows if it names a limit. */
  getOrder(params: Orders.Request.GetOrderParams, authorization?: string): Observable<Orders.Model.Order> {
    const order = this.api.call({ authorization }, (client) =>
      client.GET("/orders/{id}", { params: { path: { id: params.id } } }),
    )
    return order.pipe(map((order) => ({ ...order, items: part(order.items, params) })))
  }

  /** Return the caller's orders; `customerId` has no effect. */
  getOrderList(
    query: Orders.Request.GetOrderListQuery,
    authorization?: string,
  ): Observable<Orders.Model.Orders> {
    const filters = {
      id: orderId(query.id),
      status: values(query.status),
      paymentStatus: values<Orders.Model.PaymentStatus>(query.paymentStatus),
      dateFrom: value(query.dateFrom),
      dateTo: value(query.dateTo),
      sort: value<"createdAt_DESC">(query.sort),
    }
    const page = { limit: count(query.limit), offset: count(query.offset) }
    return this.api.list({ authorization, locale: query.locale }, page, (client, page) =>
      client.GET("/orders", { params: { query: { ...filters, ...page } } }),
    )
  }
}

/** Return the id if it is an order's: blocks hand on their own id from the CMS, such as `order-list-1`. */
function orderId(id: string | undefined): string | undefined {
  return id?.startsWith("order_") ? id : undefined
}
