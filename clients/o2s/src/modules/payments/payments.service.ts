import { Inject, Injectable } from "@nestjs/common"
import { Payments } from "@o2s/framework/modules"
import type { Observable } from "rxjs"

import { StorefrontApi } from "../../storefront-api"

@Injectable()
export class PaymentsService extends Payments.Service {
  constructor(@Inject(StorefrontApi) private readonly api: StorefrontApi) {
    super()
  }

  getProviders(
    { regionId, locale }: Payments.Request.GetProvidersParams,
    authorization?: string,
  ): Observable<Payments.Model.PaymentProviders> {
    return this.api.call({ authorization, locale }, (client) =>
      client.GET("/payments/providers", { params: { query: { regionId } } }),
    )
  }

  createSession(
    body: Payments.Request.CreateSessionBody,
    authorization?: string,
  ): Observable<Payments.Model.PaymentSession> {
    return this.api.call({ authorization }, (client) => client.POST("/payments/sessions", { body }))
  }

  getSession(
    { id }: Payments.Request.GetSessionParams,
    authorization?: string,
  ): Observable<Payments.Model.PaymentSession> {
    return this.api.call({ authorization }, (client) =>
      client.GET("/payments/sessions/{id}", { params: { path: { id } } }),
    )
  }

  updateSession(
    { id }: Payments.Request.UpdateSessionParams,
    body: Payments.Request.UpdateSessionBody,
    authorization?: string,
  ): Observable<Payments.Model.PaymentSession> {
    return this.api.call({ authorization }, (client) =>
      client.PATCH("/payments/sessions/{id}", { params: { path: { id } }, body }),
    )
  }

  cancelSession({ id }: Payments.Request.CancelSessionParams, authorization?: string): Observable<void> {
    return this.api.call({ authorization }, (client) =>
      client.DELETE("/payments/sessions/{id}", { params: { path: { id } } }),
    )
  }
}
