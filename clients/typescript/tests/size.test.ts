import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

import { build } from "esbuild"
import { expect, test } from "vitest"

/** Return the gzipped bytes of a page that uses these exports. */
async function sizeOf(names: string): Promise<number> {
  const contents = `import { ${names} } from "./index.ts"; console.log(${names})`
  const stdin = { contents, resolveDir: fileURLToPath(new URL("../src", import.meta.url)) }
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "esm", write: false })
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length
}

test("everything is less than 8 kB, and a page has only what it uses", async () => {
  const everything = await sizeOf("createClient, ApiError, unwrap, listAll")
  console.info(`The client has ${everything} bytes, gzipped`)
  expect(everything).toBeGreaterThan(1_000)
  expect(everything).toBeLessThan(8_000)
  expect(await sizeOf("listAll")).toBeLessThan(600)
})
