import { readdirSync } from "node:fs"
import { join, resolve } from "node:path"

import { isFileDisabled } from "@medusajs/framework/utils"
import { describe, expect, it } from "vitest"

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
  ...filesIn("api/admin", /route\.ts$/),
  ...filesIn("api/store/services", /route\.ts$/),
  "modules/assets-services/index.ts",
  "subscribers/service-ordered.ts",
]

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
