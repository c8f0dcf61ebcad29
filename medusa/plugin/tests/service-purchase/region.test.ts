import { describe, expect, it } from "vitest"

import { providerOf, regionFor } from "../../src/service-purchase/region"
import { containerOf, queryOf } from "../support/container"
import { errorOf } from "../support/errors"

const EUROPE = {
  id: "reg_eu",
  currency_code: "eur",
  countries: [{ iso_2: "pl" }, null, { iso_2: "de" }],
  payment_providers: [
    { id: "pp_system_default", is_enabled: true },
    null,
    { id: "pp_stripe_stripe", is_enabled: true },
    { id: "pp_off_off", is_enabled: false },
  ],
}

describe("providerOf", () => {
  it("takes the wanted provider, else the manual one, else the first by id", () => {
    const withoutManual = { ...EUROPE, payment_providers: EUROPE.payment_providers.slice(1) }
    expect(providerOf(EUROPE, "pp_stripe_stripe")).toBe("pp_stripe_stripe")
    expect(providerOf(EUROPE, undefined)).toBe("pp_system_default")
    expect(providerOf(withoutManual, undefined)).toBe("pp_stripe_stripe")
  })

  it.each(["pp_off_off", "pp_unknown"])("refuses %s", async (wanted) => {
    expect(await errorOf(() => providerOf(EUROPE, wanted))).toMatchObject({ type: "invalid_data" })
  })

  it("refuses a region without providers", async () => {
    const none = { ...EUROPE, payment_providers: [] }
    expect(await errorOf(() => providerOf(none, undefined))).toMatchObject({ type: "invalid_data" })
  })
})

describe("regionFor", () => {
  const shop = (regions: unknown[]) => {
    const query = queryOf({ region: regions })
    return { query, container: containerOf({ query }) }
  }

  it("finds the region of the country", async () => {
    const { container } = shop([{ ...EUROPE, id: "other", countries: [{ iso_2: "us" }] }, EUROPE])
    expect((await regionFor(container, {}, "de")).id).toBe("reg_eu")
  })

  it("filters by what is wanted", async () => {
    const { container, query } = shop([EUROPE])
    await regionFor(container, { region_id: "reg_eu", currency_code: "eur" }, "de")
    expect(query.calls[0]?.filters).toEqual({ id: "reg_eu", currency_code: "eur" })
  })

  it.each([
    ["a country outside the region", [EUROPE], "pl"],
    ["a region that is not there", [], "eur"],
  ])("names what would do for %s", async (_name, regions, named) => {
    const wanted = { currency_code: "eur" }
    const error = await errorOf(() => regionFor(shop(regions).container, wanted, "us"))
    expect(error).toMatchObject({ type: "invalid_data", message: expect.stringContaining(named) })
  })
})
