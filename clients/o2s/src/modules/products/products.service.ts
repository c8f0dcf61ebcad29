import { Inject, Injectable } from "@nestjs/common"
import { Products } from "@o2s/framework/modules"
import { map, type Observable, of, switchMap } from "rxjs"

import { count, value, values } from "../../query"
import { StorefrontApi } from "../../storefront-api"
import { labelled } from "./option-groups"

type Sort = "createdAt_DESC"

@Injectable()
export class ProductsService extends Products.Service {
  constructor(@Inject(StorefrontApi) private readonly api: StorefrontApi) {
    super()
  }

  getProductList(
    query: Products.Request.GetProductListQuery,
    authorization?: string,
  ): Observable<Products.Model.Products> {
    const filters = {
      type: values<Products.Model.ProductType>(query.type),
      category: values(query.category),
      sort: value<Sort>(query.sort),
      basePath: value(query.basePath),
    }
    const page = { limit: count(query.limit), offset: count(query.offset) }
    return this.api.list({ authorization, locale: query.locale }, page, (client, page) =>
      client.GET("/products", { params: { query: { ...filters, ...page } } }),
    )
  }

  /** Return a product by id or handle, with the CMS's labels and order of its options. */
  getProduct(
    params: Products.Request.GetProductParams,
    authorization?: string,
  ): Observable<Products.Model.Product> {
    const { id, locale, variantOptionGroups } = params
    const query = { variantId: value(params.variantId), basePath: value(params.basePath) }
    const product = this.api.call({ authorization, locale }, (client) =>
      client.GET("/products/{id}", { params: { path: { id }, query } }),
    )
    return product.pipe(map((product) => labelled(product, variantOptionGroups)))
  }

  /** Return related products of a variant; without one, of the product's first variant for sale. */
  getRelatedProductList(
    params: Products.Request.GetRelatedProductListParams,
    authorization?: string,
  ): Observable<Products.Model.Products> {
    const caller = { authorization, locale: params.locale }
    const query = {
      type: value<Products.Model.ProductReferenceType>(params.type),
      sort: value<Sort>(params.sort),
      basePath: value(params.basePath),
    }
    const page = { limit: count(params.limit), offset: count(params.offset) }
    const variantId = value(params.variantId)
    const variant = variantId ? of(variantId) : this.firstVariant(params, authorization)
    return variant.pipe(
      switchMap((variantId) =>
        this.api.list(caller, page, (client, page) =>
          client.GET("/products/{id}/variants/{variantId}/related-products", {
            params: { path: { id: params.id, variantId }, query: { ...query, ...page } },
          }),
        ),
      ),
    )
  }

  private firstVariant(
    { id, locale }: { id: string; locale?: string },
    authorization?: string,
  ): Observable<string> {
    return this.getProduct({ id, locale }, authorization).pipe(map((product) => product.variantId ?? ""))
  }
}
