import { readdirSync } from "node:fs"
import { join, resolve } from "node:path"

// Links are defined in the registry that it creates.
import "@medusajs/framework/modules-sdk"
import { isFileDisabled } from "@medusajs/framework/utils"
import { describe, expect, it, vi } from "vitest"

import AssetsServicesModule from "../src/modules/assets-services"
import { configure, SSO } from "./support/config"

const SRC = resolve(__dirname, "../src")
const filesIn = (folder: string, pattern: RegExp) =>
  readdirSync(join(SRC, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => pattern.test(file))
    .map((file) => join(folder, file))

/** The files that Medusa loads automatically and belong to assets and services. */
const FILES = [
  ...filesIn("links", /\.ts$/),
  ...filesIn("modules/assets-services/models", /\.ts$/),
  "modules/assets-services/index.ts",
  "subscribers/service-ordered.ts",
]
const ROUTES = [
  ...filesIn("api/admin", /route\.ts$/),
  ...filesIn("api/store/services", /route\.ts$/),
  ...filesIn("api/store/customers/me/lists", /(assets|services).route\.ts$/),
]

const methodsOf = async (file: string) => {
  vi.resetModules()
  const exported: Record<string, unknown> = await import(join(SRC, file))
  return Object.values(exported).map((handler) => typeof handler)
}

const joinerConfig = () => AssetsServicesModule.service.prototype.__joinerConfig()
const namesIn = ({ alias }: { alias?: { name: string | string[] } | { name: string | string[] }[] }) =>
  [alias ?? []].flat().flatMap(({ name }) => name)

describe("with the option assetsServices: false", () => {
  it.each(FILES)("Medusa leaves out %s", async (file) => {
    await import(join(SRC, file))
    configure({ sso: SSO, assetsServices: false })
    expect(isFileDisabled(join(SRC, file))).toBe(true)
    configure({ sso: SSO })
    expect(isFileDisabled(join(SRC, file))).toBe(false)
  })

  it.each(ROUTES)("%s has no method, and leaves another plugin's middlewares alone", async (file) => {
    configure({ sso: SSO, assetsServices: false })
    expect(new Set(await methodsOf(file))).toEqual(new Set(["undefined"]))
    expect(isFileDisabled(join(SRC, file))).toBe(false)
    configure({ sso: SSO })
    expect(new Set(await methodsOf(file))).toEqual(new Set(["function"]))
  })

  it("another plugin can have the module's name and its entities'", () => {
    configure({ sso: SSO })
    const { serviceName } = joinerConfig()
    expect(namesIn(joinerConfig())).toEqual(
      expect.arrayContaining(["asset", "service_instance", "product_reference"]),
    )
    configure({ sso: SSO, assetsServices: false })
    expect(joinerConfig().serviceName).not.toBe(serviceName)
    expect(namesIn(joinerConfig())).toEqual([])
    expect(Object.keys(joinerConfig().linkableKeys ?? {})).toEqual([])
    configure({ sso: SSO })
  })
})
