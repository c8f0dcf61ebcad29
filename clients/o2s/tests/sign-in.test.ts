// The sign-in that docs/o2s.md shows for O2S's frontend, as it stands there.

import { readFileSync } from "node:fs"
import { join } from "node:path"

import { transformSync } from "esbuild"
import { afterEach, beforeAll, expect, test, vi } from "vitest"

const account = { providerAccountId: "ada-1", id_token: jwt(3600), refresh_token: "first" }

interface SignIn {
  ShopProvider: { profile(claims: Record<string, string>): { id: string; name?: string } }
  shopJwt(given: { token: object; account?: object }): Promise<Record<string, unknown> | null>
}

let signIn: SignIn

beforeAll(async () => {
  const guide = readFileSync(join(__dirname, "../../../docs/o2s.md"), "utf8")
  const found = /```ts\n(import type \{ Account[\s\S]+?)```/.exec(guide)?.[1]
  if (!found) throw new Error("docs/o2s.md has no code for signing in")
  vi.stubEnv("AUTH_SHOP_ISSUER", "https://sso.example")
  const { code } = transformSync(found, { loader: "ts", format: "esm" })
  signIn = await import(`data:text/javascript,${encodeURIComponent(code)}`)
})

afterEach(() => vi.unstubAllGlobals())

function jwt(seconds: number): string {
  const claims = { exp: Math.floor(Date.now() / 1000) + seconds, note: "\u00ff\u00fe?>" }
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`
}

function provider(status: number, body: object) {
  const calls = vi.fn(async (url: string) =>
    url.endsWith("/openid-configuration")
      ? Response.json({ token_endpoint: "https://sso.example/token" })
      : Response.json(body, { status }),
  )
  vi.stubGlobal("fetch", calls)
  return calls
}

test.each([
  [{ sub: "1", email: "a@b.example", name: "Ada" }, "Ada"],
  [{ sub: "1", email: "a@b.example", given_name: "Ada", family_name: "L" }, "Ada L"],
  [{ sub: "1", email: "a@b.example" }, "a@b.example"],
])("a user always has a name, which O2S's header needs: %j", (claims, name) => {
  expect(signIn.ShopProvider.profile(claims as Record<string, string>)).toMatchObject({ id: "1", name })
})

test("the session has the ID token, and the id that O2S's account page needs", async () => {
  const token = await signIn.shopJwt({ token: { sub: "random" }, account })
  expect(token).toMatchObject({ id: "ada-1", accessToken: account.id_token, refreshToken: "first" })
  expect(await signIn.shopJwt({ token: token ?? {} })).toEqual(token)
})

test("a token that ends is renewed, and a session without a new one ends", async () => {
  const old = await signIn.shopJwt({ token: {}, account: { ...account, id_token: jwt(30) } })
  const next = jwt(3600)
  provider(200, { id_token: next })
  const renewed = await signIn.shopJwt({ token: old ?? {} })
  expect(renewed).toMatchObject({ id: "ada-1", accessToken: next, refreshToken: "first" })
  provider(400, { error: "invalid_grant" })
  expect(await signIn.shopJwt({ token: old ?? {} })).toBeNull()
})
