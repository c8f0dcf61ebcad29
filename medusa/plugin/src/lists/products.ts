import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { storeProductRoutesMiddlewares } from "@medusajs/medusa/api/store/products/middlewares"
import { GET } from "@medusajs/medusa/api/store/products/route"

type Step = (req: unknown, res: unknown, next: MedusaNextFunction) => unknown
type Products = { products: Record<string, unknown>[] }

/**
 * Return products by their ids as GET /store/products does for the same customer, key and locale: by that
 * route's own middlewares and handler, without another request. What is not for sale is left out.
 */
export async function storeProducts(
  req: MedusaRequest,
  ids: string[],
  query: { fields: string; region_id: string; country_code?: string },
): Promise<Products["products"]> {
  if (ids.length === 0) {
    return []
  }
  const list = Object.create(req, {
    query: { value: { ...query, id: ids, limit: ids.length }, writable: true },
  }) as MedusaRequest
  const route = storeProductRoutesMiddlewares.find(({ matcher }) => matcher === "/store/products")
  for (const step of (route?.middlewares ?? []) as Step[]) {
    await passed(step, list)
  }
  return (await responseOf(GET as unknown as Step, list)).products
}

/** Wait until a middleware passes the request on. */
async function passed(step: Step, req: MedusaRequest): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const next = (error?: unknown) => (error ? reject(error) : resolve())
    Promise.resolve(step(req, unused(reject), next)).catch(reject)
  })
}

/** Wait for a handler's response. */
async function responseOf(handler: Step, req: MedusaRequest): Promise<Products> {
  return new Promise<Products>((resolve, reject) => {
    Promise.resolve(handler(req, { json: resolve } as unknown as MedusaResponse, reject)).catch(reject)
  })
}

/** A response that a middleware must not send: it would leave the request without one. */
function unused(reject: (error: Error) => void) {
  const refuse = () => reject(new Error("A middleware of GET /store/products refused the request"))
  return { status: () => ({ json: refuse, send: refuse }), json: refuse, send: refuse }
}
