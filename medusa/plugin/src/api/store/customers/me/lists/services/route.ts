import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { resourceList } from "../../../../../../lists/respond"
import type { GetServiceList } from "../../../../../../lists/validators"
import { ofAssetsServices } from "../../../../../../options"

/** A page of the customer's own services, with their products as the Store API returns them. */
async function get(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { start_date: date, ...list } = req.validatedQuery as GetServiceList
  const { rows, count, products } = await resourceList(req, "service_instance", { ...list, date })
  res.json({ serviceInstances: rows, products, count, limit: list.limit, offset: list.offset })
}

export const GET = ofAssetsServices(get)
