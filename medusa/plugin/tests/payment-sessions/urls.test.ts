import { describe, expect, it } from "vitest"

import { Urls, withUrls } from "../../src/payment-sessions/urls"

describe("Urls", () => {
  it.each([
    ["a URL", { return_url: "https://shop.example/done?x=1" }],
    ["a URL of this machine", { return_url: "http://localhost:3000" }],
    ["URLs in an object", { urls: { success: "https://a.example", inner: { back: "https://b.example" } } }],
    ["a long URL of emojis", { url: `https://a.example/${"🎉".repeat(1900)}` }],
    ["nothing", {}],
  ])("takes %s", (_name, given) => {
    expect(Urls.parse(given)).toEqual(given)
  })

  it.each<[string, unknown]>([
    ["another payment's id", { id: "pi_123" }],
    ["another payment's id in an object", { inner: { id: "pi_123" } }],
    ["text before a URL", { id: "pi_123 https://a.example" }],
    ["a URL with a space", { url: "https://a.example/ b" }],
    ["a line after a URL", { url: "https://a.example\npi_123" }],
    ["another scheme", { url: "javascript:alert(1)" }],
    ["a list", { urls: ["https://a.example"] }],
    ["a number", { amount: 1 }],
    ["a long URL", { url: `https://a.example/${"x".repeat(2000)}` }],
    ["text alone", "https://a.example"],
  ])("refuses %s", (_name, given) => {
    expect(Urls.safeParse(given).success).toBe(false)
  })
})

describe("withUrls", () => {
  it("puts URLs at their places and leaves the rest", () => {
    const data = { id: "pi_1", urls: { success: "https://old.example", cancel: "https://c.example" } }
    const urls = { return_url: "https://r.example", urls: { success: "https://new.example" } }
    expect(withUrls(data, urls)).toEqual({
      id: "pi_1",
      return_url: "https://r.example",
      urls: { success: "https://new.example", cancel: "https://c.example" },
    })
  })

  it.each([["text"], [null], [["a"]], [undefined]])("replaces %j by an object of URLs", (present) => {
    const urls = { urls: { success: "https://s.example" } }
    expect(withUrls({ urls: present }, urls)).toEqual(urls)
  })
})
