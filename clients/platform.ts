import type { TestProject } from "vitest/node"

/** What tests/clients/test_packages.py says of the running platform. */
export interface Platform {
  url: string
  issuer: string
  audience: string
  tokens: { anna: string; ben: string; newcomer: string; shopper: string }
  drill: { id: string; handle: string; sku: string; variantId: string }
  region: string
  shippingOption: string
  service: { id: string }
}

declare module "vitest" {
  export interface ProvidedContext {
    platform: Platform
  }
}

export default function provide(project: TestProject): void {
  const platform = process.env.PLATFORM
  if (!platform) throw new Error("The local platform is not known: run pytest tests/clients")
  project.provide("platform", JSON.parse(platform))
}
