import "@medusajs/framework/http"

declare module "@medusajs/framework/http" {
  interface MedusaRequest<Body = unknown, QueryFields = Record<string, unknown>> {
    /** Express calls a route only when its path has all of the route's parameters. */
    params: { [name: string]: string } & Record<"id" | "assetId" | "variantId", string>
  }
}
