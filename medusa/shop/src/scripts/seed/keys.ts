import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  createApiKeysWorkflow,
  linkSalesChannelsToApiKeyWorkflow,
  revokeApiKeysWorkflow,
} from "@medusajs/medusa/core-flows"

import { required } from "./required"

const PUBLISHABLE_TITLE = "Storefront"
const SECRET_TITLE = "Serverless bundle"
const CREATED_BY = "seed"

/** The publishable key of the storefront's sales channel. */
export async function seedPublishableKey(
  container: MedusaContainer,
  salesChannelId: string,
): Promise<string> {
  const keys = container.resolve(Modules.API_KEY)
  const known = (await keys.listApiKeys({ title: PUBLISHABLE_TITLE, type: "publishable" })).find(isValid)
  if (known) {
    return known.token
  }
  const key = await createKey(container, PUBLISHABLE_TITLE, "publishable")
  await linkSalesChannelsToApiKeyWorkflow(container).run({ input: { id: key.id, add: [salesChannelId] } })
  return key.token
}

/**
 * The secret key for the Admin API: the one given when it is still valid, else a new one.
 *
 * Medusa stores only a hash, so a lost key cannot be read; it is revoked when a new one is created.
 */
export async function seedAdminKey(container: MedusaContainer, current: string | undefined): Promise<string> {
  const keys = container.resolve(Modules.API_KEY)
  if (current && (await keys.authenticate(current))) {
    return current
  }
  const lost = (await keys.listApiKeys({ title: SECRET_TITLE, type: "secret" })).filter(isValid)
  if (lost.length > 0) {
    await revokeApiKeysWorkflow(container).run({
      input: { selector: { id: lost.map((key) => key.id) }, revoke: { revoked_by: CREATED_BY } },
    })
  }
  return (await createKey(container, SECRET_TITLE, "secret")).token
}

async function createKey(container: MedusaContainer, title: string, type: "publishable" | "secret") {
  const { result } = await createApiKeysWorkflow(container).run({
    input: { api_keys: [{ title, type, created_by: CREATED_BY }] },
  })
  return required(result[0], `key ${title}`)
}

function isValid(key: { revoked_at: Date | null }): boolean {
  return key.revoked_at === null
}
