import type { AuthContext, MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { Modules } from "@medusajs/framework/utils"

type StoreRequest = MedusaRequest<{ email?: unknown }> & { auth_context?: AuthContext }

/**
 * Refuses to put a registered customer's email on a cart of somebody else's.
 *
 * Medusa gives a cart to the customer whose email it gets, whoever sends it: anybody could plant carts and
 * orders in a stranger's account, and a guest with an account would lose the cart half-way through.
 */
export async function refuseForeignEmail(
  req: StoreRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const email = req.body?.email
  if (typeof email !== "string") {
    return next()
  }
  const customers = await req.scope
    .resolve(Modules.CUSTOMER)
    .listCustomers({ email: [email, email.trim().toLowerCase()], has_account: true }, { select: ["id"] })
  if (customers.some((customer) => customer.id !== req.auth_context?.actor_id)) {
    res.status(409).json({ type: "conflict", message: "The email belongs to an account: sign in to use it" })
    return
  }
  next()
}
