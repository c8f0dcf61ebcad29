import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { databaseOf } from "../../../../../../database"
import { orderRows } from "../../../../../../lists/order-rows"
import { orderPage } from "../../../../../../lists/orders"
import type { GetOrderList } from "../../../../../../lists/validators"

/** A page of the customer's own orders, with what the bundle shows of an order. */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const list = req.validatedQuery as GetOrderList
  const db = databaseOf(req.scope)
  const { ids, count } = await orderPage(db, req.auth_context.actor_id, list)
  res.json({ orders: await orderRows(db, ids), count, limit: list.limit, offset: list.offset })
}
