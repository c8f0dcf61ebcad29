import type { AuthContext, MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { Modules } from "@medusajs/framework/utils"

type StoreRequest = MedusaRequest<{ email?: unknown; cart?: { email?: unknown } }> & {
  auth_context?: AuthContext
}

/**
 * Reject a registered customer's email on another customer's or a guest's cart.
 *
 * Medusa assigns a cart to the customer with its email, whoever sends it: anyone could add carts and orders
 * to another customer's account, and a guest with an account would lose the cart during checkout.
 */
export async function refuseForeignEmail(
  req: StoreRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const email = req.body?.email ?? req.body?.cart?.email
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
