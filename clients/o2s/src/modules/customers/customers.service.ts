import { Inject, Injectable } from "@nestjs/common"
import { Customers } from "@o2s/framework/modules"
import type { Observable } from "rxjs"

import { StorefrontApi } from "../../storefront-api"

@Injectable()
export class CustomersService extends Customers.Service {
  constructor(@Inject(StorefrontApi) private readonly api: StorefrontApi) {
    super()
  }

  /** Return all addresses of the caller. */
  getAddresses(authorization?: string): Observable<Customers.Model.CustomerAddresses> {
    const all = { limit: Number.POSITIVE_INFINITY, offset: 0 }
    return this.api.list({ authorization }, all, (client, page) =>
      client.GET("/customers/addresses", { params: { query: page } }),
    )
  }

  getAddress(
    { id }: Customers.Request.GetAddressParams,
    authorization?: string,
  ): Observable<Customers.Model.CustomerAddress> {
    return this.api.call({ authorization }, (client) =>
      client.GET("/customers/addresses/{id}", { params: { path: { id } } }),
    )
  }

  createAddress(
    body: Customers.Request.CreateAddressBody,
    authorization?: string,
  ): Observable<Customers.Model.CustomerAddress> {
    return this.api.call({ authorization }, (client) => client.POST("/customers/addresses", { body }))
  }

  updateAddress(
    { id }: Customers.Request.UpdateAddressParams,
    body: Customers.Request.UpdateAddressBody,
    authorization?: string,
  ): Observable<Customers.Model.CustomerAddress> {
    return this.api.call({ authorization }, (client) =>
      client.PATCH("/customers/addresses/{id}", { params: { path: { id } }, body }),
    )
  }

  deleteAddress({ id }: Customers.Request.DeleteAddressParams, authorization?: string): Observable<void> {
    return this.api.call({ authorization }, (client) =>
      client.DELETE("/customers/addresses/{id}", { params: { path: { id } } }),
    )
  }

  setDefaultAddress(
    { id }: Customers.Request.SetDefaultAddressParams,
    authorization?: string,
  ): Observable<Customers.Model.CustomerAddress> {
    return this.api.call({ authorization }, (client) =>
      client.POST("/customers/addresses/{id}/default", { params: { path: { id } } }),
    )
  }
}
