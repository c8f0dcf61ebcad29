import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

type Entity = "customer" | "product_variant" | "asset"

/** Throw the error behind a 400 when a body names an id that does not exist. */
export async function requireExisting(
  container: MedusaContainer,
  entity: Entity,
  ids: (string | null | undefined)[],
): Promise<void> {
  const wanted = [...new Set(ids.filter((id): id is string => typeof id === "string"))]
  if (wanted.length === 0) {
    return
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity, fields: ["id"], filters: { id: wanted } })
  const found = new Set(data.map((row: { id: string }) => row.id))
  const missing = wanted.filter((id) => !found.has(id))
  if (missing.length > 0) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, `There is no ${entity} ${missing.join(", ")}`)
  }
}
