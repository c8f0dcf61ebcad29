import { Inject, Injectable } from "@nestjs/common"
import { type Products, Resources } from "@o2s/framework/modules"
import { map, type Observable } from "rxjs"

import { count, value, values } from "../../query"
import { StorefrontApi } from "../../storefront-api"

type Sort = "createdAt_DESC"

@Injectable()
export class ResourcesService extends Resources.Service {
  constructor(@Inject(StorefrontApi) private readonly api: StorefrontApi) {
    super()
  }

  /** Buy a service: the id is a product's or a variant's. */
  purchaseOrActivateResource(
    { id, locale }: Resources.Request.GetResourceParams,
    authorization?: string,
  ): Observable<void> {
    return this.api
      .call({ authorization, locale }, (client) =>
        client.POST("/resources/{id}/purchase", { params: { path: { id } }, body: {} }),
      )
      .pipe(map(() => undefined))
  }

  purchaseOrActivateService(
    params: Resources.Request.GetServiceParams,
    authorization?: string,
  ): Observable<void> {
    return this.purchaseOrActivateResource(params, authorization)
  }

  /** Return the caller's services; `billingAccountId` has no effect. */
  getServiceList(
    query: Resources.Request.GetServiceListQuery,
    authorization: string,
  ): Observable<Resources.Model.Services> {
    const filters = {
      status: values<Resources.Model.ContractStatus>(query.status),
      type: values<Resources.Model.ProductType>(query.type),
      category: values(query.category),
      dateFrom: value(query.dateFrom),
      dateTo: value(query.dateTo),
      sort: value<Sort>(query.sort),
    }
    const page = { limit: count(query.limit), offset: count(query.offset) }
    return this.api.list({ authorization, locale: query.locale }, page, (client, page) =>
      client.GET("/resources/services", { params: { query: { ...filters, ...page } } }),
    )
  }

  getService(
    { id, locale }: Resources.Request.GetServiceParams,
    authorization?: string,
  ): Observable<Resources.Model.Service> {
    return this.api.call({ authorization, locale }, (client) =>
      client.GET("/resources/services/{id}", { params: { path: { id } } }),
    )
  }

  /** Return the caller's assets; `billingAccountId` has no effect. */
  getAssetList(
    query: Resources.Request.GetAssetListQuery,
    authorization: string,
  ): Observable<Resources.Model.Assets> {
    const filters = {
      type: values<Resources.Model.ProductType>(query.type),
      status: values<Resources.Model.AssetStatus>(query.status),
      dateFrom: value(query.dateFrom),
      dateTo: value(query.dateTo),
      sort: value<Sort>(query.sort),
    }
    const page = { limit: count(query.limit), offset: count(query.offset) }
    return this.api.list({ authorization, locale: query.locale }, page, (client, page) =>
      client.GET("/resources/assets", { params: { query: { ...filters, ...page } } }),
    )
  }

  getAsset(
    { id, locale }: Resources.Request.GetAssetParams,
    authorization?: string,
  ): Observable<Resources.Model.Asset> {
    return this.api.call({ authorization, locale }, (client) =>
      client.GET("/resources/assets/{id}", { params: { path: { id } } }),
    )
  }

  /** Return the services that fit an asset of the caller, whom the request's context names. */
  getCompatibleServiceList({
    id,
    locale,
  }: Resources.Request.GetAssetParams): Observable<Products.Model.Products> {
    return this.api.call({ locale }, (client) =>
      client.GET("/resources/assets/{id}/compatible-services", { params: { path: { id } } }),
    )
  }

  getFeaturedServiceList(): Observable<Products.Model.Products> {
    return this.api.call({}, (client) => client.GET("/resources/services/featured"))
  }
}
