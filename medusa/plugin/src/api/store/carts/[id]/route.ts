import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { cartNotFound } from "../../../../carts/not-found"
import { OWNER_FIELDS, requireOwner } from "../../../../carts/ownership"
import { ConflictError } from "../../../../conflict"
import { closeCartWorkflow } from "../../../../workflows/close-cart"
import { callerOf } from "../../caller"

/** Close an open cart permanently. */
export async function DELETE(req: MedusaStoreRequest, res: MedusaResponse): Promise<void> {
  const { id } = req.params
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: ["completed_at", ...OWNER_FIELDS],
    filters: { id },
  })
  if (data.length === 0) {
    throw cartNotFound(id)
  }
  requireOwner(data[0], callerOf(req))
  if (data[0].completed_at) {
    throw new ConflictError(`Cart ${id} is already completed.`)
  }
  await closeCartWorkflow(req.scope).run({ input: { id, customer_id: data[0].customer_id ?? null } })
  res.json({ id, object: "cart", deleted: true })
}
