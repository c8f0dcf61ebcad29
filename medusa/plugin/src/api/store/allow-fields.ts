import * as http from "@medusajs/framework/http"

const allowAll: typeof http.allowFields = () => (_req, _res, next) => next()

/**
 * Medusa's middleware that lets a route be asked for further fields. Before 2.21 there is none, nor need for one:
 * carts and orders have no list of allowed fields there, and to make one would forbid all others.
 */
export const allowFields = (http as Partial<typeof http>).allowFields ?? allowAll
